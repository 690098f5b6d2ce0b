"""B-cubed F1: equal is 1, and every kind of harm takes something away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.chaos.score import differences, f1

GROUPINGS = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), st.integers(0, 4), min_size=1, max_size=30)
WANTED = {"a": 1, "b": 1, "c": 1, "d": 2, "e": 2}


@given(GROUPINGS)
def test_a_grouping_is_wholly_like_itself_whatever_its_groups_are_called(groups: dict[str, int]) -> None:
    assert f1(groups, {name: f"story {group}" for name, group in groups.items()}) == 1.0
    assert differences(groups, {name: group + 10 for name, group in groups.items()}) == []


@given(GROUPINGS, GROUPINGS)
def test_it_is_one_only_where_nothing_differs(wanted: dict[str, int], found: dict[str, int]) -> None:
    mine = {name: group for name, group in found.items() if name in wanted}
    assert 0 < f1(wanted, mine) <= 1
    full = {name: mine.get(name, f"alone {name}") for name in wanted}
    assert (f1(wanted, mine) > 1 - 1e-9) == (differences(wanted, full) == [])


@given(GROUPINGS, st.randoms())
def test_it_is_the_same_from_both_sides(wanted: dict[str, int], chance: object) -> None:
    other = {name: chance.randrange(4) for name in wanted}  # type: ignore[attr-defined]
    assert f1(wanted, other) == pytest.approx(f1(other, wanted))


@pytest.mark.parametrize(
    ("found", "value"),
    [
        ({"a": 1, "b": 1, "c": 1, "d": 2, "e": 2}, 1.0),
        # all in one: precision (3*3/5 + 2*2/5) / 5 = 13/25
        (dict.fromkeys("abcde", 7), 2 * (13 / 25) / (1 + 13 / 25)),
        # each alone: recall (3 * 1/3 + 2 * 1/2) / 5 = 2/5
        ({"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}, 2 * 0.4 / 1.4),
        # one is missing: it stands alone; recall (2/3 + 2/3 + 1/3 + 1 + 1) / 5
        ({"a": 1, "b": 1, "d": 2, "e": 2}, 2 * (11 / 15) / (1 + 11 / 15)),
    ],
)
def test_its_values_are_those_reckoned_by_hand(found: dict[str, int], value: float) -> None:
    assert f1(WANTED, found) == pytest.approx(value)


def test_one_article_of_six_hundred_in_a_wrong_story_is_seen_and_named() -> None:
    wanted = {f"a{number}": number // 10 for number in range(600)}
    found = wanted | {"a0": 1}
    assert 0.99 < f1(wanted, found) < 1
    assert "a0" in differences(wanted, found)
