"""Messages, as they come into the queues."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path

import pytest
import redis as redis_py
from kombu.transport.redis import Channel

from tests.pipeline.test_dispatch import broker, talk_to
from workers.app import QUEUES, app
from workers.claims import Claim
from workers.errors import OutageError
from workers.post import next_of, post

__all__ = ["broker"]


def messages(broker: redis_py.Redis, stage: str) -> list[object]:
    """The arguments of each task that waits, the first one published first."""
    bodies = [json.loads(raw)["body"] for raw in broker.lrange(QUEUES[stage], 0, -1)]
    return [json.loads(b64decode(body))[0] for body in bodies][::-1]


def message(url: int, lease: int) -> dict[str, int]:
    return {"v": 2, "url": url, "lease": lease}


def test_each_letter_is_a_message_of_its_stage_and_only_those_who_fetch_travel_together(
    broker: redis_py.Redis,
) -> None:
    post([[Claim(1, 1, "fetch"), Claim(2, 4, "fetch")], [Claim(3, 1, "clean")], [Claim(4, 1, "clean")]])
    assert messages(broker, "fetch") == [[[message(1, 1), message(2, 4)]]]
    assert messages(broker, "clean") == [[message(3, 1)], [message(4, 1)]]


def test_many_are_sent_in_one_word(broker: redis_py.Redis) -> None:
    post([[Claim(1, 1, "clean")]])  # declares the queue
    before = reads(broker)
    post([[Claim(number, 1, "clean")] for number in range(1, 101)])
    assert reads(broker) - before < 50, "one by one it were a hundred"
    assert len(messages(broker, "clean")) == 101


def reads(broker: redis_py.Redis) -> int:
    """How often the server has read from a socket."""
    return int(broker.info("stats")["total_reads_processed"])


def test_the_step_that_follows_is_the_next_one_and_after_the_last_comes_none() -> None:
    assert next_of([Claim(1, 2, "fetch"), Claim(3, 1, "assign"), Claim(4, 1, "dedupe")]) == [
        Claim(1, 2, "clean"),
        Claim(4, 1, "assign"),
    ]


def test_without_redis_it_is_an_outage_and_said_so(broker: redis_py.Redis, tmp_path: Path) -> None:
    talk_to(f"unix://{tmp_path}/nobody.sock")
    with pytest.raises(OutageError) as caught:
        post([[Claim(1, 1, "clean")]])
    assert caught.value.reason == "redis-away"


def test_a_server_that_refuses_what_is_sent_is_an_outage_and_said_so(broker: redis_py.Redis) -> None:
    broker.set(QUEUES["clean"], "no list")
    with pytest.raises(OutageError, match="WRONGTYPE"):
        post([[Claim(1, 1, "clean")]])


def test_a_channel_makes_one_client_for_its_pool(broker: redis_py.Redis) -> None:
    with app.connection_for_write() as connection:
        channel = connection.default_channel
        assert isinstance(channel, Channel)
        with channel.conn_or_acquire() as first, channel.conn_or_acquire() as second:
            assert first is second
        channel._disconnect_pools()  # as after a fork
        with channel.conn_or_acquire() as third:
            assert third is not first
            assert third.ping()
