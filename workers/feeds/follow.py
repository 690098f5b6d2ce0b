"""An answer -> what it says, be it a feed, a sitemap, or an index of sitemaps, whose newest are then asked for.

Calls in order, decides nothing. An index is followed one level deep, at most MOST_CHILDREN sitemaps a poll, and none is
begun when BUDGET is over: a poll has a time limit. They are of one host, which has its rest before each.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from workers import log
from workers.errors import NewsloomError
from workers.feeds import sitemap
from workers.feeds.document import document
from workers.feeds.feed import Feed
from workers.feeds.kind import Kind
from workers.feeds.parse import parse
from workers.model import Page

#: seconds after which no further sitemap is begun.
BUDGET = 10.0
#: seconds before each of them at most, whatever the spacing of hosts: with longer ones the last would not be begun.
LONGEST_REST = 2.0


class Fetcher(Protocol):
    """Gets a document, or raises one of our errors. headers: conditions; one that has not changed has status 304."""

    def get(self, url: str, now: datetime, headers: Mapping[str, str] | None = None, *, feed: bool = False) -> Page: ...


def resting(spacing: float) -> Callable[[], None]:
    """Waits for as long as a host is left alone between two sitemaps of one poll."""
    return partial(time.sleep, min(spacing, LONGEST_REST))


def at_once() -> None:
    """No rest."""


def read(
    page: Page,
    client: Fetcher,
    now: datetime,
    days: float,
    rest: Callable[[], None],
    clock: Callable[[], float] = time.monotonic,
) -> Feed:
    """What the answer says. days: how far back a sitemap is read. rest: is called before each sitemap of an index.

    Raises RefusedError, and what the client raises.
    """
    what = document(page)
    if what.kind is not Kind.SITEMAP:
        return parse(what)
    found = sitemap.read(what.text, what.url)
    since = now - timedelta(days=days)
    if not found.children:
        return replace(sitemap.feed_of(found.pages, since), cut=found.cut)
    listed = _listed(sitemap.newest(found.children, since), client, now, rest, clock)
    return replace(sitemap.feed_of(listed.pages, since), assembled=True, cut=found.cut or listed.cut)


def _listed(
    children: Sequence[str], client: Fetcher, now: datetime, rest: Callable[[], None], clock: Callable[[], float]
) -> sitemap.Sitemap:
    """What these sitemaps list, as one.

    Those that cannot be had are named in the log, and the first is raised if none can.
    """
    read: list[sitemap.Sitemap] = []
    faults: list[NewsloomError] = []
    end = clock() + BUDGET
    for url in children:
        if clock() > end:
            break
        rest()
        try:
            what = document(client.get(url, now, feed=True))
            read.append(sitemap.read(what.text, what.url))
        except NewsloomError as error:
            faults.append(error)
            log.get(__name__).warning("sitemap.failed", sitemap=url, reason=error.reason, detail=error.detail)
    if faults and not read:
        raise faults[0]
    return sitemap.Sitemap(tuple(page for each in read for page in each.pages), (), any(each.cut for each in read))
