"""A document -> Feed: RSS, Atom, RDF (by feedparser, which is never let near the network) and JSON Feed. Pure."""

from __future__ import annotations

from typing import Any

from workers.errors import RefusedError
from workers.feeds import discover, guard, jsonfeed
from workers.feeds.cut import Ending, ending
from workers.feeds.document import Document
from workers.feeds.feed import MOST_ENTRIES, Entry, Feed
from workers.feeds.hints import hints_of
from workers.feeds.kind import HEAD, Kind
from workers.feeds.links import link
from workers.feeds.plain import NAME, SUMMARY, plain
from workers.feeds.tags import language
from workers.feeds.understand import understood
from workers.feeds.when import when
from workers.model import Published
from workers.printable import said

__all__ = ["Entry", "Feed", "parse"]

MOST_AUTHORS = 20
#: dates of an entry, the best first.
_DATES = ("published", "created", "updated")
_XML = "XML, but neither RSS, Atom nor a sitemap"


def parse(what: Document) -> Feed:
    """What this feed says; entries without a link are left out. For sitemaps: workers/feeds/sitemap.py.

    Raises RefusedError: `not-a-feed`, with what it is instead, or `feed-too-big`.
    """
    if not what.text:
        raise RefusedError("not-a-feed", "the answer is empty")
    if what.kind is Kind.JSON:
        return jsonfeed.read(what.text, what.url, MOST_ENTRIES)
    if what.kind is not Kind.FEED:
        raise RefusedError("not-a-feed", _what_else(what))
    return _xml(what.text, what.url)


def _xml(text: str, url: str) -> Feed:
    guard.check(text)
    read = understood(text, url)
    if not read.get("version") and not read["entries"]:
        raise RefusedError("not-a-feed", f"this is {_XML}")
    about, items = read["feed"], read["entries"]
    ends = ending(text)
    # the entry in which it ends may lack what is still to come, and what is taken in is not looked at again
    whole = items[:-1] if ends is Ending.IN_ENTRY else items
    entries, left = (
        tuple(entry for item in some[:MOST_ENTRIES] if (entry := _entry(item, about, url)))
        for some in (whole, items[len(whole) :])
    )
    title, home = plain(about.get("title")), link(about.get("link"), url)
    return Feed(title, home, entries, hints_of(about, text), left=left, cut=ends is not Ending.WHOLE)


def _entry(item: Any, about: Any, base: str) -> Entry | None:
    found = link(item.get("feedburner_origlink"), base) or link(item.get("link"), base)
    if found is None:
        return None
    return Entry(
        url=found,
        title=plain(item.get("title")),
        published=_published(item),
        authors=_authors(item),
        summary=plain(item.get("summary"), SUMMARY) or plain(item.get("media_description"), SUMMARY),
        lang=_language(item, about),
    )


def _published(item: Any) -> Published | None:
    """When it came out, else when it was made or changed."""
    dates = (when(item[name], item.get(f"{name}_parsed")) for name in _DATES if name in item)
    return next((found for found in dates if found), None)


def _authors(item: Any) -> tuple[str, ...]:
    people = item.get("authors") or [item.get("author_detail") or {}]
    names = (plain(person.get("name"), NAME) for person in people[:MOST_AUTHORS])
    return tuple(dict.fromkeys(name for name in names if name and "@" not in name))


def _language(item: Any, about: Any) -> str | None:
    detail = item.get("title_detail") or {}
    return language(item.get("language")) or language(detail.get("language")) or language(about.get("language"))


def _what_else(what: Document) -> str:
    """What a document that is no feed seems to be, and where a web page says that its feed is."""
    if what.kind is not Kind.PAGE:
        return f"this is {_XML if what.text.startswith('<') else 'neither RSS, Atom nor JSON Feed'}"
    offers = discover.offers(what.text[:HEAD], what.url)
    return "this is a web page, not a feed" + (f"; its feed: {said(offers[0].url)}" if offers else "")
