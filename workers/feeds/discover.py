"""A web page -> the feeds that it names; a robots.txt -> its sitemaps. Pure, and linear in their length.

Of a page, first what it offers to readers on purpose (`<link rel="alternate">` with a type of feeds), in its order;
then anchors whose address looks like a feed's. Feeds of comments come last: nobody means them. The first one found is
the one that sites mean as theirs. What stands in a comment is not named. Of a robots.txt, sitemaps of news first: they
list what is new and nothing else (Google's news extension), the others all that there ever was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from typing import NamedTuple

from workers import urls
from workers.errors import RefusedError
from workers.feeds.kind import uncommented
from workers.feeds.links import is_of_news, link, unfed
from workers.feeds.plain import plain

#: more of them is a directory of feeds, and no site's own.
MOST = 50

#: of a tag, what is behind its name: quoted values may hold `>`; the last form is for quotes that do not match.
_INSIDE = r"""((?:[^<>"']|"[^"<]{0,2000}"|'[^'<]{0,2000}'){1,4000}|[^<>]{1,4000})"""
_TAG = re.compile(rf"<(link|a)\b{_INSIDE}>", re.IGNORECASE)
#: links of a page start there.
_BASE = re.compile(rf"<base\b{_INSIDE}>", re.IGNORECASE)
_TEXT = re.compile(r"[^<>]{0,80}")
_ATTRIBUTE = re.compile(r"([a-z-]{1,20})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))", re.IGNORECASE)
_TYPE = re.compile(r"application/(?:rss|atom|rdf|feed)\+(?:xml|json)|text/(?:rss\+)?xml", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:^|[/._?=-])(?:rss|atom|feed|feeds|rdf)(?:\d\.0)?(?:$|[/._?&=-])|\.(?:rss|atom|rdf)$", re.IGNORECASE
)
#: what feeds are not, whatever their address: pages that list feeds, and links by which readers subscribe elsewhere.
_ELSEWHERE = re.compile(r"feedly\.com|add-to-any|//(?:www\.)?(?:facebook|twitter|x)\.com/", re.IGNORECASE)
_COMMENTS = re.compile(r"comment", re.IGNORECASE)
_SITEMAP = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*([^\s#]{1,2000})", re.IGNORECASE | re.MULTILINE)


class Offer(NamedTuple):
    """A feed that a page names."""

    url: str
    title: str | None


def offers(text: str, base: str) -> list[Offer]:
    """The feeds that the page at `base` names, the one that it means first, each once."""
    linked: list[Offer] = []
    anchored: list[Offer] = []
    text = uncommented(text)
    base = _base(text, base)
    for tag in _TAG.finditer(text):
        given = _attributes(tag[2])
        href = given.get("href", "")
        if tag[1].lower() == "link":
            if "alternate" in given.get("rel", "alternate").lower().split() and _TYPE.fullmatch(
                given.get("type", "").partition(";")[0].strip()
            ):
                linked += _offer(href, base, given.get("title"))
        elif _ADDRESS.search(href) and not _ELSEWHERE.search(href):
            words = _TEXT.match(text, tag.end())
            anchored += _offer(href, base, words[0] if words else None)
    found = sorted([*linked, *anchored], key=lambda offer: bool(_COMMENTS.search(f"{offer.url} {offer.title or ''}")))
    return _each_once(found)


def _attributes(inside: str) -> dict[str, str]:
    return {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(inside)}


def _base(text: str, url: str) -> str:
    """Where the links of the page at `url` start: what it says first of that, where it is an address of the web."""
    said = (_attributes(found[1]).get("href") for found in _BASE.finditer(text))
    base = link(next((href for href in said if href), None), url)
    return base if base and urls.name_in(base) else url


def sitemaps(text: str, base: str) -> list[Offer]:
    """The sitemaps that the robots.txt at `base` names (sitemaps.org), those of news first, each once."""
    found = (offer for line in _SITEMAP.finditer(text) for offer in _offer(line[1], base, None))
    return _each_once(sorted(found, key=lambda offer: not is_of_news(offer.url)))


def _each_once(offers: Iterable[Offer]) -> list[Offer]:
    first: dict[str, Offer] = {}
    for offer in offers:
        first.setdefault(offer.url, offer)
    return list(first.values())[:MOST]


def _offer(href: str, base: str, title: str | None) -> list[Offer]:
    found = link(unfed(href), base)
    try:
        return [Offer(urls.canonical(found), plain(title))] if found else []
    except RefusedError:
        return []
