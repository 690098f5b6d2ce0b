"""Wait for what real processes do, as long as it takes and not longer. The only place in the tests that lets time pass."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

#: seconds that a test waits for what ends by itself, before it says that it does not: a machine may be ten times as slow.
PATIENCE = 280.0


def eventually(what: Callable[[], T], seconds: float = PATIENCE) -> T:
    """The first true answer of `what`; fails with its last one when the time is up."""
    deadline = time.monotonic() + seconds
    tick = threading.Event()
    answer = what()
    while not answer:
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        tick.wait(0.05)
        answer = what()
    return answer


def let_pass(seconds: float) -> None:
    """Let real processes go on for so long: for faults, which have a length."""
    threading.Event().wait(seconds)
