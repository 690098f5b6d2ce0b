"""What a document is; and of a page, which feeds it names."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers import urls
from workers.feeds.discover import MOST, offers, sitemaps
from workers.feeds.kind import Kind, kind_of

BASE = "https://news.example/section/"
RSS, ATOM, JSON = ("application/rss+xml", "application/atom+xml", "application/feed+json")


def head(href: str, kind: str = RSS, more: str = "") -> str:
    return f'<link rel="alternate" type="{kind}" href="{href}" {more}>'


def named(*tags: str) -> list[str]:
    return [offer.url for offer in offers(f"<!doctype html><html>{''.join(tags)}", BASE)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<rss version='2.0'>", Kind.FEED),
        ("<feed xmlns='x'>", Kind.FEED),
        ("<rdf:RDF xmlns='x'>", Kind.FEED),
        ("<b>Warning</b> on line 3 <rss>", Kind.FEED),
        ("<urlset xmlns='x'>", Kind.SITEMAP),
        ("<sitemapindex>", Kind.SITEMAP),
        ("<!DOCTYPE html><script>'<rss>'</script>", Kind.PAGE),
        ("<html><body>no</body></html>", Kind.PAGE),
        ('{"items": []}', Kind.JSON),
        ("<!-- not for <html> -->\n<rss>", Kind.FEED),
        ("<!-- made by <rss> tools --><html>", Kind.PAGE),
        ("<!-- nobody closes this <rss>", Kind.FEED),
        ("<opml>", Kind.OTHER),
        ("Too many requests", Kind.OTHER),
        ("", Kind.OTHER),
    ],
)
def test_a_document_is_what_stands_in_it_first(text: str, kind: Kind) -> None:
    assert kind_of(text) is kind


@pytest.mark.parametrize("kind", [RSS, ATOM, JSON, "application/rdf+xml", "text/xml", f"{RSS}; charset=utf-8"])
def test_what_a_page_offers_to_readers_is_found(kind: str) -> None:
    assert named(head("/feed", kind)) == ["https://news.example/feed"]


@pytest.mark.parametrize(
    "tag",
    [
        '<link rel="alternate" hreflang="de" href="/de/">',
        '<link rel="alternate" type="text/html" href="/m">',
        '<link rel="stylesheet" type="text/xml" href="/x.xsl">',
        '<link rel="alternate" type="application/rss+xml">',
        '<link rel="alternate" type="application/rss+xml" href="">',
        '<link rel="alternate" type="application/rss+xml" href="https://me:secret@news.example/rss">',
        '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">',
        '<a href="/news/feeding-the-ducks">Ducks</a>',
        '<a href="/tags/atomic-energy">Atoms</a>',
        '<a href="https://www.facebook.com/feed">Follow us</a>',
    ],
)
def test_what_is_no_feed_of_this_site_is_not(tag: str) -> None:
    assert named(tag) == []


@pytest.mark.parametrize(
    "href", ["/feed", "/feed/", "rss.xml", "/all.rss", "/atom", "/?feed=rss2", "/rss/world", "/x.atom"]
)
def test_an_anchor_whose_address_looks_like_a_feed_is_one(href: str) -> None:
    assert named(f"<a class=x href='{href}'>Subscribe</a>") == [urls.join(BASE, href)]


@pytest.mark.parametrize("href", ["feed://news.example/rss", "feed:http://news.example/rss"])
def test_a_link_that_opens_a_reader_names_the_feed_that_it_would_open(href: str) -> None:
    for tag in (head(href), f'<a href="{href}">Subscribe</a>'):
        assert named(tag) == ["http://news.example/rss"]


def test_the_sites_main_feed_comes_first_and_comments_last() -> None:
    found = named(
        '<a href="/world.rss">World</a>',
        head("/comments/feed"),
        head("/wp/feed", more='title="Comments on everything"'),
        head("/feed"),
        head("/sport", ATOM),
        head("/feed"),
    )
    paths = [url.removeprefix("https://news.example") for url in found]
    assert paths == ["/feed", "/sport", "/world.rss", "/comments/feed", "/wp/feed"]


@pytest.mark.parametrize(
    ("base", "found"),
    [
        ('<base target="_top"><BASE HREF="https://cdn.example/a/"><base href="/b/">', "https://cdn.example/a/rss.xml"),
        ("<base href=/feeds/>", "https://news.example/feeds/rss.xml"),
        ("<base href='javascript:alert(1)'>", "https://news.example/section/rss.xml"),
        ('<base data-x="a > b" href="/feeds/">', "https://news.example/feeds/rss.xml"),
        ("<!-- <base href='/old/'> -->", "https://news.example/section/rss.xml"),
    ],
)
def test_links_start_where_the_page_says(base: str, found: str) -> None:
    assert named(base, head("rss.xml")) == [found]


@pytest.mark.parametrize("title", ['"News > Town"', "'News > Town'", "'\"News\" >> Town'", "News' Town", '"News'])
def test_the_end_of_a_tag_in_a_quoted_value_is_none_and_a_quote_without_its_other_hides_nothing(title: str) -> None:
    assert named(f"<link title={title} rel=alternate type={RSS} href=/feed>") == ["https://news.example/feed"]
    assert named(f"<a title={title} href=/rss>Subscribe</a>") == ["https://news.example/rss"]


def test_what_stands_in_a_comment_is_not_named() -> None:
    assert named(f"<!-- {head('/old')} -->", head("/new")) == ["https://news.example/new"]


def test_entities_and_titles_are_read() -> None:
    [offer] = offers(f"<html>{head('/f?a=1&amp;b=2', more='title=&quot;All&#32;news&quot;')}", BASE)
    assert offer.url == "https://news.example/f?a=1&b=2"


@pytest.mark.parametrize(
    "text",
    [
        "<a " * 300_000,
        "<link " + "x" * 10**6,
        "<a href='/rss'>" * 50_000,
        "<a " + "a " * 500_000,
        "<a a" + " " * 10**6,
        "<base " * 200_000,
        "<!--" * 250_000,
        "<a " + '"' * 10**6,
        '<a "' * 250_000,
        "<a \"'" * 200_000,
        "<a " + f'"{"a" * 1990}" ' * 500,
        "<link " + f'"{"a " * 990}" ' * 500 + ">",
        ("<a " + 'b="' * 300 + " '>") * 1_000,
        "<base '" + ">" * 10**6,
    ],
)
def test_hostile_pages_take_seconds_at_most(text: str) -> None:
    begun = time.process_time()
    offers(text, BASE)
    assert time.process_time() - begun < 20


_bits = st.sampled_from(
    [
        "<link ",
        "<a ",
        ">",
        "rel=alternate ",
        f"type='{RSS}' ",
        "href='",
        "/rss",
        "'",
        '"',
        "http://[",
        "&#x0;",
        "é",
        "title=Comments ",
    ]
)


@given(st.lists(_bits, max_size=20).map("".join))
def test_every_offer_is_an_address_and_none_comes_twice(text: str) -> None:
    found = [offer.url for offer in offers(text, BASE)]
    assert len(found) == len(set(found)) <= MOST
    assert all(urls.canonical(url) == url for url in found)


# What a robots.txt names

ROBOTS = "https://news.example/robots.txt"


def test_the_sitemaps_of_a_robots_txt_are_found_those_of_news_first_and_each_once() -> None:
    text = (
        "User-agent: *\nDisallow: /sitemap: /no\nSitemap: https://news.example/all.xml\r\n"
        "  SITEMAP:/News.xml# since Monday\n# Sitemap: /old.xml\nsitemap: https://cdn.example/google-news.xml.gz\n"
        "Sitemap:\nSitemap: https://news.example/all.xml\nSitemap: https://me:secret@news.example/x.xml"
    )
    assert [offer.url for offer in sitemaps(text, ROBOTS)] == [
        "https://news.example/News.xml",
        "https://cdn.example/google-news.xml.gz",
        "https://news.example/all.xml",
    ]


@given(st.text())
def test_any_robots_txt_names_addresses_that_may_be_asked_or_none(text: str) -> None:
    for offer in sitemaps(f"{text}\nSitemap:{text}", ROBOTS):
        assert urls.canonical(offer.url) == offer.url


@pytest.mark.parametrize(
    "piece", ["Sitemap: ", "sitemap\t", " ", "\n", "Sitemap: /a\n", "Sitemap: " + "a" * 3000 + "\n"]
)
def test_a_hostile_robots_txt_is_read_within_a_second(piece: str) -> None:
    begun = time.process_time()
    assert len(sitemaps(piece * (512_000 // len(piece)), ROBOTS)) <= MOST
    assert time.process_time() - begun < 20
