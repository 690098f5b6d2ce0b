"""Tables of measurements, and their place in docs/benchmarks.md."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

PAPER = Path(__file__).parents[1] / "docs" / "benchmarks.md"


def side_by_side(corner: str, columns: Mapping[str, Mapping[str, str]]) -> list[str]:
    """A Markdown table: what was measured, a line each; in which setting, a column each."""
    names = list(dict.fromkeys(name for column in columns.values() for name in column))
    rows = [[corner, *columns], *([name, *(column.get(name, "-") for column in columns.values())] for name in names)]
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    told = [f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |" for row in rows]
    return [told[0], "|".join(["", *("-" * (width + 2) for width in widths), ""]), *told[1:]]


def write(name: str, lines: Sequence[str]) -> None:
    """Put lines between the marks of this name, in place of what was there."""
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
    text = PAPER.read_text("utf-8")
    body = begin + "\n".join(lines) + "\n" + end
    found = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    PAPER.write_text(found.sub(lambda _: body, text) if found.search(text) else f"{text}\n{body}", "utf-8")
