"""since: what happened to a story after somebody came: others were merged into it, a part of it left. Reads only.

Of each change what was compared, as the membership says that it began (workers/ledger/moves.py).
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import schema, stories
from workers.ledger.schema import Record

_event, _former = schema.story_event, schema.former_membership


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a story that others came by, or left by."""

    #: merged: `event.story_id` went into the story; split: it is the one that was begun with the part.
    event: Record
    #: what that one was called last.
    title: str | None
    #: the membership that it began, of one whom it moved.
    began: Record


def changes(connection: Connection, story_id: int, member: Record, limit: int) -> list[Change]:
    """The last merges into a story and splits of it since this member came, the first one first."""
    formers = stories.formers(connection, member.article_id)
    number = formers[-1].number if formers else 0
    statement = sa.select(_event).where(_event.c.other_id == story_id, _event.c.kind.in_(("merged", "split")))
    statement = statement.where(_event.c.at >= member.joined_at, _event.c.number > number)
    rows = connection.execute(statement.order_by(_event.c.number.desc()).limit(limit)).all()
    began = [(row, _began(connection, row.number)) for row in reversed(rows)]
    return [Change(row, stories.title_of(connection, row.story_id), one) for row, one in began if one is not None]


def _began(connection: Connection, number: int) -> Record | None:
    """What became of one whom this event moved, and who counts: its next membership."""
    moved = sa.select(_former.c.article_id).where(_former.c.number == number, _former.c.rule != "copy")
    article = connection.scalar(moved.order_by(_former.c.article_id).limit(1))
    if article is None:
        return None
    later = [row for row in stories.formers(connection, article) if row.number > number]
    return later[0] if later else stories.of_article(connection, article)
