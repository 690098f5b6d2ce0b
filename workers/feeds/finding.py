"""A url that a person gives -> the feeds that are meant by it. Calls in order; `kind` and `discover` decide.

    url | ask | a feed, a sitemap: itself
              | a page: the feeds that it names, each asked, the first that is one
              | a page that names none: likewise the sitemaps that its site's robots.txt names

No parser of feeds is let near an answer here: what is found is polled by a worker, whose process may die of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from workers import urls
from workers.errors import NewsloomError, PermanentError, RefusedError, TransientError
from workers.feeds import discover, jsonfeed
from workers.feeds.cut import is_cut
from workers.feeds.document import Document, document
from workers.feeds.follow import Fetcher
from workers.feeds.kind import Kind
from workers.printable import said

#: feeds of one page that are asked whether they are any.
MOST_ASKED = 10
#: characters of a page in which feeds are looked for.
_READ = 1_000_000
_KINDS = {Kind.FEED, Kind.SITEMAP}
_BY_ROBOTS = "the page names no feed; this sitemap is named by its site's robots.txt"


class Asker(Fetcher, Protocol):
    """Gets the text of a robots.txt, too."""

    def robots(self, url: str, now: datetime) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Found:
    """What is meant by a url."""

    #: feeds to poll, the site's main one first.
    feeds: tuple[str, ...] = ()
    #: feeds that the page names besides.
    others: tuple[str, ...] = ()
    #: what is worth saying though it went well.
    note: str | None = None
    #: those of the feeds that end in the middle (cut.py).
    cut: frozenset[str] = frozenset()
    #: why nobody answered, so that the url is meant as it is.
    unseen: str | None = None
    #: why there is nothing to poll.
    refusal: str | None = None


def find(url: str, client: Asker, now: datetime, *, everything: bool = False) -> Found:
    """everything: all feeds of a page, not its main one alone. If nobody answers now: the url itself, and why."""
    try:
        page = client.get(url, now, feed=True)
        what = document(page)
    except TransientError as error:
        return Found((url,), unseen=error.detail)
    except PermanentError as error:
        return Found(refusal=error.detail)
    if _is_feed(what):
        feed = page.permanent_url or url
        return Found((feed,), cut=frozenset({feed} if _is_cut(what) else ()))
    if what.kind is not Kind.PAGE:
        return Found(refusal="this is neither a feed nor a web page that names one")
    found = _named(discover.offers(what.text[:_READ], what.url), client, now, everything=everything)
    return found if found.feeds else _by_robots(what.url, found, client, now, everything=everything)


def _by_robots(url: str, page: Found, client: Asker, now: datetime, *, everything: bool) -> Found:
    """The sitemaps that are named by the robots.txt of the site of a page without feeds; page: what came of that."""
    parts = urls.split(url)
    robots = f"{parts.scheme}://{parts.netloc}/robots.txt"
    try:
        text = client.robots(robots, now).decode("utf-8-sig", "replace")
    except NewsloomError as error:
        return replace(page, refusal=f"{page.refusal}; nor can a robots.txt be had to name a sitemap: {error.detail}")
    found = _named(discover.sitemaps(text, robots), client, now, everything=everything)
    if not found.feeds:
        return replace(page, refusal=f"{page.refusal}; nor does its robots.txt name a sitemap that can be read")
    return replace(found, note=_BY_ROBOTS)


def _is_feed(what: Document) -> bool:
    if what.kind is not Kind.JSON:
        return what.kind in _KINDS
    try:
        jsonfeed.read(what.text, what.url, 1)
    except RefusedError:
        return False
    return True


def _is_cut(what: Document) -> bool:
    return what.kind in _KINDS and is_cut(what.text)


def _named(offers: list[discover.Offer], client: Fetcher, now: datetime, *, everything: bool) -> Found:
    """The feeds of a page: the first that answers as one, or all that do."""
    if not offers:
        return Found(refusal="this is a web page, and it names no feed")
    good: dict[str, bool] = {}
    left: list[str] = []
    for number, offer in enumerate(offers):
        if (good and not everything) or number >= MOST_ASKED:
            left.append(offer.url)
        else:
            good |= _asked(offer.url, client, now)
    if not good:
        return Found(refusal=f"this is a web page, and what it names is no feed: {said(offers[0].url)}")
    return Found(tuple(good), tuple(left), cut=frozenset(url for url, cut in good.items() if cut))


def _asked(url: str, client: Fetcher, now: datetime) -> dict[str, bool]:
    """Where the feed is that a page names, and whether it is cut; nothing where it is none, or cannot be had now."""
    try:
        page = client.get(url, now, feed=True)
        what = document(page)
    except NewsloomError:
        return {}
    return {page.permanent_url or url: _is_cut(what)} if _is_feed(what) else {}
