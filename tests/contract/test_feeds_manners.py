"""Polls of a real server that misbehaves: what is believed of it, how long it is left alone, what is said of it."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from tests.loopback import LOOPBACK, SOON
from tests.site import Site
from workers import urls as addresses
from workers.cli import feed_lines
from workers.feeds import finding, follow, memory
from workers.feeds.conditional import DISTRUST, MOST_CONDITIONAL
from workers.feeds.report import Report
from workers.feeds.stage import poll
from workers.fetch.http import Client
from workers.ledger import Ledger, feeds, schema
from workers.model import Page
from workers.settings import Feeds, Fetch

pytestmark = pytest.mark.second_is_slow

NOW = datetime(2025, 1, 6, 10, tzinfo=UTC)
CHOSEN = Feeds()
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
RSS = {"Content-Type": "application/rss+xml"}


def rss(*links: str, head: str = "", words: int = 5) -> str:
    text = "word " * words
    items = "".join(
        f"<item><title>On {link}</title><link>{link}</link><description>{text}</description></item>" for link in links
    )
    return f'<rss version="2.0"><channel><title>News</title>{head}{items}</channel></rss>'


def dated(*times: datetime) -> str:
    """A feed with an entry of each of these times."""
    items = "".join(f"<item><link>/{at:%H%M}</link><pubDate>{format_datetime(at)}</pubDate></item>" for at in times)
    return f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


@dataclass
class Desk:
    """Polls feeds of a site, each under a host of its own; the clock is what a test says."""

    ledger: Ledger
    site: Site
    now: datetime = NOW
    #: hosts that have no address today; None: no host has any.
    lost: set[str] | None = None

    def __post_init__(self) -> None:
        self.client = self.waiting(LOOPBACK.read_timeout)
        self.lost = set()

    def waiting(self, seconds: float) -> Client:
        """One that waits so long for a byte."""
        return Client(replace(LOOPBACK, read_timeout=seconds), self._resolve)

    def _resolve(self, host: str, port: int, *_: object) -> list[tuple[Any, ...]]:
        if self.lost is None or host in self.lost:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", self.site.port))]

    def add(self, url: str) -> int:
        with self.ledger.begin() as tx:
            found = feeds.add(tx, addresses.key(url), url, None, None, NOW)
        assert found
        return found

    def poll(self, feed: int, after: timedelta = 15 * MINUTE, *, by_hand: bool = False) -> Report:
        self.now += after
        how: dict[str, Any] = {"ledger": self.ledger, "client": self.client, "by_hand": by_hand}
        report = poll(feed, **how, chosen=CHOSEN, now=self.now, chance=lambda: 0.5)
        assert report
        return report

    def row(self, feed: int) -> Any:
        with self.ledger.read() as connection:
            return feeds.get(connection, feed)

    def accepted(self) -> list[str]:
        with self.ledger.read() as connection:
            return list(connection.scalars(sa.select(schema.url.c.url).order_by(schema.url.c.id)))

    def away(self) -> datetime | None:
        with self.ledger.read() as connection:
            return feeds.network_away(connection)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as started:
        yield started


@pytest.fixture
def desk(ledger: Ledger, site: Site) -> Desk:
    return Desk(ledger, site)


URL = "http://news.example/f"


@pytest.fixture
def feed(desk: Desk) -> int:
    return desk.add(URL)


@contextmanager
def heard() -> Iterator[list[str]]:
    """The events of log lines, complete at the end of the block."""
    events: list[str] = []
    with capture_logs() as lines:
        yield events
    events += [line["event"] for line in lines]


# Conditions


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


# Failures


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


# Moves


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


# What a page names


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


# Our own network


@pytest.fixture
def many(desk: Desk, site: Site) -> list[int]:
    """Five feeds on five hosts, all well."""
    site.page("/f", rss("/a"), headers=RSS)
    found = [desk.add(f"http://{name}.example/f") for name in ("a", "b", "c", "d", "e")]
    for feed in found:
        desk.poll(feed, MINUTE)
    return found


def test_when_all_fail_at_once_no_feed_is_blamed_and_the_first_answer_ends_it(desk: Desk, many: list[int]) -> None:
    desk.lost = None
    with heard() as events:
        reports = [desk.poll(feed, MINUTE) for feed in many]
    assert events.count("network.away") == 1
    assert [report.kind for report in reports] == ["hard", "hard", "hard", "temporary", "temporary"]
    assert [desk.row(feed).failures for feed in many] == [0] * 5, "those that came first are forgiven"
    assert {desk.row(feed).reason for feed in many} == {"our-network"}
    assert desk.away() == desk.now - 4 * MINUTE
    with desk.ledger.begin() as tx:
        assert len(feeds.lease(tx, desk.now + 2 * MINUTE, 100, 1.0)) == 5, "none waits for longer than a minute or two"
    desk.lost = set()
    with heard() as events:
        desk.poll(many[2], MINUTE)
    assert events.count("network.back") == 1
    assert desk.away() is None
    assert {desk.row(feed).reason for feed in many} == {None}
    assert all(desk.row(feed).next_poll_at <= desk.now for feed in many if feed != many[2])


def test_an_error_of_a_server_shows_that_our_network_is_there(desk: Desk, site: Site, many: list[int]) -> None:
    desk.lost = None
    for feed in many:
        desk.poll(feed, MINUTE)
    assert desk.away()
    desk.lost = set()
    site.page("/f", "busy", 503)
    report = desk.poll(many[0], MINUTE)
    assert (report.kind, desk.row(many[0]).failures) == ("soft", 1)
    assert desk.away() is None


def test_a_probe_that_fails_keeps_the_pause_and_when_it_began(desk: Desk, many: list[int]) -> None:
    desk.lost = None
    for feed in many:
        desk.poll(feed, MINUTE)
    began = desk.away()
    for hours in range(1, 6):
        report = desk.poll(many[hours % 5], HOUR)
        assert (report.kind, report.failures) == ("temporary", 0)
    assert desk.away() == began


def test_however_many_feeds_there_are_only_the_last_polls_are_read(desk: Desk, many: list[int]) -> None:
    desk.add("http://f.example/never-polled")
    with desk.ledger.read() as connection:
        assert [row.id for row in feeds.last_polls(connection, 3)] == many[:1:-1]
        assert len(feeds.last_polls(connection, 100)) == 5


class Together:
    """A Fetcher whose answers to so many all come at the same moment."""

    def __init__(self, client: Client, parties: int) -> None:
        self._client, self._met = client, Barrier(parties)

    def get(self, *given: Any, **more: Any) -> Page:
        try:
            return self._client.get(*given, **more)
        finally:
            self._met.wait()


@pytest.mark.parametrize("lost", [False, True])
def test_polls_that_end_at_the_same_moment_do_not_wait_for_each_other_in_a_circle(
    desk: Desk, many: list[int], lost: bool
) -> None:
    def at_once(feed: int) -> Report | None:
        return poll(feed, ledger=desk.ledger, client=together, chosen=CHOSEN, now=desk.now, chance=lambda: 0.5)

    for _ in range(5):
        with desk.ledger.begin() as tx:
            reason = None if lost else "our-network"
            tx.execute(sa.update(schema.feed).values(reason=reason, failures=0, next_poll_at=desk.now))
        desk.lost, together = None if lost else set(), Together(desk.client, len(many))
        with ThreadPoolExecutor(len(many)) as pool:
            assert all(pool.map(at_once, many))
        assert bool(desk.away()) is lost


def test_a_feed_whose_row_is_held_is_leased_in_another_round(desk: Desk, many: list[int], database: str) -> None:
    if database == "sqlite":
        pytest.skip("no other transaction writes beside this one")
    later = desk.now + DAY
    with desk.ledger.begin() as held, desk.ledger.begin() as tx:
        feeds.polled(held, many[2], desk.now, desk.now, {})
        tx.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
        assert set(feeds.lease(tx, later, 100, 1.0)) == {*many} - {many[2]}


def test_one_host_that_is_lost_is_its_own_fault(desk: Desk, many: list[int]) -> None:
    desk.lost = {"b.example"}
    reports = [desk.poll(feed, MINUTE) for feed in many]
    assert [report.kind for report in reports] == [None, "hard", None, None, None]
    assert desk.away() is None


# Entries


def test_however_many_entries_are_refused_the_log_names_a_few_and_counts_them(
    desk: Desk, site: Site, feed: int
) -> None:
    site.page("/f", rss("/a", *(f"tag:news.example:{number}" for number in range(200))), headers=RSS)
    with capture_logs() as lines:
        desk.poll(feed)
    assert [line["event"] for line in lines] == ["entry.refused"] * 5 + ["feed.polled"]
    assert (lines[-1]["new"], lines[-1]["refused"]) == (1, 200)


# The interval


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


# Silence


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


# Sitemaps


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
    assert desk.poll(feed).conditions == {}, "that the index is the same says nothing of its sitemaps"


def test_no_sitemap_of_an_index_is_begun_when_the_time_for_them_is_over(desk: Desk, site: Site) -> None:
    site.page("/f", index(*((f"/{number}", NOW - number * HOUR) for number in (1, 2, 3))), headers=XML)
    for number in (1, 2, 3):
        site.page(f"/{number}", sitemap(page(f"/of-{number}", NOW)), headers=XML)
    times = iter([0.0, 0.0, follow.BUDGET, follow.BUDGET + 0.1])
    answer = desk.client.get(URL, NOW, feed=True)
    found = follow.read(answer, desk.client, NOW, 3.0, clock=lambda: next(times))
    assert [entry.url for entry in found.entries] == ["http://news.example/of-1", "http://news.example/of-2"]
    assert site.hits["/3"] == 0


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
