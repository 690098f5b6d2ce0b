"""One form for all forms of a word."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.assign.forms import _ALGORITHMS, _commonest, form, forms
from workers.text import words

languages = st.sampled_from([*_ALGORITHMS, "zh", "xx"])


@pytest.mark.parametrize(
    ("lang", "together", "apart"),
    [
        ("en", ("policy", "policies"), "police"),
        ("en", ("suspend", "suspends", "suspended", "suspending"), "suspect"),
        ("de", ("brücke", "brücken"), "brust"),
        ("es", ("ministro", "ministros"), "misterio"),
        ("ru", ("тариф", "тарифы", "тарифов"), "таракан"),
    ],
)
def test_forms_of_a_word_come_together_and_another_word_stays_apart(
    lang: str, together: tuple[str, ...], apart: str
) -> None:
    (one,) = set(forms(together, lang))
    assert one in together
    assert form(apart, lang) != one


def test_a_word_that_no_list_knows_meets_its_other_forms_too() -> None:
    assert form("zorblaxes", "en") == form("zorblaxing", "en")


@pytest.mark.parametrize(
    ("lang", "together", "apart"),
    [
        ("uk", ("вантажівки", "вантажівок"), "вакансія"),
        ("ko", ("원자력은", "원자력이"), "원인이"),
        ("xx", ("suspends", "suspended"), "susan"),
        ("ar", ("المادة", "مادة"), "المدينة"),
    ],
)
def test_where_no_stemmer_is_or_something_stands_in_front_words_that_begin_alike_come_together(
    lang: str, together: tuple[str, ...], apart: str
) -> None:
    (one,) = set(forms(together, lang))
    assert form(apart, lang) != one


def test_a_korean_word_that_begins_as_one_of_the_list_does_is_that_word_and_else_its_first_two_syllables() -> None:
    assert forms(["대통령은", "위원회는", "한국의", "한국은"], "ko") == ["대통령", "위원회", "한국", "한국은행"]


def test_a_word_of_ornament_alone_is_itself() -> None:
    assert forms(["\u0640", "\u0640\u0640"], "ar") == ["\u0640", "\u0640\u0640"]
    assert form("", "ko") == form("", "uk") == ""


def test_words_that_no_list_knows_leave_nothing_behind_for_ever() -> None:
    before = _commonest.cache_info().currsize
    for syllable in range(0xAC00, 0xAC00 + 1000):
        form(f"{chr(syllable)}뷁뚫", "ko")
    assert _commonest.cache_info().currsize <= before + 1


@pytest.mark.parametrize("lang", ["zh", "ja", "th", "vi"])
def test_a_language_of_short_words_keeps_them(lang: str) -> None:
    assert forms(["suspends", "東京"], lang) == ["suspends", "東京"]


def test_no_language_counts_as_english_and_a_country_changes_nothing() -> None:
    assert forms(["policies"], None) == forms(["policies"], "en-GB") == ["policy"]


@pytest.mark.parametrize("lang", _ALGORITHMS)
def test_every_language_has_its_stemmer(lang: str) -> None:
    assert form("2025", lang)


@settings(max_examples=50)
@given(st.text(), languages)
def test_any_word_has_a_form_and_the_same_again(text: str, lang: str) -> None:
    found = words(text)
    assert forms(found, lang) == forms(found, lang)
    assert len(forms(found, lang)) == len(found)
    assert all(forms(found, lang))


def test_threads_do_not_disturb_each_other() -> None:
    said = [
        f"{word}{ending}" for word in ("harbour", "ferri", "zorblax", "tariff") for ending in ("s", "ed", "ing")
    ] * 50
    alone = [form(word, "en") for word in said]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda word: form(word, "en"), said)) == alone
