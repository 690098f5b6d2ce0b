"""Words and names in any script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.text import first_words, names, normalise, size, unspaced, words


@given(st.text())
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.lists(st.text(alphabet="abcdeéßñжя0123", min_size=2, max_size=8), max_size=12))
def test_case_and_spacing_do_not_matter(tokens: list[str]) -> None:
    assert words(" ".join(tokens)) == words("\n \t".join(tokens).upper().lower())


@given(st.text())
def test_what_comes_out_is_letters_marks_and_digits(text: str) -> None:
    assert all(char.isalnum() or not char.isascii() for word in words(text) for char in word)
    assert all(word and " " not in word for word in words(text))


@given(st.text())
def test_any_text_has_words_and_names_without_an_error(text: str) -> None:
    assert isinstance(words(text), list)
    assert all(normalise(name) == name for name in names(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Japan's Ishiba, 2% — e-mail", ["japan", "ishiba", "mail"]),
        ("soft\u00adhyphen ﬁne", ["softhyphen", "fine"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("日米首脳会談", ["日米", "米首", "首脳", "脳会", "会談"]),
        ("2025年2月", ["2025", "年", "2", "月"]),
        ("ประเทศ", ["ปร", "ระ", "ะเ", "เท", "ทศ"]),
        ("प्रधानमंत्री से", ["प्रधानमंत्री", "से"]),
        ("서울 정상회담", ["서울", "정상회담"]),
        ("52,000 52.000 52’000 52\u00a0000 ٥٢٬٠٠٠", ["52000"] * 4 + ["٥٢٠٠٠"]),
        (
            "1,234,567.50 in 2024 300, 12.05.2025, 7,0000",
            ["1234567", "50", "in", "2024", "300", "12", "05", "2025", "0000"],
        ),
        ("", []),
    ],
)
def test_each_script_gives_its_own_kind_of_word(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Yesterday Prime Minister Keir Starmer met Modi.", ["prime minister keir starmer", "modi"]),
        ("The minister resigned. Nobody knew.", []),
        ("Snow fell. Later Snow's aide spoke to J.D.", ["snow", "snow", "jd"]),
        ("They flew from Paris, France, to U.S. soil.", ["paris", "france", "us"]),
        ("a list of All These Words Are Big Ones Too here", []),
        ("вчера Владимир Зеленский приехал", ["владимир зеленский"]),
        ("日本の石破首相", []),
        ("a map_of_Elbe_Dresden by Keir_Starmer", ["elbe", "dresden", "keir", "starmer"]),
    ],
)
def test_names_are_capitals_that_no_sentence_start_explains(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_a_word_knows_whether_its_script_has_spaces() -> None:
    assert unspaced("会談")
    assert not unspaced("정상")
    assert not unspaced("summit")
    assert not unspaced("")


@given(st.text(max_size=5), st.sampled_from("‘’“”–—…\u00a0"), st.text(max_size=5))
def test_a_mark_that_printers_set_is_a_space(before: str, mark: str, after: str) -> None:
    assert normalise(before + mark + after) == normalise(before + " " + after)


@pytest.mark.parametrize("marks", ["\u0301\u0323", "\u0301\uff9e"], ids=["accents", "marks of voice"])
def test_no_letter_carries_more_marks_than_any_language_writes(marks: str) -> None:
    assert len(normalise("tide" + marks * 50_000 + " rose")) < 50
    assert normalise("tide" + marks * 15) == normalise("tide" + marks * 16)
    assert normalise("tide" + marks * 14) != normalise("tide" + marks * 15)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        (" The well-known ferry,\nit's back. ", 5),
        ("渡し船が戻った", 7),
        ("サルトミア Saltmere 橋", 7),
        ("연락선이 돌아왔다", 2),
    ],
)
def test_the_size_of_a_text_is_its_words_or_its_letters_where_no_spaces_part_them(text: str, expected: int) -> None:
    assert size(text) == expected


@given(st.text() | st.text("ab .,é́", max_size=400), st.integers(1, 20))
def test_the_first_words_are_those_that_all_words_begin_with(text: str, count: int) -> None:
    assert first_words(text, count) == words(text)[:count]
