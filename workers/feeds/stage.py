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
from workers.feeds.parse import parse
from workers.ledger import Ledger, feeds, urls
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
    try:
        page = client.get(feed.url, now, feed=True)
        parsed = parse(page.body, page.headers, page.final_url)
    except OutageError:
        raise
    except NewsloomError as error:
        asked = error.after if isinstance(error, TransientError) else None
        failures = feed.failures + 1
        again = next_poll(now, interval, failures, retry_after=asked, jitter=chance())
        with ledger.begin() as tx:
            values = {"failures": failures, "reason": error.reason, "detail": error.detail}
            feeds.polled(tx, feed_id, now, again, values)
        log.get(__name__).warning("feed.failed", feed=feed.url, reason=error.reason, detail=error.detail)
        return 0
    submissions, refused = submissions_of(parsed.entries, feed_id)
    with ledger.begin() as tx:
        accepted = urls.accept(tx, submissions, now)
        values = {
            "title": parsed.title or feed.title,
            "failures": 0,
            "reason": None,
            "detail": None,
            "entries": len(parsed.entries),
        }
        if accepted.new:
            values["last_new_at"] = now
        feeds.polled(tx, feed_id, now, next_poll(now, interval, 0, jitter=chance()), values)
    for url, reason in refused:
        log.get(__name__).warning("entry.refused", feed=feed.url, entry=url, reason=reason)
    log.get(__name__).info("feed.polled", feed=feed.url, entries=len(parsed.entries), new=len(accepted.new))
    return len(accepted.new)
