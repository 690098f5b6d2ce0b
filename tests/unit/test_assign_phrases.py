"""What people read of what articles have in common: runs of letters where a script puts no spaces between words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.assign.packed import packed
from workers.assign.phrases import phrases, strongest, told
from workers.assign.reasons import Member, reasons
from workers.assign.vector import Vector, vector_of
from workers.model import Assignment
from workers.text import words

HAN = st.text("日本銀行総裁会見利上", min_size=2, max_size=40)
BANK = vector_of(
    "日本銀行が利上げ", "日本銀行の植田総裁は会見で、政策金利を引き上げると述べた。トランプ大統領は反対した。", "ja"
)
RATES = vector_of("利上げに賛否", "政策金利について植田総裁が日本銀行で説明し、トランプ大統領が批判した。", "ja")


def shared_by(one: Vector, other: Vector) -> dict[str, float]:
    return strongest({term: value * other.terms[term] for term, value in one.terms.items() if term in other.terms})


def any_kind(_: str) -> bool:
    return True


def test_pairs_of_letters_are_told_as_the_words_that_they_make() -> None:
    found = told(BANK, shared_by(BANK, RATES), 8, any_kind)
    assert {"日本銀行", "政策金利", "植田総裁", "トランプ", "大統領"} <= set(found)
    assert not {"日本", "本銀", "銀行", "銀行の", "政策"} & set(found)


def test_evidence_of_a_placing_holds_words_and_not_pairs() -> None:
    joined = Assignment(7, 0.31, 0.2, "joined")
    (near,) = reasons(joined, BANK, None, "ja", [Member(1, packed(RATES), None)])["members_near"]  # type: ignore[misc]
    assert "日本銀行" in near["words"]


def test_of_a_rare_pair_the_run_is_told_in_which_it_stands() -> None:
    shared = shared_by(BANK, RATES)
    assert told(BANK, shared, 8, any_kind, lambda word: word in {"策金", "植田"}) == ["植田総裁", "政策金利"]
    assert told(BANK, shared, 8, any_kind, lambda _: False) == []


@given(HAN, st.sets(st.text("日本銀行総裁会見利上", min_size=2, max_size=2)))
def test_a_run_stands_in_the_text_as_long_as_its_pairs_are_shared(text: str, shared: set[str]) -> None:
    pairs = dict.fromkeys(shared, 0.1)
    for run in phrases([words(text)], pairs, 99):
        assert run in text
        assert {one + other for one, other in pairwise(run)} <= shared
        around = f"|{text}|".split(run)
        assert any(
            one[-1] + run[0] not in shared and run[-1] + other[0] not in shared for one, other in pairwise(around)
        )


@given(HAN, st.sets(st.text("日本銀行総裁会見利上", min_size=2, max_size=2)))
def test_each_pair_that_both_have_is_told_in_a_run_where_there_is_room(text: str, shared: set[str]) -> None:
    found = phrases([words(text)], dict.fromkeys(shared, 0.1), 99)
    assert all(any(pair in run for run in found) for pair in shared if pair in text)


@given(HAN, st.sets(st.text("日本銀行総裁会見利上", min_size=2, max_size=2)))
def test_each_run_is_that_which_brings_the_most_that_is_not_told_yet(text: str, shared: set[str]) -> None:
    pairs = {pair: (ord(pair[0]) % 7 + 1) / 9 for pair in shared}
    found = phrases([words(text)], pairs, 99)
    known = set[str]()
    for run, value in found.items():
        new = {run: {one + other for one, other in pairwise(run)} - known for run in found}
        assert value == pytest.approx(sum(pairs[pair] for pair in new[run]))
        assert value >= max(sum(pairs[pair] for pair in each) for each in new.values()) - 1e-9
        known |= new[run]


@given(HAN, st.integers(0, 4))
def test_no_more_are_told_than_are_asked_for_and_those_first_that_bring_the_most(text: str, most: int) -> None:
    found = phrases([words(text)], {pair: (number + 1) / 9 for number, pair in enumerate(words(text))}, most)
    assert len(found) <= most
    assert list(found.values()) == sorted(found.values(), reverse=True)


@given(st.dictionaries(st.text("abcde", min_size=1, max_size=3), st.floats(0.1, 1.0), max_size=9))
def test_words_between_spaces_are_told_as_they_are(brings: dict[str, float]) -> None:
    found = told(Vector({}), strongest({f"w:{word}": value for word, value in brings.items()}), 99, any_kind)
    assert found == sorted(brings, key=lambda word: (-brings[word], word))


@pytest.mark.parametrize(
    ("text", "run"),
    [
        ("銀行はした", ["銀行"]),  # a particle is of another script, and endings are short
        ("の銀行ひまわりの", ["ひまわりの", "銀行"]),
        ("ソ連のトンネル", ["トンネル"]),
        ("การรถไฟ", ["การรถไฟ"]),
        ("ะการรถไฟเ", ["การรถไฟ"]),  # no word begins with the one vowel, or ends with the other
        ("ที่", []),  # three letters of an alphabet
        ("ភ្នំពេញ", ["ភ្នំពេញ"]),
    ],
)
def test_a_run_is_cut_where_no_word_goes_on(text: str, run: list[str]) -> None:
    assert list(phrases([words(text)], dict.fromkeys(words(text), 0.1), 9)) == run


def test_a_sentence_that_both_have_is_told_in_pieces_of_a_bounded_length() -> None:
    text = "".join(chr(0x4E00 + number) for number in range(100))
    found = phrases([words(text)], dict.fromkeys(words(text), 0.1), 99)
    assert max(map(len, found)) == 32
