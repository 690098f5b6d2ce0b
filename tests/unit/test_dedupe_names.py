"""An article's name in the index of copies: its number, and a check by which another of that number is told from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from workers.dedupe.names import CHECK, in_names, in_numbers, name_of, named, number_of, with_check
from workers.errors import PermanentError
from workers.model import CopyKind, Verdict

numbers = st.integers(1, 2**40 - 1)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis
kinds = st.sampled_from(CopyKind)


@given(numbers, moments)
def test_a_name_is_eight_bytes_that_tell_the_number_and_end_in_the_check(number: int, at: datetime) -> None:
    name = name_of(number, at)
    packed = name.to_bytes(8, "little")
    assert number_of(name) == number
    assert with_check(number, packed[-CHECK:]) == name


@given(numbers, moments, st.timedeltas(timedelta(microseconds=1), timedelta(seconds=16)))
def test_of_two_articles_with_one_number_that_were_seen_within_seconds_each_has_a_name_of_its_own(
    number: int, at: datetime, later: timedelta
) -> None:
    assert name_of(number, at) != name_of(number, at + later)


@given(numbers, moments, st.integers(1, 10**9))
def test_so_have_two_that_were_seen_at_the_same_part_of_a_second(number: int, at: datetime, seconds: int) -> None:
    assume(seconds % 16_777_213)
    assume(at.year < 2050)
    assert name_of(number, at) != name_of(number, at + timedelta(seconds=seconds))


def test_a_number_that_has_no_place_in_a_name_is_refused() -> None:
    with pytest.raises(PermanentError):
        name_of(2**40, datetime(2025, 2, 7, tzinfo=UTC))


@given(kinds, st.none() | numbers, st.none() | numbers, moments, moments)
def test_a_verdict_in_names_is_the_same_in_numbers_where_the_ledger_has_whom_it_names(
    kind: CopyKind, original: int | None, nearest: int | None, first: datetime, second: datetime
) -> None:
    verdict = Verdict(kind, original, nearest, 0.5, 0.75, 2.0)
    seen_at = dict(zip(sorted(named(verdict)), (first, second), strict=False))
    assert in_numbers(in_names(verdict, seen_at), seen_at) == verdict


@given(numbers, numbers, moments, st.timedeltas(timedelta(microseconds=1), timedelta(seconds=16)), st.booleans())
def test_a_verdict_that_names_whom_the_ledger_does_not_have_is_none(
    original: int, nearest: int, at: datetime, later: timedelta, gone: bool
) -> None:
    said = in_names(Verdict(CopyKind.COPY, original, nearest), {original: at, nearest: at})
    for one in {original, nearest}:
        seen_at = {original: at, nearest: at} | {one: at + later}
        if gone:
            del seen_at[one]
        assert in_numbers(said, seen_at) is None
