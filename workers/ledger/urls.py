"""urls: accepted, leased, closed. What was accepted ends in exactly one final state.

state    pending -> running -> done | failed | refused | dropped; a lease that runs out, or a transient error, makes a
         running one pending again (the same row: `due_at` says when).
stage    the last one finished; it only ever goes forward, in the transaction that stores the stage's result.
host     `host.next_at` is the queue of hosts: dispatch takes the hosts that are due, the longest waiting first, and
         one url of each (all that fits where a host needs no spacing), so that a backlog of one host is one line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from workers.ledger import schema
from workers.ledger.pages import save as save_page
from workers.ledger.schema import Record
from workers.model import Hint, Published, Submission

#: in order; a url's stage is one of these.
STAGES = ("accepted", "fetch", "clean", "dedupe", "assign")
FINAL = ("done", "failed", "refused", "dropped")
#: states that `failed` lists and `retry` takes up again.
GIVEN_UP = ("failed", "refused", "dropped")

_url, _host = schema.url, schema.host


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of a batch of submissions."""

    #: ids of the new rows.
    new: tuple[int, ...]
    #: how many were there already.
    known: int


def insert(tx: Connection, table: sa.Table) -> Any:
    """An INSERT that knows ON CONFLICT, which the two databases spell alike and SQLAlchemy does not share."""
    return (postgresql if tx.dialect.name == "postgresql" else sqlite).insert(table)


def accept(tx: Connection, submissions: Sequence[Submission], now: datetime) -> Accepted:
    """Take submissions in: a row each, committed with the caller's transaction. Twice is once."""
    new = []
    for submission in submissions:
        stage = "accepted" if submission.page is None else "fetch"
        statement = insert(tx, _url).values(
            key=submission.key,
            url=submission.url,
            host=submission.host,
            via=submission.via,
            hint=encode_hint(submission.hint),
            state="pending",
            stage=stage,
            attempts=0,
            due_at=now,
            accepted_at=now,
            touched_at=now,
        )
        found = tx.scalar(statement.on_conflict_do_nothing(index_elements=["key"]).returning(_url.c.id))
        if found is None:
            continue
        new.append(found)
        if submission.page is not None:
            save_page(tx, found, submission.page)
    for host in {submission.host for submission in submissions}:
        wake(tx, host, now)
    return Accepted(tuple(new), len(submissions) - len(new))


def wake(tx: Connection, host: str, now: datetime) -> None:
    """Something of this host is due: put it into the queue of hosts, unless it stands there already."""
    statement = insert(tx, _host).values(host=host, next_at=now)
    later = sa.func.coalesce(_host.c.next_at, now)
    tx.execute(statement.on_conflict_do_update(index_elements=["host"], set_={"next_at": later}))


def running(connection: Connection, now: datetime) -> int:
    """How many are on their way, their lease still good."""
    statement = sa.select(sa.func.count()).where(_url.c.state == "running", _url.c.due_at > now)
    return int(connection.scalar(statement) or 0)


def lease(tx: Connection, now: datetime, room: int, seconds: float, spacing: float) -> list[Record]:
    """Lease up to `room` due urls and space their hosts; rows of (id, stage, attempts). Within exclusive("dispatch")."""
    hosts = tx.scalars(
        sa.select(_host.c.host).where(_host.c.next_at <= now).order_by(_host.c.next_at, _host.c.host).limit(room)
    ).all()
    leased: list[Record] = []
    for place, host in enumerate(hosts):
        left = room - len(leased)
        if left <= 0:
            break
        spaced = bool(host) and spacing > 0
        share = 1 if spaced else max(1, left // (len(hosts) - place))
        taken = _lease_of(tx, host, now, share, seconds)
        leased += taken
        after = now + timedelta(seconds=spacing) if spaced and taken else now
        _queue(tx, host, after)
    return leased


def _lease_of(tx: Connection, host: str, now: datetime, share: int, seconds: float) -> list[Record]:
    due = (
        sa.select(_url.c.id)
        .where(_url.c.host == host, _url.c.due_at <= now)
        .order_by(_url.c.due_at, _url.c.id)
        .limit(share)
        .scalar_subquery()
    )
    statement = (
        sa.update(_url)
        .where(_url.c.id.in_(due))
        .values(
            state="running",
            due_at=now + timedelta(seconds=seconds),
            touched_at=now,
            # a lease that ran out counts as a try: what kills its worker must not come back for ever
            attempts=sa.case((_url.c.state == "running", _url.c.attempts + 1), else_=_url.c.attempts),
        )
        .returning(_url.c.id, _url.c.stage, _url.c.attempts)
    )
    return sorted(tx.execute(statement).all(), key=lambda row: row.id)


def _queue(tx: Connection, host: str, earliest: datetime) -> None:
    """The host's next turn: when its next url is due, but not before `earliest`; none while nothing of it waits."""
    due = tx.scalar(sa.select(sa.func.min(_url.c.due_at)).where(_url.c.host == host))
    tx.execute(sa.update(_host).where(_host.c.host == host).values(next_at=due and max(due, earliest)))


def get(connection: Connection, url_id: int) -> Record | None:
    return connection.execute(sa.select(_url).where(_url.c.id == url_id)).one_or_none()


def find(connection: Connection, key: str) -> Record | None:
    return connection.execute(sa.select(_url).where(_url.c.key == key)).one_or_none()


def renew(tx: Connection, url_id: int, now: datetime, seconds: float) -> None:
    """A stage begins: the lease starts anew."""
    _set(tx, url_id, now, due_at=now + timedelta(seconds=seconds))


def advance(tx: Connection, url_id: int, stage: str, now: datetime) -> None:
    """A stage is finished; the last one closes the row."""
    closing: dict[str, Any] = {"state": "done", "due_at": None, "closed_at": now, "reason": None, "detail": None}
    _set(tx, url_id, now, stage=stage, **(closing if stage == STAGES[-1] else {}))


def postpone(
    tx: Connection, url_id: int, now: datetime, until: datetime, reason: str, detail: str, *, attempt: int = 1
) -> None:
    """An error that time may mend: the row waits. `attempt` 0 where the fault was ours and no try is used up."""
    attempts = _url.c.attempts + attempt
    _set(tx, url_id, now, state="pending", due_at=until, reason=reason, detail=detail, attempts=attempts)
    host = tx.scalar(sa.select(_url.c.host).where(_url.c.id == url_id))
    wake(tx, host or "", until)


def give_up(tx: Connection, url_id: int, now: datetime, state: str, reason: str, detail: str) -> None:
    """The end without an article: `failed`, `refused` or `dropped`, with the reason."""
    _set(tx, url_id, now, state=state, due_at=None, closed_at=now, reason=reason, detail=detail)


def _set(tx: Connection, url_id: int, now: datetime, **values: Any) -> None:
    tx.execute(sa.update(_url).where(_url.c.id == url_id).values(touched_at=now, **values))


def given_up(
    connection: Connection, reason: str | None = None, host: str | None = None, url: str | None = None
) -> list[Record]:
    """The rows that ended without an article, the newest first."""
    statement = sa.select(_url).where(_url.c.state.in_(GIVEN_UP if url else GIVEN_UP[:2]))
    for column, wanted in ((_url.c.reason, reason), (_url.c.host, host), (_url.c.url, url)):
        if wanted is not None:
            statement = statement.where(column == wanted)
    return list(connection.execute(statement.order_by(_url.c.closed_at.desc(), _url.c.id.desc())).all())


def retry(tx: Connection, ids: Sequence[int], now: datetime) -> None:
    """Take given-up rows up again, from the stage that they had reached, with all their attempts."""
    for url_id in ids:
        _set(tx, url_id, now, state="pending", due_at=now, attempts=0, closed_at=None)
    for host in set(tx.scalars(sa.select(_url.c.host).where(_url.c.id.in_(ids)))):
        wake(tx, host, now)


def counts(connection: Connection) -> dict[str, int]:
    """Rows by state."""
    rows = connection.execute(sa.select(_url.c.state, sa.func.count()).group_by(_url.c.state))
    return {state: int(count) for state, count in rows}


def reasons(connection: Connection) -> dict[str, int]:
    """Given-up rows by reason."""
    statement = (
        sa.select(_url.c.reason, sa.func.count())
        .where(_url.c.state.in_(GIVEN_UP[:2]))
        .group_by(_url.c.reason)
        .order_by(sa.func.count().desc(), _url.c.reason)
    )
    return {reason or "unknown": int(count) for reason, count in connection.execute(statement)}


def unfinished(connection: Connection) -> int:
    statement = sa.select(sa.func.count()).where(_url.c.state.in_(("pending", "running")))
    return int(connection.scalar(statement) or 0)


def oldest_pending(connection: Connection) -> datetime | None:
    """When the oldest url that is not final was accepted."""
    statement = sa.select(sa.func.min(_url.c.accepted_at)).where(_url.c.state.in_(("pending", "running")))
    found: datetime | None = connection.scalar(statement)
    return found


def last_error(connection: Connection) -> Record | None:
    """The row that last met an error and has not got over it."""
    statement = sa.select(_url).where(_url.c.reason.is_not(None)).order_by(_url.c.touched_at.desc()).limit(1)
    return connection.execute(statement).one_or_none()


def encode_hint(hint: Hint) -> dict[str, Any]:
    """A hint as JSON, without what it does not know."""
    published = hint.published
    known = {
        "id": hint.id,
        "title": hint.title,
        "lang": hint.lang,
        "source": hint.source,
        "authors": list(hint.authors),
        "summary": hint.summary,
        "published": published and [published.utc.isoformat(), published.offset_minutes, published.precision.value],
    }
    return {key: value for key, value in known.items() if value}


def decode_hint(stored: Mapping[str, Any]) -> Hint:
    values = dict(stored)
    if "published" in values:
        utc, offset, precision = values["published"]
        values["published"] = Published.restore(datetime.fromisoformat(utc), offset, precision)
    values["authors"] = tuple(values.get("authors", ()))
    return Hint(**values)
