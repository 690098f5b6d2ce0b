"""The pages that the ledger keeps and that were fetched, a few at a time. Reads; no decisions about news.

What if pages come or go meanwhile? Those whose url is newer than the beginning are left out, and what is pruned before
its turn comes is not there. None of it is yielded from within a transaction: while who asked is slow, SQLite could not
fold its log in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from workers import urls
from workers.ledger import Ledger, pages
from workers.model import Page

#: urls looked at in one go; their pages are read one by one.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pages; all of it must fit."""

    #: fetched at this time or later.
    since: datetime | None = None
    #: as `urls.as_host` spells it; without a port: of all its ports.
    host: str | None = None
    #: of the articles of this story.
    story: int | None = None

    def has(self, url: str) -> bool:
        """Is this address of a host that is wanted?"""
        return self.host is None or urls.is_of(urls.host(url), self.host)


def fetched(ledger: Ledger, wanted: Wanted) -> Iterator[tuple[int, Page]]:
    """The pages that were fetched, with the number of their url, in the order in which the urls came."""
    with ledger.read() as connection:
        last = pages.last(connection)
    after = 0
    while after < last:
        with ledger.read() as connection:
            batch = pages.fetched(connection, after, last, _BATCH, since=wanted.since, story=wanted.story)
        for row in batch:
            page = _page(ledger, row.url_id) if wanted.has(row.url) else None
            if page is not None:
                yield row.url_id, page
        after = batch[-1].url_id if batch else last


def _page(ledger: Ledger, url_id: int) -> Page | None:
    with ledger.read() as connection:
        return pages.get(connection, url_id)
