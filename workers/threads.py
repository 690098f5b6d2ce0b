"""Celery's pool of threads, with one fault mended: a worker that is told to stop exits with 0, whenever it is told.

Celery 5.7's handler of the signal shuts the executor down while the main thread may be just about to hand it a message.
That is then a RuntimeError, which Celery calls unrecoverable, and it exits with 1. Here it is what it is: the end, by
way of WorkerTerminate. The message was not acknowledged, and goes back to its queue. Seen once in some thirty stops
under full load.

Celery takes a pool of one's own by the word `custom` and the variable in NAMED.
"""

from __future__ import annotations

from typing import Any

from celery.concurrency.thread import ApplyResult, TaskPool
from celery.worker import state

#: the environment in which `-P custom` means this pool.
NAMED = {"CELERY_CUSTOM_WORKER_POOL": "workers.threads:Threads"}


class Threads(TaskPool):  # type: ignore[misc]
    """See above."""

    def on_apply(self, *args: Any, **words: Any) -> ApplyResult:
        """Raises WorkerTerminate when the worker is stopping."""
        try:
            return super().on_apply(*args, **words)
        except RuntimeError:
            state.maybe_shutdown()
            raise
