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
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import schema
from workers.ledger.dialect import insert_of

_alias = schema.alias

#: made once: each page that is cleaned asks them.
_KEYS = _alias.c.key.in_(sa.bindparam("keys", expanding=True))
_OF = sa.select(_alias.c.key, _alias.c.url_id).where(_KEYS)
_SEEN = _OF.where(_alias.c.seen)
_LOCKED = _OF.order_by(_alias.c.key).with_for_update()
_SEE = sa.update(_alias).where(_KEYS, ~_alias.c.seen)
_HAND_OVER = sa.update(_alias).where(_alias.c.url_id == sa.bindparam("before"))


def claim(tx: Connection, url_id: int, keys: Collection[str], now: datetime) -> dict[str, int]:
    """Take these addresses for a url, those that are free, as hearsay; whose each is now. Twice is once.

    All in the order of their keys, so that of two that claim at once none waits for the other in a circle. Each is
    locked, so that what is decided of it still holds when it is written.
    """
    rows = [{"key": key, "url_id": url_id, "noted_at": now} for key in sorted(set(keys))]
    if not rows:
        return {}
    tx.execute(_note(tx.dialect.name), rows)
    return _owners(tx, _LOCKED, keys)


@cache
def _note(dialect: str) -> Any:
    return insert_of(dialect, _alias).on_conflict_do_nothing(index_elements=["key"])


def see(tx: Connection, url_id: int, keys: Collection[str]) -> None:
    """These addresses were fetched, and led to the page of this url, which has them from now on.

    They are claimed already. Those at which another page was seen before stay that one's.
    """
    tx.execute(_SEE, {"keys": list(keys), "url_id": url_id, "seen": True})


def owners(connection: Connection, keys: Iterable[str]) -> dict[str, int]:
    """Which url has each of these addresses, where one has."""
    return _owners(connection, _OF, keys)


def known(connection: Connection, keys: Iterable[str]) -> set[str]:
    """Those of these addresses at which a page was seen."""
    return set(_owners(connection, _SEEN, keys))


def _owners(connection: Connection, which: sa.Select[tuple[str, int]], keys: Iterable[str]) -> dict[str, int]:
    return {row.key: row.url_id for row in connection.execute(which, {"keys": list(keys)})}


def owner(connection: Connection, key: str) -> int | None:
    """The url that has this address; None where none has."""
    return owners(connection, [key]).get(key)


def hand_over(tx: Connection, url_id: int, key: str, to: int, now: datetime) -> None:
    """All addresses of a url, and its own, which was fetched, are another's from now on: their page is the same."""
    tx.execute(_HAND_OVER, {"before": url_id, "url_id": to})
    tx.execute(_take_over(tx.dialect.name), {"key": key, "url_id": to, "noted_at": now, "seen": True})


@cache
def _take_over(dialect: str) -> Any:
    statement = insert_of(dialect, _alias)
    theirs = {"url_id": statement.excluded.url_id, "seen": statement.excluded.seen}
    return statement.on_conflict_do_update(index_elements=["key"], set_=theirs)


def release(tx: Connection, url_id: int) -> None:
    """A url that turned out to have no article gives its addresses up, but for those of urls that ended as its same."""
    url = schema.url
    ended = sa.exists().where(url.c.key == _alias.c.key, url.c.state == "same")
    tx.execute(sa.delete(_alias).where(_alias.c.url_id == url_id, ~ended))


def of(connection: Connection, url_id: int) -> list[str]:
    """The keys of the addresses that a url has."""
    return list(connection.scalars(sa.select(_alias.c.key).where(_alias.c.url_id == url_id).order_by(_alias.c.key)))
