"""What a worker says of its end: a line of ours in place of Celery's remarks.

Celery tells how to be impatient, then what it calls the end, each below a blank line. What a reader wants is said once
for each signal that changes anything: what becomes of the tasks, and what the next signal does. It goes where Celery's
remarks go, to standard output, which `newsloom up` leaves unread, having a line of its own.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import TextIO

from celery.apps import worker as celerys

#: how Celery's remarks begin, and what is said in their place; all others are left out. {} are seconds.
LINES: Mapping[str, str] = {
    "worker: Hitting Ctrl+C again will initiate": "stopping when all tasks have ended; Ctrl-C again: in {:.0f} s",
    "worker: Hitting Ctrl+C again will terminate": (
        "stopping: tasks have {:.0f} s to end, and are then given back; a second signal gives them back at once"
    ),
}


def line_of(remark: str, seconds: float) -> str:
    """What is said in place of a remark; empty where that is nothing. seconds: that tasks have to finish. Pure."""
    return next((line.format(seconds) for begins, line in LINES.items() if remark.startswith(begins)), "")


def take_its_place(seconds: float) -> None:
    """From here on, this process says ours. In a signal's handler: nothing but a system call is safe there."""

    def say(remark: str, stream: TextIO | None = sys.__stderr__) -> None:
        line = line_of(remark, seconds)
        if line and stream is not None:
            with suppress(OSError):  # nobody listens any more
                os.write(stream.fileno(), f"{line}\n".encode())

    celerys.safe_say = say
