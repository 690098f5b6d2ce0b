"""A vector as it is kept."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.assign.packed import BEGINS, LIMIT, keys_of, pack, packed, unpack
from workers.assign.postings import strongest
from workers.assign.vector import Vector, vector_of
from workers.errors import PermanentError

words = st.text(min_size=1, max_size=5)
terms = st.tuples(st.sampled_from("wnt"), words).map(":".join)
vectors = st.dictionaries(terms, st.floats(1e-3, 1.0), max_size=60).map(Vector)


@given(vectors)
def test_every_term_is_read_as_it_was_but_for_the_least_bit_of_the_largest(vector: Vector) -> None:
    back = packed(vector)
    found = dict(zip(back.keys.tolist(), back.values.tolist(), strict=True))
    keys = keys_of(vector.terms).tolist()
    assert sorted(found) == sorted(set(keys))
    for key, value in zip(keys, vector.terms.values(), strict=True):
        assert found[key] == pytest.approx(value, abs=1.1 * max(vector.terms.values()) / 131_070)


@given(vectors)
def test_what_was_packed_is_packed_the_same_in_whatever_order_its_terms_are_told(vector: Vector) -> None:
    other = Vector(dict(reversed(list(vector.terms.items()))))
    assert pack(other) == pack(vector)


@given(vectors)
def test_a_word_is_known_whichever_part_it_stands_in(vector: Vector) -> None:
    shares: dict[int, float] = {}
    for term, value in vector.terms.items():
        (word,) = packed(Vector({f"w:{term[2:]}": 1.0})).words.tolist()
        shares[word] = shares.get(word, 0.0) + value * value
    found = strongest(packed(vector))
    assert {word for word, _ in found} <= shares.keys()
    assert len(found) == min(32, len(shares))
    for word, share in found:
        assert share == pytest.approx(shares[word], rel=2e-3, abs=1e-4)
    assert [share for _, share in found] == sorted((share for _, share in found), reverse=True)


def test_the_same_word_in_two_parts_is_two_terms_of_one_word() -> None:
    both = packed(Vector({"w:elbe": 0.8, "n:elbe": 0.6}))
    assert len(set(both.keys.tolist())) == 2
    assert len(set(both.words.tolist())) == 1


@pytest.mark.parametrize(("one", "other"), [("t:2025", "w:2026"), ("t:man", "w:mam"), ("n:bay", "w:bah")])
def test_two_words_that_differ_in_a_letter_are_two_terms_whatever_part_each_stands_in(one: str, other: str) -> None:
    assert len(set(keys_of([one, other]).tolist())) == 2


@given(st.sets(terms, max_size=60))
def test_two_terms_are_two_hashes(some: set[str]) -> None:
    assert len(set(keys_of(some).tolist())) == len(some)


def test_of_too_many_terms_the_strongest_are_kept() -> None:
    count = LIMIT + 100
    many = Vector({f"w:x{n}": (n + 1) / count for n in range(count)})
    assert len(packed(many)) == LIMIT
    assert packed(many).values.min() > 100 / count - 1e-3


def test_an_article_takes_six_bytes_a_term() -> None:
    vector = vector_of("Elbe floods Dresden", "The Elbe rose in Dresden. The mayor closed the Augustus Bridge.", "en")
    assert len(pack(vector)) == 7 + 5 * len({term[0] for term in vector.terms}) + 6 * len(vector.terms)


def test_a_vector_without_words_is_kept_as_one_without_words() -> None:
    assert len(packed(Vector({}))) == 0
    assert pack(Vector({})).startswith(BEGINS)


def test_another_version_is_refused() -> None:
    vector = Vector({"w:elbe": 1 / sqrt(2)})
    with pytest.raises(PermanentError, match="vector-version"):
        pack(replace(vector, version=0))
    with pytest.raises(PermanentError, match="vector-version"):
        unpack(b"\0" + pack(vector)[1:])
