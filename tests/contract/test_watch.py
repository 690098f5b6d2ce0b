"""The watch on a real Redis: what is anew when the server was emptied, or started again with all its data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis as redis_py

from tests.pipeline.own_redis import OwnRedis
from workers.watch import Watch

KEY = "newsloom:test:server"


@pytest.fixture
def own(short_folder: Path) -> Iterator[OwnRedis]:
    """A server that keeps what it holds."""
    folder = short_folder / "keeps"
    folder.mkdir()
    made = OwnRedis(folder, persistent=True)
    made.start()
    yield made
    made.stop()


def test_a_server_is_anew_until_somebody_says_that_it_is_in_order_and_again_when_it_was_emptied(
    redis: redis_py.Redis,
) -> None:
    watch = Watch(redis, "newsloom:test:")
    first = watch.look()
    assert first.anew
    watch.in_order(first)
    assert not watch.look().anew
    redis.flushall()
    assert watch.look().anew


def test_a_server_that_was_restarted_is_anew_even_with_all_its_data(own: OwnRedis) -> None:
    watch = Watch(own.client(), "newsloom:test:")
    watch.in_order(watch.look())
    known = own.client().get(KEY)
    own.stop()
    own.start()
    assert own.client().get(KEY) == known, "it has kept what it knew"
    seen = watch.look()
    assert seen.anew
    watch.in_order(seen)
    assert not watch.look().anew


def test_how_long_nobody_has_looked_is_known_for_a_day(redis: redis_py.Redis) -> None:
    watch = Watch(redis, "newsloom:test:")
    assert watch.idle() is None
    watch.in_order(watch.look())
    now = watch.idle()
    assert now is not None
    assert now < 60
    redis.expire(KEY, 86_400 - 600)
    then = watch.idle()
    assert then is not None
    assert 600 <= then < 660
    watch.look()
    again = watch.idle()
    assert again is not None
    assert again < 60
