"""The queue of hosts: fair, polite, bounded, and nothing in it waits for ever."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from threading import Barrier, Thread
from typing import Any

import pytest
import sqlalchemy as sa

from tests.contract.ledger_world import (
    LEASE,
    a_document,
    a_url,
    accept,
    after,
    finish,
    flat,
    give_up,
    lease,
    look,
    postpone,
    row,
    turn_of,
    write,
)
from workers.ledger import Ledger, ends, feeds, given_up, hosts, urls


@pytest.mark.parametrize("spacing", [0.0, 1.0])
def test_a_round_takes_no_more_than_there_is_room_for(ledger: Ledger, now: datetime, spacing: float) -> None:
    accept(
        ledger, now, *(a_url(str(n), f"{n}.example") for n in range(5)), *(a_document(str(n), now) for n in range(5))
    )
    assert lease(ledger, now, room=0, spacing=spacing) == []
    assert lease(ledger, now, room=-3, spacing=spacing) == []
    assert len(lease(ledger, now, room=4, spacing=spacing)) == 4
    assert len(lease(ledger, now, room=100, spacing=spacing)) == 6
    assert lease(ledger, now, room=100, spacing=spacing) == []


def test_a_host_is_asked_no_more_often_than_its_spacing_allows(ledger: Ledger, now: datetime) -> None:
    """Whatever wakes it in between: new urls, urls that come back, urls that are done."""
    asked: dict[str, list[datetime]] = defaultdict(list)
    for tick in range(48):
        at = after(now, tick / 4)
        accept(ledger, at, a_url(f"{tick}", "a.example"), a_url(f"{tick}", f"{tick % 3}.example"))
        for place, url_id in enumerate(lease(ledger, at, room=10, spacing=2.0)):
            asked[row(ledger, url_id).host].append(at)
            if (tick + place) % 3 == 0:
                postpone(ledger, at, url_id, at)
            elif (tick + place) % 3 == 1:
                finish(ledger, at, url_id)
    for times in asked.values():
        gaps = [(b - a).total_seconds() for a, b in pairwise(times)]
        assert set(gaps) == {2.0}, "more often than allowed, or more seldom than needed"


def test_a_host_with_a_long_line_does_not_delay_the_others(ledger: Ledger, now: datetime) -> None:
    accept(ledger, now, *(a_url(str(n), "big.example") for n in range(500)))
    small = accept(ledger, after(now, 1), *(a_url("1", f"{n}.example") for n in range(20)))
    taken = lease(ledger, after(now, 1), room=30, spacing=1.0)
    assert set(small) <= set(taken)
    assert len(taken) == 21


def test_rounds_go_over_all_hosts_in_turn(ledger: Ledger, now: datetime) -> None:
    accept(ledger, now, *(a_url(str(n), f"{host}.example") for host in range(12) for n in range(2)))
    rounds = [lease(ledger, after(now, n), room=4, spacing=1.0) for n in range(6)]
    hosts = [sorted(row(ledger, url_id).host for url_id in taken) for taken in rounds]
    assert len(set(flat(hosts[:3]))) == 12, "nobody twice before everybody once"
    assert hosts[:3] == hosts[3:]


@pytest.mark.parametrize("spacing", [0.0, 0.5])
def test_with_room_for_one_they_take_turns(ledger: Ledger, now: datetime, spacing: float) -> None:
    documents = accept(ledger, now, *(a_document(str(n), now) for n in range(4)))
    pages = accept(ledger, now, *(a_url(str(n)) for n in range(4)))
    taken = flat(lease(ledger, after(now, 1 + n), room=1, spacing=spacing) for n in range(8))
    assert taken == flat(zip(documents, pages, strict=True))


def test_documents_need_no_spacing(ledger: Ledger, now: datetime) -> None:
    ids = accept(ledger, now, *(a_document(str(n), now) for n in range(50)))
    assert lease(ledger, now, room=20, spacing=60.0) == ids[:20]
    assert lease(ledger, now, room=40, spacing=60.0) == ids[20:]


def test_documents_get_the_room_that_hosts_leave(ledger: Ledger, now: datetime) -> None:
    accept(ledger, now, *(a_url("1", f"{n}.example") for n in range(30)))
    documents = accept(ledger, now, *(a_document(str(n), now) for n in range(100)))
    taken = lease(ledger, now, room=80, spacing=1.0)
    assert len(taken) == 80
    assert len(set(taken) & set(documents)) == 50


def test_documents_and_hosts_share_when_room_is_short(ledger: Ledger, now: datetime) -> None:
    documents = set(accept(ledger, now, *(a_document(str(n), now) for n in range(100))))
    pages = set(accept(ledger, now, *(a_url(str(n), f"{n % 10}.example") for n in range(100))))
    taken = set(flat(lease(ledger, after(now, n), room=5, spacing=1.0) for n in range(11)))
    assert len(taken & documents) >= 5
    assert len(taken & pages) >= 40


def test_within_a_host_the_oldest_is_first(ledger: Ledger, now: datetime) -> None:
    late, early = accept(ledger, now, a_url("1"), a_url("2"))
    postpone(ledger, now, late, after(now, 20))
    postpone(ledger, now, early, after(now, 10))
    assert [lease(ledger, after(now, 100 + n), spacing=1.0) for n in range(3)] == [[early], [late], []]


def test_a_lease_that_ended_well_is_not_leased_again(ledger: Ledger, now: datetime) -> None:
    done, failed = accept(ledger, now, a_url("1"), a_url("2"))
    lease(ledger, now)
    finish(ledger, now, done)
    give_up(ledger, now, failed)
    assert lease(ledger, after(now, 10 * LEASE)) == []
    assert turn_of(ledger, "a.example") is None


def test_a_host_leaves_the_queue_while_nothing_of_it_waits(ledger: Ledger, now: datetime) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    assert turn_of(ledger, "a.example") is not None
    assert lease(ledger, now) == [url_id]
    assert turn_of(ledger, "a.example") is None


def _accept_another(ledger: Ledger, at: datetime, _url_id: int) -> None:
    accept(ledger, at, a_url("another"))


def _postpone(ledger: Ledger, at: datetime, url_id: int) -> None:
    postpone(ledger, at, url_id, after(at, 10))


def _retry(ledger: Ledger, at: datetime, url_id: int) -> None:
    give_up(ledger, at, url_id)
    write(ledger, given_up.retry, [url_id], at)


@pytest.mark.parametrize(("wake", "turn"), [(_accept_another, 5), (_postpone, 15), (_retry, 5)])
def test_a_host_wakes_when_something_of_it_is_due(
    ledger: Ledger, now: datetime, wake: Callable[[Ledger, datetime, int], None], turn: float
) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    lease(ledger, now, spacing=1.0)
    assert turn_of(ledger, "a.example") is None, "nothing waits"
    wake(ledger, after(now, 5), url_id)
    woken = turn_of(ledger, "a.example")
    assert woken is not None
    assert woken <= after(now, turn)
    assert lease(ledger, after(now, turn - 0.1), spacing=1.0) == [] or turn == 5
    assert len(lease(ledger, after(now, turn), spacing=1.0)) == 1


def test_waking_does_not_cut_the_spacing_short(ledger: Ledger, now: datetime) -> None:
    accept(ledger, now, a_url("1"))
    lease(ledger, now, spacing=60.0)
    accept(ledger, after(now, 5), a_url("2"))
    assert turn_of(ledger, "a.example") == after(now, 60)
    assert lease(ledger, after(now, 59), spacing=60.0) == []
    assert len(lease(ledger, after(now, 60), spacing=60.0)) == 1


def test_of_two_that_wait_the_earlier_one_wakes_the_host(ledger: Ledger, now: datetime) -> None:
    first, second = accept(ledger, now, a_url("1"), a_url("2"))
    lease(ledger, now)
    postpone(ledger, now, first, after(now, 200))
    postpone(ledger, now, second, after(now, 100))
    assert lease(ledger, after(now, 100)) == [second]
    assert lease(ledger, after(now, 200)) == [first]


def test_a_later_one_does_not_put_an_earlier_one_off(ledger: Ledger, now: datetime) -> None:
    first, second = accept(ledger, now, a_url("1"), a_url("2"))
    lease(ledger, now)
    postpone(ledger, now, first, after(now, 100))
    postpone(ledger, now, second, after(now, 200))
    assert lease(ledger, after(now, 100)) == [first]
    assert lease(ledger, after(now, 200)) == [second]


def test_redirects_that_come_faster_than_a_host_is_asked_do_not_keep_its_own_urls_waiting(
    ledger: Ledger, now: datetime
) -> None:
    """A redirect each 15 seconds, a turn each 20: one that is given stays, and what it cost comes behind it."""
    ids = accept(ledger, now, *(a_url(str(n)) for n in range(3)))
    taken: dict[int, int] = {}
    for second in range(0, 600, 5):
        at = after(now, second)
        if second % 15 == 0:
            with ledger.begin() as tx:
                known = hosts.locked(tx, "a.example")
                assert known
                hosts.put_off(tx, known, 20.0, at)
            if second == 45:
                ids += accept(ledger, at, a_url("late"))  # who comes later does not take the turn away either
        taken |= dict.fromkeys(lease(ledger, at, spacing=20.0), second)
    assert list(taken) == ids
    assert all(20 <= later - sooner <= 20 + 10 * 20 + 20 for sooner, later in pairwise(taken.values())), taken


# Two at once


def beside(act: Callable[[], Any], meanwhile: Callable[[], Any]) -> tuple[Any, Any]:
    """Run `meanwhile` in a thread of its own, give it the time to get stuck in a lock, then `act`; both results."""
    results: list[Any] = []

    def run() -> None:
        try:
            results.append(meanwhile())
        except Exception as error:  # noqa: BLE001 - it is compared, not swallowed
            results.append(error)

    thread = Thread(target=run)
    thread.start()
    thread.join(0.15)
    done = act()
    thread.join()
    return done, results[0]


def test_hosts_are_locked_in_one_order_whatever_order_a_database_has_for_words(ledger: Ledger, now: datetime) -> None:
    """`wake` goes by Python's. Most PostgreSQL servers have a language's (`ab` before `a-z`); the one of the tests, which
    carries no language, does not, so that what it is told is all that can be seen here.
    """
    names = ["a-z.example", "a.example", "ab.example", "a_b.example", "1.example"]
    told: list[str] = []
    with ledger.begin() as tx:
        hosts.wake(tx, names, now)
        sa.event.listen(tx, "before_cursor_execute", lambda *said: told.append(said[2]))
        assert [row.host for row in hosts.all_locked(tx, names)] == sorted(names)
        assert len(hosts.waiting(tx, now, 10)) == len(names)
        locking = [sql for sql in told if "FOR UPDATE" in sql]
        assert len(locking) == (2 if tx.dialect.name == "postgresql" else 0)
        assert all('ORDER BY (host.host) COLLATE "C"' in sql for sql in locking)


def test_two_dispatchers_never_take_the_same_url(ledger: Ledger, now: datetime) -> None:
    ids = accept(ledger, now, *(a_url(str(n), f"{n % 7}.example") for n in range(60)), a_document("one", now))
    taken: list[list[int]] = []

    def dispatching() -> None:
        taken.extend(lease(ledger, now, room=3) for _ in range(12))

    assert at_once(dispatching, dispatching) == []
    assert sorted(flat(taken)) == ids


def test_dispatch_does_not_overlook_a_url_that_is_being_accepted(ledger: Ledger, now: datetime) -> None:
    """It finds the host's line empty, and closes it, while the new url is not committed yet."""
    (url_id,) = accept(ledger, now, a_url("1"))
    finish(ledger, now, url_id)  # the host stands in the queue, and nothing of it waits
    transaction = ledger.begin()
    tx = transaction.__enter__()
    (new,) = urls.accept(tx, [a_url("2")], now).new
    _, taken = beside(lambda: transaction.__exit__(None, None, None), lambda: lease(ledger, now))
    assert flat([taken, lease(ledger, now)]) == [new]


def test_dispatch_does_not_overlook_a_url_that_is_being_postponed(ledger: Ledger, now: datetime) -> None:
    ids = accept(ledger, now, a_url("1"), a_url("2"))
    lease(ledger, now)
    finish(ledger, now, ids[1])
    later = after(now, LEASE)
    transaction = ledger.begin()
    tx = transaction.__enter__()
    ends.postpone(tx, ids[0], later, after(later, 5), "timeout", "")
    beside(lambda: transaction.__exit__(None, None, None), lambda: lease(ledger, later))
    assert lease(ledger, after(later, 5)) == [ids[0]]
    assert row(ledger, ids[0]).attempts == 1


def test_a_url_that_is_being_finished_is_not_leased(ledger: Ledger, now: datetime) -> None:
    """Its lease has run out; the worker was slow, not dead."""
    (url_id,) = accept(ledger, now, a_url("1"))
    lease(ledger, now)
    later = after(now, LEASE)
    transaction = ledger.begin()
    tx = transaction.__enter__()
    urls.advance(tx, urls.get(tx, url_id), "assign", later)
    _, taken = beside(lambda: transaction.__exit__(None, None, None), lambda: lease(ledger, later))
    assert taken == []
    assert row(ledger, url_id).state == "done"


def test_a_url_that_a_person_is_dropping_is_not_leased(ledger: Ledger, now: datetime) -> None:
    """PostgreSQL finds it due, and then waits for whoever is dropping it."""
    (url_id,) = accept(ledger, now, a_url("1"))
    transaction = ledger.begin()
    tx = transaction.__enter__()
    ends.give_up(tx, url_id, now, "dropped", "dropped", "by hand")
    _, taken = beside(lambda: transaction.__exit__(None, None, None), lambda: lease(ledger, now))
    assert taken == []
    assert (row(ledger, url_id).state, row(ledger, url_id).lease) == ("dropped", 0)


def test_two_pollers_never_take_the_same_feed(ledger: Ledger, now: datetime) -> None:
    write(ledger, feeds.add, "key", "https://a.example/rss", None, None, now)
    transaction = ledger.begin()
    tx = transaction.__enter__()
    mine = feeds.lease(tx, now, 10, 120.0)
    _, theirs = beside(
        lambda: transaction.__exit__(None, None, None), lambda: write(ledger, feeds.lease, now, 10, 120.0)
    )
    assert (len(mine), theirs) == (1, [])


def at_once(*acts: Callable[[], Any]) -> list[Exception]:
    """Run each in a thread of its own; the errors that they met."""
    errors: list[Exception] = []
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        start.wait()
        try:
            act()
        except Exception as error:  # noqa: BLE001 - any error fails the test
            errors.append(error)

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_hosts_are_locked_in_one_order_however_they_are_named(ledger: Ledger, now: datetime) -> None:
    """PostgreSQL would end one of two that wait for each other after a second, with an error."""
    names = [f"{n}.example" for n in range(60)]

    def wake(order: int) -> None:
        for n in range(10):
            write(ledger, hosts.wake, names[::order], after(now, -n))

    assert at_once(lambda: wake(1), lambda: wake(-1)) == []


def test_acceptors_workers_and_dispatch_never_wait_in_a_circle(ledger: Ledger, now: datetime) -> None:
    batch = [a_url(str(n), f"{n % 5}.example") for n in range(20)]
    ids = accept(ledger, now, *batch)

    def accepting(order: int) -> None:
        for n in range(8):
            more = [a_url(f"more-{n}-{m}", f"{m}.example") for m in range(5)]
            write(ledger, urls.accept, [*batch, *more][::order], now)

    def working() -> None:
        for n, url_id in enumerate([*ids, *reversed(ids)]):
            postpone(ledger, after(now, n), url_id, after(now, n))

    def dispatching() -> list[int]:
        return flat(lease(ledger, after(now, n), seconds=0.5) for n in range(15))

    errors = at_once(lambda: accepting(1), lambda: accepting(-1), working, dispatching)
    assert errors == []
    assert look(ledger, urls.unfinished) == 20 + 8 * 5
