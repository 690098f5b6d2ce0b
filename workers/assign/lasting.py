"""What time says of a story: how long it has gone on, and been silent; is it a thread under way? Pure.

    staleness = STALE x (1 - e^(-gap / (FADE + age)))
    running   = (days of its life beyond THREAD, LONG at most) / LONG x (1 - staleness / STALE)

age         how many days more than MONTH there are between a story's ends, LONG at most. What has gone on for months
            may be silent for weeks; what was over in a week is not resumed by whatever is like it.
running     how far a thread is under way, 0 to 1. No more days count than RHYTHM for each day with a member. What comes
            in the midst of a thread is its next turn, and has few words of those before.

Evidence: B-cubed F1. What a life does to staleness: means of three orders of arrival (their own, and two with up to 36
hours of chance): the four sets; timeline_updates as it is, with three and with six of its entries to an article; all
five sets in one stream:

    FADE alone                                  0.908   0.212   0.615   0.821   0.787
    FADE + life, 90 days at most                0.906   0.322   0.864   0.954   0.796
    FADE + life / 2, 90 days at most            0.906   0.303   0.801   0.954   0.794
    FADE + life less 14 days, 90 at most        0.906   0.320   0.797   0.947   0.798
    FADE + life less 21 days, 90 at most        0.906   0.297   0.794   0.917   0.796
    FADE + life less 30 days, 90 at most        0.908   0.282   0.794   0.917   0.794
    FADE + life less 30 days, 60 at most        0.908   0.280   0.779   0.917   0.794
    FADE + life less 30 days, 30 at most        0.908   0.275   0.773   0.917   0.793
    FADE + life                                 0.902   0.328   0.875   0.954   0.795
    FADE + 3 life / (count - 1)                 0.901   0.287   0.841   0.954   0.788
    the same, 60 days at most                   0.906   0.286   0.831   0.932   0.789

Both bounds are a compromise: what serves threads more costs two stories in the four sets. Where a life counts from the
first day, reports of a state of emergency come to those of the shutdown, three weeks before; from 90 days on, in the
own order of giveme5w1h, a report on missiles comes to one story of North Korea after 210 days, and all that country to
that one (0.912 for 0.933). Without a bound a few strays half a year apart do so everywhere. What no life helps is a
thread in bursts, each as tight as an event, with no word of what was before: of ten articles with three of four entries
each, 0.23 to 0.27; with two older entries in each article as well, FADE alone has 0.71 and FADE + life 0.90.

What a thread asks that is under way came last, with merges from THREAD days on (repair.py). Means of four orders after
second thoughts, in memory: the four sets; timeline_updates with three and with six entries; articles on the risings and
wars of Egypt, Libya, Syria and Yemen from 2011 to 2019, a thread each (github.com/MorenoLaQuatra/CL-TLS), 750 in
Spanish, 406 in French and 359 in Italian, without the lines that several have (two orders); 540 that were written for
it (one order):

    without                                         0.923   0.812   0.945   0.783   0.665   0.405   0.911
    merges from 20 days on                          0.925   0.862   0.945   0.800   0.680   0.405   0.911
    and what a thread asks, with RUNS 0.75          0.925   0.880   0.945   0.847   0.704   0.485   0.911
        no LOOSEST                                  0.925   0.882   0.945   0.847   0.704   0.485   0.911
        no LOOSEST, RUNS 0.5                        0.925   0.880   0.945   0.846   0.704   0.465   0.911
        no RHYTHM                                   0.918   0.899   0.948   0.847   0.701   0.541   0.912
        its value raised, not its bar lowered       0.924   0.882   0.945   0.850   0.721   0.465   0.911
    and RUNS 1                                      0.925   0.887   0.945   0.848   0.704   0.502   0.911
    and LAW (two.py) 0.11 for 0.1                   0.925   0.887   0.945   0.850   0.710   0.533   0.914
    and RHYTHM 6, for a day                         0.925   0.909   0.945   0.850   0.710   0.531   0.914
        RHYTHM 5                                    0.925   0.887   0.945   0.850   0.710   0.520   0.914
        RHYTHM 7                                    0.919   0.909   0.945   0.850   0.708   0.533   0.914
        RHYTHM 10                                   0.919   0.911   0.948   0.850   0.709   0.541   0.914
        RHYTHM 6, for a member                      0.925   0.909   0.948   0.850   0.710   0.533   0.914
    and LAW 0.12                                    0.925   0.909   0.945   0.850   0.721   0.557   0.917
        LAW 0.13                                    0.917   0.911   0.945   0.850   0.730   0.557   0.919
        LAW 0.15                                    0.917   0.915   0.948   0.850   0.732   0.556   0.922
        LAW 0.13 to a tightness of 0.5              0.918   0.911   0.945   0.850   0.730   0.557   0.919
        LAW 0.12 by USUAL / tightness               0.918   0.920   0.950   0.856   0.745   0.568   0.921
        0.22 of the square of what is above         0.925   0.843   0.945   0.850   0.717   0.531   0.910
        0.28 of it                                  0.924   0.914   0.948   0.850   0.732   0.557   0.914
    and more the looser (PHASES 3): as it stands    0.925   0.941   0.950   0.877   0.865   0.599   0.922
        fading in 30 days                           0.925   0.941   0.950   0.879   0.865   0.599   0.922
            PHASES 1                                0.925   0.922   0.950   0.855   0.739   0.568   0.921
            PHASES 2                                0.925   0.929   0.950   0.872   0.753   0.584   0.921
            PHASES 4                                0.925   0.945   0.950   0.884   0.850   0.612   0.922
            as far as days fill its life            0.925   0.941   0.950   0.873   0.826   0.600   0.917
        fading in 120 days, PHASES 1                0.918   0.922   0.950   0.856   0.741   0.568   0.921
        the power PHASES of how far it is running   0.925   0.941   0.950   0.869   0.851   0.600   0.917
            PHASES 5                                0.925   0.974   0.950   0.881   0.850   0.607   0.917
        no PHASES, and LAW fades in 60 days         0.923   0.835   0.939   0.850   0.724   0.535   0.915
        no PHASES, and members from all its life    0.925   0.909   0.945   0.851   0.721   0.557   0.917
    MONTH 20, and merges from 20 days on            0.924   0.862   0.955   0.806   0.680   0.444   0.912
    LONG 90, without these                          0.917   0.819   0.948   0.797   0.665   0.412   0.911

Where its value is raised a thread outbids the story of an event, and refuses what it has outbid. Of 120 entries of six
timelines, up to 200 of the others between them, threads of 25 took 92 for 74 that were their own, and 101 for 30 that
were not; with the bar lowered 91 and 39 (one line an entry; two to an article: of 118 111 for 101, and 15 for 0; 106
and 0), without LOOSEST. Short reports of a neighbouring war still come to a very loose one, which LOOSEST bounds.
Without RHYTHM articles on North Korea of five years are a thread that all others come to (giveme5w1h 0.930 for 0.956):
these sets chose it, so that they prove little of it: from 7 days on they do so, and at 5 timelines gain less. Before,
it was 5 days for each member, and sixteen reports of one day with a stray weeks later filled 80: with a stray 80 days
before each of its 29 largest stories, 15 of 65 first articles of other events in groundnews2025 came to a foreign one,
for 13 without RUNS, and 13 as it stands. That members must fill a life for staleness, too, one in 7 days, parts threads
of an article in two weeks (0.890 for 0.911 on the written ones). `newsloom replay` (benchmarks/crises.py) has the three
languages at 0.580, 0.661 and 0.366 without these rules, at 0.833, 0.683 and 0.465 with RUNS 0.75 and LAW 0.1, at 0.842,
0.710 and 0.545 without PHASES and at 0.874, 0.850 and 0.597 as it stands; MONTH 20 has basil at 0.977 for 0.983 there.
Over LAW giveme5w1h divides: in memory, from 0.13 on, two events of North Korea, 210 days apart, and two of one rocket
become one; so what counts for more in a loose thread (two.py) fades as it is silent. In five orders it has 0.937,
0.930, 0.924, 0.934 and 0.912 there with 0.11, and 0.933, 0.930, 0.924, 0.934 and 0.910 with 0.12: the first is its own,
which alone would choose 0.11. PHASES costs moves, in the three languages 35, 134 and 81 of 1,000 articles for 16, 74
and 56, in the four sets none (33); with PHASES 1 LOOSEST did not bound it. Fading in 30 days gives the same in memory,
but by `newsloom replay` the shutdown of January 2019 and the emergency of three weeks later become one, and basil has
0.977.
"""

from __future__ import annotations

from datetime import datetime
from math import exp

from workers.assign.alike import StoryState

#: the most that time takes away.
STALE = 0.12
#: days after which 63 % of it is taken from a story of less than a month.
FADE = 7.0
#: days of a life that give no more time, and the most that all others give.
MONTH, LONG = 30.0, 60.0
#: days from which up a life is a thread's.
THREAD = 20.0
#: days of a life that one with members fills: a few strays in some years, or one weeks after a day of many reports, are
#: no thread that runs.
RHYTHM = 6.0

_DAY = 86400.0


def gap_days(at: datetime | None, story: StoryState) -> float | None:
    """Days outside the story's life so far; 0 inside it."""
    if at is None or story.first is None or story.last is None:
        return None
    return max((story.first - at).total_seconds(), (at - story.last).total_seconds(), 0.0) / _DAY


def life_days(first: datetime | None, last: datetime | None) -> float:
    """Days between the ends of a story's life so far; 0 where it is undated."""
    return (last - first).total_seconds() / _DAY if first and last else 0.0


def staleness(gap: float | None, life: float) -> float:
    """What a silence of `gap` days takes away after a life of so many: nothing for the undated, at most STALE."""
    return STALE * (1.0 - exp(-gap / (FADE + _beyond(MONTH, life)))) if gap else 0.0


def running(gap: float | None, life: float, days: int) -> float:
    """How far a thread with members on so many days is under way `gap` days later, 0 to 1; 0 for the undated."""
    lasted = _beyond(THREAD, min(life, RHYTHM * (days - 1)))
    return lasted / LONG * (1.0 - staleness(gap, life) / STALE) if lasted and gap is not None else 0.0


def _beyond(days: float, life: float) -> float:
    """The days of a life after so many, LONG at most."""
    return min(max(life - days, 0.0), LONG)
