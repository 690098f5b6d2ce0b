"""Locks on files: many share one, or one has it whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from workers import flock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lock"


@pytest.fixture
def another(path: Path) -> Iterator[Callable[[], int]]:
    """Opens the file as one more process would: locks belong to who opened it."""
    opened: list[int] = []

    def opens() -> int:
        opened.append(os.open(path, os.O_RDWR | os.O_CREAT))
        return opened[-1]

    yield opens
    for descriptor in opened:
        os.close(descriptor)


def test_many_share_a_lock_and_nobody_has_it_whole_meanwhile(path: Path, another: Callable[[], int]) -> None:
    one, other = another(), another()
    assert flock.take(one, flock.SHARED)
    assert flock.take(other, flock.SHARED)
    assert not flock.take(another(), flock.WHOLE)
    assert not flock.is_free(path)


def test_who_is_alone_may_have_it_whole_and_then_nobody_shares_it(path: Path, another: Callable[[], int]) -> None:
    one = another()
    assert flock.take(one, flock.SHARED)
    assert flock.take(one, flock.WHOLE)
    assert not flock.take(another(), flock.SHARED)
    assert not flock.is_free(path)


def test_a_look_whether_a_lock_is_free_makes_the_file_and_leaves_it_free(
    path: Path, another: Callable[[], int]
) -> None:
    assert flock.is_free(path)
    assert flock.is_free(path)
    assert flock.take(another(), flock.WHOLE)


def test_a_lock_is_held_to_the_end_of_the_block_though_a_fork_has_the_file_open(
    path: Path, another: Callable[[], int]
) -> None:
    with flock.held(path, flock.WHOLE):
        assert not flock.is_free(path)
        (ours,) = (int(each.name) for each in Path("/dev/fd").iterdir() if _is(int(each.name), path))
        kept = os.dup(ours)  # what a fork has of it
    try:
        assert flock.take(another(), flock.WHOLE)
    finally:
        os.close(kept)


def _is(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        return False
