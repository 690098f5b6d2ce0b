"""When to try again, and when no more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.errors import (
    HeldError,
    KilledError,
    NewsloomError,
    OutageError,
    PermanentError,
    RefusedError,
    TransientError,
)
from workers.retry import after, doubled
from workers.settings import Dispatch

LIMITS = Dispatch(max_attempts=6, max_kills=3, backoff=30, backoff_max=3600)
chances = st.floats(0, 1, exclude_max=True)
tries = st.integers(0, LIMITS.max_attempts - 2)


@given(st.floats(1e-3, 1e6), st.integers(-3, 10**9), st.floats(1, 1e7))
def test_a_wait_is_doubled_each_time_until_it_is_the_most(first: float, times: int, most: float) -> None:
    wait = doubled(first, times, most)
    assert wait <= most
    assert doubled(first, times + 1, most) == min(most, 2 * wait) or times < 0
    assert doubled(first, 0, most) == min(first, most)
    assert doubled(first, 10**9, most) == most


@given(tries, chances)
def test_the_wait_stays_between_half_the_backoff_and_the_longest(attempts: int, chance: float) -> None:
    seconds = after(TransientError("timeout"), attempts, 0, LIMITS, chance).wait
    assert min(3600, 30 * 2**attempts) / 2 <= seconds <= 3600


@given(st.integers(0, 10_000), chances)
def test_no_number_of_tries_overflows(attempts: int, chance: float) -> None:
    patient = Dispatch(max_attempts=100_000, backoff=30, backoff_max=3600)
    assert 0 < after(TransientError("timeout"), attempts, 0, patient, chance).wait <= 3600


@given(st.integers(0, LIMITS.max_attempts - 3), chances)
def test_another_try_never_waits_less_at_the_same_luck(attempts: int, chance: float) -> None:
    shorter, longer = (after(TransientError("timeout"), n, 0, LIMITS, chance).wait for n in (attempts, attempts + 1))
    assert longer >= shorter


@given(tries, chances, st.floats(0, 86400))
def test_it_never_comes_back_before_the_other_side_asked(attempts: int, chance: float, asked: float) -> None:
    assert after(TransientError("http-429", after=asked), attempts, 0, LIMITS, chance).wait >= asked


@given(st.integers(0, 10_000), st.integers(0, 10_000), chances)
def test_an_outage_of_our_own_waits_seconds_however_long_it_lasts_and_is_charged_nothing(
    attempts: int, kills: int, chance: float
) -> None:
    follows = after(OutageError("redis-away"), attempts, kills, LIMITS, chance)
    assert 1 <= follows.wait <= 5
    assert (follows.outcome, follows.attempt, follows.kill) == ("retry", 0, 0)


@given(st.integers(0, 10_000), chances, st.floats(0, 86400))
def test_a_url_whose_host_is_left_alone_waits_as_long_and_is_charged_nothing(
    attempts: int, chance: float, asked: float
) -> None:
    follows = after(HeldError("host-rests", after=asked), attempts, 0, LIMITS, chance)
    assert (follows.outcome, follows.wait, follows.attempt, follows.kill) == ("retry", asked, 0, 0)


@given(chances)
def test_the_first_kill_costs_no_wait_and_the_second_does(chance: float) -> None:
    first, second = (after(KilledError("worker-lost"), 0, kills, LIMITS, chance) for kills in (0, 1))
    assert (first.outcome, first.wait, first.kill, first.attempt) == ("retry", 0.0, 1, 0)
    assert second.wait >= LIMITS.backoff / 2


@pytest.mark.parametrize(
    ("error", "attempts", "kills", "outcome"),
    [
        (TransientError("timeout"), 4, 0, "retry"),
        (TransientError("timeout"), 5, 0, "failed"),
        (TransientError("timeout"), 4, 100, "retry"),
        (OutageError("redis-away"), 1000, 1000, "retry"),
        (KilledError("time-limit"), 100, 1, "retry"),
        (KilledError("time-limit"), 0, 2, "failed"),
        (PermanentError("http-404"), 0, 0, "failed"),
        (RefusedError("not-an-article"), 0, 0, "refused"),
    ],
)
def test_what_becomes_of_a_url_follows_from_the_class_of_the_error(
    error: NewsloomError, attempts: int, kills: int, outcome: str
) -> None:
    assert after(error, attempts, kills, LIMITS, 0.5).outcome == outcome


@pytest.mark.parametrize(
    ("error", "attempts", "kills", "spent"),
    [
        (TransientError("timeout"), 5, 0, (1, 0)),
        (KilledError("time-limit"), 0, 2, (0, 1)),
        (PermanentError("http-404"), 0, 0, (1, 0)),
        (RefusedError("not-an-article"), 0, 0, (0, 0)),
    ],
)
def test_the_last_try_counts_like_those_before_it(
    error: NewsloomError, attempts: int, kills: int, spent: tuple[int, int]
) -> None:
    follows = after(error, attempts, kills, LIMITS, 0.5)
    assert follows.outcome != "retry"
    assert (follows.attempt, follows.kill) == spent


def test_urls_that_wait_for_the_same_outage_do_not_come_back_together() -> None:
    waits = [after(OutageError("redis-away"), 0, 0, LIMITS, chance).wait for chance in (0.0, 0.5, 0.9)]
    assert waits == sorted(set(waits))
