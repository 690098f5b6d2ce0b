"""One stage of one url, whoever calls it: a Celery task, or `newsloom replay`.

Claims the step, looks at the row, runs the stage, keeps what happened for `trace`, and applies the retry policy by
class of error. Knows nothing of Celery, and decides nothing about news.

What if it comes twice? A twin at the same moment finds the step claimed and dies. One that comes late finds a row that
has gone on, or has another lease, and dies. One whose claim went with Redis does the work again, finds the row advanced
when it wants to store it, and stores nothing (`again`). The stage stores its result, moves the row on and records the
step in one transaction (`done`), so that a crash leaves either all of it or nothing.

Dropped: handing on, without work, a message whose stage was done already, because its next message may be lost. Each
message that was delivered twice then became two. Dispatch finds what is lost.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import redis
from sqlalchemy.engine import Connection

from workers import log, outage, retry
from workers.bootstrap import Services
from workers.claims import Claim
from workers.errors import NewsloomError, OutageError, PermanentError
from workers.fate import GIVEN_BACK
from workers.ledger import ends, steps, urls
from workers.ledger.schema import Record
from workers.ledger.urls import STAGES
from workers.printable import fault, masked, one_line

#: the outcome of a step that came too late to be stored, and what is told of it.
AGAIN, LATE = "again", "a twin was faster; thrown away: {}"


class _LateError(Exception):
    """The row has gone on without this step: what the step wanted to store is rolled back."""


def is_due(claim: Claim, state: str, lease: int, reached: str) -> bool:
    """Whether a row in this state waits for this very step. Pure."""
    return state == "running" and lease == claim.lease and STAGES.index(reached) + 1 == STAGES.index(claim.stage)


def take(services: Services, claim: Claim, task_id: str | None = None) -> bool:
    """Do a step, if it is due; False when the message is stale. Raises NewsloomError, after the ledger knows of it.

    Not of `fetch`: pages are fetched and stored a handful at a time (workers/gather.py).
    """
    due = begin(services, [claim], task_id)
    if not due:
        return False
    (step,) = due
    with step.recorded():
        event = _STAGES[claim.stage](services, step.url, step, step.now)
        log.get(__name__).info(event, ms=step.ms)
    # A process that is told to go in mid-step (SystemExit: before its time limit kills, Celery asks) leaves its claim:
    # without it the url would be taken for one whose message was lost, and be tried without end.
    end(services, [claim])
    return True


def begin(services: Services, claims: Sequence[Claim], task_id: str | None = None) -> list[Step]:
    """Claim steps and look at their rows, all in one go; those that are due, for the message of the others is stale."""
    with outage.translated():
        taken = services.claims.take_all(claims)
    rows = _read(services, taken) if taken else {}  # after the claims: what a twin has done stands there
    due = [claim for claim in taken if claim.url in rows and _waits(claim, rows[claim.url])]
    end(services, [claim for claim in taken if claim not in due])
    now, began = services.clock(), time.monotonic()
    return [Step(services, claim, rows[claim.url], task_id, now, began) for claim in due]


def _read(services: Services, claims: Collection[Claim]) -> Mapping[int, Record]:
    with _given_up(services, claims), services.ledger.read() as connection:
        return urls.get_all(connection, [claim.url for claim in claims])


def _waits(claim: Claim, row: Record) -> bool:
    return is_due(claim, row.state, row.lease, row.stage)


def end(services: Services, claims: Collection[Claim]) -> None:
    """Nobody is at these steps any more."""
    with contextlib.suppress(redis.RedisError):
        services.claims.end(claims)


def give_back(services: Services, claims: Collection[Claim]) -> None:
    """Their urls are dispatched again at once; where Redis is away, when their leases end."""
    with contextlib.suppress(redis.RedisError):
        services.claims.lose(claims, GIVEN_BACK)


@contextlib.contextmanager
def _given_up(services: Services, claims: Collection[Claim]) -> Iterator[None]:
    """An error ends the claims. Where the ledger is away it may know nothing of it, and the urls go back at once."""
    try:
        yield
    except Exception as error:
        away = isinstance(error, OutageError) and error.reason.startswith("ledger")
        (give_back if away else end)(services, claims)
        raise


@dataclass(frozen=True, slots=True)
class Step:
    """A step that is claimed and due, and what becomes of it.

    A stage is handed it as `done`: what it says of its row, in the transaction that stores its result, raises
    _LateError where the row has gone on. The steps of a visit (workers/ledger/visits.py) are told apart from the first
    ones: each of those is done once.
    """

    services: Services
    claim: Claim
    #: its row, as it stood when the step began.
    url: Record
    task_id: str | None
    #: when it began; and the same in monotonic seconds.
    now: datetime
    began: float

    @property
    def ms(self) -> int:
        return round((time.monotonic() - self.began) * 1000)

    def begun(self) -> Step:
        """The same, which begins now: it has waited until now."""
        return replace(self, now=self.services.clock(), began=time.monotonic())

    @property
    def outcome(self) -> str:
        """What it is when it is done."""
        return "anew" if self.url.visits else "done"

    @contextlib.contextmanager
    def recorded(self) -> Iterator[None]:
        """Whatever is raised within is recorded, as one of our errors, and ends the claim; a late one is no error."""
        log.bind(url=self.url.id)
        with _given_up(self.services, [self.claim]):
            try:
                yield
            except _LateError as late:
                with self.services.ledger.begin() as tx:
                    self._record(tx, AGAIN, LATE.format(late))
                log.get(__name__).info(f"step.{AGAIN}", ms=self.ms)
            except Exception as error:  # the edge: whatever a stage raises becomes one of ours, and is recorded
                told = _ours(error)
                _record(self, told)
                if told is error:
                    raise
                raise told from error

    def __call__(self, tx: Connection, detail: str) -> None:
        """The stage is done, and the next one follows."""
        self._in_time(tx, self.outcome, detail, urls.advance(tx, self.url, self.claim.stage, self.services.clock()))

    def same(self, tx: Connection, owner: int) -> None:
        """The page is another url's, which has its article: the end of this one."""
        in_time = ends.same(tx, self.url, owner, self.services.clock())
        self._in_time(tx, "same", f"the same page as url {owner}", in_time)

    def rest(self, tx: Connection, detail: str) -> None:
        """The article stays as it is, in its story: done again."""
        self._in_time(tx, "anew", detail, ends.rest(tx, self.url, self.services.clock()))

    def told(self, outcome: str, detail: str, *, reason: str | None = None, ms: int | None = None) -> Mapping[str, Any]:
        """What is recorded of it, where it ends so. ms: where it took less than until now."""
        now, took = self.services.clock(), self.ms if ms is None else ms
        url, stage = self.url.id, self.claim.stage
        return steps.row(url, stage, outcome, now, reason=reason, detail=detail, ms=took, task_id=self.task_id)

    def _in_time(self, tx: Connection, outcome: str, detail: str, in_time: bool) -> None:
        if not in_time:
            raise _LateError(detail)
        self._record(tx, outcome, detail)

    def _record(self, tx: Connection, outcome: str, detail: str) -> None:
        steps.record(tx, [self.told(outcome, detail)])


def _ours(error: Exception) -> NewsloomError:
    """Any error as one of ours."""
    if isinstance(error, NewsloomError):
        return error
    if isinstance(error, redis.RedisError):
        return outage.of(error)
    if isinstance(error, MemoryError):
        return PermanentError("memory", "it needs more memory than [clean] max_memory_mb allows")
    return PermanentError("bug", masked(one_line(fault(error)))[:300])


def _record(step: Step, error: NewsloomError) -> None:
    """Keep the error, and what becomes of the row."""
    services, url, now = step.services, step.url, step.services.clock()
    follows = retry.after(error, url.attempts, url.kills, services.settings.dispatch, services.chance())
    with services.ledger.begin() as tx:
        detail = ends.follow(tx, url, error, follows, now)
        steps.record(tx, [step.told(follows.outcome, detail, reason=error.reason)])
    logger = log.get(__name__)
    tell = logger.warning if follows.outcome == "failed" else logger.info
    tell(_EVENTS[follows.outcome], stage=step.claim.stage, reason=error.reason, detail=detail)


_EVENTS = {"retry": "url.postponed", "refused": "url.refused", "failed": "url.failed"}


# Each worker loads the stages that it runs: the parsers alone take a third of a second and 80 MB.


def _clean(services: Services, url: Record, done: Step, now: datetime) -> str:
    from workers.clean.stage import clean

    return clean(url, done, ledger=services.ledger, now=now, rules=services.rules)


def _dedupe(services: Services, url: Record, done: Step, now: datetime) -> str:
    from workers.dedupe.stage import dedupe

    return dedupe(url, done, ledger=services.ledger, index=services.copies, now=now)


def _assign(services: Services, url: Record, done: Step, now: datetime) -> str:
    from workers.assign.stage import assign

    join_at = services.settings.assign.join_at
    return assign(url, done, ledger=services.ledger, index=services.stories, join_at=join_at, now=now)


_STAGES: Mapping[str, Callable[[Services, Record, Step, datetime], str]] = {
    "clean": _clean,
    "dedupe": _dedupe,
    "assign": _assign,
}
