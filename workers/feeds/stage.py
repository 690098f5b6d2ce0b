"""A feed -> new urls. Calls in order, decides nothing.

What if it comes twice? Each entry is accepted once, by its key; polling a feed twice costs a request and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from workers import log
from workers.errors import KilledError, NewsloomError, OutageError, PermanentError, TransientError
from workers.feeds.decide import next_poll, submissions_of
from workers.feeds.parse import Feed, parse
from workers.ledger import Ledger, feeds, urls
from workers.ledger.schema import Record
from workers.model import Page

#: why a poll ended without an outcome -> what a person is told.
DEATHS: Mapping[str, str] = {
    "worker-lost": "the process that read this feed was killed or crashed",
    "time-limit": "reading this feed did not come to an end within the time limit",
}
_MEMORY = "it needs more memory than [clean] max_memory_mb allows"


class Fetcher(Protocol):
    """Gets a document, or raises one of our errors."""

    def get(self, url: str, now: datetime, *, feed: bool = False) -> Page: ...


def poll(
    feed_id: int, *, ledger: Ledger, client: Fetcher, interval: float, now: datetime, chance: Callable[[], float]
) -> int:
    """Ask a feed for its entries and accept them; returns how many were new. A failing one is asked more seldom."""
    with ledger.read() as connection:
        feed = feeds.get(connection, feed_id)
    if feed is None:
        return 0
    log.bind(feed=feed.url)
    try:
        page = client.get(feed.url, now, feed=True)
        parsed = parse(page.body, page.headers, page.final_url)
    except OutageError:
        raise
    except MemoryError:
        _note_failure(ledger, feed, PermanentError("memory", _MEMORY), interval, now, chance)
        return 0
    except NewsloomError as error:
        _note_failure(ledger, feed, error, interval, now, chance)
        return 0
    return _take_in(ledger, feed, parsed, now, next_poll(now, interval, 0, jitter=chance()))


def died(
    feed_id: int, why: str, *, ledger: Ledger, interval: float, now: datetime, chance: Callable[[], float]
) -> None:
    """The process that polled this feed did not come to an end by itself; why: one of DEATHS. A failure like others."""
    with ledger.read() as connection:
        feed = feeds.get(connection, feed_id)
    if feed is not None:
        log.bind(feed=feed.url)
        _note_failure(ledger, feed, KilledError(why, DEATHS[why]), interval, now, chance)


def _note_failure(
    ledger: Ledger, feed: Record, error: NewsloomError, interval: float, now: datetime, chance: Callable[[], float]
) -> None:
    asked = error.after if isinstance(error, TransientError) else None
    again = next_poll(now, interval, feed.failures + 1, retry_after=asked, jitter=chance())
    values = {"failures": feed.failures + 1, "reason": error.reason, "detail": error.detail}
    with ledger.begin() as tx:
        feeds.polled(tx, feed.id, now, again, values)
    log.get(__name__).warning("feed.failed", reason=error.reason, detail=error.detail)


def _take_in(ledger: Ledger, feed: Record, parsed: Feed, now: datetime, again: datetime) -> int:
    """Accept the entries and note the poll, in one transaction."""
    submissions, refused = submissions_of(parsed.entries, feed.id)
    values = {"failures": 0, "reason": None, "detail": None, "entries": len(parsed.entries)}
    with ledger.begin() as tx:
        new = len(urls.accept(tx, submissions, now).new)
        fresh = {"last_new_at": now} if new else {}
        feeds.polled(tx, feed.id, now, again, {"title": parsed.title or feed.title} | values | fresh)
    for url, reason in refused:
        log.get(__name__).warning("entry.refused", entry=url, reason=reason)
    log.get(__name__).info("feed.polled", entries=len(parsed.entries), new=new)
    return new
