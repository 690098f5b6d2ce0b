"""Whatever comes in, the outcome is a value or one of our errors; what is kept can be stored, what is said can be printed."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import asdict
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.text import Text

from tests.hostile.acts import acting
from tests.hostile.make import PROSE
from tests.hostile.rows import PASSWORD
from workers import urls
from workers.clean.decide import article_of
from workers.cli import enqueue, jsonl, out
from workers.errors import NewsloomError, RefusedError
from workers.feeds import opml
from workers.feeds.decide import submissions_of
from workers.feeds.document import Document, document
from workers.feeds.kind import Kind as Form
from workers.feeds.parse import parse
from workers.fetch import decide
from workers.ledger.hints import decode, encode
from workers.model import Article, Hint, Kind, Page, Submission

NOW = datetime(2025, 2, 7, 12, tzinfo=UTC)
BASE = "https://news.example/a/b?c"

#: every character there is, those that act and those that part an address more often.
texts = st.text(
    st.characters() | st.sampled_from("\x00\x07\x1b\x7f\x85\x9b\t\n\r\u2028\u202e\u200b\ud83d\udc00/@:?#[]\\% a")
)
#: bytes as they come: anything, and text in encodings that are not those that are declared.
bodies = st.binary(max_size=300) | st.builds(
    lambda text, charset: text.encode(charset, "replace"), texts, st.sampled_from(["utf-8", "utf-16", "utf-16-le", "cp1251"])
)  # fmt: skip
charsets = st.sampled_from(["", "utf-8", "utf-16", "utf-7", "iso-2022-jp", "klingon", "unicode_escape", "idna", "\x9b"])


def storable(values: Iterable[object]) -> bool:
    """Can SQLite and PostgreSQL hold all the texts among these values?"""
    return all(_storable(value) for value in values)


def _storable(value: object) -> bool:
    if isinstance(value, dict | list | tuple):
        return storable([*value, *value.values()] if isinstance(value, dict) else value)
    return not isinstance(value, str) or not acting(value)


def outcome(make: Callable[[], object]) -> object:
    """What is made, or the error of ours, which says itself in one short line; any other error leaves this function."""
    try:
        return make()
    except NewsloomError as error:
        told = error
    assert storable([told.reason, told.detail.replace("\n", "\x00")])
    assert len(told.detail) < 400
    assert PASSWORD not in told.detail
    return told


# Addresses

#: an address with a password where passwords stand, however badly the rest is spelled. (`/me:x@host` is a path.)
with_password = st.builds(
    lambda start, before, after, host, rest: f"{start}{before}{PASSWORD}{after}@{host}{rest}",
    st.builds(
        str.__add__,
        st.sampled_from(["http:", "HTTPS:", "ftp:", "wire:"]),
        st.sampled_from(["//", "/", "///", "\\\\", "/\\", ""]),
    )
    | st.sampled_from(["//", "\\\\", "///", ""]),
    st.sampled_from(["me:", ":", "me:x@", "a\x1b:"]),
    st.sampled_from(["", ":x", "@", "%00", "\u202e", "\ud800"]),
    st.sampled_from(["a.example", "[::1]", "[bad", "", "a b", "a.example:99999", "xn--", "ü.example"]),
    st.sampled_from(["", "/", "/x", "?q", "#f", "/\x00", "/a@b"]),
)


@given(texts.map(lambda rest: f"https://{rest}") | texts)
def test_any_text_is_an_address_that_can_be_stored_or_a_refusal(text: str) -> None:
    for read in (urls.canonical, urls.normal, lambda word: urls.join(BASE, word)):
        found = outcome(lambda read=read: read(text))  # type: ignore[misc]
        assert isinstance(found, RefusedError) or (found.isascii() and found.isprintable() and " " not in found)  # type: ignore[attr-defined]


@given(with_password)
def test_no_address_with_a_password_is_taken_from_anyone(address: str) -> None:
    one = outcome(lambda: enqueue.submission(address))
    other = outcome(lambda: jsonl.of_line(json.dumps({"text": "a", "url": address}).encode(), NOW))
    assert isinstance(one, RefusedError)
    assert isinstance(other, NewsloomError)


@settings(max_examples=40)
@given(with_password)
def test_no_page_and_no_feed_leads_to_an_address_with_a_password(address: str) -> None:
    joined = outcome(lambda: urls.join(BASE, address))
    assert PASSWORD not in str(joined)
    head = f"<link rel=canonical href='{address}'><meta property=og:url content='{address}'>"
    made = article_of(Page(BASE, BASE, 200, {}, f"{head}<p>{PROSE}".encode("utf-8", "ignore"), Kind.HTML, NOW), Hint())
    assert PASSWORD not in repr(made)
    feed = json.dumps({"items": [{"url": address, "id": address}], "home_page_url": address})
    taken, refused = submissions_of(parse(Document(Form.JSON, feed, BASE)).entries, 1)
    assert PASSWORD not in repr((taken, refused))
    kept = decide.kept_headers({"Link": f"<{address}>; rel=canonical" if "//" in address else ""})
    assert PASSWORD not in repr(kept) or "\\" in address


# Documents

values = texts | st.none() | st.integers() | st.floats() | st.booleans() | st.lists(st.integers(), max_size=2)
keys = st.sampled_from(["text", "html", "id", "url", "title", "published", "lang", "source"]) | texts
fields = st.dictionaries(keys, values, max_size=20)


@given(bodies | fields.map(lambda given: json.dumps(given).encode()))
@example(b'{"text": ' + b"[" * 1000)
@example(b'{"text": "a", "id": ' + b"9" * 4301 + b"}")
@example(b'{"text": "a", "published": "2025-02-07T11:40:60+23:59"}')
def test_any_line_is_a_document_that_can_be_stored_or_an_error_of_ours(line: bytes) -> None:
    made = outcome(lambda: jsonl.of_line(line, NOW))
    if isinstance(made, Submission):
        assert storable([made.url, made.key, made.host, encode(made.hint)])
        assert decode(encode(made.hint)) == made.hint
        assert made.page
        made.page.body.decode()


# Pages

pieces = st.sampled_from(
    [
        *"<>&\"'/= ",
        "<p>",
        "</p>",
        "<b>",
        "<title>",
        "</title>",
        "<script type='application/ld+json'>",
        "</script>",
        '{"@type":"NewsArticle","headline":"',
        '","datePublished":"',
        '"}',
        "&#0;",
        "&#27;",
        "&#xd83d;",
        "<!--",
        "-->",
        "<![CDATA[",
        "<svg/>",
        "<table>",
        "9999-12-31T23:59:59-12:00",
        "0000-00-00",
        "\x00",
        "\x9b",
        "\u202e",
        PROSE,
    ]
)


@pytest.mark.parametrize("kind", Kind)
@given(
    body=bodies | st.lists(pieces, max_size=25).map(lambda some: "".join(some).encode()), charset=charsets, hint=texts
)
def test_any_page_is_an_article_that_can_be_stored_or_an_error_of_ours(
    kind: Kind, body: bytes, charset: str, hint: str
) -> None:
    headers = {"content-type": f"text/html; charset={charset}"}
    page = Page(BASE, BASE, 200, headers, body, kind, NOW)
    made = outcome(lambda: article_of(page, Hint(title=hint, source=hint, authors=(hint,), summary=hint)))
    if isinstance(made, Article):
        known = asdict(made)
        assert not acting(known.pop("text"))
        assert storable(known.values())


@example({}, "/\x1b", b" ", 0, True)
@given(st.dictionaries(st.sampled_from([*decide.KEPT, "x"]), texts), texts, bodies, st.integers(0, 999), st.booleans())
def test_any_answer_is_kept_or_an_error_of_ours(
    headers: dict[str, str], kind: str, body: bytes, status: int, feed: bool
) -> None:
    assert storable(decide.kept_headers(headers).items())
    for refusal in (decide.refusal_of_type(kind, body, feed=feed), decide.refusal_of(status, headers, NOW)):
        assert refusal is None or outcome(lambda refusal=refusal: _raised(refusal))  # type: ignore[misc]
    outcome(lambda: decide.location(status, headers | {"location": kind}))


def _raised(error: Exception) -> None:
    raise error


# Feeds

marks = st.sampled_from(
    [
        "<rss version='2.0'>",
        "<channel>",
        "<item>",
        "</item>",
        "<title>",
        "</title>",
        "<link>",
        "</link>",
        "<pubDate>",
        "</pubDate>",
        "&#27;",
        "&#xD83D;",
        "&a;",
        '<!ENTITY a "b">',
        "<![CDATA[",
        "]]>",
        "/x",
        "http://[",
        "9999-12-31",
        "Mon, 01 Jan 0001 00:00:00 +0000",
        "\x00",
        "\x9b",
        "\u202e",
        "{",
        '{"items":[',
        '{"url":"/x","title":"\\ud800"}',
        "]}",
    ]
)


@given(bodies | st.lists(marks, max_size=25).map(lambda some: "".join(some).encode()), charsets)
def test_any_document_is_a_feed_that_can_be_stored_or_an_error_of_ours(body: bytes, charset: str) -> None:
    page = Page(BASE, BASE, 200, {"content-type": f"text/xml; charset={charset}"}, body, Kind.HTML, NOW)
    read = outcome(lambda: parse(document(page)))
    if not isinstance(read, NewsloomError):
        taken, refused = submissions_of(read.entries, 1)  # type: ignore[attr-defined]
        assert storable([read.title, *(word for pair in refused for word in pair)])  # type: ignore[attr-defined]
        assert storable(value for each in taken for value in (each.url, each.host, encode(each.hint)))


@given(
    bodies
    | st.lists(st.sampled_from(["<opml>", "<outline ", "xmlUrl='", "text='", "'", "/>", ">", "</outline>"])).map(
        lambda some: "".join(some).encode()
    )
)
def test_any_file_is_a_list_of_feeds_or_an_error_of_ours(data: bytes) -> None:
    outcome(lambda: opml.read(data))


# What is said


@given(texts)
def test_whatever_is_said_has_nothing_that_acts(text: str) -> None:
    heard = io.StringIO()
    with redirect_stdout(heard), redirect_stderr(heard):
        out.show(text, Text(text))
        out.warn(f"{text}//me:{PASSWORD}@a.example")
        out.json_line({"a": text, "b": [text]})
        out.table(["a"], [[text]])
    assert acting(heard.getvalue()) == set()
    assert PASSWORD not in heard.getvalue()
