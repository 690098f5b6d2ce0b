"""newsloom feeds list: a table of feeds for a terminal, and one for files and pipes."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from rich.text import Text

from workers.cli import feed_lines, out
from workers.cli.lines import grid, one_line
from workers.ledger.schema import Record


def wide(rows: list[Record], now: datetime) -> None:
    """A line a feed, for files and pipes."""
    cells = (
        (
            str(row.id),
            out.stamp(row.last_poll_at) or "never",
            out.stamp(row.last_new_at) or "never",
            out.stamp(row.next_poll_at) or "",
            str(row.failures),
            row.url,
            row.title or "",
            row.folder or "",
            "; ".join(feed_lines.health(row, now)),
        )
        for row in rows
    )
    heads = ("id", "last poll", "last new", "next poll", "failures", "url", "title", "folder", "health")
    out.lines(grid(heads, cells, right=("id", "failures")))


def screen(rows: list[Record], now: datetime) -> None:
    """A feed's title, url and health under each other, those of a folder under its name, and spans for times."""
    cells: list[list[Text]] = []
    for folder, feeds in groupby(rows, key=lambda row: row.folder):
        if folder:
            cells.append([Text()] * 4 + [Text(one_line(folder), style="bold")])
        cells.extend(_cells(row, now) for row in feeds)
    out.table(("id", "last poll", "last new", "next poll", "feed"), cells, right=("id",))


def _cells(row: Record, now: datetime) -> list[Text]:
    return [
        Text(str(row.id)),
        Text(_past(row.last_poll_at, now)),
        Text(_past(row.last_new_at, now)),
        Text(f"in {out.ago((row.next_poll_at - now).total_seconds())}" if row.next_poll_at > now else "now"),
        _names(row, now),
    ]


def _past(at: datetime | None, now: datetime) -> str:
    return f"{out.ago(max(0.0, (now - at).total_seconds()))} ago" if at else "never"


def _names(row: Record, now: datetime) -> Text:
    lines = Text(one_line(row.title or row.url))
    if row.title:
        lines.append(f"\n{one_line(row.url)}", style="dim")
    for line in feed_lines.health(row, now):
        lines.append(f"\n{line}", style="red" if row.failures else "yellow")
    return lines
