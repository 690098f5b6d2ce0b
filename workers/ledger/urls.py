"""urls: accepted, advanced, closed. What was accepted ends in exactly one final state.

state    pending -> running -> done | same | failed | refused | dropped; a transient error makes a running one pending
         again (`due_at` says until when it waits). Which of the pending run is the business of ledger/leases.py.
         `same`: its page is another url's (aliases.py says which), which has the article; it shares that one's fate.
stage    the last one finished; it only ever goes forward, in the transaction that stores the stage's result.

What if it comes twice? Messages do, late and beside their twins. A row that is done or the same stays so, a stage that
was passed is not gone back to within a visit (visits.py). How a row waits, or ends otherwise: ends.py.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.sql.dml import ReturningUpdate

from workers.ledger import aliases, hints, hosts, pages, schema
from workers.ledger.dialect import insert
from workers.ledger.schema import Record
from workers.model import Submission

#: in order; a url's stage is one of these.
STAGES = ("accepted", "fetch", "clean", "dedupe", "assign")
#: those after which there is something left to do.
UNFINISHED = STAGES[:-1]
OPEN = ("pending", "running")
FINAL = ("done", "same", "failed", "refused", "dropped")
#: of a row that is final.
AT_REST: dict[str, Any] = {"due_at": None, "lease_until": None}
#: states that `failed` lists and `retry` takes up again.
GIVEN_UP = ("failed", "refused", "dropped")

_url = schema.url
#: made once: each step asks it.
_GET = sa.select(_url).where(_url.c.id == sa.bindparam("wanted"))
_GET_ALL = sa.select(_url).where(_url.c.id.in_(sa.bindparam("wanted", expanding=True)))

#: a row's hint is read where the row is.
encode_hint, decode_hint = hints.encode, hints.decode


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of a batch of submissions."""

    #: ids of the new rows.
    new: tuple[int, ...]
    #: how many were there already.
    known: int


def accept(
    tx: Connection,
    submissions: Sequence[Submission],
    now: datetime,
    packed: Mapping[str, pages.Packed] | None = None,
) -> Accepted:
    """Take submissions in: a row each, committed with the caller's transaction. Twice is once.

    An address at which a page was seen already is known, as is one that was accepted.

    packed: pages by their keys, of the first submission where several have the same. What is missing is packed here,
    while others wait to write.
    """
    ready = packed or {}
    there = aliases.known(tx, {submission.key for submission in submissions})
    fresh = [submission for submission in submissions if submission.key not in there]
    if not fresh:
        return Accepted((), len(submissions))
    hosts.wake(tx, {submission.host for submission in fresh}, now - hosts.HEAD_START)
    first = {submission.key: submission for submission in reversed(fresh)}
    rows = [_row(first[key], now) for key in dict.fromkeys(submission.key for submission in fresh)]
    statement = insert(tx, _url).on_conflict_do_nothing(index_elements=["key"]).returning(_url.c.id, _url.c.key)
    new = sorted((row.id, row.key) for row in tx.execute(statement, rows))
    brought = {url_id: (key, page) for url_id, key in new if (page := first[key].page) is not None}
    pages.put(tx, {url_id: ready.get(key) or pages.packed(page) for url_id, (key, page) in brought.items()})
    return Accepted(tuple(url_id for url_id, _ in new), len(submissions) - len(new))


def _row(submission: Submission, now: datetime) -> dict[str, Any]:
    """What a submission is in the table. Pure."""
    return {
        "key": submission.key,
        "url": submission.url,
        "host": submission.host,
        "via": submission.via,
        "hint": encode_hint(submission.hint),
        "state": "pending",
        "stage": "accepted" if submission.page is None else "fetch",
        "attempts": 0,
        "due_at": now,
        "accepted_at": now,
        "touched_at": now,
    }


def get(connection: Connection, url_id: int) -> Record | None:
    return connection.execute(_GET, {"wanted": url_id}).one_or_none()


def get_all(connection: Connection, ids: Collection[int]) -> dict[int, Record]:
    """Those that there are, by id; of some dozens at most."""
    return {row.id: row for row in connection.execute(_GET_ALL, {"wanted": list(ids)})}


def find(connection: Connection, key: str) -> Record | None:
    return connection.execute(sa.select(_url).where(_url.c.key == key)).one_or_none()


def named(connection: Connection, keys: Collection[str]) -> dict[str, str]:
    """The url of each row that has one of these keys, by key; of some hundreds at most."""
    rows = connection.execute(sa.select(_url.c.key, _url.c.url).where(_url.c.key.in_(list(keys))))
    return {row.key: row.url for row in rows}


def spelled(connection: Connection, *texts: str) -> list[Record]:
    """Rows whose url is written so, or whose article came to stand there; the newest first."""
    article = schema.article
    there = sa.select(article.c.url_id).where(article.c.url.in_(texts))
    statement = sa.select(_url).where(_url.c.url.in_(texts) | _url.c.id.in_(there)).order_by(_url.c.id.desc())
    return list(connection.execute(statement).all())


def advance(tx: Connection, seen: Record, stage: str, now: datetime) -> bool:
    """A stage is finished; the last one closes the row, also one that was given up meanwhile.

    seen: the row as it was when the step began. False, and nothing, where it has come as far since, was taken up once
    more for another visit, or ended as the same page as another.
    """
    return tx.execute(_advance(stage), {"wanted": seen.id, "visit": seen.visits, "now": now}).rowcount > 0


def advance_all(tx: Connection, seen: Sequence[Record], stage: str, now: datetime) -> set[int]:
    """The same for several, in one statement; the ids of those that are in time."""
    as_seen = [(row.id, row.visits) for row in seen]
    return set(tx.scalars(_advance_all(stage), {"ids": [row.id for row in seen], "as_seen": as_seen, "now": now}))


@cache
def _advance_all(stage: str) -> ReturningUpdate[tuple[int]]:
    mine = _url.c.id.in_(sa.bindparam("ids", expanding=True))  # by pairs alone SQLite finds no row: it reads all
    as_seen = sa.tuple_(_url.c.id, _url.c.visits).in_(sa.bindparam("as_seen", expanding=True))
    return _advanced(stage).where(mine, as_seen).returning(_url.c.id)


@cache
def _advance(stage: str) -> sa.Update:
    """Made once for each stage, of the parameters wanted, visit and now: each step asks it."""
    return _advanced(stage).where(_url.c.id == sa.bindparam("wanted"), _url.c.visits == sa.bindparam("visit"))


def _advanced(stage: str) -> sa.Update:
    now = sa.bindparam("now", type_=_url.c.touched_at.type)
    closing = {"state": "done", "closed_at": now, "reason": None, "detail": None, **AT_REST}
    values = {"stage": stage, "touched_at": now, **(closing if stage == STAGES[-1] else {})}
    earlier = _url.c.stage.in_(STAGES[: STAGES.index(stage)])
    return sa.update(_url).where(earlier, _url.c.state != "same").values(**values)


def counts(connection: Connection) -> dict[str, int]:
    """Rows by state."""
    rows = connection.execute(sa.select(_url.c.state, sa.func.count()).group_by(_url.c.state))
    return {state: int(count) for state, count in rows}


def unfinished(connection: Connection) -> int:
    statement = sa.select(sa.func.count()).where(_url.c.state.in_(OPEN))
    return int(connection.scalar(statement) or 0)


def oldest_pending(connection: Connection) -> datetime | None:
    """When the oldest url that is not final was accepted."""
    statement = sa.select(sa.func.min(_url.c.accepted_at)).where(_url.c.state.in_(OPEN))
    found: datetime | None = connection.scalar(statement)
    return found


def last_error(connection: Connection) -> Record | None:
    """The row that last met an error and has not got over it."""
    statement = sa.select(_url).where(_url.c.reason.is_not(None)).order_by(_url.c.touched_at.desc()).limit(1)
    return connection.execute(statement).one_or_none()
