"""Text from strangers, fit to be stored and to be printed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.clean.printable import in_place, is_fit, one_line, paragraphs

#: every character there is, halves of pairs and controls more often.
texts = st.text(st.characters() | st.sampled_from("\x00\x07\x1b\x7f\x85\x9b\t\n\r\u2028\u202e\u2066\ud83d\udc00 a"))


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ("Ferry \ud83d from Monday", "Ferry \ufffd from Monday"),
        ("B\x00C\x1b[31m", "BC[31m"),
        ("calm \u202eback\u202c", "calm back"),
        (" one\t two\r\n\x85three\u2028four ", "one two three four"),
        ("می\u200cروم \u200fא", "می\u200cروم \u200fא"),
    ],
)
def test_a_line_keeps_its_words_and_nothing_that_acts(given: str, line: str) -> None:
    assert one_line(given) == line


def test_lines_that_end_up_empty_are_left_out() -> None:
    assert paragraphs("one\n\x00\n two \x1b\n") == "one\ntwo"


def test_ids_are_fit_or_not_and_spaces_do_not_matter() -> None:
    assert is_fit("a  b/é-1 ")
    assert not any(map(is_fit, ("a\nb", "a\x00", "\x1b", "\ud800", "\u202e")))


@given(texts)
def test_one_line_is_storable_printable_and_the_same_when_done_twice(text: str) -> None:
    line = one_line(text)
    line.encode()
    assert not {unicodedata.category(character) for character in line} & {"Cc", "Cs", "Zl", "Zp"}
    assert one_line(line) == line
    assert is_fit(line)


@given(texts)
def test_in_place_every_sign_has_one_for_it(text: str) -> None:
    assert len(in_place(text)) == len(text)
    assert is_fit(in_place(text))
