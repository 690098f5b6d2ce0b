"""A record -> the page that it holds, or why it holds none."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zlib
from datetime import UTC, datetime

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile.rows import PASSWORD
from tests.warcs import DATE, HTML, answer, chunked, record
from workers.model import Kind, Page
from workers.warc.answers import Passed, page_of
from workers.warc.records import Broken, Whole, records

NOW = datetime(2025, 2, 7, 12, tzinfo=UTC)
STORY = "<!doctype html><p>The ferry to Ærø is back.</p>".encode()
MOST = 300_000


def made(data: bytes) -> Page | Passed | Broken:
    """What becomes of a file with one record."""
    (found,) = records(io.BytesIO(data), lambda head, block: page_of(head, block, MOST, NOW))
    return found.made if isinstance(found, Whole) else found


def of(body: bytes, headers: str = HTML) -> Page | Passed | Broken:
    return made(record(answer(body, headers)))


def test_a_page_has_its_bytes_its_address_its_time_and_the_headers_worth_keeping() -> None:
    told = HTML + 'ETag: "7"\r\nSet-Cookie: id=1\r\nLast-Modified: Fri, 31 Jan 2025 10:00:00 GMT\r\n'
    kept = {
        "content-type": "text/html; charset=utf-8",
        "etag": '"7"',
        "last-modified": "Fri, 31 Jan 2025 10:00:00 GMT",
    }
    url, at = "https://a.example/1", datetime.fromisoformat(DATE)
    assert of(STORY, told) == Page(url, url, 200, kept, STORY, Kind.HTML, at)


#: an address as archives have it -> as we spell it.
ADDRESSES = {
    "https://A.example:443/1?utm_source=feed#top": "https://a.example/1",
    "<https://a.example/1>": "https://a.example/1",  # wget up to 1.20
    "http://a.example/ærø": "http://a.example/%C3%A6r%C3%B8",
}


@pytest.mark.parametrize(("written", "spelled"), ADDRESSES.items())
def test_an_address_has_our_one_spelling(written: str, spelled: str) -> None:
    page = made(record(answer(STORY), uri=written))
    assert isinstance(page, Page)
    assert (page.url, page.final_url) == (spelled, spelled)


def test_what_was_asked_for_before_a_redirect_is_the_pages_url() -> None:
    page = made(record(answer(STORY), Newsloom_Asked_URI="http://a.example/old"))
    assert isinstance(page, Page)
    assert (page.url, page.final_url) == ("http://a.example/old", "https://a.example/1")


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2025-02-01T06:30:00Z", datetime(2025, 2, 1, 6, 30, tzinfo=UTC)),
        ("2025-02-01T06:30:00.5Z", datetime(2025, 2, 1, 6, 30, 0, 500_000, tzinfo=UTC)),
        ("2025-02-01T06:30:00.123456789Z", datetime(2025, 2, 1, 6, 30, 0, 123_456, tzinfo=UTC)),
        ("2025-02-01T06:30Z", datetime(2025, 2, 1, 6, 30, tzinfo=UTC)),
        ("2025-02-01", datetime(2025, 2, 1, tzinfo=UTC)),
    ],
)
def test_a_time_is_as_exact_as_it_is_written(written: str, at: datetime) -> None:
    page = made(record(answer(STORY), WARC_Date=written))
    assert isinstance(page, Page)
    assert page.fetched_at == at


@pytest.mark.parametrize(
    "written",
    [
        *("", "yesterday", "2025-02-30T00:00:00Z", "0001-01-01T00:00:00Z", "2025-02-09T12:00:00Z", "2025-02-30"),
        *("2025", "2025-02", "2025-02-01Z", "2025-02-01T06:30", "2025-02-01T06:30:00", "2025-02-01T06:30.5Z"),
        *("2025-02-01T06Z", "2025-02-01T06:30:00+01:00", "20250201063000"),
    ],
)
def test_a_time_that_cannot_be_makes_a_broken_record(written: str) -> None:
    found = made(record(answer(STORY), WARC_Date=written))
    assert isinstance(found, Broken)
    assert found.what.startswith("its WARC-Date is ")


PACKED = {
    "as it is": (STORY, ""),
    "in chunks": (chunked(STORY), "Transfer-Encoding: chunked\r\n"),
    "gzip": (gzip.compress(STORY), "Content-Encoding: gzip\r\n"),
    "deflate": (zlib.compress(STORY), "Content-Encoding: deflate\r\n"),
    "brotli": (brotli.compress(STORY), "Content-Encoding: br\r\n"),
    "gzip in chunks": (chunked(gzip.compress(STORY)), "Transfer-Encoding: chunked\r\nContent-Encoding: GZIP\r\n"),
    "gzip, and more behind it": (gzip.compress(STORY) + b"and more", "Content-Encoding: gzip\r\n"),
    "gzip in gzip": (gzip.compress(gzip.compress(STORY)), "Content-Encoding: gzip, gzip\r\n"),
    "called chunked, the chunks undone": (STORY, "Transfer-Encoding: chunked\r\n"),
    "called gzip, unpacked": (STORY, "Content-Encoding: gzip\r\nContent-Length: 11\r\n"),
    "called brotli, unpacked": (STORY, "Content-Encoding: br\r\n"),
    "called by a name that nobody knows": (STORY, "Content-Encoding: wibble\r\n"),
}


@pytest.mark.parametrize(("body", "headers"), PACKED.values(), ids=PACKED)
def test_a_body_is_unpacked_however_far_the_archive_did_so(body: bytes, headers: str) -> None:
    page = of(body, HTML + headers)
    assert isinstance(page, Page)
    assert page.body == STORY


@pytest.mark.parametrize("left", range(6))
@pytest.mark.parametrize(
    ("body", "header"),
    [
        (chunked(STORY), "Transfer-Encoding: chunked\r\n"),
        (STORY, "Content-Encoding: gzip\r\n"),
        (chunked(STORY, 1), "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"),
    ],
    ids=["chunks", "called gzip, unpacked", "a letter each chunk, called gzip, unpacked"],
)
def test_a_body_is_unpacked_wherever_the_piece_ends_in_which_its_headers_came(
    body: bytes, header: str, left: int
) -> None:
    """left: bytes of the body that were read together with the last header."""
    pad = io.DEFAULT_BUFFER_SIZE - left - len(answer(b"", f"{HTML}{header}"))
    page = of(body, f"{HTML}{header}{_headers_of(pad)}")
    assert isinstance(page, Page)
    assert page.body == STORY


def _headers_of(size: int) -> str:
    """So many bytes of headers, none longer than http.client takes: a piece of Python 3.14 is (131,072 bytes)."""
    count = 1 + size // 50_000
    lengths = [size // count] * (count - 1) + [size // count + size % count]
    return "".join("X: ".ljust(length - 2, "y") + "\r\n" for length in lengths)


HALF = gzip.compress(b"".join(b"<p>Ferry %d sails at noon." % number for number in range(2000)))[:-400]
PASSED: dict[str, tuple[bytes, str]] = {
    "a request": (record(b"GET / HTTP/1.1\r\n\r\n", "request"), ""),
    "what a file says of itself": (record(b"software: x\r\n", "warcinfo", ""), ""),
    "a page seen before": (record(answer(b""), "revisit"), "revisit"),
    "a resource": (record(STORY, "resource", "urn:pageinfo:https://a.example/"), "resource"),
    "metadata": (record(b"fetchTimeMs: 12\r\n", "metadata"), "metadata"),
    "a text made from a page": (record(STORY, "conversion"), "conversion"),
    "what goes on": (record(STORY, "continuation"), "continuation"),
    "what no standard knows": (record(STORY, "wibble"), "of an unknown kind"),
    "an answer of the name service": (record(b"20250201\n", uri="dns:a.example"), "without an address of the web"),
    "an address with a password": (
        record(answer(STORY), uri=f"https://me:{PASSWORD}@a.example/"),
        "without an address of the web",
    ),
    "no address": (record(answer(STORY), uri=""), "without an address of the web"),
    "what the crawler cut off": (record(answer(STORY), WARC_Truncated="length"), "cut short"),
    "a first part": (record(answer(STORY), WARC_Segment_Number="1"), "cut short"),
    "gzip, cut off": (record(answer(HALF, HTML + "Content-Encoding: gzip\r\n")), "cut short"),
    "not found": (record(answer(STORY, status="404 Not Found")), "not 200"),
    "a redirect": (record(answer(b"", "Location: /b\r\n", "301 Moved")), "not 200"),
    "an image": (record(answer(b"\x89PNG", "Content-Type: image/png\r\n")), "not text"),
    "JSON": (record(answer(b"{}", "Content-Type: application/json\r\n")), "not text"),
    "a PDF that is called a page": (record(answer(b"%PDF-1.7" + bytes(99))), "not text"),
    "nothing": (record(answer(b" \r\n")), "empty"),
    "too much": (record(answer(b"a" * (MOST + 1))), "too big"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "why"), PASSED.values(), ids=PASSED)
def test_what_is_no_page_is_passed_over_with_a_reason(data: bytes, why: str) -> None:
    assert made(data) == Passed(why)


@pytest.mark.parametrize("kind", ["text/html", "application/xhtml+xml; charset=utf-8", "TEXT/PLAIN", "text/xml", ""])
def test_html_xhtml_xml_and_plain_text_are_pages(kind: str) -> None:
    assert isinstance(of(STORY, f"Content-Type: {kind}\r\n" if kind else ""), Page)


@pytest.mark.parametrize("line", [b"HTTP/2 200", b"HTTP/1.0 203 Perhaps", b"HTTP/3 200 OK"])
def test_any_version_of_http_is_read(line: bytes) -> None:
    assert isinstance(made(record(line + b"\r\n" + HTML.encode() + b"\r\n" + STORY)), Page)


def test_line_feeds_alone_end_headers_too() -> None:
    assert isinstance(made(record(b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n" + STORY)), Page)


BROKEN = {
    "no HTTP": (b"hello", "it holds no answer of HTTP"),
    "a status that is no number": (b"HTTP/1.1 abc\r\n\r\n", "it holds no answer of HTTP"),
    "an endless header": (
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000 + b"\r\n\r\n",
        "it holds headers that are too long or too many",
    ),
    "200 headers": (
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        "it holds headers that are too long or too many",
    ),
    "half of a chunk": (
        answer(b"99\r\n<p>", HTML + "Transfer-Encoding: chunked\r\n"),
        "the chunks of its body are broken",
    ),
    "a chunk without an end": (
        answer(b"3\r\n<p>abc", HTML + "Transfer-Encoding: chunked\r\n"),
        "the chunks of its body are broken",
    ),
    "chunks without a last one": (
        answer(chunked(STORY)[:-5], HTML + "Transfer-Encoding: chunked\r\n"),
        "the chunks of its body are broken",
    ),
    "what is called gzip and is none": (
        answer(b"The ferry is back.", HTML + "Content-Encoding: gzip\r\n"),
        "its body is not compressed as it says",
    ),
    "gzip that is damaged": (
        answer(gzip.compress(STORY)[:10] + b"\xff" * 30, HTML + "Content-Encoding: gzip\r\n"),
        "its body is not compressed as it says",
    ),
    "six encodings in each other": (
        answer(b"x", HTML + "Content-Encoding: " + ", ".join(["gzip"] * 6) + "\r\n"),
        "its body is not compressed as it says",
    ),
}


@pytest.mark.parametrize(("block", "what"), BROKEN.values(), ids=BROKEN)
def test_an_answer_that_is_broken_makes_a_broken_record(block: bytes, what: str) -> None:
    assert made(record(block)) == Broken(1, "byte 0", what)


@pytest.mark.parametrize("encoding", ["gzip", "br", "gzip, gzip"])
@pytest.mark.parametrize("chunks", [False, True])
def test_a_bomb_is_dropped_and_never_unpacked(encoding: str, chunks: bool) -> None:
    bomb = b"a" * 30_000_000
    for name in encoding.split(", "):
        bomb = gzip.compress(bomb) if name == "gzip" else brotli.compress(bomb, quality=4)
    headers = f"{HTML}Content-Encoding: {encoding}\r\n" + ("Transfer-Encoding: chunked\r\n" if chunks else "")
    data = record(answer(chunked(bomb, 5000) if chunks else bomb, headers))
    tracemalloc.start()
    try:
        assert made(data) == Passed("too big")
        assert tracemalloc.get_traced_memory()[1] < 5_000_000 + 2 * len(data)
    finally:
        tracemalloc.stop()


headers = st.lists(
    st.sampled_from(
        [
            HTML,
            "Content-Encoding: gzip\r\n",
            "Content-Encoding: br\r\n",
            "Transfer-Encoding: chunked\r\n",
            "X\r\n",
            "\0:",
        ]
    )
).map("".join)


@given(
    st.binary(max_size=80)
    | st.builds(answer, st.binary(max_size=80) | st.sampled_from([chunked(STORY), gzip.compress(STORY)]), headers)
)
def test_any_block_is_a_page_passed_over_or_an_error_of_ours(block: bytes) -> None:
    found = made(record(block))
    assert isinstance(found, Page | Passed | Broken)
    assert not isinstance(found, Page) or found.body


words = st.text(max_size=60).filter(lambda text: not {"\r", "\n"} & set(text)) | st.sampled_from(["http://[", "<>"])


@given(words, words)
def test_no_word_of_a_record_leads_to_another_error_than_ours(address: str, date: str) -> None:
    assert isinstance(made(record(answer(STORY), uri=address, WARC_Date=date)), Page | Passed | Broken)
