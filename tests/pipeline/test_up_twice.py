"""A second `newsloom up` in a home, one whose Flower has no port, and one that has no home yet."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

import pytest

from tests.pipeline.stack import NEWSLOOM, Home
from tests.waiting import PATIENCE
from workers import flock


@pytest.mark.parametrize(
    ("runs", "code", "told"), [(True, 1, "`newsloom up` runs already in"), (False, 2, "Flower cannot listen on")]
)
def test_who_finds_the_port_of_flower_taken_is_told_of_the_other_up_if_it_is_that(
    tmp_path: Path, runs: bool, code: int, told: str
) -> None:
    with socket.socket() as taken, (tmp_path / "up.lock").open("w") as lock:
        assert not runs or flock.take(lock.fileno(), flock.WHOLE)
        done = _up_whose_port_is(taken, Home(tmp_path))
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith(f"newsloom: {told}")
    assert done.stderr.count("\n") == 1


def test_a_home_that_is_not_there_is_made_also_where_the_ledger_is_elsewhere(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    with socket.socket() as taken:
        done = _up_whose_port_is(taken, Home(home, NEWSLOOM_LEDGER_URL=f"sqlite:///{tmp_path}/elsewhere.db"))
    assert done.stderr.startswith("newsloom: Flower cannot listen on")
    assert [file.name for file in home.iterdir()] == ["up.lock"]


def _up_whose_port_is(taken: socket.socket, home: Home) -> subprocess.CompletedProcess[str]:
    taken.bind(("127.0.0.1", 0))
    taken.listen()
    words = [*NEWSLOOM, "up", "--flower-port", str(taken.getsockname()[1])]
    return subprocess.run(words, env=home.environ, capture_output=True, text=True, timeout=PATIENCE, check=False)
