"""Sitemaps, news sitemaps and sitemap indexes -> what they list (sitemaps.org; Google's news extension). Pure.

Read by expat, which keeps no tree; entities are refused, as in workers/feeds/opml.py. An element is known by its name
without the prefix of its document's own elements; those of the news extension by the prefix that the document declares.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from xml.parsers import expat  # declarations of entities are refused below

from workers.errors import RefusedError
from workers.feeds.cut import is_cut
from workers.feeds.feed import MOST_ENTRIES, Entry, Feed
from workers.feeds.links import is_of_news, link
from workers.feeds.plain import plain
from workers.feeds.references import strict
from workers.feeds.tags import language
from workers.feeds.when import when
from workers.model import Published

#: what a sitemap may list (sitemaps.org); the rest is not read.
MOST_LISTED = 50_000
#: elements in it; 50,000 urls with news and images have a million.
MOST_ELEMENTS = 1_000_000
#: newest children of an index that one poll reads.
MOST_CHILDREN = 3
#: characters of one element's text: an address that was cut here is still too long to be one (workers/urls.py).
LONGEST = 3000
_NEWS = "sitemap-news"
#: elements whose text is kept: (of the news extension?, name).
_WANTED = {(False, "loc"), (False, "lastmod"), (True, "title"), (True, "publication_date"), (True, "language")}


class Listed(NamedTuple):
    """A `url` of a sitemap, or a `sitemap` of an index."""

    url: str
    #: when it was changed, or where that is not said, published.
    dated: Published | None
    published: Published | None = None
    title: str | None = None
    lang: str | None = None


class Sitemap(NamedTuple):
    pages: tuple[Listed, ...]
    #: sitemaps that an index lists.
    children: tuple[Listed, ...]
    #: it ends in the middle.
    cut: bool = False


def read(text: str, url: str) -> Sitemap:
    """What the sitemap at `url` lists. Raises RefusedError: `not-a-feed`, `feed-too-big`."""
    parser = expat.ParserCreate("utf-8")
    reader = _Reader(parser, url)
    try:
        parser.Parse(strict(text).encode("utf-8", "replace"), True)
    except _Enough:
        pass
    except expat.ExpatError as error:
        if not reader.pages and not reader.children:
            what = f"line {error.lineno}: {expat.errors.messages[error.code]}"
            raise RefusedError("not-a-feed", f"a sitemap that cannot be read: {what}") from error
    return Sitemap(tuple(reader.pages), tuple(reader.children), is_cut(text))


def feed_of(pages: Sequence[Listed], since: datetime) -> Feed:
    """The pages of a sitemap that are dated since then, as a feed, the newest first.

    Entries and what is left stand in one order, so that a page which grows too old changes nothing of what was said.
    """
    dated = [(page.dated.utc, page) for page in pages if page.dated]
    dated.sort(key=lambda row: row[0], reverse=True)
    inside = min(MOST_ENTRIES, sum(at >= since for at, _ in dated))
    listed = [*(page for _, page in dated), *(page for page in pages if not page.dated)]
    entries = tuple(Entry(page.url, page.title, page.published, (), None, page.lang) for page in listed)
    return Feed(None, None, entries[:inside], windowed=True, left=entries[inside:])


def newest(children: Sequence[Listed], since: datetime) -> list[str]:
    """The sitemaps of an index that are worth reading: dated since then, the newest first; then the undated.

    Of these, those with `news` in their path first, then the last ones: indexes grow at their end.
    """
    dated = [child for child in children if child.dated and child.dated.utc >= since]
    dated.sort(key=lambda child: child.dated.utc if child.dated else since, reverse=True)
    undated = [child for child in reversed(children) if child.dated is None]
    undated.sort(key=lambda child: not is_of_news(child.url))
    return list(dict.fromkeys(child.url for child in [*dated, *undated]))[:MOST_CHILDREN]


class _Enough(Exception):  # noqa: N818 - no error: there is no other way to stop expat
    """As much was read as is taken."""


class _Reader:
    """Collects what is listed while expat reads."""

    def __init__(self, parser: Any, base: str) -> None:
        self.pages: list[Listed] = []
        self.children: list[Listed] = []
        self._base = base
        self._own = ""
        self._news = "news"
        self._root = False
        self._elements = 0
        self._item: dict[tuple[bool, str], str] | None = None
        self._element: tuple[bool, str] | None = None
        self._text: list[str] = []
        self._left = 0
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.EntityDeclHandler = self._entity

    def _entity(self, *_: object) -> None:
        raise RefusedError("not-a-feed", "a sitemap that declares entities: none needs any, and bombs are made of them")

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        self._root = True
        self._own = name.rpartition(":")[0]
        for key, value in attributes.items():
            if key.startswith("xmlns:") and _NEWS in value:
                self._news = key.removeprefix("xmlns:")

    def _known(self, name: str) -> tuple[bool, str] | None:
        prefix, _, local = name.rpartition(":")
        return (prefix == self._news, local) if prefix in (self._own, self._news) else None

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise RefusedError("feed-too-big", f"a sitemap with more than {MOST_ELEMENTS:,} elements")
        if not self._root:
            self._begin(name, attributes)
        known = self._known(name)
        if known in ((False, "url"), (False, "sitemap")):
            self._item = {}
        self._element = known if known in _WANTED else None
        self._text, self._left = [], LONGEST

    def _characters(self, data: str) -> None:
        if self._element and self._left > 0:
            self._text.append(data[: self._left])
            self._left -= len(data)

    def _end(self, name: str) -> None:
        known = self._known(name)
        if self._element and known == self._element and self._item is not None:
            self._item.setdefault(self._element, "".join(self._text))
        elif known in ((False, "url"), (False, "sitemap")) and self._item is not None:
            self._listed(self._item, self.pages if known == (False, "url") else self.children)
            self._item = None
        self._element = None

    def _listed(self, item: Mapping[tuple[bool, str], str], into: list[Listed]) -> None:
        found = link(item.get((False, "loc")), self._base)
        published = when(item.get((True, "publication_date")))
        dated = when(item.get((False, "lastmod"))) or published
        title, lang = plain(item.get((True, "title"))), language(item.get((True, "language")))
        if found:
            into.append(Listed(found, dated, published, title, lang))
        if len(into) >= MOST_LISTED:
            raise _Enough
