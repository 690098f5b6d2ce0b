"""Feeds as sites answer, and OPML files."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

from tests.hostile.make import TITLE, feed, html, item, json_feed, late, moved, opml, page, rss, written
from tests.hostile.rows import PASSWORD, Article, Door, FeedFails, Listed, Nothing, Outcome, Refused, Row

_USER = "expected an address without user name and password"
_BOMB = '<!DOCTYPE x [<!ENTITY a "' + "a" * 100_000 + '">]>'
_LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
_OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def _entry(value: str) -> str:
    return item("/entry", more=f"<pubDate>{value}</pubDate>")


def _feeds() -> Iterator[tuple[str, object, Outcome]]:
    fails = FeedFails
    yield (
        "control characters in an entry's title",
        feed(rss(item("/e1", "&#27;]0;PWNED&#7;Ferry &#155;2Jhours&#x202e;"))),
        Article("]0;PWNEDFerry ›2Jhours"),
    )
    yield (
        "zero-width characters in an entry's title",
        feed(rss(item("/e2", "Fer&#x200b;ry hours"))),
        Article("Ferry hours"),
    )
    yield (
        "half a UTF-16 pair in an entry's title",
        feed(rss(item("/e3", "Ferry &#xD83D; hours"))),
        Article("Ferry hours"),
    )
    yield (
        "an entry's title of a megabyte",
        late(lambda: feed(rss(item("/e4", "word " * 200_000)))),
        Article("word " * 98 + "word…"),
    )
    yield (
        "an escape sequence in the feed's own title",
        feed(rss(item("/e5"), title="News&#27;]0;PWNED&#7;&#x202e;")),
        Article(TITLE),
    )
    for name, link in {
        "user name and password": f"https://me:{PASSWORD}@news.example/x",
        "a password, the slashes forgotten": f"https:me:{PASSWORD}@news.example/x",
        "a password for another scheme": f"ftp://me:{PASSWORD}@news.example/x",
        "`javascript:`": "javascript:alert(1)",
        "10,000 characters": "/" + "x" * 10_000,
    }.items():
        yield f"an entry's link: {name}", feed(rss(item(link))), Nothing(1)
    yield "an entry's link with an escape sequence", feed(rss(item("/e6&#27;]0;PWNED&#7;"))), Article(TITLE)
    yield "an entry without a link", feed(rss("<title>No link</title>")), Nothing()

    for name, value in {
        "day and month 0": "0000-00-00",
        "the year 1": "Mon, 01 Jan 0001 00:00:00 GMT",
        "the year 9999, west of Greenwich": "9999-12-31T23:59:59-12:00",
        "the year -44": "-0044-03-15",
        "2^63 as a time": str(2**63),
        "the beginning of Unix": "Thu, 01 Jan 1970 00:00:00 +0000",
        "a month that there is not": "07 Fub 2025 10:00:00 GMT",
    }.items():
        yield f"an entry's date: {name}", feed(rss(_entry(value))), Article(date=None)
    yield (
        "an entry's date: an offset of +99:99",
        feed(rss(_entry("Thu, 06 Feb 2025 10:00:00 +9999"))),
        Article(date=None),
    )

    wide = rss(item("/e7", "Zażółć gęślą jaźń"))
    yield (
        "UTF-16 without a mark, not declared",
        feed(f'<?xml version="1.0"?>{wide}'.encode("utf-16-le")),
        Article("Zażółć gęślą jaźń"),
    )
    yield (
        "a declared charset that does not exist",
        feed(f'<?xml version="1.0" encoding="klingon"?>{wide}'.replace("e7", "e8")),
        Article("Zażółć gęślą jaźń"),
    )
    yield "broken UTF-8", feed(rss(item("/e9", "Ferry hours")).encode().replace(b"hours", b"hours \xff")), Article()
    yield "an empty body", feed(b""), fails("empty")
    yield "a web page", feed(page()), fails("not-a-feed", "this is a web page")
    yield (
        "a web page that offers a feed with a password",
        feed(
            page(
                head=f'<link rel="alternate" type="application/rss+xml" href="https://me:{PASSWORD}@news.example/rss">'
            )
        ),
        fails("not-a-feed", "this is a web page, not a feed"),
    )
    yield "an image", feed(b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "image/png"), fails("not-text", "this is image/png")
    yield "a zip archive that calls itself a feed", feed(b"PK\x03\x04" + b"a" * 99), fails("not-text", "an archive")
    yield (
        "a redirect with user name and password",
        moved(f"http://me:{PASSWORD}@news.example/rss"),
        fails("bad-url", _USER),
    )
    yield "a redirect to `file:`", moved("file:///etc/passwd"), fails("bad-url")
    yield (
        "gzip, cut off",
        html(
            gzip.compress(rss(*(item(f"/{n * 7919 % 1009}") for n in range(500))).encode())[:-900],
            Content_Type="text/xml",
            Content_Encoding="gzip",
        ),
        fails("cut", "the body is cut short"),
    )
    yield (
        "a gzip bomb",
        late(lambda: html(gzip.compress(b"a" * 50_000_000), Content_Type="text/xml", Content_Encoding="gzip")),
        fails("too-big"),
    )

    yield (
        "an entity of 100,000 characters, used 20,000 times",
        late(lambda: feed(rss(item("/e10", "&a;" * 20_000), head=_BOMB))),
        fails("feed-too-big", "entities"),
    )
    yield "a billion laughs", feed(rss(item("/e11", "&j;"), head=_LAUGHS)), Article()
    yield "an entity that names a file", feed(rss(item("/e12", "Ferry &a; hours"), head=_OUTSIDE)), Article()
    yield "100,000 elements in each other", late(lambda: feed(rss("<a>" * 100_000))), fails("feed-too-big")
    yield (
        "100,000 attributes",
        late(lambda: feed(rss(f"<a {' '.join(f'b{n}=1' for n in range(100_000))}>"))),
        fails("feed-too-big", "attributes"),
    )
    yield "200,000 tags", late(lambda: feed(rss("<b/>" * 200_000))), fails("feed-too-big")

    yield (
        "a billion laughs in a sitemap",
        feed(f"{_LAUGHS}<urlset><url><loc>/s1&j;</loc></url></urlset>"),
        fails("not-a-feed", "a sitemap that declares entities"),
    )
    yield (
        "a sitemap of gzip that opens to 30 MB",
        late(lambda: feed(gzip.compress(b"<urlset>" + b" " * 30_000_000), "application/gzip")),
        fails("feed-too-big", "more than 20,000,000 bytes"),
    )
    yield (
        "a sitemap without a date, whose pages may be of any age",
        feed("<urlset><url><loc>/s2</loc></url></urlset>"),
        Nothing(),
    )
    yield "JSON of 100,000 lists in each other", late(lambda: feed("[" * 100_000)), fails("not-a-feed")
    yield (
        "JSON with a number of 5,000 digits",
        late(lambda: json_feed('{"id": ' + "9" * 5000 + "}")),
        fails("not-a-feed"),
    )
    yield "JSON that is no feed", feed('{"items": 7}'), fails("not-a-feed", "it has no list of items")
    yield (
        "JSON with NaN, a list and a number for what is text",
        json_feed('{"url": "/e13", "title": NaN, "date_published": 9e999, "authors": [7, {"name": []}]}'),
        Article(date=None),
    )
    yield (
        "JSON with the same key twice",
        json_feed('{"url": "/e14", "title": "One", "title": "Ferry hours"}'),
        Article("Ferry hours"),
    )
    yield (
        "JSON with control characters in a title",
        json_feed(r'{"url": "/e15", "title": "\u001b]0;PWNED\u0007Ferry\u0000 \u009b2Jhours\u202e\ud800"}'),
        Article("]0;PWNEDFerry 2Jhours"),
    )
    yield "JSON with half a UTF-16 pair in a link", json_feed(r'{"url": "https://news.example/\ud800"}'), Nothing(1)
    yield "JSON with a password in a link", json_feed(f'{{"url": "https://me:{PASSWORD}@news.example/"}}'), Nothing(1)


def _opml() -> Iterator[tuple[str, object, Outcome]]:
    def outline(url: str, more: str = "") -> object:
        return opml(f'<outline text="News" {more} xmlUrl="{url}"/>')

    yield "user name and password in a feed's url", outline(f"https://me:{PASSWORD}@opml.example/rss"), Refused(_USER)
    yield "`file:` for a feed's url", outline("file:///etc/passwd"), Refused("expected an address that begins with")
    yield (
        "a turn of direction in a title",
        outline("http://opml.example/1", 'title="News&#x202e; &#x9b;2JDaily"'),
        Listed("http://opml.example/1", "News 2JDaily"),
    )
    yield (
        "a password in a title",
        outline("http://opml.example/2", f'title="https://me:{PASSWORD}@opml.example/"'),
        Listed("http://opml.example/2", "https://***@opml.example/"),
    )
    yield (
        "a title of a megabyte",
        late(lambda: outline("http://opml.example/3", f'title="{"word " * 200_000}"')),
        Listed("http://opml.example/3", "word " * 99 + "word…"),
    )
    yield (
        "a reference to NUL",
        outline("http://opml.example/4&#0;"),
        Refused("line 1: reference to invalid character number"),
    )
    yield (
        "a billion laughs",
        opml('<outline text="&j;" xmlUrl="http://opml.example/5"/>', _LAUGHS),
        Refused("an entity is declared"),
    )
    yield "an entity that names a file", opml('<outline text="&a;"/>', _OUTSIDE), Refused("an entity is declared")
    yield (
        "100,000 folders in each other",
        late(lambda: opml('<outline text="a">' * 100_000)),
        Refused("more than 50 folders in folders"),
    )
    yield "100,000 elements in each other", late(lambda: opml("<a>" * 100_000)), Refused("mismatched tag")
    yield "a file of 11 MB", late(lambda: opml(" " * 11_000_000)), Refused("more than 10000000 bytes are not read")
    yield "an empty file", written(b""), Refused("this is no OPML: no element found")
    yield (
        "UTF-8 that is broken",
        written(b'<opml><body><outline text="\xff"/></body></opml>'),
        Refused("not well-formed"),
    )
    yield (
        "a charset that does not exist",
        written(b'<?xml version="1.0" encoding="klingon"?><opml/>'),
        Refused("unknown encoding"),
    )
    yield "a web page", written(page()), Refused("this is no OPML: syntax error")


def rows() -> Iterator[Row]:
    for name, sent, outcome in _feeds():
        yield Row(name, Door.FEED, sent, outcome)  # type: ignore[arg-type]
    for name, sent, outcome in _opml():
        yield Row(name, Door.OPML, sent, outcome)  # type: ignore[arg-type]
