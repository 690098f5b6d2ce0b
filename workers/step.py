"""One stage of one url, whoever calls it: a Celery task, or `newsloom replay`.

Claims the step, looks at the row, runs the stage, keeps what happened for `trace`, and applies the retry policy by
class of error. Knows nothing of Celery, and decides nothing about news.

What if it comes twice? A twin at the same moment finds the step claimed and dies. One that comes late finds a row that
has gone on, or has another lease, and dies. One whose claim went with Redis does the work again, finds the row advanced
when it wants to store it, and stores nothing (`again`). The stage stores its result, moves the row on and records the
step in one transaction (`done`), so that a crash leaves either all of it or nothing.

Dropped: handing on, without work, a message whose stage was done already, because its next message may be lost. Each
message that was delivered twice then became two chains. Dispatch finds what is lost.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import redis
from sqlalchemy.engine import Connection

from workers import log, outage, retry
from workers.bootstrap import Services
from workers.claims import Claim
from workers.errors import NewsloomError, OutageError, PermanentError
from workers.fate import GIVEN_BACK
from workers.ledger import steps, urls
from workers.ledger.schema import Record
from workers.ledger.urls import STAGES
from workers.printable import masked, one_line


class _LateError(Exception):
    """The row has gone on without this step: what the step wanted to store is rolled back."""


def is_due(claim: Claim, state: str, lease: int, reached: str) -> bool:
    """Whether a row in this state waits for this very step. Pure."""
    return state == "running" and lease == claim.lease and STAGES.index(reached) + 1 == STAGES.index(claim.stage)


def take(services: Services, claim: Claim, task_id: str | None = None) -> bool:
    """Do a step, if it is due; False when the message is stale. Raises NewsloomError, after the ledger knows of it."""
    log.bind(url=claim.url)
    with outage.translated():
        if not services.claims.take(claim):
            return False
    try:
        with services.ledger.read() as connection:
            url = urls.get(connection, claim.url)  # after the claim: what a twin has done stands there
        due = url is not None and is_due(claim, url.state, url.lease, url.stage)
        if due and url is not None:
            _run(services, claim.stage, url, task_id)
    except Exception as error:
        _end(services, claim, back=isinstance(error, OutageError) and error.reason.startswith("ledger"))
        raise
    # A process that is told to go in mid-step (SystemExit: before its time limit kills, Celery asks) leaves its claim:
    # without it the url would be taken for one whose message was lost, and be tried without end.
    _end(services, claim)
    return due


def _end(services: Services, claim: Claim, *, back: bool = False) -> None:
    """back: the ledger was away, and may know nothing of it: whoever dispatches need not wait for the lease's end."""
    if back:
        give_back(services, [claim])
    else:
        with contextlib.suppress(redis.RedisError):
            services.claims.end([claim])


def give_back(services: Services, claims: Collection[Claim]) -> None:
    """Their urls are dispatched again at once; where Redis is away, when their leases end."""
    with contextlib.suppress(redis.RedisError):
        services.claims.lose(claims, GIVEN_BACK)


def _run(services: Services, stage: str, url: Record, task_id: str | None) -> None:
    began, now = time.monotonic(), services.clock()

    def elapsed() -> int:
        return round((time.monotonic() - began) * 1000)

    done = _End(url, stage, services.clock, elapsed, task_id)
    try:
        event = _STAGES[stage](services, url, done, now)
    except _LateError as late:
        with services.ledger.begin() as tx:
            detail = f"a twin was faster; thrown away: {late}"
            steps.record(tx, url.id, stage, "again", services.clock(), detail=detail, ms=elapsed(), task_id=task_id)
        event = "step.again"
    except Exception as error:  # the edge: whatever a stage raises becomes one of ours, and is recorded
        told = _ours(error)
        _record(services, stage, url, told, elapsed(), task_id)
        if told is error:
            raise
        raise told from error
    log.get(__name__).info(event, ms=elapsed())


@dataclass(frozen=True, slots=True)
class _End:
    """What a stage says of its row, in the transaction that stores its result; _LateError where the row has gone on.

    The steps of a visit (workers/ledger/visits.py) are told apart from the first ones: each of those is done once.
    """

    url: Record
    stage: str
    clock: Callable[[], datetime]
    elapsed: Callable[[], int]
    task_id: str | None

    def __call__(self, tx: Connection, detail: str) -> None:
        """The stage is done, and the next one follows."""
        outcome = "anew" if self.url.visits else "done"
        self._record(tx, outcome, detail, urls.advance(tx, self.url, self.stage, self.clock()))

    def same(self, tx: Connection, owner: int) -> None:
        """The page is another url's, which has its article: the end of this one."""
        self._record(tx, "same", f"the same page as url {owner}", urls.same(tx, self.url, owner, self.clock()))

    def rest(self, tx: Connection, detail: str) -> None:
        """The article stays as it is, in its story: done again."""
        self._record(tx, "anew", detail, urls.rest(tx, self.url, self.clock()))

    def _record(self, tx: Connection, outcome: str, detail: str, in_time: bool) -> None:
        if not in_time:
            raise _LateError(detail)
        now, ms = self.clock(), self.elapsed()
        steps.record(tx, self.url.id, self.stage, outcome, now, detail=detail, ms=ms, task_id=self.task_id)


def _ours(error: Exception) -> NewsloomError:
    """Any error as one of ours."""
    if isinstance(error, NewsloomError):
        return error
    if isinstance(error, redis.RedisError):
        return outage.of(error)
    if isinstance(error, MemoryError):
        return PermanentError("memory", "it needs more memory than [clean] max_memory_mb allows")
    return PermanentError("bug", masked(one_line(f"{type(error).__name__}: {error}"))[:300])


def _record(services: Services, stage: str, url: Record, error: NewsloomError, ms: int, task_id: str | None) -> None:
    """Keep the error, and what becomes of the row."""
    now = services.clock()
    follows = retry.after(error, url.attempts, url.kills, services.settings.dispatch, services.chance())
    with services.ledger.begin() as tx:
        detail = follow(tx, url, error, follows, now)
        steps.record(
            tx, url.id, stage, follows.outcome, now, reason=error.reason, detail=detail, ms=ms, task_id=task_id
        )
    logger = log.get(__name__)
    tell = logger.warning if follows.outcome == "failed" else logger.info
    tell(_EVENTS[follows.outcome], stage=stage, reason=error.reason, detail=detail)


_EVENTS = {"retry": "url.postponed", "refused": "url.refused", "failed": "url.failed"}


def follow(tx: Connection, url: Record, error: NewsloomError, follows: retry.Next, now: datetime) -> str:
    """Do to the row what the policy says, if it still stands as it was read; the detail to record."""
    spent = {"attempt": follows.attempt, "kill": follows.kill}
    if follows.outcome != "retry":
        if urls.rest(tx, url, now):  # a visit that failed
            return f"{error.detail}; its article stays as it is"
        urls.give_up(tx, url.id, now, follows.outcome, error.reason, error.detail, **spent, seen=url)
        return error.detail
    until = now + timedelta(seconds=follows.wait)
    urls.postpone(tx, url.id, now, until, error.reason, error.detail, **spent, seen=url)
    return f"{error.detail}; next try {until.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


# Each worker loads the stages that it runs: the parsers alone take a third of a second and 80 MB.


def _fetch(services: Services, url: Record, done: _End, now: datetime) -> str:
    from workers.fetch.stage import fetch

    return fetch(url, done, ledger=services.ledger, client=services.client, manners=services.manners, now=now)


def _clean(services: Services, url: Record, done: _End, now: datetime) -> str:
    from workers.clean.stage import clean

    return clean(url, done, ledger=services.ledger, now=now)


def _dedupe(services: Services, url: Record, done: _End, now: datetime) -> str:
    from workers.dedupe.stage import dedupe

    return dedupe(url, done, ledger=services.ledger, index=services.copies, now=now)


def _assign(services: Services, url: Record, done: _End, now: datetime) -> str:
    from workers.assign.stage import assign

    join_at = services.settings.assign.join_at
    return assign(url, done, ledger=services.ledger, index=services.stories, join_at=join_at, now=now)


_STAGES: Mapping[str, Callable[[Services, Record, _End, datetime], str]] = {
    "fetch": _fetch,
    "clean": _clean,
    "dedupe": _dedupe,
    "assign": _assign,
}
