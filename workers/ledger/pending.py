"""pending: the urls that have not come to their end, and the feeds of which nothing is known yet. Decides nothing.

Rows of urls have their host's `next_at` and what is known of its pace beside their own columns: what a url waits for
may be there, and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import homes, schema
from workers.ledger.schema import Record
from workers.ledger.urls import OPEN, UNFINISHED
from workers.pace import Pace

_url, _host, _feed = schema.url, schema.host, schema.feed
#: all that is told of one; not its hint, which may be long.
_TOLD = (
    *(_url.c.id, _url.c.url, _url.c.host, _url.c.via, _url.c.state, _url.c.stage, _url.c.attempts, _url.c.due_at),
    *(_url.c.lease_until, _url.c.reason, _url.c.detail, _url.c.accepted_at, _url.c.touched_at),
)
#: the columns of its host that are a Pace (hosts.pace_of); NULL where it has none.
_PACE = tuple(_host.c[each.name] for each in fields(Pace))
_ORDER = (_url.c.accepted_at, _url.c.id)
#: made once: asked again for each few hundred.
_OF_IDS = (
    sa.select(*_TOLD, _host.c.next_at, *_PACE)
    .select_from(_url.outerjoin(_host, _host.c.host == _url.c.host))
    .where(_url.c.id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(*_ORDER)
)


def listed(connection: Connection, host: str | None = None, limit: int | None = None) -> list[int]:
    """The ids of those that are, by when they were accepted. host: as for `given_up.listed`.

    A limit without a host costs as much as it is large, however many are pending: each state is read by its index.
    """
    mine = _open(host) if limit is None else _url.c.id.in_(_first(host, limit))
    return list(connection.scalars(sa.select(_url.c.id).where(mine).order_by(*_ORDER).limit(limit)))


def told(connection: Connection, ids: Sequence[int]) -> list[Record]:
    """Of these, some hundreds at most, those that have not come to their end by now, in the same order."""
    # not asked by state: SQLite would take that index, and read all that are pending for each few hundred
    return [row for row in connection.execute(_OF_IDS, {"ids": ids}) if row.state in OPEN]


def _first(host: str | None, limit: int) -> sa.CompoundSelect[tuple[int]]:
    """The ids of so many of each state."""
    some = [sa.select(_url.c.id).where(_open(host, state)).order_by(*_ORDER).limit(limit).subquery() for state in OPEN]
    return sa.union_all(*(sa.select(each.c.id) for each in some))


def _open(host: str | None, *states: str) -> sa.ColumnElement[bool]:
    mine = _url.c.state.in_(states or OPEN)
    return mine if host is None else sa.and_(mine, homes.are_of(host))


def first_stage(connection: Connection) -> str | None:
    """The stage of those that have come least far; None where nothing is pending that has a step to be taken."""
    for stage in UNFINISHED:
        if connection.scalar(sa.select(_url.c.id).where(_open(None), _url.c.stage == stage).limit(1)) is not None:
            return stage
    return None


def feeds(connection: Connection, limit: int | None = None) -> list[Record]:
    """Feeds that were never polled, those first whose turn is first."""
    told = (_feed.c.id, _feed.c.url, _feed.c.added_at, _feed.c.next_poll_at)
    never = sa.select(*told).where(_feed.c.last_poll_at.is_(None))
    return list(connection.execute(never.order_by(_feed.c.next_poll_at, _feed.c.id).limit(limit)).all())
