"""Celery's pool of threads, with three faults mended.

A worker that is told to stop exits with 0, whenever it is told. Celery 5.7's handler of the signal shuts the executor
down while the main thread may be just about to hand it a message. That is then a RuntimeError, which Celery calls
unrecoverable, and it exits with 1. Here it is what it is: the end, by way of WorkerTerminate. The message was not
acknowledged, and goes back to its queue. Seen once in some thirty stops under full load.

A thread that has become free gets the next message at once. Celery's main thread takes no more than there are threads,
and sleeps; a thread that acknowledges its message makes room, but wakes nobody, so the next message waited for whatever
woke the main thread next (benchmarks/fetch.py: 180 pages a second, 196 with this).

A worker whose soft shutdown is over leaves at once, whatever its threads are at. Celery then cancels what they do, for
which its pool has no way: an error with a traceback, exit code 1, and a wait for the longest of them. Here those who
listen to `leaving` give back what the threads are at, and the process goes without them: what they hold was stored, or
is done again by somebody else.

Celery takes a pool of one's own by the word `custom` and the variable in NAMED.
"""

from __future__ import annotations

import logging
import os
from concurrent.futures import Future
from typing import Any

from celery.concurrency.thread import ApplyResult, TaskPool
from celery.utils.dispatch import Signal
from celery.worker import state
from kombu.asynchronous import Hub

from workers import seats

#: the environment in which `-P custom` means this pool.
NAMED = {"CELERY_CUSTOM_WORKER_POOL": "workers.threads:Threads"}
#: sent once, before a worker goes without its threads.
leaving = Signal(name="leaving")


class Threads(TaskPool):  # type: ignore[misc]
    """See above."""

    _loop: Hub | None = None
    _left = False

    def terminate_job(self, *_: object, **__: object) -> None:
        """Of each job that is to be cancelled: it is left to itself."""
        if not self._left:
            self._left = True
            leaving.send(sender=self)

    def on_stop(self) -> None:
        self.executor.shutdown(wait=not self._left, cancel_futures=True)

    def on_terminate(self) -> None:
        """The last that a worker does which has left its threads: the interpreter would wait for them."""
        if self._left:
            logging.shutdown()
            os._exit(0)

    def on_start(self) -> None:
        seats.furnish(self.limit)

    def register_with_event_loop(self, loop: Hub) -> None:
        self._loop = loop

    def on_apply(self, *args: Any, **words: Any) -> ApplyResult:
        """Raises WorkerTerminate when the worker is stopping."""
        try:
            begun = super().on_apply(*args, **words)
        except RuntimeError:
            state.maybe_shutdown()
            raise
        begun.f.add_done_callback(self._wake)
        return begun

    def _wake(self, _: Future[Any]) -> None:
        if self._loop:
            self._loop.call_soon(_nothing)  # type: ignore[no-untyped-call]


def _nothing() -> None:
    """What a loop does that is only to look around."""
