"""The date that a page prints for its readers, beside the title. Pure.

Of 662 labelled pages 395 have such a date, which is right on 387 (another one is a change's, or an import's). On 84 of
these nothing else gives one; htmldate, which reads any date of a page, was right on 75, this on all. htmldate took a
comment's, an event's, another article's, a law's. Here a date counts only in a line made for it, close to the title and
before the article's prose; further down only behind a label of first publication. One that is labelled as a change is
none, nor is one with a label that is not known ("Registered: 18 September").

It comes before meta elements of a record (`dc.date`, `date`: right on 7 of 10 pages, this on all 8 that have one) and
before time elements. Letters are counted because captions and prose have dates, too: half or twice as many lines around
the title, or letters in the line, cost a page or two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from workers.clean.dates import Found, Order, found_in
from workers.clean.elsewhere import is_elsewhere
from workers.clean.evidence import Setting, not_after, order_of
from workers.clean.labels import Label, label_of
from workers.clean.lines import collapsed
from workers.clean.phrases import PUBLISHED, UPDATED, any_of, compiled
from workers.clean.title import squeezed
from workers.model import Published

#: lines above the title, and below it, in which its date may stand.
ABOVE, BELOW = 4, 12
#: characters of a line from which it is prose: the article has begun.
PROSE = 200
#: a longer line with a date in it is prose, or a caption.
LONGEST = 100
#: the most letters of such a line: behind a date with which it begins, else around it; a caption ends with one.
BEHIND, AROUND = 80, 40
#: for each date more, for its month and its weekday.
DATE_LETTERS = 10
#: characters before a date with which a line begins: its weekday's.
FIRST = 12
#: the longest label that stands in a line of its own.
LABEL = 30
#: dates of one page that are looked at, and lines: a page of comments has thousands.
MOST_DATES, MOST_LINES = 100, 5_000

_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "ins", "kbd", "label", "mark", "nobr",
    "q", "s", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var",
})  # fmt: skip
_HIDDEN = frozenset({"script", "style", "noscript", "template", "svg", "select", "option", "button"})
_HEADINGS = ("h1", "h2", "h3")
_LABELLED = compiled(r"\w\s{0,2}:\s{0,2}(?:\w{2,10},?\s)?$")
_KNOWN = compiled(rf"{any_of(PUBLISHED, UPDATED)}(?:\s\w{{1,12}})?\s?:")


@dataclass(frozen=True, slots=True)
class Row:
    """A line as a reader sees it, and the block that it stands in."""

    text: str
    block: Any


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of a page, and the dates in those that are made for dates."""

    rows: Sequence[Row]
    #: the number of the title's line.
    at: int | None
    #: the lines around it, as far as the article's first paragraph.
    near: range
    #: number of a line, and a date in it.
    dated: Sequence[tuple[int, Found]]
    order: Order | None


def sheet_of(tree: Any, title: str, setting: Setting) -> Sheet:
    body = tree.find("body")
    rows = _joined(rows_of(body)) if body is not None else []
    at = _heading_in(rows, title)
    dated = [(index, found) for index, row in enumerate(rows) for found in _dates_in(row.text)][:MOST_DATES]
    order = order_of([found for _, found in dated], lang=setting.lang, host=setting.host)
    return Sheet(rows, at, _around(rows, at) if at is not None else range(0), dated, order)


def printed_of(sheet: Sheet, setting: Setting) -> Published | None:
    """The date beside the title; else one that is labelled as first publication, further down."""
    at = sheet.at or 0
    ranked = [
        (rank, abs(index - at), index, found)
        for index, found in sheet.dated
        if (rank := _rank(label_of(sheet.rows[index].text, found.start), near=index in sheet.near, below=index > at))
    ]
    for _, _, index, found in sorted(ranked, key=lambda one: one[:2]):
        published = not_after(found.published(sheet.order, setting.host), setting.limit)
        if published and not is_elsewhere(sheet.rows[index].block):
            return published
    return None


def _rank(label: Label, *, near: bool, below: bool) -> int:
    """1 is best; 0 is none at all."""
    if label is Label.UPDATED:
        return 0
    published = label is Label.PUBLISHED
    return (1 if published else 2) if near else (3 if published and below else 0)


def rows_of(tree: Any) -> Iterator[Row]:
    """The text of an element, a block a line; what is not shown left out."""
    parts: list[str] = []
    block, hidden = tree, 0
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        begins = event == "start"
        if not isinstance(node.tag, str) or node.tag in _HIDDEN:
            hidden += 1 if begins else -1
        elif not hidden and node.tag not in _INLINE:
            if text := collapsed("".join(parts)):
                yield Row(text, block)
            parts, block = [], node if begins else node.getparent()
        if not hidden:
            parts += (" ", (node.text if begins else node.tail) or "")
    if text := collapsed("".join(parts)):
        yield Row(text, block)


def _joined(rows: Iterable[Row]) -> list[Row]:
    """Rows; a label that stands alone is joined with the line below it."""
    out: list[Row] = []
    for row, _ in zip(rows, range(MOST_LINES), strict=False):
        label = out and len(out[-1].text) < LABEL and out[-1].text.endswith(":")
        out.append(Row(f"{out.pop().text} {row.text}", row.block) if label else row)
    return out


def _heading_in(rows: Sequence[Row], title: str) -> int | None:
    """The line that is the title, of several the one with the highest heading."""
    key = squeezed(title)
    same = [
        index for index, row in enumerate(rows) if key and len(row.text) < 2 * len(title) and squeezed(row.text) == key
    ]
    return min(same, key=lambda index: _level(rows[index].block.tag), default=None)


def _level(tag: str) -> int:
    return _HEADINGS.index(tag) if tag in _HEADINGS else len(_HEADINGS)


def _around(rows: Sequence[Row], at: int) -> range:
    """The lines around the title, as far as the article's first paragraph."""
    end = min(len(rows), at + 1 + BELOW)
    return range(
        max(0, at - ABOVE), next((index for index in range(at + 1, end) if len(rows[index].text) >= PROSE), end)
    )


def _dates_in(text: str) -> list[Found]:
    """The dates of a line that is made for them."""
    if len(text) > LONGEST or not any(map(str.isdigit, text)):
        return []
    found = [one for one in found_in(text) if not _LABELLED.search(_KNOWN.sub("", text[: one.start]))]
    most = BEHIND if found and found[0].start <= FIRST else AROUND
    return found if sum(map(str.isalpha, text)) <= most + DATE_LETTERS * len(found) else []
