"""What a run is judged by is counted right: steps whose process died, and steps that a stopping worker kept."""

from __future__ import annotations

from datetime import datetime

import redis as redis_py

from tests.chaos.invariants import left_behind
from tests.chaos.results import done_again, killed
from tests.contract.ledger_world import a_url, accept, advance, write
from workers.claims import Claim, Claims
from workers.fate import GIVEN_BACK
from workers.ledger import Ledger, leases, steps


def test_steps_that_were_killed_are_told_from_those_that_erred_or_came_too_late(ledger: Ledger, now: datetime) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    for stage, outcome, reason in (
        ("fetch", "retry", "timeout"),
        ("fetch", "retry", "worker-lost"),
        ("fetch", "done", None),
        ("clean", "again", None),
        ("clean", "retry", "time-limit"),
        ("clean", "failed", "worker-lost"),
    ):
        write(ledger, steps.record, [steps.row(url_id, stage, outcome, now, reason=reason)])
    assert (killed(ledger), done_again(ledger)) == (3, 1)


def test_a_stopped_worker_leaves_behind_what_it_did_not_give_back(
    ledger: Ledger, redis: redis_py.Redis, now: datetime
) -> None:
    accept(ledger, now, *map(a_url, "123"))
    leased = write(ledger, leases.take, now, 3, 15.0, 0.0)
    kept, given, done = (Claim(row.id, row.lease, "fetch") for row in leased)
    claims = Claims(redis, f"newsloom:{ledger.identity}:")
    for claim in (kept, given, done):
        claims.take(claim)
    claims.lose([given], GIVEN_BACK)
    advance(ledger, now, done.url, "fetch")  # its claim was prolonged at the moment of its end
    assert left_behind(redis, ledger) == [kept]
