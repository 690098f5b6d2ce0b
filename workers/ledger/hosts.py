"""hosts: whose turn it is. A queue with one line for each host, however many of its urls wait.

next_at  when the host's next url may be leased, and its place in the queue: the time at which that url is due, but not
         before `free_at`. NULL while no url of it is pending. It may be too early (a url was closed, or waits longer):
         then a round finds nothing and sets it right. It is never too late, or urls would wait for no reason, or for
         ever (held by a test).
free_at  before this the host is not asked again; but a turn that was given before redirects of others led there
         stays (`put_off`).
turns    how often it was asked.

The other columns are what is known of its pace (workers/pace.py). Whoever fetches learns them of its answers and writes
them with `learn`, before it touches the url: see "Locks".

Locks. Who opens or re-opens urls first locks the rows of their hosts, in the order of their names as Python has it,
whatever order a database has for words (`wake`); so do dispatch (`waiting`) and who has learnt something of a host
(`locked`). So nobody waits in a circle; dispatch, which reads a host's urls and then writes when it is next due, cannot
overlook a url that is being committed meanwhile; and of two answers of one host neither takes back what the other
taught.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import schema
from workers.ledger.dialect import by_bytes, insert_of
from workers.ledger.schema import Record
from workers.pace import Pace, is_quick

#: hosts in one round: a statement takes some 30,000 parameters at most, and a round must end.
_MOST = 1000

#: by how much a host that is woken now stands before those that had a turn since. A url of a host that is idle then
#: waits a round, not for a turn of each of a thousand hosts that are behind (a minute, measured with
#: benchmarks/backlog.py); and those that are woken stand in their own order.
HEAD_START = timedelta(hours=1)

#: how many turns those may wait of a host to which redirects of others lead.
_MOST_PUT_OFF = 10
#: the share of its gap that a host waits which had its turn for nothing.
_SOONER = 0.99
#: the columns that are a Pace.
_PACE = attrgetter(*(each.name for each in fields(Pace)))

_url, _host = schema.url, schema.host
#: made once: each fetch asks it twice.
_GET = sa.select(_host).where(_host.c.host == sa.bindparam("name"))
_LOCK = _GET.with_for_update()
_GET_ALL = sa.select(_host).where(_host.c.host.in_(sa.bindparam("names", expanding=True)))
#: what a host has taught; and the same of one that rests: its next turn is not before.
_UPDATE = sa.update(_host).where(_host.c.host == sa.bindparam("name"))
_REST = sa.bindparam("rest", type_=_host.c.free_at.type)
_OWES = _UPDATE.values(free_at=sa.case((_host.c.free_at > _REST, _host.c.free_at), else_=_REST))
_PUT_OFF = _OWES.values(next_at=sa.case((_host.c.next_at < _REST, _REST), else_=_host.c.next_at))


def wake(tx: Connection, hosts: Collection[str], at: datetime) -> None:
    """A url of each of these is due at this time, or will be within this transaction: let them be in the queue by then.

    Call it before the urls are touched, and once a transaction: see "Locks" above.
    """
    if not hosts:
        return
    tx.execute(_wake(tx.dialect.name), [{"host": host, "next_at": at} for host in sorted(hosts)])


@cache
def _wake(dialect: str) -> Any:
    """Made once for each database: each url that has to wait asks it."""
    statement = insert_of(dialect, _host)
    wanted, turn = statement.excluded.next_at, _host.c.next_at
    soon = sa.or_(turn <= wanted, turn <= _host.c.free_at)
    sooner = sa.case((soon, turn), (_host.c.free_at > wanted, _host.c.free_at), else_=wanted)
    return statement.on_conflict_do_update(index_elements=["host"], set_={"next_at": sooner})


def waiting(tx: Connection, now: datetime, limit: int) -> list[Record]:
    """The hosts whose turn it is, locked, the longest waiting first."""
    turn = sa.select(_host.c.host).where(_host.c.next_at <= now).order_by(_host.c.next_at, _host.c.host)
    names = tx.scalars(turn.limit(max(0, min(limit, _MOST)))).all()
    found = {row.host: row for row in all_locked(tx, names)}
    return [found[name] for name in names if name in found]


def all_locked(tx: Connection, names: Collection[str]) -> Sequence[Record]:
    """The hosts of these names, locked in their order; of some hundreds at most."""
    some = sa.select(_host).where(_host.c.host.in_(names))
    return tx.execute(some.order_by(by_bytes(_host.c.host)).with_for_update()).all()


def pace_of(row: Record) -> Pace:
    """What is known of a host, for workers/pace.py to judge."""
    return Pace(*_PACE(row))


def quick(connection: Connection, hosts: Collection[str]) -> set[str]:
    """Those of these hosts that have been asked before, and answer without delay."""
    names = sorted(hosts)
    found: list[Record] = []
    for start in range(0, len(names), _MOST):
        some = sa.select(_host).where(_host.c.host.in_(names[start : start + _MOST]), _host.c.turns > 1)
        found += connection.execute(some).all()
    return {row.host for row in found if is_quick(pace_of(row))}


def served(tx: Connection, gaps: Mapping[str, float], now: datetime) -> None:
    """These were asked: not again before so many seconds from now."""
    alike: dict[float, list[str]] = defaultdict(list)
    for host, seconds in gaps.items():
        alike[seconds].append(host)
    for seconds, names in alike.items():
        values = {"free_at": now + timedelta(seconds=seconds), "turns": _host.c.turns + 1}
        tx.execute(sa.update(_host).where(_host.c.host.in_(names)).values(**values))


def passed_over(tx: Connection, gaps: Mapping[str, float], now: datetime) -> None:
    """These had their turn for nothing: they wait as long again, then stand before those that were asked meanwhile.

    In the order in which they are handed over, or of many that wait for one slot the last would wait for ever.
    """
    at = {
        host: now + timedelta(seconds=_SOONER * seconds, microseconds=place)
        for place, (host, seconds) in enumerate(gaps.items())
    }
    statement = sa.update(_host).where(_host.c.host == sa.bindparam("name")).values(free_at=sa.bindparam("at"))
    if at:
        tx.execute(statement, [{"name": host, "at": at[host]} for host in sorted(at)])


def get(connection: Connection, host: str) -> Record | None:
    return connection.execute(_GET, {"name": host}).one_or_none()


def get_all(connection: Connection, hosts: Collection[str]) -> dict[str, Record]:
    """Those that there are, by name; of some dozens at most."""
    return {row.host: row for row in connection.execute(_GET_ALL, {"names": list(hosts)})}


def locked(tx: Connection, host: str) -> Record | None:
    """The same, locked, as the last who wrote it left it."""
    return tx.execute(_LOCK, {"name": host}).one_or_none()


def met(tx: Connection, host: str, now: datetime) -> Record | None:
    """A host that only redirects lead to, locked as `locked` does; no url of it waits, so it is in no queue.

    free_at is set, or it would be pruned as one that was never asked.
    """
    tx.execute(_meet(tx.dialect.name), {"host": host, "free_at": now})
    return locked(tx, host)


@cache
def _meet(dialect: str) -> Any:
    return insert_of(dialect, _host).on_conflict_do_nothing(index_elements=["host"])


def learn(tx: Connection, host: str, values: Mapping[str, Any], now: datetime) -> None:
    """Keep what a host has taught, which is `locked`. One that is held leaves its place in the queue.

    So does one that asks for a delay: where that is news, its next turn was given before anybody knew.
    """
    if not values:
        return
    delay = values.get("crawl_delay") or 0.0
    rest = max(values.get("held_until") or now, now + timedelta(seconds=delay))
    statement, later = (_PUT_OFF, {"rest": rest}) if rest > now else (_UPDATE, {})
    tx.execute(statement, {"name": host, **values, **later})


def put_off(tx: Connection, row: Record, seconds: float, now: datetime) -> None:
    """A host, which is `locked`, was asked beside its turns, for which it would have waited so long.

    The turn that it was given stays, or redirects without end would keep its own urls waiting without end; the one
    behind it comes as much later, but _MOST_PUT_OFF such times at most.
    """
    latest = now + timedelta(seconds=_MOST_PUT_OFF * seconds)
    rest = min(max(row.free_at or now, now) + timedelta(seconds=seconds), latest)
    tx.execute(_OWES, {"name": row.host, "rest": rest})


def owed(row: Record, now: datetime) -> float:
    """Seconds by which a host whose turn it is was put off meanwhile: its next turn is as much later."""
    return max(0.0, (row.free_at - now).total_seconds()) if row.free_at else 0.0


def requeue(tx: Connection, hosts: Collection[str]) -> None:
    """Set right when these hosts are next due, from their urls. They must be locked (`waiting`, `wake`)."""
    # IS NOT NULL: the index holds pending urls only
    mine = sa.and_(_url.c.host == _host.c.host, _url.c.due_at.is_not(None))
    due = sa.select(sa.func.min(_url.c.due_at)).where(mine).correlate(_host).scalar_subquery()
    turn = sa.case((due < _host.c.free_at, _host.c.free_at), else_=due)
    tx.execute(sa.update(_host).where(_host.c.host.in_(hosts)).values(next_at=turn))
