"""Laws of normalising: two sites' versions of a text become one, in any script."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.dedupe.plain import _folded_any, folded, plain

paragraphs = st.lists(st.text(max_size=80), max_size=8).map("\n".join)

LONG = "The harbour board agreed on Monday to dredge the northern channel before the winter storms arrive."


@given(paragraphs)
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = plain(text)
    assert plain(once.whole).whole == once.whole
    assert plain(once.body).body == once.body


@given(st.text(st.characters(max_codepoint=127), max_size=200))
def test_the_fast_way_for_ascii_gives_what_the_way_for_all_scripts_gives(text: str) -> None:
    assert folded(text) == _folded_any(text)


@given(st.text(st.characters(categories=["Ll", "Lo", "Nd"]), min_size=1, max_size=40))
def test_every_letter_and_digit_of_any_script_survives(word: str) -> None:
    kept = plain(word).whole.replace(" ", "")
    assert kept == unicodedata.normalize("NFKC", kept)
    assert kept


@given(st.lists(st.sampled_from(["Dredging", "begins", "Monday", "ÉTÉ", "straße", "№7"]), min_size=1, max_size=30))
def test_case_and_spacing_do_not_matter(words: list[str]) -> None:
    assert plain("  ".join(words).upper()) == plain("\t".join(words).lower()) == plain(" ".join(words))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“It’s over” – at last…", '"It\'s over" - at last...'),
        ("co\u00adop\u00ader\u00ada\u00adtion", "cooperation"),
        ("cafe\u0301", "café"),
        ("ﬁnal", "final"),
        ("ＡＢＣ１２３", "abc123"),
        ("snake_case", "snake case"),
        ("10\u00a0000", "10 000"),
        ("line\r\nbreak", "line\nbreak"),
    ],
)
def test_forms_of_one_text_are_one(one: str, other: str) -> None:
    assert plain(one) == plain(other)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…!?", "\u200b\u00ad", "🎉"])
def test_a_text_without_a_letter_is_empty(text: str) -> None:
    assert plain(text).whole == plain(text).body == ""
    assert plain(text).units == 0


def test_captions_and_menus_are_dropped_from_the_body_and_kept_in_the_whole() -> None:
    found = plain(f"Home | News | Sport\n{LONG}\nPhoto: A. Person\n{LONG}")
    assert found.body == f"{plain(LONG).whole} {plain(LONG).whole}"
    assert found.whole.startswith("home news sport the harbour")
    assert found.units == 32


def test_short_paragraphs_stay_where_they_are_the_text() -> None:
    results = "\n".join(f"Town {n} Rovers {n + 1}" for n in range(20))
    found = plain(f"{results}\n{LONG}")
    assert found.body == found.whole


def test_vowel_signs_do_not_break_a_word() -> None:
    assert plain("प्रधानमंत्री ने कहा").whole.split() == ["प्रधानमंत्री", "ने", "कहा"]


@pytest.mark.parametrize(
    ("text", "spaced"),
    [
        ("東京で首脳会談が開かれた。", False),
        ("北京 今天 下雪", False),
        ("ประชุม ที่กรุงเทพ", False),
        ("서울에서 회담이 열렸다", True),
        ("Встреча прошла в Москве", True),
        ("The word 東京 means eastern capital", True),
        ("عقد الاجتماع في القاهرة", True),
    ],
)
def test_units_are_characters_only_where_words_are_not_spaced(text: str, spaced: bool) -> None:
    assert plain(text).spaced is spaced


def test_spaces_mean_nothing_in_a_script_without_them() -> None:
    assert plain("東京で 首脳会談が 開かれた").body == plain("東京で首脳会談が開かれた").body


def test_a_letter_under_more_marks_than_any_language_writes_is_read_as_one_under_fewer() -> None:
    """NFKC sorts them in the square of their number: 50,000 took 1.9 s, and a whole text of them would take hours."""
    pile = "\u0301\u0323"
    assert _folded_any("\u03b1" + pile * 25_000 + " beta") == _folded_any("\u03b1" + pile * 15 + " beta")
