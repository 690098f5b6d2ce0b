"""A story as Redis stores it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.assign import days, stored, sums
from workers.assign.alike import alike
from workers.assign.packed import packed
from workers.assign.vector import Vector

DAY = datetime(2025, 2, 7, 12, tzinfo=UTC)

words = st.text("abcdefgh", min_size=1, max_size=3)
vectors = st.dictionaries(words.map("w:{}".format), st.floats(0.01, 1.0), min_size=1, max_size=40).map(Vector)
times = st.none() | st.integers(0, 10**6).map(lambda n: DAY + timedelta(minutes=n))
members = st.lists(st.tuples(vectors, times), min_size=1, max_size=12)


def product(one: Vector, other: Vector) -> float:
    return sum(value * other.terms.get(term, 0.0) for term, value in one.terms.items())


def grown(told: list[tuple[Vector, datetime | None]]) -> bytes:
    raw = b""
    for vector, at in told:
        raw = stored.write(stored.joined(stored.read(1, raw), packed(vector), at))
    return raw


@given(members, vectors)
def test_a_story_grown_member_by_member_is_what_its_members_make(
    told: list[tuple[Vector, datetime | None]], wanted: Vector
) -> None:
    found = stored.read(1, grown(told))
    times = [at for _, at in told if at]
    assert (found.count, found.first, found.last) == (len(told), min(times, default=None), max(times, default=None))
    assert days.number(found.days) == len({at.date().toordinal() % days.TURN for at in times})
    pairs = sum(product(one, other) for (one, _), (other, _) in combinations(told, 2))
    assert found.pairs == pytest.approx(pairs, abs=1e-2)
    due = Counter[str]()
    for vector, _ in told:
        due.update(vector.terms)
    brings = alike(wanted, [found]).contributions(0)
    for term, value in wanted.terms.items():
        slack = value * max(due.values()) / 65535
        assert brings.get(term, 0.0) == pytest.approx(value * due.get(term, 0.0) / len(told), abs=slack)


@given(st.lists(members, max_size=5), vectors)
def test_an_article_shares_with_each_of_many_stories_what_it_shares_with_it_alone(
    told: list[list[tuple[Vector, datetime | None]]], wanted: Vector
) -> None:
    stories = [stored.read(number, grown(each)) for number, each in enumerate(told)] + [stored.read(99, None)]
    found = alike(wanted, stories)
    for row, story in enumerate(stories):
        alone = alike(wanted, [story])
        assert (found.parts()[row], found.contributions(row)) == (alone.parts()[0], alone.contributions(0))


@given(members)
def test_what_is_written_is_read_as_it_was(told: list[tuple[Vector, datetime | None]]) -> None:
    raw = grown(told)
    assert stored.write(stored.read(1, raw)) == raw
    assert stored.members(raw) == len(told)


def test_nothing_stored_is_an_empty_story() -> None:
    assert stored.read(7, None).count == 0
    assert alike(Vector({"w:a": 1.0}), [stored.read(7, b"")]).contributions(0) == {}


@given(st.dictionaries(st.integers(0, 2**32 - 1), st.floats(1e-3, 1e4), max_size=60), st.integers(1, 50))
def test_of_too_many_terms_the_largest_are_kept(values: dict[int, float], limit: int) -> None:
    pairs = (np.array(list(values), "<u4"), np.array(list(values.values()), "<f4"))
    keys, back = sums.unpack(sums.pack(pairs, limit))
    assert len(keys) <= limit
    assert list(keys) == sorted(keys)
    top = max(values.values(), default=0.0)
    for key, value in zip(keys.tolist(), back.tolist(), strict=True):
        assert value == pytest.approx(values[key], abs=top / 65535)
    if len(keys) and len(values) > limit:
        assert min(back) >= sorted(values.values())[-limit] - top / 65535


def test_a_vector_of_nothing_packs_to_nothing() -> None:
    keys, values = sums.unpack(sums.pack(sums.hashed({}), 10))
    assert (len(keys), len(values)) == (0, 0)
