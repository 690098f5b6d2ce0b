"""A page's blocks, their places, and which of them belong: tables and laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.clean.beside import Beside, beside_of
from workers.clean.blocks import Blocks, blocks_of
from workers.clean.html import body_of, without_waste
from workers.clean.looks import looks_of
from workers.clean.places import BITS
from workers.clean.trees import as_browsers_do, tree_of
from workers.clean.weigh import PHRASES, WASTE, expected_of, scores_of, text_of, waste_of
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
    return text_of(page, scores_of(page, Beside(f"{TOLD}\n{MORE}", f"{TOLD}\n{MORE}")))


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
        ("<button>Menu<p>no</p></button>One", ["One"]),
        ("<button>Menu<main><p>One</p></main>", ["Menu", "One"]),
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


def test_comments_are_left_out_though_they_are_longer_than_the_article() -> None:
    remark = f"<li class=comment><div class=comment-body><p>{OTHER}, and I for one am glad of it: {MORE}</p></div></li>"
    page = f"<main><article><p>{TOLD}</p><p>{MORE}</p></article><ol class=comment-list>{remark * 9}</ol></main>"
    assert kept(page) == f"{TOLD}\n{MORE}"


def test_blocks_are_known_again_in_what_else_is_known_of_the_page() -> None:
    prose = np.array([0.0, 100.0, 100.0])
    known = Beside(TOLD, "", OTHER, MORE, f"{TOLD}{TOLD}{TOLD}")
    found = beside_of([OTHER, TOLD, MORE], known, prose)
    assert {name: list(column) for name, column in found.items()} == {
        "in the other reading": [0, 1, 0],
        "in the cut reading": [0, 0, 0],
        "in what is told": [0, 1, 0],
        "not in what is told": [1, 0, 1],
        "is the title": [1, 0, 0],
        "words of the title": [1, 2 / 7, 3 / 7],
        "in the description": [0, 0, 1],
    }


def test_a_teaser_in_structured_data_says_nothing_of_the_blocks_that_it_leaves_out() -> None:
    found = beside_of([TOLD, MORE], Beside(told=TOLD), np.array([100.0, 100.0]))
    assert not found["in what is told"].any()
    assert not found["not in what is told"].any()


def test_what_is_expected_falls_with_each_block_that_is_in_doubt() -> None:
    page = read(f"<p>{TOLD}</p><p>{MORE}</p>")
    sure, doubtful, none = (expected_of(page, np.array(scores)) for scores in ([9.0, 9.0], [9.0, 0.0], [-9.0, -9.0]))
    assert 1 > sure > doubtful > none == 0


def test_what_trafilatura_leaves_of_an_article_gives_way_to_the_whole_of_it() -> None:
    told = [f"Line {number} of the harbour runs every {number} minutes. {MORE}" for number in range(2, 16)]
    lines = "".join(f"<aside><p>{line}</p></aside>" for line in told)
    page = f"<main><article class=article-body><h1>Buses</h1><p>{TOLD}</p>{lines}</article></main>"
    body = body_of(as_browsers_do(page), tree_of(page), Beside(title="Buses"), light=True)
    assert body.source == "blocks"
    assert all(line in body.text for line in told)
    assert body.confidence is not None
    assert body.confidence < 0.5


def test_waste_is_what_stands_in_waste_alone() -> None:
    page = read(f"<p>{TOLD}</p><p>{OTHER}</p><p>{OTHER}</p><p>Menu</p>")
    scores = np.array([1.0, 1.0, WASTE - 1, WASTE - 1])
    assert waste_of(page, scores) == {"menu"}
    assert without_waste(f"{TOLD}\nMENU!\n{OTHER}", waste_of(page, scores)) == f"{TOLD}\n{OTHER}"


def test_each_weight_has_its_look() -> None:
    assert set(WEIGHTS) <= {*looks_of(read(f"<p>{TOLD}</p>"), Beside()), *PHRASES}


def test_a_page_without_text_has_no_scores() -> None:
    page = read("<script>1</script>")
    assert (list(scores_of(page, Beside())), text_of(page, scores_of(page, Beside()))) == ([], "")


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
    scores = scores_of(page, Beside(TOLD, TOLD, TOLD, MORE, TOLD))
    assert len(scores) == len(page.rows)
    assert np.isfinite(scores).all()
    assert 0 <= expected_of(page, scores) <= 1
    assert set(text_of(page, scores).split("\n")) - {""} <= {line for row in page.rows for line in row.text.split("\n")}
