"""What is old enough to go? Pure: settings and times in, times out.

**Asleep.** A text or an event may be needed again for as long as an article can join its story: an index that is
rebuilt from the ledger is made of them. A story is asleep when both clocks say so:

- in the articles' own time its last member is more than `dormant_days` older than the newest article of the ledger:
  then no article of that day can join it (workers/assign/nearest.lua). Measured by the wall clock, a ledger of last
  year's news, imported to the half, would be asleep as a whole, and the other half would find no story to join.
- in ours nothing has joined it for `dormant_days`: then Redis has forgotten it by itself (workers/assign/index.py), so
  that also a late import, or an undated article, finds it no more. This alone would put a ledger to sleep that was
  switched off for a year.

A date in the future is not the newest: one page that says 2099 must not put all others to sleep (the caller leaves it
out). For both clocks, the longest that the index of copies can remember (LONGEST_MEETING windows) counts where that is
longer: the original of a copy still to come keeps its signature.

Left open: `reindex` brings back stories that Redis had forgotten. An undated article, or one as old as they are, could
join such a story again only if its events and texts are still kept.

**0 days** is for ever. `hosts` have no setting: an idle one is a line in the queue that the next url writes anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from workers.settings import Settings

#: windows beyond which two texts never meet (workers/dedupe/store.py).
LONGEST_MEETING = 1.5
#: days that a host of which nothing waits is remembered: longer than any spacing.
IDLE = 1


@dataclass(frozen=True, slots=True)
class Horizon:
    """What lies before these times may go; None keeps all. Each in our time, but for `asleep`."""

    hosts: datetime
    #: when fetched.
    pages: datetime | None
    #: when taken.
    steps: datetime | None
    #: when given up.
    failed: datetime | None
    #: when seen, in a story that is asleep.
    texts: datetime | None
    #: when they happened, to a story that is asleep.
    events: datetime | None
    #: when another reading replaced them.
    versions: datetime | None
    #: no member of a sleeping story is dated later, in the articles' time ...
    asleep: datetime
    #: ... and none has joined it later.
    quiet: datetime


def horizon(chosen: Settings, now: datetime, newest: datetime | None) -> Horizon:
    """What may go. newest: the latest date of an article in a story that is not in the future; None where none is."""
    keep = chosen.upkeep
    rest = timedelta(days=max(chosen.assign.dormant_days, LONGEST_MEETING * chosen.dedupe.window_days))
    quiet = now - rest
    texts, events = _before(now, keep.keep_texts_days), _before(now, keep.keep_events_days)
    return Horizon(
        hosts=now - timedelta(days=IDLE),
        pages=_before(now, keep.keep_pages_days),
        steps=_before(now, keep.keep_steps_days),
        failed=_before(now, keep.keep_failed_days),
        # nothing younger can be at rest: the walk need not look at it
        texts=texts and min(texts, quiet),
        events=events and min(events, quiet),
        versions=_before(now, keep.keep_versions_days),
        asleep=_back(min(newest or now, now), rest),
        quiet=quiet,
    )


def _back(at: datetime, span: timedelta) -> datetime:
    """Earlier by this span, as far as the calendar goes: a page may say that it is of the year 1."""
    first = datetime.min.replace(tzinfo=UTC)
    return max(at, first + span) - span


def _before(now: datetime, days: int) -> datetime | None:
    return now - timedelta(days=days) if days else None
