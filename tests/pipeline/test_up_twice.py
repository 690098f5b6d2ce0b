"""A second `newsloom up` in a home, and one whose Flower has no port."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

import pytest

from tests.pipeline.stack import NEWSLOOM, Home
from workers import flock


@pytest.mark.parametrize(
    ("runs", "code", "told"), [(True, 1, "`newsloom up` runs already in"), (False, 2, "Flower cannot listen on")]
)
def test_who_finds_the_port_of_flower_taken_is_told_of_the_other_up_if_it_is_that(
    tmp_path: Path, runs: bool, code: int, told: str
) -> None:
    home = Home(tmp_path)
    with socket.socket() as taken, (tmp_path / "up.lock").open("w") as lock:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert not runs or flock.take(lock.fileno(), flock.WHOLE)
        words = [*NEWSLOOM, "up", "--flower-port", str(taken.getsockname()[1])]
        done = subprocess.run(words, env=home.environ, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith(f"newsloom: {told}")
    assert done.stderr.count("\n") == 1
