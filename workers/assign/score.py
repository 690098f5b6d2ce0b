"""The one definition of "same story". Pure: no clock, no storage, no settings.

    value = likeness x sqrt(USUAL / tightness) - STALE x (1 - e^(-gap / FADE))       an article joins the best story
    bar   = join_at + CROWD x mean likeness of the next NEIGHBOURS stories           whose value reaches the bar

likeness    mean product of the article's vector with each member's: average linkage done online (x . sum / n).
            Needs a sum and a count. The cosine to a normalised centre instead grows blobs.
tightness   mean likeness of the members with each other, shrunk towards USUAL while there are few. A long thread is
            looser inside than two confusable events are like each other; the root makes the value lie half-way
            between likeness and a cosine.
gap         days between the article and the nearest end of the story's life; 0 inside it, none where either is
            undated. A hard window cuts long threads.
crowd       an article that resembles ten stories a little (page furniture, a round-up, one more piece on the same
            war) must resemble its own more. Missing neighbours count as 0.

Evidence: mean B-cubed F1 of groundnews2025, giveme5w1h, ecbplus and basil, streaming, one setting for all, averaged
over the whole sets and four random three-quarters of each and over join_at +-0.01 (one run alone moves by 0.005):

    these settings                              0.909   (join_at 0.11; 0.905 at 0.10 and at 0.13)
    CROWD 0 / 0.5 / 1                           0.901 / 0.907 / 0.908   STALE 0.1 to 0.15
    mean of the 3, 20 nearest for the crowd     0.903 / 0.907
    STALE 0                                     0.88    three outlets on one topic, years apart, flow together
    STALE 0.08, 0.12 (FADE 7), 0.15 (FADE 10)   0.906 / 0.910 / 0.906   0.1 is kinder to a thread after a silence
    exponent of tightness 0, 0.25, 0.75, 1      -0.005 / -0.002 / -0.001 / -0.006
    USUAL 0.25 to 0.4, TIGHT 1 to 10            within 0.003

Tried and dropped: a stricter bar for stories of one or two members (0 to -0.003); subtracting an article's mean
likeness with all that went before (+0.005, less than the crowd, and the same article would score otherwise after a
rebuild); document frequencies of the stream (see weight.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from math import exp, sqrt

from workers.assign.vector import SHARES, Vector

#: the tightness of a usual story.
USUAL = 0.35
#: how many pairs of members weigh as much as that expectation.
TIGHT = 3.0
#: the most that time takes away.
STALE = 0.12
#: days after which 63 % of it is taken.
FADE = 7.0
#: how much of the neighbours' likeness raises the bar.
CROWD = 0.6
#: how many of them are looked at.
NEIGHBOURS = 10

_DAY = 86400.0


@dataclass(frozen=True, slots=True)
class StoryState:
    """What is kept of a story to compare it. Copies of a member change nothing in it (law 2)."""

    id: int
    #: members whose vectors are in `sums`.
    count: int
    #: sum of the members' vectors; enough of it for the article at hand: the terms that both have.
    sums: Mapping[str, float]
    #: sum of the likeness of each pair of members.
    pairs: float
    #: of the dated members; None when there is none.
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Score:
    value: float
    #: mean product with the members, 0 to 1.
    likeness: float
    #: what each part (w, n, t) brought to `likeness`; they add up to it.
    parts: Mapping[str, float]
    tightness: float
    #: None where the article or the story is undated.
    gap_days: float | None


def score(vector: Vector, at: datetime | None, story: StoryState) -> Score:
    """How much an article belongs to a story."""
    shared = contributions(vector, story)
    parts = {part: sum(shared[t] for t in sorted(shared) if t[0] == part) for part in SHARES}
    likeness, tightness, gap = sum(parts.values()), tightness_of(story), gap_days(at, story)
    return Score(likeness * sqrt(USUAL / tightness) - staleness(gap), likeness, parts, tightness, gap)


def bar(join_at: float, others: Iterable[float]) -> float:
    """What the best story's value must reach. others: likeness of the article with every other candidate."""
    return join_at + CROWD * sum(nlargest(NEIGHBOURS, others)) / NEIGHBOURS


def contributions(vector: Vector, story: StoryState) -> dict[str, float]:
    """What each shared term brings to the likeness."""
    return {term: value * story.sums[term] / story.count for term, value in vector.terms.items() if term in story.sums}


def tightness_of(story: StoryState) -> float:
    pairs = story.count * (story.count - 1) / 2
    return (story.pairs + TIGHT * USUAL) / (pairs + TIGHT)


def gap_days(at: datetime | None, story: StoryState) -> float | None:
    """Days outside the story's life so far; 0 inside it."""
    if at is None or story.first is None or story.last is None:
        return None
    return max((story.first - at).total_seconds(), (at - story.last).total_seconds(), 0.0) / _DAY


def staleness(gap: float | None) -> float:
    """What silence takes away: nothing for the undated, at most STALE."""
    return STALE * (1.0 - exp(-gap / FADE)) if gap else 0.0
