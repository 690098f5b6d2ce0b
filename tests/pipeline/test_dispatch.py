"""Accepted urls become messages, as many as there is room for, and each only while its lease holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier

import pytest
import redis as redis_py
import sqlalchemy as sa

from tests.contract.meddling import MeddledLedger, at_every_command
from tests.contract.test_feeds_stage import Web, rss
from workers import away, queues, schedule
from workers.app import QUEUES, app, broker_url, configuration
from workers.bootstrap import Services
from workers.claims import LAPSE, Claim
from workers.dispatch import dispatch_due
from workers.errors import OutageError
from workers.fate import GIVEN_BACK
from workers.ledger import Ledger, feeds, schema, steps, urls
from workers.ledger.schema import Record
from workers.model import Submission
from workers.pulse import BEAT
from workers.settings import Dispatch, Settings
from workers.watch import Seen, Watch

LIMITS = Dispatch(max_in_flight=5, lease=60, max_attempts=3, max_kills=2, host_spacing=0)


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
def services(ledger: Ledger, clock: Clock, redis_url: str, broker: redis_py.Redis) -> Services:
    made = Services(replace(Settings(), dispatch=LIMITS), clock=clock, chance=lambda: 0.5, redis_url=redis_url)
    made.__dict__["ledger"] = ledger  # the test's own, on either database
    made.watch.in_order(made.watch.look())
    return made


def accept(services: Services, count: int, host: str = "a.example") -> list[int]:
    made = [Submission(f"https://{host}/{number}", f"{host}-{number}", host, "enqueue") for number in range(count)]
    with services.ledger.begin() as tx:
        return list(urls.accept(tx, made, services.clock()).new)


def queued(broker: redis_py.Redis, queue: str = "fetch") -> list[int]:
    """The ids of the urls whose messages wait in a queue, the first one published first; those of one in no order."""
    return [message["url"] for _, message in queues.messages(broker, [queue])][::-1]


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
            urls.advance(tx, urls.get(tx, url_id), "assign", services.clock())
    assert dispatch_due(services) == 2


def row(services: Services, url_id: int) -> Record:
    with services.ledger.read() as connection:
        found = urls.get(connection, url_id)
    assert found is not None
    return found


def told(services: Services, url_id: int) -> list[tuple[str, str]]:
    with services.ledger.read() as connection:
        return [(step.stage, step.outcome) for step in steps.of(connection, url_id)]


def begun(services: Services, broker: redis_py.Redis) -> int:
    """The id of a url that a worker is fetching."""
    (url_id,) = accept(services, 1)
    dispatch_due(services)
    taken(broker, 1)
    services.claims.take(Claim(url_id, 1, "fetch"))
    return url_id


def lapse(broker: redis_py.Redis, services: Services) -> None:
    """As if the workers had said nothing for long, and Redis had been there all the while."""
    services.watch = Grown(broker, services.prefix)
    (name,) = broker.keys("*:claims")
    for claim, until in broker.zrange(name, 0, -1, withscores=True):
        broker.zadd(name, {claim: until - LAPSE - 1})


class Grown(Watch):
    """A server that has been running for a day."""

    def look(self) -> Seen:
        return replace(super().look(), uptime=86_400.0)


def test_a_stage_without_workers_collects_no_messages_and_fails_no_url(
    services: Services, broker: redis_py.Redis, clock: Clock
) -> None:
    ids = accept(services, 50)
    for _ in range(20):
        dispatch_due(services)
        clock.forward(LIMITS.lease + 1)
    assert sorted(queued(broker)) == ids[: LIMITS.max_in_flight]
    assert {row(services, url_id).lease for url_id in queued(broker)} == {1}
    with services.ledger.read() as connection:
        assert set(urls.counts(connection)) == {"pending", "running"}


def test_a_lost_message_is_published_again_from_the_stage_it_had_reached(
    services: Services, broker: redis_py.Redis, clock: Clock
) -> None:
    (url_id,) = accept(services, 1)
    dispatch_due(services)
    with services.ledger.begin() as tx:
        urls.advance(tx, urls.get(tx, url_id), "fetch", clock())
    taken(broker, 1)  # and its worker dies before it says a word
    clock.forward(59)
    assert dispatch_due(services) == 0
    clock.forward(2)
    assert dispatch_due(services) == 1
    assert (queued(broker, "fetch"), queued(broker, "clean")) == ([], [url_id])
    assert (row(services, url_id).lease, row(services, url_id).attempts) == (2, 0)


def test_what_was_lost_before_its_fetch_takes_its_hosts_turn(
    services: Services, broker: redis_py.Redis, clock: Clock
) -> None:
    services.settings = replace(services.settings, dispatch=replace(LIMITS, lease=20, host_spacing=5.0))
    first, second = accept(services, 2)
    dispatch_due(services)
    taken(broker, 1)
    clock.forward(21)
    assert [dispatch_due(services), dispatch_due(services)] == [1, 0]
    assert queued(broker) == [first]
    clock.forward(6)
    dispatch_due(services)
    assert queued(broker) == [first, second]


def test_a_step_that_takes_long_keeps_its_url_as_long_as_its_worker_lives(
    services: Services, broker: redis_py.Redis, clock: Clock
) -> None:
    url_id = begun(services, broker)
    for _ in range(5):
        clock.forward(LIMITS.lease + 1)
        assert dispatch_due(services) == 0
    assert (row(services, url_id).state, row(services, url_id).lease) == ("running", 1)


def test_what_a_killed_worker_held_is_dispatched_again_before_its_lease_ends(
    services: Services, broker: redis_py.Redis, clock: Clock
) -> None:
    url_id = begun(services, broker)
    lapse(broker, services)
    assert dispatch_due(services) == 1
    assert queued(broker) == [url_id]
    assert (row(services, url_id).kills, row(services, url_id).attempts) == (1, 0)
    assert services.claims.all() == {}
    assert told(services, url_id) == [("dispatch", "done"), ("fetch", "retry"), ("dispatch", "done")]


def test_a_message_that_a_worker_takes_at_any_moment_of_a_round_is_not_lost(
    services: Services, broker: redis_py.Redis, redis_url: str, clock: Clock
) -> None:
    """It is in no queue any more when the queues are read, and was not claimed yet when the claims were."""
    (url_id,) = accept(services, 1)
    dispatch_due(services)
    (raw,) = broker.lrange(QUEUES["fetch"], 0, -1)
    step = Claim(url_id, 1, "fetch")

    def waits_and_is_late() -> None:
        services.claims.end([step])
        broker.delete(QUEUES["fetch"])
        broker.lpush(QUEUES["fetch"], raw)
        clock.forward(LIMITS.lease + 1)

    def take() -> None:
        taken(broker, 1)
        services.claims.take(step)

    for moment, client in at_every_command(redis_url, waits_and_is_late, take):
        one = replace(services)
        one.__dict__.update(ledger=services.ledger, redis=client)
        assert dispatch_due(one) == 0, moment
        assert (row(services, url_id).state, row(services, url_id).lease) == ("running", 1), moment


def test_a_step_that_ends_while_it_is_being_given_up_for_dead_is_no_kill(
    services: Services, broker: redis_py.Redis, clock: Clock
) -> None:
    url_id = begun(services, broker)
    lapse(broker, services)
    there = services.ledger

    def ends() -> None:
        with there.begin() as tx:
            urls.advance(tx, urls.get(tx, url_id), "fetch", clock())

    services.__dict__["ledger"] = MeddledLedger.of(there, ends)
    assert dispatch_due(services) == 0
    assert (row(services, url_id).state, row(services, url_id).stage, row(services, url_id).kills) == (
        "running",
        "fetch",
        0,
    )
    assert told(services, url_id) == [("dispatch", "done")]


@pytest.mark.parametrize("reason", ["worker-lost", "time-limit"])
def test_a_url_that_kills_its_worker_again_and_again_ends_as_failed_with_the_reason(
    services: Services, broker: redis_py.Redis, clock: Clock, reason: str
) -> None:
    (url_id,) = accept(services, 1)
    published = 0
    for _ in range(LIMITS.max_kills + 2):
        published += dispatch_due(services)
        if taken(broker, 1):
            step = Claim(url_id, row(services, url_id).lease, "fetch")
            services.claims.take(step)
            services.claims.lose([step], reason)
        clock.forward(LIMITS.backoff_max)
    assert (row(services, url_id).state, row(services, url_id).reason) == ("failed", reason)
    assert told(services, url_id)[-1] == ("fetch", "failed")
    assert published == LIMITS.max_kills
    assert row(services, url_id).kills == LIMITS.max_kills
    assert "fetch" in str(row(services, url_id).detail)


def test_what_a_stopping_worker_gave_back_goes_on_at_once_and_is_charged_nothing(
    services: Services, broker: redis_py.Redis, clock: Clock
) -> None:
    (url_id,) = accept(services, 1)
    dispatch_due(services)
    taken(broker, 1)
    services.claims.lose([Claim(url_id, 1, "fetch")], GIVEN_BACK)
    assert dispatch_due(services) == 1
    assert (row(services, url_id).kills, row(services, url_id).attempts, row(services, url_id).lease) == (0, 0, 2)


def test_a_claim_that_a_finished_step_left_behind_harms_nobody(
    services: Services, broker: redis_py.Redis, clock: Clock
) -> None:
    (url_id,) = accept(services, 1)
    dispatch_due(services)
    services.claims.take(Claim(url_id, 1, "fetch"))
    with services.ledger.begin() as tx:
        urls.advance(tx, urls.get(tx, url_id), "fetch", clock())
    lapse(broker, services)
    assert dispatch_due(services) == 0
    assert services.claims.all() == {}
    assert (row(services, url_id).state, row(services, url_id).kills) == ("running", 0)


def test_an_emptied_redis_is_noticed_at_once_and_what_was_on_its_way_goes_on_when_the_workers_have_spoken(
    services: Services, broker: redis_py.Redis, clock: Clock
) -> None:
    at_work, waiting, *_ = accept(services, 2)
    dispatch_due(services)
    taken(broker, 1)
    step = Claim(at_work, 1, "fetch")
    services.claims.take(step)
    known = services.claims.prolong([step])
    broker.flushall()
    clock.forward(1)
    assert dispatch_due(services) == 0
    services.claims.prolong([step], known)  # the worker's next beat
    clock.forward(BEAT * 1.5)
    assert dispatch_due(services) == 1
    assert queued(broker) == [waiting]
    assert [row(services, url_id).lease for url_id in (at_work, waiting)] == [1, 2]


def test_two_rounds_at_once_find_what_is_lost_once(services: Services, broker: redis_py.Redis, clock: Clock) -> None:
    services.settings = replace(services.settings, dispatch=replace(LIMITS, max_in_flight=40))
    ids = accept(services, 40)
    dispatch_due(services)
    broker.delete(QUEUES["fetch"])
    clock.forward(LIMITS.lease + 1)
    together = Barrier(2)

    def again(_: int) -> int:
        together.wait()
        return dispatch_due(services)

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(again, range(2))) == 40
    assert sorted(queued(broker)) == ids
    assert {row(services, url_id).lease for url_id in ids} == {2}


def test_what_waits_in_the_queues_is_read_as_celery_wrote_it_and_strangers_are_passed_over(
    services: Services, broker: redis_py.Redis
) -> None:
    (url_id,) = accept(services, 1)
    dispatch_due(services)
    for stranger in (b"", b"{}", b"[1]", b'{"body": "!"}', b'{"body": "W10="}', b"\xff"):
        broker.lpush(QUEUES["clean"], stranger)
    found = list(queues.messages(broker))
    assert found[0] == ("fetch", {"v": 2, "url": url_id, "lease": 1})
    assert [message for _, message in found[1:]] == [None] * 6


def handfuls(broker: redis_py.Redis) -> list[list[int]]:
    """The ids of the urls in each message that waits to be fetched, the first one published first."""
    found = [argument for _, _, argument in queues.envelopes(broker, ["fetch"])]
    return [[message["url"] for message in some] for some in found][::-1]


def test_urls_of_hosts_that_answer_quickly_share_messages_and_a_host_that_is_not_known_yet_shares_none(
    services: Services, broker: redis_py.Redis, clock: Clock
) -> None:
    services.settings = replace(services.settings, dispatch=replace(LIMITS, max_in_flight=100))
    for turn, expected in ((1, [1] * 40), (2, [3] * 12 + [2] * 2)):
        ids = [url_id for n in range(40) for url_id in accept_at(services, turn, f"{n}.example")]
        assert dispatch_due(services) == 40
        found = handfuls(broker)
        assert sorted(url_id for some in found for url_id in some) == ids
        assert sorted((len(some) for some in found), reverse=True) == expected
        for url_id in ids:
            done_with(services, url_id)
        broker.delete(QUEUES["fetch"])
        clock.forward(5)


def accept_at(services: Services, turn: int, host: str) -> list[int]:
    made = [Submission(f"https://{host}/{turn}", f"{host}-{turn}", host, "enqueue")]
    with services.ledger.begin() as tx:
        return list(urls.accept(tx, made, services.clock()).new)


def done_with(services: Services, url_id: int) -> None:
    with services.ledger.begin() as tx:
        urls.advance(tx, urls.get(tx, url_id), "assign", services.clock())


@pytest.mark.parametrize("trouble", [{"failures": 1}, {"spacing": 2.0}, {"latency": 0.3}])
def test_a_host_that_is_slow_busy_or_away_shares_no_message(
    services: Services, broker: redis_py.Redis, trouble: dict[str, float]
) -> None:
    services.settings = replace(services.settings, dispatch=replace(LIMITS, max_in_flight=100))
    ids = [url_id for n in range(40) for url_id in accept_at(services, 1, f"{n}.example")]
    with services.ledger.begin() as tx:
        tx.execute(sa.update(schema.host).values(turns=9))
        tx.execute(sa.update(schema.host).where(schema.host.c.host == "7.example").values(trouble))
    dispatch_due(services)
    assert [some for some in handfuls(broker) if ids[7] in some] == [[ids[7]]]
    assert max(len(some) for some in handfuls(broker)) == 3


def test_a_url_that_was_at_hand_when_a_process_died_goes_alone(
    services: Services, broker: redis_py.Redis, clock: Clock
) -> None:
    services.settings = replace(services.settings, dispatch=replace(LIMITS, max_in_flight=100))
    ids = [url_id for n in range(40) for url_id in accept_at(services, 1, f"{n}.example")]
    with services.ledger.begin() as tx:
        tx.execute(sa.update(schema.host).values(turns=9))
    dispatch_due(services)
    together = next(some for some in handfuls(broker) if ids[0] in some)
    services.claims.take(Claim(ids[0], 1, "fetch"))
    services.claims.lose([Claim(ids[0], 1, "fetch")], "worker-lost")
    services.claims.lose([Claim(url_id, 1, "fetch") for url_id in together if url_id != ids[0]], GIVEN_BACK)
    broker.delete(QUEUES["fetch"])
    clock.forward(5)
    dispatch_due(services)
    assert [some for some in handfuls(broker) if ids[0] in some] == [[ids[0]]]
    assert [row(services, url_id).kills for url_id in together] == [int(url_id == ids[0]) for url_id in together]


def test_a_row_that_was_tampered_with_stops_no_other(services: Services, broker: redis_py.Redis, clock: Clock) -> None:
    running, waiting = accept(services, 1)[0], accept(services, 1, "b.example")[0]
    dispatch_due(services)
    with services.ledger.begin() as tx:
        tx.execute(sa.update(schema.url).where(schema.url.c.id.in_([running, waiting])).values(stage="assign"))
    clock.forward(LIMITS.lease + 1)
    broker.flushall()
    (new,) = accept(services, 1, "c.example")
    for _ in range(3):
        dispatch_due(services)
        clock.forward(LIMITS.lease + 1)
    assert row(services, new).state == "running"


def test_hosts_are_taken_in_turn_and_spaced(services: Services, broker: redis_py.Redis, clock: Clock) -> None:
    services.settings = replace(services.settings, dispatch=replace(LIMITS, host_spacing=2.0))
    slow, quick = accept(services, 20, "slow.example"), accept(services, 1, "quick.example")
    assert dispatch_due(services) == 2
    assert set(queued(broker)) == {slow[0], quick[0]}
    done_with(services, slow[0])
    clock.forward(1)
    assert dispatch_due(services) == 0
    clock.forward(1.5)
    assert dispatch_due(services) == 1


@pytest.mark.second_is_slow
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


def test_beat_asks_for_no_round_while_one_of_its_kind_waits_and_none_expires(
    services: Services, broker: redis_py.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "services", lambda: services)
    beat = schedule.Rounds(app)
    rounds = [beat.Entry(name, f"newsloom.{name}", 1.0, app=app) for name in ("dispatch", "poll")]
    for _ in range(3):
        for each in rounds:
            beat.apply_entry(each)
        schedule.nudge()
    waiting = [json.loads(raw)["headers"] for raw in broker.lrange(QUEUES["upkeep"], 0, -1)]
    assert sorted(headers["task"] for headers in waiting) == ["newsloom.dispatch", "newsloom.poll"]
    assert [headers["expires"] for headers in waiting] == [None, None]
    broker.delete(QUEUES["upkeep"])
    beat.apply_entry(rounds[0])
    assert broker.llen(QUEUES["upkeep"]) == 1


def test_a_poll_that_finds_something_new_asks_for_a_round_at_once_and_one_that_does_not_asks_for_none(
    services: Services, broker: redis_py.Redis, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "services", lambda: services)
    web = Web()
    web.holds(rss(("https://a.example/1", None)))
    services.__dict__["client"] = web
    with services.ledger.begin() as tx:
        feed = feeds.add(tx, "a-feed", "https://a.example/feed", None, None, clock())
    for new in (1, 0):
        assert schedule.poll_feed({"v": 2, "feed": feed}) == new
        assert broker.llen(QUEUES["upkeep"]) == new
        broker.delete(QUEUES["upkeep"])


def test_when_redis_is_back_the_beat_says_so(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "services", lambda: services)
    away.began("redis-away", "Redis does not answer")
    schedule.Rounds(app).apply_entry(schedule.Rounds(app).Entry("poll", "newsloom.poll", 1.0, app=app))
    assert not away.is_away("redis")


def test_what_is_nested_too_deeply_to_be_read_stops_neither_beat_nor_a_nudge_nor_a_round(
    services: Services, broker: redis_py.Redis, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "services", lambda: services)
    beat = schedule.Rounds(app)
    for queue in ("fetch", "upkeep"):
        broker.rpush(QUEUES[queue], "[" * 100_000)
    beat.apply_entry(beat.Entry("dispatch", "newsloom.dispatch", 1.0, app=app))
    assert broker.llen(QUEUES["upkeep"]) == 2
    assert schedule.nudge()
    assert broker.llen(QUEUES["upkeep"]) == 2, "a round waits already"
    accept(services, 1)
    dispatch_due(services)
    clock.forward(LIMITS.lease + 1)
    assert dispatch_due(services) == 0, "the message that waits is found behind it"


def test_the_schedule_has_its_rounds_and_none_of_them_expires(broker: redis_py.Redis) -> None:
    del broker
    app.finalize()
    entries = schedule.Rounds(app).schedule
    assert {entry.task for entry in entries.values()} == {f"newsloom.{name}" for name in entries}
    assert not any("expires" in entry.options for entry in entries.values())


def test_feeds_of_a_host_stand_in_line_where_hosts_are_asked_more_often_than_feeds() -> None:
    chosen = Settings()
    assert set(schedule.rounds(chosen)) == {"dispatch", "poll", "line", "prune", "refill", "repair"}
    for spacing in (0.0, chosen.feeds.every):
        other = replace(chosen, dispatch=replace(chosen.dispatch, host_spacing=spacing))
        assert "line" not in schedule.rounds(other)


def test_while_our_network_is_away_one_feed_is_asked_at_a_time_and_all_when_it_is_back(
    services: Services, broker: redis_py.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "services", lambda: services)
    ledger, now = services.ledger, services.clock()
    with ledger.begin() as tx:
        ids = [feeds.add(tx, str(n), f"https://{n}.example/", None, None, now) for n in range(4)]
        feeds.spare(tx, [found for found in ids if found], "no name can be looked up", now)
    assert [schedule.poll(), schedule.line(), schedule.poll()] == [1, 0, 1]
    with ledger.begin() as tx:
        assert feeds.network_back(tx, now) == 4
    assert schedule.poll() == 4
    assert broker.llen(QUEUES["feeds"]) == 6


def test_feeds_of_one_host_are_asked_one_after_the_other_also_between_two_rounds(
    services: Services, broker: redis_py.Redis, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    spaced = replace(services.settings, dispatch=replace(services.settings.dispatch, host_spacing=1.0))
    monkeypatch.setattr(services, "settings", spaced)
    monkeypatch.setattr(schedule, "services", lambda: services)
    with services.ledger.begin() as tx:
        for n in range(4):
            feeds.add(tx, str(n), f"https://a.example/{n}", None, None, services.clock())
    asked = [schedule.poll(), schedule.line()]
    for _ in range(3):
        clock.forward(1)
        asked.append(schedule.line())
    assert asked == [1, 0, 1, 1, 1]
    assert broker.llen(QUEUES["feeds"]) == 4
