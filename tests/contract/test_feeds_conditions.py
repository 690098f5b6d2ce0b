"""What a feed is asked for when it was read before, and whether its 304 is believed."""

from __future__ import annotations

import pytest

from tests.contract.feeds_desk import DAY, HOUR, MINUTE, NOW, RSS, Desk, dated, desk, feed, heard, rss, site
from tests.site import Site
from workers.cli import feed_lines
from workers.feeds.conditional import DISTRUST, MOST_CONDITIONAL

__all__ = ["desk", "feed", "site"]  # the fixtures
pytestmark = pytest.mark.second_is_slow


def test_a_feed_that_was_down_is_no_liar_for_what_came_out_meanwhile(desk: Desk, site: Site, feed: int) -> None:
    site.validated("/f", dated(NOW - HOUR), RSS | {"ETag": '"1"'})
    desk.poll(feed)
    assert desk.poll(feed).status == 304
    site.page("/f", "under repair", 503)
    assert [desk.poll(feed, 2 * HOUR).reason for _ in range(2)] == ["http-503"] * 2
    site.validated("/f", dated(NOW + 2 * HOUR, NOW + 3 * HOUR), RSS | {"ETag": '"2"'})
    desk.poll(feed)
    assert desk.row(feed).distrust_until is None
    assert desk.poll(feed).status == 304


def test_a_feed_that_has_not_changed_is_not_sent_again(desk: Desk, site: Site, feed: int) -> None:
    modified = "Mon, 06 Jan 2025 09:00:00 GMT"
    site.validated("/f", rss("/a"), RSS | {"ETag": '"1"', "Last-Modified": modified})
    assert desk.poll(feed).asked == "whole: it was never read"
    second = desk.poll(feed)
    assert (second.status, second.new, second.conditions) == (
        304,
        0,
        {"if-none-match": '"1"', "if-modified-since": modified},
    )
    assert site.asked["/f"]["if-none-match"] == '"1"'
    assert (desk.row(feed).entries, desk.row(feed).last_poll_at) == (1, desk.now)


def test_a_server_that_says_304_for_ever_is_found_out_and_not_believed_for_a_month(
    desk: Desk, site: Site, feed: int
) -> None:
    site.validated("/f", rss("/a"), RSS | {"ETag": '"1"'})
    desk.poll(feed)
    site.validated("/f", rss("/b", "/a"), RSS | {"ETag": '"1"'})
    assert [desk.poll(feed, MINUTE).status for _ in range(MOST_CONDITIONAL)] == [304] * MOST_CONDITIONAL
    with heard() as events:
        found = desk.poll(feed, MINUTE)
    assert (found.status, found.new, found.conditions) == (200, 1, {})
    assert "feed.distrusted" in events
    assert any("they are not sent until 2025-02-05" in note for note in found.notes)
    site.validated("/f", rss("/c", "/b", "/a"), RSS | {"ETag": '"1"'})
    again = desk.poll(feed)
    assert (again.conditions, again.new) == ({}, 1)
    assert again.asked.startswith("whole: its validators lied")
    assert feed_lines.health(desk.row(feed), desk.now) == ["its ETag or Last-Modified lied: not sent until 2025-02-05"]
    assert desk.poll(feed, DISTRUST - MINUTE).asked.startswith("whole: its validators lied")
    desk.poll(feed, MINUTE)
    assert desk.poll(feed).conditions == {"if-none-match": '"1"'}, "a month later they may have been mended"
    assert not any("lied" in line for line in feed_lines.health(desk.row(feed), desk.now))


def test_a_cache_that_says_304_whatever_it_is_asked_is_found_out_by_the_dates_of_entries(
    desk: Desk, site: Site, feed: int
) -> None:
    site.validated("/f", dated(NOW - HOUR), RSS | {"ETag": '"1"'})
    desk.poll(feed)
    site.page("/f", "", 304)
    for _ in range(MOST_CONDITIONAL):
        assert desk.poll(feed).status == 304
    site.page("/f", dated(NOW + HOUR, NOW + MINUTE * 45, NOW - HOUR), headers=RSS | {"ETag": '"9"'})
    assert desk.poll(feed).new == 2
    assert desk.row(feed).distrust_until == desk.now + DISTRUST


def test_a_day_without_a_whole_answer_is_enough(desk: Desk, site: Site, feed: int) -> None:
    site.validated("/f", rss("/a"), RSS | {"ETag": '"1"'})
    desk.poll(feed)
    assert desk.poll(feed, DAY).asked == "whole: the last whole answer is a day old; servers err"


def test_a_comment_with_the_time_of_day_is_no_lie(desk: Desk, site: Site, feed: int) -> None:
    site.page("/f", rss("/a") + "<!-- 10:00 -->", headers=RSS | {"ETag": '"1"'})
    desk.poll(feed)
    site.page("/f", rss("/a") + "<!-- 10:15 -->", headers=RSS | {"ETag": '"1"'})
    desk.poll(feed)
    assert desk.row(feed).distrust_until is None


def test_a_304_after_a_failure_is_no_health(desk: Desk, site: Site, feed: int) -> None:
    site.validated("/f", rss("/a"), RSS | {"ETag": '"1"'})
    desk.poll(feed)
    site.page("/f", "busy", 503)
    desk.poll(feed)
    site.page("/f", "", 304)
    report = desk.poll(feed)
    assert report.conditions == {}, "it is asked for the whole, which alone is health"
    assert (report.status, report.reason, desk.row(feed).failures) == (None, "http-304", 2)
    site.validated("/f", rss("/a"), RSS | {"ETag": '"1"'})
    assert desk.poll(feed).status == 200
    assert (desk.row(feed).failures, desk.row(feed).reason) == (0, None)
