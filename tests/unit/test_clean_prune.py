"""What is waste to us is taken out before another reader looks, and nothing else."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workers.clean.blocks import blocks_of
from workers.clean.prune import prune
from workers.clean.trees import tree_of


def left(body: str, *waste: str) -> str:
    tree = tree_of(f"<html><body>{body}</body></html>")
    page = blocks_of(tree)
    prune(tree, page, np.array([-3.0 if row.text in waste else 1.0 for row in page.rows]), -2.0)
    return "".join(tree.find("body").itertext())


def test_a_part_of_which_all_is_waste_is_taken_out_whole() -> None:
    assert (
        left("<div><p>tide</p></div><div><h2>more</h2><ul><li>this<li>that</ul></div>", "more", "this", "that")
        == "tide"
    )


def test_waste_in_one_part_with_text_is_taken_out_alone() -> None:
    assert left("<div><p>share</p><p>tide</p></div>", "share") == "tide"


def test_the_texts_around_a_part_that_is_taken_out_stay_apart() -> None:
    tree = tree_of("<html><body><div>tide<p>share</p>and ebb</div></body></html>")
    page = blocks_of(tree)
    prune(tree, page, np.array([-3.0 if row.text == "share" else 1.0 for row in page.rows]), -2.0)
    assert [row.text for row in blocks_of(tree).rows] == ["tide", "and ebb"]


def test_programs_and_menus_go_and_pictures_stay() -> None:
    tree = tree_of("<html><body><nav>home</nav><script>x</script><div><img src=a></div><p>tide</p></body></html>")
    page = blocks_of(tree)
    prune(tree, page, np.ones(len(page.rows)), -2.0)
    assert [element.tag for element in tree.find("body").iter()] == ["body", "div", "img", "p"]


@given(st.lists(st.sampled_from(["<div>", "</div>", "<p>", "</p>", "<li>", "a", "b", "<table><tr><td>"]), max_size=25))
def test_of_any_markup_what_is_no_waste_stays(parts: list[str]) -> None:
    tree = tree_of(f"<html><body><h1>tide</h1>{''.join(parts)}</body></html>")
    page = blocks_of(tree)
    kept = [row.text for row in page.rows if row.text != "a"]
    prune(tree, page, np.array([-3.0 if row.text == "a" else 1.0 for row in page.rows]), -2.0)
    assert [row.text for row in blocks_of(tree).rows if row.text != "a"] == kept
