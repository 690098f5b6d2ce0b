"""What must hold of a ledger whatever was killed, as a table: how to find what is wrong, and how it is mended.

Each check is one statement, so that it sees one moment and may run beside workers. A mend is safe to do beside them,
and twice: it sets right what the rows themselves say. What has no mend is for a person to look at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import hosts, schema, stories
from workers.ledger.leases import FORGOTTEN
from workers.ledger.urls import FINAL, STAGES, UNFINISHED

_url, _host, _article = schema.url, schema.host, schema.article
_story, _member, _event = schema.story, schema.membership, schema.story_event

#: rows named of each kind of fault; more are counted, not named.
SHOWN = 5

Find = Callable[[datetime], sa.Select[tuple[int]]]
Mend = Callable[[Connection, Sequence[int], datetime], None]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold."""

    name: str
    #: what is true when all is well.
    law: str
    #: the ids of the rows for which it is not.
    find: Find
    #: sets them right; None: a person has to look.
    mend: Mend | None = None
    #: the lock under which that is done: of those who write the same rows.
    lock: str = "dispatch"


def _unsettled(now: datetime) -> sa.Select[tuple[int]]:
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


def _settle(tx: Connection, ids: Sequence[int], now: datetime) -> None:
    """By what the state says; what has an unknown one is taken up again."""
    which, known = _url.c.id.in_(ids), _url.c.state.in_(FINAL)
    kept = (_url.c.stage.in_(UNFINISHED), _url.c.stage)
    stage = sa.case((_url.c.state == "done", STAGES[-1]), kept, else_=_reached())
    ended = {"due_at": None, "lease_until": None, "closed_at": sa.func.coalesce(_url.c.closed_at, now)}
    tx.execute(sa.update(_url).where(which, known).values(stage=stage, **ended))
    again = {"state": "pending", "stage": stage, "due_at": now, "lease_until": None, "closed_at": None}
    _reopen(tx, sa.and_(which, ~known), now, again)


def _reached() -> sa.ColumnElement[str]:
    """The furthest stage whose result a url has, but for the last."""
    of = sa.select(_article.c.id).where(_article.c.url_id == _url.c.id)
    return sa.case(
        (of.where(_article.c.signature.is_not(None)).exists(), "dedupe"),
        (of.exists(), "clean"),
        (sa.exists().where(schema.page.c.url_id == _url.c.id), "fetch"),
        else_="accepted",
    )


def _reopen(tx: Connection, which: sa.ColumnElement[bool], now: datetime, values: dict[str, object]) -> None:
    hosts.wake(tx, set(tx.scalars(sa.select(_url.c.host).where(which))), now)
    tx.execute(sa.update(_url).where(which).values(touched_at=now, **values))


def _unqueued(now: datetime) -> sa.Select[tuple[int]]:
    del now
    turn = sa.case((_host.c.free_at > _url.c.due_at, _host.c.free_at), else_=_url.c.due_at)
    in_time = sa.exists().where(_host.c.host == _url.c.host, _host.c.next_at <= turn)
    return sa.select(_url.c.id).where(_url.c.state == "pending", _url.c.due_at.is_not(None), ~in_time)


def _queue(tx: Connection, ids: Sequence[int], now: datetime) -> None:
    hosts.wake(tx, set(tx.scalars(sa.select(_url.c.host).where(_url.c.id.in_(ids)))), now)


def _forgotten(now: datetime) -> sa.Select[tuple[int]]:
    return sa.select(_url.c.id).where(_url.c.lease_until < now - FORGOTTEN)


def _storyless(now: datetime) -> sa.Select[tuple[int]]:
    del now
    placed = sa.select(_article.c.url_id).join_from(_article, _member, _member.c.article_id == _article.c.id)
    return sa.select(_url.c.id).where(_url.c.state == "done", _url.c.id.not_in(placed))


def _take_up_again(tx: Connection, ids: Sequence[int], now: datetime) -> None:
    """From the furthest stage whose result is there."""
    again = {"state": "pending", "stage": _reached(), "due_at": now, "lease_until": None, "closed_at": None}
    _reopen(tx, _url.c.id.in_(ids), now, again)


def _unclosed(now: datetime) -> sa.Select[tuple[int]]:
    del now
    placed = sa.select(_article.c.url_id).join_from(_article, _member, _member.c.article_id == _article.c.id)
    return sa.select(_url.c.id).where(_url.c.state != "done", _url.c.id.in_(placed))


def _close(tx: Connection, ids: Sequence[int], now: datetime) -> None:
    ended = {"state": "done", "stage": STAGES[-1], "due_at": None, "lease_until": None, "reason": None, "detail": None}
    tx.execute(sa.update(_url).where(_url.c.id.in_(ids)).values(closed_at=now, touched_at=now, **ended))


def _miscounted(now: datetime) -> sa.Select[tuple[int]]:
    del now
    members = (
        sa.select(
            _member.c.story_id,
            sa.func.count().label("articles"),
            sa.func.count(_article.c.copy_of).label("copies"),
            sa.func.count(sa.distinct(_article.c.site)).label("publishers"),
        )
        .join_from(_member, _article, _article.c.id == _member.c.article_id)
        .group_by(_member.c.story_id)
        .subquery()
    )
    same = [sa.func.coalesce(members.c[name], 0) == _story.c[name] for name in ("articles", "copies", "publishers")]
    joined = _story.join(members, members.c.story_id == _story.c.id, isouter=True)
    return sa.select(_story.c.id).select_from(joined).where(~sa.and_(*same))


def _recount(tx: Connection, ids: Sequence[int], now: datetime) -> None:
    del now
    for story in ids:
        stories.recount(tx, story)


def _empty(now: datetime) -> sa.Select[tuple[int]]:
    del now
    told = sa.or_(sa.exists().where(_member.c.story_id == _story.c.id), _story.c.merged_into.is_not(None))
    return sa.select(_story.c.id).where(~told)


def _untold(now: datetime) -> sa.Select[tuple[int]]:
    """Events may be pruned, but then all of their story's older ones are gone, too."""
    del now
    told = sa.exists().where(_event.c.article_id == _member.c.article_id)
    since = sa.select(sa.func.min(_event.c.at)).where(_event.c.story_id == _member.c.story_id).scalar_subquery()
    return sa.select(_member.c.article_id).where(~told, _member.c.joined_at >= since)


def _astray(now: datetime) -> sa.Select[tuple[int]]:
    del now
    joined = _event.join(_member, _member.c.article_id == _event.c.article_id, isouter=True)
    return (
        sa.select(_event.c.article_id)
        .select_from(joined)
        .where(_event.c.article_id.is_not(None), _member.c.article_id.is_(None))
    )


def _copy_of_a_copy(now: datetime) -> sa.Select[tuple[int]]:
    del now
    root = _article.alias("root")
    joined = _article.join(root, root.c.id == _article.c.copy_of)
    wrong = sa.or_(root.c.copy_of.is_not(None), root.c.id == _article.c.id)
    return sa.select(_article.c.id).select_from(joined).where(wrong)


def _copy_apart(now: datetime) -> sa.Select[tuple[int]]:
    del now
    theirs = _member.alias("theirs")
    joined = _article.join(_member, _member.c.article_id == _article.c.id).join(
        theirs, theirs.c.article_id == _article.c.copy_of
    )
    return sa.select(_article.c.id).select_from(joined).where(_member.c.story_id != theirs.c.story_id)


CHECKS: Sequence[Check] = (
    Check("url-state", "each url is in one state, and has the time that belongs to it", _unsettled, _settle),
    Check("url-queue", "each pending url is in its host's line, no later than it is due", _unqueued, _queue),
    Check("url-forgotten", "each url on its way is looked after: beat and a worker for upkeep run", _forgotten),
    Check("done-in-story", "each url that is done has an article in a story", _storyless, _take_up_again, "assign"),
    Check("story-done", "each url whose article is in a story is done", _unclosed, _close, "assign"),
    Check("story-counts", "each story counts its members right", _miscounted, _recount, "assign"),
    Check("story-empty", "each story has members, or says where they went", _empty),
    Check("event-told", "each article that came into a story has its event", _untold),
    Check("event-member", "each event that tells of an article tells of a member", _astray),
    Check("copy-root", "each copy names an original that is none itself", _copy_of_a_copy),
    Check("copy-story", "each copy is in the story of its original", _copy_apart),
)


def orphans(connection: Connection) -> dict[str, int]:
    """Rows that name a row which is not there, by `table.column`. A database that is whole forbids them."""
    found = {}
    for table in schema.metadata.sorted_tables:
        for key in (key for column in table.columns for key in column.foreign_keys):
            parent = key.column.table.alias("parent")
            there = sa.exists().where(parent.c[key.column.name] == key.parent)
            count = connection.scalar(sa.select(sa.func.count()).where(key.parent.is_not(None), ~there))
            found[f"{table.name}.{key.parent.name}"] = int(count or 0)
    return {name: count for name, count in found.items() if count}


def damage(connection: Connection) -> str:
    """What the database itself says of its file; empty when it is whole, or when it has nothing to say."""
    if connection.dialect.name != "sqlite":
        return ""
    said = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    return "" if said == "ok" else str(said)
