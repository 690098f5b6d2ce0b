"""What is called in a process of its own: what comes back, and what ends it."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable

import psutil
import pytest

from workers.cli.apart import apart
from workers.errors import KilledError, TransientError

#: seconds; far more than any call here takes that is to come to its end.
LONG = 60.0


def _raises() -> None:
    raise TransientError("http-503", "busy", after=90.0)


def _never_ends() -> object:
    """Deep in C, where no signal handler of Python's gets a turn."""
    return re.match(r"(a+)+$", "a" * 60 + "b")


def _dies() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def children() -> set[int]:
    """This process's, without the one that Python keeps for shared memory."""
    found = psutil.Process().children()
    return {child.pid for child in found if "resource_tracker" not in " ".join(child.cmdline())}


def test_what_a_call_gives_comes_back_from_another_process() -> None:
    assert apart(os.getpid, LONG, 0) != os.getpid()
    assert apart(lambda: {"answer": "x" * 10_000_000}, LONG, 0) == {"answer": "x" * 10_000_000}


def test_what_a_call_raises_is_raised_here() -> None:
    with pytest.raises(TransientError) as caught:
        apart(_raises, LONG, 0)
    assert (caught.value.reason, caught.value.detail, caught.value.after) == ("http-503", "busy", 90.0)


@pytest.mark.parametrize(
    ("call", "seconds", "reason"), [(_never_ends, 0.3, "time-limit"), (_dies, LONG, "worker-lost")]
)
def test_a_call_that_hangs_or_dies_ends_as_a_workers_would_and_leaves_nothing_behind(
    call: Callable[[], object], seconds: float, reason: str
) -> None:
    before = children()
    with pytest.raises(KilledError) as caught:
        apart(call, seconds, 0)
    assert caught.value.reason == reason
    assert children() == before


@pytest.mark.skipif(sys.platform != "linux", reason="the bound on memory is kept by Linux alone")
def test_a_call_that_wants_more_memory_than_it_may_have_gets_none() -> None:
    with pytest.raises(MemoryError):
        apart(lambda: len(bytearray(8_000_000_000)), LONG, 4_000)
