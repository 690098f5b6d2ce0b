"""A feed that answers and says nothing; one that has moved; what is remembered of either."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.feeds import health, memory, move
from workers.feeds.hints import Hints
from workers.feeds.memory import Memory
from workers.feeds.move import Move
from workers.feeds.pace import Arrivals

NOW = datetime(2025, 1, 6, 10, tzinfo=UTC)
LONG, SHORT = 400, 100


def every(hours: float, times: int, silent_days: float) -> Arrivals:
    last = NOW.timestamp() - silent_days * 86_400
    return tuple((int(last - number * hours * 3600), 1) for number in reversed(range(times)))


@pytest.mark.parametrize(
    ("hours", "times", "silent_days", "flag"),
    [
        (0.5, 24, 2.9, None),
        (0.5, 24, 3.1, "frozen"),
        (24, 24, 9.5, None),
        (24, 24, 10.5, "frozen"),
        (7 * 24, 24, 60, None),
        (7 * 24, 24, 71, "frozen"),
        (0.5, 4, 30, None),
        (0.5, 4, 61, "frozen"),
        (0.5, 0, 61, "frozen"),
    ],
)
def test_a_feed_is_frozen_when_it_is_silent_for_ten_times_its_usual_gap(
    hours: float, times: int, silent_days: float, flag: str | None
) -> None:
    changed = NOW - timedelta(days=silent_days)
    found = health.flag_of(20, every(hours, times, silent_days), (), changed, NOW)
    assert (found and found.name) == flag


def test_what_is_frozen_says_how_long_and_what_was_usual() -> None:
    found = health.flag_of(20, every(2, 24, 4), (), NOW - timedelta(days=4), NOW)
    assert found
    assert found.detail == "it has said the same for 4 days; new entries used to come every 2 h"


def test_a_feed_that_lists_nothing_is_empty_whatever_else() -> None:
    found = health.flag_of(0, every(1, 24, 99), (LONG,) * 9, NOW, NOW)
    assert found
    assert (found.name, found.detail) == ("empty", "it answers, and lists no entries")


@pytest.mark.parametrize(
    ("sizes", "flag"),
    [
        ((LONG,) * 9, None),
        ((LONG,) * 3 + (SHORT,) * 3, "shrinking"),
        ((LONG,) * 3 + (SHORT,) * 2, None),
        ((LONG,) * 2 + (SHORT,) * 3, None),
        ((LONG,) * 5 + (SHORT, LONG, SHORT), None),
        ((60,) * 5 + (10,) * 3, None),  # titles alone: they were never long
    ],
)
def test_ever_shorter_entries_are_seen_after_three_changes(sizes: tuple[int, ...], flag: str | None) -> None:
    found = health.flag_of(20, (), sizes, NOW, NOW)
    assert (found and found.name) == flag


@given(st.lists(st.integers(0, 5000), max_size=30), st.lists(st.integers(0, 5000), max_size=30))
def test_sizes_are_bounded_and_none_is_made_up(before: list[int], texts: list[int]) -> None:
    found = health.sized(before[: health.MOST_SIZES], texts)
    assert len(found) <= health.MOST_SIZES
    if texts:
        assert min(texts) <= found[-1] <= max(texts)
    else:
        assert list(found) == before[: health.MOST_SIZES]


@given(st.integers(1, 50), st.floats(0, 3), st.integers(0, 40))
def test_a_feed_that_changed_within_three_days_is_never_frozen(entries: int, days: float, times: int) -> None:
    assert health.flag_of(entries, every(0.1, times, days), (), NOW - timedelta(days=days), NOW) is None


# Moves


OLD, NEW, OTHER = "https://old.example/f", "https://new.example/f", "https://other.example/f"


@pytest.mark.parametrize(
    ("polls", "due"),
    [
        ([NEW], False),
        ([NEW, NEW], False),
        ([NEW, NEW, NEW], True),
        ([NEW, NEW, None, NEW], False),
        ([NEW, NEW, OTHER], False),
        ([OLD, OLD, OLD], False),
        ([None] * 5, False),
    ],
)
def test_a_feed_moves_when_three_polls_in_a_row_say_so(polls: list[str | None], due: bool) -> None:
    at = Move()
    for permanent in polls:
        at = move.seen(at, OLD, permanent)
    assert at.due is due


@given(st.lists(st.sampled_from([None, NEW, OTHER]), max_size=12))
def test_a_feed_moves_nowhere_that_the_last_poll_did_not_name(polls: list[str | None]) -> None:
    at = Move()
    for permanent in polls:
        at = move.seen(at, OLD, permanent)
    assert at.to == (polls[-1] if polls else None)
    assert at.due == (len(polls) >= move.POLLS and len(set(polls[-move.POLLS :])) == 1 and polls[-1] is not None)


# Memory


_hints = st.builds(
    Hints,
    st.none() | st.floats(0, 1e9),
    st.none() | st.floats(0, 1e9),
    st.lists(st.integers(0, 23)).map(tuple),
    st.lists(st.integers(0, 6)).map(tuple),
)
_memories = st.builds(
    Memory,
    st.lists(st.tuples(st.integers(0, 2**40), st.integers(1, 999))).map(tuple),
    st.lists(st.integers(0, 9999)).map(tuple),
    _hints,
    st.booleans(),
)


@given(_memories)
def test_what_is_remembered_comes_back(known: Memory) -> None:
    assert memory.decode(memory.encode(known)) == known


@given(st.none() | st.dictionaries(st.sampled_from(["v", "arrivals", "sizes", "hints"]), st.integers() | st.text()))
def test_what_is_no_memory_of_ours_is_an_empty_one(value: object) -> None:
    assert memory.decode(value) == Memory()


def test_a_memory_of_another_version_is_an_empty_one() -> None:
    assert memory.decode(memory.encode(Memory(((1, 1),))) | {"v": 2}) == Memory()


@pytest.mark.parametrize(
    ("again", "silent_days", "sizes", "flag"),
    [
        (False, 61, (), "cut"),
        (True, 0, (), "cut"),
        (True, 61, (), "frozen"),
        (True, 0, (LONG,) * 3 + (SHORT,) * 3, "shrinking"),
    ],
)
def test_what_ends_in_the_middle_by_no_accident_hides_nothing_else(
    again: bool, silent_days: int, sizes: tuple[int, ...], flag: str
) -> None:
    changed = NOW - timedelta(days=silent_days)
    found = health.flag_of(1, (), sizes, changed, NOW, cut=True, again=again)
    assert found
    assert found.name == flag
