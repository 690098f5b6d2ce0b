"""A parsed page -> its blocks of text, each with the place that it stands in. Pure; one walk, linear in its size.

A block is what a browser sets as one: the text between two edges of block elements; line breaks in it stay. A table
is one block, a row a line: tables that only place the parts of a page have to be taken apart before (`tables.py`).
Parts in which no article stands (menus, forms' fields, scripts) are not walked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from workers.clean.places import LINKED, MENUS, place_of

#: elements that begin and end a block.
BLOCKS = frozenset(
    """p li h1 h2 h3 h4 h5 h6 div section article main header footer aside form figure figcaption caption blockquote pre
    td th tr table tbody thead tfoot ul ol dl dt dd address details summary fieldset center body html hr label
    legend""".split()  # noqa: SIM905 -- a list of 45
)
#: elements whose inside is no text of an article.
SKIPPED = frozenset(
    """script style noscript template svg math iframe object embed applet canvas audio video map select option optgroup
    datalist textarea input button head title meta link base param source track frame frameset nav menu dialog progress
    meter img""".split()  # noqa: SIM905 -- a list of 37
)
#: of these, those that are walked where an article stands in them: nobody closed them.
LEFT_OPEN = frozenset(MENUS)
_EDGES = BLOCKS | LEFT_OPEN
_BREAK = "\0"


class Block(NamedTuple):
    text: str
    tag: str
    #: its element and the three around it, innermost first; numbers of `Blocks.parents`, -1 above the top.
    around: tuple[int, int, int, int]
    depth: int
    links: int
    #: characters of the text that are links.
    linked: int
    #: places (bits of `places.BITS`) of its element and the two around it; of all around it.
    near: int
    far: int


@dataclass(slots=True)
class Blocks:
    """In the order of the page."""

    rows: list[Block] = field(default_factory=list)
    #: of each block element, the number of the one around it; -1 of the top.
    parents: list[int] = field(default_factory=lambda: [-1])
    #: and the element itself; None for the top.
    elements: list[Any] = field(default_factory=lambda: [None])
    #: those of LEFT_OPEN that were walked.
    left_open: list[Any] = field(default_factory=list)

    def kind(self, number: int) -> str:
        """The tag and class of an element, by its number."""
        element = self.elements[number]
        return "body" if element is None else f"{element.tag} {element.get('class') or ''}"


def blocks_of(tree: Any) -> Blocks:
    """The blocks of a page (an lxml element). Its children by hand: `iterwalk` with both events is half as fast."""
    body = tree.find("body")
    walk = _Walk()
    top = tree if body is None else body
    walk.say(top.text or "")
    path = [(top, iter(top))]
    while path:
        element, children = path[-1]
        for child in children:
            tag = child.tag
            if tag in SKIPPED:
                if not _is_left_open(child):
                    walk.say(child.tail or "")
                    continue
                walk.found.left_open.append(child)
            walk.enter(child, tag)
            if tag == "table":
                walk.lay(child)
            elif len(child):
                path.append((child, iter(child)))
                break
            walk.leave(child, tag)
        else:
            path.pop()
            if path:
                walk.leave(element, element.tag)
    walk.close()
    return walk.found


def _is_left_open(element: Any) -> bool:
    """Is it a button or a menu that swallowed the page, because its end tag is missing?"""
    return element.tag in LEFT_OPEN and next(element.iter("main", "article", "h1"), None) is not None


def _set(said: str) -> str:
    """As a browser sets it: white space as one space, breaks as new lines."""
    if _BREAK not in said:
        return " ".join(said.split())
    rows = (" ".join(row.split()) for row in said.split(_BREAK))
    return "\n".join(row for row in rows if row)


class _Walk:
    """Where the walk stands, and the text since the last edge."""

    def __init__(self) -> None:
        self.found = Blocks()
        self._tags, self._own, self._all = ["body"], [0], [0]
        self._now = self._depth = self._in_links = self._links = self._linked = 0
        self._said: list[str] = []

    def enter(self, element: Any, tag: str) -> None:
        if tag in _EDGES:
            if self._said:
                self.close()
            self.found.elements.append(element)
            self._open(tag, place_of(element) | (LINKED if self._in_links else 0))
        elif tag == "a":
            self._in_links += 1
            self._links += 1
        elif tag == "br":
            self._said.append(_BREAK)
        if text := element.text:
            self.say(text)

    def leave(self, element: Any, tag: str) -> None:
        if tag in _EDGES:
            if self._said:
                self.close()
            self._now = self.found.parents[self._now]
            self._depth -= 1
        elif tag == "a":
            self._in_links -= 1
        if text := element.tail:
            self.say(text)

    def lay(self, table: Any) -> None:
        """Say a table's rows, and count its links."""
        self._linked += sum(len("".join(link.itertext()).strip()) for link in table.iter("a"))
        for row in table.iter("tr"):
            cells = (" ".join("".join(cell.itertext()).split()) for cell in row.iterchildren("td", "th"))
            told = " | ".join(cell for cell in cells if cell)
            self._said.append(f"{_BREAK}| {told} |" if told else "")

    def say(self, text: str) -> None:
        self._said.append(text)
        if self._in_links:
            self._linked += len(text.strip())

    def close(self) -> None:
        """Make a block of what was said."""
        if not self._said:
            return
        said = "".join(self._said)
        self._said.clear()
        if not said.isspace() and (text := _set(said)):
            self.found.rows.append(self._block(text))
        self._links = self._linked = 0

    def _open(self, tag: str, place: int) -> None:
        self.found.parents.append(self._now)
        self._tags.append(tag)
        self._own.append(place)
        self._all.append(self._all[self._now] | place)
        self._now = len(self._tags) - 1
        self._depth += 1

    def _block(self, text: str) -> Block:
        around = first, second, third, _ = self._around()
        own = self._own
        near = own[first] | (own[second] if second >= 0 else 0) | (own[third] if third >= 0 else 0)
        linked = min(self._linked, len(text))
        return Block(text, self._tags[self._now], around, self._depth, self._links, linked, near, self._all[self._now])

    def _around(self) -> tuple[int, int, int, int]:
        parents: Sequence[int] = self.found.parents
        first = self._now
        second = parents[first]
        third = parents[second] if second >= 0 else -1
        return first, second, third, parents[third] if third >= 0 else -1
