"""When a healthy feed is asked again. Pure.

The estimator: of the last MOST_ARRIVALS polls that found something new, each with its time and the number of entries,
the oldest only begins the clock. If n entries came in the s seconds since then, silence up to now included, the mean
gap is

    (s + interval) / (n + 1)

which is what was seen, and one more entry in one more `interval`: a new feed begins at `interval`, and what it does
itself soon outweighs that (for a Poisson stream it is the mean under a Gamma prior worth one entry). The feed is asked
once a gap, so that a poll finds one new entry on average: asked twice as often, two polls of three would find nothing.

Then, in this order:

| rule         | what it does                                                                                   |
|--------------|------------------------------------------------------------------------------------------------|
| missed       | every entry was new, so older ones may have gone unseen: half of the last interval at most      |
| min, max     | [feeds] min_interval and max_interval                                                          |
| the server   | not before max-age or Expires, ttl, or the update period are over; up to a day                  |
| Retry-After  | not before, this once: the interval stays as it is (up to a week: workers/httpdate.py)         |
| skip         | not in hours or on days that the feed names; moved by whole hours, so that no herd forms       |

and chance moves each wait of our own by up to a tenth either way, what a server asks for only towards later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from workers.feeds.hints import DAY, Hints

#: polls with something new that are remembered: enough for a mean, few enough to follow a new rhythm in a day or two.
MOST_ARRIVALS = 24
#: seconds after which they are forgotten, but for the newest.
OLDEST = 60 * DAY
#: seconds for which is heeded what is said in passing, to caches and to everybody.
LONGEST_WISH = DAY
#: share of a wait by which polls are spread, so that feeds added together do not stay together.
SPREAD = 0.1

Arrivals = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the settings say, in seconds."""

    #: of a feed of which nothing is known yet.
    interval: float
    shortest: float
    longest: float


@dataclass(frozen=True, slots=True)
class Pace:
    """How long to wait, and which rule had the last word."""

    #: seconds of our own choice.
    own: float
    #: seconds that the other side wishes for at all times; 0: none.
    wished: float
    #: of the interval: rhythm, missed, min_interval, max_interval, or what the other side named: ttl, max-age, ...
    rule: str
    #: seconds that the other side asks for this once (Retry-After); 0: none.
    once: float = 0.0

    @property
    def interval(self) -> float:
        """Seconds that are usual from now on."""
        return max(self.own, self.wished)

    @property
    def seconds(self) -> float:
        """Seconds until the next poll."""
        return max(self.interval, self.once)

    @property
    def why(self) -> str:
        """Which rule had the last word on that."""
        return self.rule if self.once <= self.interval else "Retry-After"


def arrived(arrivals: Arrivals, now: datetime, new: int) -> Arrivals:
    """The arrivals with those of this poll, bounded in number and age."""
    at = int(now.timestamp())
    later = (*arrivals, (at, new)) if new else arrivals
    young = tuple(arrival for arrival in later if arrival[0] > at - OLDEST)
    return (young or later[-1:])[-MOST_ARRIVALS:]


def gap(arrivals: Arrivals, now: datetime, interval: float) -> float:
    """Seconds between two new entries, as the head of this module says."""
    if not arrivals:
        return interval
    elapsed = max(0.0, now.timestamp() - arrivals[0][0])
    return (elapsed + interval) / (sum(new for _, new in arrivals[1:]) + 1)


def pace(
    found: float, bounds: Bounds, wishes: Mapping[str, float], *, too_long: float | None = None, after: float = 0.0
) -> Pace:
    """found: the gap. wishes: what was named -> seconds. too_long: the interval that proved so, in seconds.

    after: seconds of a Retry-After.
    """
    rule, own = ("rhythm", found) if too_long is None else ("missed", min(found, too_long / 2))
    shortest = min(bounds.shortest, bounds.interval)
    if own < shortest:
        rule, own = "min_interval", shortest
    if own > max(bounds.longest, shortest):
        rule, own = "max_interval", max(bounds.longest, shortest)
    named, wished = max(wishes.items(), key=lambda wish: wish[1], default=("", 0.0))
    wished = max(0.0, min(wished, LONGEST_WISH))
    return Pace(own, wished, named if wished > own else rule, after)


def at(now: datetime, chosen: Pace, hints: Hints, jitter: float) -> datetime:
    """When to ask. jitter: in [0, 1)."""
    asked = max(chosen.wished, chosen.once)
    wait = max(chosen.own * (1 - SPREAD + 2 * SPREAD * jitter), asked * (1 + SPREAD * jitter))
    return past_skips(now + timedelta(seconds=wait), hints)


def past_skips(when: datetime, hints: Hints) -> datetime:
    """The first moment from `when` on, in steps of an hour, that the feed does not skip; `when` if it skips all."""
    for hours in range(7 * 24 + 1):
        later = (when + timedelta(hours=hours)).astimezone(UTC)
        if later.hour not in hints.skip_hours and later.weekday() not in hints.skip_days:
            return when + timedelta(hours=hours)
    return when
