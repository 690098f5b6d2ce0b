"""Second thoughts: which stories have grown together, which one has fallen apart. Pure.

    merge   two stories whose mean kin, staleness taken off for each two members, is at least KIN + MERGE, and at least
            what two so tight have in common if they are one (rift.py); and whose score for each other (score.py)
            reaches the bar that an article must reach, the crowd left out. If both together are a thread, of
            more than THREAD days and not each over at once, LAW counts as kin for each time that the score has this
            bar above it, and more in a loose one (two.py), unless a tear would undo it
    split   a story whose two most separate halves have a mean kin under KIN - SPLIT, staleness taken off for the days
            between the two, by the longer life of them, lest a long thread be cut; and whose score for each other does
            not reach that bar
    tear    a story that holds two events of one kind, who have little in common beside what each has in itself
            (rift.py), whatever that law says: by it they met. Not where both are loose, which is a thread
    move    an article that would be split off alone, and then merged into another story by these two rules

Kin is likeness seen with what is near (kin.py), halves by average linkage (halves.py). Where a story has more members
than are seen, the oldest of these stand for the others, and no more than one article leaves who has not come since.

Nothing flaps: between the bars nothing changes, so that a merge is undone only if what came since speaks against it;
and what has been moved MOVES times is moved no more, whatever comes.

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

What the split by rift.py adds to that stands there.

Then staleness by the life of a story (lasting.py), and what it takes from two parts. Means of three orders of arrival:
the four sets, with the articles moved of 1,000; timeline_updates as it is, with three and with six of its entries to an
article; all five in one stream with seven stories of ten cut to one article:

    without, at arrival                                         0.908        0.212   0.615   0.821   0.874
    without                                                     0.919 (21)   0.212   0.581   0.821   0.890
    with it, at arrival                                         0.908        0.280   0.779   0.917   0.880
    from halves by the longer life                              0.919 (22)   0.286   0.795   0.917   0.896
    up to 90 days of it, from halves by FADE alone              0.919 (22)   0.288   0.795   0.905   0.895
    the same, from halves by the longer life                    0.919 (22)   0.288   0.809   0.917   0.896
    and from two that may merge as from halves, by their lives  0.918 (23)   0.339   0.817   0.962   0.896

The last is not taken: what goes on beside each other is not one story for that (groundnews2025 0.849 for 0.859).
Dropped there: less staleness in second thoughts than at arrival (0.08: +0.001; 0.05: -0.002); looking when a story has
grown by a tenth, or at all once more in the end (nothing); a likeness that is smoothed by the 10 to 40 main directions
of the neighbourhood (-0.001 to -0.003; over a whole set at once, by 100 of them, +0.008).

What the law counts for, and that a merge needs no least number of members (it asked for four), came after these, for
phases of threads that stayed apart. Four orders: the mean of the four sets, the least that groundnews2025 has in one of
them, the articles moved, timeline_updates with three and with six entries to an article; and, which chose nothing but
these days, 540 articles that were written for it, in eight languages, each in one order (LAW 0.1; what other values
give stands in lasting.py):

    four members at least, kin alone            0.918, 0.845 (24)   0.794   0.917   0.898
    LAW in a thread, four at least              0.921, 0.845 (28)   0.808   0.934   0.906
    LAW in a thread, fewer only if it is one    0.922, 0.845 (30)   0.815   0.945   0.910
    LAW in a thread of more than 30 days        0.923, 0.845 (31)   0.812   0.945   0.911
    a thread from 20 days on, fewer only if one 0.924, 0.854 (32)   0.862   0.945   0.910
    LAW where no more than 60 articles are near 0.923, 0.837 (31)   0.853   0.928   0.909
    LAW everywhere, in a split and a tear, too  0.922, 0.836 (32)   0.863   0.945   0.909

Where sagas of one week are near each other the law is as sure of a wrong merge (1.3 to 1.8 times its bar) as of a right
one: `newsloom replay` has 0.857 for groundnews2025 with kin alone, 0.858 with 30 days, 0.866 with 20, and 0.823 and
0.829 by the last two lines. What 20 days give beside other rules stands in lasting.py.

On earlier forms moving each article that another story suits better gained 0.001 for twice the moves. Moving one that
is nearer to another alone, or to two, than to any of its own changes next to nothing (mean 0.917 as without, timeline
0.272 to 0.283 for 0.287): so two on one event stay apart if the first came to a story of the same people before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np

from workers.assign.ground import Ground, ground_of
from workers.assign.halves import halves
from workers.assign.neighbourhood import Change, Merge, Move, Neighbourhood, Split
from workers.assign.products import Table
from workers.assign.rift import APART, least, rift
from workers.assign.two import EVENT, KIN, Two, evidence, held, would_meet

#: how much below KIN one story is two.
SPLIT = 0.03
#: how often an article may be moved.
MOVES = 2
#: one in so many of the members that are seen stands for those that are not.
OLDEST = 4


def propose(around: Neighbourhood, join_at: float) -> Sequence[Change]:
    """What is clearly better than what is, splits before merges, of these the nearest first; nothing where nothing is.

    The time it takes grows with the second power of the members of all, and with the third of those of a story.
    """
    ground, taken = ground_of(around), set[int]()
    leaving = list(_leaving(ground, join_at, taken))
    return [*leaving, *_merges(ground, join_at, taken)]


def _leaving(ground: Ground, join_at: float, taken: set[int]) -> Iterator[Split | Move]:
    """Who leaves a story that has fallen apart: into another story, if it is one article; else to begin one."""
    for number, story in enumerate(ground.stories):
        if len(story.members) < 2 or not ground.touched(number) or story.id in taken:
            continue
        fall = _halved(ground, number, join_at) or _torn(ground, number, join_at)
        if fall:
            change = _move(ground, number, fall, taken, join_at) or Split(
                story.id, tuple(sorted(ground.articles(fall.goes))), evidence(ground, fall)
            )
            taken |= {story.id} | ({change.target} if isinstance(change, Move) else set())
            yield change


def _halved(ground: Ground, number: int, join_at: float) -> Two | None:
    """Who is far from all others, and does not belong with them by the law."""
    here = ground.places(number)
    stays, goes = sorted(([here[i] for i in part] for part in halves(ground.own(number))), key=ground.weight)
    fall = held(ground, stays, goes, ground.between(stays, goes), KIN - SPLIT, join_at)
    seen = len(goes) == 1 or ground.whole(number)
    return fall if seen and fall.kin < fall.bar and fall.law < 1.0 and _free(ground, fall) else None


def _torn(ground: Ground, number: int, join_at: float) -> Two | None:
    """Who is an event beside the one of the others, whatever the law says."""
    here, whole = ground.places(number), ground.whole(number)
    parts = rift(ground.own(number), 0 if whole else len(here) // OLDEST)
    if parts is None:
        return None
    goes, stays = ([here[i] for i in part] for part in parts)
    if whole:
        stays, goes = sorted((stays, goes), key=ground.weight)
    near = float(ground.kin[np.ix_(stays, goes)].mean())
    fall = held(ground, stays, goes, near, least(ground.kin, stays, goes, APART), join_at)
    return fall if fall.score.tightness >= EVENT and fall.kin < fall.bar and _free(ground, fall) else None


def _move(ground: Ground, source: int, fall: Two, taken: set[int], join_at: float) -> Move | None:
    """Into the story that is nearest to the one that leaves, if it is near enough for a merge."""
    if len(fall.goes) > 1:
        return None
    means = [
        -np.inf
        if number == source or story.id in taken
        else float(ground.aged[np.ix_(fall.goes, ground.places(number))].mean())
        for number, story in enumerate(ground.stories)
    ]
    target = int(np.argmax(means))
    there = would_meet(ground, ground.places(target), fall.goes, means[target], join_at)
    if not _may_meet(ground, there):
        return None
    return Move(
        ground.members[fall.goes[0]].article,
        ground.stories[source].id,
        ground.stories[target].id,
        {"there": evidence(ground, there), **evidence(ground, fall)},
    )


def _merges(ground: Ground, join_at: float, taken: set[int]) -> Iterator[Merge]:
    """The nearest two first, then the nearest two of those that are left."""
    if not ground.stories:
        return
    near = _means(ground.aged, ground.ends)
    pairs = [_keeping(ground, *pair) for pair in combinations(range(len(near)), 2) if any(map(ground.touched, pair))]
    twos = [
        would_meet(ground, ground.places(keep), ground.places(gone), near[keep, gone], join_at) for keep, gone in pairs
    ]
    found = [
        (ground.stories[keep].id, ground.stories[gone].id, met)
        for (keep, gone), met in zip(pairs, twos, strict=True)
        if _may_meet(ground, met)
    ]
    for keep, gone, met in sorted(found, key=lambda two: (-two[2].kin, *two[:2])):
        if not {keep, gone} & taken:
            taken |= {keep, gone}
            yield Merge(keep, gone, evidence(ground, met))


def _means(kin: Table, ends: Sequence[int]) -> Table:
    """The mean over the pairs of members, for each two stories; between a story and itself it says nothing."""
    starts, sizes = ends[:-1], np.diff(ends)
    sums: Table = np.add.reduceat(np.add.reduceat(kin, starts, axis=0), starts, axis=1)
    return sums / np.outer(sizes, sizes)


def _keeping(ground: Ground, one: int, other: int) -> tuple[int, int]:
    """Which of two stories stays and which goes: the one without a pin, else the smaller, of equals the younger."""

    def order(story: int) -> tuple[bool, int, int]:
        members = [ground.members[i] for i in ground.places(story)]
        size = ground.stories[story].size or sum(member.spread for member in members)
        return not any(member.pinned for member in members), -size, ground.stories[story].id

    keep, gone = sorted((one, other), key=order)
    return keep, gone


def _may_meet(ground: Ground, met: Two) -> bool:
    """Whether those who go may be moved to those who stay, and belong there."""
    return (
        met.kin >= met.bar
        and met.law >= 1.0
        and _movable(ground, met.goes)
        and not _crosses(ground.around.apart, *map(ground.articles, met[:2]))
    )


def _free(ground: Ground, fall: Two) -> bool:
    """Whether those who go may be moved, and nobody put them together with those who stay."""
    return _movable(ground, fall.goes) and not _crosses(ground.around.together, *map(ground.articles, fall[:2]))


def _movable(ground: Ground, goes: Iterable[int]) -> bool:
    return all(not ground.members[i].pinned and ground.members[i].moved < MOVES for i in goes)


def _crosses(pairs: Iterable[tuple[int, int]], one: set[int], other: set[int]) -> bool:
    """Whether one of the pairs has an article on either side."""
    return any((a in one and b in other) or (a in other and b in one) for a, b in pairs)
