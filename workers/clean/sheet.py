"""The lines of a page as a reader sees them, where its title stands among them, and the dates in them. Pure.

Letters are counted because captions and prose have dates, too: half or twice as many lines around the title, or letters
in the line, cost a page or two.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, NamedTuple

from workers.clean.dates import Found, Order, found_in, has_year
from workers.clean.events import is_place, is_timed
from workers.clean.evidence import Setting, order_of
from workers.clean.labels import Label, is_when, label_of, words_of
from workers.clean.land import Land, with_texts
from workers.clean.lines import collapsed
from workers.clean.moments import moments_of
from workers.clean.phrases import compiled
from workers.clean.stamps import PUBLISHED, UPDATED
from workers.clean.title import squeezed
from workers.clean.zones import MEANINGS

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
#: news has had pages since then: an earlier day that nothing labels is a birth's, or a story's.
FIRST_YEAR = 1995
#: dates of one page that are looked at, and lines: a page of comments has thousands.
MOST_DATES, MOST_LINES = 100, 5_000

_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "ins", "kbd", "label", "mark", "nobr",
    "q", "s", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var",
})  # fmt: skip
_HIDDEN = frozenset({"script", "style", "noscript", "template", "svg", "select", "option", "button"})
#: elements that name what stands in the one behind them.
_TERMS = {"dt": ("dd",), "th": ("td",)}
_HEADINGS = ("h1", "h2", "h3")
_LABELLED = compiled(r"\w\s{0,2}:\s{0,2}(?:\w{2,10},?\s)?$")
_KNOWN = compiled(rf"{words_of(PUBLISHED, UPDATED)}(?:\s\w{{1,12}})?\s?:")


class Row(NamedTuple):
    """A line as a reader sees it, and the block that it stands in."""

    text: str
    block: Any


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of a page, and the dates in those that are made for dates."""

    rows: Sequence[Row]
    title: str
    #: the number of the title's line.
    at: int | None
    #: the lines around it, as far as the article's first paragraph.
    near: range
    #: number of a line, and a date in it.
    dated: Sequence[tuple[int, Found]]
    order: Order | None
    #: where the page is written, by what its lines say, too.
    land: Land
    #: when what the page is about begins or ends, by its markup.
    moments: frozenset[tuple[date, time | None]]


def sheet_of(tree: Any, title: str, setting: Setting, sure: Collection[date] = ()) -> Sheet:
    """The lines of a page. sure: days of its markup, which tell how it writes the others."""
    body = tree.find("body")
    rows = _joined(rows_of(body)) if body is not None else []
    at = _heading_in(rows, title)
    dated = [(index, found) for index, row in enumerate(rows) for found in _dates_in(row.text)][:MOST_DATES]
    doubtful = any(found.zone in MEANINGS for _, found in dated)
    land = with_texts(setting.land, (row.text for row in rows)) if doubtful else setting.land
    moments = moments_of(tree, title) if dated else frozenset[tuple[date, time | None]]()
    order = order_of([found for _, found in dated], land, sure)
    return Sheet(rows, title, at, _around(rows, at) if at is not None else range(0), dated, order, land, moments)


def label_in(sheet: Sheet, index: int, found: Found) -> Label:
    """What a date of a line is labelled as.

    One in the title is something else's; so is one from before there were pages, and one of an event: its day with
    another time of day is not.
    """
    text = sheet.rows[index].text
    label = label_of(text, found.start, found.end)
    if label is not Label.NONE:
        return label
    begins = any((day, found.clock) in sheet.moments for day in found.days)
    others = begins or index == sheet.at or found.days[0].year < FIRST_YEAR
    return Label.OTHER if others or (is_timed(text, found.end) and _is_placed(sheet, index)) else label


def _is_placed(sheet: Sheet, index: int) -> bool:
    """Is the next line a place's name, or the one before it, if that is not the title?"""
    beside = (at for at in (index - 1, index + 1) if 0 <= at < len(sheet.rows) and at != sheet.at)
    return any(is_place(sheet.rows[at].text) for at in beside)


def rows_of(tree: Any) -> Iterator[Row]:
    """The text of an element, a block a line; what is not shown left out."""
    said: list[str] = []
    block = tree
    for text, edge in _told(tree):
        if edge is not None:
            if said and (line := collapsed(" ".join(said))):
                yield Row(line, block)
            said, block = [], edge
        if text:
            said.append(text)
    if said and (line := collapsed(" ".join(said))):
        yield Row(line, block)


def _told(tree: Any) -> Iterator[tuple[str | None, Any]]:
    """The texts of an element, each with the block that begins with it, or goes on; None where none does."""
    yield tree.text, tree
    path = [(tree, iter(tree))]
    while path:
        node, children = path[-1]
        for child in children:
            tag = child.tag
            if tag in _HIDDEN or not isinstance(tag, str):
                yield child.tail, None
                continue
            inline = tag in _INLINE
            yield child.text, None if inline else child
            if len(child):
                path.append((child, iter(child)))
                break
            yield child.tail, None if inline else node
        else:
            path.pop()
            yield node.tail, None if node.tag in _INLINE else node.getparent()


def _joined(rows: Iterable[Row]) -> list[Row]:
    """Rows; a label that stands alone is joined with the line below it, a colon between."""
    out: list[Row] = []
    for row, _ in zip(rows, range(MOST_LINES), strict=False):
        label = out and len(out[-1].text) < LABEL and _is_label(out[-1], row)
        out.append(Row(f"{out.pop().text.removesuffix(':')}: {row.text}", row.block) if label else row)
    return out


def _is_label(row: Row, below: Row) -> bool:
    """Does a short line say what the one below it is?"""
    tag = row.block.tag
    return row.text.endswith(":") or is_when(row.text) or (tag in _TERMS and below.block.tag in _TERMS[tag])


def _heading_in(rows: Sequence[Row], title: str) -> int | None:
    """The line that is the title, of several the one with the highest heading."""
    key = squeezed(title)
    same = [
        index
        for index, row in enumerate(rows)
        if key and len(row.text) < 2 * len(title) and _may_be(row.text, key) and squeezed(row.text) == key
    ]
    return min(same, key=lambda index: _level(rows[index].block.tag), default=None)


def _may_be(text: str, key: str) -> bool:
    """Is it long enough? Signs of ASCII without case are no more than they were."""
    return len(text) >= len(key) or not text.isascii()


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
    if len(text) > LONGEST or not has_year(text):
        return []
    found = [one for one in found_in(text) if not _LABELLED.search(_KNOWN.sub("", text[: one.start]))]
    if not found:
        return []
    most = BEHIND if found[0].start <= FIRST else AROUND
    return found if sum(map(str.isalpha, text)) <= most + DATE_LETTERS * len(found) else []
