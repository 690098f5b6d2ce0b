"""A handful of urls: fetched one after the other, stored together, and each its own fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import redis as redis_py
from sqlalchemy.engine import Connection

from tests.contract.ledger_world import look, packing, row
from tests.contract.test_fetch_stage import STORY, World, site, world
from tests.site import Site
from tests.waiting import eventually
from workers import seats
from workers import urls as addresses
from workers.claims import Claim
from workers.errors import NewsloomError, OutageError
from workers.fate import GIVEN_BACK
from workers.fetch.http import Client
from workers.gather import LARGEST, LONG, SOON, gather
from workers.ledger import Ledger, hosts, pages, steps, urls
from workers.model import Page

__all__ = ["site", "world"]  # the fixtures

PATHS = ("/1", "/2", "/3", "/4")


@pytest.fixture
def ids(site: Site, world: World) -> list[int]:
    """Four urls that are leased."""
    site.everywhere(STORY)
    accepted = world.accept(*(site.url(path) for path in PATHS))
    assert world.lease(0.0) == accepted
    return accepted


def claims(ids: list[int]) -> list[Claim]:
    return [Claim(url_id, 1, "fetch") for url_id in ids]


def gathered(world: World, ids: list[int]) -> tuple[list[list[int]], str]:
    """The ids of those that go on, as they are stored, and why the last that did not failed."""
    found: list[list[int]] = []
    try:
        found.extend([claim.url for claim in stored] for stored in gather(world.services, claims(ids)))
    except NewsloomError as error:
        return found, error.reason
    return found, ""


def told(world: World, url_id: int) -> list[str]:
    return [step.outcome for step in look(world.ledger, steps.of, url_id) if step.stage == "fetch"]


class Between(Client):
    """A client after whose last page of a handful something happens."""

    happens: Callable[[], None]

    def get(self, url: str, *args: Any, **words: Any) -> Page:
        page = super().get(url, *args, **words)
        if url.endswith(PATHS[-1]):
            self.happens()
        return page


@pytest.mark.parametrize("ended", [False, True])
def test_while_the_first_waits_for_a_seat_all_are_claimed_and_it_begins_nothing_where_the_worker_is_told_to_stop_meanwhile(
    world: World, ids: list[int], site: Site, ended: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seats, "_seats", nullcontext())
    seats.furnish(1)
    first, *rest = claims(ids)
    asked: list[bool] = []

    def ends() -> bool:
        asked.append(True)
        return ended and len(asked) > 1

    with ThreadPoolExecutor(1) as other:
        with seats.seat():
            doing = other.submit(lambda: list(gather(world.services, [first, *rest], ends=ends)))
            eventually(lambda: set(world.services.claims.all()) == {first, *rest})
            assert not site.asked
        done = [claim for stored in doing.result(60) for claim in stored]
    assert done == ([] if ended else [first, *rest])
    assert {held.lost for held in world.services.claims.all().values()} == ({GIVEN_BACK} if ended else set())


class Counted:
    """The ledger, whose transactions are counted."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.begun = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    @contextmanager
    def begin(self, *, lasting: bool = True) -> Iterator[Connection]:
        self.begun += 1
        with self._ledger.begin(lasting=lasting) as tx:
            yield tx


class Full(Counted):
    """The ledger, while its disk is full."""

    @contextmanager
    def begin(self, *, lasting: bool = True) -> Iterator[Connection]:
        self.begun += 1
        raise OutageError("ledger-away", "database or disk is full")
        yield


def test_the_pages_of_a_handful_are_stored_in_one_transaction(world: World, ids: list[int]) -> None:
    counted = Counted(world.ledger)
    world.services.__dict__["ledger"] = counted
    assert gathered(world, ids) == ([ids], "")
    assert counted.begun == 1
    assert [row(world.ledger, url_id).stage for url_id in ids] == ["fetch"] * 4
    assert [told(world, url_id) for url_id in ids] == [["done"]] * 4
    assert {look(world.ledger, pages.get, url_id).body for url_id in ids} == {STORY.encode()}
    assert world.services.claims.all() == {}


def test_pages_are_compressed_before_they_are_stored_while_nobody_waits_for_it(
    world: World, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    used = packing(world.ledger, monkeypatch)
    assert gathered(world, ids) == ([ids], "")
    assert set(used) == {0}


def test_claims_are_held_until_what_was_stored_was_handed_on(world: World, ids: list[int]) -> None:
    gathering = gather(world.services, claims(ids))
    next(gathering)
    assert set(world.services.claims.all()) == set(claims(ids))
    assert list(gathering) == []
    assert world.services.claims.all() == {}


def test_a_twin_of_a_handful_does_what_nobody_is_at(site: Site, world: World, ids: list[int]) -> None:
    world.services.claims.take_all(claims(ids[:2]))
    assert gathered(world, ids) == ([ids[2:]], "")
    assert (site.hits["/1"], site.hits["/2"], site.hits["/3"]) == (0, 0, 1)
    assert set(world.services.claims.all()) == set(claims(ids[:2]))


def test_of_a_handful_what_a_twin_has_brought_on_meanwhile_is_thrown_away_alone(
    world: World, ids: list[int], now: datetime
) -> None:
    client = Between(world.services.settings.fetch)

    def twin() -> None:
        with world.ledger.begin() as tx:
            urls.advance(tx, urls.get(tx, ids[1]), "clean", now)

    client.happens = twin
    world.services.__dict__["client"] = client
    first, late, third, fourth = ids
    assert gathered(world, ids) == ([[first, third, fourth]], "")
    assert told(world, late) == ["again"]
    assert look(world.ledger, pages.get, late) is None
    assert row(world.ledger, late).stage == "clean"
    assert world.services.claims.all() == {}


def test_a_page_that_cannot_be_stored_is_its_own_urls_fault(world: World, ids: list[int]) -> None:
    class Broken(Client):
        def get(self, url: str, *args: Any, **words: Any) -> Page:
            page = super().get(url, *args, **words)
            return replace(page, final_url=f"{url}\ud800") if url.endswith("/2") else page

    world.services.__dict__["client"] = Broken(world.services.settings.fetch)
    first, bad, third, fourth = ids
    assert gathered(world, ids) == ([[first, third, fourth]], "unstorable")
    assert (row(world.ledger, bad).state, row(world.ledger, bad).reason) == ("failed", "unstorable")
    assert world.services.claims.all() == {}


def test_large_pages_are_stored_before_the_next_is_fetched(site: Site, world: World, ids: list[int]) -> None:
    site.page("/2", "<!doctype html>" + "x" * LARGEST)
    first, large, third, fourth = ids
    assert gathered(world, ids) == ([[first, large], [third, fourth]], "")


def test_while_the_ledger_is_away_all_are_given_back_and_it_is_asked_no_more_often_than_it_must(
    site: Site, world: World, ids: list[int], redis: redis_py.Redis
) -> None:
    there = world.ledger
    full = Full(there)
    world.services.__dict__["ledger"] = full
    assert gathered(world, ids) == ([], "ledger-away")
    assert {claim: held.lost for claim, held in world.services.claims.all().items()} == dict.fromkeys(
        claims(ids), GIVEN_BACK
    )
    assert full.begun == 3, "together, the first alone, and the error of that"
    world.services.__dict__["ledger"] = there
    assert [row(there, url_id).state for url_id in ids] == ["running"] * 4


def test_a_url_that_nobody_waits_for_is_not_asked_for(site: Site, world: World, ids: list[int]) -> None:
    with world.ledger.begin() as tx:
        urls.advance(tx, urls.get(tx, ids[0]), "fetch", world.now)
    assert gathered(world, ids[:2]) == ([[ids[1]]], "")
    assert site.hits["/1"] == 0
    assert world.services.claims.all() == {}


@pytest.mark.parametrize("lead", ["busy", "away", "redirect"])
def test_a_host_that_asks_for_rest_has_it_from_the_urls_behind_and_they_are_charged_nothing(
    site: Site, world: World, ids: list[int], lead: str
) -> None:
    if lead == "busy":
        site.page("/1", "", status=429, headers={"Retry-After": "600"})
    elif lead == "away":
        for path in PATHS[:3]:
            site.reset(path)
    else:
        site.redirect("/1", "/busy")
        site.page("/busy", "", status=503, headers={"Retry-After": "600"})
    first, *_, last = ids
    assert gathered(world, ids) == ([], "host-rests")
    assert row(world.ledger, first).attempts == 1
    found = row(world.ledger, last)
    assert (found.state, found.reason, found.attempts) == ("pending", "host-rests", 0)
    assert site.hits["/4"] == 0


def test_what_another_worker_has_learnt_of_a_host_counts_for_a_handful_that_takes_long(
    site: Site, world: World, ids: list[int]
) -> None:
    class Slow(Client):
        def get(self, url: str, *args: Any, **words: Any) -> Page:
            page = super().get(url, *args, **words)
            world.forward(SOON + 1)
            with world.ledger.begin() as tx:
                hosts.locked(tx, addresses.host(url))
                hosts.learn(tx, addresses.host(url), {"held_until": world.now + timedelta(seconds=600)}, world.now)
            return page

    world.services.__dict__["client"] = Slow(world.services.settings.fetch)
    first, *rest = ids
    assert gathered(world, ids) == ([[first]], "host-rests")
    assert [row(world.ledger, url_id).reason for url_id in rest] == ["host-rests"] * 3
    assert site.hits["/2"] == 0


def test_what_is_left_of_a_handful_that_took_long_is_given_back(site: Site, world: World, ids: list[int]) -> None:
    class Slow(Client):
        def get(self, url: str, *args: Any, **words: Any) -> Page:
            world.forward(LONG / 2 + 1)
            return super().get(url, *args, **words)

    world.services.__dict__["client"] = Slow(world.services.settings.fetch)
    first, second, *rest = ids
    assert gathered(world, ids) == ([[first], [second]], "")
    assert {claim.url: held.lost for claim, held in world.services.claims.all().items()} == dict.fromkeys(
        rest, GIVEN_BACK
    )
    assert site.hits["/3"] == 0


def test_a_page_waits_no_longer_than_a_moment_to_be_stored(site: Site, world: World, ids: list[int]) -> None:
    class Slow(Client):
        def get(self, url: str, *args: Any, **words: Any) -> Page:
            world.forward(SOON / 2 + 0.1)
            return super().get(url, *args, **words)

    world.services.__dict__["client"] = Slow(world.services.settings.fetch)
    first, second, third, fourth = ids
    assert gathered(world, ids) == ([[first, second], [third, fourth]], "")
