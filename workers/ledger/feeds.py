"""feeds: what is polled, and when; how the last poll went."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import schema
from workers.ledger.dialect import insert
from workers.ledger.schema import Record

_feed = schema.feed


def add(tx: Connection, key: str, url: str, title: str | None, folder: str | None, now: datetime) -> int | None:
    """A new feed, due at once; its id, or None when it was there already."""
    statement = insert(tx, _feed).values(
        key=key, url=url, title=title, folder=folder, added_at=now, next_poll_at=now, failures=0, entries=0
    )
    found = tx.scalar(statement.on_conflict_do_nothing(index_elements=["key"]).returning(_feed.c.id))
    return None if found is None else int(found)


def remove(tx: Connection, key: str) -> bool:
    return tx.execute(sa.delete(_feed).where(_feed.c.key == key)).rowcount > 0


def listed(connection: Connection) -> list[Record]:
    """All feeds by folder, those without one first."""
    return list(connection.execute(sa.select(_feed).order_by(_feed.c.folder.nulls_first(), _feed.c.url)).all())


def get(connection: Connection, feed_id: int) -> Record | None:
    return connection.execute(sa.select(_feed).where(_feed.c.id == feed_id)).one_or_none()


def lease(tx: Connection, now: datetime, limit: int, seconds: float) -> list[int]:
    """Take the feeds that are due, so that a second poller does not take them too, until the lease ends."""
    due = (
        sa.select(_feed.c.id)
        .where(_feed.c.next_poll_at <= now)
        .order_by(_feed.c.next_poll_at)
        .limit(limit)
        .scalar_subquery()
    )
    # next_poll_at again: see workers/ledger/urls.py, _take
    mine = sa.update(_feed).where(_feed.c.id.in_(due), _feed.c.next_poll_at <= now)
    statement = mine.values(next_poll_at=now + timedelta(seconds=seconds))
    return list(tx.scalars(statement.returning(_feed.c.id)))


def polled(tx: Connection, feed_id: int, now: datetime, next_at: datetime, values: Mapping[str, Any]) -> None:
    """How a poll went: any of title, failures, reason, detail, etag, modified, entries, last_new_at."""
    tx.execute(sa.update(_feed).where(_feed.c.id == feed_id).values(last_poll_at=now, next_poll_at=next_at, **values))


def never_polled(connection: Connection) -> int:
    statement = sa.select(sa.func.count()).where(_feed.c.last_poll_at.is_(None))
    return int(connection.scalar(statement) or 0)


def health(connection: Connection) -> dict[str, int]:
    """How many feeds there are, and how many of them failed at their last poll."""
    failing = sa.func.sum(sa.case((_feed.c.failures > 0, 1), else_=0))
    feeds, bad = connection.execute(sa.select(sa.func.count(), failing).select_from(_feed)).one()
    return {"feeds": int(feeds), "failing": int(bad or 0)}
