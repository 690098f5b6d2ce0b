"""The sums behind a score and what was needed: right as they are printed."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.cli.evidence import Evidence, read
from workers.cli.explain_sum import of_bar, of_parts, of_score

SUM = Evidence(
    nearest=1,
    likeness=0.1941,
    tightness=0.35,
    parts={},
    gap_days=2.0,
    eased=0.042,
    names=(),
    numbers=(),
    words=(),
    rare=(),
    near=(),
    second=None,
    loose=1.2074,
    stale=0.0203,
    join_at=0.18,
    crowd=0.0121,
    close=0.0,
)
HALF = Fraction(1, 2000)


@pytest.mark.parametrize(
    ("changed", "score", "told"),
    [
        ({}, 0.2141, "0.1941 likeness x 1.207 for a loose story - 0.020 for silence = 0.214"),
        ({"stale": 0.0}, 0.2344, "0.1941 likeness x 1.207 for a loose story = 0.234"),
        ({"loose": 0.9, "stale": 0.0}, 0.1747, "0.1941 likeness x 0.900 for a tight story = 0.175"),
        ({"loose": 1.0, "stale": 0.0}, 0.1941, "0.194 likeness = 0.194"),
        ({"loose": 1.0}, 0.1738, "0.194 likeness - 0.020 for silence = 0.174"),
        ({"likeness": 0.0}, -0.0203, "0.000 likeness - 0.020 for silence = -0.020"),
        ({"likeness": 0.6, "stale": 0.0}, 0.7244, "0.6000 likeness x 1.2074 for a loose story = 0.724"),
        ({"likeness": None}, 0.2141, ""),
        ({"loose": None}, 0.2141, ""),
        ({"stale": None}, 0.2141, ""),
        ({}, 0.2165, ""),
    ],
)
def test_a_score_is_told_as_what_it_is_made_of_where_that_is_known(
    changed: dict[str, float | None], score: float, told: str
) -> None:
    assert of_score(replace(SUM, **changed), score) == told  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "bar", "told"),
    [
        ({}, 0.1501, "0.180 to join + 0.012 for the crowd - 0.042 as it is under way = 0.150"),
        ({"eased": 0.0}, 0.1921, "0.180 to join + 0.012 for the crowd = 0.192"),
        ({"eased": 0.0, "crowd": 0.0}, 0.18, "0.180 to join = 0.180"),
        (
            {"eased": 0.0, "close": 0.031},
            0.2231,
            "0.180 to join + 0.012 for the crowd + 0.031 to be alike enough = 0.223",
        ),
        (
            {"join_at": 0.17, "crowd": 0.0, "close": 0.0455, "eased": 0.0},
            0.2156,
            "0.170 to join + 0.046 to be alike enough = 0.216",
        ),
        (
            {"join_at": 0.1705, "crowd": 0.0, "close": 0.0455, "eased": 0.0},
            0.216,
            "0.1705 to join + 0.0455 to be alike enough = 0.216",
        ),
        ({"join_at": 0.1705, "crowd": 0.0, "eased": 0.0}, 0.1705, "0.1705 to join = 0.1705"),
        ({"join_at": None}, 0.1501, ""),
        ({"crowd": None}, 0.1501, ""),
        ({"close": None}, 0.1501, ""),
        ({"eased": None}, 0.1501, ""),
        ({}, 0.18, ""),
    ],
)
def test_what_was_needed_is_told_as_what_it_is_made_of_where_that_is_known(
    changed: dict[str, float | None], bar: float, told: str
) -> None:
    assert of_bar(replace(SUM, **changed), bar) == told  # type: ignore[arg-type]


@pytest.mark.parametrize(("off", "told"), [(-0.0011, False), (-0.0009, True), (0.0009, True), (0.0011, False)])
def test_a_sum_is_told_where_it_is_within_a_thousandth_of_what_was_kept(off: float, told: bool) -> None:
    score, bar, parts = 0.1941 * 1.2074 - 0.0203, 0.18 + 0.0121 - 0.042, (0.256, 0.095)
    assert bool(of_score(SUM, score + off)) is told
    assert bool(of_bar(SUM, bar + off)) is told
    rounded = [f"{each:.2f}" for each in parts]  # 0.26 + 0.10, which are not 0.35
    assert (of_parts(parts, sum(parts) + off) != rounded) is told


def test_the_usual_sums_fit_a_terminal_beside_their_names() -> None:
    """Ten of its 80 columns are taken by `score` and `needed`."""
    sums = [
        of_score(replace(SUM, likeness=0.6, loose=1.2074, stale=0.0203), 0.7041),
        of_bar(replace(SUM, close=0.0309, eased=0.0), 0.223),
        of_bar(SUM, 0.15),
    ]
    assert all(0 < len(each) <= 70 for each in sums), sums


def test_rows_of_an_older_newsloom_tell_no_sum() -> None:
    older = read({"nearest": 1, "likeness": 0.2, "tightness": 0.3, "eased": 0.0})
    assert (of_score(older, 0.2), of_bar(older, 0.18)) == ("", "")


def reckoned(told: str) -> Fraction:
    """What a reader makes of the left side, with no more than a sheet of paper."""
    value, sign = Fraction(0), "+"
    for mark, number in re.findall(r"([-+x]?) ?(\d+\.\d+)", told.partition(" = ")[0]):
        sign = mark or "+"
        figure = Fraction(number)
        value = value * figure if sign == "x" else value - figure if sign == "-" else value + figure
    return value


_small = st.floats(0, 0.3)


@given(st.floats(0, 1.5), st.floats(0.4, 4), st.just(0.0) | _small)
def test_whoever_does_the_sum_of_a_score_comes_to_it(likeness: float, loose: float, stale: float) -> None:
    score = likeness * loose - stale
    kept = replace(SUM, likeness=round(likeness, 4), loose=round(loose, 4), stale=round(stale, 4))
    told = of_score(kept, score)
    assert told.endswith(f" = {score:z.3f}")
    assert abs(reckoned(told) - Fraction(f"{score:z.3f}")) <= HALF
    figures = [float(each) for each in re.findall(r"x (\d+\.\d+)", told)]
    assert all(abs(each - loose) * likeness < 0.002 for each in figures)


@given(_small.map(lambda at: round(at, 4)), st.just(0.0) | _small, st.just(0.0) | _small, st.just(0.0) | _small)
def test_whoever_does_the_sum_of_what_was_needed_comes_to_it(
    join_at: float, crowd: float, close: float, eased: float
) -> None:
    bar = join_at + crowd + close - eased
    kept = replace(SUM, join_at=join_at, crowd=round(crowd, 4), close=round(close, 4), eased=round(eased, 4))
    told = of_bar(kept, bar)
    if kept.crowd or kept.close or kept.eased:
        assert told.endswith(f" = {bar:z.3f}")
        assert reckoned(told) == Fraction(f"{bar:z.3f}")
    assert float(told.partition(" ")[0]) == join_at, "people have set it"


@pytest.mark.parametrize(
    ("parts", "whole", "told"),
    [
        ((0.2553, 0.0851, 0.0153), 0.3557, "0.26 0.08 0.02"),
        ((0.2451, 0.0951, 0.0153), 0.3555, "0.25 0.09 0.02"),
        ((0.2, 0.06, 0.05), 0.31, "0.20 0.06 0.05"),
        ((0.005, 0.005, 0.005), 0.015, "0.01 0.00 0.00"),
        ((0.255, 0.09), 0.4, "0.26 0.09"),
        ((), 0.4, ""),
        ((), 0.0, ""),
        ((1e18, 3.3), 1e18, "1000000000000000000.00 3.30"),
    ],
)
def test_the_parts_of_a_likeness_are_told_so_that_they_make_it(
    parts: tuple[float, ...], whole: float, told: str
) -> None:
    assert " ".join(of_parts(parts, whole)) == told


@given(st.lists(st.floats(0, 1.5), min_size=1, max_size=3))
def test_whoever_adds_up_the_parts_of_a_likeness_comes_to_it(parts: list[float]) -> None:
    kept, likeness = [round(each, 4) for each in parts], round(sum(parts), 4)
    told = of_parts(kept, likeness)
    assert sum(map(Fraction, told)) == Fraction(f"{likeness:.2f}")
    assert all(abs(float(each) - part) <= 0.0101 for each, part in zip(told, kept, strict=True))
