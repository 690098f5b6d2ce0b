"""Where an article goes by its own words and by what people said: decided before the lock, held to under it.

No decisions here: what is done for one is asked in order. Under the lock (workers/assign/stage.py) a proposal is taken
where the same would come out now: people have said nothing else of the article, and no event since has touched what the
index was asked (found.py). Else it is made anew there, of the index as of the last event, so that of two workers who
place the first two articles of one story at once the second joins the first.

Dropped: taking a proposal only where no event has come at all, which with two workers is nearly never. What moves
articles, or merges stories, is not held against it: after that it is made anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.engine import Connection

from workers.assign.decide import choose
from workers.assign.follow import brought_since, catch_up, near, packed_of, project, read
from workers.assign.found import Found
from workers.assign.index import StoryIndex
from workers.assign.packed import unpack
from workers.assign.reasons import LOOKED, reasons
from workers.epoch import EMPTIED
from workers.errors import OutageError
from workers.ledger import Ledger, bonds, story_log
from workers.ledger.bonds import Placing
from workers.ledger.schema import Record
from workers.ledger.story_log import RewoundError
from workers.model import Assignment, Seen

#: articles whose events are taken in, or looked at, under the lock, fewer than so many: mostly it is the one of who
#: held it before, and everybody waits meanwhile.
FEW = 10


class BehindError(Exception):
    """The index cannot be brought up to date at once: it is too far behind, or ahead of a ledger that was put back.

    Caught by who asked for it.
    """


@dataclass(frozen=True, slots=True)
class Proposal:
    assignment: Assignment
    #: what people had said of the article.
    said: Placing
    found: Found
    #: the last event that the index had seen; None before the first.
    seen: Seen | None


def proposal(article: Record, *, ledger: Ledger, index: StoryIndex, join_at: float) -> Proposal:
    """Before the lock: the index is brought up to date first, however far behind it is, or if it was emptied."""
    packed_of(article)  # now, and kept: not while a connection is held
    cursor = index.seen()
    while True:
        with ledger.read() as connection:
            try:
                return _made(connection, article, bonds.placing(connection, article.id), index, cursor, join_at)
            except BehindError:
                pass
            except OutageError as away:
                if away.reason != EMPTIED:
                    raise
        for _ in catch_up(ledger, index):
            pass
        cursor = index.cursor()


def decided(
    tx: Connection, article: Record, before: Proposal | None, *, index: StoryIndex, join_at: float
) -> Assignment:
    """Under the lock: as it was proposed before, if that still stands, or anew. Raises BehindError."""
    said = bonds.placing(tx, article.id)
    if before is not None and said == before.said and _stands(tx, before):
        return before.assignment
    return _made(tx, article, said, index, index.cursor(), join_at).assignment


def _stands(tx: Connection, before: Proposal) -> bool:
    """Also of what the index had taken by then of another worker: of a ledger that was put back it may be ahead."""
    asked = before.found.seen
    if asked not in (None, before.seen) and not story_log.has(tx, asked):
        return False
    since = brought_since(tx, before.seen, FEW)
    return since is not None and before.found.stands(since)


def _made(
    connection: Connection, article: Record, said: Placing, index: StoryIndex, cursor: Seen | None, join_at: float
) -> Proposal:
    """Where people said; else the nearest story that is near enough; else a new one.

    cursor: the index's, of before the connection looked at the ledger, or an older one: what others have brought in
    since is held against it under the lock. Raises OutageError where Redis has been emptied since it was brought up to
    date.
    """
    try:
        count, seen = project(connection, index, cursor, FEW, weighed=True)
    except RewoundError as rewound:
        raise BehindError from rewound
    if count == FEW:
        raise BehindError
    vector, at = read(article), article.placed_at
    found = index.found(vector, at, after=seen, kept=unpack(packed_of(article)))
    there = [state for state in found.stories if state.id not in said.closed and said.home in (None, state.id)]
    chosen = choose(vector, at, there, join_at)
    if said.home is not None:
        chosen = replace(chosen, story=said.home, rule="pinned", threshold=0.0)
    members = near(connection, chosen.story, LOOKED) if chosen.story else []
    why = reasons(chosen, vector, at, article.lang, members)
    return Proposal(replace(chosen, evidence={**chosen.evidence, **why}), said, found, seen)
