"""The demo's news web: what it promises to the demo, checked over real loopback HTTP."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import combinations
from string import ascii_lowercase
from urllib.parse import urlsplit

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.waiting import PATIENCE
from workers.demo.articles import Piece, Trouble, pieces, read
from workers.demo.feeds import WRITERS, Entry
from workers.demo.replies import replies
from workers.demo.sites import STYLES, number
from workers.demo.web import NewsWeb

ISHIBA = "ishiba-trump"
SERVED = [piece for piece in pieces() if piece.trouble is not Trouble.GONE]
BY_SLUG = {piece.slug: piece for piece in SERVED}
COPIES = [piece for piece in SERVED if piece.copy_of]


@pytest.fixture(scope="module")
def web() -> Iterator[NewsWeb]:
    with NewsWeb() as running:
        yield running


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def ask(url: str, *, follow: bool = True, method: str = "GET") -> tuple[int, str, bytes, str]:
    """Status, final url, body and Location of a page."""
    opener = urllib.request.build_opener(*([] if follow else [_Stay()]))
    try:
        with opener.open(urllib.request.Request(url, method=method), timeout=PATIENCE) as answer:
            return answer.status, answer.url, answer.read(), answer.headers["Content-Type"]
    except urllib.error.HTTPError as error:
        with error:
            return error.code, url, error.read(), error.headers.get("Location", "")


def page(web: NewsWeb, piece: Piece) -> str:
    status, _, body, _ = ask(web.url_of(piece))
    if status == 500:
        status, _, body, _ = ask(web.url_of(piece))
    assert status == 200
    return body.decode(STYLES[piece.site].charset)


def words(piece: Piece) -> list[str]:
    return re.findall(r"\w+", " ".join(piece.paragraphs).lower().replace("’", "'"))


def runs(piece: Piece, size: int = 8) -> set[tuple[str, ...]]:
    listed = words(piece)
    return {tuple(listed[i : i + size]) for i in range(len(listed) - size + 1)}


def test_there_are_at_least_forty_pages_on_four_sites(web: NewsWeb) -> None:
    assert len(web.expected()) == len(SERVED) >= 44
    assert len(web.sites) == len(web.feeds) == 4
    assert min(Counter(piece.site for piece in SERVED).values()) >= 10


def test_there_are_seven_stories_told_by_several_sites_and_a_few_single_articles() -> None:
    sizes = Counter(piece.story for piece in SERVED)
    stories = {label for label, size in sizes.items() if size > 1}
    assert len(stories) == 7
    assert sorted(sizes.values())[:5] == [1, 1, 1, 1, 5]
    assert all(len({piece.site for piece in SERVED if piece.story == label}) == 4 for label in stories)


def test_the_ishiba_thread_has_nine_pages_from_november_to_february() -> None:
    thread = [piece for piece in SERVED if piece.story == ISHIBA]
    assert len(thread) == 9
    assert thread[0].published.date().isoformat() == "2024-11-07"
    assert thread[-1].published.date().isoformat() == "2025-02-08"
    assert not any(piece.copy_of for piece in thread)


def test_every_article_has_the_length_of_a_news_item() -> None:
    for piece in SERVED:
        assert 120 <= sum(len(paragraph.split()) for paragraph in piece.paragraphs) <= 260, piece.slug
        assert 4 <= len(piece.paragraphs) <= 7, piece.slug


def test_every_date_lies_in_the_demo_s_winter_with_the_zone_of_its_site() -> None:
    zones = {"northlight": -5, "gazette": 0, "courier": 1, "lantern": 9}
    for piece in pieces():
        assert datetime(2024, 11, 1, tzinfo=UTC) <= piece.published < datetime(2025, 3, 1, tzinfo=UTC), piece.slug
        assert piece.published.utcoffset() == timedelta(hours=zones[piece.site]), piece.slug


def test_slugs_titles_and_numbers_are_unique() -> None:
    for values in (
        [piece.slug for piece in pieces()],
        [piece.title for piece in pieces()],
        [number(p) for p in pieces()],
    ):
        assert len(values) == len(set(values))


def test_every_page_shows_its_title_and_all_of_its_paragraphs(web: NewsWeb) -> None:
    for piece in SERVED:
        text = unescape(page(web, piece))
        assert piece.title in text, piece.slug
        assert all(paragraph in text for paragraph in piece.paragraphs), piece.slug


def test_every_page_shows_headlines_of_other_articles_of_its_site(web: NewsWeb) -> None:
    for piece in SERVED:
        text = unescape(page(web, piece))
        others = [other for other in SERVED if other.site == piece.site and other.title in text]
        assert len(others) >= 4, piece.slug


def test_links_in_pages_stay_on_their_own_site(web: NewsWeb) -> None:
    for piece in SERVED:
        own = urlsplit(web.url_of(piece)).netloc
        for link in re.findall(r'<a [^>]*href="([^"]+)"', page(web, piece)):
            assert link.startswith(("/", "#", "javascript:")) or urlsplit(link).netloc == own, link


def test_canonical_links_stand_on_two_sites_only(web: NewsWeb) -> None:
    for piece in SERVED:
        found = re.findall(r'rel="canonical" href="([^"]+)"', page(web, piece))
        assert found == ([web.url_of(piece)] if piece.site in {"northlight", "lantern"} else []), piece.slug


def test_each_site_says_the_date_in_its_own_way(web: NewsWeb) -> None:
    marks = {
        "northlight": r'"datePublished": "{}"',
        "gazette": r'<meta name="date" content="{}">',
        "courier": r'itemprop="datePublished" content="{}"',
        "lantern": r'<time datetime="{}">',
    }
    for piece in SERVED:
        assert marks[piece.site].format(piece.published.isoformat()) in page(web, piece), piece.slug
    structured = {piece.site for piece in SERVED if "application/ld+json" in page(web, piece)}
    assert structured == {"northlight"}


def test_the_old_site_says_its_charset_in_the_page_alone_and_needs_it(web: NewsWeb) -> None:
    piece = BY_SLUG["trump-camp-offers-ishiba-a-january-slot"]
    _, _, body, content_type = ask(web.url_of(piece))
    assert content_type == "text/html"
    assert b"charset=windows-1252" in body
    assert "Japan’s prime minister".encode("windows-1252") in body
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")


def test_every_feed_parses_and_lists_the_articles_of_its_site_newest_first(web: NewsWeb) -> None:
    for url, site in zip(web.feeds, STYLES.values(), strict=True):
        parsed = feedparser.parse(ask(url)[2])
        listed = [piece for piece in reversed(pieces()) if piece.site == site.key]
        assert not parsed.bozo, parsed.get("bozo_exception")
        assert parsed.feed.title == site.name
        assert [entry.title for entry in parsed.entries] == [piece.title for piece in listed]
        for entry, piece in zip(parsed.entries, listed, strict=True):
            assert datetime(*entry.published_parsed[:6], tzinfo=UTC) == piece.published
            assert entry.summary == piece.summary
            assert urlsplit(entry.link).netloc == urlsplit(url).netloc


def test_feeds_are_both_rss_and_atom(web: NewsWeb) -> None:
    versions = [feedparser.parse(ask(url)[2]).version for url in web.feeds]
    assert sorted(versions) == ["atom10", "atom10", "rss20", "rss20"]


def test_every_link_of_a_feed_leads_to_the_page_that_is_expected_but_one_that_is_gone() -> None:
    answers = []
    with NewsWeb() as fresh:
        for url in fresh.feeds:
            for entry in feedparser.parse(ask(url)[2]).entries:
                status, final, _, _ = ask(entry.link)
                known = final.partition("?utm_")[0] in fresh.expected()
                answers.append((status, known))
    assert Counter(answers) == {(200, True): len(SERVED) - 1, (500, True): 1, (404, False): 1}


def test_one_page_stands_behind_a_redirect(web: NewsWeb) -> None:
    moved = [piece for piece in SERVED if piece.trouble is Trouble.MOVED]
    assert len(moved) == 1
    links = [entry.link for url in web.feeds for entry in feedparser.parse(ask(url)[2]).entries]
    old = next(link for link in links if str(number(moved[0])) in link)
    assert ask(old, follow=False)[0] == 301
    assert ask(old, follow=False)[3].startswith("/")
    assert ask(old)[:2] == (200, web.url_of(moved[0]))


def test_one_page_fails_the_first_time_and_then_answers() -> None:
    flaky = [piece for piece in SERVED if piece.trouble is Trouble.FLAKY]
    assert len(flaky) == 1
    with NewsWeb() as fresh:
        assert [ask(fresh.url_of(flaky[0]))[0] for _ in range(3)] == [500, 200, 200]


def test_the_three_wire_copies_are_named_and_come_after_their_originals(web: NewsWeb) -> None:
    assert len(web.copies()) == len(COPIES) == 3
    assert web.copies() == {web.url_of(piece): web.url_of(BY_SLUG[piece.copy_of]) for piece in COPIES}
    for piece in COPIES:
        original = BY_SLUG[piece.copy_of]
        assert original.published < piece.published
        assert original.site != piece.site
        assert original.story == piece.story
        assert original.title != piece.title


def test_each_copy_is_edited_as_its_note_says() -> None:
    shared = {
        piece.edit: len(runs(piece) & runs(BY_SLUG[piece.copy_of])) / len(runs(BY_SLUG[piece.copy_of]))
        for piece in COPIES
    }
    assert shared["re-headlined, another lead-in credit"] > 0.97
    assert 0.4 < shared["cut to its first half"] < 0.7
    assert 0.5 < shared["a paragraph added, small word changes"] < 0.85


def test_no_other_two_articles_tell_it_with_the_same_sentences() -> None:
    families = {piece.slug: piece.copy_of or piece.slug for piece in SERVED}
    signatures = {piece.slug: runs(piece) for piece in SERVED}
    for one, other in combinations(signatures, 2):
        if families[one] != families[other]:
            assert len(signatures[one] & signatures[other]) <= 2, (one, other)


def test_robots_and_front_pages_are_served(web: NewsWeb) -> None:
    for site in web.sites:
        assert ask(f"{site.base_url}/robots.txt")[2].startswith(b"User-agent: *")
        status, _, body, _ = ask(f"{site.base_url}/")
        assert status == 200
        assert site.name.encode() in body


def test_head_answers_like_get_without_a_body(web: NewsWeb) -> None:
    assert ask(web.sites[0].base_url + "/", method="HEAD")[:3] == (200, web.sites[0].base_url + "/", b"")


def test_an_unknown_path_is_not_found(web: NewsWeb) -> None:
    assert ask(web.sites[0].base_url + "/nowhere")[0] == 404


def test_the_web_says_nothing_on_stderr(web: NewsWeb, capfd: pytest.CaptureFixture[str]) -> None:
    ask(web.feeds[0])
    ask(web.sites[0].base_url + "/nowhere")
    assert capfd.readouterr() == ("", "")


def test_the_same_articles_give_the_same_web() -> None:
    for style in STYLES.values():
        listed = [piece for piece in pieces() if piece.site == style.key]
        assert replies(style, "http://host", listed) == replies(style, "http://host", listed)


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1).filter(str.strip)


@given(site=st.sampled_from(sorted(STYLES)), title=texts, body=texts)
def test_any_text_is_escaped_and_comes_back_from_page_and_feed(site: str, title: str, body: str) -> None:
    style, when = STYLES[site], datetime(2025, 1, 2, 3, 4, tzinfo=UTC)
    piece = Piece("story", site, "slug", when, title, "Somebody", (body,) * 4)
    others = [pieces()[0]] * 8
    shown = style.render(piece, "http://host", others).encode(style.charset, "xmlcharrefreplace").decode(style.charset)
    assert body in unescape(shown)
    assert shown.count("<script") == style.render(others[0], "http://host", others).count("<script")
    feed = WRITERS[style.feed](style.name, "http://host/", "utf-8", [Entry("http://host/a?b=1&c=2", piece)])
    assert feed.count("<title>") == 2
    assert title in unescape(feed)


@given(blocks=st.lists(st.lists(st.text(ascii_lowercase, min_size=1, max_size=8), min_size=1), min_size=1))
def test_paragraphs_do_not_depend_on_where_the_lines_of_the_file_end(blocks: list[list[str]]) -> None:
    head = (
        "[[article]]\nstory='s'\nsite='x'\nslug='y'\npublished=2025-01-01T00:00:00Z\ntitle='t'\nbyline='b'\ntext='''\n"
    )
    wrapped = head + "\n\n".join("\n".join(block) for block in blocks) + "\n'''"
    flowing = head + "\n\n".join(" ".join(block) for block in blocks) + "\n'''"
    assert read(wrapped) == read(flowing)
    assert read(flowing)[0].paragraphs == tuple(" ".join(block) for block in blocks)
