"""Feeds that fail: how long they are left alone, and who is to blame."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime

import pytest

from tests.contract.feeds_desk import DAY, HOUR, MINUTE, NOW, RSS, URL, Desk, desk, feed, rss, site
from tests.loopback import LOOPBACK, SOON
from tests.site import Site
from workers.fetch.http import Client
from workers.settings import Fetch

__all__ = ["desk", "feed", "site"]  # the fixtures
pytestmark = pytest.mark.second_is_slow


@pytest.mark.parametrize(
    ("status", "headers", "kind", "least"),
    [
        (410, {}, "gone", 27 * DAY),
        (403, {}, "forbidden", 5 * HOUR),
        (404, {}, "hard", 54 * MINUTE),
        (500, {}, "soft", 27 * MINUTE),
        (429, {"Retry-After": "7200"}, "soft", 2 * HOUR),
        (503, {"Retry-After": format_datetime(NOW + 3 * HOUR, usegmt=True)}, "soft", 2 * HOUR + 45 * MINUTE),
    ],
)
def test_what_a_status_means_for_the_next_poll(
    desk: Desk, site: Site, feed: int, status: int, headers: dict[str, str], kind: str, least: timedelta
) -> None:
    site.page("/f", "no", status, headers)
    report = desk.poll(feed)
    assert (report.kind, report.failures) == (kind, 1)
    assert report.next_at - desk.now >= least
    assert desk.row(feed).next_poll_at == report.next_at


@pytest.mark.parametrize(
    ("misbehave", "kind"),
    [
        (lambda site: site.reset("/f"), "soft"),
        (lambda site: site.loop("/f"), "hard"),
        (lambda site: site.raw("/f", b"\x00\x01nonsense\r\n\r\n"), "soft"),
        (lambda site: site.page("/f", "<html><p>Access denied"), "not a feed"),
        (lambda site: site.page("/f", b"\x89PNG\r\n", headers={"Content-Type": "image/png"}), "not a feed"),
        (lambda site: site.big("/f", 6_000_000), "not a feed"),
    ],
)
def test_every_misbehaviour_is_a_failure_of_some_class_and_the_feed_is_asked_again(
    desk: Desk, site: Site, feed: int, misbehave: Callable[[Site], None], kind: str
) -> None:
    misbehave(site)
    fails_and_is_asked_again(desk, feed, kind)


def test_silence_is_a_failure_too(desk: Desk, site: Site, feed: int) -> None:
    site.silent("/f")
    desk.client = desk.waiting(SOON)
    fails_and_is_asked_again(desk, feed, "soft")


def fails_and_is_asked_again(desk: Desk, feed: int, kind: str) -> None:
    report = desk.poll(feed)
    assert report.kind == kind
    assert desk.now < report.next_at < desk.now + 30 * DAY
    desk.client = desk.waiting(LOOPBACK.read_timeout)
    desk.site.page("/f", rss("/a"), headers=RSS)
    assert desk.poll(feed).new == 1
    assert desk.row(feed).failures == 0


def test_a_feed_that_fails_is_asked_no_later_because_somebody_looks_at_it(site: Site, desk: Desk) -> None:
    site.page("/f", "", status=410)
    feed = desk.add(URL)
    turn = desk.poll(feed).next_at
    for _ in range(3):
        report = desk.poll(feed, MINUTE, by_hand=True)
        assert (report.kind, report.next_at, report.failures) == ("gone", turn, 1)
    assert (desk.row(feed).next_poll_at, desk.row(feed).failures) == (turn, 1)
    assert desk.poll(feed, turn - desk.now, by_hand=True).failures == 2, "a turn is a turn, whoever takes it"


def test_a_feed_that_was_well_has_failed_where_somebody_finds_it_so(site: Site, desk: Desk) -> None:
    site.page("/f", rss(("http://news.example/1", None)))
    feed = desk.add(URL)
    desk.poll(feed)
    site.page("/f", "", status=503)
    assert desk.poll(feed, MINUTE, by_hand=True).failures == 1
    assert desk.row(feed).reason == "http-503"


def test_a_feed_moves_by_its_turns_and_not_by_looking_at_it(site: Site, desk: Desk) -> None:
    site.redirect("/f", "http://news.example/g", 301)
    site.page("/g", rss(("http://news.example/1", None)))
    feed = desk.add(URL)
    desk.poll(feed)
    for _ in range(5):
        desk.poll(feed, MINUTE, by_hand=True)
    assert (desk.row(feed).url, desk.row(feed).moved_polls) == (URL, 1)
    desk.poll(feed)
    desk.poll(feed)
    assert desk.row(feed).url == "http://news.example/g"


def test_what_the_settings_of_a_command_forbid_is_not_noted_at_the_feed(site: Site, desk: Desk) -> None:
    site.page("/f", rss(("http://news.example/1", None)))
    feed = desk.add(URL)
    desk.poll(feed)
    before = desk.row(feed)
    desk.client = Client(Fetch(), desk._resolve)
    report = desk.poll(feed, MINUTE, by_hand=True)
    assert report.reason == "private-address"
    assert "nothing was noted" in (report.detail or "")
    assert desk.row(feed) == before
    assert desk.poll(feed, MINUTE).reason == "private-address"
    assert desk.row(feed).failures == 1, "a worker's settings are those that count"
