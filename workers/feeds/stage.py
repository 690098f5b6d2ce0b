"""A feed -> new urls. Calls in order, decides nothing.

What if it comes twice? Each entry is accepted once, by its key; polling a feed twice costs a request and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from workers import log
from workers.errors import NewsloomError, OutageError, TransientError
from workers.feeds.decide import next_poll, submissions_of
from workers.feeds.parse import Feed, parse
from workers.ledger import Ledger, feeds, urls
from workers.ledger.schema import Record
from workers.model import Page


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
    except NewsloomError as error:
        asked = error.after if isinstance(error, TransientError) else None
        again = next_poll(now, interval, feed.failures + 1, retry_after=asked, jitter=chance())
        _note_failure(ledger, feed, error, now, again)
        return 0
    return _take_in(ledger, feed, parsed, now, next_poll(now, interval, 0, jitter=chance()))


def _note_failure(ledger: Ledger, feed: Record, error: NewsloomError, now: datetime, again: datetime) -> None:
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
