"""Pages whose article stands in their structured data alone."""

from __future__ import annotations

import json
import textwrap
from datetime import UTC, datetime

import pytest

from workers.clean.confidence import doubt_of
from workers.clean.decide import article_of
from workers.clean.told import ENOUGH, told_by
from workers.clean.why import told_of
from workers.errors import RefusedError
from workers.model import Article, Hint, Kind, Page

NOW = datetime(2031, 2, 6, 9, tzinfo=UTC)
SENTENCE = "On day {} the board of Saltmere spoke for an hour about the ferry and its bearings."
TEXT = " ".join(SENTENCE.format(number) for number in range(12))
SHELL = "<div id=app></div><noscript>Please enable JavaScript.</noscript>"


def page(text: str, body: str = SHELL, **more: object) -> Page:
    values = {"@type": "NewsArticle", "headline": "Ferry hours change in May", "articleBody": text} | more
    script = f'<script type="application/ld+json">{json.dumps(values)}</script>'
    html = f"<html><head><title>Ferry hours change in May</title>{script}</head><body>{body}</body></html>"
    return Page("https://a.example/ferry", "https://a.example/ferry", 200, {}, html.encode(), Kind.HTML, NOW)


def cleaned(text: str, body: str = SHELL, **more: object) -> Article:
    return article_of(page(text, body, **more), Hint())


def test_an_empty_shell_has_the_text_of_its_structured_data_and_is_doubtful() -> None:
    article = cleaned(TEXT)
    assert (article.text, article.sources["text"]) == (TEXT, "jsonld")
    assert doubt_of(article.confidence)


def test_why_tells_that_the_text_is_from_there() -> None:
    told = told_of(page(TEXT), cleaned(TEXT))
    assert [(line.text, line.kept, line.rule) for line in told if line.kept] == [(TEXT, True, "text of the JSON-LD")]


@pytest.mark.parametrize(
    ("text", "more"),
    [
        (SENTENCE * 3, {}),
        (f"{TEXT} And then…", {}),
        (f"{TEXT} And then ...", {}),
        (TEXT, {"isAccessibleForFree": False}),
        ("", {}),
    ],
    ids=["a teaser", "cut off", "cut off with dots", "closed", "none"],
)
def test_a_teaser_or_what_is_not_free_is_no_article(text: str, more: dict[str, object]) -> None:
    with pytest.raises(RefusedError):
        cleaned(text, **more)


def test_where_the_markup_has_an_article_that_is_the_article() -> None:
    other = " ".join(SENTENCE.replace("ferry", "bridge").format(number) for number in range(20, 32))
    article = cleaned(TEXT, f"<article><h1>Ferry hours change in May</h1><p>{other}</p></article>")
    assert article.text == other


def test_markup_in_such_a_text_is_taken_out_and_its_paragraphs_are_lines() -> None:
    found = told_by(f"<p>{TEXT}</p><p>The <b>ferry</b> is back at the quay.</p>", closed=False)
    assert found.split("\n") == [TEXT, "The ferry is back at the quay."]


ROWS = [SENTENCE.format(number) for number in range(12)]


@pytest.mark.parametrize("between", ["\n", "\n\n", "\r\n", " \n \n", "&#10;"])
def test_the_lines_of_a_text_without_markup_are_its_paragraphs(between: str) -> None:
    assert cleaned(between.join(ROWS)).text.split("\n") == ROWS


def test_a_text_without_markup_that_is_broken_at_a_width_is_made_whole() -> None:
    wrapped = ["\n".join(textwrap.wrap(" ".join(ROWS[at : at + 6]), 60)) for at in (0, 6)]
    assert cleaned("\n\n".join(wrapped)).text.split("\n") == [" ".join(ROWS[:6]), " ".join(ROWS[6:])]


def test_where_there_are_tags_a_break_of_a_line_parts_no_paragraphs() -> None:
    paragraphs = "".join(f"<p>{row.replace(' ', chr(10))}</p>\n" for row in ROWS)
    assert cleaned(paragraphs).text.split("\n") == ROWS


@pytest.mark.parametrize(("words", "taken"), [(ENOUGH - 1, False), (ENOUGH, True)])
def test_so_many_words_are_enough(words: int, taken: bool) -> None:
    assert bool(told_by("word " * words, closed=False)) is taken
