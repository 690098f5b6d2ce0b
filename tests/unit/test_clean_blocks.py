"""A page's blocks, their places, and which of them belong: tables and laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.clean.blocks import Blocks, blocks_of
from workers.clean.html import tree_of, without_waste
from workers.clean.looks import looks_of
from workers.clean.places import BITS
from workers.clean.weigh import PHRASES, WASTE, scores_of, text_of, waste_of
from workers.clean.weights import WEIGHTS

TOLD = (
    "The ferry to Holm will not sail before Thursday, the harbour office said, because a plate below the water line "
    "has to be changed first."
)
MORE = (
    "Passengers with tickets for the evening crossing can take the bus that leaves from the market every two hours, "
    "and they are to be given their money back."
)
OTHER = "Fish market moves to the old school"


def read(html: str) -> Blocks:
    return blocks_of(tree_of(f"<html><body>{html}</body></html>"))


def texts(html: str) -> list[str]:
    return [row.text for row in read(html).rows]


def kept(html: str) -> str:
    page = read(html)
    return text_of(page, scores_of(page, f"{TOLD}\n{MORE}"))


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<p>One</p><p>two</p>", ["One", "two"]),
        ("<div>One <b>bold</b> <a href=/>link</a> more</div>", ["One bold link more"]),
        ("<div>before<p>One</p>behind</div>", ["before", "One", "behind"]),
        ("<p>One<br>two</p>", ["One\ntwo"]),
        ("<p>One<br><br> <br></p>", ["One"]),
        ("<script>let it = 1</script>One<nav><a href=/>Home</a></nav> two", ["One two"]),
        ("<p> \n </p><div><br></div>", []),
        ("<ul><li>One<li>two</ul>", ["One", "two"]),
        ("<table><tr><th>Route<th>Sailings<tr><td>Holm<td><p>14</p></table>", ["| Route | Sailings |\n| Holm | 14 |"]),
    ],
)
def test_a_block_is_the_text_between_two_edges(html: str, wanted: list[str]) -> None:
    assert texts(html) == wanted


def test_the_text_around_the_blocks_of_a_link_counts_as_linked() -> None:
    (inner,) = read("<a href=/x><div>Read this</div></a>").rows
    assert inner.linked == len("Read this")
    assert inner.far & 1 << BITS.index("inside a link")


@pytest.mark.parametrize(
    ("attributes", "bit"),
    [
        ('class="ArticleBody"', "articlebody"),
        ('itemprop="articleBody"', "articlebody"),
        ('id="related-stories"', "related"),
        ('class="newsletter-signup"', "letter"),
        ('role="main"', "role=main"),
        ("hidden", "unseen"),
        ('style="display: none"', "unseen"),
    ],
)
def test_names_say_what_a_place_is(attributes: str, bit: str) -> None:
    outer, inner = read(f"<div {attributes}>One<section><section><p>Two</p></section></section></div>").rows
    assert outer.near & inner.far & 1 << BITS.index(bit)
    assert not inner.near & 1 << BITS.index(bit)


def test_paragraphs_belong_and_what_is_beside_them_does_not() -> None:
    page = f"""<header><a href=/>Home</a></header><main><article><h1>Ferry stays</h1><p>{TOLD}</p><p>{MORE}</p></article>
    <div class="related"><ul><li><a href=/1>{OTHER}</a></li></ul></div></main><footer>© 2031 The Observer</footer>"""
    assert kept(page) == f"{TOLD}\n{MORE}"


def test_waste_is_what_stands_in_waste_alone() -> None:
    page = read(f"<p>{TOLD}</p><p>{OTHER}</p><p>{OTHER}</p><p>Menu</p>")
    scores = np.array([1.0, 1.0, WASTE - 1, WASTE - 1])
    assert waste_of(page, scores) == {"menu"}
    assert without_waste(f"{TOLD}\nMENU!\n{OTHER}", waste_of(page, scores)) == f"{TOLD}\n{OTHER}"


def test_each_weight_has_its_look() -> None:
    assert set(WEIGHTS) <= {*looks_of(read(f"<p>{TOLD}</p>"), ""), *PHRASES}


def test_a_page_without_text_has_no_scores() -> None:
    page = read("<script>1</script>")
    assert (list(scores_of(page, "")), text_of(page, scores_of(page, ""))) == ([], "")


_markup = st.lists(
    st.sampled_from(
        ["<div>", "</div>", "<p>", "</p>", "<a href=/>", "</a>", "<br>", "<ul>", "<li>", "</ul>", "<h1>", "</h1>", TOLD]
    )
    | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8),
    max_size=40,
).map("".join)


@given(_markup)
def test_the_blocks_have_every_word_of_the_page_once_and_in_order(html: str) -> None:
    tree = tree_of(f"<html><body>{html}</body></html>")
    whole = "".join("".join(tree.find("body").itertext()).split())
    assert "".join("".join(row.text.split()) for row in blocks_of(tree).rows) == whole


@given(_markup)
def test_every_block_has_a_score_and_what_is_kept_is_of_the_page(html: str) -> None:
    page = read(html)
    scores = scores_of(page, TOLD)
    assert len(scores) == len(page.rows)
    assert np.isfinite(scores).all()
    assert set(text_of(page, scores).split("\n")) - {""} <= {line for row in page.rows for line in row.text.split("\n")}
