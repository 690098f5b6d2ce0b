"""What must hold of urls: each find gives the ids of those for which it does not, each mend sets them right.

Which law is which, and under which lock it is mended, stands in workers/ledger/checks.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import homes, hosts, schema, steps
from workers.ledger.dialect import unindexed
from workers.ledger.leases import FORGOTTEN
from workers.ledger.story_log import BROUGHT
from workers.ledger.urls import FINAL, OPEN, STAGES, UNFINISHED

_url, _host, _article, _member, _step = schema.url, schema.host, schema.article, schema.membership, schema.step

#: the stage of the step that says that a url was taken up again here.
MENDED = "doctor"
#: nothing waits for longer: the longest wait that settings can ask for is 30 days.
FARTHEST = timedelta(days=31)


def unsettled(now: datetime) -> sa.Select[tuple[int]]:
    del now
    running, pending, final = _url.c.lease_until.is_not(None), _url.c.due_at.is_not(None), _url.c.closed_at.is_not(None)
    done = _url.c.state == "done"
    good = sa.or_(
        sa.and_(_url.c.state == "pending", pending, ~running, ~final),
        sa.and_(_url.c.state == "running", running, ~pending, ~final),
        sa.and_(_url.c.state.in_(FINAL), final, ~running, ~pending),
    )
    whole = sa.or_(sa.and_(done, _url.c.stage == STAGES[-1]), sa.and_(~done, _url.c.stage.in_(UNFINISHED)))
    return sa.select(_url.c.id).where(~sa.and_(good, whole))


def settle(tx: Connection, ids: Sequence[int], now: datetime) -> None:
    """By what the state says; what has an unknown one is taken up again."""
    which, known = _url.c.id.in_(ids), unindexed(_url.c.state).in_(FINAL)
    kept = (_url.c.stage.in_(UNFINISHED), _url.c.stage)
    stage = sa.case((_url.c.state == "done", STAGES[-1]), kept, else_=_reached())
    ended = {"due_at": None, "lease_until": None, "closed_at": sa.func.coalesce(_url.c.closed_at, now)}
    tx.execute(sa.update(_url).where(which, known).values(stage=stage, **ended))
    _reopen(tx, sa.and_(which, ~known), stage, now)


def _reached() -> sa.ColumnElement[str]:
    """The furthest stage whose result a url has, but for the last."""
    of = sa.select(_article.c.id).where(_article.c.url_id == _url.c.id)
    return sa.case(
        (of.where(_article.c.signature.is_not(None)).exists(), "dedupe"),
        (of.exists(), "clean"),
        (sa.exists().where(schema.page.c.url_id == _url.c.id), "fetch"),
        else_="accepted",
    )


def _reopen(
    tx: Connection,
    which: sa.ColumnElement[bool],
    stage: sa.ColumnElement[str],
    now: datetime,
    values: Mapping[str, object] | None = None,
) -> None:
    """Take these up again, from this stage on."""
    hosts.wake(tx, homes.lines(tx, which, stage), now)
    again = {"state": "pending", "stage": stage, "due_at": now, "lease_until": None, "closed_at": None}
    statement = sa.update(_url).where(which).values(touched_at=now, **again, **(values or {}))
    opened = tx.scalars(statement.returning(_url.c.id)).all()
    homes.line_up(tx, opened)
    detail = "taken up again by `newsloom doctor --fix`"
    steps.record(tx, [steps.row(url_id, MENDED, "again", now, detail=detail) for url_id in opened])


def unqueued(now: datetime) -> sa.Select[tuple[int]]:
    del now
    turn = sa.case((_host.c.free_at > _url.c.due_at, _host.c.free_at), else_=_url.c.due_at)
    in_time = sa.exists().where(_host.c.host == _url.c.host, _host.c.next_at <= turn)
    return sa.select(_url.c.id).where(_url.c.state == "pending", _url.c.due_at.is_not(None), ~in_time)


def queue(tx: Connection, ids: Sequence[int], now: datetime) -> None:
    """Their hosts, locked by `wake`, are next due when their urls are: one may have been due for long."""
    mine = set(tx.scalars(sa.select(_url.c.host).where(_url.c.id.in_(ids))))
    hosts.wake(tx, mine, now)
    hosts.requeue(tx, mine)


def unreasoned(now: datetime) -> sa.Select[tuple[int]]:
    del now
    said = [sa.and_(column.is_not(None), column != "") for column in (_url.c.reason, _url.c.detail)]
    return sa.select(_url.c.id).where(_url.c.state.in_(("failed", "refused")), ~sa.and_(*said))


def remote(now: datetime) -> sa.Select[tuple[int]]:
    farthest = now + FARTHEST
    held = sa.select(_host.c.host).where(_host.c.free_at > farthest)
    return sa.select(_url.c.id).where(
        sa.or_(_url.c.due_at > farthest, _url.c.due_at.is_not(None) & _url.c.host.in_(held))
    )


def bring_near(tx: Connection, ids: Sequence[int], now: datetime) -> None:
    """They are due now: to try too early costs a request, to wait for ever costs the article."""
    mine = set(tx.scalars(sa.select(_url.c.host).where(_url.c.id.in_(ids))))
    hosts.all_locked(tx, mine)
    tx.execute(sa.update(_host).where(_host.c.host.in_(mine), _host.c.free_at > now + FARTHEST).values(free_at=now))
    hosts.wake(tx, mine, now)
    tx.execute(sa.update(_url).where(_url.c.id.in_(ids), _url.c.due_at > now + FARTHEST).values(due_at=now))


def resultless(now: datetime) -> sa.Select[tuple[int]]:
    del now
    article = sa.select(_article.c.id).where(_article.c.url_id == _url.c.id)
    lacks = sa.or_(
        (_url.c.stage == "fetch") & ~sa.exists().where(schema.page.c.url_id == _url.c.id),
        (_url.c.stage == "clean") & ~article.exists(),
        (_url.c.stage == "dedupe") & ~article.where(_article.c.signature.is_not(None)).exists(),
    )
    return sa.select(_url.c.id).where(_url.c.state.in_(OPEN), lacks)


def repeated(now: datetime) -> sa.Select[tuple[int]]:
    """A page may be fetched again, by `failed retry`; what follows it is done once, but for what was mended here."""
    del now
    once = sa.and_(_step.c.outcome == "done", _step.c.stage.in_(STAGES[2:]))
    counted = sa.select(_step.c.url_id).where(once).group_by(_step.c.url_id, _step.c.stage)
    twice = counted.having(sa.func.count() > 1).subquery()
    mended = sa.exists().where(_step.c.url_id == _url.c.id, _step.c.stage == MENDED)
    return sa.select(_url.c.id).where(_url.c.id.in_(sa.select(twice.c.url_id)), ~mended)


def forgotten(now: datetime) -> sa.Select[tuple[int]]:
    return sa.select(_url.c.id).where(_url.c.lease_until < now - FORGOTTEN)


def storyless(now: datetime) -> sa.Select[tuple[int]]:
    del now
    placed = sa.exists().where(_article.c.url_id == _url.c.id, _member.c.article_id == _article.c.id)
    return sa.select(_url.c.id).where(_url.c.state == "done", ~placed)


def take_up_again(tx: Connection, ids: Sequence[int], now: datetime) -> None:
    """From the furthest stage whose result is there. Events that told of a story that it is not in told wrong."""
    placed = sa.exists().where(_member.c.article_id == _article.c.id)
    mine = sa.select(_article.c.id).where(_article.c.url_id.in_(ids), ~placed)
    event, former = schema.story_event, schema.former_membership
    tx.execute(sa.delete(event).where(event.c.kind.in_(BROUGHT), event.c.article_id.in_(mine)))
    tx.execute(sa.delete(former).where(former.c.article_id.in_(mine)))
    _reopen(tx, _url.c.id.in_(ids), _reached(), now)


def unclosed(now: datetime) -> sa.Select[tuple[int]]:
    del now
    placed = sa.select(_article.c.url_id).join_from(_article, _member, _member.c.article_id == _article.c.id)
    visited = sa.and_(_url.c.state.in_(OPEN), _url.c.visits > 0)  # on its way once more: workers/ledger/visits.py
    return sa.select(_url.c.id).where(_url.c.state != "done", ~visited, _url.c.id.in_(placed))


def close(tx: Connection, ids: Sequence[int], now: datetime) -> None:
    ended = {"state": "done", "stage": STAGES[-1], "due_at": None, "lease_until": None, "reason": None, "detail": None}
    tx.execute(sa.update(_url).where(_url.c.id.in_(ids)).values(closed_at=now, touched_at=now, **ended))


def same_as_none(now: datetime) -> sa.Select[tuple[int]]:
    """Its key leads to no url that has an article, or to itself, which has one of its own and should be done."""
    del now
    alias = schema.alias
    there = sa.exists().where(alias.c.key == _url.c.key, _article.c.url_id == alias.c.url_id)
    own = sa.exists().where(_article.c.url_id == _url.c.id)
    return sa.select(_url.c.id).where(_url.c.state == "same", ~there | own)


def fetch_again(tx: Connection, ids: Sequence[int], now: datetime) -> None:
    """As a visit, with all its tries: it was at its end."""
    again = {"visits": _url.c.visits + 1, "attempts": 0, "kills": 0}
    _reopen(tx, _url.c.id.in_(ids), sa.literal(STAGES[0]), now, again)
