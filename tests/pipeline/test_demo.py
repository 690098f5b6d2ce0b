"""The demo is real: from feeds to the followed story, by the command that a newcomer types."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.slow


def test_the_demo_weaves_its_stories_and_leaves_nothing_behind() -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("NEWSLOOM_")}
    words = [sys.executable, "-m", "workers.cli", "demo"]
    # a folder of its own, since other tests come and go in the common one; short, for Redis has its socket in there
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        env = {**clean, "TMPDIR": folder}
        done = subprocess.run(words, capture_output=True, text=True, env=env, timeout=280, check=False)
        left = list(Path(folder).iterdir())
        running = [one for one in psutil.process_iter(["cmdline"]) if folder in " ".join(one.info["cmdline"] or [])]
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    # where a busy machine brings them in another order, a thread may begin twice: two reports that share little come first
    assert re.search(r"^48 articles in 1[1-5] stories:$", done.stdout, re.MULTILINE)
    assert "9 articles · 9 independent texts · 4 publishers" in done.stdout
    assert "the site answered 404 Not Found" in done.stdout
    timeline = done.stdout.split("independent texts")[1]
    months = [line for line in timeline.splitlines() if line.endswith(("2024", "2025"))]
    assert months == ["November 2024", "December 2024", "January 2025", "February 2025"]
    assert (left, running) == ([], [])
