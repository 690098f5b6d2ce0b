"""Alternatives told apart by their first letter match what they matched before."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.clean import logins, paywalls, phrases, pointers
from workers.clean.branches import by_letter, written_out

TABLES = [
    phrases.HEADS,
    phrases.FEET,
    phrases.COMMENTS,
    phrases.REPLIES,
    phrases.NOTICES,
    phrases.CAPTIONS,
    phrases.CAPTION_ENDS,
    pointers.POINTERS,
    phrases.CREDITS,
    paywalls.PAYWALLS.about or {},
    logins.LOGINS.about or {},
    logins.LOGINS.phrases,
]
ROWS = [[row for rows in table.values() for row in rows] for table in TABLES]
#: words and signs of which the rows are made, and some of which they are not.
PARTS = sorted({part for rows in ROWS for row in rows for part in re.findall(r"\w+|[^\w\\]", row)} | {"tide", "@", "7"})


@pytest.mark.parametrize("rows", ROWS)
@given(parts=st.lists(st.sampled_from(PARTS), max_size=6), joint=st.sampled_from(["", " "]))
def test_each_table_matches_the_same_lines_as_before(rows: list[str], parts: list[str], joint: str) -> None:
    line, plain, quick = joint.join(parts), "|".join(rows), "|".join(by_letter(rows))
    for form in ("^(?:{})", "^(?:{})$", "(?<!\\w)(?:{})(?!\\w)"):
        before, now = (re.search(form.replace("{}", ways), line) for ways in (plain, quick))
        assert (before is None) == (now is None)


@pytest.mark.parametrize(
    ("row", "rows"),
    [
        ("plain", ["plain"]),
        ("(a|the )site", ["asite", "the site"]),
        ("(a )?site", ["a site", "site"]),
        ("(a(b|c)|d)e", ["a(b|c)e", "de"]),
        ("((a|b)c|d)e", ["ace", "bce", "de"]),
        ("(a|[()|])e", ["ae", "[()|]e"]),
        (r"(a|\(|\|)e", ["ae", r"\(e", r"\|e"]),
        ("(a|b)+e", ["(a|b)+e"]),
        ("(?:a|b)e", ["(?:a|b)e"]),
    ],
)
def test_a_group_at_the_beginning_is_written_out(row: str, rows: list[str]) -> None:
    assert written_out(row) == rows


def test_rows_with_one_first_letter_are_one_alternative() -> None:
    assert by_letter(["tide", "(tall|low) ship", "x?y", r"\d+"]) == ["t(?:ide|all ship)", "l(?:ow ship)", "x?y", r"\d+"]


def test_a_row_of_several_ways_is_several_rows() -> None:
    assert by_letter(["tide|low (a|b)|[|]x", r"\||a"]) == ["t(?:ide)", "l(?:ow (a|b))", "a(?:)", "[|]x", r"\|"]


@pytest.mark.parametrize("word", ["Subscribe", "abonnement", "suscripción", "購読", "підписка — передплата"])
def test_what_speaks_of_subscribing_is_known_by_any_of_its_words(word: str) -> None:
    assert paywalls.PAYWALLS.about
    assert re.search(phrases.any_of(paywalls.PAYWALLS.about), word, re.IGNORECASE)
