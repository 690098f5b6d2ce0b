"""Urls that ended without an article: which, and why; taken up again, or put away.

What if a worker, or a second person, changes one meanwhile? Each statement repeats what was asked for, and passes over
what is otherwise by now.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import hosts, schema
from workers.ledger.schema import Record
from workers.ledger.urls import GIVEN_UP, STAGES, of_host
from workers.model import Kind

_url = schema.url


def listed(
    connection: Connection, reason: str | None = None, host: str | None = None, ids: Collection[int] | None = None
) -> list[Record]:
    """The rows that ended without an article, the newest first; dropped ones only where they are named by `ids`.

    host: with a port, those of exactly that; without one, those of all its ports.
    """
    statement = sa.select(_url).where(_url.c.state.in_(GIVEN_UP[:2] if ids is None else GIVEN_UP))
    if ids is not None:
        statement = statement.where(_url.c.id.in_(ids))
    if reason is not None:
        statement = statement.where(_url.c.reason == reason)
    if host is not None:
        statement = statement.where(of_host(host))
    return list(connection.execute(statement.order_by(_url.c.closed_at.desc(), _url.c.id.desc())).all())


def retry(
    tx: Connection, ids: Sequence[int], now: datetime, *, reason: str | None = None, states: Sequence[str] = GIVEN_UP
) -> int:
    """Take given-up rows up again, from the stage that they had reached, with all their attempts.

    Returns how many; what has another state or reason by now stays. One whose page's bytes, or whose article, are no
    longer there goes back to where they can be had; and so does one whose bytes hold no article, as of a wall, since
    they would be refused again. To be fetched once more is another visit. All in two statements, however many, so hand
    over some hundreds at a time.
    """
    mine, stage = _url.c.id.in_(ids), _stage()
    hosts.wake(tx, tx.scalars(sa.select(_url.c.host).where(mine).distinct()).all(), now - hosts.HEAD_START)
    once_more = sa.and_(_url.c.stage != STAGES[0], stage == STAGES[0])
    anew = {"state": "pending", "stage": stage, "due_at": now, "attempts": 0, "kills": 0, "closed_at": None}
    anew |= {"visits": _url.c.visits + sa.case((once_more, 1), else_=0)}
    return tx.execute(_still(ids, states, reason).values(touched_at=now, **anew)).rowcount


def _stage() -> sa.ColumnElement[str]:
    """From where a row goes on. An entry that stands in for its page is not that page's bytes."""
    page = schema.page
    barren = sa.and_(_url.c.host != "", sa.or_(_url.c.reason == "not-an-article", _url.c.reason.startswith("stub-")))
    kept = sa.exists().where(page.c.url_id == _url.c.id, page.c.kind != Kind.ENTRY.value)
    cleaned = sa.exists().where(schema.article.c.url_id == _url.c.id)
    past = sa.and_(_url.c.stage != "fetch", cleaned)
    return sa.case(
        (sa.or_(_url.c.stage == STAGES[0], barren), STAGES[0]), (past, _url.c.stage), (kept, "fetch"), else_=STAGES[0]
    )


def drop(
    tx: Connection, ids: Sequence[int], now: datetime, *, reason: str | None = None, states: Sequence[str] = GIVEN_UP
) -> int:
    """Put given-up rows away, with the reasons that they have; how many. What is otherwise by now stays."""
    return tx.execute(_still(ids, states, reason).values(state="dropped", closed_at=now, touched_at=now)).rowcount


def _still(ids: Sequence[int], states: Sequence[str], reason: str | None) -> sa.Update:
    """Those of these rows that have such a state, and this reason where one is asked for."""
    mine = sa.update(_url).where(_url.c.id.in_(ids), _url.c.state.in_(states))
    return mine if reason is None else mine.where(_url.c.reason == reason)


def by_reason(connection: Connection) -> dict[str, int]:
    """Given-up rows by reason, the most first."""
    return {reason or "unknown": count for reason, count in _given_up_by(connection, _url.c.reason)}


def by_host(connection: Connection) -> dict[str, int]:
    """Given-up rows by host, the most first; documents have none."""
    return {host: count for host, count in _given_up_by(connection, _url.c.host) if host}


def _given_up_by(connection: Connection, column: sa.Column[Any]) -> list[tuple[Any, int]]:
    count = sa.func.count()
    statement = sa.select(column, count).where(_url.c.state.in_(GIVEN_UP[:2])).group_by(column)
    return [(value, int(number)) for value, number in connection.execute(statement.order_by(count.desc(), column))]
