"""Celery's face: tasks that decode, call a stage, and hand on the id.

Numbers travel, nothing else (workers/messages.py). What if it comes twice? The row says how far the url is and which
lease is good (workers/step.py): any other message dies.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from billiard.common import REMAP_SIGTERM
from celery import Task
from celery.signals import worker_init, worker_process_init, worker_ready, worker_shutting_down

from workers import away, latest, log, lull, parting
from workers.app import QUEUES, app
from workers.bootstrap import services
from workers.claims import Claim
from workers.confine import confine
from workers.errors import NewsloomError, OutageError, PermanentError, WordsError
from workers.messages import UNREADABLE, Message, decode
from workers.post import next_of, post
from workers.step import take


@contextmanager
def told(**facts: object) -> Iterator[None]:
    """The frame of a task: its lines carry these facts, and an outage, or a message that none can read, is one line."""
    log.clear()
    log.bind(**facts)
    try:
        yield
        away.over("ledger")  # whether Redis is back is found out otherwise (workers/away.py): not every task needs it
    except OutageError as error:
        away.began(error.reason, error.detail)
        raise
    except PermanentError as error:
        if error.reason == UNREADABLE:
            log.get(__name__).error("message.refused", detail=error.detail)
        raise
    finally:
        log.clear()


def _step(task: Task, stage: str, message: Message) -> None:
    """Do the stage, and hand on; nothing is handed on where the row has gone on without this message."""
    with told(task=task.request.id, stage=stage):
        claim = Claim(*decode(message), stage)
        if take(services(), claim, task.request.id):
            post([[each] for each in next_of([claim])])


# `throws`: an expected end, already recorded; Celery marks the task failed, without a traceback.
KINDS: Mapping[str, Any] = {"bind": True, "throws": (NewsloomError,)}


@worker_init.connect  # type: ignore[untyped-decorator]
def _examine(**_: object) -> None:
    """In the main process: no worker begins with files that it cannot use, or each child would say so at length.

    One that `newsloom` started ends in our words; one that people started as Celery's own, in Celery's.
    """
    if REMAP_SIGTERM:
        parting.take_its_place(app.conf.worker_soft_shutdown_timeout)
    try:
        services()
    except NewsloomError as error:
        sys.stderr.write(f"newsloom: {error.detail}\n")
        sys.exit(2 if isinstance(error, WordsError) else 1)


@worker_ready.connect  # type: ignore[untyped-decorator]
def _begin(**_: object) -> None:
    """In the main process, whose handlers are Celery's by now."""
    if REMAP_SIGTERM:
        lull.take_its_place(app.conf.worker_soft_shutdown_timeout)


@worker_shutting_down.connect  # type: ignore[untyped-decorator]
def _end(how: str, **_: object) -> None:
    """In the main process. A warm shutdown waits for its tasks as long as they take."""
    if how == "Cold":
        latest.be_gone()


@worker_process_init.connect  # type: ignore[untyped-decorator]
def _warm_up(**_: object) -> None:
    """A prefork child is bounded in memory; one that cleans pages is ready before its first."""
    away.leave("redis")
    here = services()
    if QUEUES["clean"] in app.amqp.queues.consume_from:  # inherited from the main process, which was told by -Q
        from workers.clean.stage import warm_up

        warm_up(here.clock())
    confine(here.settings.clean.max_memory_mb)


@app.task(name="newsloom.clean", **KINDS)  # type: ignore[untyped-decorator]
def clean(self: Task, message: Message) -> None:
    _step(self, "clean", message)


@app.task(name="newsloom.dedupe", **KINDS)  # type: ignore[untyped-decorator]
def dedupe(self: Task, message: Message) -> None:
    _step(self, "dedupe", message)


@app.task(name="newsloom.assign", **KINDS)  # type: ignore[untyped-decorator]
def assign(self: Task, message: Message) -> None:
    _step(self, "assign", message)
