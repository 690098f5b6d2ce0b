"""On how many days a story has members."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.assign.days import NONE, TURN, joined, left, number, united

NOON = datetime(2025, 2, 7, 12, tzinfo=UTC)

times = st.lists(st.none() | st.integers(-40_000, 40_000).map(lambda hours: NOON + timedelta(hours=hours)), max_size=40)


def of(ats: list[datetime | None], days: bytes = NONE) -> bytes:
    for at in ats:
        days = joined(days, at)
    return days


def test_reports_of_one_day_are_one_day_and_the_undated_none() -> None:
    morning = NOON - timedelta(hours=12)
    assert number(of([morning + timedelta(hours=hour) for hour in range(24)])) == 1
    assert number(of([NOON, morning - timedelta(seconds=1)])) == 2
    assert number(of([None, None])) == number(NONE) == 0


@given(times, st.randoms(use_true_random=False))
def test_the_order_in_which_members_come_does_not_matter(ats: list[datetime | None], chance: random.Random) -> None:
    assert of(chance.sample(ats, len(ats))) == of(ats)


@given(times, times)
def test_two_stories_together_have_the_days_of_both(some: list[datetime | None], others: list[datetime | None]) -> None:
    assert united(of(some), of(others)) == of([*some, *others])


@given(times, times)
def test_who_goes_takes_his_day_with_him_unless_another_is_of_it(
    stay: list[datetime | None], go: list[datetime | None]
) -> None:
    days = of([*stay, *go])
    for at in go:
        days = left(days, at)
    assert days == of(stay)


@pytest.mark.parametrize("every", [1, 2, 4, 7, 14, 30])
def test_what_comes_in_any_rhythm_is_told_apart_for_a_whole_turn(every: int) -> None:
    assert number(of([NOON + timedelta(days=every * n) for n in range(TURN)])) == TURN


def test_a_day_of_very_many_reports_remains_one_day_whoever_goes() -> None:
    days = of([NOON] * 300)
    assert number(days) == number(united(days, days)) == 1
    for _ in range(300):
        days = left(days, NOON)
    assert number(days) == 1
    assert number(left(NONE, NOON)) == 0
