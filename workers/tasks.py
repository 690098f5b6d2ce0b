"""Celery's face: tasks that decode, call a stage, and hand on the id.

A task's argument is its message: {"v": 2, "url": 123, "lease": 1}; of `fetch`, a list of such (workers/pipeline.py).
Numbers travel, nothing else. What if it comes twice? The row says how far the url is and which lease is good
(workers/step.py): any other message dies.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from celery import Task
from celery.signals import worker_process_init

from workers import away, log
from workers.app import QUEUES, STAGES, app
from workers.bootstrap import services
from workers.claims import Claim
from workers.confine import confine
from workers.errors import NewsloomError, OutageError, PermanentError
from workers.step import take

#: of the messages below; a worker refuses what it does not know. Deploy workers before those who publish.
VERSION = 2
#: reason of the error for a message that this worker cannot read.
UNREADABLE = "message-version"

#: the largest id that the ledger can hold.
_LARGEST = 2**63 - 1

Message = dict[str, int]


def encode(url_id: int, lease: int) -> Message:
    return {"v": VERSION, "url": url_id, "lease": lease}


def decode(message: Any) -> tuple[int, int]:
    """The url's id and its lease. Raises PermanentError for a message of another version, or none of ours."""
    url_id, lease = numbers(message, "url", "lease")
    return url_id, lease


def numbers(message: Any, *nouns: str) -> list[int]:
    """What a message says of these; an error as for `decode`."""
    given = message if isinstance(message, dict) else {}
    version, found = given.get("v"), [given.get(noun) for noun in nouns]
    good = [number for number in found if type(number) is int and 0 < number <= _LARGEST]
    if type(version) is not int or version != VERSION or len(good) != len(nouns):
        raise PermanentError(
            UNREADABLE, f"cannot read the message {message!r:.200}: this worker knows version {VERSION}"
        )
    return good


def claims_of(task: str, arguments: Any) -> list[Claim]:
    """What a task with these arguments has to claim; nothing for one that is no step of a url."""
    stage = task.removeprefix("newsloom.")
    if stage not in STAGES or not arguments:
        return []
    found = []
    for message in arguments[0] if isinstance(arguments[0], list) else arguments[:1]:
        with suppress(PermanentError):
            found.append(Claim(*decode(message), stage))
    return found


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


def _step(task: Task, stage: str, message: Message) -> Message:
    """Do the stage; end the chain where the row has gone on without this message."""
    with told(task=task.request.id, stage=stage):
        if not take(services(), Claim(*decode(message), stage), task.request.id):
            task.request.chain = None
        return message


# `throws`: an expected end, already recorded; Celery marks the task failed, which ends the chain, without a traceback.
KINDS: Mapping[str, Any] = {"bind": True, "throws": (NewsloomError,)}


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
def clean(self: Task, message: Message) -> Message:
    return _step(self, "clean", message)


@app.task(name="newsloom.dedupe", **KINDS)  # type: ignore[untyped-decorator]
def dedupe(self: Task, message: Message) -> Message:
    return _step(self, "dedupe", message)


@app.task(name="newsloom.assign", **KINDS)  # type: ignore[untyped-decorator]
def assign(self: Task, message: Message) -> Message:
    return _step(self, "assign", message)
