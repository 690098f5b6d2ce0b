"""headlines: what a story is called, and who is. Reads only."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import schema, stories
from workers.ledger.schema import Record

_member, _article, _event = schema.membership, schema.article, schema.story_event


def bearer(connection: Connection, story_id: int, title: str, characters: int) -> Record | None:
    """The newest member that has this title, copies among them; None where none has it.

    With what is read of it to compare it, of its text so many characters.
    """
    return connection.execute(_bearer(characters), {"story": story_id, "called": title}).one_or_none()


@cache
def _bearer(characters: int) -> sa.Select[Any]:
    """Made once, of the parameters story and called: stories that grow ask it, in the transaction that all wait for."""
    one = _article.c
    text = sa.func.substr(one.text, 1, characters).label("text")
    read = sa.select(one.id, one.title, text, one.text_gone_at, one.lang, one.placed_at, one.vector)
    named = (_member.c.story_id == sa.bindparam("story"), one.title == sa.bindparam("called"))
    mine = read.join_from(_member, _article).where(*named)
    return mine.order_by(sa.func.coalesce(one.placed_at, one.seen_at).desc(), one.id.desc()).limit(1)


def title_at(connection: Connection, story_id: int, at: datetime) -> str | None:
    """What a story was called at this time of ours: what the first renaming after it says that it was before."""
    later = sa.and_(_event.c.story_id == story_id, _event.c.kind == "renamed", _event.c.at > at)
    statement = sa.select(_event.c.detail).where(later).order_by(_event.c.number).limit(1)
    detail = connection.scalar(statement)
    return stories.title_of(connection, story_id) if detail is None else detail.get("was")
