"""When everything fails at once it is our own network, and no feed's fault. Pure.

Evidence is a feed that was well before (at most one failure in a row) and could not be reached at all: no name, no
connection, no encryption, no answer in time (UNREACHED). Any answer of HTTP, a 500 or half a body among them, shows
that the network works. So the network is away when, since the last answer of anybody and within LOOK, feeds on HOSTS
different hosts failed so; where fewer hosts are polled, all of them, but never fewer than FEWEST: two feeds that fail
together may be two bad feeds. The last MOST polls are looked at: of more, a failure would have to read all feeds.

The first poll that is answered ends it. While it lasts, one feed is asked at a time, as a probe.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from workers.errors import UNREACHED
from workers.feeds.failure import OUR_NETWORK

#: different hosts that must have failed; of 4 sites that were well, all 4 seldom fail by themselves within minutes.
HOSTS, FEWEST = 4, 3
LOOK = timedelta(minutes=30)
#: of 10,000 feeds, all took 130 ms to read, these take 5.
MOST = 200
#: reasons that say neither: the feed was not asked, which its address or its name's may forbid, or its process ended
#: before it could tell.
_SILENT = frozenset({OUR_NETWORK, "worker-lost", "time-limit", "bad-url", "private-address", "bad-port"})
#: failures in a row up to which a feed counts as one that was well.
_WELL = 1


@dataclass(frozen=True, slots=True)
class Polled:
    """How the last poll of a feed went."""

    feed: int
    host: str
    at: datetime
    #: of its failure; None where it went well.
    reason: str | None
    failures: int


class Verdict(NamedTuple):
    """What a poll that failed means for the network, and whom it does not blame."""

    #: it failed with our network.
    spared: bool = False
    #: other feeds that failed with it, before it was known.
    others: frozenset[int] = frozenset()
    #: the network is away, and was not before; it was away, and is back.
    began: bool = False
    ended: bool = False


def verdict(mine: Polled, others: Sequence[Polled], now: datetime, *, is_away: bool) -> Verdict:
    """mine: a poll that failed, with its failure counted. others: the last of other feeds. is_away: as was known."""
    if mine.reason not in UNREACHED:
        return Verdict(ended=is_away and answered(mine.reason))
    together = away([mine, *others], now)
    return Verdict(is_away or bool(together), together - {mine.feed}, bool(together) and not is_away)


def answered(reason: str | None) -> bool:
    """Does a poll with this reason show that the network works?"""
    return reason not in UNREACHED | _SILENT


def away(polls: Sequence[Polled], now: datetime) -> frozenset[int]:
    """The feeds that failed with our network, if it is away; else none. polls: the last of each feed."""
    last = max((poll.at for poll in polls if answered(poll.reason)), default=None)
    since = max(last, now - LOOK) if last else now - LOOK
    failed = [poll for poll in polls if poll.reason in UNREACHED and poll.failures <= _WELL and poll.at > since]
    hosts = {poll.host for poll in failed}
    needed = max(FEWEST, min(HOSTS, len({poll.host for poll in polls})))
    return frozenset(poll.feed for poll in failed) if len(hosts) >= needed else frozenset()
