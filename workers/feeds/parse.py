"""The bytes of a feed -> Feed: RSS, Atom, RDF (by feedparser, which is never let near the network) and JSON Feed.

Pure. It looks at what a document is, not at what its server calls it: feeds are served as text/html every day.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

import feedparser

from workers.errors import RefusedError
from workers.feeds import jsonfeed
from workers.feeds.feed import Entry, Feed
from workers.feeds.plain import NAME, SUMMARY, plain
from workers.feeds.tags import language
from workers.feeds.when import when

__all__ = ["Entry", "Feed", "parse"]

#: the longest feeds list a few hundred.
MOST_ENTRIES = 2000

_ROOT = re.compile(rb"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel)[\s>/]", re.IGNORECASE)
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)


def parse(body: bytes, headers: Mapping[str, str], url: str) -> Feed:
    """What this feed says; entries without a link are left out. Raises RefusedError('not-a-feed').

    headers: those of the response, names in lower case. url: where it came from; relative links start there.
    """
    if not body.strip():
        raise RefusedError("not-a-feed", "the answer is empty")
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return jsonfeed.read(body, url, MOST_ENTRIES)
    if not _ROOT.search(body.replace(b"\0", b"")):  # UTF-16 has a zero in every second byte
        raise RefusedError("not-a-feed", _what_else(body))
    read = _read(body, headers, url)
    if not read.get("version") and not read["entries"]:
        raise RefusedError("not-a-feed", _what_else(body))
    about = read["feed"]
    found = (_entry(item, about, url) for item in read["entries"][:MOST_ENTRIES])
    return Feed(plain(about.get("title")), _link(about.get("link"), url), tuple(entry for entry in found if entry))


def _read(body: bytes, headers: Mapping[str, str], url: str) -> Any:
    """What feedparser makes of it. A stream, because it takes plain bytes for the name of a file and opens that."""
    known = {"content-type": headers.get("content-type", "application/xml"), "content-location": url}
    return feedparser.parse(io.BytesIO(body), response_headers=known, sanitize_html=False, resolve_relative_uris=False)


def _entry(item: Any, about: Any, base: str) -> Entry | None:
    link = _link(item.get("feedburner_origlink") or item.get("link"), base)
    if link is None:
        return None
    return Entry(
        url=link,
        title=plain(item.get("title")),
        published=_published(item),
        authors=_authors(item),
        summary=plain(item.get("summary"), SUMMARY),
        lang=_language(item, about),
    )


def _published(item: Any) -> Any:
    for name in ("published", "created", "updated"):
        if name in item:
            found = when(item[name], item.get(f"{name}_parsed"))
            if found:
                return found
    return None


def _authors(item: Any) -> tuple[str, ...]:
    people = item.get("authors") or [item.get("author_detail") or {}]
    names = (plain(person.get("name"), NAME) for person in people[:20])
    return tuple(dict.fromkeys(name for name in names if name and "@" not in name))


def _language(item: Any, about: Any) -> str | None:
    detail = item.get("title_detail") or {}
    return language(item.get("language")) or language(detail.get("language")) or language(about.get("language"))


def _link(given: object, base: str) -> str | None:
    if not isinstance(given, str) or not given.strip():
        return None
    try:
        return urljoin(base, given.strip())
    except ValueError:
        return given.strip()


def _what_else(body: bytes) -> str:
    """What a document that is no feed seems to be."""
    if _PAGE.search(body[:100_000].replace(b"\0", b"")):
        return "this is a web page, not a feed"
    if body.lstrip().startswith(b"<"):
        return "this is XML, but neither RSS nor Atom"
    return "this is neither RSS, Atom nor JSON Feed"
