"""The sum of vectors is what adding them term by term gives, and keeps the largest."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workers.assign import sums

KEYS = st.integers(0, 40)  # few, so that they meet
VALUES = st.floats(0.0625, 4, width=32)
TERMS = st.lists(st.tuples(KEYS, VALUES), max_size=30)


def pairs(terms: list[tuple[int, float]]) -> sums.Pairs:
    return np.array([key for key, _ in terms], "<u4"), np.array([value for _, value in terms], "<f4")


def told(packed: bytes) -> dict[int, float]:
    keys, values = sums.unpack(packed)
    return dict(zip(keys.tolist(), values.tolist(), strict=True))


@given(st.lists(TERMS, max_size=5), st.integers(1, 50))
def test_a_sum_holds_each_hash_once_in_order_and_no_more_than_its_limit(
    vectors: list[list[tuple[int, float]]], limit: int
) -> None:
    packed = b""
    for terms in vectors:
        packed = sums.add(packed, pairs(terms), limit)
    keys = sums.unpack(packed)[0].tolist()
    assert keys == sorted(set(keys))
    assert len(keys) <= limit


@given(TERMS, TERMS)
def test_what_is_added_is_added_to_what_is_there_also_where_two_terms_have_one_hash(
    one: list[tuple[int, float]], other: list[tuple[int, float]]
) -> None:
    wanted: dict[int, float] = {}
    for key, value in one + other:
        wanted[key] = wanted.get(key, 0.0) + value
    found = told(sums.add(sums.add(b"", pairs(one), 100), pairs(other), 100))
    assert found.keys() == wanted.keys()
    slack = 2 * max(wanted.values(), default=0) / 65535
    assert all(abs(found[key] - value) <= slack for key, value in wanted.items())


@given(st.dictionaries(KEYS, VALUES), st.integers(1, 20))
def test_the_largest_are_kept_and_of_equals_the_smallest_hashes(terms: dict[int, float], limit: int) -> None:
    kept = sums.unpack(sums.pack(pairs(list(terms.items())), limit))[0].tolist()
    assert kept == sorted(sorted(terms, key=lambda key: (-terms[key], key))[:limit])


@given(st.lists(VALUES, min_size=2, max_size=40), st.data())
def test_where_the_largest_stand_is_told_in_their_order(values: list[float], data: st.DataObject) -> None:
    limit = data.draw(st.integers(1, len(values)))
    found = sums.largest(np.array(values), limit).tolist()
    assert found == sorted(sorted(range(len(values)), key=lambda place: (-values[place], place))[:limit])
