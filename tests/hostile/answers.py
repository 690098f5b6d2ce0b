"""Answers of sites: content types, compression, redirects, and what is hardly HTTP."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from functools import partial

import brotli

from tests.hostile.make import PROSE, SITE, TITLE, html, late, moved, of_type, page, raw
from tests.hostile.rows import PASSWORD, Article, Door, Ends, Outcome, Row


def _types() -> Iterator[tuple[str, object, Outcome]]:
    for kind in (
        "application/zip",
        "application/pdf",
        "application/x-zip-compressed",
        "image/webp",
        "application/json",
    ):
        yield f"content type `{kind}`", of_type(kind, page()), Ends("refused", "not-text", f"this is {kind}")
    yield "content type `text/html, application/zip`", of_type("text/html, application/zip", page()), Article(TITLE)
    yield (
        "a content type with control characters",
        of_type("application/\x1b]0;PWNED\x07\x9b", page()),
        Ends("refused", "not-text", "this is application/"),
    )
    yield (
        "content type `application/octet-stream`, and a page",
        of_type("application/octet-stream", page()),
        Article(TITLE),
    )
    yield "no content type at all", of_type("", page()), Article(TITLE)


def _packed() -> Iterator[tuple[str, object, Outcome]]:
    body = page(
        body="".join(f"<p>Sailing {n} leaves at noon.</p>" for n in range(500)), text=f"{PROSE} {PROSE}"
    ).encode()
    short = Ends("pending", "cut", "the body is cut short")
    gzipped = partial(html, Content_Encoding="gzip")
    yield "gzip, cut off", gzipped(gzip.compress(body)[:-900]), short
    yield "deflate, cut off", html(zlib.compress(body)[:-900], Content_Encoding="deflate"), short
    yield "brotli, cut off", html(brotli.compress(body)[:-300], Content_Encoding="br"), short
    yield "gzip, its last bytes left out", gzipped(gzip.compress(body)[:-8]), Article(TITLE)
    yield "gzip, and more behind it", gzipped(gzip.compress(body) + b"more"), Article(TITLE)
    yield "what is called gzip and is none", gzipped(body), Ends("failed", "encoding", "not compressed as it says")
    yield "gzip that is not called so", html(gzip.compress(body)), Ends("refused", "not-text", "an archive")
    yield "gzip in gzip", html(gzip.compress(gzip.compress(body)), Content_Encoding="gzip, gzip"), Article(TITLE)
    yield (
        "six encodings in each other",
        html(body, Content_Encoding=", ".join(["gzip"] * 6)),
        Ends("failed", "encoding"),
    )
    yield "an encoding that nobody knows", html(body, Content_Encoding="wibble"), Article(TITLE)
    big = Ends("failed", "too-big", "more than 5000000 bytes")
    yield "a gzip bomb of 30 MB", late(lambda: gzipped(gzip.compress(b"a" * 30_000_000))), big
    yield (
        "a gzip bomb in a gzip bomb",
        late(lambda: html(gzip.compress(gzip.compress(b"a" * 30_000_000)), Content_Encoding="gzip, gzip")),
        big,
    )
    yield (
        "a brotli bomb",
        late(lambda: html(brotli.compress(b"a" * 30_000_000, quality=5), Content_Encoding="br")),
        big,
    )
    yield "a page of 6 MB", late(lambda: html(b"a" * 6_000_000)), big


def _answers() -> Iterator[tuple[str, object, Outcome]]:
    bad = partial(Ends, "refused", "bad-url")
    user = bad("expected an address without user name and password")
    yield "a redirect with user name and password", moved(f"http://me:{PASSWORD}@news.example/x"), user
    yield "a redirect with a password, the slashes forgotten", moved(f"http:me:{PASSWORD}@news.example/x"), user
    yield "a redirect to `ftp:` with a password", moved(f"ftp://me:{PASSWORD}@news.example/x"), bad()
    yield "a redirect to `file:`", moved("file:///etc/passwd"), bad()
    yield "a redirect to `javascript:`", moved("javascript:alert(1)"), bad()
    yield "a redirect to port 0", moved("http://news.example:0/"), bad("expected a host and perhaps a port")
    yield "a redirect to 10,000 characters", moved("/" + "a" * 10_000), bad("expected at most 2000")
    yield "a redirect with an escape sequence", moved("/\x1b]0;PWNED\x07"), Article(url=f"{SITE}/%1B%5D0;PWNED%07")
    yield "a redirect to nowhere", moved(""), Ends("failed", "redirects")
    yield "a redirect to itself", moved("//"), Ends("failed", "redirects", "round in a circle")
    ok = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    yield (
        "what is no HTTP",
        raw(b"\x1b]0;PWNED\x07 hello\r\n\r\n"),
        Ends("pending", "connection", "the answer is not HTTP"),
    )
    yield (
        "a reason phrase with an escape sequence",
        raw(b"HTTP/1.1 404 \x1b]0;PWNED\x07\r\n\r\n"),
        Ends("failed", "http-404", "Not Found"),
    )
    yield (
        "a header of 100,000 characters",
        raw(ok + b"X: " + b"y" * 100_000 + b"\r\n\r\n"),
        Ends("pending", "connection", "a header is too long"),
    )
    yield "200 headers", raw(ok + b"X: y\r\n" * 200 + b"\r\n"), Ends("failed", "too-big", "more headers")
    yield (
        "a length beyond all numbers, and half a page",
        raw(ok + b"Content-Length: 99999999999999999999\r\n\r\n<html>"),
        Ends("pending", "cut", "cut short"),
    )
    yield "a negative length", raw(ok + b"Content-Length: -5\r\n\r\n" + page().encode()), Article(TITLE)
    yield (
        "chunks without a number",
        raw(ok + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n"),
        Ends("pending", "cut"),
    )


def rows() -> Iterator[Row]:
    for group in (_types, _packed, _answers):
        for name, sent, outcome in group():
            yield Row(name, Door.PAGE, sent, outcome)  # type: ignore[arg-type]
