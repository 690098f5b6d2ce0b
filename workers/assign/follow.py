"""The index of stories follows the ledger: events it has not seen, in order, with what it needs of each article.

No decisions here. What if it comes twice? What the index has seen it passes over. An index that was emptied begins at
the first event: each tells what was done then (workers/ledger/moves.py), and by which vector an article is counted was
kept when it was placed, so that what is read anew later, or stands elsewhere today, makes no difference.

What if the ledger is put back from a backup, or a replica takes over that was behind? Each reading begins at the event
that the index has seen last (workers/ledger/story_log.py): where that is another one, or none, the index is emptied.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache

from sqlalchemy.engine import Connection

from workers import log
from workers.assign.changes import Change, Forgotten, Joined, Merged, Moved, last_of
from workers.assign.index import StoryIndex
from workers.assign.packed import BEGINS, Packed, pack, unpack
from workers.assign.reasons import Member
from workers.assign.vector import ENOUGH, Vector, beginning, vector_of
from workers.epoch import REWOUND
from workers.ledger import Ledger, articles, story_log
from workers.ledger.schema import Record
from workers.ledger.story_log import RewoundError
from workers.model import Seen

#: events that are read at a time.
BATCH = 200


def catch_up(ledger: Ledger, index: StoryIndex) -> Iterator[int]:
    """Bring the projection up to date, in batches; yields how many events each batch held.

    Vectors that had to be made, because none was kept or one of another version, are kept then: the next time, all is
    read.
    """
    while True:
        made: dict[int, bytes] = {}
        try:
            with ledger.read() as connection:
                count, _ = project(connection, index, index.cursor(), BATCH, made)
        except RewoundError as rewound:
            _forget(index, rewound.seen)
            continue
        if made:
            with ledger.begin(lasting=False) as tx:
                articles.keep_vectors(tx, made)
        if count:
            yield count
        if count < BATCH:
            return


def project(
    connection: Connection,
    index: StoryIndex,
    cursor: Seen | None,
    limit: int,
    made: dict[int, bytes] | None = None,
    *,
    weighed: bool = False,
) -> tuple[int, Seen | None]:
    """Apply the events after those that the index has seen, `limit` at most: how many, and the last that it has seen.

    Raises RewoundError where it has seen what this ledger has not had.

    cursor: the index's. Read before the connection first looks at the ledger, it is none of an event that this cannot
    see: SQLite keeps to that view.
    made: takes the vectors that had to be made, by article.
    weighed: where they concern `limit` articles or more, as one merge of two large stories does, none is applied, and
    `limit` is the answer.
    """
    rows = story_log.changes_since(connection, cursor, limit, ENOUGH, BEGINS)
    if weighed and sum(story_log.concerned(row) for row in rows) >= limit:
        return limit, cursor
    events = [_change(connection, row, {} if made is None else made) for row in rows]
    index.apply(events, after=cursor)
    return len(rows), last_of(events) if events else cursor


def brought_since(connection: Connection, seen: Seen | None, limit: int) -> list[Joined] | None:
    """The events after this one, where all of them brought an article into its first story, and were less than `limit`.

    None where there is more to look at.
    """
    try:
        rows = story_log.changes_since(connection, seen, limit, ENOUGH, BEGINS)
    except RewoundError:
        return None
    if len(rows) >= limit or any(row.kind not in story_log.BROUGHT for row in rows):
        return None
    return [_joined(row, {}) for row in rows]


def countable(connection: Connection, story: int, silence: timedelta | None = None) -> int:
    """How many members of a story count in an index: copies and empty texts do not.

    silence: without those that came before nobody did for so long, whom Redis may have let go.
    """
    count, last = 0, None
    for row in story_log.counting(connection, story, ENOUGH, BEGINS):
        if silence is not None and last is not None and last - row.joined_at > silence:
            break
        last, vector = row.joined_at, kept(row)
        count += vector is not None and len(vector) > 0
    return count


def near(connection: Connection, story: int, limit: int) -> list[Member]:
    """The newest members of a story that count and whose vectors were kept, so many at most."""
    rows = story_log.counting(connection, story, 0, BEGINS, limit)
    return [Member(row.id, unpack(row.vector), row.placed_at) for row in rows if _packed(row)]


def kept(row: Record, made: dict[int, bytes] | None = None) -> Packed | None:
    """The vector that was kept when an article was placed; where there is none of this version, it is `made`.

    None where text and vector are no longer kept, or it counts no more: its story was asleep (workers/ledger/prune.py).
    """
    if row.text_gone_at is not None or row.vector == b"":
        return None
    if _packed(row):
        return unpack(row.vector)
    vector = packed_of(row)
    if made is not None:
        made[row.id] = vector
    return unpack(vector)


def read(article: Record) -> Vector:
    """An article's vector, from what it says."""
    return _read(article.title, beginning(article.text), article.lang)


def packed_of(article: Record) -> bytes:
    """The same, as it is kept."""
    return _pack(article.title, beginning(article.text), article.lang)


def _packed(row: Record) -> bool:
    return bytes(row.vector or b"").startswith(BEGINS)


@lru_cache(maxsize=64)
def _read(title: str | None, text: str, lang: str | None) -> Vector:
    """text: no more than is read of it, because it is kept here."""
    return vector_of(title, text, lang)


@lru_cache(maxsize=64)
def _pack(title: str | None, text: str, lang: str | None) -> bytes:
    return pack(_read(title, text, lang))


def _joined(row: Record, made: dict[int, bytes]) -> Joined:
    """A copy moves nothing: it came with its group, not by its own likeness."""
    vector = None if row.rule == "copy" else kept(row, made)
    return Joined(row.number, row.id, row.story_id, vector, row.placed_at, row.kind == story_log.BEGAN, row.at)


def _change(connection: Connection, row: Record, made: dict[int, bytes]) -> Change:
    """An event as the index is told of it."""
    if row.kind in story_log.BROUGHT:
        return _joined(row, made)
    if row.kind == story_log.FORGOTTEN:
        return Forgotten(row.number, row.story_id, row.at)
    rows = story_log.moved_by(connection, row.number, ENOUGH, BEGINS)
    counting = [(vector, moved.placed_at) for moved in rows if (vector := kept(moved, made)) is not None]
    if row.kind == "merged":
        return Merged(row.number, row.story_id, row.other_id, [vector for vector, _ in counting], row.at)
    return Moved(row.number, row.other_id, row.story_id, counting, row.detail["span"], row.at)


def _forget(index: StoryIndex, seen: Seen) -> None:
    """Once, whoever else finds the same."""
    if index.forget(seen):
        told = f"it had seen event {seen.number}, which the ledger has not had, and is filled from it"
        log.get(__name__).warning(REWOUND, index="stories", detail=told)
