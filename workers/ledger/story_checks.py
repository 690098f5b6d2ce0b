"""What must hold of stories, their members and their events: the ids of those for which it does not.

Which law is which, and under which lock it is mended, stands in workers/ledger/checks.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import lineage, schema, stories

_article, _story, _member, _event = schema.article, schema.story, schema.membership, schema.story_event


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
        stories.recount(tx, story)


def empty(now: datetime) -> sa.Select[tuple[int]]:
    del now
    told = sa.or_(sa.exists().where(_member.c.story_id == _story.c.id), _story.c.merged_into.is_not(None))
    return sa.select(_story.c.id).where(~told)


def untold(now: datetime) -> sa.Select[tuple[int]]:
    """Events may be pruned, but then all of their story's older ones are gone, too.

    A join: events have no index by article (of 200,000 members: 0.3 s; asked one by one, more than 5 minutes).
    """
    del now
    joined = _member.join(_event, _event.c.article_id == _member.c.article_id, isouter=True)
    told = _event.alias("told")
    since = sa.select(sa.func.min(told.c.at)).where(told.c.story_id == _member.c.story_id).scalar_subquery()
    statement = sa.select(_member.c.article_id).select_from(joined)
    return statement.where(_event.c.number.is_(None), _member.c.joined_at >= since)


def astray(now: datetime) -> sa.Select[tuple[int]]:
    """The events of a merged story go on telling of it, also when its members are elsewhere."""
    del now
    joined = _event.join(_member, _member.c.article_id == _event.c.article_id, isouter=True)
    merged = sa.select(_story.c.id).where(_story.c.merged_into.is_not(None))
    elsewhere = sa.and_(_member.c.story_id != _event.c.story_id, _event.c.story_id.not_in(merged))
    return (
        sa.select(_event.c.article_id)
        .select_from(joined)
        .where(_event.c.article_id.is_not(None), sa.or_(_member.c.article_id.is_(None), elsewhere))
    )


def told_twice(now: datetime) -> sa.Select[tuple[int]]:
    del now
    of = sa.select(_event.c.article_id).where(_event.c.article_id.is_not(None)).group_by(_event.c.article_id)
    return of.having(sa.func.count() > 1)


def not_created_once(now: datetime) -> sa.Select[tuple[int]]:
    """Events may be pruned, the first one first: of none it is known only where as many are there as members."""
    del now
    created = sa.func.count(sa.case((_event.c.kind == "created", 1)))
    wrong = sa.or_(created > 1, sa.and_(created == 0, sa.func.count(_event.c.article_id) >= _story.c.articles))
    joined = sa.select(_story.c.id).join_from(_story, _event, _event.c.story_id == _story.c.id)
    return joined.group_by(_story.c.id, _story.c.articles).having(wrong)


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
