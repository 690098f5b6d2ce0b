"""leases: which urls are on their way, and when somebody looks after each.

lease        a number, one more with each dispatch of the row. It travels in the message: a message that bears another
             is of an earlier dispatch and dies, so that however often a url is dispatched, one message of it is good.
lease_until  when dispatch looks whether the url is lost (workers/fate.py). It is then renewed, leased anew (`again`),
             or put back among the pending (`put_back`). NULL unless the row is running.

Who is taken, and in which order, is fair like this:
- Hosts take turns, the one whose last turn is longest ago first; one that wakes, because something of it came in,
  stands before all that had a turn within the hour. So a backlog of one host is one line in the queue, and a backlog
  of a thousand hosts holds up no other.
- Of a host, the url that has waited longest goes first; but where that has waited for more than _BACKLOG, every other
  turn is the newest's, so that what was published today does not stand behind yesterday's 10,000.
- A host, and a registrable domain, has a number of slots: what is on its way to be fetched takes one. Where none is
  free the host waits its gap again, so a host that answers slowly holds no more hands than its slots.
- Hosts without spacing, and documents (host ""), share the room that is left. Documents keep the order in which they
  came, however many they are: an archive is woven best in its own order.

All of it within exclusive("dispatch"). Rows have the columns of `Leased`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers import pace
from workers.domains import domain_of
from workers.ledger import hosts, schema
from workers.ledger.schema import Record
from workers.ledger.urls import STAGES, UNFINISHED

_url, _host = schema.url, schema.host

#: what dispatch is told of a row.
Leased = (_url.c.id, _url.c.stage, _url.c.lease, _url.c.host, _url.c.attempts, _url.c.kills, _url.c.accepted_at)
#: some hundred rounds of dispatch: who has not been looked after for so long will not be by itself.
FORGOTTEN = timedelta(minutes=2)
#: rows named in one statement: of 12,000 PostgreSQL says that its stack is too deep.
_MOST = 500
#: a host's line from either end.
_due = _url.alias("due")
#: since when a leased row had been due: one that has waited in line since it was accepted, since then; one that was
#: postponed, retried or visited was so later, for certain when it was leased.
_SINCE = sa.case((sa.and_(_url.c.visits == 0, _url.c.reason.is_(None)), _url.c.accepted_at), else_=_url.c.touched_at)
_OLDEST = (_due.c.due_at, _due.c.id)
_NEWEST = (_due.c.due_at.desc(), _due.c.id.desc())
#: hosts looked at beside those that there is room for: some have no free slot.
_SPARE = 100
#: it has a step to be taken: one that was tampered with would stand at the head of its host's line for ever.
_TAKES = _due.c.stage.in_(UNFINISHED)
#: turns from which a host is known: before its first answer one url is on its way, for its robots.txt may ask for less.
_KNOWN = 2
#: a host is behind when its oldest url has been due for so long: shorter than this, a feed's entries keep their order.
_BACKLOG = timedelta(minutes=1)


class Slots(NamedTuple):
    """How many fetches may be on their way at once."""

    #: from one host, and from all hosts of one registrable domain.
    host: int
    domain: int


def running(connection: Connection) -> int:
    """How many are on their way."""
    return int(connection.scalar(sa.select(sa.func.count()).where(_url.c.lease_until.is_not(None))) or 0)


def take(
    tx: Connection, now: datetime, room: int, seconds: float, spacing: float, slots: Slots | None = None
) -> list[Record]:
    """Lease up to `room` due urls and space their hosts; the oldest first. No slots: as many as want to."""
    waiting = hosts.waiting(tx, now, room + _SPARE if slots and room > 0 else room)
    # documents are asked of nobody
    gaps = {row.host: pace.gap(hosts.pace_of(row), spacing) if row.host else 0.0 for row in waiting}
    full = _without_slot(tx, [row for row in waiting if gaps[row.host] > 0], slots) if slots else []
    turn = [row.host for row in waiting if row.host not in full][:room]
    leased = _lease(tx, turn, {host for host in turn if gaps[host] > 0}, now, room, seconds) if turn else []
    rests = {row.host: gaps[row.host] + hosts.owed(row, now) for row in waiting}
    hosts.served(tx, {row.host: rests[row.host] for row in leased}, now)
    hosts.passed_over(tx, {host: gaps[host] for host in full}, now)
    hosts.requeue(tx, [*turn, *full])
    return sorted(leased, key=lambda row: row.id)


def _lease(
    tx: Connection, turn: Sequence[str], spaced: Collection[str], now: datetime, room: int, seconds: float
) -> list[Record]:
    """One url of each of these hosts, and of those that are not spaced as many more as there is room for."""
    until = now + timedelta(seconds=seconds)
    behind = set(tx.scalars(_behind(turn, now)))
    turned = set(tx.scalars(_turned(behind.intersection(spaced))))
    leased = _take(tx, _first_of([host for host in turn if host not in turned], now, *_OLDEST), now, until)
    leased += _take(tx, _first_of(turned, now, *_NEWEST), now, until)
    freely = [row.host for row in leased if row.host not in spaced]
    for place, host in enumerate(freely):
        share = (room - len(leased)) // (len(freely) - place)
        fresh = share // 2 if host in behind else 0
        leased += _take(tx, _some_of(host, now, share - fresh, *_OLDEST), now, until)
        leased += _take(tx, _some_of(host, now, fresh, *_NEWEST), now, until)
    return leased


def _without_slot(tx: Connection, waiting: Sequence[Record], slots: Slots) -> list[str]:
    """Those of these hosts that have no free slot, or whose domain has none; who waits longest is first to take one."""
    fetching = sa.and_(_url.c.lease_until.is_not(None), _url.c.stage == STAGES[0], _url.c.host != "")
    counted = tx.execute(sa.select(_url.c.host, sa.func.count()).where(fetching).group_by(_url.c.host))
    taken: Mapping[str, int] = {host: int(count) for host, count in counted}
    domains: Counter[str] = Counter()
    for host, count in taken.items():
        domains[domain_of(host)] += count
    full = []
    for row in waiting:
        alone = row.turns < _KNOWN or pace.is_spared(hosts.pace_of(row))
        domain, most = domain_of(row.host), 1 if alone else slots.host
        if taken.get(row.host, 0) >= most or domains[domain] >= slots.domain:
            full.append(row.host)
        else:
            domains[domain] += 1
    return full


def overdue(connection: Connection, now: datetime, ids: Collection[int], seconds: float) -> Sequence[Record]:
    """Rows on their way that have to be looked after: their lease has ended, or they are among these.

    Nor is a lease longer than it is given out for (`seconds`): then the clock was set back.
    """
    late = sa.or_(
        _url.c.lease_until <= now, _url.c.lease_until > now + timedelta(seconds=2 * seconds), _url.c.id.in_(ids)
    )
    whole = _url.c.stage.in_(UNFINISHED)  # a row that was tampered with stops nobody; `newsloom doctor` tells of it
    return connection.execute(sa.select(*Leased).where(_url.c.lease_until.is_not(None), whole, late)).all()


def forgotten(connection: Connection, now: datetime) -> int:
    """How many are on their way, and dispatch has not looked after them for as long as FORGOTTEN."""
    late = _url.c.lease_until < now - FORGOTTEN
    return int(connection.scalar(sa.select(sa.func.count()).where(late)) or 0)


def look_at_all(tx: Connection, at: datetime) -> None:
    """Every lease ends at this time."""
    tx.execute(sa.update(_url).where(_url.c.lease_until.is_not(None)).values(lease_until=at))


def still(tx: Connection, rows: Collection[Record]) -> Sequence[Record]:
    """Those that still stand as they were read."""
    found: list[Record] = []
    for some in _parts(rows):
        found += tx.execute(sa.select(*Leased).where(_same(some))).all()
    return found


def renew(tx: Connection, rows: Collection[Record], until: datetime) -> None:
    """They are alive: look again later."""
    for some in _parts(rows):
        tx.execute(sa.update(_url).where(_same(some)).values(lease_until=until))


def again(tx: Connection, rows: Collection[Record], now: datetime, until: datetime) -> list[Record]:
    """A new lease for rows that go on where they are, without another word with their host."""
    values = {"lease": _url.c.lease + 1, "lease_until": until, "touched_at": now}
    found: list[Record] = []
    for some in _parts(rows):
        found += tx.execute(sa.update(_url).where(_same(some)).values(**values).returning(*Leased)).all()
    return found


def put_back(tx: Connection, rows: Collection[Record], now: datetime) -> None:
    """Rows that must be fetched wait for their host's turn: where they stood, which is before all that came later."""
    hosts.wake(tx, {row.host for row in rows}, now - hosts.HEAD_START)
    values = {"state": "pending", "due_at": _SINCE, "lease_until": None, "touched_at": now}
    for some in _parts(rows):
        tx.execute(sa.update(_url).where(_same(some)).values(**values))


def _parts(rows: Collection[Record]) -> Iterator[Sequence[Record]]:
    listed = list(rows)
    return (listed[start : start + _MOST] for start in range(0, len(listed), _MOST))


def _same(rows: Iterable[Record]) -> sa.ColumnElement[bool]:
    """Those of these rows that nobody has brought on, closed, or leased anew since they were read."""
    standing = sa.tuple_(_url.c.id, _url.c.lease, _url.c.stage).in_([(row.id, row.lease, row.stage) for row in rows])
    return sa.and_(standing, _url.c.lease_until.is_not(None))


def _behind(waiting: Collection[str], now: datetime) -> sa.Select[Any]:
    """Those of these hosts whose oldest url has been due for long; documents keep their order all the same."""
    late = sa.exists().where(_url.c.host == _host.c.host, _url.c.due_at <= now - _BACKLOG)
    return sa.select(_host.c.host).where(_host.c.host.in_(waiting), _host.c.host != "", late)


def _turned(behind: Collection[str]) -> sa.Select[Any]:
    """Those of these hosts where it is the newest url's turn."""
    return sa.select(_host.c.host).where(_host.c.host.in_(behind), _host.c.turns % 2 == 1)


def _first_of(waiting: Collection[str], now: datetime, *order: Any) -> sa.Select[Any]:
    """The id of the first due url, in this order, of each of these hosts."""
    mine = sa.select(_due.c.id).where(_due.c.host == _host.c.host, _due.c.due_at <= now, _TAKES)
    first = mine.order_by(*order).limit(1).correlate(_host).scalar_subquery()
    return sa.select(first).select_from(_host).where(_host.c.host.in_(waiting))


def _some_of(host: str, now: datetime, share: int, *order: Any) -> sa.Select[Any]:
    """The ids of as many due urls of one host, in this order."""
    mine = sa.select(_due.c.id).where(_due.c.host == host, _due.c.due_at <= now, _TAKES)
    return mine.order_by(*order).limit(share)


def _take(tx: Connection, ids: sa.Select[Any], now: datetime, until: datetime) -> list[Record]:
    # due_at again: PostgreSQL chooses the ids before it waits for a row that a person is dropping, and looks at
    # this row's own conditions after
    statement = sa.update(_url).where(_url.c.id.in_(ids), _url.c.due_at <= now, _url.c.stage.in_(UNFINISHED))
    values = {"state": "running", "due_at": None, "lease": _url.c.lease + 1, "lease_until": until, "touched_at": now}
    return list(tx.execute(statement.values(**values).returning(*Leased)).all())
