"""pins: what people have said of articles and stories, and what follows from it. Every later run obeys them.

    pin       this article belongs to that story
    apart     these two articles share no story
    together  these two articles are in one story

An article speaks for its group: it and its copies are always in one story, so what is said of one is said of all of
them. A story that was merged stands for the one that it was merged into. To say a thing and to do it are two steps
(workers/ledger/moves.py); both belong in one transaction within exclusive("assign"), as does taking it back, which
moves nobody.

Nothing is removed: what was taken back has `undone_at`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import schema, stories
from workers.ledger.schema import Record

_pin, _article, _member = schema.pin, schema.article, schema.membership

#: kind -> the event that tells of it in the article's story.
EVENTS = {"pin": "pinned", "apart": "parted", "together": "joined-together"}
#: the event of taking one back.
UNDONE = "unpinned"

_HOLDS = _pin.c.undone_at.is_(None)


def add(
    tx: Connection, kind: str, article_id: int, now: datetime, *, story: int | None = None, other: int | None = None
) -> int:
    """Keep what a person says; its number, which is that of the same one where it was said before and still holds."""
    values = {"kind": kind, "article_id": article_id, "story_id": story, "other_article_id": other}
    known = tx.scalar(sa.select(_pin.c.id).where(_HOLDS, *_same(kind, article_id, story, other)))
    if known is not None:
        return int(known)
    number = int(tx.scalar(sa.insert(_pin).values(**values, made_at=now).returning(_pin.c.id)))
    _tell(tx, EVENTS[kind], number, now)
    return number


def undo(tx: Connection, number: int, now: datetime) -> bool:
    """Take it back; False when there is none of this number that holds."""
    row = get(tx, number)
    if row is None or row.undone_at is not None:
        return False
    tx.execute(sa.update(_pin).where(_pin.c.id == number).values(undone_at=now))
    _tell(tx, UNDONE, number, now)
    return True


def get(connection: Connection, number: int) -> Record | None:
    return connection.execute(sa.select(_pin).where(_pin.c.id == number)).one_or_none()


def listed(connection: Connection, *, undone: bool = False) -> list[Record]:
    """Those that hold, the first one first. undone: those that were taken back, too."""
    statement = sa.select(_pin) if undone else sa.select(_pin).where(_HOLDS)
    return list(connection.execute(statement.order_by(_pin.c.id)).all())


def of_article(connection: Connection, article_id: int) -> list[Record]:
    """Those that hold of an article or of one in its group."""
    return touching(connection, [article_id])


def must_be_in(connection: Connection, article_id: int) -> int | None:
    """The story where an article has to be: where it is pinned, else where those are that it belongs together with."""
    roots = bound(connection, article_id)
    for row in _speaking(connection, roots):
        if row.kind == "pin":
            return int(row.in_story)
    others = roots - _roots(connection, [article_id])
    where = sa.select(_member.c.story_id).where(_member.c.article_id.in_(others))
    found = connection.scalar(where.order_by(_member.c.joined_at, _member.c.article_id).limit(1))
    return None if found is None else int(found)


def home(connection: Connection, article_id: int) -> int | None:
    """The story where an article is, or has to be once it is placed; None where nobody knows yet."""
    story = must_be_in(connection, article_id)
    if story is not None:
        return story
    return next(iter(placed(connection, _roots(connection, [article_id])).values()), None)


@dataclass(frozen=True, slots=True)
class Placing:
    """What people's words mean for an article that is to be placed."""

    #: the story where it has to be; None where that is free.
    home: int | None = None
    #: the stories where it may not be.
    closed: frozenset[int] = frozenset()


def placing(connection: Connection, article_id: int) -> Placing:
    """Where it has to be, and may not be. While nothing holds of any article, that costs one short question."""
    if connection.scalar(sa.select(_pin.c.id).where(_HOLDS).limit(1)) is None:
        return Placing()
    home = must_be_in(connection, article_id)
    return Placing(home, frozenset(closed_to(connection, article_id) - {home}))


def bound(connection: Connection, article_id: int) -> set[int]:
    """The originals of all groups that have to be in one story with this article, that of its own among them."""
    roots = _roots(connection, [article_id])
    while True:
        tied = (row for row in _speaking(connection, roots) if row.kind == "together")
        more = {each for row in tied for each in (row.root, row.other_root)} - roots
        if not more:
            return roots
        roots |= more


def apart(connection: Connection, article_id: int) -> set[int]:
    """The originals that may not share a story with this article, since they, or who goes with them, were parted."""
    roots = bound(connection, article_id)
    said = (row for row in _speaking(connection, roots) if row.kind == "apart")
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
    statement = statement.where(_HOLDS, _pin.c.kind == "pin", _member.c.story_id == story_id)
    return connection.scalar(statement.limit(1)) is not None or bool(held_in(connection, story_id))


def tied(connection: Connection, ids: Collection[int]) -> bool:
    """Whether one of these articles is pinned where it is, or belongs together with one that is not among them."""
    roots = _roots(connection, ids)
    said = touching(connection, ids)
    return any(
        pin.kind == "pin" or (pin.root in roots) != (pin.other_root in roots) for pin in said if pin.kind != "apart"
    )


def held_in(connection: Connection, story_id: int) -> set[int]:
    """The originals that are pinned to a story, or to one that was merged into it, and those that go with them."""
    home = schema.story.alias("home")
    joined = sa.select(_pin.c.article_id).join_from(_pin, home, home.c.id == _pin.c.story_id)
    here = sa.func.coalesce(home.c.merged_into, home.c.id) == story_id
    found = connection.scalars(joined.where(_HOLDS, _pin.c.kind == "pin", here)).all()
    return {each for article in found for each in bound(connection, article)}


def touching(connection: Connection, ids: Collection[int]) -> list[Record]:
    """Those that hold of any of these articles, or of their groups, with the originals that they speak of.

    root and other_root: the originals; in_story: where a pinned one has to be, as the story's row says today.
    """
    return _speaking(connection, _roots(connection, ids))


def members(connection: Connection, roots: Collection[int]) -> dict[int, int]:
    """The story of each article of these groups that is in one."""
    mine = sa.or_(_article.c.id.in_(roots), _article.c.copy_of.in_(roots))
    statement = sa.select(_member.c.article_id, _member.c.story_id).join_from(_member, _article).where(mine)
    return {int(article): int(story) for article, story in connection.execute(statement)}


def _roots(connection: Connection, ids: Collection[int]) -> set[int]:
    """The originals of their groups."""
    root = sa.func.coalesce(_article.c.copy_of, _article.c.id)
    return set(connection.scalars(sa.select(root).where(_article.c.id.in_(ids))))


def _speaking(connection: Connection, roots: Collection[int]) -> list[Record]:
    """As `touching`. By the originals, not by who is of their groups: of copies there may be more than a database takes
    parameters, of what people say there are not many.
    """
    one, two, home = _article.alias("one"), _article.alias("two"), schema.story.alias("home")
    root, other_root = (sa.func.coalesce(each.c.copy_of, each.c.id) for each in (one, two))
    joined = (
        _pin.join(one, one.c.id == _pin.c.article_id)
        .join(two, two.c.id == _pin.c.other_article_id, isouter=True)
        .join(home, home.c.id == _pin.c.story_id, isouter=True)
    )
    living = sa.func.coalesce(home.c.merged_into, home.c.id).label("in_story")
    columns = (_pin, root.label("root"), other_root.label("other_root"), living)
    statement = sa.select(*columns).select_from(joined)
    mine = sa.or_(root.in_(roots), other_root.in_(roots))
    return list(connection.execute(statement.where(_HOLDS, mine).order_by(_pin.c.id)).all())


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
    statement = sa.select(*columns).select_from(joined).where(_HOLDS, _pin.c.kind == "apart", *near)
    return list(connection.execute(statement.order_by(_pin.c.id)).all())


def _same(kind: str, article_id: int, story: int | None, other: int | None) -> tuple[sa.ColumnElement[bool], ...]:
    """Who is parted from whom, and who belongs together, is so in both directions."""
    if kind == "pin":
        return _pin.c.kind == kind, _pin.c.article_id == article_id, _pin.c.story_id == story
    pairs = sa.tuple_(_pin.c.article_id, _pin.c.other_article_id).in_([(article_id, other), (other, article_id)])
    return _pin.c.kind == kind, pairs


def _tell(tx: Connection, event: str, number: int, now: datetime) -> None:
    """In the log of the story that the article is in; of an article in none nothing can be told yet."""
    row = tx.execute(sa.select(_pin).where(_pin.c.id == number)).one()
    member = stories.of_article(tx, row.article_id)
    story = row.story_id or (member.story_id if member is not None else None)
    detail = {"pin": number, "kind": row.kind, "article": row.article_id}
    detail |= {"story": row.story_id} if row.kind == "pin" else {"other": row.other_article_id}
    if story is not None:
        stories.note(tx, story, event, detail, now, article=row.article_id)
