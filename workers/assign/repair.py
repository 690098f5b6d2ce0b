"""Second thoughts: which stories have grown together, which one has fallen apart. Pure.

    merge   two stories whose mean kin is at least KIN + MERGE, staleness taken off for each two members;
            and whose score for each other (score.py) reaches the bar that an article must reach, the crowd left out
    split   a story whose two most separate halves have a mean kin under KIN - SPLIT, staleness taken off for the days
            between the two, lest a long thread be cut; and whose score for each other does not reach that bar
    move    an article that would be split off alone, and then merged into another story by these two rules

Kin is likeness seen with what is near (kin.py), halves by average linkage (halves.py). Nothing flaps: between the two
bars nothing changes, so that a merge is split only if what came since speaks against it; and what has been moved MOVES
times is moved no more, whatever comes.

What people said stands above all of it. A pinned article is moved by nothing: of two stories the one without goes, and
of two with some none. Parted articles never come into one story; articles put together are never parted.

Each story is in one change of an answer at most: these may be performed in any order, or some of them only.

Evidence: B-cubed F1 at arrival and after, in memory: copies go with their originals, a round every 50 articles or day,
each grown story with the 10 nearest and 40 members of each. With score.py as it was (join_at 0.13), and with stems and
its next constants (join_at 0.19), which chose the numbers below:

    join_at     groundnews2025  giveme5w1h      ecbplus         basil           mean            moved of 1,000
    0.13        0.818 to 0.827  0.912 to 0.921  0.888 to 0.895  0.980 to 0.980  0.900 to 0.906  13
    0.19        0.832 to 0.860  0.934 to 0.950  0.878 to 0.889  0.978 to 0.978  0.905 to 0.919  14
    0.19, KIN and MERGE chosen for each set on the other three, of the nine pairs below: mean 0.919

    KIN 0.2 / 0.25              0.905 (24 moved) / 0.914 (12)      no merges                0.907 (3)
    MERGE 0 / 0.06              0.903 (28) / 0.914 (11)            no splits                0.911 (8)
    SPLIT 0 / 0.06              0.919 (15) / 0.914 (13)            MOVES 1 / 9              the same
    splits by kin alone         0.920 (17), but 0.171 for 0.227 on timeline_updates, whose threads it cuts

On earlier forms moving each article that another story suits better gained 0.001 for twice the moves. Where seven
stories of ten have one article it is 0.878, at arrival 0.889: after a right merge two of one war flow together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from workers.assign.halves import halves
from workers.assign.kin import aged, kin, silence
from workers.assign.neighbourhood import Change, Member, Merge, Move, Neighbourhood, Split, Story
from workers.assign.products import Table, products
from workers.assign.score import Score, bar, score_of_two, staleness

#: kin from which two belong together: on a scale of its own, since whom they resemble is a share.
KIN = 0.225
#: how much above it two stories are one.
MERGE = 0.03
#: how much below it one story is two.
SPLIT = 0.03
#: how often an article may be moved.
MOVES = 2
#: members of a story that may fall apart, and of the larger of two that may become one: fewer know no more than when
#: they arrived.
KNOWN = 3


def propose(around: Neighbourhood, join_at: float) -> Sequence[Change]:
    """What is clearly better than what is, splits before merges, of these the nearest first; nothing where nothing is.

    The time it takes grows with the second power of the members of all, and with the third of those of a story.
    """
    ground, taken = _ground(around, join_at), set[int]()
    leaving = list(_leaving(ground, KIN - SPLIT, taken))
    return [*leaving, *_merges(ground, taken)]


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
    #: kin, less what the days between the two take away.
    aged: Table
    #: the least value of what joins, and the least kin.
    join_at: float
    high: float

    def places(self, story: int) -> range:
        return range(self.ends[story], self.ends[story + 1])

    def touched(self, story: int) -> bool:
        return not self.around.touched or self.stories[story].id in self.around.touched


def _ground(around: Neighbourhood, join_at: float) -> _Ground:
    stories = [story for story in sorted(around.stories, key=lambda story: story.id) if story.members]
    members = [member for story in stories for member in story.members]
    ends = [0, *np.cumsum([len(story.members) for story in stories]).tolist()]
    likeness = products([member.terms for member in members])
    near = kin(likeness)
    old = aged(near, [member.at for member in members])
    return _Ground(around, stories, members, ends, likeness, near, old, join_at, KIN + MERGE)


def _leaving(ground: _Ground, low: float, taken: set[int]) -> Iterator[Split | Move]:
    """Who leaves a story that has fallen apart: into another story, if it is one article; else to begin one."""
    for number, story in enumerate(ground.stories):
        if len(story.members) < KNOWN or not ground.touched(number) or story.id in taken:
            continue
        here = ground.places(number)
        parts = halves(ground.kin[here.start : here.stop, here.start : here.stop])
        stays, goes = sorted(([here[i] for i in part] for part in parts), key=lambda part: _weight(ground, part))
        near = _between(ground, stays, goes)
        if near < low and _may_part(ground, stays, goes):
            evidence = _evidence(ground, stays, goes, near, low)
            change = _move(ground, number, goes, taken, evidence) or Split(story.id, _articles(ground, goes), evidence)
            taken |= {story.id} | ({change.target} if isinstance(change, Move) else set())
            yield change


def _move(
    ground: _Ground, source: int, goes: Sequence[int], taken: set[int], evidence: Mapping[str, object]
) -> Move | None:
    """Into the story that is nearest to the one that leaves, if it is near enough for a merge."""
    if len(goes) > 1:
        return None
    means = [
        -np.inf
        if number == source or story.id in taken
        else float(ground.aged[np.ix_(goes, ground.places(number))].mean())
        for number, story in enumerate(ground.stories)
    ]
    target = int(np.argmax(means))
    if means[target] < ground.high or not _may_meet(ground, ground.places(target), goes):
        return None
    there = _evidence(ground, ground.places(target), goes, means[target], ground.high)
    return Move(
        ground.members[goes[0]].article,
        ground.stories[source].id,
        ground.stories[target].id,
        {"there": there, **evidence},
    )


def _merges(ground: _Ground, taken: set[int]) -> Iterator[Merge]:
    """The nearest two first, then the nearest two of those that are left."""
    if not ground.stories:
        return
    near = _means(ground.aged, ground.ends)
    pairs = np.argwhere(np.triu(near >= ground.high, 1)).tolist()
    for one, other in sorted(pairs, key=lambda pair: (-near[pair[0], pair[1]], pair)):
        ids = {ground.stories[one].id, ground.stories[other].id}
        if not ids & taken and (ground.touched(one) or ground.touched(other)):
            keep, gone = _keeping(ground, one, other)
            if _may_meet(ground, ground.places(keep), ground.places(gone)):
                taken |= ids
                here = (ground.places(keep), ground.places(gone))
                evidence = _evidence(ground, *here, float(near[one, other]), ground.high)
                yield Merge(ground.stories[keep].id, ground.stories[gone].id, evidence)


def _means(kin: Table, ends: Sequence[int]) -> Table:
    """The mean over the pairs of members, for each two stories; between a story and itself it says nothing."""
    starts, sizes = ends[:-1], np.diff(ends)
    sums: Table = np.add.reduceat(np.add.reduceat(kin, starts, axis=0), starts, axis=1)
    return sums / np.outer(sizes, sizes)


def _between(ground: _Ground, one: Sequence[int], other: Sequence[int]) -> float:
    """The kin of two parts of a story, less what the days between them take away."""
    return float(ground.kin[np.ix_(one, other)].mean()) - staleness(_silence(ground, one, other))


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


def _may_meet(ground: _Ground, stays: Sequence[int], goes: Sequence[int]) -> bool:
    """Whether those who go may be moved to those who stay, and belong there."""
    old, new = ({ground.members[i].article for i in part} for part in (stays, goes))
    if max(len(stays), len(goes)) < KNOWN or not _movable(ground, goes) or _crosses(ground.around.apart, old, new):
        return False
    score = _score(ground, stays, goes)
    return score.value >= bar(ground.join_at, score, ())


def _score(ground: _Ground, one: Sequence[int], other: Sequence[int]) -> Score:
    """Of two stories, by the one law."""
    within = [ground.likeness[np.ix_(part, part)] for part in (one, other)]
    inner = sum(float(table.sum() - table.trace()) / 2 for table in within)
    pairs = sum(len(part) * (len(part) - 1) / 2 for part in (one, other))
    return score_of_two(float(ground.likeness[np.ix_(one, other)].mean()), inner, pairs, _silence(ground, one, other))


def _silence(ground: _Ground, one: Iterable[int], other: Iterable[int]) -> float | None:
    return silence(*([ground.members[i].at for i in part] for part in (one, other)))


def _may_part(ground: _Ground, stays: Sequence[int], goes: Sequence[int]) -> bool:
    """Whether those who go may be moved, and do not belong with those who stay."""
    old, new = ({ground.members[i].article for i in part} for part in (stays, goes))
    if not _movable(ground, goes) or _crosses(ground.around.together, old, new):
        return False
    score = _score(ground, stays, goes)
    return score.value < bar(ground.join_at, score, ())


def _movable(ground: _Ground, goes: Iterable[int]) -> bool:
    return all(not ground.members[i].pinned and ground.members[i].moved < MOVES for i in goes)


def _articles(ground: _Ground, part: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(ground.members[i].article for i in part))


def _crosses(pairs: Iterable[tuple[int, int]], one: set[int], other: set[int]) -> bool:
    """Whether one of the pairs has an article on either side."""
    return any((a in one and b in other) or (a in other and b in one) for a, b in pairs)


def _evidence(ground: _Ground, stays: Sequence[int], goes: Sequence[int], near: float, bar: float) -> dict[str, object]:
    likeness = ground.likeness[np.ix_(stays, goes)]
    first, second = divmod(int(likeness.argmax()), len(goes))
    silent = _silence(ground, stays, goes)
    return {
        "kin": round(near, 4),
        "bar": round(bar, 4),
        "likeness": round(float(likeness.mean()), 4),
        "members": [len(stays), len(goes)],
        "gap_days": None if silent is None else round(silent, 2),
        "nearest": [ground.members[stays[first]].article, ground.members[goes[second]].article],
        "nearest_likeness": round(float(likeness.max()), 4),
    }
