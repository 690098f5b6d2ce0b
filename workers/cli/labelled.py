"""Facts behind their names: what `trace` and `explain` show of an article. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.text import Text

from workers.cli.lines import one_line, wrapped

#: a name, and what is told under it: the first line first, the others dim.
Row = tuple[str, Sequence[str]]


def labelled(rows: Iterable[Row], width: int | None, margin: int) -> Iterator[Text]:
    """A block of rows after an empty line; nothing of a row, or of a block, that tells nothing.

    margin: columns of the names.
    """
    told = [(name, lines) for name, lines in rows if lines]
    if told:
        yield Text()
    for name, lines in told:
        for number, line in enumerate(lines):
            for part, text in enumerate(wrapped(one_line(line), width and width - margin)):
                label = name if not number and not part else ""
                yield Text.assemble((label.ljust(margin), "bold"), (text, "dim" if number else ""))
