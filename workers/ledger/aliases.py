"""aliases: the addresses that a page is known by. Each belongs to one url, the one that has the page's article.

A key is as `url.key`. Who comes second with the same address finds the first there, also where both come at once: the
key is unique, and on PostgreSQL the second waits for the first's transaction to end.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import schema
from workers.ledger.dialect import insert

_alias = schema.alias


def claim(tx: Connection, url_id: int, keys: Collection[str], now: datetime) -> dict[str, int]:
    """Take these addresses for a url, those that are free; whose each is now. Twice is once.

    All in the order of their keys, so that of two that claim at once none waits for the other in a circle.
    """
    rows = [{"key": key, "url_id": url_id, "noted_at": now} for key in sorted(set(keys))]
    if not rows:
        return {}
    tx.execute(insert(tx, _alias).on_conflict_do_nothing(index_elements=["key"]), rows)
    return owners(tx, keys)


def owners(connection: Connection, keys: Iterable[str]) -> dict[str, int]:
    """Which url has each of these addresses, where one has."""
    statement = sa.select(_alias.c.key, _alias.c.url_id).where(_alias.c.key.in_(list(keys)))
    return {row.key: row.url_id for row in connection.execute(statement)}


def owner(connection: Connection, key: str) -> int | None:
    """The url that has this address; None where none has."""
    return owners(connection, [key]).get(key)


def hand_over(tx: Connection, url_id: int, key: str, to: int, now: datetime) -> None:
    """All addresses of a url, and its own, are another's from now on: their page is the same."""
    tx.execute(sa.update(_alias).where(_alias.c.url_id == url_id).values(url_id=to))
    mine = insert(tx, _alias).values(key=key, url_id=to, noted_at=now)
    tx.execute(mine.on_conflict_do_nothing(index_elements=["key"]))


def release(tx: Connection, url_id: int) -> None:
    """A url that turned out to have no article gives its addresses up, but for those of urls that ended as its same."""
    url = schema.url
    ended = sa.exists().where(url.c.key == _alias.c.key, url.c.state == "same")
    tx.execute(sa.delete(_alias).where(_alias.c.url_id == url_id, ~ended))


def of(connection: Connection, url_id: int) -> list[str]:
    """The keys of the addresses that a url has."""
    return list(connection.scalars(sa.select(_alias.c.key).where(_alias.c.url_id == url_id).order_by(_alias.c.key)))
