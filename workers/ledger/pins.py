"""pins: what people have said of articles and stories. Every later run obeys them: what follows is in `bonds`.

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
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import schema, stories
from workers.ledger.schema import Record

_pin, _article = schema.pin, schema.article

#: kind -> the event that tells of it in the article's story. Two words on purpose: a kind says what holds, an event
#: what was done; both are in ledgers, in `rule` of memberships, and in what machines read, so neither is renamed.
EVENTS = {"pin": "pinned", "apart": "parted", "together": "joined-together"}
#: the event of taking one back.
UNDONE = "unpinned"

#: it was not taken back.
HOLDS = _pin.c.undone_at.is_(None)

_ROOT = sa.func.coalesce(_article.c.copy_of, _article.c.id)
_ROOTS_OF = sa.select(_ROOT).where(_article.c.id.in_(sa.bindparam("ids", expanding=True)))


def _speaking(holds: sa.ColumnElement[bool]) -> sa.Select[Any]:
    one, two, home = _article.alias("one"), _article.alias("two"), schema.story.alias("home")
    root, other_root = (sa.func.coalesce(each.c.copy_of, each.c.id) for each in (one, two))
    joined = (
        _pin.join(one, one.c.id == _pin.c.article_id)
        .join(two, two.c.id == _pin.c.other_article_id, isouter=True)
        .join(home, home.c.id == _pin.c.story_id, isouter=True)
    )
    living = sa.func.coalesce(home.c.merged_into, home.c.id).label("in_story")
    roots: sa.BindParameter[int] = sa.bindparam("roots", expanding=True)
    mine = sa.or_(root.in_(roots), other_root.in_(roots))
    columns = (_pin, root.label("root"), other_root.label("other_root"), living)
    return sa.select(*columns).select_from(joined).where(holds, mine).order_by(_pin.c.id)


#: made once, by whether they were taken back: each article that is placed asks, where anybody has said anything.
_SPEAKING = {False: _speaking(HOLDS), True: _speaking(~HOLDS)}


def add(
    tx: Connection, kind: str, article_id: int, now: datetime, *, story: int | None = None, other: int | None = None
) -> int:
    """Keep what a person says; its number, which is that of the same one where it was said before and still holds."""
    values = {"kind": kind, "article_id": article_id, "story_id": story, "other_article_id": other}
    known = tx.scalar(sa.select(_pin.c.id).where(HOLDS, *_same(kind, article_id, story, other)))
    if known is not None:
        return int(known)
    number = int(tx.scalar(sa.insert(_pin).values(**values, made_at=now).returning(_pin.c.id)))
    _tell(tx, EVENTS[kind], number, now)
    return number


def undo(tx: Connection, number: int, now: datetime, concerned: Collection[int] = ()) -> bool:
    """Take it back; False when there is none of this number that holds. concerned: the stories of whom it spoke."""
    row = get(tx, number)
    if row is None or row.undone_at is not None:
        return False
    tx.execute(sa.update(_pin).where(_pin.c.id == number).values(undone_at=now))
    _tell(tx, UNDONE, number, now, concerned)
    return True


def get(connection: Connection, number: int) -> Record | None:
    return connection.execute(sa.select(_pin).where(_pin.c.id == number)).one_or_none()


def listed(connection: Connection, *, undone: bool = False) -> list[Record]:
    """Those that hold, the first one first. undone: those that were taken back, too."""
    statement = sa.select(_pin) if undone else sa.select(_pin).where(HOLDS)
    return list(connection.execute(statement.order_by(_pin.c.id)).all())


def of_article(connection: Connection, article_id: int) -> list[Record]:
    """Those that hold of an article or of one in its group."""
    return touching(connection, [article_id])


def touching(connection: Connection, ids: Collection[int], *, undone: bool = False) -> list[Record]:
    """Those that hold of any of these articles, or of their groups, with the originals that they speak of.

    root and other_root: the originals; in_story: where a pinned one has to be, as the story's row says today. undone:
    those that were taken back in their place.
    """
    return speaking(connection, roots_of(connection, ids), undone=undone)


def roots_of(connection: Connection, ids: Collection[int]) -> set[int]:
    """The originals of their groups."""
    return set(connection.scalars(_ROOTS_OF, {"ids": list(ids)}))


def speaking(connection: Connection, roots: Collection[int], *, undone: bool = False) -> list[Record]:
    """As `touching`. By the originals, not by who is of their groups: of copies there may be more than a database takes
    parameters, of what people say there are not many.
    """
    return list(connection.execute(_SPEAKING[undone], {"roots": list(roots)}).all())


def _same(kind: str, article_id: int, story: int | None, other: int | None) -> tuple[sa.ColumnElement[bool], ...]:
    """Who is parted from whom, and who belongs together, is so in both directions."""
    if kind == "pin":
        return _pin.c.kind == kind, _pin.c.article_id == article_id, _pin.c.story_id == story
    pairs = sa.tuple_(_pin.c.article_id, _pin.c.other_article_id).in_([(article_id, other), (other, article_id)])
    return _pin.c.kind == kind, pairs


def _tell(tx: Connection, event: str, number: int, now: datetime, concerned: Collection[int] = ()) -> None:
    """In the log of the story that the article is in, or is pinned to; of one in none nothing can be told yet.

    concerned: of these, the one that is not that one is told with it; where the article is in none, it is told of one.
    """
    row = tx.execute(sa.select(_pin).where(_pin.c.id == number)).one()
    member = stories.of_article(tx, row.article_id)
    own = row.story_id or (member.story_id if member is not None else None)
    told = [each for each in dict.fromkeys((own, *sorted(concerned))) if each is not None]
    detail = {"pin": number, "kind": row.kind, "article": row.article_id}
    detail |= {"story": row.story_id} if row.kind == "pin" else {"other": row.other_article_id}
    if told:
        other = told[1] if len(told) > 1 else None
        stories.note(tx, told[0], event, detail, now, other=other, article=row.article_id)
