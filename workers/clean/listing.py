"""Is what was found a list of headlines, as a front page has it, and no article? Pure.

Known by what its lines are: links to other pages, each a whole line, with a teaser behind it or none; or many lines,
most of them links or headings, and not one sentence among them. Names of the dead, results and poems have no sentence
either, and are kept. So is what begins with a sentence of its own before the first link: a test of ten things to buy, a
briefing, a chart, a report with its papers. A front page that begins with one is let through.

Of 864 labelled pages that have a text none is refused: the most that links make of one's lines is 0.43, and of its
characters there 0.04; of another's characters 0.24, and of its lines there 0.14; the most lines without any sentence
are 11. On a page that was flattened to text no link is seen: there a headline before each of its sentences tells, on 8
sentences or more at most before 0.83 of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import takewhile
from typing import Any

from workers.clean.blocks import Blocks
from workers.clean.lines import Line, is_sentence, size_of
from workers.clean.nodes import text_in
from workers.clean.runs import looked_at

#: share of a text's lines that are links, with at least so many of them, and their share of its characters.
LINES, FEW, CHARACTERS = 0.45, 3, 0.1
#: lines from which a text has a sentence among them, if it is an article.
MANY = 15
#: sentences of a flattened page from which headlines before nearly all of them make it a list.
TEASERS, NEARLY = 8, 0.95
#: characters of a headline.
HEADLINE = (20, 150)
#: share of a line that is a link.
LINKED = 0.8

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: an address on the same page. A bare "#" is a script's, "#/" and "#!" those of pages that a script makes.
_WITHIN = re.compile(r"\s*#[^/!\s]")


def links_in(page: Blocks, tree: Any) -> Iterator[str]:
    """Lines of a page that are links to others, and nothing else. tree: the page."""
    inner = {text_in(link) for link in tree.iter("a") if _WITHIN.match(link.get("href", "")) and _is_outermost(link)}
    return (row.text for row in page.rows if row.linked >= LINKED * len(row.text) and row.text not in inner)


def _is_outermost(link: Any) -> bool:
    """So no text is read twice, however many links stand in each other."""
    return next(link.iterancestors("a"), None) is None


def headings_in(page: Blocks) -> Iterator[str]:
    """Lines of a page that are headings."""
    return (row.text for row in page.rows if row.tag in _HEADINGS)


def trouble_with(text: str, linked: Collection[str], headed: Collection[str] = ()) -> str:
    """Why a text is a list and no article; empty where it is not.

    linked, headed: lines of the page that are links to others, and those that are headings.
    """
    rows = [row.removeprefix("- ") for row in text.split("\n")]
    links = [row for row in rows if row in linked]
    listed = len(links) >= max(FEW, LINES * len(rows)) and _size(links) >= CHARACTERS * _size(rows)
    if listed and not _is_begun(rows, linked):
        return f"a list: {len(links)} of its {len(rows)} lines are links to other pages"
    heads = sum(row in linked or row in headed for row in rows)
    if len(rows) >= MANY and 2 * heads > len(rows) and not any(is_sentence(line) for line in looked_at(rows)):
        return f"a list: no sentence among its {len(rows)} lines"
    return ""


def _is_begun(rows: Sequence[str], linked: Collection[str]) -> bool:
    """Does a sentence of its own stand before the first link?"""
    return any(line.good for line in looked_at(takewhile(lambda row: row not in linked, rows)))


def trouble_with_flat(page: Sequence[Line], body: Sequence[int]) -> str:
    """The same of a flattened page. body: the lines that were picked."""
    told = [index for index in body if page[index].good]
    begun = sum(index > 0 and _is_headline(page[index - 1]) for index in told)
    if len(told) >= TEASERS and begun >= NEARLY * len(told):
        return f"a list: a headline stands before {begun} of its {len(told)} sentences"
    return ""


def _is_headline(line: Line) -> bool:
    return not (line.ended or line.head or line.waste) and HEADLINE[0] <= line.size <= HEADLINE[1]


def _size(rows: Sequence[str]) -> float:
    return sum(map(size_of, rows))
