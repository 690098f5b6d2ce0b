"""Where a feed is: it moves, becomes another, or is named by a page."""

from __future__ import annotations

import pytest

from tests.contract.feeds_desk import NOW, RSS, URL, Desk, desk, feed, heard, rss, site
from tests.site import Site
from workers.feeds import finding

__all__ = ["desk", "feed", "site"]  # the fixtures
pytestmark = pytest.mark.second_is_slow


def test_a_feed_that_has_moved_for_good_is_asked_there_after_three_polls(desk: Desk, site: Site, feed: int) -> None:
    site.page("/new", rss("/a"), headers=RSS)
    site.redirect("/f", "http://new.example/new", 301)
    for number in (1, 2):
        desk.poll(feed)
        assert (desk.row(feed).url, desk.row(feed).moved_polls) == (URL, number)
    with heard() as events:
        desk.poll(feed)
    assert "feed.moved" in events
    assert (desk.row(feed).url, desk.row(feed).moved_to) == ("http://new.example/new", None)
    desk.poll(feed)
    assert site.hits["/f"] == 3


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_feed_that_is_elsewhere_for_now_keeps_its_url(desk: Desk, site: Site, feed: int, status: int) -> None:
    site.page("/new", rss("/a"), headers=RSS)
    site.redirect("/f", "/new", status)
    for _ in range(5):
        desk.poll(feed)
    assert desk.row(feed).url == URL


def test_a_site_that_sends_everything_to_its_front_page_moves_no_feed(desk: Desk, site: Site, feed: int) -> None:
    site.page("/new", rss("/a"), headers=RSS)
    site.page("/front", "<html><p>We are being repaired")
    for _ in range(2):
        site.redirect("/f", "/new", 308)
        desk.poll(feed)
        desk.poll(feed)
        site.redirect("/f", "/front", 301)
        desk.poll(feed)
    assert desk.row(feed).url == URL
    assert desk.row(feed).moved_polls == 0


def test_only_the_permanent_part_of_the_way_is_remembered(desk: Desk, site: Site, feed: int) -> None:
    site.redirect("/f", "/stable", 301)
    site.redirect("/stable", "/today", 302)
    site.redirect("/today", "/deep", 301)
    site.page("/deep", rss("/a"), headers=RSS)
    for _ in range(3):
        desk.poll(feed)
    assert desk.row(feed).url == "http://news.example/stable"


def test_a_feed_that_moves_to_where_another_is_becomes_that_one(desk: Desk, site: Site, feed: int) -> None:
    there = desk.add("http://new.example/new")
    site.page("/new", rss("/a"), headers=RSS)
    site.redirect("/f", "http://new.example/new", 301)
    with heard() as events:
        for _ in range(3):
            desk.poll(feed)
    assert "feed.merged" in events
    assert desk.row(feed) is None
    assert desk.row(there).url == "http://new.example/new"


def naming(*links: str) -> str:
    return "<html>" + "".join(f'<link rel="alternate" type="application/rss+xml" href="{link}">' for link in links)


def test_a_feed_that_a_page_names_is_found_where_it_has_moved_for_good(desk: Desk, site: Site) -> None:
    site.page("/", naming("/old"))
    site.redirect("/old", "/new", 301)
    site.page("/new", rss("/a"), headers=RSS)
    assert finding.find("http://news.example/", desk.client, NOW).feeds == ("http://news.example/new",)


def test_of_a_page_that_names_many_feeds_that_are_none_a_few_are_asked(desk: Desk, site: Site) -> None:
    site.page("/", naming(*(f"/{number}" for number in range(2 * finding.MOST_ASKED))))
    assert finding.find("http://news.example/", desk.client, NOW, everything=True).feeds == ()
    assert len(site.targets) == 1 + finding.MOST_ASKED + 1, "the page, some feeds, and its site's robots.txt"
