"""One stage of one url, whoever calls it: a Celery task, or `newsloom replay`.

Looks at the row first: a message that comes late or twice does no work. Runs the stage, keeps what happened for
`trace`, and applies the retry policy by class of error. Knows nothing of Celery, and decides nothing about news.

The stage stores its result, moves the row on and records the step in one transaction (`done`), so that a crash leaves
either all of it or nothing.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import Enum

import redis
from sqlalchemy.engine import Connection

from workers import log, outage, retry
from workers.bootstrap import Services
from workers.errors import NewsloomError, OutageError, PermanentError, RefusedError, TransientError
from workers.ledger import steps, urls
from workers.ledger.schema import Record
from workers.ledger.urls import STAGES

Done = Callable[[Connection, str], None]


class Standing(Enum):
    """What a message finds when it arrives."""

    DUE = "due"  # the row waits for this very stage
    PASSED = "passed"  # done already, by a twin: hand on, the twin's message may be lost
    STALE = "stale"  # the row is elsewhere or at its end: this message dies here


def standing(state: str, reached: str, stage: str) -> Standing:
    """Where a row stands, seen from a message for `stage`. Pure."""
    ahead = STAGES.index(reached) - STAGES.index(stage)
    if state != "running" or ahead > 0 or ahead < -1:
        return Standing.STALE
    return Standing.PASSED if ahead == 0 else Standing.DUE


def take(services: Services, stage: str, url_id: int, task_id: str | None = None) -> Standing:
    """Do one stage of a url, if it is due. Raises NewsloomError, after the ledger knows of it."""
    with services.ledger.read() as connection:
        url = urls.get(connection, url_id)
    if url is None:
        return Standing.STALE  # another ledger's message: this one never accepted it
    log.bind(url=url_id)
    found = standing(url.state, url.stage, stage)
    if found is Standing.DUE:
        _run(services, stage, url, task_id)
    return found


def _run(services: Services, stage: str, url: Record, task_id: str | None) -> None:
    began, now, lease = time.monotonic(), services.clock(), services.settings.dispatch.lease
    if url.due_at - now < timedelta(seconds=lease / 2):
        with services.ledger.begin() as tx:
            urls.renew(tx, url.id, now, lease)

    def elapsed() -> int:
        return round((time.monotonic() - began) * 1000)

    def done(tx: Connection, detail: str) -> None:
        if not urls.advance(tx, url.id, stage, services.clock()):
            return  # a twin was faster, and has said so
        steps.record(tx, url.id, stage, "done", services.clock(), detail=detail, ms=elapsed(), task_id=task_id)

    try:
        services.begun.start(url.id, stage)
        event = _STAGES[stage](services, url, done, now)
        services.begun.end(url.id)
    except Exception as error:  # the edge: whatever a stage raises becomes one of ours, and is recorded
        told = _ours(error)
        _record(services, stage, url, told, elapsed(), task_id)
        if told is error:
            raise
        raise told from error
    log.get(__name__).info(event, ms=elapsed())


def _ours(error: Exception) -> NewsloomError:
    """Any error as one of ours."""
    if isinstance(error, NewsloomError):
        return error
    if isinstance(error, redis.RedisError):
        return outage.of(error)
    return PermanentError("bug", f"{type(error).__name__}: {' '.join(str(error).split())[:300]}")


def _record(services: Services, stage: str, url: Record, error: NewsloomError, ms: int, task_id: str | None) -> None:
    """Keep the error, and decide by its class what becomes of the row."""
    now, limits = services.clock(), services.settings.dispatch
    outcome = _outcome(error, url.attempts + 1, limits.max_attempts)
    detail = error.detail
    with contextlib.suppress(redis.RedisError):
        services.begun.end(url.id)  # it ended, if not well
    with services.ledger.begin() as tx:
        if isinstance(error, TransientError) and outcome == "retry":
            seconds = retry.wait(
                error, url.attempts, backoff=limits.backoff, longest=limits.backoff_max, chance=services.chance()
            )
            until = now + timedelta(seconds=seconds)
            attempt = 0 if isinstance(error, OutageError) else 1
            urls.postpone(tx, url.id, now, until, error.reason, error.detail, attempt=attempt, reached=url.stage)
            detail = f"{error.detail}; next try {until.isoformat(timespec='seconds')}"
        else:
            urls.give_up(tx, url.id, now, outcome, error.reason, error.detail, reached=url.stage)
        steps.record(tx, url.id, stage, outcome, now, reason=error.reason, detail=detail, ms=ms, task_id=task_id)
    logger = log.get(__name__)
    tell = logger.warning if outcome == "failed" else logger.info
    tell(_EVENTS[outcome], stage=stage, reason=error.reason, detail=detail)


_EVENTS = {"retry": "url.postponed", "refused": "url.refused", "failed": "url.failed"}


def _outcome(error: NewsloomError, attempts: int, most: int) -> str:
    """`retry`, `refused` or `failed`. Pure."""
    if isinstance(error, OutageError):
        return "retry"
    if isinstance(error, TransientError):
        return "retry" if attempts < most else "failed"
    return "refused" if isinstance(error, RefusedError) else "failed"


# Each worker loads the stages that it runs: the parsers alone take a third of a second and 80 MB.


def _fetch(services: Services, url: Record, done: Done, now: datetime) -> str:
    from workers.fetch.stage import fetch

    return fetch(url, done, ledger=services.ledger, client=services.client, now=now)


def _clean(services: Services, url: Record, done: Done, now: datetime) -> str:
    from workers.clean.stage import clean

    return clean(url, done, ledger=services.ledger, now=now)


def _dedupe(services: Services, url: Record, done: Done, now: datetime) -> str:
    from workers.dedupe.stage import dedupe

    return dedupe(url, done, ledger=services.ledger, index=services.copies, now=now)


def _assign(services: Services, url: Record, done: Done, now: datetime) -> str:
    from workers.assign.stage import assign

    join_at = services.settings.assign.join_at
    return assign(url, done, ledger=services.ledger, index=services.stories, join_at=join_at, now=now)


_STAGES: Mapping[str, Callable[[Services, Record, Done, datetime], str]] = {
    "fetch": _fetch,
    "clean": _clean,
    "dedupe": _dedupe,
    "assign": _assign,
}
