"""changes: the log of stories, read by those who follow it. Its numbers ascend in order of commit, with gaps."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import schema, stories
from workers.ledger.base import Ledger
from workers.ledger.schema import Record

_event, _article, _story = schema.story_event, schema.article, schema.story
#: events that are read at a time.
_BATCH = 500
_TOLD = (
    sa.select(
        _event,
        _article.c.title.label("article_title"),
        _article.c.url,
        _article.c.site,
        _story.c.title.label("story_title"),
    )
    .join_from(_event, _story, _story.c.id == _event.c.story_id)
    .join(_article, _article.c.id == _event.c.article_id, isouter=True)
    .order_by(_event.c.number)
)


def since(ledger: Ledger, cursor: int, limit: int | None = None) -> Iterator[Record]:
    """The events after this one, in order, with their article and their story as these are called now.

    Those that were there when it began; at most `limit`. While who asked takes his time, as a pager does, no connection
    is held: by one that reads, SQLite's log would grow with all that is written meanwhile.
    """
    with ledger.read() as connection:
        last = stories.last_number(connection)
    left = limit
    while cursor < last and left != 0:
        size = _BATCH if left is None else min(_BATCH, left)
        with ledger.read() as connection:
            found = connection.execute(_TOLD.where(_event.c.number > cursor, _event.c.number <= last).limit(size)).all()
        yield from found
        if len(found) < size:
            return
        cursor, left = found[-1].number, None if left is None else left - size


def before_newest(connection: Connection, count: int) -> int:
    """The cursor after which there are so many events; 0 where there are no more than these."""
    newest = sa.select(_event.c.number).order_by(_event.c.number.desc()).offset(count).limit(1)
    return int(connection.scalar(newest) or 0)
