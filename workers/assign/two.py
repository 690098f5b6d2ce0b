"""Two parts of a story, or two stories, held against each other: what second thoughts know of them. Pure.

What is asked of it, and why so much: repair.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp
from typing import NamedTuple

import numpy as np

from workers.assign.ground import Ground, Part
from workers.assign.lasting import FADE, THREAD
from workers.assign.rift import APART, FEW, ONE, least
from workers.assign.score import Score, looser
from workers.assign.score import bar as law_bar

#: kin from which two belong together: on a scale of its own, since whom they resemble is a share.
KIN = 0.225
#: how much above it two stories are one.
MERGE = 0.03
#: what a score of twice its bar counts for in a thread, as kin: phases of months resemble, each, mostly themselves; and
#: by which power of its looseness that is more in a loose one.
LAW, PHASES = 0.12, 3.0
#: days of what was over at once: two such are no thread, however far they are apart.
BRIEF = 2.0
#: tightness of two parts from which up they can be two events: what is looser is a thread, whose phases are none.
EVENT = 0.33


class Two(NamedTuple):
    """Two parts of a story, or two stories."""

    stays: Part
    goes: Part
    #: of the members of one with those of the other; where they would meet, with what the law counts for.
    kin: float
    #: the kin from which up they are one.
    bar: float
    #: for each other, by the law of joining.
    score: Score
    #: over its bar, the crowd left out.
    law: float
    #: of kin, what the law counts for.
    by_law: float = 0.0


def held(ground: Ground, stays: Part, goes: Part, kin: float, bar: float, join_at: float) -> Two:
    """Two as they are, with what the law of joining says of them."""
    score = ground.score(stays, goes)
    return Two(stays, goes, kin, bar, score, score.value / law_bar(join_at, score, ()))


def would_meet(ground: Ground, stays: Part, goes: Part, kin: float, join_at: float) -> Two:
    """Two that would be one story, and the least that they must have in common.

    The silence between two counts as life of both together: phases of a thread are often days, and weeks apart. Without
    it timeline_updates has 0.818 for 0.875 with three entries to an article and 0.599 for 0.645 with two,
    groundnews2025 0.866 as it is; with it up to 60 days 0.873 and 0.606.
    """
    met = held(ground, stays, goes, float(kin), max(KIN + MERGE, least(ground.kin, stays, goes, ONE)), join_at)
    if not _thread(ground, stays, goes) or _would_tear(ground, met):
        return met
    counts = max(met.law - 1.0, 0.0) * _counts(met.score.tightness, ground.silence(stays, goes).gap)
    return met._replace(kin=met.kin + counts, by_law=counts)


def _counts(tightness: float, gap: float | None) -> float:
    """What a score of twice its bar counts for in a thread that is so tight, after a silence of `gap` days.

    LAW in one that is as tight as usual. The looser a thread, the less do its phases resemble the same: there it is up
    to LOOSEST ^ PHASES times as much, of which FADE days of silence take away 63 %, as of a likeness: weeks later a
    country's next crisis is like its last one. Of the undated nobody knows, and LAW counts.
    """
    more = 0.0 if gap is None else (looser(tightness) ** PHASES - 1.0) * exp(-gap / FADE)
    return LAW * (1.0 + more)


def _thread(ground: Ground, stays: Part, goes: Part) -> bool:
    """Whether both together are a thread, not what several told within BRIEF days and more such weeks later.

    Of 230 pairs of labelled neighbours, each put within one day and 21 days apart, three met without this, and none
    does; with a single one of the other nine, and one by kin alone. Two reports alone may be of a thread: nobody knows
    yet how many there are of their days. In memory, as in lasting.py, the four sets, timelines, three languages and the
    written ones, with LAW 0.11; from BRIEF 1 on with each day of a thread told from all others (days.py):

        any two                                         0.9252  0.927  0.697  0.914
        not within BRIEF days: as it stands             0.9250  0.927  0.697  0.914
            BRIEF 3                                     0.9248  0.927  0.687  0.914
            nor two alone                               0.9250  0.927  0.697  0.912
            BRIEF 1                                     0.9252  0.928  0.697  0.914
        with members on four days at least              0.9249  0.928  0.701  0.909
        a life of which each such day fills RHYTHM      0.9240  0.895  0.702  0.907
        neither on a single day                         0.9233  0.912  0.680  0.901
        the longer life a quarter of the silence        0.9232  0.928  0.678  0.912

    `newsloom replay` has ecbplus at 0.896 for 0.897, the other sets as they were.
    """
    brief = all(ground.silence(part, ()).life <= BRIEF for part in (stays, goes))
    both = [*stays, *goes]
    return ground.silence(both, ()).life > THREAD and not (brief and len(both) > 2)


def _would_tear(ground: Ground, met: Two) -> bool:
    """Whether the next look would take them for two events: a tear does not ask the law, and would part them again."""
    near = float(ground.kin[np.ix_(met.stays, met.goes)].mean())
    seen = min(len(met.stays), len(met.goes)) >= FEW and met.score.tightness >= EVENT
    return seen and near < least(ground.kin, met.stays, met.goes, APART)


def evidence(ground: Ground, two: Two) -> Mapping[str, object]:
    """What is kept of it, beside the change that it brings."""
    stays, goes = two[:2]
    likeness = ground.likeness[np.ix_(stays, goes)]
    first, second = divmod(int(likeness.argmax()), len(goes))
    silent = ground.silence(stays, goes).gap
    return {
        "kin": round(two.kin, 4),
        "bar": round(two.bar, 4),
        "law": round(two.law, 4),
        "by_law": round(two.by_law, 4),
        "likeness": round(float(likeness.mean()), 4),
        "members": [len(stays), len(goes)],
        "gap_days": None if silent is None else round(silent, 2),
        "nearest": [ground.members[stays[first]].article, ground.members[goes[second]].article],
        "nearest_likeness": round(float(likeness.max()), 4),
    }
