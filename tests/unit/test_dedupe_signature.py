"""Laws of signatures: of the text alone, symmetric, as exact as the method promises, and stored for ever."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.dedupe import shingles
from workers.dedupe.signature import (
    KEYS_MAX,
    KEYS_MIN,
    SLOTS,
    VERSION,
    containment,
    decode,
    encode,
    keys,
    likeness,
    sign,
    sketch,
)
from workers.errors import PermanentError
from workers.model import Signature

VOCABULARY = [f"{head}{tail}" for head in "bcdfghklmnprst" for tail in ("ala", "emi", "oru", "una")]

texts = st.lists(st.sampled_from(VOCABULARY), max_size=150).map(" ".join)
signatures = st.builds(
    Signature,
    version=st.just(VERSION),
    exact=st.binary(min_size=16, max_size=16),
    size=st.integers(0, 2**32 - 1),
    sketch=st.one_of(st.just(b""), st.binary(min_size=SLOTS, max_size=SLOTS)),
    keys=st.lists(st.binary(min_size=8, max_size=8), max_size=KEYS_MAX).map(b"".join),
)


def words(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    return [f"w{chance.randrange(10**6)}" for _ in range(count)]


@given(texts)
def test_a_signature_is_a_function_of_the_text_alone(text: str) -> None:
    assert sign(text) == sign("".join(list(text)))
    assert sign(text) == sign(text.upper())


@given(texts, texts)
def test_likeness_and_containment_are_symmetric_and_in_range(one: str, other: str) -> None:
    a, b = sign(one), sign(other)
    assert likeness(a, b) == likeness(b, a)
    assert containment(a, b) == containment(b, a)
    assert 0 <= likeness(a, b) <= 1
    assert likeness(a, b) <= containment(a, b) <= 1


@given(texts)
def test_a_text_is_wholly_like_itself(text: str) -> None:
    assert likeness(sign(text), sign(text)) == containment(sign(text), sign(text)) == 1


@settings(deadline=None, max_examples=60)
@given(st.integers(50, 600), st.integers(50, 600), st.integers(50, 600), st.integers(0, 10**6))
def test_the_error_of_a_likeness_stays_in_the_bound_of_the_method(both: int, left: int, right: int, seed: int) -> None:
    """Five standard errors: a sound estimator fails this once in some two million examples."""
    chance = np.random.default_rng(seed)
    values = np.unique(chance.integers(0, 2**64, both + left + right, dtype=np.uint64, endpoint=False))
    chance.shuffle(values)
    sets = np.sort(values[: both + left]), np.sort(np.append(values[:both], values[both + left :]))
    a, b = (Signature(VERSION, bytes([n]) * 16, s.size, sketch(s), b"") for n, s in enumerate(sets))
    jaccard = both / values.size
    assert abs(likeness(a, b) - jaccard) <= 5 * math.sqrt(jaccard * (1 - jaccard) / SLOTS) + 5 / 256


@given(signatures)
def test_decoding_gives_what_was_encoded(signature: Signature) -> None:
    assert decode(encode(signature)) == signature
    assert encode(signature)[0] == VERSION


@given(signatures, st.integers(0, 255).filter(lambda v: v != VERSION))
def test_an_unknown_version_is_refused(signature: Signature, version: int) -> None:
    strange = replace(signature, version=version)
    for refused in (
        lambda: decode(bytes([version]) + encode(signature)[1:]),
        lambda: encode(strange),
        lambda: likeness(signature, strange),
        lambda: containment(strange, signature),
    ):
        with pytest.raises(PermanentError) as caught:
            refused()
        assert caught.value.reason == "signature-version"


@given(signatures, st.data())
def test_bytes_that_were_cut_are_refused(signature: Signature, data: st.DataObject) -> None:
    whole = encode(signature)
    with pytest.raises(PermanentError):
        decode(whole[: data.draw(st.integers(0, len(whole) - 1))])
    with pytest.raises(PermanentError):
        decode(whole + b"\0")


def test_a_stored_signature_stays_what_it_was() -> None:
    """If this fails, the signatures in every ledger are of another kind: raise VERSION, or undo the change."""
    found = sign(
        " ".join(f"word{n}" for n in range(120)) + "\nÜber die Brücke gingen acht müde Männer nach Hause zurück"
    )
    assert (found.version, found.size) == (1, 126)
    assert found.exact.hex() == "8b61de0d44201e6eb806b3b8d83d847b"
    assert found.sketch.hex() == (
        "56857a3018676461e1714b3a288627bbf1d396b1fc1a358bd12c332d5f645a25"
        "2f03d68334073f9665db06ecd7bd8bffb02bd47d1e56cf8b52f3c54ff06d77b3"
        "7eefd5f0efe0edc96a1f8e0441ef37ff886afc1566c4a4e0bc97720f99327fa4"
        "535a930f0f936057d7f74f953df094e76640b970682b51c4c3e6e3710ebbabf2"
    )
    assert found.keys.hex() == (
        "55c053d19597a9018e4bb0375d0d2b04e8ccd0675ae44208b651f7dadcb3a508"
        "8eaae6b19f5f0309e0e138ec326a5f0b503790f839080d0cc413607a4ea3330c"
    )


@pytest.mark.parametrize("count", [0, 1, 4, 5, 39])
def test_a_short_text_has_only_its_exact_hash(count: int) -> None:
    found = sign(" ".join(words(count, 1)))
    assert found.sketch == found.keys == b""
    assert found.size == max(min(count, 1), count - 4)


def test_forty_words_are_enough() -> None:
    found = sign(" ".join(words(40, 1)))
    assert len(found.sketch) == SLOTS
    assert len(found.keys) == KEYS_MIN * 8


def test_keys_are_the_lowest_shingle_hashes_at_least_eight_at_most_256() -> None:
    for count, expected in ((40, 8), (3_000, None), (30_000, 256)):
        text = " ".join(words(count, 2))
        distinct = np.unique(shingles.hashes(text, spaced=True))
        found = np.frombuffer(keys(distinct), "<u8")
        assert found.tolist() == distinct[: found.size].tolist()
        assert found.size == (expected or np.count_nonzero(distinct < 2**59))


def test_half_a_text_keeps_half_of_its_keys() -> None:
    whole = words(6_000, 3)
    sampled, half = (set(np.frombuffer(sign(" ".join(part)).keys, "<u8").tolist()) for part in (whole, whole[:3_000]))
    assert half <= sampled
    assert 0.3 < len(half) / len(sampled) < 0.7


def test_repeating_a_text_adds_nothing_but_the_seam() -> None:
    text = words(100, 4)
    once, twice = sign(" ".join(text)), sign(" ".join(text + text))
    assert twice.size == once.size + 4


def test_shingles_at_different_places_have_the_same_hash() -> None:
    text = words(60, 5)
    early, late = (shingles.hashes(" ".join(t), spaced=True) for t in (text, words(90, 6) + text))
    assert early.tolist() == late[-early.size :].tolist()


def test_shingles_of_characters_are_ten_long() -> None:
    text = "首相は七日にワシントンで大統領と会談する"
    found = shingles.hashes(text, spaced=False)
    assert found.size == len(text) - 9
    assert found[3:].tolist() == shingles.hashes(text[3:], spaced=False).tolist()


def test_different_shingles_have_different_hashes() -> None:
    text = " ".join(f"{a} {b}" for a in range(200) for b in VOCABULARY)
    runs = text.split()
    found = shingles.hashes(text, spaced=True)
    assert np.unique(found).size == len({tuple(runs[n : n + 5]) for n in range(len(runs) - 4)})


def test_a_very_long_text_is_signed_by_its_beginning_and_told_apart_by_all_of_it() -> None:
    text = " ".join(words(60_000, 7))
    a, b = sign(text), sign(text + " end")
    assert a.exact != b.exact
    assert (a.sketch, a.keys, a.size) == (b.sketch, b.keys, b.size)


def test_surrogates_that_a_broken_page_left_do_no_harm() -> None:
    assert sign("\ud800 " + " ".join(words(60, 8))).size > 0
