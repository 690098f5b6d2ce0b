"""story_counts: how many articles, copies and publishers a story has, and its first and last time, kept in its row.

    recount   of all members, where many come or go at once: merges, splits, moves, another original of copies
    joined    of one member that has come, from the counts as they were: what every article that is placed asks, in the
              transaction that all others wait for

What an article is counted by stays as it is while it is in a story: its publisher, its time (versions.py), and, but for
another original of its group (lineage.py, which recounts), whether it is a copy.

Only whether its publisher is there already asks the members, the newest first, until one of that publisher is met: on
average that is no more of them than there are publishers, where each goes on as it began; but all of them once for each
new one, as many as before. No index serves that question. One would take the publisher into the membership, and be
filled for all that there are; not worth it for one join in some fifty (200 publishers among 10,000 members).

A join, on two busy cores, median and mean of 100 in ms; a story of 200 publishers, some of them in most articles, whose
articles have 3,000 letters and stand among 20,000 others:

    members                             10           1,000        10,000
    SQLite, all counted anew            0.7   0.8    3.6   4.7    29.9  32.3
    SQLite, one more                    0.7   0.8    0.7   1.1     0.7   1.1
    SQLite, of a new publisher          0.9   0.9    3.6   4.9    26.0  27.1
    PostgreSQL, all counted anew        1.2   1.2    6.7   7.9    12.8  13.8
    PostgreSQL, one more                1.1   1.2    2.0   2.3     1.4   1.5
    PostgreSQL, of a new publisher      1.3   1.3    5.1   5.7    11.9  12.6
"""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.sql.dml import ReturningUpdate

from workers.ledger import schema
from workers.ledger.schema import Record

_story, _member, _article = schema.story, schema.membership, schema.article


def recount(tx: Connection, story_id: int) -> Record:
    """Bring a story's counts and times up to date with its members; the story as it is then."""
    return tx.execute(_recount(), {"counted": story_id}).one()


def joined(tx: Connection, story_id: int, article_id: int) -> Record:
    """The same where this member has come since they were right, and nothing else has happened."""
    return tx.execute(_joined(), {"counted": story_id, "came": article_id}).one()


@cache
def _recount() -> ReturningUpdate[Any]:
    """Made once, of the parameter counted."""
    mine = sa.bindparam("counted", type_=_story.c.id.type)
    members = _member.join(_article, _article.c.id == _member.c.article_id)
    now_is = (
        sa.select(
            sa.cast(mine, _story.c.id.type).label("id"),
            sa.func.count().label("articles"),
            sa.func.count(_article.c.copy_of).label("copies"),
            sa.func.count(sa.distinct(_article.c.site)).label("publishers"),
            sa.func.min(_article.c.placed_at).label("first_at"),
            sa.func.max(_article.c.placed_at).label("last_at"),
        )
        .select_from(members)
        .where(_member.c.story_id == mine)
        .subquery()
    )
    values = {column.name: column for column in now_is.c if column.name != "id"}
    return sa.update(_story).where(_story.c.id == now_is.c.id).values(values).returning(*_story.c)


@cache
def _joined() -> ReturningUpdate[Any]:
    """Made once, of the parameters counted and came."""
    mine, came = (sa.bindparam(name, type_=_story.c.id.type) for name in ("counted", "came"))
    one, old = _article.alias("one"), _story.c
    new = (
        sa.select(
            sa.cast(mine, old.id.type).label("id"),
            sa.case((one.c.copy_of.is_not(None), 1), else_=0).label("copies"),
            sa.case((one.c.site.is_(None), 0), (_known(mine, one), 0), else_=1).label("publishers"),
            one.c.placed_at.label("at"),
        )
        .where(one.c.id == came)
        .subquery()
    )
    values = {
        "articles": old.articles + 1,
        "copies": old.copies + new.c.copies,
        "publishers": old.publishers + new.c.publishers,
        "first_at": sa.case((sa.or_(old.first_at.is_(None), new.c.at < old.first_at), new.c.at), else_=old.first_at),
        "last_at": sa.case((sa.or_(old.last_at.is_(None), new.c.at > old.last_at), new.c.at), else_=old.last_at),
    }
    return sa.update(_story).where(old.id == new.c.id).values(values).returning(*_story.c)


def _known(story: sa.BindParameter[Any], one: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether another member of the story is of this one's publisher.

    Each member's is a question of its own: of a join PostgreSQL might read all articles of that publisher first.
    """
    theirs = sa.select(_article.c.site).where(_article.c.id == _member.c.article_id).scalar_subquery()
    others = (_member.c.story_id == story, _member.c.article_id != one.c.id, theirs == one.c.site)
    found = sa.select(sa.literal(1)).where(*others).order_by(_member.c.joined_at.desc()).limit(1)
    return found.correlate(one).scalar_subquery().is_not(None)
