"""Feeds that answer and yet say little: nothing, the same, ever less, or what is no address."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from tests.contract.feeds_desk import DAY, HOUR, MINUTE, RSS, Desk, desk, feed, heard, rss, site
from tests.site import Site
from workers.feeds import memory
from workers.ledger import schema

__all__ = ["desk", "feed", "site"]  # the fixtures
pytestmark = pytest.mark.second_is_slow


def test_a_feed_that_lists_nothing_any_more_is_flagged_once_in_the_log(desk: Desk, site: Site, feed: int) -> None:
    site.page("/f", rss("/a"), headers=RSS)
    desk.poll(feed)
    site.page("/f", rss(), headers=RSS)
    with heard() as events:
        desk.poll(feed)
        desk.poll(feed)
    assert events.count("feed.silent") == 1
    assert (desk.row(feed).flag, desk.row(feed).failures) == ("empty", 0)
    site.page("/f", rss("/b"), headers=RSS)
    desk.poll(feed)
    assert desk.row(feed).flag is None


def test_a_feed_that_is_frozen_for_longer_than_its_rhythm_is_flagged_also_by_304(
    desk: Desk, site: Site, feed: int
) -> None:
    links: list[str] = []
    for number in range(8):
        links = [f"/{number}", *links]
        site.validated("/f", rss(*links), RSS | {"ETag": f'"{number}"'})
        desk.poll(feed, HOUR)
    desk.poll(feed, 2 * DAY + 2 * HOUR)
    assert desk.row(feed).flag is None
    assert desk.poll(feed, 23 * HOUR).status == 304
    assert desk.row(feed).flag == "frozen"
    assert desk.row(feed).flag_detail == "it has said the same for 3 days; new entries used to come every 60 min"


def test_a_feed_that_ends_in_the_middle_is_told_once_and_asked_for_the_whole_until_it_is(
    desk: Desk, site: Site, feed: int
) -> None:
    whole, tagged = rss("/c", "/b", "/a"), RSS | {"ETag": '"1"'}
    reports = []
    with heard() as events:
        for end in ("/b</link>", "/a</link>"):
            site.validated("/f", whole[: whole.index(end) + 1], tagged)
            reports.append(desk.poll(feed))
    assert [(report.status, report.entries, report.new) for report in reports] == [(200, 1, 1), (200, 2, 1)]
    assert events.count("feed.cut") == 1
    assert reports[1].notes == ("it ends in the middle: 2 entries read",)
    assert reports[1].asked == "whole: it ended in the middle"
    assert (desk.row(feed).flag, desk.row(feed).failures) == ("cut", 0)
    site.validated("/f", whole, tagged)
    assert (desk.poll(feed).new, desk.row(feed).flag, desk.row(feed).distrust_until) == (1, None, None)
    assert sorted(desk.accepted()) == [f"http://news.example/{name}" for name in "abc"]
    assert desk.poll(feed).status == 304


def test_an_entry_that_breaks_off_is_taken_in_when_it_is_whole_with_all_that_is_said_of_it(
    desk: Desk, site: Site, feed: int
) -> None:
    whole = rss("/b").replace("</item>", "</item><item><link>/a</link><title>Council votes</title></item>")
    site.page("/f", whole[: whole.index(" votes")], headers=RSS)
    assert (desk.poll(feed).entries, desk.accepted()) == (1, ["http://news.example/b"])
    site.page("/f", whole, headers=RSS)
    assert desk.poll(feed).new == 1
    with desk.ledger.read() as connection:
        hints = connection.scalars(sa.select(schema.url.c.hint).where(schema.url.c.url == "http://news.example/a"))
        assert [hint["title"] for hint in hints] == ["Council votes"]


def test_of_a_feed_that_ends_in_the_middle_nothing_is_said_to_be_missed(desk: Desk, site: Site, feed: int) -> None:
    site.page("/f", rss("/a"), headers=RSS)
    desk.poll(feed)
    site.page("/f", rss("/c", "/b", "/a").partition("<item><title>On /a")[0], headers=RSS)
    with heard() as events:
        report = desk.poll(feed)
    assert (report.new, desk.row(feed).missed_at) == (2, None)
    assert "feed.missed" not in events


def test_a_feed_that_is_never_closed_is_asked_as_others_are_and_taken_in_to_its_end(
    desk: Desk, site: Site, feed: int
) -> None:
    text, tagged = rss("/b", "/a").removesuffix("</item></channel></rss>"), RSS | {"ETag": '"1"'}
    site.validated("/f", text, tagged)
    with heard() as events:
        reports = [desk.poll(feed) for _ in range(4)]
    assert [(report.status, report.new) for report in reports] == [(200, 1), (200, 1), (304, 0), (304, 0)]
    assert (events.count("feed.cut"), desk.row(feed).flag) == (1, "cut")
    site.validated("/f", f"{text}</item></channel></rss>".replace("On /a", "On /a again"), tagged)
    assert desk.poll(feed, DAY).status == 200
    assert (desk.row(feed).flag, desk.row(feed).distrust_until) == (None, None), "the ETag is that of the whole"


def test_a_feed_that_was_whole_and_breaks_off_behind_what_it_said_then_is_asked_for_the_whole(
    desk: Desk, site: Site, feed: int
) -> None:
    site.page("/f", rss("/a"), headers=RSS)
    desk.poll(feed)
    whole, tagged = rss("/a", "/b"), RSS | {"ETag": '"1"'}
    site.validated("/f", whole.partition("<link>/b")[0], tagged)
    desk.poll(feed)
    site.validated("/f", whole, tagged)
    assert desk.poll(feed).new == 1


def test_a_feed_that_breaks_off_before_its_first_entry_is_asked_for_the_whole_however_often_it_does(
    desk: Desk, site: Site, feed: int
) -> None:
    site.validated("/f", rss("/a").partition("<item>")[0], RSS | {"ETag": '"1"'})
    assert [desk.poll(feed).status for _ in range(3)] == [200, 200, 200]
    assert desk.row(feed).flag == "cut"


def test_a_feed_that_is_never_closed_and_never_says_anything_new_is_frozen(desk: Desk, site: Site, feed: int) -> None:
    site.validated("/f", rss("/a").removesuffix("</channel></rss>"), RSS | {"ETag": '"1"'})
    seen = []
    for after in (MINUTE, MINUTE, 60 * DAY - HOUR, 2 * HOUR, DAY):
        status = desk.poll(feed, after).status
        seen.append((status, desk.row(feed).flag))
    assert seen == [(200, "cut"), (200, "cut"), (200, "cut"), (304, "frozen"), (200, "frozen")]


def test_ever_shorter_entries_are_flagged(desk: Desk, site: Site, feed: int) -> None:
    links: list[str] = []
    for number in range(8):
        links = [f"/{number}", *links]
        site.page("/f", rss(*links, words=200 if number < 5 else 2), headers=RSS)
        desk.poll(feed, HOUR)
        assert len(memory.decode(desk.row(feed).memory).sizes) == number + 1
    assert desk.row(feed).flag == "shrinking"
    desk.poll(feed, HOUR)
    assert len(memory.decode(desk.row(feed).memory).sizes) == 8, "nothing has changed"


def test_however_many_entries_are_refused_the_log_names_a_few_and_counts_them(
    desk: Desk, site: Site, feed: int
) -> None:
    site.page("/f", rss("/a", *(f"tag:news.example:{number}" for number in range(200))), headers=RSS)
    with capture_logs() as lines:
        desk.poll(feed)
    assert [line["event"] for line in lines] == ["entry.refused"] * 5 + ["feed.polled"]
    assert (lines[-1]["new"], lines[-1]["refused"]) == (1, 200)
