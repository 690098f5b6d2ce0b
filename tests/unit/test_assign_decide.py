"""Joining or beginning a story: laws, then cases."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import ceil, sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.assign import sums
from workers.assign.alike import StoryState, alike
from workers.assign.days import TURN
from workers.assign.decide import choose, state_of, told_of
from workers.assign.lasting import LONG, RHYTHM, STALE, THREAD, running, staleness
from workers.assign.score import CLOSE, CROWD, LOOSE, LOOSEST, NEIGHBOURS, RUNS, USUAL, Score, bar, score, scores
from workers.assign.vector import Vector
from workers.model import Assignment

DAY = datetime(2025, 2, 7, 12, tzinfo=UTC)


def unit(terms: Mapping[str, float]) -> Vector:
    length = sqrt(sum(value * value for value in terms.values())) or 1.0
    return Vector({term: value / length for term, value in terms.items()})


def sum_of(terms: Mapping[str, float]) -> bytes:
    return sums.pack(sums.hashed(terms), len(terms))


def product(one: Vector, other: Vector) -> float:
    return sum(value * other.terms.get(term, 0.0) for term, value in one.terms.items())


vectors = st.dictionaries(
    st.sampled_from([f"{part}:{word}" for part in "wnt" for word in "abcdefgh"]), st.floats(0.01, 1.0), max_size=10
).map(unit)
times = st.none() | st.integers(-400, 400).map(lambda days: DAY + timedelta(days=days))
states = st.builds(
    lambda vector, count, inner, at: StoryState(
        0, count, sum_of({t: v * count for t, v in vector.terms.items()}), inner * count * (count - 1) / 2, at, at
    ),
    vectors,
    st.integers(1, 20),
    st.floats(0.05, 1.0),
    times,
)
stories = st.lists(states, max_size=8).map(lambda found: [replace(state, id=i + 1) for i, state in enumerate(found)])


@given(vectors, times, stories, st.floats(0.01, 0.9), st.randoms(use_true_random=False))
def test_the_order_of_candidates_does_not_matter(
    vector: Vector, at: datetime | None, candidates: list[StoryState], join_at: float, chance: random.Random
) -> None:
    shuffled = list(candidates)
    chance.shuffle(shuffled)
    assert choose(vector, at, shuffled, join_at) == choose(vector, at, candidates, join_at)


@given(vectors, times, stories, st.floats(0.01, 0.4), st.floats(0.0, 0.4))
def test_a_higher_bar_never_joins_more(
    vector: Vector, at: datetime | None, candidates: list[StoryState], low: float, more: float
) -> None:
    if choose(vector, at, candidates, low + more).rule == "joined":
        assert choose(vector, at, candidates, low).story == choose(vector, at, candidates, low + more).story


@given(vectors, times, stories, st.floats(0.01, 0.9))
def test_the_decision_says_what_it_compared_and_can_be_kept_as_json(
    vector: Vector, at: datetime | None, candidates: list[StoryState], join_at: float
) -> None:
    decision = choose(vector, at, candidates, join_at)
    assert (decision.rule == "joined") == (decision.story is not None)
    assert (decision.score >= decision.threshold) == (decision.rule == "joined")
    assert decision.threshold >= join_at
    assert not candidates or adds_up(decision, join_at)
    json.dumps(decision.evidence, allow_nan=False)


def adds_up(decision: Assignment, join_at: float) -> bool:
    """Whether what is kept of a score and a threshold makes them, as far as it is kept."""
    told: Mapping[str, Any] = decision.evidence
    asked = told["join_at"] + told["crowd"] + told["close"] - told["eased"]
    value = told["likeness"] * told["loose"] - told["stale"]
    near = abs(asked - decision.threshold) < 2e-4 and abs(value - decision.score) < 1e-3
    return near and told["join_at"] == join_at and min(told["crowd"], told["close"]) >= 0


@given(vectors, times, stories)
def test_a_story_has_the_same_score_alone_as_among_others(
    vector: Vector, at: datetime | None, candidates: list[StoryState]
) -> None:
    assert scores(alike(vector, candidates), at) == [score(vector, at, story) for story in candidates]


def test_the_order_of_an_articles_words_does_not_matter() -> None:
    terms = [(f"w:word{n}", 1 / n) for n in range(1, 40)]
    there = story(1, dict(terms))
    assert score(Vector(dict(terms)), DAY, there) == score(Vector(dict(reversed(terms))), DAY, there)


@given(vectors, times, states)
def test_the_parts_add_up_to_the_likeness(vector: Vector, at: datetime | None, story: StoryState) -> None:
    found = score(vector, at, story)
    assert sum(found.parts.values()) == pytest.approx(found.likeness)


def test_with_nothing_to_compare_a_story_begins() -> None:
    decision = choose(unit({"w:a": 1.0}), DAY, [], 0.15)
    assert (decision.story, decision.rule, decision.score, decision.threshold) == (None, "created", 0.0, 0.15)


def test_ties_go_to_the_oldest_story() -> None:
    twins = [story(id_, {"w:a": 1.0}) for id_ in (9, 4, 7)]
    decision = choose(unit({"w:a": 1.0}), DAY, twins, 0.15)
    assert decision.story == 4
    assert decision.evidence["runner_up"] == {"story": 7, "score": round(sqrt(USUAL / USUAL), 4)}


def test_time_takes_away_no_more_than_its_share_and_nothing_from_the_undated() -> None:
    near, far, never = (value_after(days) for days in (0, 10_000, None))
    assert near - far == pytest.approx(STALE)
    assert near == never


def test_inside_the_life_of_a_story_there_is_no_gap() -> None:
    long = replace(story(1, {"w:a": 1.0}), first=DAY - timedelta(days=90), last=DAY + timedelta(days=90))
    assert score(unit({"w:a": 1.0}), DAY, long).gap_days == 0.0
    assert score(unit({"w:a": 1.0}), DAY - timedelta(days=93), long).gap_days == pytest.approx(3.0)


def test_what_has_gone_on_for_months_may_be_silent_for_weeks_but_not_for_half_a_year() -> None:
    def taken(life: int, gap: int) -> float:
        there = replace(story(1, {"w:a": 1.0}), first=DAY - timedelta(days=life))
        return score(unit({"w:a": 1.0}), DAY + timedelta(days=gap), there).stale

    assert taken(life=0, gap=30) == taken(life=29, gap=30) > 0.9 * STALE
    assert taken(life=120, gap=30) < 0.4 * STALE
    assert taken(life=3000, gap=182) > 0.8 * STALE


@given(st.floats(0.0, 1e4), st.floats(0.0, 1e4), st.floats(0.0, 1e4))
def test_silence_takes_more_the_longer_it_is_and_less_after_a_longer_life(gap: float, life: float, more: float) -> None:
    assert 0.0 <= staleness(gap, life + more) <= staleness(gap, life) <= staleness(gap + more, life) <= STALE


def test_a_thread_that_is_under_way_asks_its_next_article_for_less() -> None:
    """A hundred days, an article every four, each a little like the others: looser than an event, and no blob."""

    def placed(days: int, gap: int | None) -> Assignment:
        there = StoryState(1, 26, sum_of({"w:a": 26 * 0.14}), 0.25 * 325, DAY - timedelta(days=days), DAY, on(26))
        return choose(unit({"w:a": 1.0}), None if gap is None else DAY + timedelta(days=gap), [there], 0.22)

    assert placed(days=100, gap=0).rule == "joined"
    assert placed(days=1, gap=0).rule == "created"
    assert placed(days=100, gap=60).rule == "created"
    assert placed(days=100, gap=None).rule == "created"


def test_a_few_strays_in_some_years_are_no_thread_that_is_under_way() -> None:
    assert running(0.0, 1000.0, 4) == 0.0
    assert running(0.0, 1000.0, 200) == running(0.0, THREAD + LONG, ceil((THREAD + LONG) / RHYTHM) + 1) == 1.0
    assert running(0.0, THREAD, 200) == running(None, 1000.0, 200) == 0.0


def test_many_reports_of_one_day_and_a_stray_weeks_later_are_no_thread_that_is_under_way() -> None:
    day, article = unit({"w:a": 1.0}), unit({"w:a": 1.0, "w:b": 1.0})
    then = [DAY + timedelta(days=80) if n == 16 else DAY + timedelta(minutes=30 * n) for n in range(17)]
    every = [DAY + timedelta(days=5 * n) for n in range(17)]
    burst, thread = (state_of(1, [(day, at) for at in times]) for times in (then, every))
    assert (burst.first, burst.last, burst.count) == (thread.first, thread.last, thread.count)
    assert score(article, then[-1], burst).running == 0.0 < score(article, then[-1], thread).running


def test_a_thread_is_the_more_under_way_the_longer_it_has_gone_on_and_a_day_with_members_fills_six() -> None:
    assert running(0.0, 50.0, 200) == pytest.approx(0.5)
    assert running(0.0, 80.0, 15) == 1.0
    assert running(0.0, 80.0, 14) == running(0.0, 78.0, 200) < 1.0


def test_a_thread_is_silent_by_its_own_life() -> None:
    assert running(14.0, 80.0, 17) == pytest.approx(1.0 - staleness(14.0, 80.0) / STALE)
    assert running(14.0, 80.0, 17) == pytest.approx(0.78, abs=0.01)


def test_how_far_a_story_is_under_way_is_a_matter_of_its_life_its_silence_and_its_days() -> None:
    def of(days: int) -> float:
        there = replace(story(1, {"w:a": 1.0}), count=200, first=DAY - timedelta(days=80), days=on(days))
        return score(unit({"w:a": 1.0}), DAY + timedelta(days=3), there).running

    assert of(15) == running(3.0, 80.0, 15) > of(9) == running(3.0, 80.0, 9) > of(4) == of(1) == 0.0


@given(st.floats(0.0, 1e4), st.floats(0.0, 1e4), st.integers(1, 1000), st.floats(0.0, 1e4))
def test_a_thread_is_the_less_under_way_the_longer_it_is_silent(
    gap: float, life: float, days: int, more: float
) -> None:
    assert 0.0 <= running(gap + more, life, days) <= running(gap, life, days) <= running(gap, life, days + 1) <= 1.0


@given(st.floats(0.01, 1.0), st.floats(0.0, STALE), st.floats(0.0, 1.0), st.lists(st.floats(0.0, 1.0), max_size=12))
def test_a_thread_under_way_never_asks_for_more(tight: float, stale: float, runs: float, others: list[float]) -> None:
    best = Score(0.3, 0.3, {}, tight, 0.0, stale)
    assert bar(0.17, replace(best, running=runs), others) <= bar(0.17, best, others)


@given(st.floats(0.05, 0.6), st.floats(0.0, STALE), st.floats(0.0, 1.0), st.lists(st.floats(0.0, 0.1), max_size=12))
def test_to_a_thread_under_way_its_likeness_counts_so_many_times_but_it_must_be_close(
    tight: float, stale: float, runs: float, others: list[float]
) -> None:
    times, share = min(max(USUAL / tight, 1.0), LOOSEST) ** (RUNS * runs), (USUAL / tight) ** LOOSE
    needed = (0.17 + CROWD * sum(sorted(others)[-NEIGHBOURS:]) / NEIGHBOURS + stale) / (times * share)
    best = Score(0.3, 0.3, {}, tight, 0.0, stale, runs)
    assert bar(0.17, best, others) == pytest.approx(max(needed, CLOSE * tight) * share - stale)


def test_a_thread_must_be_close_to_its_next_article_however_far_it_is_under_way() -> None:
    best = Score(0.3, 0.3, {}, 0.3, 0.0, 0.0)
    closest = CLOSE * 0.3 * (USUAL / 0.3) ** LOOSE
    assert bar(0.17, best, ()) == bar(0.17, replace(best, running=1.0), ()) == pytest.approx(closest)
    assert bar(0.3, replace(best, running=1.0), ()) < 0.3


def test_a_thread_that_is_looser_than_twice_as_loose_as_usual_asks_for_no_less() -> None:
    twice, eight_times = (bar(0.4, Score(0.3, 0.3, {}, USUAL / n, 0.0, 0.0, 1.0), ()) for n in (2, 8))
    assert twice == eight_times == pytest.approx(0.4 / 2**RUNS)


def test_what_a_thread_under_way_asks_less_is_told_and_moves_no_score() -> None:
    article, there = unit({"w:a": 1.0}), StoryState(1, 26, sum_of({"w:a": 26 * 0.14}), 0.25 * 325, DAY, DAY, on(26))
    short, long = (choose(article, DAY, [replace(there, first=DAY - timedelta(days=d))], 0.3) for d in (1, 100))
    assert short.score == long.score
    assert short.evidence["eased"] == 0.0
    assert short.threshold - long.threshold > 0.01
    assert long.evidence["eased"] == pytest.approx(short.threshold - long.threshold, abs=1e-4)


def test_how_much_less_was_asked_is_told_of_a_crowd_too() -> None:
    """Ten others raise the bar by 0.12, of which the thread asks its share."""
    article, there = unit({"w:a": 1.0}), StoryState(1, 26, sum_of({"w:a": 26 * 0.3}), 0.3 * 325, DAY, DAY, on(26))
    crowd = [StoryState(2 + n, 1, sum_of({"w:a": 0.2}), 0.0, DAY, DAY) for n in range(10)]
    short, long = (choose(article, DAY, [replace(there, first=DAY - timedelta(days=d)), *crowd], 0.3) for d in (1, 100))
    assert short.evidence["nearest"] == long.evidence["nearest"] == 1
    assert short.threshold == pytest.approx(0.3 + CROWD * 0.2)
    assert long.evidence["eased"] == pytest.approx(short.threshold - long.threshold, abs=1e-4)
    assert adds_up(short, 0.3)
    assert adds_up(long, 0.3)
    assert (long.evidence["crowd"], long.evidence["close"]) == (pytest.approx(CROWD * 0.2), 0.0)


def test_what_an_article_must_be_closer_for_is_told_beside_the_crowd_and_the_thread() -> None:
    article, there = unit({"w:a": 1.0}), StoryState(1, 26, sum_of({"w:a": 26 * 0.5}), 0.5 * 325, DAY, DAY)
    found = choose(article, DAY, [replace(there, first=DAY - timedelta(days=100))], 0.05)
    assert found.threshold > 0.2
    assert found.evidence["close"] == pytest.approx(found.threshold - 0.05, abs=1e-4)
    assert adds_up(found, 0.05)


def test_a_thread_under_way_does_not_outbid_the_story_of_an_event() -> None:
    event = StoryState(2, 3, sum_of({"w:a": 3 * 0.3}), 0.45 * 3, DAY, DAY)
    thread = StoryState(1, 60, sum_of({"w:a": 60 * 0.055}), 0.1 * 1770, DAY - timedelta(days=300), DAY, on(50))
    assert choose(unit({"w:a": 1.0}), DAY, [thread, event], 0.17).story == 2
    assert choose(unit({"w:a": 1.0}), DAY, [thread], 0.17).story == 1


def test_an_article_half_as_like_the_members_as_they_are_like_each_other_stays_out() -> None:
    """Tightness is 0.8 after so many pairs: 0.3 is enough elsewhere, not here."""
    tight = StoryState(1, 40, sum_of({"w:a": 40 * 0.3}), 0.8 * 780, DAY, DAY)
    loose = StoryState(2, 40, sum_of({"w:a": 40 * 0.3}), 0.3 * 780, DAY, DAY)
    assert CLOSE * score(unit({"w:a": 1.0}), DAY, tight).tightness > 0.3
    assert choose(unit({"w:a": 1.0}), DAY, [tight], 0.15).rule == "created"
    assert choose(unit({"w:a": 1.0}), DAY, [loose], 0.15).rule == "joined"


def test_who_resembles_many_stories_must_resemble_its_own_more() -> None:
    article, own = unit({"w:a": 1.0}), StoryState(1, 1, sum_of({"w:a": 0.28}), 0.0, DAY, DAY)
    crowd = [StoryState(2 + i, 1, sum_of({"w:a": 0.25}), 0.0, DAY, DAY) for i in range(10)]
    assert choose(article, DAY, [own], 0.15).rule == "joined"
    assert choose(article, DAY, [own, *crowd], 0.15).rule == "created"
    assert choose(article, DAY, [own], 0.25).threshold == 0.25


def test_the_evidence_names_what_was_shared_strongest_first() -> None:
    article = unit({"w:tariff": 3.0, "w:talks": 1.0, "n:ishiba": 2.0, "t:visit": 1.0})
    evidence = choose(article, DAY, [story(3, {"w:tariff": 1.0, "w:talks": 1.0, "n:ishiba": 1.0})], 0.15).evidence
    assert evidence["shared_words"] == ["tariff", "talks"]
    assert evidence["shared_names"] == ["ishiba"]
    assert evidence["nearest"] == 3


def story(id_: int, terms: Mapping[str, float]) -> StoryState:
    """Of one member."""
    return StoryState(id_, 1, sum_of(unit(terms).terms), 0.0, DAY, DAY)


def on(days: int) -> bytes:
    """Members on so many days, one on each."""
    return bytes([1] * days + [0] * (TURN - days))


def value_after(days: int | None) -> float:
    """Of an article on a story silent for so long; None: the article is undated."""
    return score(unit({"w:a": 1.0}), None if days is None else DAY + timedelta(days=days), story(1, {"w:a": 1.0})).value


def test_a_story_made_of_its_members_is_what_the_index_would_hold_of_it() -> None:
    one, other = unit({"w:a": 3.0, "w:b": 4.0}), unit({"w:b": 1.0, "n:c": 1.0})
    found = state_of(7, [(one, DAY), (other, None), (one, DAY + timedelta(days=2))])
    assert (found.id, found.count, found.first, found.last) == (7, 3, DAY, DAY + timedelta(days=2))
    assert found.pairs == pytest.approx(2 * product(one, other) + product(one, one), abs=1e-4)
    for vector in (one, other):
        likeness = (2 * product(vector, one) + product(vector, other)) / 3
        assert score(vector, DAY, found).likeness == pytest.approx(likeness, abs=1e-4)


@pytest.mark.parametrize(
    ("found", "copied", "alone", "told"),
    [
        (Assignment(7, 0.31, 0.13, "joined"), False, False, "still fits story 7: score 0.310 of 0.130"),
        (Assignment(9, 0.31, 0.13, "joined"), False, False, "though its new words would go to story 9"),
        (Assignment(9, 0.31, 0.13, "joined"), False, True, "though its new words would go to story 9"),
        (Assignment(None, 0.0, 0.13, "created"), False, False, "would go to a story of its own"),
        (Assignment(None, 0.0, 0.13, "created"), False, True, "in which it is alone"),
        (Assignment(9, 0.31, 0.13, "joined"), True, False, "where its copies are"),
    ],
)
def test_where_new_words_would_go_is_told_in_words(found: Assignment, copied: bool, alone: bool, told: str) -> None:
    assert told in told_of(found, 7, copied=copied, alone=alone)
