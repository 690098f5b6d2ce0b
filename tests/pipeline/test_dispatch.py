"""Accepted urls become chains, as many as there is room for, and each only while its lease holds."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import redis as redis_py

from workers.app import QUEUES, app, broker_url, configuration
from workers.bootstrap import Services
from workers.errors import OutageError
from workers.ledger import Ledger, steps, urls
from workers.model import Submission
from workers.schedule import dispatch_due
from workers.settings import Dispatch, Settings

LIMITS = Dispatch(max_in_flight=5, lease=60, max_attempts=3, host_spacing=0)


class Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


def talk_to(url: str) -> None:
    """The application has one broker a process; a test has its own."""
    app.conf.update(configuration(Settings(), url))
    app._after_fork()  # forgets its connections


@pytest.fixture
def broker(redis_url: str, redis: redis_py.Redis, monkeypatch: pytest.MonkeyPatch) -> Iterator[redis_py.Redis]:
    """The application, talking to the session's Redis."""
    monkeypatch.setenv("NEWSLOOM_REDIS_URL", redis_url)  # so that it starts no server of its own
    talk_to(redis_url)
    yield redis
    app._after_fork()


@pytest.fixture
def services(ledger: Ledger, clock: Clock, redis_url: str) -> Services:
    made = Services(replace(Settings(), dispatch=LIMITS), clock=clock, chance=lambda: 0.5, redis_url=redis_url)
    made.__dict__["ledger"] = ledger  # the test's own, on either database
    return made


def accept(services: Services, count: int, host: str = "a.example") -> list[int]:
    made = [Submission(f"https://{host}/{number}", f"{host}-{number}", host, "enqueue") for number in range(count)]
    with services.ledger.begin() as tx:
        return list(urls.accept(tx, made, services.clock()).new)


def queued(broker: redis_py.Redis, queue: str = "fetch") -> list[int]:
    """The ids of the urls whose chains wait in a queue, the first one published first."""
    found = []
    for raw in broker.lrange(QUEUES[queue], 0, -1):
        (arguments, _, _) = json.loads(b64decode(json.loads(raw)["body"]))
        found.append(arguments[0]["url"])
    return found[::-1]


def test_no_more_than_the_bound_are_in_flight_however_many_are_pending(
    services: Services, broker: redis_py.Redis
) -> None:
    accept(services, 50)
    assert [dispatch_due(services) for _ in range(3)] == [5, 0, 0]
    assert len(queued(broker)) == 5


def taken(broker: redis_py.Redis, count: int) -> list[int]:
    """A worker takes messages off the queue of fetch; the ids of their urls."""
    first = queued(broker)[:count]
    for _ in first:
        broker.rpop(QUEUES["fetch"])
    return first


def test_a_finished_url_makes_room_for_the_next(services: Services, broker: redis_py.Redis) -> None:
    accept(services, 50)
    dispatch_due(services)
    with services.ledger.begin() as tx:
        for url_id in taken(broker, 2):
            urls.advance(tx, url_id, "assign", services.clock())
    assert dispatch_due(services) == 2


def test_a_stage_without_workers_collects_no_messages_and_fails_no_url(
    services: Services, broker: redis_py.Redis, clock: Clock
) -> None:
    accept(services, 50)
    for _ in range(20):
        dispatch_due(services)
        clock.forward(LIMITS.lease + 1)
    assert len(queued(broker)) == LIMITS.max_in_flight
    with services.ledger.read() as connection:
        assert set(urls.counts(connection)) == {"pending", "running"}


def test_a_url_that_waited_too_long_is_published_again_but_has_used_up_no_attempt(
    services: Services, broker: redis_py.Redis, clock: Clock
) -> None:
    (url_id,) = accept(services, 1)
    for _ in range(20):
        dispatch_due(services)
        clock.forward(LIMITS.lease + 1)
    assert len(queued(broker)) == LIMITS.max_in_flight
    with services.ledger.read() as connection:
        row = urls.get(connection, url_id)
    assert row is not None
    assert (row.state, row.attempts) == ("running", 0)


def test_a_lost_chain_is_published_again_from_the_stage_it_had_reached(
    services: Services, broker: redis_py.Redis, clock: Clock
) -> None:
    (url_id,) = accept(services, 1)
    dispatch_due(services)
    with services.ledger.begin() as tx:
        urls.advance(tx, url_id, "fetch", clock())
    broker.flushall()
    clock.forward(59)
    assert dispatch_due(services) == 0
    clock.forward(2)
    assert dispatch_due(services) == 1
    assert (queued(broker, "fetch"), queued(broker, "clean")) == ([], [url_id])


def test_a_url_that_kills_its_worker_again_and_again_ends_as_failed_with_the_reason(
    services: Services, broker: redis_py.Redis, clock: Clock
) -> None:
    (url_id,) = accept(services, 1)
    published = 0
    for _ in range(LIMITS.max_attempts + 1):
        published += dispatch_due(services)
        for killer in taken(broker, 1):
            services.begun.start(killer, "fetch")  # and the worker dies
        clock.forward(LIMITS.lease + 1)
    with services.ledger.read() as connection:
        row = urls.get(connection, url_id)
        told = steps.of(connection, url_id)
    assert row is not None
    assert (row.state, row.reason) == ("failed", "worker-lost")
    assert told[-1].outcome == "failed"
    assert published == LIMITS.max_attempts


def test_hosts_are_taken_in_turn_and_spaced(services: Services, broker: redis_py.Redis, clock: Clock) -> None:
    services.settings = replace(services.settings, dispatch=replace(LIMITS, host_spacing=2.0))
    slow, quick = accept(services, 20, "slow.example"), accept(services, 1, "quick.example")
    assert dispatch_due(services) == 2
    assert set(queued(broker)) == {slow[0], quick[0]}
    clock.forward(1)
    assert dispatch_due(services) == 0
    clock.forward(1.5)
    assert dispatch_due(services) == 1


def test_while_redis_is_away_nothing_is_lost_and_no_attempt_is_used(
    services: Services, broker: redis_py.Redis, clock: Clock
) -> None:
    (url_id,) = accept(services, 1)
    talk_to("unix:///nowhere/redis.sock")
    with pytest.raises(OutageError):
        dispatch_due(services)
    with services.ledger.read() as connection:
        row = urls.get(connection, url_id)
    assert row is not None
    assert (row.state, row.attempts, row.due_at) == ("pending", 0, clock() + timedelta(seconds=1))
    assert broker_url("unix:///nowhere/redis.sock") == app.conf.broker_url
