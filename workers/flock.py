"""Locks on files, among the processes of one machine. The kernel lets go of them, however their holder dies."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: many may share a lock, or one has it whole.
SHARED, WHOLE = fcntl.LOCK_SH, fcntl.LOCK_EX


def take(descriptor: int, kind: int) -> bool:
    """Take a lock, or make it another kind of lock, if nobody is in the way now; whether it was done."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def wait(descriptor: int, kind: int) -> None:
    """Take a lock as soon as nobody is in the way."""
    fcntl.flock(descriptor, kind)


@contextmanager
def held(path: Path, kind: int) -> Iterator[None]:
    """Hold a lock for a moment, as soon as nobody is in the way.

    Let go of by word, not by closing the file: a worker that forks meanwhile gives its children a copy of it, with
    which they would hold the lock as long as they live.
    """
    with path.open("a") as file:
        fcntl.flock(file, kind)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)


def is_free(path: Path) -> bool:
    """Does nobody hold this lock, whole or shared? It is taken for a moment to see."""
    with path.open("a") as file:
        free = take(file.fileno(), WHOLE)
        fcntl.flock(file, fcntl.LOCK_UN)
        return free
