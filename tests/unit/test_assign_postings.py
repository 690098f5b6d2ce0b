"""Which stories an article may belong to."""

from __future__ import annotations

from collections import defaultdict
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.assign.packed import packed as of
from workers.assign.postings import STRONGEST, in_parts, ranked, steps, strongest
from workers.assign.vector import Vector

numbers = st.lists(st.integers(1, 30) | st.integers(2**32, 2**40), unique=True, max_size=20)
lists = st.lists(st.tuples(numbers, st.sampled_from([0.5, 0.25, 0.125])), max_size=8)


def packed(stories: list[int]) -> bytes:
    return np.array(stories, "<u8").tobytes()


@given(lists)
def test_a_story_has_the_votes_of_the_words_in_whose_lists_it_stands(told: list[tuple[list[int], float]]) -> None:
    votes: dict[int, float] = defaultdict(float)
    for stories, weight in told:
        for story in stories:
            votes[story] += weight
    due = sorted(votes, key=lambda story: (-votes[story], story))
    assert ranked([packed(stories) for stories, _ in told], [weight for _, weight in told]) == due


@given(st.lists(numbers, min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_the_order_in_which_words_are_counted_changes_nothing(told: list[list[int]], chance: object) -> None:
    weights = [0.1 / (n + 1) for n in range(len(told))]
    pairs = list(zip(told, weights, strict=True))
    first = ranked([packed(stories) for stories, _ in pairs], [weight for _, weight in pairs])
    chance.shuffle(pairs)  # type: ignore[attr-defined]
    assert ranked([packed(stories) for stories, _ in pairs], [weight for _, weight in pairs]) == first


@given(lists, st.integers(1, 4))
def test_the_likeliest_come_first_however_many_are_asked_for(told: list[tuple[list[int], float]], size: int) -> None:
    held, weights = [packed(stories) for stories, _ in told], [weight for _, weight in told]
    every = ranked(held, weights)
    assert ranked(held, weights, size) == every[:size]
    assert [story for part in in_parts(held, weights, size) for story in part] == every


def test_a_word_without_a_list_has_no_vote() -> None:
    assert ranked([None, packed([3])], [0.9, 0.1]) == [3]
    assert ranked([], []) == []


def test_a_word_weighs_what_it_weighs_in_all_parts_together() -> None:
    vector = Vector({"w:elbe": 0.6, "t:elbe": 0.5, "w:dresden": 0.62})
    (elbe, most), (dresden, less) = strongest(of(vector))
    assert (elbe, dresden) == (crc32(b"elbe"), crc32(b"dresden"))
    assert (most, less) == (pytest.approx(0.61, abs=1e-3), pytest.approx(0.3844, abs=1e-3))
    assert len(strongest(of(Vector({f"w:{n}": 0.1 for n in range(100)})))) == STRONGEST


@given(st.lists(st.tuples(st.integers(1, 2**40), st.booleans()), max_size=9))
def test_a_step_tells_which_story_and_whether_the_word_leads_to_it(told: list[tuple[int, bool]]) -> None:
    found = np.frombuffer(steps(told), "<u8").tolist()
    assert [(number & ~(1 << 63), number < 1 << 63) for number in found] == told
