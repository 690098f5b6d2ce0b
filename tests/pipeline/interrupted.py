"""What a worker takes in by `-I`: while it is at a task, it is told to stop in the midst of sending events.

23 are gathered by then: with the next one, it sends them.
"""

from __future__ import annotations

import os
import signal
from typing import Any

from celery.signals import worker_ready
from celery.worker import state

from tests.waiting import let_pass
from workers.app import QUEUES, app

#: events that are sent together (celery.events.dispatcher), less one.
_GATHERED = 23


@app.task(name="newsloom.linger", queue=QUEUES["clean"])  # type: ignore[untyped-decorator]
def linger() -> None:
    """It outlasts the soft shutdown."""
    let_pass(60.0)


@worker_ready.connect  # type: ignore[untyped-decorator]
def _watch(sender: Any, **_: object) -> None:
    sends = sender.event_dispatcher

    def look() -> None:
        if state.active_requests:
            looks.cancel()
            for number in range(_GATHERED):
                sends.send("task-received", uuid=f"{number}")
            with sends.mutex:
                os.kill(os.getpid(), signal.SIGTERM)
                let_pass(0.1)

    looks = sender.hub.call_repeatedly(0.1, look)
