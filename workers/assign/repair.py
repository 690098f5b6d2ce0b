"""Second thoughts: which stories have grown together, which one has fallen apart. Pure.

    merge   two stories whose mean kin is at least SECOND x join_at + MERGE, staleness taken off for each two members
    split   a story whose two most separate halves have a mean kin under SECOND x join_at - SPLIT, staleness taken off
            for the days between the two, so that a thread is not cut because it is long
    move    an article leaves a story in a split and enters another in the merge after it: there is no third rule

Kin is likeness seen with what is near (kin.py), halves by average linkage (halves.py). Nothing flaps: between the two
bars nothing changes, so that a merge is split only if what came since speaks against it; and what has been moved MOVES
times is moved no more, whatever comes.

What people said stands above all of it. A pinned article is moved by nothing: of two stories the one without goes, and
of two with some none. Parted articles never come into one story; articles put together are never parted.

Each story is in one change of an answer at most: these may be performed in any order, or some of them only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from workers.assign.halves import halves
from workers.assign.kin import aged, kin, silence
from workers.assign.neighbourhood import Change, Member, Merge, Neighbourhood, Split, Story
from workers.assign.products import Table, products
from workers.assign.score import staleness

#: kin on the scale of join_at.
SECOND = 1.54
#: how much above it two stories are one.
MERGE = 0.04
#: how much below it one story is two.
SPLIT = 0.02
#: how often an article may be moved.
MOVES = 2
#: members of a story that may fall apart.
SPLITTABLE = 3


def propose(around: Neighbourhood, join_at: float) -> Sequence[Change]:
    """What is clearly better than what is, splits before merges, of these the nearest first; nothing where nothing is.

    The time it takes grows with the second power of the members of all, and with the third of those of a story.
    """
    ground = _ground(around)
    splits = _splits(ground, SECOND * join_at - SPLIT)
    merges = _merges(ground, SECOND * join_at + MERGE, {split.story for split in splits})
    return [*splits, *merges]


@dataclass(frozen=True, slots=True)
class _Ground:
    """A neighbourhood with the kin of each two of its members."""

    around: Neighbourhood
    #: by id; all have members.
    stories: Sequence[Story]
    #: of all stories, one after the other.
    members: Sequence[Member]
    #: of each story, the first of its members and the one after its last.
    ends: Sequence[int]
    likeness: Table
    kin: Table

    def places(self, story: int) -> range:
        return range(self.ends[story], self.ends[story + 1])

    def touched(self, story: int) -> bool:
        return not self.around.touched or self.stories[story].id in self.around.touched


def _ground(around: Neighbourhood) -> _Ground:
    stories = [story for story in sorted(around.stories, key=lambda story: story.id) if story.members]
    members = [member for story in stories for member in story.members]
    ends = [0, *np.cumsum([len(story.members) for story in stories]).tolist()]
    likeness = products([member.terms for member in members])
    return _Ground(around, stories, members, ends, likeness, kin(likeness))


def _splits(ground: _Ground, bar: float) -> Sequence[Split]:
    found = []
    for number, story in enumerate(ground.stories):
        if len(story.members) >= SPLITTABLE and ground.touched(number):
            here = ground.places(number)
            parts = halves(ground.kin[here.start : here.stop, here.start : here.stop])
            stays, goes = sorted(([here[i] for i in part] for part in parts), key=lambda part: _weight(ground, part))
            near = _between(ground, stays, goes)
            if near < bar and _may_part(ground, stays, goes):
                part = tuple(sorted(ground.members[i].article for i in goes))
                found.append(Split(story.id, part, _evidence(ground, stays, goes, near, bar)))
    return found


def _merges(ground: _Ground, bar: float, taken: set[int]) -> Iterator[Merge]:
    """The nearest two first, then the nearest two of those that are left."""
    if not ground.stories:
        return
    near = _means(aged(ground.kin, [member.at for member in ground.members]), ground.ends)
    pairs = np.argwhere(np.triu(near >= bar, 1)).tolist()
    for one, other in sorted(pairs, key=lambda pair: (-near[pair[0], pair[1]], pair)):
        ids = {ground.stories[one].id, ground.stories[other].id}
        if not ids & taken and (ground.touched(one) or ground.touched(other)):
            keep, gone = _keeping(ground, one, other)
            if _may_meet(ground, ground.places(keep), ground.places(gone)):
                taken |= ids
                here = (ground.places(keep), ground.places(gone))
                evidence = _evidence(ground, *here, float(near[one, other]), bar)
                yield Merge(ground.stories[keep].id, ground.stories[gone].id, evidence)


def _means(kin: Table, ends: Sequence[int]) -> Table:
    """The mean over the pairs of members, for each two stories; between a story and itself it says nothing."""
    starts, sizes = ends[:-1], np.diff(ends)
    sums: Table = np.add.reduceat(np.add.reduceat(kin, starts, axis=0), starts, axis=1)
    return sums / np.outer(sizes, sizes)


def _between(ground: _Ground, one: Sequence[int], other: Sequence[int]) -> float:
    """The kin of two parts of a story, less what the days between them take away."""
    lives = ([ground.members[i].at for i in part] for part in (one, other))
    return float(ground.kin[np.ix_(one, other)].mean()) - staleness(silence(*lives))


def _weight(ground: _Ground, part: Iterable[int]) -> tuple[int, int]:
    """The heavier first: who has more articles, copies among them; of equals, who has the oldest id."""
    members = [ground.members[i] for i in part]
    return -sum(member.spread for member in members), min(member.article for member in members)


def _keeping(ground: _Ground, one: int, other: int) -> tuple[int, int]:
    """Which of two stories stays and which goes: the one without a pin, else the smaller, of equals the younger."""

    def order(story: int) -> tuple[bool, int, int]:
        members = [ground.members[i] for i in ground.places(story)]
        size = ground.stories[story].size or sum(member.spread for member in members)
        return not any(member.pinned for member in members), -size, ground.stories[story].id

    keep, gone = sorted((one, other), key=order)
    return keep, gone


def _may_meet(ground: _Ground, stays: Iterable[int], goes: Iterable[int]) -> bool:
    """Whether those who go may be moved, to those who stay."""
    old, new = ({ground.members[i].article for i in part} for part in (stays, goes))
    return _movable(ground, goes) and not _crosses(ground.around.apart, old, new)


def _may_part(ground: _Ground, stays: Iterable[int], goes: Iterable[int]) -> bool:
    old, new = ({ground.members[i].article for i in part} for part in (stays, goes))
    return _movable(ground, goes) and not _crosses(ground.around.together, old, new)


def _movable(ground: _Ground, goes: Iterable[int]) -> bool:
    return all(not ground.members[i].pinned and ground.members[i].moved < MOVES for i in goes)


def _crosses(pairs: Iterable[tuple[int, int]], one: set[int], other: set[int]) -> bool:
    """Whether one of the pairs has an article on either side."""
    return any((a in one and b in other) or (a in other and b in one) for a, b in pairs)


def _evidence(ground: _Ground, stays: Sequence[int], goes: Sequence[int], near: float, bar: float) -> dict[str, object]:
    likeness = ground.likeness[np.ix_(stays, goes)]
    first, second = divmod(int(likeness.argmax()), len(goes))
    silent = silence(*([ground.members[i].at for i in part] for part in (stays, goes)))
    return {
        "kin": round(near, 4),
        "bar": round(bar, 4),
        "likeness": round(float(likeness.mean()), 4),
        "members": [len(stays), len(goes)],
        "gap_days": None if silent is None else round(silent, 2),
        "nearest": [ground.members[stays[first]].article, ground.members[goes[second]].article],
        "nearest_likeness": round(float(likeness.max()), 4),
    }
