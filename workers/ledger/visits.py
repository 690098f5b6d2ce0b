"""visits: urls that are done and are fetched once more. Which of them is said by the caller.

A visit takes the row back to its beginning: pending, with a lease of its own in time, all tries, and one visit more.
Its article stays in its story all the while, and whatever comes of the visit, the row ends as done again
(`ends.rest`). Imported documents have nothing to fetch and are passed over. A page that an archive brought is asked of
its host from then on, where a person wants that: no visit of it is ever due by itself.

What if it comes twice? A row that is on its way is not done, and is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import homes, hosts, schema
from workers.ledger.dialect import unindexed
from workers.ledger.urls import STAGES

_url, _article, _member = schema.url, schema.article, schema.membership

#: rows that can be visited.
_STANDING = sa.and_(unindexed(_url.c.state) == "done", homes.PAGE)
#: how long after its last visit was due an article may still be visited: beat may have been away for a night.
_LATE = timedelta(days=1)


def again(tx: Connection, ids: Sequence[int], now: datetime) -> int:
    """Fetch these once more; how many are. Hand over some hundreds at a time."""
    mine = sa.and_(_url.c.id.in_(ids), _STANDING)
    hosts.wake(tx, homes.lines(tx, mine, sa.literal(STAGES[0])), now)
    anew = {"state": "pending", "stage": STAGES[0], "due_at": now, "attempts": 0, "kills": 0, "closed_at": None}
    statement = sa.update(_url).where(mine).values(touched_at=now, visits=_url.c.visits + 1, **anew)
    count = tx.execute(statement).rowcount
    homes.line_up(tx, ids)
    return count


def of_story(connection: Connection, story: int) -> list[int]:
    """The urls of a story's articles."""
    return _ids(connection, _member.c.story_id == story)


def of_host(connection: Connection, host: str) -> list[int]:
    """The urls of a host: with a port, those of exactly that; without one, those of all its ports."""
    return _ids(connection, homes.are_of(host))


def of_entries(connection: Connection) -> list[int]:
    """The urls whose article is made of a feed's entry, because the page could not be had."""
    return _ids(connection, _article.c.basis == "entry")


def due(connection: Connection, ages: Sequence[float], now: datetime, limit: int) -> list[int]:
    """Urls of young articles that have come to the age of their next visit; the youngest article first.

    ages: seconds after its first reading at which an article is visited, ascending. A visit by hand counts as one.
    """
    if not ages:
        return []
    reached = [
        sa.and_(_url.c.visits == number, _article.c.seen_at <= now - timedelta(seconds=age))
        for number, age in enumerate(ages)
    ]
    young = _article.c.seen_at > now - timedelta(seconds=ages[-1]) - _LATE
    statement = _of(_url.c.host != "", young, _article.c.text_gone_at.is_(None), sa.or_(*reached))
    return list(connection.scalars(statement.order_by(_article.c.seen_at.desc(), _url.c.id).limit(limit)))


def _of(*conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
    joined = _url.join(_article, _article.c.url_id == _url.c.id).join(_member, _member.c.article_id == _article.c.id)
    return sa.select(_url.c.id).select_from(joined).where(_STANDING, *conditions)


def _ids(connection: Connection, condition: sa.ColumnElement[bool]) -> list[int]:
    return list(connection.scalars(_of(condition).order_by(_url.c.id)))
