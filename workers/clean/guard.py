"""What a page's markup would cost its readers, seen before any of them runs. Pure; linear in the page's length.

Parsing is cheap (a megabyte of `<div/>`: 30 ms), reading what was parsed is not.

Parsers written in C cannot be interrupted: a soft time limit of 2 s fired after 14 on one tag with 30,000 attributes.
So the shapes that are known to explode are measured first. The rows below are limit and largest real page of some
1,900 (research of November 2026). What passes all the same ends at the worker's hard time limit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from workers.errors import RefusedError

#: trafilatura is quadratic: 60,000 short paragraphs took 18 s, resiliparse 0.2 s. Largest real page: 9,770.
MANY_TAGS = 60_000
#: for the line rules alone 700,000 paragraphs of one letter are 20 s.
MAX_TAGS = 300_000
#: attributes of one tag: 30,000 took 6 s in every parser. Largest real tag: 2,355.
MAX_ATTRIBUTES = 5_000
#: trafilatura on 900 tables in each other, 13 KB: 9 s; on 250: 1.5 s. No real page is deeper in lxml's tree.
DEEP = 256
#: resiliparse is quadratic in depth: 30,000 took 40 s. Largest real depth: 631.
MAX_DEPTH = 1_000
#: up to so many elements the depth of a parser's tree is asked of the tree, in 0.3 ms. Of more that takes seconds
#: (100,000 under 900 others: 4.6), and the markup that the parser makes of them is measured.
FEW_ELEMENTS = 10_000
#: 900 `<b>` left open before 5,000 paragraphs are 4.5 million elements, a gigabyte. Largest real page: 1,836.
MAX_COPIES = 500_000
#: lines of a flattened page: two million empty-handed ones took 69 s. Largest real page: some 2,000.
MAX_LINES = 50_000

# quotes open a value only behind an equals sign, as in HTML5; possessive, so that no character is read twice
_TAG = re.compile(
    r"<(/?)([a-zA-Z][\w:-]{0,40})([^>=]*+(?:=\s*+(?:\"[^\"]*+\"|'[^']*+')?+[^>=]*+)*+)",
)
#: what ends an element whose inside is no markup.
_RAW_END = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style")}
#: elements that have no inside, or whose end tag people leave out and parsers put back.
_FLAT = frozenset(
    """area base br col embed hr img input link meta param source track wbr html head body
    p li dt dd td tr th option optgroup tbody thead tfoot colgroup rp rt""".split()  # noqa: SIM905 -- a list of 36 rows says no more
)


#: elements that HTML5 opens again in the next block when one closes around them (the list of active formatting).
_MARKS = frozenset("a b big code em font i nobr s small strike strong tt u".split())  # noqa: SIM905 -- a list of 14
#: what a start tag opens: nothing, a block, a mark, a raw text; a name that is not here opens a block.
_NOTHING, _BLOCK, _MARK, _RAW = range(4)
_OPENS = {**dict.fromkeys(_FLAT, _NOTHING), **dict.fromkeys(_MARKS, _MARK), **dict.fromkeys(_RAW_END, _RAW)}
#: elements whose inside is XML, where `/>` ends an element.
_DRAWINGS = ("svg", "math")


@dataclass(frozen=True, slots=True)
class Shape:
    """What the cost of reading depends on."""

    #: number of `<`.
    tags: int
    #: the most attributes in one tag.
    attributes: int
    #: the most elements open at once.
    depth: int
    #: the most elements that a parser adds by opening marks (`b`, `font`) again in each block behind them.
    copies: int


def shape_of(html: str) -> Shape:
    """The shape of markup as it is written.

    An end tag closes an element of its name and nothing else, and `/>` one of a drawing alone, as in HTML5. Crossed
    tags can still be deeper in a parser's tree than here; the tree that a parser makes has to be measured itself.
    """
    attributes = depth = deepest = copies = marks = position = 0
    opened: dict[str, int] = {}
    while match := _TAG.search(html, position):
        position = match.end()
        closing, name, rest = match.groups()
        kind = _OPENS.get(name, _BLOCK)
        if kind == _BLOCK:
            name = name.lower()
            kind = _OPENS.get(name, _BLOCK)
        if len(rest) > 2 * MAX_ATTRIBUTES:  # a shorter tag has no room for so many
            attributes = max(attributes, rest.count("="), len(rest.split()) // 2)
        if marks and kind != _MARK and not closing:
            copies += marks
        if kind == _NOTHING or (rest.endswith("/") and any(map(opened.get, _DRAWINGS))):
            continue
        change = -1 if closing else 1
        if closing and not opened.get(name):
            continue
        opened[name] = opened.get(name, 0) + change
        depth += change
        if kind == _MARK:
            marks += change
        deepest = max(deepest, depth)
        if kind == _RAW and not closing:
            end = _RAW_END[name].search(html, position)
            position = end.start() if end else len(html)
    return Shape(html.count("<"), attributes, deepest, copies)


def check(shape: Shape) -> None:
    """Raises RefusedError `hostile-page` for a shape that no reader may see."""
    for what, value, limit in (
        ("tags", shape.tags, MAX_TAGS),
        ("attributes in one tag", shape.attributes, MAX_ATTRIBUTES),
        ("elements in each other", shape.depth, MAX_DEPTH),
        ("marks opened again", shape.copies, MAX_COPIES),
    ):
        if value > limit:
            raise RefusedError("hostile-page", f"{value} {what}; more than {limit} are not read")


def check_lines(text: str) -> None:
    """Raises RefusedError `hostile-page` for a text of more lines than any page has."""
    if len(text.splitlines()) > MAX_LINES:
        raise RefusedError("hostile-page", f"more than {MAX_LINES} lines are not read")
