"""What an answer means."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.errors import PermanentError, RefusedError, TransientError
from workers.fetch import decide

NOW = datetime(2025, 2, 7, 12, 0, tzinfo=UTC)
HTML = b"<!doctype html><title>Ferry returns</title><p>The ferry is back."
# Built and not written out, so that no editor turns them into something else.
UTF16 = "<p>Zprávy</p>".encode("utf-16")
LEGACY = "<p>Zprávy z přístavu</p>".encode("cp1250")


@pytest.mark.parametrize("status", [200, 203])
def test_a_page_is_kept(status: int) -> None:
    assert decide.refusal_of(status, {}, NOW) is None


@pytest.mark.parametrize("status", [202, 408, 425, 429, 500, 502, 503, 504, 520, 599])
def test_what_time_may_mend_is_tried_again(status: int) -> None:
    error = decide.refusal_of(status, {}, NOW)
    assert isinstance(error, TransientError)
    assert error.reason == f"http-{status}"


@pytest.mark.parametrize("status", [204, 206, 304, 400, 401, 403, 404, 410, 451, 600, 999])
def test_what_time_does_not_mend_is_recorded(status: int) -> None:
    error = decide.refusal_of(status, {}, NOW)
    assert isinstance(error, PermanentError)
    assert error.reason == f"http-{status}"


@given(st.integers(0, 999))
def test_every_status_means_one_thing(status: int) -> None:
    error = decide.refusal_of(status, {}, NOW)
    kinds = (error is None, isinstance(error, TransientError), isinstance(error, PermanentError))
    assert sum(kinds) == 1
    assert error is None or "\n" not in error.detail


def test_a_site_that_asks_for_time_gets_it() -> None:
    error = decide.refusal_of(429, {"retry-after": "77"}, NOW)
    assert isinstance(error, TransientError)
    assert error.after == 77


@pytest.mark.parametrize(
    "kind", ["text/html; charset=utf-8", "Text/HTML", "application/xhtml+xml", "text/plain", "text/xml", "", "html"]
)
def test_pages_come_in_these_types(kind: str) -> None:
    assert decide.refusal_of_type(kind, HTML, feed=False) is None


@pytest.mark.parametrize("kind", ["application/pdf", "image/svg+xml", "application/json", "text/css", "video/mp4"])
def test_other_types_are_no_pages(kind: str) -> None:
    for head in (b"", HTML):
        error = decide.refusal_of_type(kind, head, feed=False)
        assert isinstance(error, RefusedError)
        assert error.reason == "not-text"


@pytest.mark.parametrize(
    "kind", ["application/rss+xml", "application/json", "application/feed+json", "text/css", "application/x-rss+xml"]
)
def test_feeds_come_in_any_text(kind: str) -> None:
    assert decide.refusal_of_type(kind, b"<rss version='2.0'>", feed=True) is None


@pytest.mark.parametrize(
    "kind", ["application/xml+rss", "application/x-httpd-php", "application/javascript", "application/force-download"]
)
def test_a_type_that_no_feed_has_is_no_matter_where_the_bytes_look_like_one(kind: str) -> None:
    for head in (b"<rss version='2.0'>", b"\xef\xbb\xbf<?xml version='1.0'?>", b' {"version"'):
        assert decide.refusal_of_type(kind, head, feed=True) is None
    for head in (b"alert(1)", b"%PDF-1.7", b"PK\x03\x04", b"\0\1\2\3"):
        assert decide.refusal_of_type(kind, head, feed=True) is not None


@pytest.mark.parametrize("kind", ["image/svg+xml", "video/mp4", "audio/mpeg"])
def test_feeds_are_no_images_films_or_sound(kind: str) -> None:
    assert decide.refusal_of_type(kind, b"", feed=True) is not None


@pytest.mark.parametrize(
    "head",
    [b"%PDF-1.7", b"\x89PNG\r\n", b"\xff\xd8\xff\xe0", b"PK\x03\x04", b"\0\0\0\x18ftypmp42", bytes(range(32)) * 9],
)
def test_bytes_that_are_no_text_are_refused_whatever_their_type_says(head: bytes) -> None:
    for kind in ("text/html", "", "application/octet-stream"):
        assert decide.refusal_of_type(kind, head, feed=False) is not None


@pytest.mark.parametrize("head", [HTML, UTF16, LEGACY, b"\xef\xbb\xbf<p>", "ニュース".encode("shift-jis"), b""])
def test_text_in_any_charset_is_kept(head: bytes) -> None:
    assert decide.refusal_of_type("text/html", head, feed=False) is None


def test_one_stray_control_character_does_not_make_a_page_binary() -> None:
    assert decide.refusal_of_type("text/html", HTML * 3 + b"\x01", feed=False) is None


def test_an_unknown_type_is_kept_where_the_bytes_are_markup() -> None:
    assert decide.refusal_of_type("application/octet-stream", b"\n<!DOCTYPE html>", feed=False) is None
    assert decide.refusal_of_type("application/octet-stream", b"a,b,c", feed=False) is not None
    assert decide.refusal_of_type("application/octet-stream", b'{"version"', feed=True) is None


@given(st.text(), st.binary(max_size=100), st.booleans())
def test_a_type_that_is_refused_alone_is_refused_with_any_bytes(kind: str, head: bytes, feed: bool) -> None:
    if decide.refusal_of_type(kind, b"", feed=feed):
        assert decide.refusal_of_type(kind, head, feed=feed)


@given(st.text(min_size=1), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_letters_in_any_charset_are_no_binary_data(letters: str, charset: str) -> None:
    text = "".join(letter for letter in letters if letter.isalpha())
    head = f"<p>{text}</p>".encode(charset, "replace")
    assert decide.refusal_of_type("text/html", head, feed=False) is None


def test_a_redirect_leads_where_it_says_in_utf_8() -> None:
    assert decide.location(301, {"location": " /zpr\u00c3\u00a1vy "}) == "/zprávy"
    assert decide.location(301, {"location": "/caf\u00e9"}) == "/café"
    assert decide.location(200, {"location": "/a"}) is None


@pytest.mark.parametrize("headers", [{}, {"location": "  "}])
def test_a_redirect_to_nowhere_is_recorded(headers: dict[str, str]) -> None:
    with pytest.raises(PermanentError) as caught:
        decide.location(302, headers)
    assert caught.value.reason == "redirects"


@given(st.dictionaries(st.one_of(st.sampled_from(decide.KEPT), st.text(max_size=20)), st.text(), max_size=20))
def test_kept_headers_are_few_short_and_on_one_line(headers: dict[str, str]) -> None:
    kept = decide.kept_headers(headers)
    assert set(kept) <= set(decide.KEPT)
    assert all(len(value) <= decide.LONGEST_HEADER and not set(value) & set("\0\r\n") for value in kept.values())
    assert decide.kept_headers(kept) == kept


def test_names_of_headers_are_kept_in_lower_case_and_cookies_not_at_all() -> None:
    assert decide.kept_headers({"ETag": '"a"', "Set-Cookie": "id=1"}) == {"etag": '"a"'}


@pytest.mark.parametrize(("said", "found"), [("12", 12), ("", 0), ("-1", 0), ("12, 12", 0), ("a", 0)])
def test_a_length_is_read_where_it_is_one(said: str, found: int) -> None:
    assert decide.length({"content-length": said}) == found


@given(st.integers(0, 100), st.integers(0, 100))
def test_only_what_is_larger_than_the_most_is_too_big(size: int, most: int) -> None:
    assert (decide.refusal_of_size(size, most) is None) == (size <= most)


def test_a_page_without_anything_in_it_is_asked_for_again() -> None:
    assert decide.refusal_of_body(b" \n") is not None
    assert decide.refusal_of_body(b"<p>") is None
