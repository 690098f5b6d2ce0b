"""aliases: the addresses that a page is known by. Each belongs to one url, the one that has the page's article.

A key is as `url.key`. Who comes second with the same address finds the first there, also where both come at once: the
key is unique, and on PostgreSQL the second waits for the first's transaction to end.

What a page says of itself is hearsay until somebody has been there: an address is `seen` once it was fetched, itself or
at the end of a redirect, and led to that page. Hearsay tells who is to be held against whom; it keeps nobody from
fetching an address, and who was there takes it over.
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
    """Take these addresses for a url, those that are free, as hearsay; whose each is now. Twice is once.

    All in the order of their keys, so that of two that claim at once none waits for the other in a circle. Each is
    locked, so that what is decided of it still holds when it is written.
    """
    rows = [{"key": key, "url_id": url_id, "noted_at": now} for key in sorted(set(keys))]
    if not rows:
        return {}
    tx.execute(insert(tx, _alias).on_conflict_do_nothing(index_elements=["key"]), rows)
    return _owners(tx, _of(keys).order_by(_alias.c.key).with_for_update())


def see(tx: Connection, url_id: int, keys: Collection[str]) -> None:
    """These addresses were fetched, and led to the page of this url, which has them from now on.

    They are claimed already. Those at which another page was seen before stay that one's.
    """
    hearsay = sa.and_(_alias.c.key.in_(list(keys)), ~_alias.c.seen)
    tx.execute(sa.update(_alias).where(hearsay).values(url_id=url_id, seen=True))


def owners(connection: Connection, keys: Iterable[str]) -> dict[str, int]:
    """Which url has each of these addresses, where one has."""
    return _owners(connection, _of(keys))


def known(connection: Connection, keys: Iterable[str]) -> set[str]:
    """Those of these addresses at which a page was seen."""
    return set(_owners(connection, _of(keys).where(_alias.c.seen)))


def _of(keys: Iterable[str]) -> sa.Select[tuple[str, int]]:
    return sa.select(_alias.c.key, _alias.c.url_id).where(_alias.c.key.in_(list(keys)))


def _owners(connection: Connection, which: sa.Select[tuple[str, int]]) -> dict[str, int]:
    return {row.key: row.url_id for row in connection.execute(which)}


def owner(connection: Connection, key: str) -> int | None:
    """The url that has this address; None where none has."""
    return owners(connection, [key]).get(key)


def hand_over(tx: Connection, url_id: int, key: str, to: int, now: datetime) -> None:
    """All addresses of a url, and its own, which was fetched, are another's from now on: their page is the same."""
    tx.execute(sa.update(_alias).where(_alias.c.url_id == url_id).values(url_id=to))
    mine = insert(tx, _alias).values(key=key, url_id=to, noted_at=now, seen=True)
    tx.execute(mine.on_conflict_do_update(index_elements=["key"], set_={"url_id": to, "seen": True}))


def release(tx: Connection, url_id: int) -> None:
    """A url that turned out to have no article gives its addresses up, but for those of urls that ended as its same."""
    url = schema.url
    ended = sa.exists().where(url.c.key == _alias.c.key, url.c.state == "same")
    tx.execute(sa.delete(_alias).where(_alias.c.url_id == url_id, ~ended))


def of(connection: Connection, url_id: int) -> list[str]:
    """The keys of the addresses that a url has."""
    return list(connection.scalars(sa.select(_alias.c.key).where(_alias.c.url_id == url_id).order_by(_alias.c.key)))
