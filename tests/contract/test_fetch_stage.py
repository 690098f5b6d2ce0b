"""A url -> its page in the ledger, and what its host has taught: a real server, a real Redis, both databases."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count, pairwise
from typing import Any

import pytest
import redis as redis_py
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tests.contract.ledger_world import after, look, meet, row
from tests.loopback import LOOPBACK
from tests.site import Site
from tests.steps import do
from tests.waiting import eventually
from workers import urls as addresses
from workers.bootstrap import Services
from workers.claims import Claim
from workers.errors import NewsloomError
from workers.fetch.http import Client
from workers.ledger import Ledger, hosts, leases, pages, urls
from workers.model import Submission
from workers.settings import Dispatch, Settings
from workers.upkeep.stage import prune_all

STORY = "<!doctype html><p>The ferry to Ærø is back.</p>"


class World:
    """One worker with a clock that is set, and the ledger it works on."""

    def __init__(self, services: Services, now: datetime) -> None:
        self.services, self.now = services, now
        services.clock = lambda: self.now

    @property
    def ledger(self) -> Ledger:
        return self.services.ledger

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def accept(self, *given: str) -> list[int]:
        made = [Submission(url, addresses.key(url), addresses.host(url), "enqueue") for url in given]
        with self.ledger.begin() as tx:
            return list(urls.accept(tx, made, self.now).new)

    def lease(self, spacing: float = 1.0) -> list[int]:
        with self.ledger.exclusive("dispatch") as tx:
            taken = leases.take(tx, self.now, 100, 300.0, spacing, leases.Slots(2, 4))
        return [each.id for each in taken]

    def fetch(self, url_id: int) -> str:
        """The message of a leased url arrives; why it failed, or nothing."""
        try:
            do(self.services, Claim(url_id, row(self.ledger, url_id).lease, "fetch"))
        except NewsloomError as error:
            return error.reason
        return ""

    def host(self, url: str) -> Any:
        return look(self.ledger, hosts.get, addresses.host(url))


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as started:
        yield started


@pytest.fixture
def world(ledger: Ledger, redis_url: str, redis: redis_py.Redis, now: datetime) -> World:
    chosen = replace(Settings(), fetch=LOOPBACK, dispatch=Dispatch(max_attempts=3))
    services = Services(chosen, chance=lambda: 0.5, redis_url=redis_url)
    services.__dict__["ledger"] = ledger
    return World(services, now)


def test_a_page_that_robots_txt_allows_is_kept(site: Site, world: World) -> None:
    site.page("/1", STORY)
    (url_id,) = world.accept(site.url("/1"))
    world.lease()
    assert world.fetch(url_id) == ""
    assert row(world.ledger, url_id).stage == "fetch"
    page = look(world.ledger, pages.get, url_id)
    assert page
    assert page.body == STORY.encode()
    assert site.targets == ["/robots.txt", "/1"]


def test_a_page_that_robots_txt_forbids_is_refused_and_never_asked_for(site: Site, world: World) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /1")
    (url_id,) = world.accept(site.url("/1"))
    world.lease()
    assert world.fetch(url_id) == "robots"
    found = row(world.ledger, url_id)
    assert (found.state, found.reason, found.attempts) == ("refused", "robots", 0)
    assert site.targets == ["/robots.txt"]


def test_a_redirect_to_a_page_that_its_site_forbids_is_not_followed(site: Site, world: World) -> None:
    with Site() as other:
        site.redirect("/1", other.url("/2"))
        other.page("/robots.txt", "User-agent: *\nDisallow: /2")
        (url_id,) = world.accept(site.url("/1"))
        world.lease()
        assert world.fetch(url_id) == "robots"
        assert other.targets == ["/robots.txt"]


def test_a_crawl_delay_is_the_hosts_spacing(site: Site, world: World) -> None:
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 20")
    site.everywhere(STORY)
    first, second, third = world.accept(*(site.url(f"/{n}") for n in range(3)))
    assert world.lease() == [first]
    assert world.fetch(first) == ""
    world.forward(19)
    assert world.lease() == [], "it was not known when the first was leased, but it is by now"
    world.forward(1)
    assert world.lease() == [second]
    assert world.fetch(second) == ""
    world.forward(19)
    assert world.lease() == []
    world.forward(1)
    assert world.lease() == [third]


@pytest.mark.parametrize("spacing", [0.0, 1.0])
def test_a_host_that_asks_for_rest_has_it_from_all_its_urls_and_they_are_charged_nothing(
    site: Site, world: World, spacing: float
) -> None:
    site.page("/busy", "", status=429, headers={"Retry-After": "600"})
    site.everywhere(STORY)
    busy, leased, waiting = world.accept(site.url("/busy"), site.url("/2"), site.url("/3"))
    meet(world.ledger)
    taken = world.lease(spacing)
    world.forward(spacing)
    taken += world.lease(spacing)
    assert {busy, leased} <= set(taken)
    assert world.fetch(busy) == "http-429"
    assert world.fetch(leased) == "host-rests", "it was on its way already"
    if waiting in taken:
        assert world.fetch(waiting) == "host-rests"
    assert site.hits["/2"] == 0
    world.forward(599 - spacing)
    assert world.lease(spacing) == []
    assert [row(world.ledger, each).attempts for each in (busy, leased, waiting)] == [1, 0, 0]
    world.forward(spacing + 1)
    (first, *_) = world.lease(spacing)
    assert world.fetch(first) in {"", "http-429"}


def test_the_rest_that_one_host_asks_for_is_no_rest_of_another(site: Site, world: World) -> None:
    with Site() as other:
        site.page("/1", "", status=503, headers={"Retry-After": "600"})
        other.everywhere(STORY)
        busy, well = world.accept(site.url("/1"), other.url("/1"))
        world.lease()
        assert world.fetch(busy) == "http-503"
        assert world.fetch(well) == ""


def test_a_redirect_to_a_host_that_is_left_alone_waits_for_it(site: Site, world: World) -> None:
    with Site() as other:
        site.redirect("/1", other.url("/2"))
        other.page("/2", STORY)
        moved, _ = world.accept(site.url("/1"), other.url("/3"))
        with world.ledger.begin() as tx:
            hosts.learn(tx, addresses.host(other.url("/")), {"held_until": after(world.now, 600)}, world.now)
        world.lease()
        assert world.fetch(moved) == "host-rests"
        assert not other.hits
        assert (row(world.ledger, moved).state, row(world.ledger, moved).attempts) == ("pending", 0)
        assert row(world.ledger, moved).due_at == after(world.now, 600)
        world.forward(601)
        world.lease()
        assert world.fetch(moved) == ""
        assert other.hits["/2"] == 1


def test_a_redirect_takes_a_turn_of_the_host_to_which_it_leads(site: Site, world: World) -> None:
    """Not the one that is given already, but the one behind it."""
    with Site() as other:
        site.redirect("/1", other.url("/2"))
        other.everywhere(STORY)
        moved, own, given, last = world.accept(site.url("/1"), *(other.url(f"/{n}") for n in (3, 4, 5)))
        assert world.lease(30.0) == [moved, own]
        assert world.fetch(own) == ""
        world.services.settings = replace(world.services.settings, dispatch=Dispatch(host_spacing=30.0))
        assert world.fetch(moved) == ""
        world.forward(30)
        assert world.lease(30.0) == [given]
        assert world.fetch(given) == ""
        world.forward(59)
        assert world.lease(30.0) == []
        world.forward(1)
        assert world.lease(30.0) == [last]


def test_redirects_without_end_put_a_hosts_own_urls_off_by_ten_turns_at_most(site: Site, world: World) -> None:
    with Site() as other:
        other.everywhere(STORY)
        with world.ledger.begin() as tx:
            for _ in range(50):
                known = hosts.met(tx, addresses.host(other.url("/")), world.now)
                assert known
                hosts.put_off(tx, known, 2.0, world.now)
        (own,) = world.accept(other.url("/1"))
        world.forward(19)
        assert world.lease() == []
        world.forward(1)
        assert world.lease() == [own]


def test_a_host_behind_a_redirect_is_the_one_that_learns_of_its_own_trouble(site: Site, world: World) -> None:
    with Site() as other:
        site.redirect("/1", other.url("/2"))
        other.page("/2", "", status=503, headers={"Retry-After": "600"})
        (url_id, _) = world.accept(site.url("/1"), other.url("/9"))
        world.lease()
        assert world.fetch(url_id) == "http-503"
        assert world.host(site.url("/")).held_until is None
        assert world.host(other.url("/")).held_until == after(world.now, 600)


def test_a_host_that_only_redirects_lead_to_is_heeded_from_its_first_answer_on(site: Site, world: World) -> None:
    with Site() as busy:
        for n in range(3):
            site.redirect(f"/{n}", busy.url(f"/p{n}"))
            busy.page(f"/p{n}", "", status=429, headers={"Retry-After": "600"})
        busy.page("/robots.txt", "User-agent: *\nCrawl-delay: 30")
        first, second, third = world.accept(*(site.url(f"/{n}") for n in range(3)))
        said = []
        for each in (first, second, third):
            assert world.lease() == [each]
            said.append(world.fetch(each))
            world.forward(1)
        assert said == ["http-429", "host-rests", "host-rests"]
        assert busy.targets == ["/robots.txt", "/p0"]
        assert [row(world.ledger, each).attempts for each in (first, second, third)] == [1, 0, 0]
        assert world.host(busy.url("/")).crawl_delay == 30.0


def test_a_host_that_only_redirects_lead_to_is_left_alone_when_it_is_away(site: Site, world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        gone = f"http://127.0.0.1:{free.getsockname()[1]}/"
    for n in range(5):
        site.redirect(f"/{n}", f"{gone}{n}")
    said = []
    for each in world.accept(*(site.url(f"/{n}") for n in range(5))):
        world.lease()
        said.append(world.fetch(each))
        world.forward(1)
    assert said == ["connection"] * 3 + ["host-rests"] * 2


def test_a_host_that_only_redirects_lead_to_is_kept_where_it_has_taught_something(site: Site, world: World) -> None:
    with Site() as plain, Site() as slow:
        site.redirect("/1", plain.url("/1"))
        site.redirect("/2", slow.url("/2"))
        plain.page("/1", STORY)
        slow.page("/robots.txt", "User-agent: *\nCrawl-delay: 30")
        slow.page("/2", STORY)
        for each in world.accept(site.url("/1"), site.url("/2")):
            world.lease()
            assert world.fetch(each) == ""
            world.forward(1)
        prune_all(world.ledger, world.services.settings, world.now)
        assert world.host(plain.url("/")) is None
        assert world.host(slow.url("/")).crawl_delay == 30.0
        assert world.host(slow.url("/")).next_at is None, "no url of it waits"
        (own,) = world.accept(slow.url("/own"))
        assert world.lease() == []
        world.forward(30)
        assert world.lease() == [own]


def test_a_host_that_is_down_is_probed_ever_more_seldom_and_its_other_urls_keep_their_tries(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    ids = world.accept(*(f"http://127.0.0.1:{port}/{n}" for n in range(20)))
    probes = []
    for second in range(0, 1800, 2):
        for url_id in world.lease():
            probes.append(second)
            assert world.fetch(url_id) == "connection"
        world.forward(2)
    gaps = [later - earlier for earlier, later in pairwise(probes[2:])]
    assert gaps == [60, 120, 240, 480]
    assert sum(row(world.ledger, each).attempts for each in ids) == len(probes) == 7
    assert {row(world.ledger, each).state for each in ids} == {"pending"}


def test_a_host_that_is_back_goes_on_at_its_usual_pace(site: Site, world: World) -> None:
    ids = world.accept(*(site.url(f"/{n}") for n in range(6)))
    site.reset("/robots.txt")
    for _ in range(3):
        for url_id in world.lease():
            world.fetch(url_id)
        world.forward(1)
    assert world.lease() == []
    site.page("/robots.txt", "", status=404)
    site.everywhere(STORY)
    world.forward(60)
    done: list[int] = []
    for _ in range(12):
        done += [url_id for url_id in world.lease() if world.fetch(url_id) == ""]
        world.forward(1)
    assert world.host(site.url("/")).failures == 0
    assert len(done) >= 3
    assert set(done) <= set(ids)


def test_while_robots_txt_cannot_be_had_the_whole_host_waits_and_nothing_is_charged(site: Site, world: World) -> None:
    site.fails_then("/robots.txt", 1, 500, "")
    site.everywhere(STORY)
    first, second = world.accept(site.url("/1"), site.url("/2"))
    assert world.lease() == [first]
    assert world.fetch(first) == "robots-away"
    world.forward(299)
    assert world.lease() == []
    world.forward(1)
    taken = world.lease()
    world.forward(1)
    for url_id in [*taken, *world.lease()]:
        assert world.fetch(url_id) == ""
    assert [row(world.ledger, each).attempts for each in (first, second)] == [0, 0]


def test_a_page_that_answers_slowly_makes_its_host_asked_more_seldom(site: Site, world: World, now: datetime) -> None:
    """The client's clock is set: each look at it is half a second later."""
    ticks = count()
    world.services.__dict__["client"] = Client(replace(LOOPBACK, total_timeout=500), clock=lambda: next(ticks) / 2)
    site.page("/1", STORY)
    (url_id,) = world.accept(site.url("/1"))
    world.lease()
    assert world.fetch(url_id) == ""
    assert world.host(site.url("/")).latency > 0.5


def test_nothing_is_written_of_a_host_that_answers_as_it_always_does(
    site: Site, world: World, make_counter: Callable[[], list[str]]
) -> None:
    site.everywhere(STORY)
    first, second = world.accept(site.url("/1"), site.url("/2"))
    assert world.lease(0) == [first, second]
    assert world.fetch(first) == ""
    said = make_counter()
    assert world.fetch(second) == ""
    assert any(each.startswith("INSERT INTO page") for each in said)
    assert [each for each in said if each.startswith("UPDATE host") or "FOR UPDATE" in each] == []


def test_an_answer_takes_nothing_back_of_what_another_of_its_host_teaches_at_the_same_moment(
    site: Site, world: World
) -> None:
    """The one asks for rest in a transaction that is open while the other, which was slow, comes to write."""
    ticks = count()
    world.services.__dict__["client"] = Client(replace(LOOPBACK, total_timeout=500), clock=lambda: next(ticks) / 2)
    site.everywhere(STORY)
    (url_id,) = world.accept(site.url("/1"))
    world.lease()
    rest = after(world.now, 600)
    with ThreadPoolExecutor(1) as beside:
        with world.ledger.begin() as tx:
            hosts.learn(tx, addresses.host(site.url("/")), {"held_until": rest}, world.now)
            fetched = beside.submit(world.fetch, url_id)
            eventually(lambda: site.hits["/1"] and _someone_waits(tx))
        assert fetched.result() == ""
    host = world.host(site.url("/"))
    assert host.latency > 0.5
    assert host.held_until == rest


def _someone_waits(tx: Connection) -> bool:
    """Whether a transaction waits for this one; of SQLite's nobody knows, but each that writes must."""
    return tx.dialect.name == "sqlite" or bool(tx.scalar(sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


@pytest.fixture
def make_counter(ledger: Ledger) -> Callable[[], list[str]]:
    """Every statement from now on."""
    said: list[str] = []

    def begin() -> list[str]:
        sa.event.listen(ledger.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
        return said

    return begin
