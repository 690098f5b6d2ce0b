"""What is done to runs of lines: taken apart, made whole, repetitions found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.test_clean_lines import LEAD, MENU, SECOND, SHORT
from workers.clean import runs


def test_text_that_was_broken_at_a_fixed_width_is_made_whole() -> None:
    wrapped = (
        "The harbour authority of Port Ellery will close its northern\n"
        "basin for nine months from March, its director said on a cold\n"
        "morning at the quay, where two cranes were repaired last year."
    )
    assert runs.unwrapped(wrapped) == " ".join(wrapped.split())


def test_headlines_below_each_other_are_not_run_together() -> None:
    block = "\n".join(f"Council of Brennick Votes Down Tram Line Number {number} at Night" for number in range(4))
    assert runs.unwrapped(block) == block


def test_unseen_characters_are_left_out_and_joiners_kept() -> None:
    assert runs.tidy(" Heli\u00adkopter\u200b  platz \n\n \n می\u200cشود") == ["Helikopter platz", "می\u200cشود"]


def test_a_long_line_that_comes_again_is_a_repetition_and_a_short_one_a_refrain() -> None:
    told = [LEAD, SHORT, LEAD.upper(), SHORT]
    assert [line.waste for line in runs.seen(told)] == [False, False, True, False]
    assert runs.without_repeats(told) == [LEAD, SHORT, SHORT]


def test_the_best_run_is_that_of_the_greatest_sum() -> None:
    assert runs.best_run([-1.0, 2.0, -1.0, 3.0, -5.0, 3.0]) == (1, 4)
    assert runs.best_run([-1.0, 0.0]) == (0, 0)


@given(st.lists(st.floats(-9, 9), max_size=12))
def test_no_other_run_has_a_greater_sum(weights: list[float]) -> None:
    begin, end = runs.best_run(weights)
    others = (sum(weights[start:stop]) for start in range(len(weights)) for stop in range(start, len(weights) + 1))
    assert sum(weights[begin:end]) >= max(others, default=0.0) - 1e-9


texts = st.lists(st.one_of(st.sampled_from([LEAD, SECOND, SHORT, *MENU]), st.text(max_size=120)), max_size=25).map(
    "\n".join
)


@given(texts)
def test_tidying_twice_is_tidying_once(text: str) -> None:
    tidy = runs.tidy(text)
    assert runs.tidy("\n".join(tidy)) == tidy
