"""JSON Feed (jsonfeed.org, versions 1 and 1.1) -> Feed. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from workers.errors import RefusedError
from workers.feeds.feed import Entry, Feed
from workers.feeds.links import link
from workers.feeds.plain import NAME, SUMMARY, plain
from workers.feeds.tags import language
from workers.feeds.when import when


def read(text: str, url: str, most: int) -> Feed:
    """At most `most` entries of a JSON Feed. Raises RefusedError('not-a-feed')."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RefusedError("not-a-feed", f"this begins like JSON and cannot be read as such: {error}") from error
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        raise RefusedError("not-a-feed", "this is JSON, but not a JSON Feed: it has no list of items")
    found = (_entry(item, url, document) for item in items[:most] if isinstance(item, dict))
    home = link(document.get("home_page_url"), url)
    return Feed(plain(document.get("title")), home, tuple(entry for entry in found if entry))


def _entry(item: Mapping[str, Any], base: str, feed: Mapping[str, Any]) -> Entry | None:
    found = link(item.get("url"), base) or link(item.get("external_url"), base) or _permalink(item.get("id"))
    if found is None:
        return None
    summary = item.get("summary") or item.get("content_text") or item.get("content_html")
    return Entry(
        url=found,
        title=plain(item.get("title")),
        published=when(item.get("date_published")) or when(item.get("date_modified")),
        authors=_authors(item) or _authors(feed),
        summary=plain(summary, SUMMARY),
        lang=language(item.get("language")) or language(feed.get("language")),
    )


def _permalink(given: object) -> str | None:
    """An id is often the article's address, but only an address is."""
    return given if isinstance(given, str) and given.startswith(("http://", "https://")) else None


def _authors(thing: Mapping[str, Any]) -> tuple[str, ...]:
    listed = thing.get("authors")
    people = listed if isinstance(listed, list) else [thing.get("author")]
    names = (plain(person.get("name"), NAME) for person in people[:20] if isinstance(person, dict))
    return tuple(dict.fromkeys(name for name in names if name))
