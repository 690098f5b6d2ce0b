"""stories: threads, who is in them, and the log of what happened to them.

A story's counts are kept in its row, in the transaction that changes them (story_counts.py). Its id is for ever: a
merged story points to where it went (`resolve` follows). Writers hold exclusive("assign"), so that event numbers are in
order of commit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import schema, story_counts
from workers.ledger.articles import BRIEF
from workers.ledger.schema import Record
from workers.model import Assignment

_story, _member, _event, _article = schema.story, schema.membership, schema.story_event, schema.article
_former = schema.former_membership

#: made once: each article that is placed asks them, mostly in the transaction that all others wait for.
_CREATE = sa.insert(_story).returning(_story.c.id)
_ADD = sa.insert(_member)
_NOTE = sa.insert(_event).returning(_event.c.number)
_MINE = _story.c.id == sa.bindparam("wanted")
_ENTITLE = sa.update(_story).where(_MINE).values(title=sa.bindparam("called"))
_GET, _TITLE_OF = sa.select(_story).where(_MINE), sa.select(_story.c.title).where(_MINE)
_OF_ARTICLE = sa.select(_member).where(_member.c.article_id == sa.bindparam("wanted"))
_ROOT = sa.bindparam("root", type_=_article.c.id.type)
_OF_GROUP = (
    sa.select(_member.c.story_id)
    .join_from(_article, _member, _member.c.article_id == _article.c.id)
    .where(sa.or_(_article.c.id == _ROOT, _article.c.copy_of == _ROOT))
    .order_by(_member.c.article_id)
    .limit(1)
)


def create(tx: Connection, now: datetime, title: str | None = None) -> int:
    """A new, empty story."""
    empty = {"created_at": now, "title": title, "articles": 0, "copies": 0, "publishers": 0}
    return int(tx.scalar(_CREATE, empty))


def join(tx: Connection, article_id: int, story_id: int, assignment: Assignment, now: datetime) -> Record:
    """Put an article into a story, with the reasons; returns the story as it is then."""
    values = {
        "article_id": article_id,
        "story_id": story_id,
        "joined_at": now,
        "rule": assignment.rule,
        "score": assignment.score,
        "threshold": assignment.threshold,
        "evidence": dict(assignment.evidence),
    }
    tx.execute(_ADD, values)
    kind = "created" if assignment.rule == "created" else "joined"
    note(tx, story_id, kind, {"score": assignment.score}, now, article=article_id)
    return story_counts.joined(tx, story_id, article_id)


def note(
    tx: Connection,
    story_id: int,
    kind: str,
    detail: Mapping[str, object],
    now: datetime,
    *,
    other: int | None = None,
    article: int | None = None,
) -> int:
    """Something happened to a story, and maybe to another one with it; the event's number."""
    values = {"kind": kind, "story_id": story_id, "other_id": other, "article_id": article}
    return int(tx.scalar(_NOTE, {**values, "at": now, "detail": dict(detail)}))


def entitle(tx: Connection, story_id: int, title: str | None) -> None:
    tx.execute(_ENTITLE, {"wanted": story_id, "called": title})


def get(connection: Connection, story_id: int) -> Record | None:
    return connection.execute(_GET, {"wanted": story_id}).one_or_none()


def resolve(connection: Connection, story_id: int) -> int | None:
    """Where a story is now: itself, or what it was merged into; None when there never was one."""
    seen = set()
    current: int | None = story_id
    while current is not None and current not in seen:
        seen.add(current)
        row = get(connection, current)
        if row is None:
            return None
        if row.merged_into is None:
            return current
        current = row.merged_into
    return current


def of_article(connection: Connection, article_id: int) -> Record | None:
    """An article's membership."""
    return connection.execute(_OF_ARTICLE, {"wanted": article_id}).one_or_none()


def of_articles(connection: Connection, ids: Collection[int]) -> dict[int, Record]:
    """The memberships of those of these articles that are in a story, by article."""
    statement = sa.select(_member).where(_member.c.article_id.in_(ids))
    return {row.article_id: row for row in connection.execute(statement)} if ids else {}


def members(connection: Connection, story_id: int) -> list[Record]:
    """A story's articles as a person is told of them, oldest first; undated ones stand behind, by their numbers."""
    return _in_order(connection, _told(_member, story_id))


def others(connection: Connection, story_id: int, but: int, limit: int, characters: int) -> Sequence[Record]:
    """Members of a story that count towards its centre, all but one article, the newest `limit` of them.

    Of each what is read of it to compare it, of its text so many characters.
    """
    text = sa.func.substr(_article.c.text, 1, characters).label("text")
    statement = (
        sa.select(_article.c.title, text, _article.c.lang, _article.c.placed_at)
        .join_from(_member, _article, _article.c.id == _member.c.article_id)
        .where(_member.c.story_id == story_id, _member.c.article_id != but, _member.c.rule != "copy")
        .where(_article.c.text_gone_at.is_(None))
        .order_by(_member.c.joined_at.desc(), _article.c.id.desc())
        .limit(limit)
    )
    return connection.execute(statement).all()


def joined_by(connection: Connection, ids: Collection[int]) -> list[Record]:
    """The members of these stories that were placed there by what they have in common with them, with the evidence."""
    mine = sa.select(_member.c.article_id, _member.c.story_id, _member.c.evidence)
    mine = mine.where(_member.c.story_id.in_(ids), _member.c.rule == "joined")
    return list(connection.execute(mine.order_by(_member.c.article_id)).all())


def members_at(connection: Connection, story_id: int, at: datetime) -> list[Record]:
    """Who was in a story at this time of ours, as `members` has them; also of one that was merged since."""
    stayed = _told(_member, story_id).where(_member.c.joined_at <= at)
    left = _told(_former, story_id).where(_former.c.joined_at <= at, _former.c.left_at > at)
    return _in_order(connection, sa.union_all(stayed, left))


def _told(kept: sa.Table, story_id: int) -> sa.Select[Any]:
    """What a person is told of those who have, or had, a membership of this story."""
    why = (kept.c.rule, kept.c.score, kept.c.threshold, kept.c.joined_at)
    joined = sa.select(*BRIEF, *why).join_from(kept, _article, _article.c.id == kept.c.article_id)
    return joined.where(kept.c.story_id == story_id)


def _in_order(connection: Connection, told: sa.Select[Any] | sa.CompoundSelect[Any]) -> list[Record]:
    rows = told.subquery()
    ordered = sa.select(rows).order_by(rows.c.placed_at.is_(None), rows.c.placed_at, rows.c.id)
    return list(connection.execute(ordered).all())


def formers(connection: Connection, article_id: int) -> list[Record]:
    """The memberships that an article had before, the first one first."""
    mine = sa.select(_former).where(_former.c.article_id == article_id)
    return list(connection.execute(mine.order_by(_former.c.number)).all())


def placing(connection: Connection, article_id: int) -> Record | None:
    """The former membership that an article was last placed with, before anything moved it; None: it has no such."""
    mine = sa.select(_former).where(_former.c.article_id == article_id, _former.c.rule.in_(("created", "joined")))
    return connection.execute(mine.order_by(_former.c.number.desc()).limit(1)).one_or_none()


def listed(connection: Connection, since: datetime | None, limit: int | None) -> list[Record]:
    """Living stories, those with the newest articles first; all of them without a limit."""
    when = sa.func.coalesce(_story.c.last_at, _story.c.created_at)
    statement = sa.select(_story).where(_story.c.merged_into.is_(None), _story.c.articles > 0)
    if since is not None:
        statement = statement.where(when >= since)
    return list(connection.execute(statement.order_by(when.desc(), _story.c.id.desc()).limit(limit)).all())


def title_of(connection: Connection, story_id: int) -> str | None:
    found: str | None = connection.scalar(_TITLE_OF, {"wanted": story_id})
    return found


def of_group(connection: Connection, article_id: int, copy_of: int | None) -> int | None:
    """The story in which an article's copies, or its original, are already; None while none of them has one."""
    found = connection.scalar(_OF_GROUP, {"root": copy_of or article_id})
    return None if found is None else int(found)


def first_of_group(connection: Connection, original: int, story_id: int) -> Record | None:
    """The membership of the first of a group that came into this story by its own likeness; None: none of them did."""
    group = sa.or_(_article.c.id == original, _article.c.copy_of == original)
    statement = (
        sa.select(_member)
        .join_from(_article, _member, _member.c.article_id == _article.c.id)
        .where(group, _member.c.story_id == story_id, _member.c.rule != "copy")
        .order_by(_member.c.joined_at, _member.c.article_id)
        .limit(1)
    )
    return connection.execute(statement).one_or_none()


def counted(connection: Connection, since: datetime | None = None) -> dict[int, int]:
    """How many members came into each story by their own likeness, of all, or of those that one came into since."""
    statement = sa.select(_member.c.story_id, sa.func.count()).where(_member.c.rule != "copy")
    if since is not None:
        lately = sa.select(_member.c.story_id).where(_member.c.joined_at >= since, _member.c.rule != "copy")
        statement = statement.where(_member.c.story_id.in_(lately))
    return {int(story): int(n) for story, n in connection.execute(statement.group_by(_member.c.story_id))}


def last_number(connection: Connection) -> int:
    """The newest event's number; 0 when nothing has happened yet."""
    return int(connection.scalar(sa.select(sa.func.max(_event.c.number))) or 0)


def newest(connection: Connection, now: datetime) -> datetime | None:
    """The latest date of an article in a story that is not in the future; None where no story is dated."""
    found: datetime | None = connection.scalar(sa.select(sa.func.max(_story.c.last_at)).where(_story.c.last_at <= now))
    return found


def count(connection: Connection) -> int:
    """Living stories."""
    statement = sa.select(sa.func.count()).where(_story.c.merged_into.is_(None), _story.c.articles > 0)
    return int(connection.scalar(statement) or 0)
