"""Vectors are a function of the article alone."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from math import isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.assign.lengths import length
from workers.assign.vector import ENOUGH, READ, SHARES, VERSION, Vector, beginning, vector_of
from workers.assign.weight import weight

BODY = "The river Elbe rose again on Monday. In Dresden the mayor, Dirk Hilbert, closed the Augustus Bridge to traffic."

languages = st.sampled_from(["en", "de", "ja", "zh", "ml", "xx", "pt-BR", None])


@given(st.none() | st.text(), st.text(), languages)
def test_any_script_survives_and_is_as_long_as_its_language_or_nothing(
    title: str | None, text: str, lang: str | None
) -> None:
    terms = vector_of(title, text, lang).terms
    assert not terms or isclose(sum(value * value for value in terms.values()), length(lang) ** 2, rel_tol=1e-9)
    assert all(value > 0 for value in terms.values())
    assert {term[0] for term in terms} <= set(SHARES)


def test_the_same_article_has_the_same_vector_in_another_process() -> None:
    program = (
        "import json, sys; from workers.assign.vector import vector_of; "
        "print(json.dumps(dict(vector_of(*json.load(sys.stdin)).terms)))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(["Flood", BODY, "en"]),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(said.stdout) == dict(vector_of("Flood", BODY, "en").terms)


def test_without_a_title_the_other_parts_take_its_share() -> None:
    bare, titled = vector_of(None, BODY, "en").terms, vector_of("Flood on the Elbe", BODY, "en").terms
    assert not any(term.startswith("t:") for term in bare)
    assert isclose(sum(v * v for t, v in titled.items() if t[0] == "t"), SHARES["t"])


def test_a_title_alone_meets_an_article_of_the_same_words() -> None:
    assert (
        likeness(vector_of("Mayor of Dresden closes bridge as Elbe rises", "", "en"), vector_of(None, BODY, "en")) > 0.2
    )


def test_an_article_of_nothing_is_empty_and_carries_its_version() -> None:
    assert vector_of(None, " — … ", "en") == Vector({}, VERSION)


#: as many characters as are read: a body whose last words are a name.
FULL = f"{'the tide rose ' * (READ // 14)}{' ' * 14}"[: READ - 13] + "for Ada Bligh"


@settings(max_examples=20)
@given(st.sampled_from([" ", "\n", " in Saltmere, said Dirk Hilbert. "]), st.text())
def test_what_stands_behind_the_bound_does_not_count(between: str, tail: str) -> None:
    assert beginning(FULL + between + tail) == FULL
    assert vector_of("Tide", FULL + between + tail, "en") == _full()


@cache
def _full() -> Vector:
    return vector_of("Tide", FULL, "en")


def test_what_stands_before_the_bound_counts_to_its_last_word() -> None:
    assert "n:ada bligh" in vector_of("Tide", FULL + " and so on", "en").terms


@given(st.integers(-3, 3), st.text(" \nab\u6f6e\U0001f5de", max_size=8), st.text(" \nab", max_size=8))
def test_what_is_read_of_a_body_is_read_of_enough_of_it(before: int, around: str, tail: str) -> None:
    text = FULL[: READ - len(around) + before] + around + tail
    assert beginning(text[:ENOUGH]) == beginning(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (FULL, FULL),
        (FULL + "s", FULL[:-6]),
        ("a" * (READ + 1), "a" * READ),
        ("Hi " + "\u6f6e" * READ, "Hi " + "\u6f6e" * (READ - 3)),
        (" " * (READ + 9), " " * READ),
        (FULL[:-10] + "\n" + "x" * 20, FULL[:-10]),
    ],
    ids=["as long as the bound", "a word across the bound", "one word", "no spaces", "spaces", "a line's end"],
)
def test_a_long_text_is_cut_at_a_word_where_it_has_words(text: str, read: str) -> None:
    assert beginning(text) == read == beginning(read)


@pytest.mark.parametrize(
    ("common", "rare", "lang"),
    [
        ("the", "bridge", "en"),
        ("said", "tariff", "en"),
        ("und", "hochwasser", "de"),
        ("した", "石破", "ja"),
        ("an", "ab" * 6, "xx"),
    ],
)
def test_the_rarer_word_weighs_more(common: str, rare: str, lang: str) -> None:
    assert weight(common, lang) < weight(rare, lang) <= 3.5 + 1e-9


@pytest.mark.parametrize("lang", ["ja", "zh", "xx", None])
def test_a_pair_of_characters_that_no_list_knows_tells_less_than_a_rare_word(lang: str | None) -> None:
    """It may be a name, or where two words meet."""
    assert weight("鱻龘", lang) == pytest.approx(2.0)
    assert weight("鱻龘", lang) < weight("hilbertian", "en")


def test_the_rarest_part_of_a_name_gives_its_weight() -> None:
    assert weight("new hilbert", "en") == weight("hilbert", "en")


@pytest.mark.parametrize(("lang", "like"), [("no", "nb"), ("hr", "sh"), ("EN-us", "en"), (None, "en")])
def test_a_language_is_found_under_the_names_that_detectors_give_it(lang: str | None, like: str) -> None:
    assert weight("president", lang) == weight("president", like)


def likeness(a: Vector, b: Vector) -> float:
    return sum(value * b.terms.get(term, 0.0) for term, value in a.terms.items())


def test_a_word_meets_its_other_forms_and_people_read_a_word_of_the_language() -> None:
    terms = vector_of("Ferries suspended", "The ferry was suspending its policies.", "en").terms
    assert {"t:ferry", "t:suspended", "w:policy"} <= set(terms)
    assert "w:ferries" not in terms


@pytest.mark.parametrize("lang", ["en", "en-GB", None])
def test_an_english_name_stays_as_it_is_written(lang: str | None) -> None:
    terms = vector_of(None, "It was said on Monday that Mr Hughes of Williams Holdings was late.", lang).terms
    assert {"n:hughes", "n:williams holdings"} <= terms.keys()


def test_a_body_that_says_nothing_of_its_title_counts_for_less() -> None:
    title = "Elbe floods Dresden and the mayor closes a bridge"
    menu = "Subscribe to our newsletter for recipes, gardens and travel offers from partners near you."
    story = vector_of(title, BODY, "en")
    assert likeness(vector_of(title, menu, "en"), story) > 0.8 * likeness(vector_of(title, "", "en"), story)


def test_what_comes_first_weighs_more_than_what_comes_last() -> None:
    filler = " ".join(f"filler{number}" for number in range(200))
    terms = vector_of(None, f"Harbour {filler} lighthouse", "en").terms
    assert terms["w:harbour"] / weight("harbour", "en") > terms["w:lighthouse"] / weight("lighthouse", "en")
