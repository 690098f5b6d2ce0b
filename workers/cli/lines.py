"""Text for one line or one column of a terminal. Pure.

Titles come from strangers: what could move the cursor, change colours or turn the direction of a line is taken out.
Widths are in columns: a Chinese character has two, a combining mark none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime

from rich.cells import cell_len

from workers.model import Precision, Published
from workers.printable import in_place

#: what is said in place of a text that was pruned.
NO_TEXT = "text no longer kept"
#: words of a text that stand for a title it does not have.
_OPENING = 10


def one_line(text: str) -> str:
    """A text without line breaks, control characters and turns of direction; runs of white are one space."""
    return " ".join(in_place(text).split())


def opening(text: str) -> str:
    """The first words of a text."""
    words = one_line(text[:500]).split()
    return " ".join(words[:_OPENING]) + (" ..." if len(words) > _OPENING else "")


def named(title: str | None, text: str, gone_at: datetime | None) -> str:
    """A title on one line; where there is none, the first words of the text, or that it is no longer kept."""
    return one_line(title or "") or (f"({opening(text)})" if gone_at is None else f"({NO_TEXT})")


def width_of(text: str) -> int:
    """Columns that a text takes."""
    return cell_len(text)


def wrapped(text: str, width: int | None) -> list[str]:
    """The text in lines of at most `width` columns (2 or more), broken at spaces where there are any.

    At least one line; for None one line, however wide.
    """
    if width is None:
        return [text]
    lines = [""]
    for word in text.split():
        if lines[-1] and width_of(lines[-1]) + 1 + width_of(word) <= width:
            lines[-1] += f" {word}"
            continue
        first, *rest = _chopped(word, max(width, 2))
        lines = [*lines, first, *rest] if lines[-1] else [*lines[:-1], first, *rest]
    return lines


def _chopped(word: str, width: int) -> list[str]:
    """A word in pieces of at most `width` columns. (rich.cells.chop_cells loses marks that stand alone.)"""
    pieces = [""]
    for character in word:
        longer = pieces[-1] + character
        if pieces[-1] and width_of(longer) > width:
            pieces.append(character)
        else:
            pieces[-1] = longer
    return pieces


def flowed(pieces: Iterable[str], width: int | None, between: str = " · ") -> list[str]:
    """Short pieces in lines of at most `width` columns, broken only between pieces."""
    lines: list[str] = []
    for piece in pieces:
        longer = f"{lines[-1]}{between}{piece}" if lines else piece
        if lines and (width is None or width_of(longer) <= width):
            lines[-1] = longer
        else:
            lines.append(piece)
    return lines


def listed(head: str, pieces: Sequence[str], width: int | None) -> list[str]:
    """Pieces behind `head` with commas between, in lines of at most `width` columns that are indented as far.

    Broken between pieces, and in one only where it fits into no line.
    """
    told = [*(f"{piece}," for piece in pieces[:-1]), *pieces[-1:]]
    room = None if width is None else max(width - width_of(head), 2)
    parts = [part for line in flowed(told, room, " ") for part in wrapped(line, room)] or [""]
    return [(" " * width_of(head) if number else head) + part for number, part in enumerate(parts)]


def grid(heads: Sequence[str], rows: Iterable[Sequence[str]], right: Collection[str] = ()) -> Iterator[str]:
    """A table for files and pipes: a line a row, nothing cut; the columns named in `right` are numbers."""
    table = [tuple(heads), *(tuple(map(one_line, row)) for row in rows)]
    widths = [max(map(width_of, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = (
            white + cell if head in right else cell + white
            for head, cell, width in zip(heads, row, widths, strict=True)
            for white in [" " * (width - width_of(cell))]
        )
        yield "  ".join(cells).rstrip()


def refusal(word: str, detail: str, where: str = "") -> str:
    """`refused WORD: what was expected`; where the detail ends with the word once more, that is left out."""
    return f"refused {where}{word or repr('')}: {detail.removesuffix(f', not {word!r}')}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 copy`, `2 copies`, `1,234 articles`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def moment(at: datetime) -> str:
    """A point in time of ours, for a person: `2025-02-07 12:00:00`, in UTC. Quoted, it can be typed behind --at.

    So wherever one is shown. For machines: out.stamp, also in a command that is shown to be typed, and in a list that
    goes to a file or a pipe (out.when). A day: `2025-02-07` in a table (out.day), `7 Feb 2025` in what is read as prose
    (timeline.day_of). A span: out.ago. What a page says of when it was published stays as it says it, in its zone and
    no more exact (dated; timeline).
    """
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "seconds")


def dated(published: Published) -> str:
    """When an article was published, and what is not known of it: `2025-02-05T18:40:00 (time zone unknown)`."""
    return published.text() + (f" ({lack})" if (lack := _LACKS.get(published.precision)) else "")


#: what of a time a page does not say.
_LACKS = {Precision.LOCAL: "time zone unknown", Precision.DAY: "time of day unknown"}


def linkable(url: str) -> bool:
    """Whether a url may be handed to a terminal as a link."""
    return url.startswith(("http://", "https://")) and url.isascii() and url.isprintable() and " " not in url
