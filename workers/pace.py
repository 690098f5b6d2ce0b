"""How fast a host is asked: what its last answer teaches, and what follows from all that is known of it. Pure.

| the host answered                 | then                                                                             |
|-----------------------------------|----------------------------------------------------------------------------------|
| as it should, or with a mere fault| what was learned of its being busy wears off by _STEP seconds                    |
| 429 or 503                        | its spacing is doubled, and it is left alone for as long, or for its Retry-After |
| not at all, _PATIENCE times in a row | it is left alone for a minute, then twice as long each time, an hour at most  |

Additive decrease, multiplicative increase: a host that says "too much" is believed at once, and tried again by and by
(Chiu and Jain, 1989). Apart from that a host that takes three seconds for a page is asked each three seconds, so that
about one of its pages is on its way (Scrapy's AutoThrottle does the same). `gap` adds that up for dispatch.

Retry-After is of the whole host, not of the one url: it is the server that is busy. While a host is left alone its urls
keep their tries; then one of them is the probe. After a week away none is spared any more, or the urls of a site that
is gone would never come to an end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce
from typing import NamedTuple

from workers.errors import UNREACHED, NewsloomError, TransientError
from workers.retry import doubled

#: seconds: the least that a busy host is spared, the most, and what wears off with each good answer.
_BUSY_LEAST, LONGEST_SPACING, _STEP = 2.0, 60.0, 0.5
#: a host may make us wait so long; the url that was answered waits as long as it was told to (httpdate.py).
_LONGEST_HOLD = 86400.0
#: times in a row that a host may be out of reach before it is left alone; seconds of the first such while, the most.
_PATIENCE, _FIRST_REST, _LONGEST_REST = 3, 60.0, 3600.0
#: seconds beyond which a host's answers are no reason to ask it still more seldom; and above which it is slow.
_LONGEST_LATENCY, _SLOW = 60.0, 5.0
#: seconds up to which it is quick: eight such in a row take two.
_QUICK = 0.25
#: after so long a host is no longer spared: its urls use up their tries.
_GONE = timedelta(days=7)
#: an answer's time counts where it differs by so much from what is known, absolutely and in proportion: else each
#: page would be a write.
_NEWS = 0.25

_BUSY = frozenset({"http-429", "http-503"})


@dataclass(frozen=True, slots=True)
class Pace:
    """What is known of a host; the fields are columns of the table `host`."""

    #: seconds between two requests, since it was busy.
    spacing: float = 0.0
    #: seconds that an answer takes.
    latency: float = 0.0
    #: seconds that its robots.txt asks for.
    crawl_delay: float = 0.0
    #: how often in a row it could not be reached, and since when.
    failures: int = 0
    down_since: datetime | None = None
    #: left alone before this.
    held_until: datetime | None = None


class Heard(NamedTuple):
    """One request to a host, and how it ended."""

    host: str
    seconds: float
    #: None: it answered as it should.
    error: NewsloomError | None


def gap(pace: Pace, spacing: float) -> float:
    """Seconds from one request to the next; 0: none. spacing: what the setting says.

    Where that is 0 the host is one's own, and slow answers are no reason to ask it more seldom; what it asks for is.
    """
    slow = min(pace.latency, _LONGEST_LATENCY) if spacing > 0 else 0.0
    return max(spacing, pace.spacing, pace.crawl_delay, slow)


def is_spared(pace: Pace) -> bool:
    """Whether it is slow, busy or away, so that one request at a time is enough."""
    return pace.spacing > 0 or pace.failures > 0 or pace.latency > _SLOW


def is_quick(pace: Pace) -> bool:
    """Whether it is at ease and answers at once: then who is asked next to it waits for it no longer than it takes."""
    return not is_spared(pace) and pace.latency <= _QUICK


def after(pace: Pace, heard: Heard, now: datetime) -> Pace:
    """What is known of a host after this answer."""
    reason = heard.error.reason if heard.error else ""
    if reason in UNREACHED:
        return _away(pace, now)
    back = replace(pace, failures=0, down_since=None, latency=_latency(pace.latency, heard.seconds))
    if reason in _BUSY:
        spacing = min(LONGEST_SPACING, max(2 * pace.spacing, _BUSY_LEAST))
        asked = heard.error.after if isinstance(heard.error, TransientError) else None
        return held(replace(back, spacing=spacing), now, spacing if asked is None else asked)
    return replace(back, spacing=max(0.0, pace.spacing - _STEP))


def learned(pace: Pace, heard: Sequence[Heard], delay: float | None, rest: float | None, now: datetime) -> Pace:
    """What is known of a host after one fetch: all that was heard of it, in order, its Crawl-delay, the rest it needs.

    delay, rest: in seconds; None where the fetch brought none.
    """
    begun = pace if delay is None else replace(pace, crawl_delay=delay)
    known = reduce(lambda so_far, each: after(so_far, each, now), heard, begun)
    return known if rest is None else held(known, now, rest)


def rest_of(pace: Pace, now: datetime) -> float:
    """Seconds for which the host is to be left alone; 0: it may be asked."""
    return max(0.0, (pace.held_until - now).total_seconds()) if pace.held_until else 0.0


def busy(pace: Pace, now: datetime) -> float:
    """Seconds for which a host has asked to be left alone; 0: it has not, though it may be away, or its robots.txt."""
    return rest_of(pace, now) if pace.spacing > 0 and pace.failures < _PATIENCE else 0.0


def rest_asked(error: NewsloomError) -> float:
    """Seconds for which this answer to one feed asks for rest from all others of its host; 0: for none."""
    if error.reason not in _BUSY:
        return 0.0
    asked = error.after if isinstance(error, TransientError) else None
    return min(LONGEST_SPACING if asked is None else asked, _LONGEST_HOLD)


def why(pace: Pace) -> str:
    """Why a host is left alone, for people: what it did lately; empty where that is not known any more.

    What its robots.txt has put off stands with the url that met it.
    """
    if pace.failures >= _PATIENCE:
        return f"it could not be reached {pace.failures} times in a row"
    return "it has answered 429 or 503" if pace.spacing > 0 else ""


def _away(pace: Pace, now: datetime) -> Pace:
    failures, since = pace.failures + 1, pace.down_since or now
    away = replace(pace, failures=failures, down_since=since)
    if failures < _PATIENCE or now - since > _GONE:
        return away
    return held(away, now, doubled(_FIRST_REST, failures - _PATIENCE, _LONGEST_REST))


def held(pace: Pace, now: datetime, seconds: float) -> Pace:
    """Never shorter than it was held before: another answer, a moment ago, may have asked for more."""
    until = now + timedelta(seconds=min(seconds, _LONGEST_HOLD))
    return replace(pace, held_until=max(until, pace.held_until or until))


def _latency(known: float, seconds: float) -> float:
    """Half of what was known and half of this, where this is news."""
    if abs(seconds - known) <= max(_NEWS, _NEWS * known):
        return known
    return round((known + seconds) / 2, 3)
