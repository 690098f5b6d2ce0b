"""Makes the bytes of the corpus: pages, JSON lines, feeds, OPML files."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable

from tests.hostile.rows import Answer, File, Sent

SITE = "http://news.example"
TITLE = "Ferry hours change in May"
PROSE = (
    "On the quay of Saltmere the board spoke for an hour about the ferry, and nobody left before the tide had turned. "
    "Its chair, Ada Fenwick, said that the summer hours would come back to the table in May, when the figures of the "
    "winter are printed and the bearings of the old swing bridge have been looked at once more."
)


def page(title: str = TITLE, head: str = "", body: str = "", before: str = "", text: str = PROSE) -> str:
    """A page with an article in it. head: what stands in its head; body, before: what stands behind and before it."""
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{before}"
        f"<article><h1>{title}</h1><p>{text}</p></article>{body}</body></html>"
    )


def untitled() -> str:
    """A page that says nothing about itself: what a feed said of it is then what is known."""
    return f"<html><body><p>{PROSE}</p></body></html>"


def ld(values: str) -> str:
    """JSON-LD, as it is written."""
    return f'<script type="application/ld+json">{values}</script>'


def dated(day: str) -> str:
    """A page whose JSON-LD gives this time, as it is written; nothing else in it is a date."""
    return page(head=ld(f'{{"@type": "NewsArticle", "headline": "{TITLE}", "datePublished": {day}}}'))


def late(make: Callable[[], Callable[[], Sent]]) -> Callable[[], Sent]:
    """Something large, made when it is sent and not when the corpus is read."""
    return lambda: make()()  # noqa: PLW0108 -- made when it is called


def html(body: str | bytes, charset: str = "utf-8", **headers: str) -> Callable[[], Sent]:
    """A page as a site sends it; headers: underscores for hyphens."""
    given = {"Content-Type": f"text/html; charset={charset}" if charset else "text/html"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda: Answer(body.encode() if isinstance(body, str) else body, given)


def of_type(kind: str, body: bytes | str = b"") -> Callable[[], Sent]:
    """A body that calls itself so."""
    return html(body, Content_Type=kind)


def moved(to: str) -> Callable[[], Sent]:
    return lambda: Answer(status=302, headers={"Location": to})


def raw(data: bytes) -> Callable[[], Sent]:
    return lambda: Answer(raw=data)


def line(**values: object) -> Callable[[], Sent]:
    """A JSON line; it has a text where nothing else is said."""
    return lambda: json.dumps({"text": PROSE} | values)


def written(text: str | bytes) -> Callable[[], Sent]:
    """These words, as they are."""
    return lambda: text


def file(name: str, content: bytes) -> Callable[[], Sent]:
    return lambda: File(name, content)


def lines(*texts: str) -> bytes:
    return "\n".join(texts).encode()


def packed_zeros(gigabytes: int) -> bytes:
    """A gzip file of so many gigabytes of zeros, a thousandth of that in size."""
    return gzip.compress(bytes(100_000_000), 6) * (10 * gigabytes)


def rss(*items: str, head: str = "", title: str = "Saltmere News") -> str:
    listed = "".join(f"<item>{item}</item>" for item in items)
    return f'{head}<rss version="2.0"><channel><title>{title}</title><link>{SITE}/</link>{listed}</channel></rss>'


def item(link: str, title: str = TITLE, more: str = "") -> str:
    return f"<title>{title}</title><link>{link}</link>{more}"


def feed(body: str | bytes, kind: str = "application/rss+xml", **headers: str) -> Callable[[], Sent]:
    return html(body, Content_Type=kind, **headers)


def json_feed(*items: str, title: str = "Saltmere News") -> Callable[[], Sent]:
    return feed(f'{{"version": "https://jsonfeed.org/version/1.1", "title": "{title}", "items": [{", ".join(items)}]}}')


def opml(body: str, head: str = "") -> Callable[[], Sent]:
    return lambda: f'<?xml version="1.0"?>{head}<opml version="2.0"><body>{body}</body></opml>'
