"""A worker that is told to stop begins with it when its main loop waits, not in the midst of anything.

Celery 5.7 does all that a cold shutdown needs within the signal's handler, wherever that has interrupted the main
thread. If it was sending events, it holds their lock; what the handler does of its own makes further ones, and the 24th
that has gathered is sent: the thread waits for itself, for ever, until `newsloom up` kills the worker after 45 s. Of 50
stops under full load five interrupted the sending, though with fewer than 24 events; since then none of 26. Kombu's
loop has another such lock, and the logical clock.

So a signal that comes at any other time than while the loop waits for news is looked at again after AGAIN, and counts
after PATIENCE wherever the thread is: it may be reconnecting, or be in a task where there is no pool. From then on the
kernel keeps the time, as after a shutdown that came as far as to say so (latest.py).
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from workers import latest

#: seconds between two looks, and after which there are no more.
AGAIN, PATIENCE = 0.01, 3.0
#: the module in which kombu's loop waits for news.
_WAITS = "kombu.utils.eventio"

Handler = Callable[[int, FrameType | None], Any]


def take_its_place(seconds: float) -> None:
    """From here on, the signals that stop this worker wait for a lull. seconds: that tasks then have to finish."""
    for number in (signal.SIGTERM, signal.SIGQUIT):
        handler = signal.getsignal(number)
        if callable(handler):
            signal.signal(number, patient(handler, round(seconds) + latest.LAST))


def patient(handler: Handler, last: int, patience: float = PATIENCE) -> Handler:
    """A handler that calls this one in a lull of its process, which then has so many seconds.

    A child that was forked since has the handler as it was. Within, as in any handler, are system calls alone.
    """
    process, until = os.getpid(), list[float]()

    def told(number: int, frame: FrameType | None) -> None:
        if os.getpid() != process:
            handler(number, frame)
            return
        until[:] = until or [time.monotonic() + patience]
        if _waits(frame) or time.monotonic() >= until[0]:
            latest.be_gone(last)  # and no more looks: they are SIGALRM's, too
            handler(number, frame)
        else:
            signal.signal(signal.SIGALRM, lambda _, later: told(number, later))
            signal.setitimer(signal.ITIMER_REAL, AGAIN)

    return told


def _waits(frame: FrameType | None) -> bool:
    return frame is not None and frame.f_globals.get("__name__") == _WAITS
