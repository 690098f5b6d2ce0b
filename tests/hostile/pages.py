"""Pages, as sites answer: their bytes, their markup, their data about themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from tests.hostile.make import PROSE, SITE, TITLE, dated, html, late, ld, page
from tests.hostile.rows import PASSWORD, Article, Door, Ends, Outcome, Row

_ODD = "Zażółć gęślą jaźń"
_HOSTILE = "&#27;]0;PWNED&#7;Ferry&#0; &#155;2Jhours&#x202e; &#xD83D;"


def _walls() -> Iterator[tuple[str, object, Outcome]]:
    """What stands in an article's place, with status 200."""
    said = {
        ("a paywall", "stub-paywall"): "Subscribe to continue reading. Already a subscriber? Choose your plan.",
        ("a cookie wall", "stub-cookies"): "We and our partners store personal data. Accept all, or manage options.",
        ("a page for logging in", "stub-login"): "Forgot your password? Don't have an account? Create your account.",
        (
            "a check for robots",
            "stub-robot",
        ): "Verify that you are a human: complete the captcha. You have been blocked.",
    }
    for (name, reason), text in said.items():
        yield f"{name}, with status 200", html(page(text=text)), Ends("refused", reason)
    missing = page("Page not found", text="The page you are looking for may have been removed.")
    yield "a page that is not there, with status 200", html(missing), Ends("refused", "stub-missing")


def _bytes() -> Iterator[tuple[str, object, Outcome]]:
    odd = page(_ODD)
    yield "UTF-16 with a mark", html(odd.encode("utf-16"), ""), Article(_ODD)
    yield "UTF-16 without a mark, not declared", html(odd.encode("utf-16-le"), ""), Article(_ODD)
    yield "UTF-16 without a mark, declared", html(odd.encode("utf-16-be"), "utf-16be"), Article(_ODD)
    yield "UTF-8 that is declared as UTF-16", html(odd, "utf-16"), Article(_ODD)
    yield "UTF-8 that is declared as Latin-1", html(odd, "iso-8859-1"), Article(_ODD)
    yield "a declared charset that does not exist", html(odd, "klingon-8"), Article(_ODD)
    yield "a declared charset that is none of text", html(odd, "base64"), Article(_ODD)
    yield "a declared charset with control characters", html(odd, "utf-8\x9b\x07"), Article(_ODD)
    yield "broken UTF-8 here and there", html(page().encode().replace(b"an hour", b"an \xffhour")), Article(TITLE)
    yield "overlong UTF-8", html(page().encode().replace(b"an hour", b"an \xc0\xaf hour")), Article(TITLE)
    yield "NUL bytes within", html(page().encode().replace(b"Fenwick", b"Fen\0wick")), Article(TITLE)
    yield "an empty body", html(b""), Ends("pending", "empty", "the site sent an empty page")
    yield "white space and nothing else", html(b" \n\t "), Ends("pending", "empty")
    yield from _walls()
    yield "a page without a word", html(page("", text="")), Ends("refused", "not-an-article")
    yield (
        "binary data that calls itself a page",
        html(bytes(range(32)) * 100),
        Ends("refused", "not-text", "binary data"),
    )
    yield (
        "an image that calls itself a page",
        html(b"\x89PNG\r\n\x1a\n" + b"\0" * 99),
        Ends("refused", "not-text", "an image"),
    )
    yield "a PDF that calls itself a page", html(b"%PDF-1.7\n" + PROSE.encode()), Ends("refused", "not-text", "a PDF")
    yield (
        "a zip archive that calls itself a page",
        html(b"PK\x03\x04" + b"a" * 99),
        Ends("refused", "not-text", "an archive"),
    )


def _markup() -> Iterator[tuple[str, object, Outcome]]:
    hostile = partial(Ends, "refused", "hostile-page")
    yield "100,000 nested tags", late(lambda: html("<div>" * 100_000 + page())), hostile("elements in each other")
    yield "900 nested tags", late(lambda: html(page(before="<div>" * 900))), Article(TITLE)
    yield (
        "100,000 attributes in one tag",
        late(lambda: html(page(before=f"<i {' '.join(f'a{n}=1' for n in range(100_000))}>"))),
        hostile("attributes in one tag"),
    )
    for name, hidden in {
        "behind an equals sign and a quote": '<x ="{}">',
        "behind a value and an equals sign": '<x a=""="{}">',
        "within quotes in a value that has none": '<x a=b="{}">',
        "behind a comment that holds `<script>`": "<!--<script>--><x {}>",
        "in a script of a drawing": "<svg><script><x {}></script></svg>",
        "behind a title that holds `<script>`": "<title><script></title><x {}>",
    }.items():
        yield (
            f"30,000 attributes in one tag, {name}",
            late(lambda hidden=hidden: html(page(before=hidden.format(" ".join(f"a{n}" for n in range(30_000)))))),
            hostile("attributes in one tag"),
        )
    yield "400,000 tags", late(lambda: html(page(body="<p>a" * 400_000))), hostile("tags")
    yield (
        "900 marks left open before 5,000 paragraphs",
        late(lambda: html(page(before="<b>" * 900, body="<p>a" * 5_000))),
        hostile("marks opened again"),
    )
    yield (
        "a page that is one line of 300,000 digits",
        late(lambda: html(f"<html><body><p>{PROSE} {'7' * 300_000}")),
        Article(),
    )
    yield (
        "a page that is one line of 300,000 characters",
        late(lambda: html(f"<html><body><p>{PROSE * 900}")),
        Article(),
    )
    yield (
        "a page that is one tag never closed",
        late(lambda: html(f"<html><body><p {PROSE * 900}")),
        hostile("attributes in one tag"),
    )
    yield "a comment that never ends", html(f"<html><body><!-- {PROSE}"), Ends("refused", "not-an-article")
    yield "control characters in the title", html(page(_HOSTILE)), Article("]0;PWNEDFerry\ufffd ›2Jhours \ufffd")
    yield (
        "zero-width characters in the title",
        html(page("Fer&#x200b;ry&#xfeff; hours change")),
        Article("Ferry hours change"),
    )
    yield (
        "control characters in the publisher's name",
        html(page(head='<meta property="og:site_name" content="Salt&#27;[2Jmere&#x202e; Post">')),
        Article(TITLE, site="Salt[2Jmere Post"),
    )
    yield (
        "a title of a megabyte",
        late(lambda: html(page(head=f'<meta property="og:title" content="{"word " * 200_000}">').replace(TITLE, ""))),
        Article("word " * 59 + "word"),
    )
    yield (
        "a publisher of 60,000 characters",
        late(lambda: html(page(head=f'<meta property="og:site_name" content="{"W" * 60_000}">'))),
        Article(TITLE, site="W" * 199 + "…"),
    )


def _data() -> Iterator[tuple[str, object, Outcome]]:
    def with_ld(values: str) -> str:
        return page(head=ld(values))

    yield (
        "JSON-LD of 100,000 lists in each other",
        late(lambda: html(with_ld("[" * 100_000))),
        Article(TITLE, date=None),
    )
    yield (
        "JSON-LD with a number of 5,000 digits",
        late(lambda: html(with_ld('{"@type": "NewsArticle", "headline": ' + "9" * 5000 + "}"))),
        Article(TITLE),
    )
    yield (
        "JSON-LD with NaN and infinity",
        html(with_ld('{"@type": "NewsArticle", "headline": NaN, "datePublished": -Infinity, "author": [NaN]}')),
        Article(TITLE, date=None),
    )
    yield (
        "JSON-LD with the same key twice",
        html(with_ld('{"@type": "NewsArticle", "datePublished": "2025-01-02", "datePublished": "2025-01-03"}')),
        Article(date="2025-01-03"),
    )
    yield "JSON-LD cut off", html(with_ld('{"@type": "NewsArticle", "headline": "Half a')), Article(TITLE)
    yield (
        "JSON-LD of a megabyte",
        late(lambda: html(with_ld(json.dumps({"@type": "NewsArticle", "headline": "x" * 1_000_000})))),
        Article(TITLE),
    )

    for name, value in {
        "day and month 0": "0000-00-00",
        "the year 1": "0001-01-01T00:00:00Z",
        "the year 9999, west of Greenwich": "9999-12-31T23:59:59-12:00",
        "the year -44": "-0044-03-15",
        "the beginning of Unix": "1970-01-01T00:00:00Z",
        "2^63 as a time": str(2**63),
        "a date next year": "2026-02-07",
    }.items():
        yield f"published: {name}", html(dated(f'"{value}"')), Article(TITLE, date=None)
    yield "published: 2^63, as a number", html(dated(str(2**63))), Article(date=None)
    yield "published: a leap second", html(dated('"2025-02-06T23:59:60Z"')), Article(date="2025-02-06")
    yield (
        "published: an offset of +99:99",
        html(dated('"2025-02-06T10:00:00+99:99"')),
        Article(date="2025-02-06T10:00:00"),
    )
    yield (
        "published: a Unix time in milliseconds",
        html(dated("1738836000000")),
        Article(date="2025-02-06T10:00:00+00:00"),
    )

    def canonical(href: str) -> object:
        return html(page(head=f'<link rel="canonical" href="{href}">'))

    own = Article(TITLE, url=f"{SITE}/own")
    for name, href in {
        "user name and password": f"https://me:{PASSWORD}@news.example/other",
        "`javascript:`": "javascript:alert(1)",
        "port 99999": "https://news.example:99999/other",
        "brackets that hold nothing": "http://[",
        "3,000 characters": "/" + "x" * 3000,
        "the front page": "/",
        "a section": "/news/",
        "another article": "/owls-nest-in-church-tower",
        "another site": "https://other.example/ferry-hours-change",
    }.items():
        yield f"a canonical link: {name}", canonical(href), own
    yield (
        "a canonical link with an escape sequence",
        canonical("/ferry-hours-change&#27;]0;PWNED&#7;"),
        Article(url=f"{SITE}/ferry-hours-change%1B%5D0;PWNED%07"),
    )
    yield (
        "a password in the `Link` header",
        html(page(), Link=f"<https://me:{PASSWORD}@news.example/>; rel=canonical"),
        own,
    )


def rows() -> Iterator[Row]:
    for group in (_bytes, _markup, _data):
        for name, sent, outcome in group():
            yield Row(name, Door.PAGE, sent, outcome)  # type: ignore[arg-type]
    yield Row(
        "5 MB of one line",
        Door.PAGE,
        late(lambda: html(f"<html><body><p>{(PROSE + ' ') * 14_000}")),
        Article(),
        slow=True,
    )
    yield Row(
        "a title element of a megabyte",
        Door.PAGE,
        late(lambda: html(page("word " * 200_000))),
        Article("word " * 59 + "word"),
        slow=True,
    )
