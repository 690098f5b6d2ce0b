"""Who of a worker's threads may fetch at this moment: two of three.

A thread that stores its pages, and hands them on, does not fetch meanwhile. With as many threads as are to fetch at
once, a third of them did something else at any moment (benchmarks/fetch.py: 203 pages a second of 16 threads). So there
are half as many more; and a host, a network and the memory see no more requests at once than before, whatever all the
threads happen to be at.

Where no pool has said how many threads there are, as in `newsloom replay` or a test, whoever comes has a seat.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from threading import BoundedSemaphore

_seats: AbstractContextManager[object] = nullcontext()


def of(threads: int) -> int:
    """How many of so many threads fetch at once."""
    return max(1, threads * 2 // 3)


def furnish(threads: int) -> None:
    """Of so many threads, which this process has, each will need a seat."""
    global _seats  # noqa: PLW0603 - a process has one pool
    _seats = BoundedSemaphore(of(threads))


def seat() -> AbstractContextManager[object]:
    """Held while a page is fetched; waits for one."""
    return _seats
