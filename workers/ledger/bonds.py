"""bonds: what follows from what people said (`pins`) for where articles have to be, and may not be. Reads only.

An article is bound to those that it belongs together with, and all of them to the story to which one is pinned; it may
not share a story with whom it, or one that it is bound to, was parted from.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import schema
from workers.ledger.pins import HOLDS, roots_of, speaking, touching
from workers.ledger.schema import Record

_pin, _article, _member = schema.pin, schema.article, schema.membership
#: made once: each article that is placed asks it.
_ANY = sa.select(_pin.c.id).where(HOLDS).limit(1)


def must_be_in(connection: Connection, article_id: int) -> int | None:
    """The story where an article has to be: where it is pinned, else where those are that it belongs together with."""
    roots = bound(connection, article_id)
    for row in speaking(connection, roots):
        if row.kind == "pin":
            return int(row.in_story)
    others = roots - roots_of(connection, [article_id])
    where = sa.select(_member.c.story_id).where(_member.c.article_id.in_(others))
    found = connection.scalar(where.order_by(_member.c.joined_at, _member.c.article_id).limit(1))
    return None if found is None else int(found)


def home(connection: Connection, article_id: int) -> int | None:
    """The story where an article is, or has to be once it is placed; None where nobody knows yet."""
    story = must_be_in(connection, article_id)
    if story is not None:
        return story
    return next(iter(placed(connection, roots_of(connection, [article_id])).values()), None)


@dataclass(frozen=True, slots=True)
class Placing:
    """What people's words mean for an article that is to be placed."""

    #: the story where it has to be; None where that is free.
    home: int | None = None
    #: the stories where it may not be.
    closed: frozenset[int] = frozenset()


def placing(connection: Connection, article_id: int) -> Placing:
    """Where it has to be, and may not be. For one of which nobody said anything, that costs three short questions.

    While nothing holds of any article it costs one.
    """
    if connection.scalar(_ANY) is None or not speaking(connection, roots_of(connection, [article_id])):
        return Placing()
    home = must_be_in(connection, article_id)
    return Placing(home, frozenset(closed_to(connection, article_id) - {home}))


def bound(connection: Connection, article_id: int) -> set[int]:
    """The originals of all groups that have to be in one story with this article, that of its own among them."""
    roots = roots_of(connection, [article_id])
    while True:
        tied = (row for row in speaking(connection, roots) if row.kind == "together")
        more = {each for row in tied for each in (row.root, row.other_root)} - roots
        if not more:
            return roots
        roots |= more


def apart(connection: Connection, article_id: int) -> set[int]:
    """The originals that may not share a story with this article, since they, or who goes with them, were parted."""
    roots = bound(connection, article_id)
    said = (row for row in speaking(connection, roots) if row.kind == "apart")
    far = {row.other_root if row.root in roots else row.root for row in said}
    return {each for other in far for each in bound(connection, other)}


def closed_to(connection: Connection, article_id: int) -> set[int]:
    """The stories that an article may not be in, since one is there, or has to be, that it was parted from."""
    far = apart(connection, article_id)
    due = {must_be_in(connection, each) for each in far} - {None}
    return {story for story in (*due, *placed(connection, far).values()) if story is not None}


def placed(connection: Connection, roots: Collection[int]) -> dict[int, int]:
    """The story of each of these originals that is in one. Of a group that is in one, the original is."""
    statement = sa.select(_member.c.article_id, _member.c.story_id).where(_member.c.article_id.in_(roots))
    return {int(article): int(story) for article, story in connection.execute(statement)}


def between(connection: Connection, one: int, other: int) -> Record | None:
    """What stands against making two stories one: that somebody of one of them was parted from somebody of the other.

    Of them: who is in it, or has to be once he is placed. The pin, as `touching` has it; None where nothing does.
    """
    pair, said = {one, other}, _apart(connection, {one, other})
    roots = {root for row in said for root in (row.root, row.other_root)}
    there: dict[int, int | None] = {**placed(connection, roots)}
    there |= {root: home(connection, root) for root in roots - there.keys()}
    return next((row for row in said if {there[row.root], there[row.other_root]} == pair), None)


def pinned_in(connection: Connection, story_id: int) -> bool:
    """Whether a member of a story is pinned, or one of its group is, wherever to; or one who is to come."""
    one, mine = _article.alias("one"), _article.alias("mine")
    root = sa.func.coalesce(one.c.copy_of, one.c.id)
    joined = (
        _pin.join(one, one.c.id == _pin.c.article_id)
        .join(mine, sa.or_(mine.c.id == root, mine.c.copy_of == root))
        .join(_member, _member.c.article_id == mine.c.id)
    )
    statement = sa.select(_pin.c.id).select_from(joined)
    statement = statement.where(HOLDS, _pin.c.kind == "pin", _member.c.story_id == story_id)
    return connection.scalar(statement.limit(1)) is not None or bool(held_in(connection, story_id))


def tied(connection: Connection, ids: Collection[int]) -> bool:
    """Whether one of these articles is pinned where it is, or belongs together with one that is not among them."""
    roots = roots_of(connection, ids)
    said = touching(connection, ids)
    return any(
        pin.kind == "pin" or (pin.root in roots) != (pin.other_root in roots) for pin in said if pin.kind != "apart"
    )


def held_in(connection: Connection, story_id: int) -> set[int]:
    """The originals that are pinned to a story, or to one that was merged into it, and those that go with them."""
    home = schema.story.alias("home")
    joined = sa.select(_pin.c.article_id).join_from(_pin, home, home.c.id == _pin.c.story_id)
    here = sa.func.coalesce(home.c.merged_into, home.c.id) == story_id
    found = connection.scalars(joined.where(HOLDS, _pin.c.kind == "pin", here)).all()
    return {each for article in found for each in bound(connection, article)}


def members(connection: Connection, roots: Collection[int]) -> dict[int, int]:
    """The story of each article of these groups that is in one."""
    mine = sa.or_(_article.c.id.in_(roots), _article.c.copy_of.in_(roots))
    statement = sa.select(_member.c.article_id, _member.c.story_id).join_from(_member, _article).where(mine)
    return {int(article): int(story) for article, story in connection.execute(statement)}


def _apart(connection: Connection, ids: Collection[int]) -> list[Record]:
    """Those by which two were parted of whom each is in one of these stories, or in none yet."""
    one, two = _article.alias("one"), _article.alias("two")
    mine, theirs = _member.alias("mine"), _member.alias("theirs")
    root, other_root = (sa.func.coalesce(each.c.copy_of, each.c.id) for each in (one, two))
    joined = (
        _pin.join(one, one.c.id == _pin.c.article_id)
        .join(two, two.c.id == _pin.c.other_article_id)
        .join(mine, mine.c.article_id == root, isouter=True)
        .join(theirs, theirs.c.article_id == other_root, isouter=True)
    )
    near = (sa.or_(each.c.story_id.is_(None), each.c.story_id.in_(ids)) for each in (mine, theirs))
    columns = (_pin, root.label("root"), other_root.label("other_root"))
    statement = sa.select(*columns).select_from(joined).where(HOLDS, _pin.c.kind == "apart", *near)
    return list(connection.execute(statement.order_by(_pin.c.id)).all())
