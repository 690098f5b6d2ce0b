"""A poll as it begins: what is known of the feed, and how it is asked. Pure. What came of it says `outcome`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workers.feeds import conditional, health, memory
from workers.feeds.conditional import Asked, Known
from workers.feeds.pace import Bounds
from workers.feeds.report import Report
from workers.ledger.schema import Record
from workers.settings import Feeds

#: the rule by which a feed is asked when it would have been, though somebody has asked it meanwhile.
TURN = "turn"


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll of a feed: what was known before, how it asked, when."""

    feed: Record
    asked: Asked
    now: datetime
    chosen: Feeds
    #: in [0, 1).
    jitter: float
    #: somebody asks for it before its turn (`newsloom feeds check`): what is counted by turns is not counted.
    early: bool = False

    @property
    def bounds(self) -> Bounds:
        return Bounds(self.chosen.interval, self.chosen.min_interval, self.chosen.max_interval)

    @property
    def interval(self) -> float:
        """Seconds that were chosen last."""
        return float(self.feed.interval or self.chosen.interval)

    @property
    def turn(self) -> tuple[datetime, float, str]:
        """The feed's turn, where it stays as it was: when, after how many seconds, and the rule that says so."""
        at: datetime = self.feed.next_poll_at
        return at, max(0.0, (at - self.now).total_seconds()), TURN

    def report(self, next_at: datetime, wait: float, rule: str, **more: Any) -> Report:
        return Report(self.feed.url, self.asked.why, self.asked.headers, next_at, wait, rule, **more)


def begun(feed: Record, now: datetime, chosen: Feeds, jitter: float, *, by_hand: bool = False) -> Poll:
    """A poll of this feed, with the conditions that it is to send."""
    early = by_hand and feed.next_poll_at > now
    return Poll(feed, conditional.ask(known_of(feed), now), now, chosen, jitter, early)


def known_of(feed: Record) -> Known:
    return Known(
        feed.etag,
        feed.modified,
        feed.content,
        feed.full_at,
        feed.conditional_polls,
        feed.distrust_until,
        feed.failures,
        feed.last_poll_at,
        feed.flag == health.CUT,
        memory.decode(feed.memory).assembled,
    )
