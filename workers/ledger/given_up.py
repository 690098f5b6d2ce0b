"""Urls that ended without an article: which, and why; taken up again, or put away.

What if a worker, or a second person, changes one meanwhile? Each statement repeats what was asked for, and passes over
what is otherwise by now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import homes, hosts, schema
from workers.ledger.dialect import unindexed
from workers.ledger.schema import Record
from workers.ledger.urls import GIVEN_UP, STAGES
from workers.model import Kind

_url = schema.url
_ORDER = (_url.c.closed_at.desc(), _url.c.id.desc())
#: all that is told of one; not its hint, which may be long. Made once: asked again for each few hundred.
_TOLD = (
    sa.select(*(_url.c[name] for name in ("id", "url", "host", "via", "state", "stage", "reason", "detail")))
    .add_columns(_url.c.attempts, _url.c.closed_at)
    .where(_url.c.id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(*_ORDER)
)


def listed(
    connection: Connection, reason: str | None = None, host: str | None = None, ids: Collection[int] | None = None
) -> list[int]:
    """The ids of those that ended without an article, the newest first; dropped ones only where `ids` names them.

    host: with a port, those of exactly that; without one, those of all its ports.
    """
    statement = sa.select(_url.c.id).where(_url.c.state.in_(GIVEN_UP[:2] if ids is None else GIVEN_UP))
    if ids is not None:
        statement = statement.where(_url.c.id.in_(ids))
    if reason is not None:
        statement = statement.where(_url.c.reason == reason)
    if host is not None:
        statement = statement.where(homes.are_of(host))
    return list(connection.scalars(statement.order_by(*_ORDER)))


def told(connection: Connection, ids: Sequence[int]) -> list[Record]:
    """Of these, some hundreds at most, those that are still given up and not dropped, in the same order."""
    # not asked by state: SQLite would take that index, and read all that have failed for each few hundred
    return [row for row in connection.execute(_TOLD, {"ids": ids}) if row.state in GIVEN_UP[:2]]


def retry(
    tx: Connection, ids: Sequence[int], now: datetime, *, reason: str | None = None, states: Sequence[str] = GIVEN_UP
) -> int:
    """Take given-up rows up again, from the stage that they had reached, with all their attempts.

    Returns how many; what has another state or reason by now stays. One whose page's bytes, or whose article, are no
    longer there goes back to where they can be had; and so does one whose bytes hold no article, as of a wall, since
    they would be refused again. To be fetched once more is another visit, and what an archive brought is asked of its
    host from then on. All in a few statements, however many, so hand over some hundreds at a time.
    """
    mine, stage = _url.c.id.in_(ids), _stage()
    hosts.wake(tx, homes.lines(tx, mine, stage), now - hosts.HEAD_START)
    once_more = sa.and_(_url.c.stage != STAGES[0], stage == STAGES[0])
    anew = {"state": "pending", "stage": stage, "due_at": now, "attempts": 0, "kills": 0, "closed_at": None}
    anew |= {"visits": _url.c.visits + sa.case((once_more, 1), else_=0)}
    count = tx.execute(_still(ids, states, reason).values(touched_at=now, **anew)).rowcount
    homes.line_up(tx, ids)
    return count


def _stage() -> sa.ColumnElement[str]:
    """From where a row goes on. An entry that stands in for its page is not that page's bytes."""
    page = schema.page
    barren = sa.and_(homes.PAGE, sa.or_(_url.c.reason == "not-an-article", _url.c.reason.startswith("stub-")))
    kept = sa.exists().where(page.c.url_id == _url.c.id, page.c.kind != Kind.ENTRY.value)
    cleaned = sa.exists().where(schema.article.c.url_id == _url.c.id)
    past = sa.and_(_url.c.stage != "fetch", cleaned)
    return sa.case(
        (sa.or_(_url.c.stage == STAGES[0], barren), STAGES[0]), (past, _url.c.stage), (kept, "fetch"), else_=STAGES[0]
    )


def drop(
    tx: Connection, ids: Sequence[int], now: datetime, *, reason: str | None = None, states: Sequence[str] = GIVEN_UP
) -> int:
    """Put given-up rows away, with the reasons that they have; how many. What is otherwise by now stays."""
    return tx.execute(_still(ids, states, reason).values(state="dropped", closed_at=now, touched_at=now)).rowcount


def _still(ids: Sequence[int], states: Sequence[str], reason: str | None) -> sa.Update:
    """Those of these rows that have such a state, and this reason where one is asked for."""
    mine = sa.update(_url).where(_url.c.id.in_(ids), unindexed(_url.c.state).in_(states))
    return mine if reason is None else mine.where(_url.c.reason == reason)


def among(connection: Connection, keys: Collection[str]) -> dict[str, int]:
    """By state, how many of the rows with these keys ended without an article; dropped ones were put away on purpose.

    Of some hundreds at most.
    """
    ended = sa.and_(_url.c.key.in_(list(keys)), unindexed(_url.c.state).in_(GIVEN_UP[:2]))
    rows = connection.execute(sa.select(_url.c.state, sa.func.count()).where(ended).group_by(_url.c.state))
    return {state: int(number) for state, number in rows}


def by_reason(connection: Connection, since: datetime | None = None) -> dict[str, int]:
    """Given-up rows by reason, the most first. since: those alone that ended then or later."""
    count = sa.func.count()
    statement = sa.select(_url.c.reason, count).where(_url.c.state.in_(GIVEN_UP[:2])).group_by(_url.c.reason)
    if since is not None:
        statement = statement.where(_url.c.closed_at >= since)
    rows = connection.execute(statement.order_by(count.desc(), _url.c.reason))
    return {reason or "unknown": int(number) for reason, number in rows}


def by_host(connection: Connection) -> dict[str, int]:
    """Given-up rows by the host that they are of, the most first; documents have none."""
    rows = connection.execute(sa.select(_url.c.url, _url.c.host, _url.c.via).where(_url.c.state.in_(GIVEN_UP[:2])))
    found = Counter(filter(None, map(homes.of, rows)))
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))
