"""hosts: whose turn it is. A queue with one line for each host, however many of its urls wait.

next_at  when the host's next url may be leased, and its place in the queue: the time at which that url is due, but not
         before `free_at`. NULL while no url of it is pending. It may be too early (a url was closed, or waits longer):
         then a round finds nothing and sets it right. It is never too late, or urls would wait for no reason, or for
         ever (held by a test).
free_at  before this the host is not asked again.
turns    how often it was asked.

Locks. Who opens or re-opens urls first locks the rows of their hosts, in the order of their names (`wake`); dispatch
does the same (`waiting`). So nobody waits in a circle, and dispatch, which reads a host's urls and then writes when it
is next due, cannot overlook a url that is being committed meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import schema
from workers.ledger.dialect import insert

#: hosts in one round: a statement takes some 30,000 parameters at most, and a round must end.
_MOST = 1000

#: by how much a host that is woken now stands before those that had a turn since. A url of a host that is idle then
#: waits a round, not for a turn of each of a thousand hosts that are behind (a minute, measured with
#: benchmarks/backlog.py); and those that are woken stand in their own order.
HEAD_START = timedelta(hours=1)

_url, _host = schema.url, schema.host


def wake(tx: Connection, hosts: Collection[str], at: datetime) -> None:
    """A url of each of these is due at this time, or will be within this transaction: let them be in the queue by then.

    Call it before the urls are touched, and once a transaction: see "Locks" above.
    """
    if not hosts:
        return
    statement = insert(tx, _host)
    wanted = statement.excluded.next_at
    sooner = sa.case(
        (_host.c.next_at <= wanted, _host.c.next_at), (_host.c.free_at > wanted, _host.c.free_at), else_=wanted
    )
    statement = statement.on_conflict_do_update(index_elements=["host"], set_={"next_at": sooner})
    tx.execute(statement, [{"host": host, "next_at": at} for host in sorted(hosts)])


def waiting(tx: Connection, now: datetime, limit: int) -> Sequence[str]:
    """The hosts whose turn it is, locked, the longest waiting first."""
    turn = sa.select(_host.c.host).where(_host.c.next_at <= now).order_by(_host.c.next_at, _host.c.host)
    found = tx.scalars(turn.limit(max(0, min(limit, _MOST)))).all()
    tx.execute(sa.select(_host.c.host).where(_host.c.host.in_(found)).order_by(_host.c.host).with_for_update())
    return found


def served(tx: Connection, hosts: Collection[str], free_at: datetime) -> None:
    """These were asked: not again before this time."""
    tx.execute(sa.update(_host).where(_host.c.host.in_(hosts)).values(free_at=free_at, turns=_host.c.turns + 1))


def requeue(tx: Connection, hosts: Collection[str]) -> None:
    """Set right when these hosts are next due, from their urls. They must be locked (`waiting`)."""
    # IS NOT NULL: the index holds pending urls only
    mine = sa.and_(_url.c.host == _host.c.host, _url.c.due_at.is_not(None))
    due = sa.select(sa.func.min(_url.c.due_at)).where(mine).correlate(_host).scalar_subquery()
    turn = sa.case((due < _host.c.free_at, _host.c.free_at), else_=due)
    tx.execute(sa.update(_host).where(_host.c.host.in_(hosts)).values(next_at=turn))
