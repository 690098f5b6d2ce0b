"""Claims in a real Redis: one at a time, for as long as somebody says that the worker lives."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import redis as redis_py

from workers.claims import LAPSE, Claim, Claims

STEP = Claim(7, 3, "clean")


@pytest.fixture
def claims(redis: redis_py.Redis) -> Claims:
    return Claims(redis, "newsloom:test:")


def age(redis: redis_py.Redis, seconds: float) -> None:
    """As if so much time had passed."""
    for name, until in redis.zrange("newsloom:test:claims", 0, -1, withscores=True):
        redis.zadd("newsloom:test:claims", {name: until - seconds})


def test_a_step_is_claimed_once_until_it_ends(claims: Claims) -> None:
    assert [claims.take(STEP), claims.take(STEP)] == [True, False]
    claims.end([STEP])
    assert claims.take(STEP)


def test_of_several_steps_those_are_claimed_that_nobody_has(claims: Claims) -> None:
    first, second, third = (STEP._replace(url=url) for url in (1, 2, 3))
    assert claims.take(second)
    assert claims.take_all([first, second, third]) == [first, third]
    assert set(claims.all()) == {first, second, third}


def test_another_stage_or_another_lease_is_another_step(claims: Claims) -> None:
    assert all(claims.take(step) for step in (STEP, STEP._replace(lease=4), STEP._replace(stage="dedupe")))


def test_of_many_who_want_it_at_once_one_has_it(claims: Claims, redis_url: str) -> None:
    together = Barrier(8)

    def take(_: int) -> bool:
        with redis_py.Redis.from_url(redis_url) as client:
            mine = Claims(client, "newsloom:test:")
            together.wait()
            return mine.take(STEP)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(8))) == 1


def test_a_claim_lapses_unless_it_is_prolonged(claims: Claims, redis: redis_py.Redis) -> None:
    claims.take(STEP)
    assert LAPSE - 6 < claims.all()[STEP].left <= LAPSE
    age(redis, LAPSE - 2)
    claims.prolong([STEP])
    age(redis, LAPSE - 2)
    assert claims.all()[STEP].left > 0
    age(redis, 3)
    assert claims.all()[STEP].left < 0


def test_what_has_lapsed_is_nobody_elses_until_somebody_has_looked_after_it(
    claims: Claims, redis: redis_py.Redis
) -> None:
    claims.take(STEP)
    age(redis, LAPSE + 1)
    assert not claims.take(STEP)
    claims.end(claims.all())
    assert claims.take(STEP)


def test_who_is_at_work_claims_again_what_redis_has_lost(claims: Claims, redis: redis_py.Redis) -> None:
    claims.take(STEP)
    known = claims.prolong([STEP])
    redis.flushall()
    assert claims.prolong([STEP], known) == {STEP}
    assert not claims.take(STEP)


def test_a_step_that_has_not_claimed_itself_yet_is_not_claimed_for_it(claims: Claims) -> None:
    """It would find itself claimed, and die as if it were its own twin."""
    assert claims.prolong([STEP]) == set()
    assert claims.take(STEP)
    assert claims.prolong([STEP, STEP._replace(url=8)]) == {STEP}


def test_a_step_that_was_seen_to_die_need_not_lapse(claims: Claims) -> None:
    claims.take(STEP)
    claims.lose([STEP], "time-limit")
    (held,) = claims.all().values()
    assert held.left < 0
    assert held.lost == "time-limit"
    claims.end([STEP])
    assert claims.all() == {}


def test_nothing_of_a_claim_stays_for_ever(claims: Claims, redis: redis_py.Redis) -> None:
    claims.take(STEP)
    claims.lose([STEP._replace(url=8)], "worker-lost")
    assert all(0 < redis.ttl(key) <= 3600 for key in redis.scan_iter())
    claims.end(claims.all())
    assert redis.keys() == []


def test_ending_and_prolonging_nothing_is_nothing(claims: Claims) -> None:
    claims.end([])
    claims.prolong([])
    claims.lose([], "worker-lost")
    assert claims.all() == {}
