"""Sitemaps as publishers print them, and as they should not."""

from __future__ import annotations

import gzip
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers import urls
from workers.errors import RefusedError
from workers.feeds import gz, sitemap
from workers.feeds.feed import MOST_ENTRIES
from workers.feeds.follow import BUDGET, LONGEST_REST
from workers.feeds.kind import Kind, kind_of
from workers.feeds.sitemap import LONGEST, MOST_CHILDREN, MOST_LISTED, Listed
from workers.model import Published
from workers.settings import Settings

URL = "https://news.example/news.xml"
NOW = datetime(2025, 1, 6, 10, tzinfo=UTC)
OWN = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
IMAGES = 'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'

TWO = f"""<urlset {OWN} {NEWS} {IMAGES}>
<url><loc> https://news.example/tram </loc><lastmod>2025-01-06T09:30:00Z</lastmod>
 <image:image><image:loc>https://news.example/tram.jpg</image:loc><image:title>A tram</image:title></image:image>
 <news:news><news:publication><news:name>Saltmere Post</news:name><news:language>en-GB</news:language></news:publication>
 <news:publication_date>2025-01-06T10:00:00+01:00</news:publication_date>
 <news:title>Tram &amp;amp; bus &lt;b&gt;agree&lt;/b&gt;</news:title></news:news></url>
<url><loc>/harbour</loc><news:news><news:publication_date>2025-01-05</news:publication_date></news:news></url>
<url><lastmod>2025-01-06</lastmod></url></urlset>"""


def test_a_news_sitemap_is_read_with_title_date_and_language() -> None:
    found = sitemap.read(TWO, URL)
    tram, harbour = found.pages
    assert found.children == ()
    assert (tram.url, tram.title, tram.lang) == ("https://news.example/tram", "Tram & bus agree", "en")
    assert tram.published
    assert tram.published.text() == "2025-01-06T10:00:00+01:00"
    assert tram.dated
    assert tram.dated.text() == "2025-01-06T09:30:00+00:00"
    assert (harbour.url, harbour.title) == ("https://news.example/harbour", None)


@pytest.mark.parametrize(("theirs", "other"), [("news", "n"), ("news", "gn")])
def test_the_prefix_of_the_news_is_what_the_document_declares(theirs: str, other: str) -> None:
    text = TWO.replace(f"xmlns:{theirs}=", f"xmlns:{other}=").replace(f"<{theirs}:", f"<{other}:")
    assert sitemap.read(text.replace(f"</{theirs}:", f"</{other}:"), URL) == sitemap.read(TWO, URL)


def test_a_document_whose_own_elements_have_a_prefix_is_read_too() -> None:
    text = '<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9"><s:url><s:loc>/a</s:loc></s:url></s:urlset>'
    assert [page.url for page in sitemap.read(text, URL).pages] == ["https://news.example/a"]
    assert kind_of(text) is Kind.SITEMAP


def test_an_index_lists_sitemaps_and_no_pages() -> None:
    text = f"<sitemapindex {OWN}><sitemap><loc>/1.xml</loc><lastmod>2025-01-06</lastmod></sitemap></sitemapindex>"
    found = sitemap.read(text, URL)
    assert (found.pages, [child.url for child in found.children]) == ((), ["https://news.example/1.xml"])


def _dated(url: str, days_ago: float | None) -> Listed:
    return Listed(url, None if days_ago is None else Published(NOW - timedelta(days=days_ago)))


SINCE = NOW - timedelta(days=3)


def test_only_pages_of_the_last_days_are_taken_the_newest_first() -> None:
    pages = [_dated("/old", 4), _dated("/b", 2), _dated("/undated", None), _dated("/a", 1)]
    feed = sitemap.feed_of(pages, SINCE)
    assert [entry.url for entry in feed.entries] == ["/a", "/b"]
    assert [entry.url for entry in feed.left] == ["/old", "/undated"]
    assert feed.windowed


@pytest.mark.parametrize(
    ("children", "expected"),
    [
        ([("/a", 2), ("/b", 1), ("/old", 9)], ["/b", "/a"]),
        ([("/1", None), ("/2", None), ("/3", None), ("/4", None)], ["/4", "/3", "/2"]),
        ([("//a/1", None), ("//a/news", None), ("//a/3", None), ("//a/4", None)], ["//a/news", "//a/4", "//a/3"]),
        (
            [(f"https://dailynews.example/{name}", None) for name in ("News.xml", "2", "3", "4")],
            [f"https://dailynews.example/{name}" for name in ("News.xml", "4", "3")],
        ),
        ([("/a", 1), ("/1", None), ("/b", 2), ("/c", 2.5), ("/d", 0)], ["/d", "/a", "/b"]),
        ([("/old", 9)], []),
    ],
)
def test_the_newest_sitemaps_of_an_index_are_read(
    children: list[tuple[str, float | None]], expected: list[str]
) -> None:
    assert sitemap.newest([_dated(url, days) for url, days in children], SINCE) == expected


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE u [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><urlset><url><loc>&b;</loc></url></urlset>",
        "<!DOCTYPE u [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><urlset><url><loc>&a;</loc></url></urlset>",
        "<urlset><url",
        "",
    ],
)
def test_what_cannot_be_read_is_refused_in_a_line(text: str) -> None:
    with pytest.raises(RefusedError) as caught:
        sitemap.read(text, URL)
    assert caught.value.reason == "not-a-feed"
    assert "\n" not in caught.value.detail


def test_what_was_read_before_a_fault_is_kept() -> None:
    text = "<urlset><url><loc>/a</loc></url><url><loc>/b</url><url><loc>/c</loc></url></urlset>"
    assert [page.url for page in sitemap.read(text, URL).pages] == ["https://news.example/a"]


def test_an_ampersand_that_is_not_escaped_costs_neither_its_address_nor_those_behind_it() -> None:
    queries = ["x=1&y=2", "x&amp;copy=2", "<![CDATA[x&y=3&amp;z]]>", "x&copy=4"]
    title = "<news:title>Fish & chips&nbsp;caf&eacute; &lt;3</news:title>"
    urls = "".join(f"<url><loc>/b?{query}</loc><news:news>{title}</news:news></url>" for query in queries)
    pages = sitemap.read(f"<urlset {NEWS}>{urls}</urlset>", URL).pages
    found = [page.url.partition("?")[2] for page in pages]
    assert found == ["x=1&y=2", "x&copy=2", "x&y=3&amp;z", "x&copy=4"]
    assert {page.title for page in pages} == {"Fish & chips café <3"}


@pytest.mark.parametrize("aside", ["<!-- {} -->", "<?note {}?>"])
@pytest.mark.parametrize("spoken_of", ["once in <![CDATA[", "<?", "R&D"])
def test_what_a_comment_or_an_instruction_speaks_of_begins_nothing(aside: str, spoken_of: str) -> None:
    urls = "".join(f"<url><loc>/{name}</loc></url>" for name in ("a", "b?x=1&y=2", "c"))
    text = f"<urlset>{aside.format(spoken_of)}{urls}</urlset>"
    assert [page.url.rpartition("/")[2] for page in sitemap.read(text, URL).pages] == ["a", "b?x=1&y=2", "c"]


@pytest.mark.parametrize("letter", ["a", "&#97;"])
def test_an_address_of_any_length_is_read_in_part_and_refused_as_too_long(letter: str) -> None:
    text = f"<urlset><url><loc>https://a.example/{letter * 5_000}</loc></url><url><loc>/b</loc></url></urlset>"
    long, short = sitemap.read(text, URL).pages
    assert short.url == "https://news.example/b"
    assert urls.LONGEST < len(long.url) <= LONGEST
    with pytest.raises(RefusedError):
        urls.canonical(long.url)


def test_a_sitemap_of_all_that_there_ever_was_is_read_in_seconds_and_taken_in_part() -> None:
    text = "<urlset>" + "<url><loc>/a</loc><lastmod>2025-01-06</lastmod></url>" * (MOST_LISTED + 5) + "</urlset>"
    begun = time.process_time()
    pages = sitemap.read(text, URL).pages
    assert len(pages) == MOST_LISTED
    assert len(sitemap.feed_of(pages, SINCE).entries) == MOST_ENTRIES
    assert time.process_time() - begun < 30


@pytest.mark.parametrize(
    "text",
    [
        "<urlset>" + "<a>" * 1_000_000,
        "<urlset>" + "<a/>" * 5_000_000,
        "<urlset><url><loc>" + "a" * 5_000_000,
        "<urlset " + "a" * 10**6,
        "<urlset>" + "&" * 20_000_000,
        "<urlset>" + "&a" * 999_999,
        "<urlset>" + "<![CDATA[" * 1_000_000,
        "<urlset>" + "<!-- & " * 900_000,
        "<urlset>" + "<? & " * 900_000,
    ],
)
def test_hostile_sitemaps_are_refused_within_seconds(text: str) -> None:
    begun = time.process_time()
    with pytest.raises(RefusedError):
        sitemap.read(text, URL)
    assert time.process_time() - begun < 20


_PIECES = [
    *("<urlset>", "</urlset>", "<url>", "</url>", "<loc>", "</loc>", "/a", "<lastmod>", "</lastmod>", "2025-01-06"),
    *("<sitemap>", "</sitemap>", "<news:title>", "</news:title>", "&amp;", "&", "<!--", "-->", "<![CDATA[", "]]>"),
]
_pieces = st.sampled_from([*_PIECES, "\x00"])


@given(st.lists(_pieces, max_size=20).map("".join))
def test_any_document_is_a_sitemap_or_refused(text: str) -> None:
    with suppress(RefusedError):
        found = sitemap.read(f"<urlset>{text}", URL)
        assert all(page.url for page in [*found.pages, *found.children])


def test_an_index_and_the_last_sitemap_that_is_begun_may_be_slow_without_ending_the_poll() -> None:
    chosen = Settings()
    last = LONGEST_REST + chosen.fetch.total_timeout
    assert chosen.fetch.total_timeout + BUDGET + last < chosen.poll_limit
    assert MOST_CHILDREN * LONGEST_REST < BUDGET, "and all of them are begun where they are quick"


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.none() | st.floats(-1, 9)), max_size=12))
def test_few_sitemaps_are_read_and_none_that_is_old(children: list[tuple[str, float | None]]) -> None:
    found = sitemap.newest([_dated(url, days) for url, days in children], SINCE)
    assert len(found) <= MOST_CHILDREN
    assert len(set(found)) == len(found)
    assert set(found) <= {url for url, days in children if days is None or days <= 3}


# Files of gzip


@given(st.binary(max_size=200))
def test_a_file_of_gzip_is_opened_and_all_else_left_as_it_is(data: bytes) -> None:
    assert gz.opened(gzip.compress(data)) == data
    if not data.startswith(b"\x1f\x8b"):
        assert gz.opened(data) == data


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (gzip.compress(b"a" * (gz.LARGEST + 1)), "feed-too-big"),
        (gzip.compress(TWO.encode())[:-9], "encoding"),
        (b"\x1f\x8bnonsense", "encoding"),
    ],
)
def test_bombs_and_broken_files_are_refused(body: bytes, reason: str) -> None:
    with pytest.raises(RefusedError) as caught:
        gz.opened(body)
    assert caught.value.reason == reason
