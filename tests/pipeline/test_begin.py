"""A worker that Celery's own command starts, in a home whose files it cannot use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipeline.stack import Home
from tests.waiting import eventually
from workers.assign.changes import Joined
from workers.bootstrap import Services
from workers.settings import read

pytestmark = pytest.mark.slow


def test_a_worker_does_not_begin_with_rules_that_cannot_be_used_and_says_so_in_a_line(
    tmp_path: Path, redis_url: str
) -> None:
    home = Home(tmp_path, NEWSLOOM_REDIS_URL=redis_url)
    (tmp_path / "sites.toml").write_text('["courier.example"\n')
    words = [sys.executable, "-m", "celery", "-q", "-A", "workers.app", "worker", "-Q", "newsloom.clean", "-c", "1"]
    done = subprocess.run(words, env=home.environ, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    (line,) = [line for line in done.stderr.splitlines() if "newsloom:" in line]
    assert "sites.toml" in line
    assert "Traceback" not in done.stderr + done.stdout


def test_a_worker_that_begins_beside_a_redis_that_has_seen_more_than_its_ledger_has_it_forget(
    tmp_path: Path, redis_url: str
) -> None:
    home = Home(tmp_path, NEWSLOOM_REDIS_URL=redis_url)
    seen = Services(read(home.environ))
    seen.stories.apply([Joined(9, 1, 1, None, None)])
    log = tmp_path / "begin.log"
    words = [sys.executable, "-m", "celery", "-q", "-A", "workers.app", "worker", "-Q", "newsloom.assign", "-c", "1"]
    with log.open("wb") as file, subprocess.Popen(words, env=home.environ, stdout=file, stderr=file) as worker:
        eventually(lambda: "index.rewound" in log.read_text())
        worker.terminate()
    assert seen.stories.cursor() is None
    seen.close()
