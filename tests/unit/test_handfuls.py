"""Which urls travel in one message."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers import seats
from workers.cli.roles import ROLES
from workers.handfuls import HANDS, MOST, dealt


@dataclass(frozen=True)
class Row:
    id: int
    host: str
    attempts: int = 0
    kills: int = 0


def rows(count: int, host: str | None = None) -> list[Row]:
    return [Row(number, host or f"{number}.example") for number in range(count)]


def sizes(given_rows: list[Row]) -> list[int]:
    return [len(some) for some in dealt(given_rows, {row.host for row in given_rows})]


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, []),
        (1, [1]),
        (HANDS, [1] * HANDS),
        (HANDS + 1, [2] * (HANDS // 2) + [1]),
        (4 * HANDS, [4] * HANDS),
        (200, [MOST] * 25),
        (1000, [MOST] * 125),
    ],
)
def test_a_message_holds_several_only_where_there_are_more_than_are_fetched_at_once(
    count: int, expected: list[int]
) -> None:
    assert sorted(sizes(rows(count)), reverse=True) == expected


def test_as_many_are_dealt_as_a_worker_fetches_at_once() -> None:
    assert seats.of(ROLES["fetch"].concurrency) == HANDS


def test_urls_of_one_host_go_into_different_messages_as_far_as_there_are_so_many() -> None:
    mixed = [row for number in range(50) for row in rows(4, f"{number}.example")]
    for some in dealt(mixed, {row.host for row in mixed}):
        assert max(Counter(row.host for row in some).values()) == 1
    assert max(sizes(rows(160, "one.example"))) == MOST


@pytest.mark.parametrize(
    "row",
    [
        Row(0, "slow.example"),
        Row(0, "slow.example", attempts=1),
        Row(0, "quick.example", attempts=1),
        Row(0, "quick.example", kills=1),
    ],
)
def test_who_may_hold_others_up_goes_alone(row: Row) -> None:
    found = dealt([row, *rows(200, "quick.example")], {"quick.example"})
    assert found[0] == [row]
    assert all(row not in some for some in found[1:])


def test_urls_of_a_host_that_is_not_known_to_be_quick_hold_up_each_other_and_nobody_else() -> None:
    mixed = [row for number in range(3) for row in rows(MOST + 1, f"{number}.example")]
    found = dealt(mixed, {"0.example"})
    strangers = [some for some in found if some[0].host != "0.example"]
    assert sorted(len({row.host for row in some}) for some in strangers) == [1] * 4
    assert sorted(map(len, strangers)) == [1, 1, MOST, MOST]


_rows = st.lists(
    st.builds(Row, st.integers(), st.sampled_from("abcd"), st.integers(0, 1), st.integers(0, 1)), max_size=300
)


@given(_rows, st.sets(st.sampled_from("abcd")))
def test_each_is_dealt_once_and_none_is_lost(given_rows: list[Row], quick: set[str]) -> None:
    found = dealt(given_rows, quick)
    assert Counter(row for some in found for row in some) == Counter(given_rows)
    assert all(0 < len(some) <= MOST for some in found)
    hosts = [{row.host for row in some} for some in found]
    assert all(len(some) == 1 or some <= quick for some in hosts)
    assert all(len(some) == 1 or not any(row.attempts or row.kills for row in some) for some in found)
