"""How often feeds are asked, and how late their entries are found: the adaptive interval beside fixed ones.

200 feeds, each with entries at random (Poisson) at its own rate, from one in five minutes to one a week, evenly spread
on a logarithmic scale, silent between 23 and 6 o'clock; two weeks, of which the second is counted. No network: the
clock is a number. The same entries for all. Prints a table for docs/decisions.md.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from statistics import mean, median

from workers.feeds import pace
from workers.feeds.hints import Hints
from workers.settings import Feeds

FEEDS, DAYS, COUNTED = 200, 14, 7
SLOWEST, FASTEST = 7 * 86_400.0, 300.0
START = datetime(2025, 1, 6, tzinfo=UTC)


def entries(gap: float, chance: random.Random) -> list[float]:
    """Seconds from the start at which entries come."""
    found, at = [], 0.0
    while (at := at + chance.expovariate(1 / gap)) < DAYS * 86_400:
        if 6 <= at % 86_400 / 3600 < 23:
            found.append(at)
    return found


def polls(come: list[float], chosen: Feeds | float, chance: random.Random) -> Iterator[float]:
    """Seconds from the start at which the feed is asked. A number: always so many seconds later."""
    at, known = chance.uniform(0, 900), pace.arrived((), START, 0)
    while at < DAYS * 86_400:
        yield at
        if isinstance(chosen, float):
            at += chosen * (0.9 + 0.2 * chance.random())
            continue
        now = START + timedelta(seconds=at)
        before = known[-1][0] - START.timestamp() if known else -1.0
        new = bisect_right(come, at) - bisect_right(come, before)
        known = pace.arrived(known, now, new + (0 if known else 20))  # the first poll finds what is there
        bounds = pace.Bounds(chosen.interval, chosen.min_interval, chosen.max_interval)
        wait = pace.pace(pace.gap(known, now, chosen.interval), bounds, {})
        at = (pace.at(now, wait, Hints(), chance.random()) - START).total_seconds()


def measured(chosen: Feeds | float) -> tuple[float, float, float, float]:
    """(polls a feed and day, share of polls with something new, mean and median minutes until an entry is found)."""
    chance = random.Random(7)
    asked, useful, late = 0, 0, []
    for number in range(FEEDS):
        come = entries(FASTEST * (SLOWEST / FASTEST) ** (number / (FEEDS - 1)), chance)
        last = 0.0
        for at in polls(come, chosen, random.Random(number)):
            found = come[bisect_right(come, last) : bisect_right(come, at)]
            if at > (DAYS - COUNTED) * 86_400:
                asked, useful = asked + 1, useful + bool(found)
                late += [(at - came) / 60 for came in found]
            last = at
    return asked / FEEDS / COUNTED, useful / asked, mean(late), median(late)


def main() -> None:
    print("| interval | polls a feed and day | with something new | mean delay, min | median delay, min |")
    print("|---|---|---|---|---|")
    table = {"fixed, 15 min": 900.0, "fixed, 30 min": 1800.0, "fixed, 60 min": 3600.0} | {
        f"adaptive, at most {hours} h": Feeds(max_interval=hours * 3600.0) for hours in (1, 2, 4, 12)
    }
    for name, chosen in table.items():
        asked, useful, late, middle = measured(chosen)
        print(f"| {name} | {asked:.0f} | {useful:.0%} | {late:.1f} | {middle:.1f} |")


if __name__ == "__main__":
    main()
