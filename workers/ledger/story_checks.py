"""What must hold of stories, their members and their events: the ids of those for which it does not.

Which law is which, and under which lock it is mended, stands in workers/ledger/checks.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import lineage, schema, story_counts
from workers.ledger.story_log import BROUGHT

_article, _story, _member, _event = schema.article, schema.story, schema.membership, schema.story_event
_former, _pin = schema.former_membership, schema.pin
#: no event has a higher number
_LARGEST = 2**63 - 1


def miscounted(now: datetime) -> sa.Select[tuple[int]]:
    del now
    members = (
        sa.select(
            _member.c.story_id,
            sa.func.count().label("articles"),
            sa.func.count(_article.c.copy_of).label("copies"),
            sa.func.count(sa.distinct(_article.c.site)).label("publishers"),
            sa.func.min(_article.c.placed_at).label("first_at"),
            sa.func.max(_article.c.placed_at).label("last_at"),
        )
        .join_from(_member, _article, _article.c.id == _member.c.article_id)
        .group_by(_member.c.story_id)
        .subquery()
    )
    same = [sa.func.coalesce(members.c[name], 0) == _story.c[name] for name in ("articles", "copies", "publishers")]
    same += [~members.c[name].is_distinct_from(_story.c[name]) for name in ("first_at", "last_at")]
    joined = _story.join(members, members.c.story_id == _story.c.id, isouter=True)
    return sa.select(_story.c.id).select_from(joined).where(~sa.and_(*same))


def recount(tx: Connection, ids: Sequence[int], now: datetime) -> None:
    del now
    for story in ids:
        story_counts.recount(tx, story)


def empty(now: datetime) -> sa.Select[tuple[int]]:
    del now
    told = sa.or_(sa.exists().where(_member.c.story_id == _story.c.id), _story.c.merged_into.is_not(None))
    return sa.select(_story.c.id).where(~told)


def untold(now: datetime) -> sa.Select[tuple[int]]:
    """Who never moved has the event that brought it. Events may be pruned, but then all of their story's older ones.

    A join: events have no index by article (of 200,000 members: 0.3 s; asked one by one, more than 5 minutes).
    """
    del now
    brought = sa.and_(_event.c.article_id == _member.c.article_id, _event.c.kind.in_(BROUGHT))
    joined = _member.join(_event, brought, isouter=True)
    told = _event.alias("told")
    since = sa.select(sa.func.min(told.c.at)).where(told.c.story_id == _member.c.story_id).scalar_subquery()
    moved = sa.exists().where(_former.c.article_id == _member.c.article_id)
    statement = sa.select(_member.c.article_id).select_from(joined)
    return statement.where(_event.c.number.is_(None), ~moved, _member.c.joined_at >= since)


def astray(now: datetime) -> sa.Select[tuple[int]]:
    """Who came into a story is in it, or was."""
    del now
    joined = _event.join(_member, _member.c.article_id == _event.c.article_id, isouter=True)
    mine = sa.and_(_former.c.article_id == _event.c.article_id, _former.c.story_id == _event.c.story_id)
    elsewhere = sa.and_(_member.c.story_id != _event.c.story_id, ~sa.exists().where(mine))
    return (
        sa.select(_event.c.article_id)
        .select_from(joined)
        .where(_event.c.kind.in_(BROUGHT), sa.or_(_member.c.article_id.is_(None), elsewhere))
    )


def told_twice(now: datetime) -> sa.Select[tuple[int]]:
    del now
    of = sa.select(_event.c.article_id).where(_event.c.kind.in_(BROUGHT)).group_by(_event.c.article_id)
    return of.having(sa.func.count() > 1)


def not_created_once(now: datetime) -> sa.Select[tuple[int]]:
    """By its first article, or by a split. Events may be pruned, the first one first: that there was none is known only
    where as many tell of an article as it has ever had.
    """
    del now
    created = sa.func.count(sa.case((_event.c.kind.in_(("created", "split")), 1)))
    came = sa.func.count(sa.case((_event.c.kind.in_(BROUGHT), 1)))
    were = sa.select(sa.func.count()).where(_former.c.story_id == _story.c.id).scalar_subquery()
    wrong = sa.or_(created > 1, sa.and_(created == 0, came > 0, came >= _story.c.articles + were))
    joined = sa.select(_story.c.id).join_from(_story, _event, _event.c.story_id == _story.c.id)
    return joined.group_by(_story.c.id, _story.c.articles).having(wrong)


def moved_untold(now: datetime) -> sa.Select[tuple[int]]:
    """Articles whose move has no event, though older ones of that story are there: so it was not pruned."""
    del now
    told, older = _event.alias("told"), _event.alias("older")
    there = sa.exists().where(told.c.number == _former.c.number)
    kept = sa.exists().where(older.c.story_id == _former.c.story_id, older.c.number < _former.c.number)
    return sa.select(_former.c.article_id).where(~there, kept).distinct()


def moved_elsewhere(now: datetime) -> sa.Select[tuple[int]]:
    """Articles that are not where their last move took them."""
    del now
    latest = (
        sa.select(_former.c.article_id, sa.func.max(_former.c.number).label("number"))
        .group_by(_former.c.article_id)
        .subquery()
    )
    joined = _member.join(latest, latest.c.article_id == _member.c.article_id)
    joined = joined.join(_event, _event.c.number == latest.c.number)
    went = sa.case((_event.c.kind == "merged", _event.c.other_id), else_=_event.c.story_id)
    return sa.select(_member.c.article_id).select_from(joined).where(went != _member.c.story_id)


def out_of_time(now: datetime) -> sa.Select[tuple[int]]:
    """Articles whose memberships, in the order of their numbers, do not each begin when the one before it ended."""
    del now
    moved = sa.select(_former.c.article_id)
    formers = sa.select(_former.c.article_id, _former.c.joined_at, _former.c.left_at, _former.c.number, _former.c.id)
    today = (_member.c.article_id, _member.c.joined_at, sa.null(), sa.literal(_LARGEST), sa.literal(0))
    spans = formers.union_all(sa.select(*today).where(_member.c.article_id.in_(moved))).subquery()
    following = sa.func.lead(spans.c.joined_at).over(
        partition_by=spans.c.article_id, order_by=(spans.c.number, spans.c.id)
    )
    told = sa.select(spans.c.article_id, spans.c.joined_at, spans.c.left_at, following.label("following")).subquery()
    wrong = sa.or_(told.c.left_at < told.c.joined_at, told.c.left_at != told.c.following)
    return sa.select(told.c.article_id).where(wrong).distinct()


def led_on(now: datetime) -> sa.Select[tuple[int]]:
    """Stories that lead to one that leads elsewhere."""
    del now
    target = _story.alias("target")
    joined = _story.join(target, target.c.id == _story.c.merged_into)
    return sa.select(_story.c.id).select_from(joined).where(target.c.merged_into.is_not(None))


def disobeyed(now: datetime) -> sa.Select[tuple[int]]:
    """Numbers of pins. Who is in no story yet obeys all."""
    del now
    mine, theirs, home = _member.alias("mine"), _member.alias("theirs"), _story.alias("home")
    joined = (
        _pin.join(mine, mine.c.article_id == _pin.c.article_id)
        .join(theirs, theirs.c.article_id == _pin.c.other_article_id, isouter=True)
        .join(home, home.c.id == _pin.c.story_id, isouter=True)
    )
    wrong = sa.or_(
        sa.and_(_pin.c.kind == "pin", mine.c.story_id != sa.func.coalesce(home.c.merged_into, home.c.id)),
        sa.and_(_pin.c.kind == "apart", mine.c.story_id == theirs.c.story_id),
        sa.and_(_pin.c.kind == "together", mine.c.story_id != theirs.c.story_id),
    )
    return sa.select(_pin.c.id).select_from(joined).where(_pin.c.undone_at.is_(None), wrong)


def merged_with_members(now: datetime) -> sa.Select[tuple[int]]:
    del now
    has = sa.exists().where(_member.c.story_id == _story.c.id)
    return sa.select(_story.c.id).where(_story.c.merged_into.is_not(None), has)


def unsigned(now: datetime) -> sa.Select[tuple[int]]:
    del now
    joined = sa.select(_article.c.id).join_from(_article, _member, _member.c.article_id == _article.c.id)
    return joined.where(_article.c.signature.is_(None), _article.c.text_gone_at.is_(None))


def copy_of_a_copy(now: datetime) -> sa.Select[tuple[int]]:
    del now
    root = _article.alias("root")
    joined = _article.join(root, root.c.id == _article.c.copy_of)
    wrong = sa.or_(root.c.copy_of.is_not(None), root.c.id == _article.c.id)
    return sa.select(_article.c.id).select_from(joined).where(wrong)


def later_original(now: datetime) -> sa.Select[tuple[int]]:
    """The originals: of each such group one."""
    del now
    root, mine = _article.alias("root"), _member.alias("mine")
    theirs, told = lineage.FIRST_AT, lineage.first_at(root)
    joined = (
        _article.join(_member, _member.c.article_id == _article.c.id)
        .join(root, root.c.id == _article.c.copy_of)
        .join(mine, mine.c.article_id == root.c.id, isouter=True)
    )
    earlier = sa.or_(theirs < told, sa.and_(theirs == told, _article.c.id < root.c.id))
    wrong = sa.or_(mine.c.article_id.is_(None), earlier)
    return sa.select(root.c.id).select_from(joined).where(root.c.copy_of.is_(None), wrong).distinct()


def far_nearest(now: datetime) -> sa.Select[tuple[int]]:
    del now
    near = _article.alias("near")
    joined = _article.join(near, near.c.id == _article.c.copy_nearest, isouter=True)
    inside = sa.and_(near.c.id != _article.c.id, sa.func.coalesce(near.c.copy_of, near.c.id) == _article.c.copy_of)
    told = sa.and_(_article.c.copy_of.is_not(None), _article.c.copy_nearest.is_not(None))
    return sa.select(_article.c.id).select_from(joined).where(told, sa.or_(near.c.id.is_(None), ~inside))


def copy_apart(now: datetime) -> sa.Select[tuple[int]]:
    del now
    theirs = _member.alias("theirs")
    joined = _article.join(_member, _member.c.article_id == _article.c.id).join(
        theirs, theirs.c.article_id == _article.c.copy_of
    )
    return sa.select(_article.c.id).select_from(joined).where(_member.c.story_id != theirs.c.story_id)
