"""Homes that pass: what a killed process left is removed by the next one, and nobody loses a home that is in use."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from workers import flock, server
from workers.cli import passing

_OWNER = """
import sys, tempfile
from workers.cli import passing
tempfile.tempdir = sys.argv[1]
with passing.home("replay") as home:
    print(home, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def owner(root: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has a home until its input is closed."""
    words = [sys.executable, "-c", _OWNER, str(root)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def home_of(owner: subprocess.Popen[str]) -> Path:
    assert owner.stdout
    return Path(owner.stdout.readline().strip())


def test_a_home_is_there_while_it_is_used_and_gone_afterwards(root: Path) -> None:
    with passing.home("demo") as home:
        assert home.parent == root
        passing.sweep(root)
        assert home.is_dir()
    assert not list(root.iterdir())


def test_a_home_of_a_process_that_was_killed_goes_when_the_next_begins(
    root: Path, owner: subprocess.Popen[str]
) -> None:
    left = home_of(owner)
    owner.kill()
    owner.wait()
    assert left.is_dir()
    with passing.home("demo") as home:
        assert list(root.iterdir()) == [home]


def test_a_home_of_a_process_that_lives_stays(root: Path, owner: subprocess.Popen[str]) -> None:
    theirs = home_of(owner)
    with passing.home("replay") as home:
        assert set(root.iterdir()) == {home, theirs}


@pytest.mark.parametrize("who", ["users", "guardian"])
def test_a_home_whose_workers_or_whose_redis_live_on_stays_until_they_are_gone(root: Path, who: str) -> None:
    home = left(root)
    lock = server.locks_of(home) / who
    lock.parent.mkdir()
    with flock.held(lock, flock.SHARED):
        passing.sweep(root)
        assert home.is_dir()
    passing.sweep(root)
    assert not home.exists()


def test_a_home_that_is_no_folder_of_ours_stays(root: Path) -> None:
    home, link, other = left(root), root / "newsloom-demo-linked__", root / "newsloom-1"
    link.symlink_to(left(root / "elsewhere"))
    left(other)
    passing.sweep(root, uid=os.getuid() + 1)
    assert home.is_dir()
    passing.sweep(root)
    assert not home.exists()
    assert (link / "owner").exists()
    assert other.is_dir()


def test_a_home_without_an_owners_lock_is_one_that_is_being_made_until_it_is_old(root: Path) -> None:
    young, old = (Path(tempfile.mkdtemp(prefix="newsloom-demo-", dir=root)) for _ in range(2))
    os.utime(old, (0, 0))
    passing.sweep(root)
    assert list(root.iterdir()) == [young]


@pytest.mark.parametrize(("name", "mode"), [("newsloom-demo-talks", 0o700), ("newsloom-demo-pictures", 0o755)])
def test_a_folder_that_a_person_called_so_stays_however_old_it_is(root: Path, name: str, mode: int) -> None:
    theirs = root / name
    theirs.mkdir()
    theirs.chmod(mode)
    os.utime(theirs, (0, 0))
    passing.sweep(root)
    assert theirs.is_dir()


def test_a_folder_for_the_socket_goes_with_a_home_of_a_long_path(root: Path) -> None:
    home = left(root / ("long" * 30))
    socket = server.socket_of(home).parent
    assert socket.is_dir()
    assert socket.parent == root
    passing.sweep(home.parent)
    assert not socket.exists()


def test_a_home_whose_socket_has_a_folder_open_to_others_stays_and_keeps_nobody_from_beginning(root: Path) -> None:
    home = left(root / ("long" * 30))
    server.socket_of(home).parent.chmod(0o755)
    passing.sweep(home.parent)
    assert home.is_dir()


def test_nobody_loses_a_home_to_who_looks_at_the_moment_when_it_is_made(root: Path) -> None:
    over, usual = threading.Event(), sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # so that the moment is met

    def sweeping() -> None:
        while not over.is_set():
            passing.sweep(root)

    sweeper = threading.Thread(target=sweeping)
    sweeper.start()
    try:
        for _ in range(1000):
            with passing.home("demo") as home:
                assert (home / "owner").exists()
    finally:
        over.set()
        sweeper.join()
        sys.setswitchinterval(usual)


def left(root: Path) -> Path:
    """A home whose owner is gone."""
    root.mkdir(exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="newsloom-demo-", dir=root))
    (home / "owner").touch()
    return home
