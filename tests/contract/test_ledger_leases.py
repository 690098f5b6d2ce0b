"""Leases on a real ledger: numbered, looked after, and fair."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from tests.contract.ledger_world import (
    LEASE,
    a_document,
    a_url,
    accept,
    advance,
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
from workers.ledger import Ledger, ends, given_up, leases, schema, visits


def overdue(ledger: Ledger, at: datetime, *ids: int) -> list[Any]:
    return list(look(ledger, leases.overdue, at, ids, LEASE))


def test_each_dispatch_of_a_url_has_a_number_of_its_own(ledger: Ledger, now: datetime) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    for number in (1, 2, 3):
        assert lease(ledger, now) == [url_id]
        assert row(ledger, url_id).lease == number
        postpone(ledger, now, url_id, now)


def test_a_lease_that_has_ended_is_looked_after_and_not_taken_for_pending(ledger: Ledger, now: datetime) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    lease(ledger, now)
    assert overdue(ledger, after(now, LEASE - 1)) == []
    assert [found.id for found in overdue(ledger, after(now, LEASE))] == [url_id]
    assert lease(ledger, after(now, 10 * LEASE)) == []


def test_one_whose_worker_is_known_to_have_died_is_looked_after_at_once(ledger: Ledger, now: datetime) -> None:
    one, other, pending = accept(ledger, now, a_url("1"), a_document("2", now), a_url("3"))
    lease(ledger, now, spacing=10.0)
    assert [found.id for found in overdue(ledger, now, one, pending)] == [one]
    assert row(ledger, other).state == "running"


def test_after_redis_began_anew_all_are_looked_after_at_one_time(ledger: Ledger, now: datetime) -> None:
    ids = accept(ledger, now, a_url("1"), a_url("2"), a_url("3"))
    lease(ledger, now, room=2)
    write(ledger, leases.look_at_all, after(now, 5))
    assert overdue(ledger, after(now, 4)) == []
    assert [found.id for found in overdue(ledger, after(now, 5))] == ids[:2]
    assert row(ledger, ids[2]).lease_until is None


def test_what_is_alive_is_looked_at_again_later_under_the_same_lease(ledger: Ledger, now: datetime) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    lease(ledger, now)
    write(ledger, leases.renew, overdue(ledger, after(now, LEASE)), after(now, 2 * LEASE))
    assert overdue(ledger, after(now, 2 * LEASE - 1)) == []
    assert row(ledger, url_id).lease == 1


def test_what_is_lost_goes_on_under_a_new_lease_from_where_it_was(ledger: Ledger, now: datetime) -> None:
    (url_id,) = accept(ledger, now, a_document("1", now))
    lease(ledger, now)
    advance(ledger, now, url_id, "clean")
    (again,) = write(ledger, leases.again, overdue(ledger, after(now, LEASE)), now, after(now, 2 * LEASE))
    assert (again.id, again.lease, again.stage) == (url_id, 2, "clean")
    assert row(ledger, url_id).state == "running"


def test_what_was_lost_before_its_fetch_waits_for_its_host_before_all_that_came_later(
    ledger: Ledger, now: datetime
) -> None:
    first, *others = accept(ledger, now, a_url("1"), a_url("2"), a_url("3"))
    assert lease(ledger, now, spacing=1.0) == [first]
    write(ledger, leases.put_back, overdue(ledger, after(now, LEASE)), after(now, LEASE))
    assert flat(lease(ledger, after(now, LEASE + n), spacing=1.0) for n in range(3)) != others
    assert row(ledger, first).lease == 2
    assert row(ledger, first).attempts == 0


@pytest.mark.parametrize("how", ["visited", "postponed", "retried"])
def test_what_was_due_anew_long_after_it_was_accepted_and_was_lost_is_due_since_its_turn(
    ledger: Ledger, now: datetime, how: str
) -> None:
    (old,) = accept(ledger, now, a_url("1"))
    acts: dict[str, Callable[[datetime], object]] = {
        "visited": lambda at: (finish(ledger, now, old), write(ledger, visits.again, [old], at)),
        "postponed": lambda at: postpone(ledger, now, old, at),
        "retried": lambda at: (give_up(ledger, now, old), write(ledger, given_up.retry, [old], at)),
    }
    month = after(now, 30 * 86_400)
    acts[how](month)
    (waiting,) = accept(ledger, after(month, -5), a_url("2"))
    assert lease(ledger, after(month, 1), spacing=1.0) == [waiting]
    assert lease(ledger, after(month, 2), spacing=1.0) == [old]
    lost = after(month, 2 + LEASE)
    write(ledger, leases.put_back, [found for found in overdue(ledger, lost, old) if found.id == old], lost)
    assert row(ledger, old).due_at == after(month, 2)


@pytest.mark.parametrize("happens", ["finished", "failed", "postponed", "advanced", "leased anew"])
def test_what_has_gone_on_since_it_was_read_is_left_alone(ledger: Ledger, now: datetime, happens: str) -> None:
    (url_id,) = accept(ledger, now, a_document("1", now))
    lease(ledger, now)
    late = overdue(ledger, after(now, LEASE))
    acts = {
        "finished": lambda: finish(ledger, now, url_id),
        "failed": lambda: give_up(ledger, now, url_id),
        "postponed": lambda: postpone(ledger, now, url_id, after(now, 60)),
        "advanced": lambda: advance(ledger, now, url_id, "clean"),
        "leased anew": lambda: write(ledger, leases.again, late, now, after(now, LEASE)),
    }
    acts[happens]()
    before = row(ledger, url_id)
    assert write(ledger, leases.again, late, now, after(now, 9 * LEASE)) == []
    write(ledger, leases.put_back, late, now)
    write(ledger, leases.renew, late, after(now, 9 * LEASE))
    assert write(ledger, leases.still, late) == []
    assert row(ledger, url_id) == before


@pytest.mark.parametrize("happens", ["leased anew", "advanced"])
def test_a_step_of_an_old_lease_that_fails_late_undoes_nothing(ledger: Ledger, now: datetime, happens: str) -> None:
    (url_id,) = accept(ledger, now, a_document("1", now))
    lease(ledger, now)
    began = row(ledger, url_id)
    if happens == "advanced":
        advance(ledger, now, url_id, "clean")
    else:
        write(ledger, leases.again, overdue(ledger, after(now, LEASE)), now, after(now, LEASE))
    before = row(ledger, url_id)
    write(ledger, ends.postpone, url_id, now, now, "timeout", "", seen=began)
    write(ledger, ends.give_up, url_id, now, "failed", "http-404", "", seen=began)
    assert row(ledger, url_id) == before


def test_a_kill_is_counted_apart_from_the_tries(ledger: Ledger, now: datetime) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    write(ledger, ends.postpone, url_id, now, now, "worker-lost", "", attempt=0, kill=1)
    assert (row(ledger, url_id).attempts, row(ledger, url_id).kills) == (0, 1)
    give_up(ledger, now, url_id)
    write(ledger, given_up.retry, [url_id], now)
    assert row(ledger, url_id).kills == 0


def test_a_lease_that_ends_in_a_far_future_is_looked_after_since_the_clock_was_set_back(
    ledger: Ledger, now: datetime
) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    lease(ledger, now)
    assert [found.id for found in overdue(ledger, after(now, -3600))] == [url_id]


def test_as_many_rows_as_are_on_their_way_can_be_looked_after_at_once(ledger: Ledger, now: datetime) -> None:
    """PostgreSQL refuses a statement that names 12,000 of them."""
    ids = accept(ledger, now, *(a_document(str(n), now) for n in range(1100)))
    lease(ledger, now, room=2000)
    late = overdue(ledger, after(now, LEASE))
    assert len(write(ledger, leases.still, late)) == 1100
    write(ledger, leases.renew, late[:600], after(now, 2 * LEASE))
    assert len(write(ledger, leases.again, late[600:], now, after(now, 2 * LEASE))) == 500
    assert overdue(ledger, after(now, LEASE)) == []
    assert len(ids) == 1100


@pytest.mark.parametrize("stage", ["washed", "assign"])
def test_a_row_without_a_stage_that_comes_next_stops_nobody(ledger: Ledger, now: datetime, stage: str) -> None:
    odd, good, waiting = accept(ledger, now, a_document("1", now), a_document("2", now), a_document("3", now))
    lease(ledger, now, room=2)
    with ledger.begin() as tx:
        tx.execute(sa.update(schema.url).where(schema.url.c.id.in_([odd, waiting])).values(stage=stage))
    assert [found.id for found in overdue(ledger, after(now, LEASE))] == [good]
    assert lease(ledger, after(now, LEASE)) == []


@pytest.mark.parametrize("spacing", [0.0, 1.0])
def test_such_a_row_does_not_hold_up_its_hosts_line_from_either_end(
    ledger: Ledger, now: datetime, spacing: float
) -> None:
    old, first, second, new = accept(ledger, now, *(a_url(str(n)) for n in range(4)))
    with ledger.begin() as tx:
        tx.execute(sa.update(schema.url).where(schema.url.c.id.in_([old, new])).values(stage="assign"))
    later = after(now, 3600)
    assert set(flat(lease(ledger, after(later, n), room=2, spacing=spacing) for n in range(4))) == {first, second}


def test_a_url_that_came_to_wait_longer_after_it_was_chosen_is_not_leased(ledger: Ledger, now: datetime) -> None:
    """PostgreSQL chooses the ids, then waits for whoever has locked the row, then looks at the row's own conditions."""
    early, late = accept(ledger, now, a_url("1"), a_url("2"))
    postpone(ledger, now, late, after(now, 60))
    chosen = sa.select(schema.url.c.id).where(schema.url.c.id.in_([early, late]))
    with ledger.exclusive("dispatch") as tx:
        assert [row.id for row in leases._take(tx, chosen, now, after(now, LEASE))] == [early]


# Fair order


def test_a_new_url_does_not_stand_behind_a_backlog_of_its_own_host(ledger: Ledger, now: datetime) -> None:
    old = accept(ledger, now, *(a_url(str(n)) for n in range(100)))
    later = after(now, 3600)
    (new,) = accept(ledger, later, a_url("new"))
    taken = flat(lease(ledger, after(later, n), spacing=1.0) for n in range(10))
    assert new in taken[:2]
    assert taken.count(old[0]) == 1, "and the one that has waited longest is not put off by it"


def test_a_new_url_of_an_idle_host_waits_a_round_and_not_for_a_turn_of_each_host_that_is_behind(
    ledger: Ledger, now: datetime
) -> None:
    accept(ledger, now, *(a_url(str(n), f"{host}.example") for host in range(100) for n in range(5)))
    lease(ledger, now, room=100, spacing=1.0)
    (new,) = accept(ledger, after(now, 50), a_url("new", "new.example"))
    assert new in lease(ledger, after(now, 50), room=10, spacing=1.0)


def test_hosts_that_never_had_a_turn_have_it_in_the_order_in_which_they_came(ledger: Ledger, now: datetime) -> None:
    ids = [accept(ledger, after(now, n), a_url("1", f"{chr(122 - n)}.example"))[0] for n in range(20)]
    assert flat(lease(ledger, after(now, 20 + n), room=5, spacing=1.0) for n in range(4)) == ids


def test_new_hosts_that_keep_coming_do_not_starve_those_that_had_their_turn(ledger: Ledger, now: datetime) -> None:
    (first, second) = accept(ledger, now, a_url("1"), a_url("2"))
    taken = lease(ledger, now, room=1, spacing=1.0)
    for n in range(10):
        accept(ledger, after(now, 2 + n), a_url("1", f"{n}.example"))
        taken += lease(ledger, after(now, 2 + n), room=2, spacing=1.0)
    assert taken[:2] == [first, second], "a new host has one turn before it stands behind them"


def test_newer_urls_that_keep_coming_do_not_starve_the_old_ones(ledger: Ledger, now: datetime) -> None:
    old = accept(ledger, now, *(a_url(str(n)) for n in range(10)))
    later, taken = after(now, 3600), []
    for n in range(20):
        accept(ledger, after(later, n), a_url(f"new-{n}"))
        taken += lease(ledger, after(later, n), spacing=1.0)
    assert len(taken) == 20
    assert set(old) <= set(taken), "every other turn is theirs"


def test_a_feeds_entries_keep_their_order_while_the_host_is_not_behind(ledger: Ledger, now: datetime) -> None:
    ids = accept(ledger, now, *(a_url(str(n)) for n in range(50)))
    assert flat(lease(ledger, after(now, n), spacing=1.0) for n in range(50)) == ids


def test_a_host_without_spacing_gives_half_its_room_to_the_newest_when_it_is_behind(
    ledger: Ledger, now: datetime
) -> None:
    accept(ledger, now, *(a_url(str(n)) for n in range(100)))
    later = after(now, 3600)
    (new,) = accept(ledger, later, a_url("new"))
    assert new in lease(ledger, later, room=10)


def test_documents_keep_the_order_in_which_they_came_however_many_wait(ledger: Ledger, now: datetime) -> None:
    ids = accept(ledger, now, *(a_document(str(n), now) for n in range(50)))
    assert flat(lease(ledger, after(now, 3600 + n), room=5, spacing=1.0) for n in range(10)) == ids


def test_a_host_that_waits_is_in_the_queue_when_something_of_it_was_put_back(ledger: Ledger, now: datetime) -> None:
    accept(ledger, now, a_url("1"))
    lease(ledger, now, spacing=1.0)
    assert turn_of(ledger, "a.example") is None
    write(ledger, leases.put_back, overdue(ledger, after(now, LEASE)), after(now, LEASE))
    turn = turn_of(ledger, "a.example")
    assert turn is not None
    assert turn <= after(now, LEASE)
