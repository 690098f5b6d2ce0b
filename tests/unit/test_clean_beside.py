"""What else is known of a page: where its blocks begin is looked for in other readings of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workers.clean.beside import BEGINNING, _within
from workers.printable import one_line, paragraphs

LETTERS = st.text(st.sampled_from("abcdé海\u2019"), min_size=1, max_size=30)


@given(st.lists(LETTERS, min_size=1, max_size=12), st.lists(LETTERS, max_size=12))
def test_a_beginning_is_found_where_it_stands_and_nowhere_else(known: list[str], others: list[str]) -> None:
    text = "".join(known)
    begun = [*known, *others, text[:BEGINNING], text[-BEGINNING:], "f" * BEGINNING]
    assert _within(begun, text).tolist() == [one in text for one in begun]


def test_nothing_stands_in_an_empty_text() -> None:
    assert _within(["tide", "a"], "").tolist() == [0, 0]


@given(st.text(st.one_of(st.characters(), st.sampled_from("ab \n\t\u00a0\u3000\u200b\u2028"))))
def test_a_text_that_is_clean_is_what_its_lines_are(text: str) -> None:
    assert paragraphs(text) == "\n".join(line for line in map(one_line, text.split("\n")) if line)
