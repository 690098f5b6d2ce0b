"""How two texts are alike, and what they say in the same places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.dedupe.exact import compare, text_of
from workers.dedupe.facts import Facts, shared

NOTHING = Facts()
lines = st.lists(st.text("ab1É .九\n", max_size=12), max_size=12).map(" ".join)


def alike(one: str, other: str) -> tuple[float, float, float]:
    found = compare(text_of(one), text_of(other), 0.0)
    return found.likeness, found.containment, found.ratio


def words(*numbers: int) -> str:
    return " ".join(f"w{n}" for n in numbers)


def test_the_share_of_the_shorter_text_is_told_and_how_long_it_is() -> None:
    """Ten words are seven runs of four, and twenty are seventeen."""
    assert alike(words(*range(10)), words(*range(20))) == (7 / 17, 1.0, 7 / 17)
    assert alike(words(*range(20)), words(*range(10))) == (7 / 17, 1.0, 17 / 7)
    assert alike(words(*range(10)), words(*range(5, 15))) == (2 / 12, 2 / 7, 1.0)


def test_short_runs_tell_how_much_is_left_where_single_words_were_replaced() -> None:
    every_fifth = " ".join(f"w{n}" if n % 5 else f"x{n}" for n in range(1, 51))
    found = compare(text_of(every_fifth), text_of(words(*range(1, 51))), 1.0)
    assert (found.containment, found.loosely) == (10 / 47, 30 / 49)


def test_characters_are_compared_where_no_spaces_part_the_words() -> None:
    text = "一二三四五六七八九十百千万億兆京"
    assert alike(text, "。".join(text)) == (1.0, 1.0, 1.0)
    assert alike(text, text[:12]) == (5 / 9, 1.0, 9 / 5)


@pytest.mark.parametrize("short", ["", "three words only", "短い"])
def test_a_text_of_less_than_a_run_is_like_nothing(short: str) -> None:
    assert alike(short, words(*range(10))) == (0.0, 0.0, 1.0)


@given(lines, lines)
def test_which_text_comes_first_only_turns_the_ratio_round(one: str, other: str) -> None:
    like, inside, ratio = alike(one, other)
    assert alike(other, one) == (like, inside, pytest.approx(1 / ratio))
    assert 0 <= like <= inside <= 1


@given(lines)
def test_a_text_is_all_in_itself_and_says_the_same_as_itself(text: str) -> None:
    assert alike(text, text) in {(0.0, 0.0, 1.0), (1.0, 1.0, 1.0)}
    assert shared(text, text).other == 0


def test_facts_are_not_asked_for_where_too_little_is_in_common() -> None:
    one, other = (text_of(f"It was cold in the {n} towns, and {n} people had to wait outside.") for n in (12, 40))
    assert compare(one, other, 0.9).facts == NOTHING
    assert compare(one, other, 0.0).facts == Facts(numbers_other=2)


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("It rose by 4.5 percent.", "It rose by 4.5 percent.", Facts(numbers_same=1)),
        ("It rose by 4.5 percent.", "It rose by 7 percent.", Facts(numbers_other=1)),
        ("It rose by 4.5 percent.", "It fell by 7 percent.", NOTHING),
        ("said that Ida Lorne came late", "said that Paul Ekre came late", Facts(names_other=1)),
        ("said that Ida Lorne came late", "said that Ida Lorne came late", Facts(names_same=1)),
        ("She said. Ida came late.", "She said. Paul came late.", NOTHING),
        ("on May 4 he left", "on May 5 he left", Facts(numbers_other=1)),
        ("利益は三億円だった", "利益は四億円だった", Facts(numbers_other=1)),
        ("ราคา ๔๕ บาท", "ราคา ๕๐ บาท", Facts(numbers_other=1)),
        ("वह १२ दिन तक रुका", "वह १५ दिन तक रुका", Facts(numbers_other=1)),
        ("after 3 days and then 3 days", "after 5 days and then 3 days", Facts(numbers_other=1, numbers_same=1)),
    ],
)
def test_what_two_texts_say_in_the_same_place_is_compared(one: str, other: str, found: Facts) -> None:
    assert shared(one, other) == found


def test_what_only_one_text_has_says_nothing() -> None:
    wire = "The fire in Karrow burned for 9 days and took 40 homes."
    assert shared(wire, f"{wire} Later 70 people moved to Norrby for 2 weeks.").other == 0


def test_a_place_that_a_text_has_twice_may_say_either() -> None:
    twice = "it cost 5 crowns in all, later it cost 8 crowns in all"
    for number, found in ((5, Facts(numbers_same=1)), (8, Facts(numbers_same=1)), (9, Facts(numbers_other=1))):
        assert shared(f"it cost {number} crowns in all", twice) == found
