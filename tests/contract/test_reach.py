"""Whether Redis can be worked with: what is wrong is told with where, and with what to do."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import redis as redis_py
from kombu.exceptions import OperationalError
from redis.exceptions import AuthenticationError, BusyLoadingError, ResponseError, TimeoutError  # noqa: A004

from tests.pipeline.own_redis import OwnRedis
from workers import away, outage, reach, server
from workers.settings import Place, Settings


def settings(home: Path, redis_url: str = "") -> Settings:
    return replace(Settings(), newsloom=Place(home, redis_url))


def told(chosen: Settings) -> str:
    found = reach.look(chosen)
    assert found.trouble
    return found.trouble.detail


def test_a_redis_that_takes_what_is_written_is_in_order_and_keeps_nothing_of_the_look(
    redis: redis_py.Redis, redis_url: str, tmp_path: Path
) -> None:
    found = reach.look(settings(tmp_path, redis_url))
    assert (found.trouble, found.answers, found.url) == (None, True, redis_url)
    assert redis.dbsize() == 0


def test_our_own_that_does_not_run_is_newsloom_ups_business_and_looking_leaves_nothing_behind(tmp_path: Path) -> None:
    chosen = settings(tmp_path / "home")
    assert told(chosen) == (
        f"newsloom's own Redis does not run (in {tmp_path / 'home'}): `newsloom up` starts it, and the workers"
    )
    assert not reach.look(chosen).answers
    assert list(tmp_path.iterdir()) == []


def test_our_own_that_is_guarded_and_does_not_answer_is_its_guardians_business(tmp_path: Path) -> None:
    locks = server.locks_of(tmp_path)
    locks.mkdir()
    with (locks / "guardian").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert told(settings(tmp_path)) == (
            f"newsloom's own Redis does not answer yet; its guardian runs, and {tmp_path}/redis/redis.log says more"
        )


def test_one_of_yours_that_is_away_is_named_without_its_password(tmp_path: Path) -> None:
    said = told(settings(tmp_path, "redis://me:s3kr1t@127.0.0.1:1/0"))
    assert said.startswith("Redis at redis://127.0.0.1:1/0 does not answer (")
    assert said.endswith("): start it, or name another in NEWSLOOM_REDIS_URL")
    assert "s3kr1t" not in said


@contextmanager
def configured(redis: redis_py.Redis, name: str, value: str, then: str) -> Iterator[None]:
    redis.config_set(name, value)
    try:
        yield
    finally:
        redis.config_set(name, then)


@pytest.mark.parametrize(
    ("name", "value", "then", "what"),
    [
        ("maxmemory", "1", "0", "is at its memory limit"),
        ("min-replicas-to-write", "1", "0", "misses the replicas that it waits for"),
    ],
)
def test_one_that_refuses_writes_answers_and_says_why_and_what_to_do(
    redis: redis_py.Redis, redis_url: str, tmp_path: Path, name: str, value: str, then: str, what: str
) -> None:
    with configured(redis, name, value, then):
        found = reach.look(settings(tmp_path, redis_url))
    assert found.answers
    assert found.trouble
    assert found.trouble.detail.startswith(f"Redis at {redis_url} {what} (")


def test_a_copy_that_only_reads_is_told_by_its_name(redis: redis_py.Redis, redis_url: str, tmp_path: Path) -> None:
    redis.replicaof("127.0.0.1", "1")
    try:
        assert "is a copy that only reads" in told(settings(tmp_path, redis_url))
    finally:
        redis.replicaof("NO", "ONE")


def test_one_that_answers_on_old_connections_alone_is_not_back(short_folder: Path) -> None:
    folder = short_folder / "unreachable"
    folder.mkdir()
    own = OwnRedis(folder, persistent=False)
    own.start()
    try:
        client = own.client()
        client.ping()
        hidden = own.socket.rename(folder / "elsewhere.sock")
        away.over("redis")  # of what another test left
        away.began("redis-away", "its socket was removed")
        with pytest.raises(redis_py.ConnectionError):
            reach.settle(client)
        assert away.is_away("redis")
        hidden.rename(own.socket)
        reach.settle(client)
        assert not away.is_away("redis")
    finally:
        own.stop()


@pytest.mark.parametrize(
    ("error", "reason", "what"),
    [
        (ResponseError("MISCONF Errors writing to the AOF file: No space left"), "redis-refused", "write to its disk"),
        (ResponseError("ERR something else"), "redis-refused", "refused (ERR something else)"),
        (BusyLoadingError("Redis is loading the dataset in memory"), "redis-away", "is still loading"),
        (AuthenticationError("invalid username-password pair"), "redis-refused", "does not let us in"),
        (TimeoutError("Timeout reading from socket"), "redis-away", "does not answer"),
        (OperationalError("no route to host"), "redis-away", "does not answer (no route to host)"),
        (OSError(101, "Network is unreachable"), "redis-away", "does not answer"),
    ],
)
def test_each_error_has_its_reason_and_one_line_with_what_to_do(error: Exception, reason: str, what: str) -> None:
    found = outage.of(error)
    assert found.reason == reason
    assert what in found.detail
    assert ": " in found.detail
    assert "\n" not in found.detail


def test_what_celery_wrapped_is_told_as_what_redis_said() -> None:
    wrapped = OperationalError("it failed")
    wrapped.__cause__ = ResponseError("MISCONF Errors writing to the AOF file")
    assert outage.of(wrapped).reason == "redis-refused"
