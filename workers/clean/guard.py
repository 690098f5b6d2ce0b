"""What a page's markup would cost its readers, seen before any of them runs. Pure; linear in the page's length.

Parsers written in C cannot be interrupted: a soft time limit of 2 s fired after 14 on one tag with 30,000 attributes.
So the shapes that are known to explode are measured first. The rows below are limit and largest real page of some
1,900 (research of November 2026). What passes all the same ends at the worker's hard time limit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from workers.errors import RefusedError

#: trafilatura is quadratic: 60,000 short paragraphs took 18 s, resiliparse 0.2 s. Largest real page: 9,770.
MAX_TAGS = 60_000
#: attributes of one tag: 30,000 took 6 s in every parser. Largest real tag: 1,107.
MAX_ATTRIBUTES = 5_000
#: resiliparse is quadratic in depth: 30,000 took 40 s. Largest real depth: 631.
MAX_DEPTH = 1_000
#: libxml2 drops what is deeper than this, text and all, even in its generous mode.
LXML_DEPTH = 2_000

# quotes open a value only behind an equals sign, as in HTML5; possessive, so that no character is read twice
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]{0,40})((?:[^>=]|=\s*+(?:\"[^\"]*+\"|'[^']*+')?)*+)")
#: elements that have no inside, or whose end tag people leave out and parsers put back.
_FLAT = frozenset(
    """area base br col embed hr img input link meta param source track wbr html head body
    p li dt dd td tr th option optgroup tbody thead tfoot colgroup rp rt""".split()  # noqa: SIM905 -- a list of 36 rows says no more
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the cost of reading depends on."""

    #: number of `<`.
    tags: int
    #: the most attributes in one tag.
    attributes: int
    #: the most elements open at once.
    depth: int


@dataclass(frozen=True, slots=True)
class Readers:
    """Which readers may see a page."""

    trafilatura: bool = True
    resiliparse: bool = True


def shape_of(html: str) -> Shape:
    attributes = depth = deepest = 0
    position = 0
    while match := _TAG.search(html, position):
        position = match.end()
        closing, name, rest = match[1], match[2].lower(), match[3]
        if len(rest) > 2 * MAX_ATTRIBUTES:  # a shorter tag has no room for so many
            attributes = max(attributes, rest.count("="), len(rest.split()) // 2)
        if name in _FLAT or rest.endswith("/"):
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        deepest = max(deepest, depth)
        if name in ("script", "style") and not closing:
            end = html.find("</", position)
            position = end if end >= 0 else len(html)
    return Shape(html.count("<"), attributes, deepest)


def readers_for(shape: Shape) -> Readers:
    """Who may read a page of this shape. Raises RefusedError `hostile-page` when nobody may."""
    if shape.attributes > MAX_ATTRIBUTES:
        raise RefusedError("hostile-page", f"one tag has {shape.attributes} attributes; {MAX_ATTRIBUTES} are allowed")
    many, deep = shape.tags > MAX_TAGS, shape.depth > MAX_DEPTH
    if many and deep:
        raise RefusedError("hostile-page", f"{shape.tags} tags, {shape.depth} deep: no reader can bear both")
    return Readers(trafilatura=not many, resiliparse=not deep)
