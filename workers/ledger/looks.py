"""looks: which stories second thoughts have to look at, and what they must know of the members. Decides nothing.

The log is walked with a cursor of its own (`meta`, name `looked`); a story that an article came into, or that was
changed, is due once it has grown by GROWN since the last look (`story.looked`): so a story of a thousand is looked at
some thirty times, not a thousand. What was moved is due again at once; so is a story of which people said something
that they took back: nothing is held there any more, and nothing else may ever happen to it.

What if it comes twice, or beside itself? Who looked first has marked the story; what it did is in the log, and what was
decided before that is not done (`changed`). What was changed or taken back during a look is not marked by it, and who
came meanwhile is not counted as looked at: all that is in the log, behind what was due, and is due by it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import schema
from workers.ledger.dialect import insert
from workers.ledger.pins import UNDONE
from workers.ledger.schema import Record
from workers.ledger.story_log import BROUGHT, MOVED

_meta, _story, _event, _article = schema.meta, schema.story, schema.story_event, schema.article
_member, _former = schema.membership, schema.former_membership

#: a story that has grown by a quarter since it was looked at is due.
GROWN = 1.25
_NAME = "looked"
#: a story's members but for its copies.
_SIZE = _story.c.articles - _story.c.copies


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be looked at next."""

    stories: tuple[int, ...]
    #: the last event that was considered; None: there is no new one.
    upto: int | None


def due(connection: Connection, events: int) -> Due:
    """The stories that are due by the next events, so many at most, in the order of the log."""
    known = connection.scalar(sa.select(_meta.c.value).where(_meta.c.name == _NAME))
    statement = sa.select(_event.c.number, _event.c.story_id, _event.c.other_id)
    statement = statement.where(_event.c.number > int(known or 0), _event.c.kind.in_((*BROUGHT, *MOVED, UNDONE)))
    rows = connection.execute(statement.order_by(_event.c.number).limit(events)).all()
    met = dict.fromkeys(story for row in rows for story in (row.story_id, row.other_id) if story is not None)
    grown = sa.and_(_story.c.looked * GROWN <= _SIZE, _story.c.looked < _SIZE)
    living = sa.select(_story.c.id).where(_story.c.id.in_(met), _story.c.merged_into.is_(None), grown)
    found = set(connection.scalars(living))
    return Due(tuple(story for story in met if story in found), rows[-1].number if rows else None)


def passed(tx: Connection, upto: int) -> None:
    """All that was due by the events up to this one has been looked at. The cursor never goes back."""
    tx.execute(insert(tx, _meta).values(name=_NAME, value="0").on_conflict_do_nothing())
    mine = sa.and_(_meta.c.name == _NAME, sa.cast(_meta.c.value, sa.BigInteger) < upto)
    tx.execute(sa.update(_meta).where(mine).values(value=str(upto)))


def size(connection: Connection, story_id: int) -> int:
    """How large a story is, as it is due by it."""
    return int(connection.scalar(sa.select(_SIZE).where(_story.c.id == story_id)) or 0)


def looked(tx: Connection, story_id: int, size: int, number: int) -> None:
    """It was looked at when it was so large, after this event. Not where it was changed since, or set free.

    Who changes it, or sets it free, writes its row, too: with that row held, what they did is there to be seen, or they
    come after this.
    """
    mine = _story.c.id == story_id
    tx.execute(sa.select(_story.c.id).where(mine).with_for_update())
    if not changed(tx, [story_id], number, (*MOVED, UNDONE)):
        tx.execute(sa.update(_story).where(mine).values(looked=size))


def again(tx: Connection, ids: Collection[int]) -> None:
    """They are not what they were when they were looked at, or not held any more."""
    tx.execute(sa.update(_story).where(_story.c.id.in_(ids)).values(looked=0))


def changed(connection: Connection, ids: Collection[int], number: int, kinds: Collection[str] = ()) -> bool:
    """Whether anything happened to one of these stories after this event; of these kinds alone, where any are."""
    mine = [_event.c.number > number, sa.or_(_event.c.story_id.in_(ids), _event.c.other_id.in_(ids))]
    mine += [_event.c.kind.in_(kinds)] if kinds else []
    return connection.scalar(sa.select(_event.c.number).where(*mine).limit(1)) is not None


def spread(connection: Connection, ids: Collection[int]) -> dict[int, int]:
    """How many articles are in the group of each of these, itself among them."""
    mine, root = _article.alias("mine"), sa.func.coalesce(_article.c.copy_of, _article.c.id)
    own = sa.func.coalesce(mine.c.copy_of, mine.c.id)
    group = sa.or_(_article.c.id == own, _article.c.copy_of == own)
    statement = sa.select(mine.c.id, sa.func.count(root)).select_from(mine.join(_article, group))
    statement = statement.where(mine.c.id.in_(ids)).group_by(mine.c.id)
    return {int(article): int(n) for article, n in connection.execute(statement)}


def moved(connection: Connection, ids: Collection[int]) -> dict[int, int]:
    """How often second thoughts took each of these elsewhere; what people did is not counted."""
    ours = sa.and_(_former.c.article_id.in_(ids), _former.c.why.in_(MOVED))
    statement = sa.select(_former.c.article_id, sa.func.count()).where(ours).group_by(_former.c.article_id)
    return {int(article): int(n) for article, n in connection.execute(statement)}


def sizes(connection: Connection, ids: Collection[int]) -> dict[int, int]:
    """How many articles are in each of these stories, copies among them; of those that live."""
    statement = sa.select(_story.c.id, _story.c.articles).where(_story.c.id.in_(ids), _story.c.merged_into.is_(None))
    rows: list[Record] = list(connection.execute(statement).all())
    return {row.id: row.articles for row in rows}
