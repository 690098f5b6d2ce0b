"""Sitemaps as feeds: their window of days, their gzip, their indexes."""

from __future__ import annotations

import gzip
from datetime import datetime

import pytest
import sqlalchemy as sa

from tests.contract.feeds_desk import DAY, HOUR, NOW, URL, Desk, desk, feed, heard, site
from tests.site import Site
from workers.feeds import follow
from workers.ledger import schema

__all__ = ["desk", "feed", "site"]  # the fixtures
pytestmark = pytest.mark.second_is_slow


NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def page(link: str, at: datetime) -> str:
    news = f"<news:news><news:publication_date>{at.isoformat()}</news:publication_date><news:title>On {link}</news:title></news:news>"
    return f"<url><loc>{link}</loc>{news}</url>"


def sitemap(*pages: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {NEWS}>{"".join(pages)}</urlset>'


XML = {"Content-Type": "application/xml"}


def test_a_news_sitemap_is_a_feed_of_its_last_days(desk: Desk, site: Site, feed: int) -> None:
    site.page("/f", sitemap(page("/old", NOW - 4 * DAY), page("/a", NOW - DAY)), headers=XML)
    report = desk.poll(feed)
    assert (report.entries, report.new, desk.accepted()) == (1, 1, ["http://news.example/a"])
    with desk.ledger.read() as connection:
        hint = connection.scalar(sa.select(schema.url.c.hint))
    assert hint["title"] == "On /a"
    assert hint["published"]
    site.page("/f", sitemap(page("/b", NOW)), headers=XML)
    desk.poll(feed)
    assert desk.row(feed).missed_at is None, "what is older than the window was not missed"


def test_a_page_that_grows_too_old_for_the_window_makes_no_liar_of_its_sitemap(
    desk: Desk, site: Site, feed: int
) -> None:
    pages = (page("/a", NOW - 2 * DAY), page("/b", NOW - 10 * HOUR))
    site.validated("/f", sitemap(*pages), XML | {"ETag": '"1"'})
    assert [desk.poll(feed, 2 * DAY).entries for _ in range(2)] == [1, 0]
    assert desk.row(feed).distrust_until is None
    assert desk.row(feed).changed_at == NOW + 2 * DAY, "it says what it said"
    site.page("/f", sitemap(*pages[:1]), headers=XML | {"ETag": '"1"'})
    desk.poll(feed, 2 * DAY)
    assert desk.row(feed).distrust_until, "what it says no more was in its window once"


@pytest.mark.parametrize("kind", ["application/x-gzip", "application/gzip", "application/octet-stream", "text/xml"])
def test_a_sitemap_may_be_a_file_of_gzip(desk: Desk, site: Site, feed: int, kind: str) -> None:
    site.page("/f", gzip.compress(sitemap(page("/a", NOW)).encode()), headers={"Content-Type": kind})
    assert desk.poll(feed).new == 1


def test_a_sitemap_that_ends_in_the_middle_is_told_also_where_an_index_lists_it(
    desk: Desk, site: Site, feed: int
) -> None:
    whole = sitemap(page("/a", NOW), page("/b", NOW))
    cut = whole[: whole.index("/b")]
    site.page("/f", cut, headers=XML)
    assert desk.poll(feed).notes == ("it ends in the middle: 1 entry read",)
    site.page("/f", index(("/1.xml", NOW), ("/2.xml", NOW)), headers=XML)
    site.page("/1.xml", whole, headers=XML)
    site.page("/2.xml", whole, headers=XML)
    assert (desk.poll(feed).entries, desk.row(feed).flag) == (4, None)
    site.page("/1.xml", cut, headers=XML)
    assert (desk.poll(feed).entries, desk.row(feed).flag) == (3, "cut")
    site.page("/1.xml", whole, headers=XML)
    site.page("/f", index(("/1.xml", NOW), ("/2.xml", NOW)).removesuffix("</sitemapindex>"), headers=XML)
    assert (desk.poll(feed).entries, desk.row(feed).flag) == (4, "cut")


def test_a_sitemap_that_ends_in_the_middle_again_is_asked_as_others_are_and_its_old_pages_stay_out(
    desk: Desk, site: Site, feed: int
) -> None:
    site.validated(
        "/f", sitemap(page("/a", NOW), page("/b", NOW - 99 * DAY)).removesuffix("</urlset>"), XML | {"ETag": "1"}
    )
    assert [desk.poll(feed).status for _ in range(3)] == [200, 200, 304]
    assert (desk.accepted(), desk.row(feed).flag) == (["http://news.example/a"], "cut")


def test_a_gzip_bomb_by_the_name_of_a_sitemap_is_refused(desk: Desk, site: Site, feed: int) -> None:
    site.page("/f", gzip.compress(b"<urlset>" + b" " * 30_000_000), headers={"Content-Type": "application/gzip"})
    assert desk.poll(feed).reason == "feed-too-big"


def index(*children: tuple[str, datetime | None]) -> str:
    listed = "".join(
        f"<sitemap><loc>{link}</loc>{f'<lastmod>{at.isoformat()}</lastmod>' if at else ''}</sitemap>"
        for link, at in children
    )
    return f"<sitemapindex>{listed}</sitemapindex>"


def test_an_index_is_followed_to_its_newest_sitemaps_and_no_deeper(desk: Desk, site: Site, feed: int) -> None:
    site.page("/f", index(("/1", NOW - 9 * DAY), ("/2", NOW), ("/3", NOW - DAY)), headers=XML | {"ETag": '"1"'})
    site.page("/2", sitemap(page("/a", NOW)), headers=XML)
    site.page("/3", index(("/4", NOW)), headers=XML)
    assert desk.poll(feed).new == 1
    assert (site.hits["/1"], site.hits["/2"], site.hits["/3"], site.hits["/4"]) == (0, 1, 1, 0)
    again = desk.poll(feed)
    assert (again.conditions, again.asked) == ({}, "whole: an index that is the same says nothing of its sitemaps")
    site.page("/f", sitemap(page("/b", NOW)), headers=XML | {"ETag": '"1"'})
    desk.poll(feed)
    assert desk.poll(feed).conditions == {"if-none-match": '"1"'}, "it is no index any more"


def test_no_sitemap_of_an_index_is_begun_when_the_time_for_them_is_over(desk: Desk, site: Site) -> None:
    site.page("/f", index(*((f"/{number}", NOW - number * HOUR) for number in (1, 2, 3))), headers=XML)
    for number in (1, 2, 3):
        site.page(f"/{number}", sitemap(page(f"/of-{number}", NOW)), headers=XML)
    rests: list[int] = []
    times = iter([0.0, 0.0, follow.BUDGET, follow.BUDGET + 0.1])
    answer = desk.client.get(URL, NOW, feed=True)
    found = follow.read(answer, desk.client, NOW, 3.0, lambda: rests.append(len(site.targets)), lambda: next(times))
    assert [entry.url for entry in found.entries] == ["http://news.example/of-1", "http://news.example/of-2"]
    assert site.hits["/3"] == 0
    assert rests == [1, 2], "before each, the first too: the index was asked for just now"


def test_a_sitemap_of_an_index_that_cannot_be_had_does_not_keep_the_others_out(
    desk: Desk, site: Site, feed: int
) -> None:
    site.page("/f", index(("/2", NOW), ("/3", NOW - DAY)), headers=XML)
    site.page("/3", sitemap(page("/a", NOW)), headers=XML)
    with heard() as events:
        assert desk.poll(feed).new == 1
    assert "sitemap.failed" in events
    site.page("/3", "gone", 404)
    assert desk.poll(feed).reason == "http-404"
