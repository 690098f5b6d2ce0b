"""A worker's pulse on a real Redis: what it says of the steps that Celery tells it of."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redis as redis_py
from billiard.exceptions import TimeLimitExceeded, WorkerLostError
from celery.worker import state
from structlog.testing import capture_logs

from tests.waiting import eventually
from workers import away, bootstrap, messages, tasks
from workers.bootstrap import Services
from workers.claims import LAPSE, Claim
from workers.errors import PermanentError
from workers.fate import GIVEN_BACK
from workers.ledger import Ledger
from workers.pulse import LONGEST, Pulse, _lost
from workers.settings import Settings

STEP = Claim(7, 3, "clean")
OTHER = Claim(8, 1, "clean")


@dataclass(eq=False)
class Request:
    """What Celery's worker knows of a task that it is at."""

    name: str
    args: tuple[Any, ...]


AtWork = Callable[..., Request]


@pytest.fixture
def services(
    tmp_path: Path, sqlite_template: Path, redis_url: str, redis: redis_py.Redis, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Services]:
    """This process's services: the test's Redis, and a ledger."""
    made = Services(Settings(), redis_url=redis_url)
    made.__dict__["ledger"] = Ledger.open(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'ledger.db')}")
    monkeypatch.setattr(bootstrap, "_of_process", {os.getpid(): made})
    yield made
    made.close()
    made.ledger.close()


@pytest.fixture
def at_work() -> Iterator[AtWork]:
    """Makes Celery's worker be at a step, or at any task."""
    held: list[Request] = []  # Celery's set holds nothing by itself

    def begin(claim: Claim, name: str = "") -> Request:
        message = messages.encode(claim.url, claim.lease)
        held.append(Request(name or f"newsloom.{claim.stage}", (message,)))
        state.active_requests.add(held[-1])
        return held[-1]

    yield begin
    for each in held:
        state.active_requests.discard(each)


def age(services: Services, redis: redis_py.Redis, seconds: float) -> None:
    """As if so much time had passed on the server."""
    name = f"{services.prefix}claims"
    for claim, until in redis.zrange(name, 0, -1, withscores=True):
        redis.zadd(name, {claim: until - seconds})


def test_a_beat_prolongs_what_is_claimed_and_at_work_and_nothing_else(
    services: Services, redis: redis_py.Redis, at_work: AtWork
) -> None:
    at_work(STEP)
    at_work(STEP, "newsloom.poll")
    for claim in (STEP, OTHER):
        services.claims.take(claim)
    age(services, redis, LAPSE - 1)
    Pulse().beat()
    left = {claim: held.left for claim, held in services.claims.all().items()}
    assert set(left) == {STEP, OTHER}
    assert left[STEP] > LAPSE - 6
    assert left[OTHER] < 1


def test_what_was_claimed_at_the_beat_before_is_claimed_again_where_redis_has_lost_it(
    services: Services, redis: redis_py.Redis, at_work: AtWork
) -> None:
    at_work(STEP)
    services.claims.take(STEP)
    pulse = Pulse()
    pulse.beat()
    redis.flushall()
    pulse.beat()
    assert set(services.claims.all()) == {STEP}


def test_what_has_not_claimed_itself_yet_is_left_to_claim_itself(services: Services, at_work: AtWork) -> None:
    at_work(STEP)
    pulse = Pulse()
    pulse.beat()
    pulse.beat()
    assert services.claims.all() == {}
    assert services.claims.take(STEP)


def test_a_step_that_has_ended_is_not_claimed_again(services: Services, redis: redis_py.Redis, at_work: AtWork) -> None:
    request = at_work(STEP)
    services.claims.take(STEP)
    pulse = Pulse()
    pulse.beat()
    state.active_requests.discard(request)
    services.claims.end([STEP])
    pulse.beat()
    assert services.claims.all() == {}


def test_who_stops_gives_back_what_he_is_at(services: Services, at_work: AtWork) -> None:
    at_work(STEP)
    for claim in (STEP, OTHER):
        services.claims.take(claim)
    pulse = Pulse()
    pulse.start()
    pulse.stop()
    assert {claim: held.lost for claim, held in services.claims.all().items()} == {STEP: GIVEN_BACK, OTHER: ""}


def test_a_step_without_end_is_prolonged_no_longer_than_the_longest_may_take(
    services: Services, redis: redis_py.Redis, at_work: AtWork
) -> None:
    at_work(STEP)
    services.claims.take(STEP)
    clock = [1000.0]
    pulse = Pulse(clock=lambda: clock[0])
    pulse.beat()
    clock[0] += LONGEST - 1
    age(services, redis, LAPSE - 1)
    pulse.beat()
    assert services.claims.all()[STEP].left > 1
    clock[0] += 1
    age(services, redis, LAPSE - 1)
    pulse.beat()
    assert services.claims.all()[STEP].left < 1


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (WorkerLostError("signal 9"), "worker-lost"),
        (TimeLimitExceeded(4), "time-limit"),
        (PermanentError("http-404"), ""),
        (MemoryError(), ""),
    ],
)
def test_of_a_task_that_failed_the_end_of_its_process_is_passed_on_and_nothing_else(
    services: Services, error: BaseException, why: str
) -> None:
    services.claims.take(STEP)
    _lost(tasks.clean, "a task", error, (messages.encode(STEP.url, STEP.lease),))
    assert {claim: held.lost for claim, held in services.claims.all().items()} == {STEP: why}


class Broken:
    """Services of which nothing can be asked: a fault of ours."""

    def __getattr__(self, name: str) -> Any:
        raise ValueError(name)


def test_a_pulse_outlives_whatever_goes_wrong_with_a_beat_and_says_so_once(
    services: Services, redis: redis_py.Redis, at_work: AtWork
) -> None:
    at_work(STEP)
    services.claims.take(STEP)
    there, services.__dict__["claims"] = services.claims, Broken()
    pulse = Pulse(beat=0.01)
    with capture_logs() as said:
        pulse.start()
        eventually(lambda: said)
        services.__dict__["claims"] = there
        age(services, redis, LAPSE - 1)
        eventually(lambda: there.all()[STEP].left > 1)
        pulse.stop()
    assert [(line["log_level"], line["event"]) for line in said] == [("error", "pulse.failed")]


def test_a_fault_that_stays_is_said_once_and_one_that_comes_back_is_said_again(
    services: Services, at_work: AtWork
) -> None:
    pulse, there = Pulse(), services.claims
    at_work(STEP)
    with capture_logs() as said:
        for claims in (Broken(), Broken(), there, Broken()):
            services.__dict__["claims"] = claims
            pulse.beat()
    services.__dict__["claims"] = there
    assert len(said) == 2


def talk_to(services: Services, url: str) -> None:
    services.redis_url = url
    services.__dict__.pop("redis", None)
    services.__dict__.pop("claims", None)


def test_a_redis_that_is_away_is_said_once_and_once_when_the_pulse_finds_it_back(
    services: Services, at_work: AtWork, redis_url: str, redis: redis_py.Redis
) -> None:
    away.over("redis")  # of what another test left
    at_work(STEP)
    assert services.ledger.identity
    with capture_logs() as said:
        talk_to(services, "unix:///nowhere/redis.sock")
        Pulse().beat()
        Pulse().beat()
        talk_to(services, redis_url)
        redis.config_set("maxmemory", "1")  # it answers, and takes nothing
        try:
            Pulse().beat()
        finally:
            redis.config_set("maxmemory", "0")
        Pulse().beat()
        Pulse().beat()
    told = [line["event"] for line in said if line["log_level"] != "debug"]
    assert told == ["redis.away: waiting for it to come back", "redis.back"]
