"""A page -> a record that others read, and that gives the same page again."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from tests.warcs import judged
from workers.fetch.decide import KEPT
from workers.model import Kind, Page
from workers.warc import write
from workers.warc.answers import page_of
from workers.warc.records import Whole, records

NOW = datetime(2025, 2, 7, 12, tzinfo=UTC)
FROM, TO = "https://a.example/old", "https://a.example/new?id=7"

addresses = st.sampled_from([FROM, TO, "http://xn--r-1fa.example:8080/%C3%A6"])
values = st.text(st.characters(min_codepoint=33, max_codepoint=255, exclude_categories=["Cc", "Cf", "Z"]), min_size=1)
pages = st.builds(
    Page,
    addresses,
    addresses,
    st.sampled_from([200, 203]),
    st.dictionaries(st.sampled_from(sorted({*KEPT} - {"content-type", "link"})), values).map(
        lambda some: some | {"content-type": "text/html; charset=utf-8"}
    ),
    st.binary(max_size=300).map(lambda body: b"<html>" + body + b"</html>"),
    st.just(Kind.HTML),
    st.integers(0, 3 * 10**15).map(lambda back: NOW - timedelta(microseconds=back // 3)),
)


def again(data: bytes) -> Page:
    (found,) = records(io.BytesIO(data), lambda head, block: page_of(head, block, 10_000, NOW))
    assert isinstance(found, Whole)
    assert isinstance(found.made, Page)
    return found.made


@given(pages)
def test_what_is_written_and_read_is_the_same_page(page: Page) -> None:
    stray = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 or byte == 11 for byte in page.body)
    if stray <= 0.02 * len(page.body):  # what has more is no page (workers/fetch/decide.py)
        record = write.response(page, "one")
        assert again(record) == again(write.packed(record)) == page


@given(pages)
def test_what_is_written_is_read_by_others_with_its_digests(page: Page) -> None:
    told = write.info("newsloom/1", "bot (+https://example.org/bot)\n", NOW, "file")
    records = [told, write.response(page, "one")]
    (kind, _, block), body = judged(b"".join(map(write.packed, records)))
    assert (kind, body) == ("warcinfo", ("response", page.final_url, page.body))
    assert judged(b"".join(records)) == [(kind, _, block), body]
    assert b"http-header-user-agent: bot (+https://example.org/bot)\r\n" in block


def test_a_record_is_the_same_whenever_it_is_written_and_has_a_name_of_its_own() -> None:
    page = Page(FROM, TO, 200, {}, b"<p>", Kind.HTML, NOW)
    assert write.response(page, "one") == write.response(page, "one")
    assert write.response(page, "one") != write.response(page, "two")


def test_a_record_says_what_was_asked_for_only_where_that_was_another_address() -> None:
    def head(asked: str) -> dict[str, str]:
        data = write.response(Page(asked, TO, 200, {}, b"<p>", Kind.HTML, NOW), "one")
        (found,) = records(io.BytesIO(data), lambda head, _: dict(head.fields))
        assert isinstance(found, Whole)
        return found.made

    assert head(FROM)["newsloom-asked-uri"] == FROM
    assert "newsloom-asked-uri" not in head(TO)
    assert head(TO)["warc-target-uri"] == TO


def test_the_headers_say_how_long_the_body_is_and_name_no_encoding() -> None:
    page = Page(TO, TO, 200, {"content-type": "text/html"}, b"<p>news", Kind.HTML, NOW)
    (found,) = records(io.BytesIO(write.response(page, "one")), lambda _, block: block.read())
    assert isinstance(found, Whole)
    assert found.made == b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 7\r\n\r\n<p>news"


def test_a_time_is_told_in_utc_as_exactly_as_it_is_known() -> None:
    east = timezone(timedelta(hours=9))
    assert write.stamp(datetime(2025, 2, 7, 21, tzinfo=east)) == "2025-02-07T12:00:00Z"
    assert write.stamp(datetime(2025, 2, 7, 21, 0, 0, 25, tzinfo=east)) == "2025-02-07T12:00:00.000025Z"
