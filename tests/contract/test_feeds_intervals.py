"""How soon a feed is asked again, and when that was too late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.contract.feeds_desk import CHOSEN, DAY, HOUR, MINUTE, NOW, RSS, Desk, desk, feed, heard, rss, site
from tests.site import Site
from workers.ledger import feeds

__all__ = ["desk", "feed", "site"]  # the fixtures
pytestmark = pytest.mark.second_is_slow


def test_a_feed_is_asked_as_often_as_it_has_news(desk: Desk, site: Site, feed: int) -> None:
    links = ["/0"]
    for number in range(1, 30):
        links = [f"/{number}", *links]
        site.page("/f", rss(*links), headers=RSS)
        desk.poll(feed, 20 * MINUTE)
    assert desk.row(feed).interval == pytest.approx(1200, rel=0.05)
    assert desk.row(feed).rule == "rhythm"
    for _ in range(30):
        desk.poll(feed, HOUR)
    assert (desk.row(feed).interval, desk.row(feed).rule) == (CHOSEN.max_interval, "max_interval")


@pytest.mark.parametrize(
    ("headers", "head", "seconds", "rule"),
    [
        ({"Cache-Control": "max-age=3600"}, "", 3600, "max-age"),
        ({"Retry-After": "90000"}, "", 90_000, "Retry-After"),
        ({}, "<ttl>120</ttl>", 7200, "ttl"),
        ({}, "<sy:updatePeriod>hourly</sy:updatePeriod>", 3600, "sy:updatePeriod"),
        ({"Cache-Control": "max-age=31536000"}, "", 86_400, "max-age"),
    ],
)
def test_what_feed_and_server_ask_for_is_heeded(
    desk: Desk, site: Site, feed: int, headers: dict[str, str], head: str, seconds: float, rule: str
) -> None:
    site.page("/f", rss("/a", head=head), headers=RSS | headers)
    report = desk.poll(feed)
    assert (report.rule, report.wait) == (rule, pytest.approx(seconds, abs=5))
    assert report.next_at >= desk.now + timedelta(seconds=seconds - 5)


def test_what_a_feed_said_holds_where_an_answer_has_no_body(desk: Desk, site: Site, feed: int) -> None:
    site.validated("/f", rss("/a", head="<ttl>120</ttl>"), RSS | {"ETag": '"1"'})
    desk.poll(feed)
    report = desk.poll(feed)
    assert (report.status, report.rule) == (304, "ttl")


def test_hours_that_a_feed_skips_are_left_out(desk: Desk, site: Site, feed: int) -> None:
    hours = "".join(f"<hour>{hour}</hour>" for hour in range(10, 20))
    site.page("/f", rss("/a", head=f"<skipHours>{hours}</skipHours>"), headers=RSS)
    later = datetime(2025, 1, 6, 20, 30, tzinfo=UTC)
    assert desk.poll(feed).next_at == later
    site.page("/f", "busy", 503)
    assert desk.poll(feed).next_at == datetime(2025, 1, 6, 20, 0, tzinfo=UTC), "a failure takes nothing back"


def test_a_retry_after_of_a_good_answer_is_for_once(desk: Desk, site: Site, feed: int) -> None:
    site.page("/f", rss("/a"), headers=RSS | {"Retry-After": str(5 * 86_400)})
    report = desk.poll(feed)
    assert (report.wait, report.rule) == (5 * 86_400, "Retry-After")
    assert desk.row(feed).next_poll_at == report.next_at >= desk.now + 5 * DAY
    assert (desk.row(feed).interval, desk.row(feed).rule) == (CHOSEN.interval, "rhythm")
    site.page("/f", "busy", 503)
    assert desk.poll(feed, 5 * DAY).wait == 1800, "a first failure, of a feed that is asked often"


@pytest.mark.parametrize("after", [str(20 * 86_400), format_datetime(NOW + 20 * DAY)])
def test_a_retry_after_is_heeded_for_a_week_whether_the_answer_is_good_or_bad(
    desk: Desk, site: Site, feed: int, after: str
) -> None:
    waits = []
    for body, status in ((rss("/a"), 200), ("busy", 503)):
        site.page("/f", body, status, headers=RSS | {"Retry-After": after})
        waits.append(desk.poll(feed).wait)
    assert waits == [7 * 86_400] * 2


def test_a_poll_whose_every_entry_is_new_came_too_late_and_says_so(desk: Desk, site: Site, feed: int) -> None:
    site.page("/f", rss("/a", "/b"), headers=RSS)
    first = desk.poll(feed)
    assert desk.row(feed).missed_at is None, "of a new feed all is new"
    site.page("/f", rss("/c", "/d"), headers=RSS)
    with heard() as events:
        second = desk.poll(feed, 4 * HOUR)
    assert "feed.missed" in events
    assert (desk.row(feed).missed_at, second.rule) == (desk.now, "missed")
    assert second.wait == first.wait / 2
    site.page("/f", rss("/e", "/d"), headers=RSS)
    desk.poll(feed)
    assert desk.row(feed).missed_at < desk.now


def test_a_feed_that_was_away_missed_entries_and_was_not_polled_too_seldom(desk: Desk, site: Site, feed: int) -> None:
    site.page("/f", rss("/a", "/b"), headers=RSS)
    desk.poll(feed)
    site.page("/f", "busy", 503)
    desk.poll(feed)
    site.page("/f", rss("/c", "/d"), headers=RSS)
    found = desk.poll(feed, DAY)
    assert desk.row(feed).missed_at == desk.now
    assert found.rule != "missed"


def test_the_feed_that_has_been_due_for_longest_is_leased_first_whatever_our_network_spoilt(desk: Desk) -> None:
    young, old, spoilt = (desk.add(f"http://{name}.example/f") for name in ("a", "b", "c"))
    with desk.ledger.begin() as tx:
        for feed, ago, reason in ((young, MINUTE, None), (old, DAY, None), (spoilt, HOUR, "our-network")):
            feeds.polled(tx, feed, NOW - ago, NOW - ago, {"reason": reason})
        feeds.network_back(tx, NOW)
        assert [feeds.lease(tx, NOW, 1, 60.0) for _ in range(4)] == [[old], [spoilt], [young], []]


def test_a_feed_that_listed_nothing_has_missed_nothing_and_says_what_it_is_called_now(
    desk: Desk, site: Site, feed: int
) -> None:
    for body, title in ((rss(), "News"), (rss("/a").replace("News", "Saltmere News"), "Saltmere News")):
        site.page("/f", body, headers=RSS)
        desk.poll(feed)
        assert (desk.row(feed).title, desk.row(feed).missed_at) == (title, None)
