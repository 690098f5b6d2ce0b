"""The one definition of "same story". Pure: no clock, no storage, no settings.

    value = likeness x (USUAL / tightness) ^ LOOSE - staleness of the gap
    bar   = join_at + CROWD x mean likeness of the NEIGHBOURS next stories; and likeness >= CLOSE x tightness

An article joins the story of the highest value, if that reaches the bar; where the story is a thread that is under way,
if it would with (USUAL / tightness, 1 at least, LOOSEST at most) ^ (RUNS x running) times the likeness.

likeness    mean product of the article's vector with each member's: average linkage done online (x . sum / n).
            Needs a sum and a count. The cosine to a normalised centre instead grows blobs.
tightness   mean likeness of the members with each other, begun with TIGHT pairs at USUAL. A long thread is looser
            inside than two confusable events are like each other.
gap         days between the article and the nearest end of the story's life; 0 inside it, none where either is
            undated. A hard window cuts long threads. What it takes away, and less so from a long life, and how far a
            thread is under way (running): lasting.py. The last is asked of the nearest story alone, and not when
            stories are held against each other: a thread that is nearer for it takes what belongs elsewhere.
crowd       an article that resembles ten stories a little (page furniture, a round-up, one more piece on the same
            war) must resemble its own more. Missing neighbours count as 0. In the four sets put
            into one stream (322 stories) it kept a gain of 0.003 to 0.009; with thousands of stories it is untried.
close       who is less than half as like the members as they are like each other is another story with the same
            people in it: what a prime minister does at home is not his visit abroad.

Evidence: mean B-cubed F1 of groundnews2025, giveme5w1h, ecbplus and basil in the order of `newsloom replay`, copies
grouped, at arrival, one setting for all. These sets also chose the settings: with join_at chosen on three of them and
measured on the fourth the mean is 0.900 for 0.904.

    join_at        0.13   0.14   0.15   0.16   0.17   0.18   0.19   0.20
                   0.890  0.891  0.899  0.903  0.904  0.904  0.902  0.899
    groundnews2025 0.799  0.798  0.830  0.835  0.833  0.830  0.827  0.813
    giveme5w1h     0.923  0.926  0.926  0.931  0.928  0.923  0.918  0.910
    ecbplus        0.885  0.885  0.885  0.884  0.884  0.884  0.882  0.884
    basil          0.951  0.956  0.956  0.962  0.972  0.978  0.983  0.988
    timeline       0.313  0.300  0.262  0.226  0.211  0.183  0.149  0.132    one line a text, years long: not counted

Single changes, each at its own best join_at, mean of three neighbouring ones; 0.904 is what there is. One run moves by
0.002 to 0.005, so that most of these are no more than "not worth it".

    dormant after 180 / 730 days                  0.900 / 0.910    twice the memory, for threads silent for a year
    LOOSE 0.5 / 1                                 0.901 / 0.899    timeline 0.15 / 0.30
    TIGHT 1 / 4                                   0.904 / 0.903
    USUAL 0.4 / 0.5                               0.903 / 0.903
    CLOSE 0 / 0.5 / 0.55                          0.902 / 0.902 / 0.903
    CROWD 0                                       0.897
    before, with vector.VERSION 1: STALE 0        -0.023    three outlets on one topic, years apart, flow together
    STALE 0.08 (FADE 5) / 0.15 (FADE 10)          -0.005 / 0
    FADE 30; nearest 3 / 20                       -0.006; -0.001 / -0.002

USUAL and CLOSE ask two articles alone for a likeness of 0.23. The least alike two of the five pages on Ishiba's visit
have 0.37; the most alike page about him at home has 0.22, another guest at the White House 0.21. At join_at 0.18, 0.19
and 0.20 no neighbour comes among them in any of 144 orders of six. They chose USUAL, CLOSE, vector._MOST and
weight._RARE: they prove nothing about other threads, and two very near articles that meet alone still join
(tests/unit/test_assign_thread.py).

How far words go: over all articles at once, knowing what comes, with average linkage of kin (kin.py) and the best
threshold for each set, groundnews2025 has 0.878, giveme5w1h 0.951, ecbplus 0.929, basil 0.988; with the likeness of
all-MiniLM-L6-v2 (title and 140 words) for three tenths of it 0.885, 0.956, 0.934, 0.984; with that and the 100 main
directions of the set for two tenths 0.889, 0.960, 0.933, 0.984. One threshold for all: mean 0.922, 0.927 and 0.932.
The Leiden algorithm (Traag et al. 2019; constant Potts model) finds no more: at its best resolution for each set 0.869,
0.952, 0.925, 0.978 by kin.

What is wrong at arrival, by the labels: in ecbplus four in five of the wrong, in groundnews2025 one in three, are
articles that begin an event and join one that is large and tight already, with as much to spare as those that belong
there. Nothing that is known of them then tells them apart (area under the curve of this law 0.97 to 1.00 on three sets;
of the nearest member, the nearest three, what share of its words the story has, likeness over the spread within the
story: less, or no more together). Whom they resemble does, once there is somebody to resemble: kin.py, repair.py.

Not taken: a logistic regression of the logarithms of likeness, tightness, crowd and size, trained on the other sets:
0.78 to 0.86 in a stream, for what it learns from stories without fault does not hold in real ones; staleness as a
factor instead of a deduction: 0.904 (timeline 0.17); 493 chance settings of all eight numbers at once: at best 0.905.
Not taken: the likeness of whom it resembles (kin.py) at arrival, as the cosine of an article's likeness to its 20
candidates with each candidate's likeness to them: 0.898 to 0.901 for 0.901, timeline 0.17 to 0.23 for 0.21; LOOSE only
as a story lives longer, so that a loose one of two days gets nothing: -0.002 to -0.005. With 730 days before it sleeps
the timeline has 0.18 for 0.21.
Not taken: how like a candidate is to the other candidates, as a crowd of its own (0.804 to 0.895 for 0.899: many are
pieces of one story, and each keeps the others from growing); the likeness of the 1 to 20 nearest members beside the
mean, or in its place, as several exemplars would have it (0.849 to 0.898 for 0.899).
Not taken: a stricter bar for stories of one or two members (0 to -0.002); subtracting an article's mean likeness with
the whole set (0.002 to 0.012 better, but with look-ahead, and the same article would score otherwise after a rebuild);
document frequencies of the stream (see weight.py). Copies that do not pull the centre (law 2; a cosine of 0.85
standing in for dedupe) cost about 0.003 of the mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest

from workers.assign.alike import Alike, StoryState, alike
from workers.assign.days import number
from workers.assign.lasting import gap_days, life_days, running, staleness
from workers.assign.vector import Vector

#: the tightness of a usual story.
USUAL = 0.45
#: how many pairs of members weigh as much as that expectation.
TIGHT = 2.0
#: how far a loose story, a thread of months, asks for less; 0 not at all, 1 as much less as it is looser.
LOOSE = 0.75
#: how much less than other loose stories a thread asks for that is under way.
RUNS = 1.0
#: so many times as loose as usual and no looser it counts for that: who comes makes it looser, and must not open it.
LOOSEST = 2.0
#: how much of the neighbours' likeness raises the bar.
CROWD = 0.6
#: how many of them are looked at.
NEIGHBOURS = 10
#: the least likeness, as a share of the tightness.
CLOSE = 0.52


@dataclass(frozen=True, slots=True)
class Score:
    value: float
    #: mean product with the members, 0 to 1; more than 1 at most of equals, in another language than English.
    likeness: float
    #: what each part (w, n, t) brought to `likeness`; they add up to it.
    parts: Mapping[str, float]
    tightness: float
    #: None where the article or the story is undated.
    gap_days: float | None
    #: what that silence took from the value.
    stale: float
    #: how far the thread that it would join is under way; between two stories nothing.
    running: float = 0.0


def score(vector: Vector, at: datetime | None, story: StoryState) -> Score:
    """How much an article belongs to a story."""
    return scores(alike(vector, [story]), at)[0]


def scores(found: Alike, at: datetime | None) -> list[Score]:
    """How much it belongs to each of the stories that it was held against."""
    return [_scored(parts, at, story) for parts, story in zip(found.parts(), found.stories, strict=True)]


def _scored(parts: Mapping[str, float], at: datetime | None, story: StoryState) -> Score:
    likeness, tightness, gap = sum(parts.values()), tightness_of(story), gap_days(at, story)
    life = life_days(story.first, story.last)
    stale, runs = staleness(gap, life), running(gap, life, number(story.days))
    return Score(_value(likeness, tightness, stale), likeness, parts, tightness, gap, stale, runs)


def bar(join_at: float, best: Score, others: Iterable[float]) -> float:
    """What the best story's value must reach. others: likeness of the article with every other candidate."""
    asked = (join_at + crowding(others) + best.stale) / _ease(best) - best.stale
    return max(asked, _value(CLOSE * best.tightness, best.tightness, best.stale))


def crowding(others: Iterable[float]) -> float:
    """By how much the likeness of the article with every other candidate raises the bar."""
    return CROWD * (sum(nlargest(NEIGHBOURS, others)) / NEIGHBOURS)


def _ease(best: Score) -> float:
    """How many times its likeness counts to a thread that is under way; 1 to all others."""
    return float(looser(best.tightness) ** (RUNS * best.running))


def _value(likeness: float, tightness: float, stale: float) -> float:
    return likeness * looseness(tightness) - stale


def looseness(tightness: float) -> float:
    """How many times a likeness counts to a story that is so tight."""
    return float((USUAL / tightness) ** LOOSE)


def looser(tightness: float) -> float:
    """How many times as loose as usual a story is that is so tight, 1 to LOOSEST."""
    return min(max(USUAL / tightness, 1.0), LOOSEST)


def tightness_of(story: StoryState) -> float:
    pairs = story.count * (story.count - 1) / 2
    return (story.pairs + TIGHT * USUAL) / (pairs + TIGHT)


def score_of_two(likeness: float, inner: float, pairs: float, gap: float | None, life: float) -> Score:
    """How much two stories belong together; of an article, a story of one, and a story this is its score.

    likeness: the mean of each member of one with each of the other. inner: the sum of the likeness of the `pairs` pairs
    within the two. gap: days between their lives. life: days of the longer one. Which part brought what is not known.
    """
    tightness, stale = (inner + TIGHT * USUAL) / (pairs + TIGHT), staleness(gap, life)
    return Score(_value(likeness, tightness, stale), likeness, {}, tightness, gap, stale)
