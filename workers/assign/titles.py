"""Give a story the title that it should have by now. No decisions here: naming.py has them.

Within exclusive("assign"), after somebody has come by his own likeness, or members have gone elsewhere. What if it
comes twice? The same members have the same best title.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Connection

from workers.assign import sums
from workers.assign.follow import kept
from workers.assign.naming import LOOKED, Candidate, headline, is_due, name_of
from workers.assign.packed import BEGINS
from workers.assign.vector import ENOUGH
from workers.ledger import headlines, moves, stories, story_log
from workers.ledger.schema import Record


def retitle(tx: Connection, story_id: int, now: datetime) -> str | None:
    """Look at a story's title and change it where there is a reason, which is returned."""
    story = stories.get(tx, story_id)
    if story is None or story.merged_into is not None:
        return None
    rows = story_log.counting(tx, story_id, ENOUGH, BEGINS, LOOKED)
    newest = [made for row in reversed(rows) if (made := _candidate(row)) is not None]
    bearer = headlines.bearer(tx, story_id, story.title, ENOUGH) if story.title else None
    name = name_of(newest, story.title, None if bearer is None else _candidate(bearer) or _faded(bearer))
    if name is None or not moves.rename(tx, story_id, name.title, now, article=name.article, why=name.why):
        return None
    return name.why


def grown(tx: Connection, story: Record, now: datetime) -> str | None:
    """The same, of a story that has one more member that counts: it is looked at from time to time alone."""
    return retitle(tx, story.id, now) if is_due(story.articles - story.copies) else None


def _candidate(row: Record) -> Candidate | None:
    """A member as its story may be called by it; None without a title, and where nothing is kept to compare it by."""
    vector = kept(row)
    if vector is None or not row.title:
        return None
    return Candidate(row.id, row.title, vector.pairs, headline(row.title, row.lang), row.placed_at, row.lang)


def _faded(row: Record) -> Candidate:
    """One of which nothing is kept to compare it by: it is like nobody."""
    return Candidate(row.id, row.title, sums.hashed({}), headline(row.title, row.lang), row.placed_at, row.lang)
