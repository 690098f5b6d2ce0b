"""Many feeds of one host, and how it is asked for them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.contract.feeds_desk import HOUR, MINUTE, RSS, Desk, desk, rss, site
from tests.contract.ledger_world import after
from tests.site import Site
from workers.ledger import feeds, hosts

__all__ = ["desk", "site"]  # the fixtures
pytestmark = pytest.mark.second_is_slow

HOST = "news.example"


@pytest.fixture
def many(desk: Desk) -> list[int]:
    """Forty feeds of one host."""
    return [desk.add(f"http://{HOST}/{n}") for n in range(40)]


def lease(desk: Desk, spacing: float = 1.0) -> list[int]:
    with desk.ledger.exclusive("dispatch") as tx:
        return feeds.lease(tx, desk.now, 100, 300.0, spacing)


def learn(desk: Desk, **values: Any) -> None:
    with desk.ledger.begin() as tx:
        hosts.wake(tx, [HOST], desk.now)
        hosts.learn(tx, HOST, values, desk.now)


def test_of_each_host_one_feed_is_asked_and_its_others_after_it_in_their_order(desk: Desk, many: list[int]) -> None:
    other = desk.add("http://other.example/f")
    assert lease(desk, 2.0) == [many[0], other]
    assert [desk.row(feed).next_poll_at for feed in many[1:]] == [after(desk.now, 2 * n) for n in range(1, 40)]
    asked = []
    while len(asked) < 39:
        desk.now += timedelta(seconds=2)
        asked.append(lease(desk, 2.0))
    assert asked == [[feed] for feed in many[1:]]


def test_feeds_of_ones_own_hosts_are_asked_at_once(desk: Desk, many: list[int]) -> None:
    assert lease(desk, 0.0) == many


@pytest.mark.parametrize("status", [429, 503])
def test_the_rest_that_a_host_asks_for_at_one_feed_it_has_from_all(
    desk: Desk, site: Site, many: list[int], status: int
) -> None:
    other = desk.add(f"http://{HOST}.example/f")
    site.page("/0", "", status=status, headers={"Retry-After": "3600"})
    desk.poll(many[0])
    assert lease(desk) == [other]
    desk.now += HOUR
    assert lease(desk) == [other, many[1]]
    assert [desk.row(feed).failures for feed in many] == [1] + [0] * 39


def test_a_host_that_asks_for_rest_and_does_not_say_for_how_long_has_a_minute(
    desk: Desk, site: Site, many: list[int]
) -> None:
    site.page("/0", "", status=429)
    desk.poll(many[0])
    assert {desk.row(feed).next_poll_at for feed in many[1:]} == {desk.now + MINUTE}


def test_a_rest_makes_no_feed_due_sooner(desk: Desk, site: Site, many: list[int]) -> None:
    site.page("/1", rss("/a"), headers=RSS | {"Retry-After": "7200"})
    desk.poll(many[1])
    before = desk.row(many[1]).next_poll_at
    site.page("/0", "", status=429, headers={"Retry-After": "60"})
    desk.poll(many[0], MINUTE)
    assert desk.row(many[1]).next_poll_at == before


def test_a_host_that_asked_for_rest_at_a_page_has_it_from_its_feeds_too(desk: Desk, many: list[int]) -> None:
    learn(desk, spacing=2.0, held_until=desk.now + HOUR)
    assert lease(desk, 0.0) == []
    assert lease(desk) == []
    desk.now += HOUR
    assert lease(desk) == [many[0]]


@pytest.mark.parametrize("why", [{"failures": 5, "spacing": 2.0}, {}], ids=["away", "robots-away"])
def test_a_host_that_is_away_or_whose_robots_txt_is_has_its_feeds_asked_for(
    desk: Desk, many: list[int], why: dict[str, Any]
) -> None:
    learn(desk, held_until=desk.now + HOUR, **why)
    assert lease(desk) == [many[0]]
