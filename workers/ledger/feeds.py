"""feeds: what is polled, and when; how the last poll went.

Locks: a poll writes its own feed's row, last of all. One that writes those of others, too, because our network goes
away or comes back, or because their host wants rest, does so under the lock "network", before its own: else two of them
wait for each other in a circle. Who leases passes over what others hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from workers import pace, urls
from workers.ledger import hosts, schema
from workers.ledger.base import hold
from workers.ledger.dialect import insert
from workers.ledger.schema import Record

_feed = schema.feed
#: the reason of polls that failed with all others (workers/feeds/network.py).
OUR_NETWORK = "our-network"
_spoilt = _feed.c.reason == OUR_NETWORK

#: made once, as are those below: a round of polls is within the lock of dispatch.
_DUE = (
    sa.select(_feed.c.id, _feed.c.url)
    .where(_feed.c.next_poll_at <= sa.bindparam("now"))
    .order_by(_feed.c.next_poll_at, _feed.c.id)
    .limit(sa.bindparam("most"))
    .with_for_update(skip_locked=True)
)
_DUE_AT = sa.update(_feed).where(_feed.c.id == sa.bindparam("feed")).values(next_poll_at=sa.bindparam("at"))
_begins = [sa.bindparam(scheme, type_=sa.Text) for scheme in ("http", "https")]
_REST = (
    sa.update(_feed)
    .where(sa.or_(*(sa.func.substr(_feed.c.url, 1, sa.func.length(begin)) == begin for begin in _begins)))
    .where(_feed.c.next_poll_at < sa.bindparam("until"))
    .values(next_poll_at=sa.bindparam("until"))
)


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


def find(connection: Connection, key: str) -> Record | None:
    return connection.execute(sa.select(_feed).where(_feed.c.key == key)).one_or_none()


def move(tx: Connection, feed_id: int, key: str, url: str) -> bool:
    """A feed is at another url from now on. True where another feed stands there already: then this one goes."""
    values = {"key": key, "url": url, "moved_to": None, "moved_polls": 0}
    try:
        with tx.begin_nested():  # another feed may be added there at this moment
            tx.execute(sa.update(_feed).where(_feed.c.id == feed_id).values(values))
    except IntegrityError:
        tx.execute(sa.delete(_feed).where(_feed.c.id == feed_id))
        return True
    return False


def last_polls(connection: Connection, most: int) -> list[Record]:
    """How the feeds that were polled last did, the latest first: id, url, last_poll_at, reason, failures."""
    columns = (_feed.c.id, _feed.c.url, _feed.c.last_poll_at, _feed.c.reason, _feed.c.failures)
    polled = sa.select(*columns).where(_feed.c.last_poll_at.is_not(None))
    return list(connection.execute(polled.order_by(_feed.c.last_poll_at.desc()).limit(most)).all())


def spare(tx: Connection, ids: Collection[int], detail: str, now: datetime) -> None:
    """These failed with our network: take their last failure back, and poll them as soon as it is there again.

    Within exclusive("network").
    """
    fewer = sa.case((_feed.c.failures > 0, _feed.c.failures - 1), else_=0)
    values = {"failures": fewer, "reason": OUR_NETWORK, "detail": detail, "next_poll_at": now}
    tx.execute(sa.update(_feed).where(_feed.c.id.in_(ids)).values(values))


def network_away(connection: Connection) -> datetime | None:
    """Since when our own network has been away, by the polls that it spoilt; None while it is there."""
    since = sa.func.min(sa.func.coalesce(_feed.c.last_poll_at, _feed.c.added_at))
    found: datetime | None = connection.scalar(sa.select(since).where(_spoilt))
    return found


def network_back(tx: Connection, now: datetime) -> int:
    """A poll was answered: those that were spoilt are due at once, and nothing is wrong with them. How many."""
    hold(tx, "network")
    soon = sa.case((_feed.c.next_poll_at > now, now), else_=_feed.c.next_poll_at)
    values = {"reason": None, "detail": None, "next_poll_at": soon}
    return tx.execute(sa.update(_feed).where(_spoilt).values(values)).rowcount


def lease(tx: Connection, now: datetime, limit: int, seconds: float, spacing: float = 0.0) -> list[int]:
    """Take the feeds that are due, so that a second poller does not take them too, until the lease ends.

    spacing: seconds between two of a host. Where it is not 0, one of each host is taken, and the others are due one
    after the other. Those of a host that has asked for rest are due after it.
    """
    due = tx.execute(_DUE, {"now": now, "most": limit}).all()
    later = _later(tx, due, spacing, now)
    mine = [row.id for row in due if row.id not in later]
    until = dict.fromkeys(mine, now + timedelta(seconds=seconds)) | later
    if until:
        tx.execute(_DUE_AT, [{"feed": feed, "at": at} for feed, at in until.items()])
    return mine


def _later(tx: Connection, due: Sequence[Record], spacing: float, now: datetime) -> dict[int, datetime]:
    """Those of these feeds that are not to be asked now, and when they are due again; in the order in which they are.

    Not where a host is away: its feeds show that it is back, or that it was our own network.
    """
    homes = {row.id: urls.host(row.url) for row in due}
    known = hosts.get_all(tx, set(homes.values())) if homes else {}
    rests = {host: pace.busy(hosts.pace_of(row), now) for host, row in known.items()}
    before: Counter[str] = Counter()
    later: dict[int, datetime] = {}
    for feed, host in homes.items():
        wait = rests.get(host, 0.0) + before[host] * spacing
        before[host] += 1
        if wait > 0:
            later[feed] = now + timedelta(seconds=wait)
    return later


def rest(tx: Connection, host: str, until: datetime) -> None:
    """A host has asked for it: none of its feeds is asked before. Within exclusive("network")."""
    tx.execute(_REST, {"until": until, "http": f"http://{host}/", "https": f"https://{host}/"})


def polled(tx: Connection, feed_id: int, now: datetime, next_at: datetime, values: Mapping[str, Any]) -> None:
    """How a poll went: any of the columns that polls write (workers/feeds/outcome.py)."""
    told = {"last_poll_at": now, "next_poll_at": next_at} | dict(values)
    tx.execute(sa.update(_feed).where(_feed.c.id == feed_id).values(told))


def never_polled(connection: Connection) -> int:
    statement = sa.select(sa.func.count()).where(_feed.c.last_poll_at.is_(None))
    return int(connection.scalar(statement) or 0)


def health(connection: Connection) -> dict[str, int]:
    """How many feeds there are, and how many of them failed at their last poll."""
    failing = sa.func.sum(sa.case((_feed.c.failures > 0, 1), else_=0))
    feeds, bad = connection.execute(sa.select(sa.func.count(), failing).select_from(_feed)).one()
    return {"feeds": int(feeds), "failing": int(bad or 0)}
