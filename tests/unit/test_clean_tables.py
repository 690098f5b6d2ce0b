"""Layout tables are taken apart, tables of data stay: an old site's page, data in articles, laws."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from workers.clean.decide import article_of
from workers.clean.tables import COLUMN_WORDS, without_layout
from workers.clean.trees import tree_of
from workers.model import Article, Hint, Kind, Page

NOW = datetime(2031, 2, 6, 9, tzinfo=UTC)
BODY = [
    "The ferry “Anna Vik” will not sail before Thursday, the harbour office said – the café’s terrace stays shut.",
    "Divers found a crack of eleven centimetres below the water line, and the yard at Holm has promised a new plate.",
    "Passengers with tickets for the evening crossing can use the bus that leaves from the market every two hours.",
]
LONG = "word " * COLUMN_WORDS
DATA = (
    "<table border=1><tr><th>Route</th><th>Sailings</th></tr>"
    "<tr><td><p>Ellery to Holm</p></td><td><div>14</div></td></tr>"
    "<tr><td><p>Holm to Vik</p></td><td><div>9</div></td></tr></table>"
)


def old(inside: str = "") -> str:
    """A page of an old site: menu, article and rail in the cells of one table."""
    told = "".join(f"<p><font size=3>{paragraph}</font>" for paragraph in BODY)
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1252">
    <title>Ferry to stay in harbour</title></head><body><table width=960>
    <tr><td colspan=3><b>Ellery Observer</b></td></tr>
    <tr><td><form action=/s><input name=q></form><b>Small ads</b><br><a href=/c>Cars</a><br><a href=/b>Boats</a></td>
    <td><h2>Ferry to stay in harbour</h2>{told}{inside}<hr><a href=/p>Print this page</a></td>
    <td><b>Most read</b><br><a href=/1>Fish market moves to the old school</a><br>
    <a href=/2>Two bridges closed after the storm</a></td></tr>
    <tr><td colspan=3>Ellery Observer, 2 Quay Street</td></tr></table></body></html>"""


def clean(html: str) -> Article:
    url = "https://observer.example/a?id=1"
    return article_of(Page(url, url, 200, {"content-type": "text/html"}, html.encode("cp1252"), Kind.HTML, NOW), Hint())


def tables_in(html: str) -> int:
    return sum(1 for _ in without_layout(tree_of(html)).iter("table"))


def test_an_article_in_a_layout_table_is_read_without_menu_and_rail() -> None:
    article = clean(old())
    assert article.text == "\n".join(BODY)
    assert article.confidence is not None
    assert article.confidence > 0.95


def test_a_table_of_data_inside_a_layout_table_stays_one() -> None:
    assert tables_in(old(DATA)) == 1
    assert "| Ellery to Holm | 14 |" in clean(old(DATA)).text


@pytest.mark.parametrize(
    "cell", ["14", "<p>14</p>", "<div><p>14</p></div>", "<h3>Holm</h3>", f"<p>{LONG}</p>", "a<br>b<br>c"]
)
def test_a_cell_of_data_keeps_its_table(cell: str) -> None:
    assert tables_in(f"<table><tr><td>Route</td><td>{cell}</td></tr></table>") == 1


@pytest.mark.parametrize(
    "cell", ["<table><tr><td>x</td></tr></table>", "<h1>Title</h1>", "<h2>Title</h2>", f"<p>a</p>{LONG}<br>"]
)
@pytest.mark.parametrize(
    "form", ["<tr><td>{}</td></tr>", "<tbody><tr><th>{}</th></tr></tbody>", "<form><tr><td>{}</td></tr></form>"]
)
def test_a_cell_that_is_a_part_of_a_page_takes_its_table_apart(form: str, cell: str) -> None:
    inner = cell.count("<table")
    assert tables_in(f"<table>{form.format(cell)}</table>") == inner


def test_a_page_without_layout_tables_is_the_same_tree() -> None:
    tree = tree_of(f"<p>text</p>{DATA}")
    assert without_layout(tree) is tree


pieces = st.sampled_from(
    ["<table>", "</table>", "<tr>", "<td>", "</td>", "<th>", "<form>", "<h2>", "<p>", "text ", "<br>"]
)


@given(st.lists(pieces, max_size=40).map("".join))
def test_no_word_is_lost_nothing_given_is_changed_and_twice_is_once(soup: str) -> None:
    tree = tree_of(f"<html><body>{soup}</body></html>")
    before = etree.tostring(tree)
    laid = without_layout(tree)
    assert "".join(laid.itertext()) == "".join(tree.itertext())
    assert etree.tostring(tree) == before
    assert without_layout(laid) is laid
