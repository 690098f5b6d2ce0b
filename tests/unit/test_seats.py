"""How many of a worker's threads fetch at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, nullcontext

import pytest

from workers import seats


@pytest.fixture(autouse=True)
def _nobody_has_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seats, "_seats", nullcontext())


@pytest.mark.parametrize(("threads", "expected"), [(1, 1), (2, 1), (3, 2), (24, 16), (32, 21)])
def test_two_of_three_threads_fetch_at_once_and_one_at_least(threads: int, expected: int) -> None:
    assert seats.of(threads) == expected


def test_whoever_comes_when_all_seats_are_taken_waits_for_one() -> None:
    seats.furnish(3)
    with ThreadPoolExecutor(1) as third:
        with ExitStack() as two:
            two.enter_context(seats.seat())
            two.enter_context(seats.seat())
            sits = third.submit(seats.seat().__enter__)
            with pytest.raises(TimeoutError):
                sits.result(0.05)
        assert sits.result(60)


def test_without_a_pool_whoever_comes_has_a_seat() -> None:
    with ExitStack() as many:
        for _ in range(100):
            many.enter_context(seats.seat())
