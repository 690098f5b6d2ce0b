"""story_log: reading `story_event` for the index that is made from it; for people, see changes.py. Reads only.

Numbers are in order of commit, since writers hold exclusive("assign"): who has seen one has seen all before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import schema
from workers.ledger.schema import Record
from workers.model import Seen

_member, _event, _article = schema.membership, schema.story_event, schema.article
_former = schema.former_membership

#: what brings an article into its first story; the first of them begins that story.
BROUGHT = BEGAN, _ = ("created", "joined")
#: what takes articles from one story into another (workers/ledger/moves.py).
MOVED = ("moved", "merged", "split")
#: texts of a story that sleeps begin to go (workers/ledger/prune.py): none of its members of then counts any more.
FORGOTTEN = "forgotten"
#: what an index takes.
_TAKEN = _event.c.kind.in_((*BROUGHT, *MOVED, FORGOTTEN))
#: articles that are read at a time.
_MANY = 200


class RewoundError(Exception):
    """The ledger has not had the event that was seen: it was put back to before it. Caught by who asked."""

    def __init__(self, seen: Seen) -> None:
        super().__init__(f"the ledger has not had event {seen.number} of {seen.at}")
        self.seen = seen


def changes_since(
    connection: Connection, seen: Seen | None, limit: int, characters: int, known: bytes
) -> Sequence[Record]:
    """The next events that change who counts in a story, after the one that was seen; of one article, with what is
    read of it. Raises RewoundError.

    Of its text so many characters, and nothing where its vector begins with `known`: `limit` whole texts, of 10 MB
    each, would be gigabytes. Whether it counts, the membership of today says: it does not change with the story.
    """
    rows = connection.execute(_changes(limit, characters, known), {"seen": seen.number if seen else 0}).all()
    if seen is None:
        return rows[:limit]
    if not rows or Seen(rows[0].number, rows[0].at) != seen:
        raise RewoundError(seen)
    return rows[1:]


def has(connection: Connection, seen: Seen) -> bool:
    """Whether this ledger has had the event."""
    return connection.scalar(sa.select(_event.c.at).where(_event.c.number == seen.number)) == seen.at


@cache
def _changes(limit: int, characters: int, known: bytes) -> sa.Select[Any]:
    """The event that was seen and those after it, so many at most. Made once for each limit, of the parameter seen:
    every article that is placed asks it.
    """
    brought = sa.and_(_event.c.kind.in_(BROUGHT), _article.c.id == _event.c.article_id)
    joined = _event.join(_article, brought, isouter=True).join(
        _member, _member.c.article_id == _article.c.id, isouter=True
    )
    columns = tuple(_event.c[name] for name in ("number", "kind", "story_id", "other_id", "at", "detail"))
    statement = sa.select(*columns, *_read(characters, known), _member.c.rule).select_from(joined)
    told = sa.or_(
        _event.c.kind.in_((*MOVED, FORGOTTEN)), sa.and_(_event.c.kind.in_(BROUGHT), _member.c.article_id.is_not(None))
    )
    seen = sa.bindparam("seen", type_=_event.c.number.type)
    wanted = (_event.c.number >= seen, sa.or_(_event.c.number == seen, told))
    return statement.where(*wanted).order_by(_event.c.number).limit(limit + 1)


def concerned(event: Record) -> int:
    """How many articles an event of these concerns, copies among them."""
    if event.kind in BROUGHT or event.kind == FORGOTTEN:
        return 1
    return int(event.detail["count"] if event.kind == "merged" else len(event.detail["articles"]))


def moved_by(connection: Connection, number: int, characters: int, known: bytes) -> Iterator[Record]:
    """Those that count among the articles that an event took elsewhere, by number; what is read of each, as above."""
    last = 0
    while True:
        statement = sa.select(*_read(characters, known)).join_from(_former, _article)
        statement = statement.where(_former.c.number == number, _former.c.rule != "copy", _article.c.id > last)
        rows = connection.execute(statement.order_by(_article.c.id).limit(_MANY)).all()
        yield from rows
        if len(rows) < _MANY:
            return
        last = rows[-1].id


def moved_since(connection: Connection, number: int) -> int:
    """How many articles were taken elsewhere by events after this one, copies among them."""
    statement = sa.select(sa.func.count()).select_from(_former).where(_former.c.number > number)
    return int(connection.scalar(statement) or 0)


def counting(
    connection: Connection, story_id: int, characters: int, known: bytes, limit: int | None = None
) -> Sequence[Record]:
    """The members of a story that came by their own likeness, the newest first, with what is read of each."""
    return connection.execute(_counting(characters, known, limit), {"story": story_id}).all()


@cache
def _counting(characters: int, known: bytes, limit: int | None) -> sa.Select[Any]:
    """Made once for each use, of the parameter story: every article that joins asks it."""
    columns: tuple[sa.ColumnElement[Any], ...] = (*_read(characters, known), _member.c.joined_at)
    statement = sa.select(*columns).join_from(_member, _article)
    statement = statement.where(_member.c.story_id == sa.bindparam("story"), _member.c.rule != "copy")
    return statement.order_by(_member.c.joined_at.desc(), _article.c.id.desc()).limit(limit)


def unseen(connection: Connection, number: int) -> set[int]:
    """The stories that changed after this event."""
    statement = sa.select(_event.c.story_id, _event.c.other_id).where(_event.c.number > number)
    return {story for row in connection.execute(statement) for story in row if story is not None}


def _read(characters: int, known: bytes) -> tuple[sa.ColumnElement[object], ...]:
    packed = sa.func.substr(_article.c.vector, 1, len(known)) == known
    text = sa.case((packed, ""), else_=sa.func.substr(_article.c.text, 1, characters))
    one = _article.c
    read = (one.id, one.title, text.label("text"), one.text_gone_at, one.lang, one.placed_at, one.vector)
    return *read, one.copy_of


def length(connection: Connection) -> int:
    """How many events change who counts in a story: what an index has to take in."""
    return int(connection.scalar(sa.select(sa.func.count()).where(_TAKEN)) or 0)


def last_number(connection: Connection) -> int:
    """The number of the newest of these; 0 where there is none."""
    newest = sa.select(_event.c.number).where(_TAKEN).order_by(_event.c.number.desc()).limit(1)
    return int(connection.scalar(newest) or 0)
