"""How fast a host is asked, by slots of dispatch: on both databases, with a clock that is set."""

from __future__ import annotations

from datetime import UTC, datetime
from statistics import quantiles
from typing import Any

import pytest

from tests.contract.ledger_world import (
    a_document,
    a_url,
    accept,
    advance,
    after,
    finish,
    meet,
    postpone,
    row,
    turn_of,
    write,
)
from workers.ledger import Ledger, hosts, leases
from workers.ledger.leases import Slots

pytestmark = pytest.mark.second_is_slow

TWO = Slots(2, 4)


def lease(ledger: Ledger, at: datetime, room: int = 100, spacing: float = 1.0, slots: Slots | None = TWO) -> list[int]:
    with ledger.exclusive("dispatch") as tx:
        return [each.id for each in leases.take(tx, at, room, 300.0, spacing, slots)]


def learn(ledger: Ledger, host: str, **values: Any) -> None:
    """What it has taught long ago."""
    write(ledger, hosts.learn, host, values, datetime(2000, 1, 1, tzinfo=UTC))


def test_no_more_of_a_host_is_on_its_way_than_it_has_slots(ledger: Ledger, now: datetime) -> None:
    first, second, third, fourth = accept(ledger, now, *(a_url(str(n)) for n in range(4)))
    meet(ledger)
    assert [lease(ledger, after(now, n)) for n in range(4)] == [[first], [second], [], []]
    advance(ledger, after(now, 4), first, "fetch")
    assert lease(ledger, after(now, 4)) == [third], "what is fetched holds no slot, wherever it is"
    postpone(ledger, after(now, 5), second, after(now, 600))
    assert lease(ledger, after(now, 5)) == [fourth]


def test_until_a_new_host_has_answered_one_url_of_it_is_on_its_way(ledger: Ledger, now: datetime) -> None:
    first, second, third = accept(ledger, now, *(a_url(str(n)) for n in range(3)))
    assert [lease(ledger, after(now, n)) for n in range(3)] == [[first], [], []]
    finish(ledger, after(now, 3), first)
    assert [lease(ledger, after(now, n)) for n in (3, 4)] == [[second], [third]]


def test_where_there_is_no_spacing_one_url_of_a_new_host_is_asked_all_the_same(ledger: Ledger, now: datetime) -> None:
    first, second, third = accept(ledger, now, *(a_url(str(n)) for n in range(3)))
    assert [lease(ledger, after(now, n), spacing=0.0) for n in range(2)] == [[first], []]
    finish(ledger, after(now, 2), first)
    assert lease(ledger, after(now, 2), spacing=0.0) == [second, third]


def test_a_delay_that_is_news_counts_from_then_on(ledger: Ledger, now: datetime) -> None:
    first, second = accept(ledger, now, *(a_url(str(n)) for n in range(2)))
    assert lease(ledger, now) == [first]
    finish(ledger, after(now, 3), first)
    write(ledger, hosts.learn, "a.example", {"crawl_delay": 20.0}, after(now, 3))
    assert [lease(ledger, after(now, n)) for n in (4, 22, 23)] == [[], [], [second]]


def test_no_more_of_a_domain_is_on_its_way_than_it_has_slots_however_many_hosts_it_has(
    ledger: Ledger, now: datetime
) -> None:
    many = accept(ledger, now, *(a_url("1", f"{n}.paper.co.uk") for n in range(10)))
    (other,) = accept(ledger, now, a_url("1", "other.co.uk"))
    taken = lease(ledger, now)
    assert other in taken
    assert len(taken) == 5
    assert len(set(lease(ledger, after(now, 1))) & set(many)) == 0
    finish(ledger, after(now, 2), *(each for each in taken if each != other))
    assert len(lease(ledger, after(now, 2))) == 4


def test_every_host_of_a_domain_has_its_turn(ledger: Ledger, now: datetime) -> None:
    ids = accept(ledger, now, *(a_url(str(n), f"{host}.paper.co.uk") for host in range(10) for n in range(3)))
    done: list[int] = []
    for second in range(12):
        taken = lease(ledger, after(now, second))
        finish(ledger, after(now, second), *taken)
        done += taken
        if second == 3:
            assert len({row(ledger, each).host for each in done}) == 10, "none twice before all had one"
    assert set(done) == set(ids)


def test_hosts_without_spacing_and_documents_need_no_slots(ledger: Ledger, now: datetime) -> None:
    accept(ledger, now, *(a_url(str(n)) for n in range(20)), *(a_document(str(n), now) for n in range(20)))
    meet(ledger)
    assert len(lease(ledger, now, spacing=0.0)) == 40


@pytest.mark.parametrize("what", [{"spacing": 8.0}, {"crawl_delay": 8.0}, {"latency": 8.0}], ids=str)
def test_a_host_is_asked_as_seldom_as_it_wants_to_be(ledger: Ledger, now: datetime, what: dict[str, float]) -> None:
    ids = accept(ledger, now, *(a_url(str(n)) for n in range(3)))
    learn(ledger, "a.example", **what)
    asked = []
    for second in range(20):
        for each in lease(ledger, after(now, second)):
            asked.append(second)
            finish(ledger, after(now, second), each)
    assert asked == [0, 8, 16]
    assert len(ids) == 3


@pytest.mark.parametrize("what", [{"spacing": 0.5}, {"failures": 1}, {"latency": 6.0}], ids=str)
def test_a_host_in_trouble_has_one_slot(ledger: Ledger, now: datetime, what: dict[str, float]) -> None:
    accept(ledger, now, *(a_url(str(n)) for n in range(3)))
    learn(ledger, "a.example", **what)
    assert [len(lease(ledger, after(now, 10 * n))) for n in range(3)] == [1, 0, 0]


def test_a_host_that_is_held_leaves_its_place_and_has_it_again_then(ledger: Ledger, now: datetime) -> None:
    (first,) = accept(ledger, now, a_url("1"))
    learn(ledger, "a.example", held_until=after(now, 60))
    assert turn_of(ledger, "a.example") == after(now, 60)
    meet(ledger)
    (second,) = accept(ledger, after(now, 30), a_url("2"))
    assert lease(ledger, after(now, 59)) == []
    assert lease(ledger, after(now, 60)) == [first]
    assert lease(ledger, after(now, 61)) == [second]


def test_a_host_that_is_held_while_nothing_of_it_waits_is_held_when_something_comes(
    ledger: Ledger, now: datetime
) -> None:
    (first,) = accept(ledger, now, a_url("1"))
    lease(ledger, now)
    learn(ledger, "a.example", held_until=after(now, 60))
    assert turn_of(ledger, "a.example") is None
    finish(ledger, now, first)
    (second,) = accept(ledger, after(now, 5), a_url("2"))
    assert lease(ledger, after(now, 59)) == []
    assert lease(ledger, after(now, 60)) == [second]


def test_hosts_without_a_free_slot_take_no_room_from_the_others(ledger: Ledger, now: datetime) -> None:
    accept(ledger, now, *(a_url(str(n), f"{host}.slow") for host in range(30) for n in range(5)))
    for second in range(3):
        lease(ledger, after(now, second))
    well = accept(ledger, after(now, 3), *(a_url("1", f"{host}.example") for host in range(10)))
    assert set(lease(ledger, after(now, 3), room=10)) == set(well)


HANDS = 16
"""Threads of a worker that fetches."""


def p95(ledger: Ledger, begin: datetime, name: str, backlog: int, slots: Slots | None) -> float:
    """Dispatch and a worker, half second by half second: how long the urls of twenty hosts wait until they are fetched.

    Each host has a new one every five seconds and answers in half a second; slow.example answers in thirty.
    """
    for start in range(0, backlog, 500):
        accept(ledger, begin, *(a_url(f"{name}-{n}", "slow.example") for n in range(start, min(start + 500, backlog))))
    since: dict[int, float] = {}
    waited: list[float] = []
    queue: list[int] = []
    busy: list[tuple[float, int]] = []
    for half in range(120):
        at = half / 2
        for ends, url_id in busy:
            if ends <= at:
                advance(ledger, after(begin, at), url_id, "assign")
                waited += [at - since[url_id]] if url_id in since else []
        busy = [each for each in busy if each[0] > at]
        if half % 10 == 0:
            new = accept(ledger, after(begin, at), *(a_url(f"{name}-{half}", f"{n}.example") for n in range(20)))
            since |= dict.fromkeys(new, at)
        if half % 2 == 0:
            queue += lease(ledger, after(begin, at), room=200 - len(queue) - len(busy), slots=slots)
        taken, queue = queue[: HANDS - len(busy)], queue[HANDS - len(busy) :]
        busy += [(at + (0.5 if url_id in since else 30.0), url_id) for url_id in taken]
    return quantiles(waited, n=20)[-1] if len(waited) > 200 else 60.0


@pytest.mark.parametrize(("slots", "bears_it"), [(TWO, True), (None, False)], ids=["with slots", "without"])
def test_ten_thousand_urls_of_one_slow_host_do_not_delay_the_others_but_for_lack_of_slots(
    ledger: Ledger, now: datetime, slots: Slots | None, bears_it: bool
) -> None:
    alone = p95(ledger, now, "alone", 0, slots)
    beside = p95(ledger, after(now, 100_000), "beside", 10_000, slots)
    assert (beside < 1.2 * alone) is bears_it
