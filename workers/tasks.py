"""Celery's face: four tasks that decode, call a stage, and hand on the id.

A task's argument is its message: {"v": 1, "url": 123}. Ids travel, nothing else. What if it comes twice? The row says
how far the url is (workers/step.py): a message for a stage that is past dies or is handed on, and does no work.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery import Task
from celery.signals import worker_process_init

from workers import log
from workers.app import app
from workers.bootstrap import services
from workers.errors import NewsloomError, OutageError, PermanentError
from workers.step import Standing, take

#: of the messages below; a worker refuses what it does not know. Deploy workers before those who publish.
VERSION = 1
#: reason of the error for a message that this worker cannot read.
UNREADABLE = "message-version"

#: the largest id that the ledger can hold.
_LARGEST = 2**63 - 1

Message = dict[str, int]


def encode(number: int, noun: str = "url") -> Message:
    return {"v": VERSION, noun: number}


def decode(message: Any, noun: str = "url") -> int:
    """The id of the url, or the feed. Raises PermanentError for a message of another version, or none of ours."""
    given = message if isinstance(message, dict) else {}
    version, number = given.get("v"), given.get(noun)
    if type(version) is not int or version != VERSION or type(number) is not int or not 0 < number <= _LARGEST:
        raise PermanentError(
            "message-version", f"cannot read the message {message!r}: this worker knows version {VERSION}"
        )
    return number


@contextmanager
def told(**facts: object) -> Iterator[None]:
    """The frame of a task: its lines carry these facts, and an outage, or a message that none can read, is one line."""
    log.clear()
    log.bind(**facts)
    try:
        yield
        log.back()
    except OutageError as error:
        log.away(error.reason, error.detail)
        raise
    except PermanentError as error:
        if error.reason == UNREADABLE:
            log.get(__name__).error("message.refused", detail=error.detail)
        raise
    finally:
        log.clear()


def _step(task: Task, stage: str, message: Message) -> Message:
    """Do the stage; end the chain where the row has gone on without this message."""
    with told(task=task.request.id, stage=stage):
        if take(services(), stage, decode(message), task.request.id) is Standing.STALE:
            task.request.chain = None
        return message


# `throws`: an expected end, already recorded; Celery marks the task failed, which ends the chain, without a traceback.
_KINDS: dict[str, Any] = {"bind": True, "throws": (NewsloomError,)}


@worker_process_init.connect  # type: ignore[untyped-decorator]
def _warm_up(**_: object) -> None:
    """A prefork child, which is where pages are cleaned (workers/cli/roles.py), is ready before its first page."""
    from workers.clean.stage import warm_up

    warm_up(services().clock())


@app.task(name="newsloom.fetch", **_KINDS)  # type: ignore[untyped-decorator]
def fetch(self: Task, message: Message) -> Message:
    return _step(self, "fetch", message)


@app.task(name="newsloom.clean", **_KINDS)  # type: ignore[untyped-decorator]
def clean(self: Task, message: Message) -> Message:
    return _step(self, "clean", message)


@app.task(name="newsloom.dedupe", **_KINDS)  # type: ignore[untyped-decorator]
def dedupe(self: Task, message: Message) -> Message:
    return _step(self, "dedupe", message)


@app.task(name="newsloom.assign", **_KINDS)  # type: ignore[untyped-decorator]
def assign(self: Task, message: Message) -> Message:
    return _step(self, "assign", message)
