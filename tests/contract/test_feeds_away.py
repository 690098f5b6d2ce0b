"""When all feeds fail at once it is our own network, and none of them is blamed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from tests.contract.feeds_desk import CHOSEN, DAY, HOUR, MINUTE, RSS, Desk, desk, heard, rss, site
from tests.site import Site
from workers.feeds.report import Report
from workers.feeds.stage import poll
from workers.fetch.http import Client
from workers.ledger import feeds, schema
from workers.model import Page

__all__ = ["desk", "site"]  # the fixtures
pytestmark = pytest.mark.second_is_slow


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
