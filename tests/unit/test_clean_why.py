"""What is told of a page's lines: each once, in order, the article's as kept, the others with a rule."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.clean.confidence import DOUBTFUL, doubt_of
from workers.clean.decide import article_of
from workers.clean.lines import key_of
from workers.clean.origins import ORIGINS
from workers.clean.rules import Rule
from workers.clean.traces import TRACED
from workers.clean.why import RULES, told_of
from workers.errors import RefusedError
from workers.model import Article, Hint, Kind, Page

NOW = datetime(2031, 2, 6, 9, tzinfo=UTC)
TITLE = "Port Ellery to close northern basin"
BODY = [
    "The harbour authority of Port Ellery will close its northern basin for nine months from March, its director said.",
    "Ships that carry grain are to use the southern quay, where two cranes were repaired last autumn after a storm.",
    "The council will vote on the plan next week. Farmers of the eastern valley fear longer queues at the silos.",
]
HTML = f"""<html><head><title>{TITLE}</title></head><body><nav><a href=/>Front page of the Courier</a></nav>
<article><h1>{TITLE}</h1><div>By Mara Holt</div><div>5 February 2025</div>{"".join(f"<p>{line}</p>" for line in BODY)}
<p>{BODY[0]}</p><p>(With inputs from agencies.)</p></article><h4>Most read</h4><p>Ferry fares to rise</p></body></html>"""


NAMES = {rule.name for rule in RULES}


def page(text: str, kind: Kind = Kind.HTML) -> Page:
    return Page("", "", 200, {}, text.encode(), kind, NOW)


def test_each_line_of_a_page_has_its_rule() -> None:
    told = told_of(page(HTML), article_of(page(HTML), Hint()))
    assert [(line.text, line.rule) for line in told if line.kept] == [(line, "article") for line in BODY]
    assert [line.rule for line in told if not line.kept] == [
        *("bar or form", "title", "byline", "date", "said before", "agency credit", "head of a section", "no sentence"),
    ]


def test_a_page_without_a_written_body_is_told_line_by_line() -> None:
    html = f"<title>{TITLE}</title><article><h1>{TITLE}</h1>{''.join(f'<p>{line}</p>' for line in BODY)}</article>"
    told = told_of(page(html), article_of(page(html), Hint()))
    assert [(line.text, line.rule) for line in told] == [(TITLE, "title"), *((line, "article") for line in BODY)]


def test_a_flattened_page_is_told_line_by_line() -> None:
    text = "\n".join(["Menu", TITLE, *BODY, "Trending", "Ferry fares to rise"])
    told = told_of(page(text, Kind.FLAT), article_of(page(text, Kind.FLAT), Hint()))
    assert [line.text for line in told] == text.split("\n")
    assert [line.text for line in told if line.kept] == BODY


def test_a_short_line_is_not_kept_because_its_words_are_in_the_article() -> None:
    article = Article("", TITLE, "\n".join(BODY), None, None, None)
    (line,) = told_of(page("Port Ellery", Kind.FLAT), article)
    assert not line.kept


def kept_of(body: str, text: str) -> list[tuple[str, bool]]:
    told = told_of(page(f"<html><body>{body}</body></html>"), Article("", TITLE, text, None, None, None))
    return [(line.text, line.kept) for line in told]


def test_a_tables_cells_are_kept_where_their_row_is_a_line_of_the_article() -> None:
    cells = [["Quay", "Cost"], ["Ellery", "$41,200"], ["Ellery", "$41,200"], ["Brennick", "$9,000"]]
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in cells)
    text = "\n".join([BODY[0], *(f"| {' | '.join(row)} |" for row in cells[:3])])
    kept = kept_of(f"<p>{BODY[0]}</p><table>{table}</table>", text)
    assert kept == [(BODY[0], True), *((cell, row != cells[3]) for row in cells for cell in row)]


def test_a_line_is_kept_as_often_as_the_article_has_it() -> None:
    quote = "Round numbers. Life is not."
    body = f"<p>{BODY[0]}</p><p>{quote}</p><blockquote>“{quote}”</blockquote><p>{quote}</p>"
    kept = kept_of(body, f"{BODY[0]}\n{quote}\n“{quote}”")
    assert kept == [(BODY[0], True), (quote, True), (f"“{quote}”", True), (quote, False)]


@given(st.lists(st.sampled_from([TITLE, *BODY, "By Mara Holt", "Trending", "a", "…"]), max_size=8))
def test_no_line_is_lost_and_none_is_kept_twice(rows: list[str]) -> None:
    article = Article("", TITLE, "\n".join(BODY), None, None, None)
    told = told_of(page("\n\n".join(rows), Kind.FLAT), article)
    assert [line.text for line in told] == rows
    kept = [key_of(line.text) for line in told if line.kept]
    assert len(kept) == len(set(kept))
    assert {key_of(row) for row in rows if row in BODY} == set(kept)
    assert {line.rule for line in told} <= NAMES


def test_each_rule_has_a_name_of_its_own_and_one_line_of_meaning() -> None:
    assert len(NAMES) == len(RULES)
    assert all(rule.meaning and "\n" not in rule.meaning for rule in RULES)


def test_the_rules_that_the_lines_of_a_page_fall_under_are_all_in_the_table() -> None:
    site = {"courier.example": Rule("courier.example", "https://courier.example/", drop=("h4",))}
    shell = f'<script type="application/ld+json">{json.dumps({"@type": "Article", "articleBody": " ".join(BODY * 4)})}'
    for text in (HTML, f"<html><body><h1>{TITLE}</h1></body></html>", f"{shell}</script><h1>{TITLE}</h1>"):
        whole = Page("", "https://courier.example/basin", 200, {}, text.encode(), Kind.HTML, NOW)
        try:
            article = article_of(whole, Hint(), site)
        except RefusedError:
            article = Article("", None, "", None, None, None)
        rules = {line.rule for line in told_of(whole, article, site)}
        assert {rule for rule in rules if not rule.startswith("rule of courier.example: ")} <= NAMES


def test_where_a_field_may_be_from_has_its_meaning() -> None:
    assert set(ORIGINS) >= TRACED
    found = article_of(page(HTML), Hint(source="Courier"))
    flattened = article_of(page("\n".join([TITLE, "By Mara Holt", *BODY]), Kind.FLAT), Hint())
    assert {*found.sources.values(), *flattened.sources.values()} <= set(ORIGINS)


@pytest.mark.parametrize(
    ("confidence", "doubtful"), [(None, False), (1.0, False), (DOUBTFUL, False), (0.62, True), (0.0, True)]
)
def test_a_text_on_which_two_readings_differ_is_doubtful(confidence: float | None, doubtful: bool) -> None:
    assert bool(doubt_of(confidence)) is doubtful
