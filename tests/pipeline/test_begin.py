"""A worker that Celery's own command starts, in a home whose files it cannot use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipeline.stack import Home
from tests.waiting import PATIENCE

pytestmark = pytest.mark.slow


def test_a_worker_does_not_begin_with_rules_that_cannot_be_used_and_says_so_in_a_line(
    tmp_path: Path, redis_url: str
) -> None:
    home = Home(tmp_path, NEWSLOOM_REDIS_URL=redis_url)
    (tmp_path / "sites.toml").write_text('["courier.example"\n')
    words = [sys.executable, "-m", "celery", "-q", "-A", "workers.app", "worker", "-Q", "newsloom.clean", "-c", "1"]
    done = subprocess.run(words, env=home.environ, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 2
    (line,) = [line for line in done.stderr.splitlines() if "newsloom:" in line]
    assert "sites.toml" in line
    assert "Traceback" not in done.stderr + done.stdout
