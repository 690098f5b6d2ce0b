"""Second thoughts, performed: a look at each story that has changed, and what repair.py says of it. Decides nothing.

    due stories | their neighbourhood | propose | each change, alone, under the lock, if nothing has happened meanwhile

A neighbourhood is the story and the NEAR that the index finds by the words of its newest members, each with its newest
MEMBERS that count. It is read and judged without the lock; what is proposed is done in a short transaction of its own,
in which the stories must be as they were (else it is looked at once more) and what people said must allow it, of those
members, too, that were not looked at.

A round ends when nothing is due or its time is up; a story that was looked at is marked, so that the next round goes on
behind it. A story whose look fails is left out until it has grown, while ledger and index answer: no story stops those
behind it. What if it comes twice, beside itself, or is killed? Between two changes all is consistent; the twin finds
the stories changed, or as they were left.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

import numpy as np
from sqlalchemy.engine import Connection

from workers import log
from workers.assign import repair
from workers.assign.follow import catch_up, kept
from workers.assign.index import StoryIndex
from workers.assign.neighbourhood import Change, Member, Merge, Move, Neighbourhood, Split, Story
from workers.assign.packed import BEGINS, Packed
from workers.assign.titles import retitle
from workers.assign.vector import ENOUGH
from workers.errors import OutageError
from workers.ledger import Ledger, bonds, looks, moves, pins, stories, story_log
from workers.ledger.schema import Record
from workers.model import Assignment

Propose = Callable[[Neighbourhood, float], Sequence[Change]]
Clock = Callable[[], datetime]

#: stories beside the one that is looked at; members of each, the newest; those whose words find the others.
NEAR, MEMBERS, _ASKING = 10, 40, 8
#: what is logged.
_EVENTS: Mapping[type, str] = {Merge: "story.merged", Split: "story.split", Move: "article.moved"}
#: events whose stories are looked at before the cursor goes on.
_MANY = 200
#: looks at a story that somebody changes meanwhile; after these it waits until it has grown.
_TRIES = 3


def repair_round(
    ledger: Ledger,
    index: StoryIndex,
    join_at: float,
    clock: Clock,
    *,
    seconds: float | None = None,
    propose: Propose = repair.propose,
) -> Counter[str]:
    """What was done: stories `looked` at, `merged`, `split`; articles `moved` alone; all `articles` that moved by it.

    clock: asked under the lock, when a change is made: whoever came in the meantime came before it.
    seconds: after which no further look begins; None: until nothing is due. An index that is far behind takes them all,
    round by round, before the first look.
    """
    done: Counter[str] = Counter()
    deadline = None if seconds is None else time.monotonic() + seconds
    if not _followed(ledger, index, deadline):
        return done
    while True:
        with ledger.read() as connection:
            due = looks.due(connection, _MANY)
        if due.upto is None or _over(deadline):
            return done
        for story in due.stories:
            if _over(deadline):
                return done
            try:
                outcome = _look(ledger, index, story, join_at, clock, propose, deadline)
            except OutageError as error:
                log.get(__name__).warning("story.unlooked", story=story, error=str(error))
                if not _followed(ledger, index, deadline):  # raises where something is away, and not only for this one
                    return done
                continue
            if outcome is None:
                return done
            done += outcome
            done["looked"] += 1
        with ledger.begin(lasting=False) as tx:
            looks.passed(tx, due.upto)


def _over(deadline: float | None) -> bool:
    return deadline is not None and time.monotonic() >= deadline


def _followed(ledger: Ledger, index: StoryIndex, deadline: float | None) -> bool:
    """Bring the index up to date; False where there was no time for all of it."""
    return all(not _over(deadline) for _ in catch_up(ledger, index))


def _look(
    ledger: Ledger,
    index: StoryIndex,
    story: int,
    join_at: float,
    clock: Clock,
    propose: Propose,
    deadline: float | None,
) -> Counter[str] | None:
    """Look at one story, and do what follows from it; None where the time was up before that."""
    done: Counter[str] = Counter()
    for _ in range(_TRIES):
        if not _followed(ledger, index, deadline):
            return done or None
        with ledger.read() as connection:
            seen, size = stories.last_number(connection), looks.size(connection, story)
            around = neighbourhood(connection, index, story)
        proposed = propose(around, join_at) if around.stories else ()
        outcomes = [_perform(ledger, change, seen, clock) for change in proposed]
        done.update({what: n for outcome in outcomes if outcome for what, n in outcome.items()})
        if None not in outcomes:
            break
    if done:
        _followed(ledger, index, deadline)  # now: else who places the next article does it, while all others wait
        return done
    with ledger.begin(lasting=False) as tx:
        looks.looked(tx, story, size, seen)
    return done


def neighbourhood(connection: Connection, index: StoryIndex, story: int) -> Neighbourhood:
    """A story with those that are near it; empty where nothing can be said of it."""
    own = _members(connection, story)
    if not own:
        return Neighbourhood(())
    asking = [vector for _, vector in own[:_ASKING]]
    words = Packed(*(np.concatenate([getattr(one, name) for one in asking]) for name in ("keys", "values", "words")))
    last = max((row.placed_at for row, _ in own if row.placed_at), default=None)
    near = [other for other in index.nearest(words, last, NEAR + 1) if other != story][:NEAR]
    sizes = looks.sizes(connection, [story, *near])
    there = {other: _members(connection, other) for other in near if other in sizes} | {story: own}
    return _made(connection, story, there, sizes)


def _members(connection: Connection, story: int) -> list[tuple[Record, Packed]]:
    """The newest that count, the newest first, with their vectors."""
    rows = story_log.counting(connection, story, ENOUGH, BEGINS, MEMBERS)
    return [(row, vector) for row in rows if (vector := kept(row)) is not None and len(vector)]


def _made(
    connection: Connection,
    story: int,
    there: Mapping[int, list[tuple[Record, Packed]]],
    sizes: Mapping[int, int],
) -> Neighbourhood:
    """The values that are judged, the oldest member first."""
    ids = [row.id for rows in there.values() for row, _ in rows]
    roots = {row.copy_of or row.id: row.id for rows in there.values() for row, _ in rows}
    spread, moved, said = looks.spread(connection, ids), looks.moved(connection, ids), pins.touching(connection, ids)
    pinned = {roots.get(pin.root) for pin in said if pin.kind == "pin"}
    pairs = [[(pin.root, pin.other_root) for pin in said if pin.kind == kind] for kind in ("apart", "together")]

    def member(row: Record, vector: Packed) -> Member:
        return Member(
            *(row.id, vector.pairs, row.placed_at),
            pinned=row.id in pinned,
            spread=spread.get(row.id, 1),
            moved=moved.get(row.id, 0),
        )

    return Neighbourhood(
        [
            Story(other, [member(*one) for one in reversed(rows)], sizes.get(other, len(rows)))
            for other, rows in there.items()
        ],
        frozenset({story}),
        *(_known(roots, some) for some in pairs),
    )


def _known(roots: Mapping[int, int], pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pairs of groups, as pairs of the members that stand for them here."""
    return [(roots[one], roots[other]) for one, other in pairs if one in roots and other in roots]


def _perform(ledger: Ledger, change: Change, seen: int, clock: Clock) -> Mapping[str, int] | None:
    """What was done; None where the stories are no longer those that were looked at."""
    with ledger.exclusive("assign") as tx:
        ids = _stories(change)
        if looks.changed(tx, ids, seen):
            return None
        if not _allowed(tx, change):
            return {}
        before, now = stories.last_number(tx), clock()
        here = {*ids, _do(tx, change, now)}
        for story in sorted(here):
            retitle(tx, story, now)
        looks.again(tx, ids)
        count = story_log.moved_since(tx, before)
    kind = _EVENTS[type(change)]
    log.get(__name__).info(kind, stories=list(ids), articles=count)
    return {kind.split(".")[1]: 1, "articles": count}


def _do(tx: Connection, change: Change, now: datetime) -> int:
    """The story where they are that went."""
    match change:
        case Merge(keep=keep, gone=gone):
            return moves.merge(tx, keep, gone, _why("merged", change, {"from": gone}), now, keep=keep)
        case Split(story=story, part=part):
            return moves.split_off(tx, story, part, _why("split", change, {"from": story}), now) or story
        case Move(article=article, source=source, target=target):
            moves.move(tx, article, target, _why("moved", change, {"from": source}), now)
            return target


def _why(rule: str, change: Change, more: Mapping[str, object]) -> Assignment:
    score, bar = (float(str(change.evidence.get(name, 0.0))) for name in ("kin", "bar"))
    return Assignment(None, score, bar, rule, {**more, **change.evidence})


def _stories(change: Change) -> tuple[int, ...]:
    match change:
        case Merge(keep=one, gone=other) | Move(source=one, target=other):
            return one, other
        case Split(story=story):
            return (story,)


def _allowed(tx: Connection, change: Change) -> bool:
    """Whether what people said lets it be, of all whom it concerns."""
    match change:
        case Merge(keep=keep, gone=gone):
            return bonds.between(tx, keep, gone) is None and not bonds.pinned_in(tx, gone)
        case Move(article=article, source=source, target=target):
            said = bonds.placing(tx, article)
            if moves.empties(tx, article) and not _allowed(tx, Merge(target, source)):
                return False
            return said.home in (None, target) and target not in said.closed
        case Split(part=part):
            return not bonds.tied(tx, part)
