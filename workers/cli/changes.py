"""newsloom changes: what happened to stories, from a cursor on."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import click
from rich.text import Text

from workers.cli import out
from workers.cli.changes_lines import HEADS, RIGHT, cells
from workers.cli.context import here
from workers.cli.lines import grid
from workers.cli.numbers import ANY, LARGEST, Number
from workers.cli.once import Command
from workers.errors import WordsError
from workers.ledger import Ledger, changes, stories
from workers.ledger.schema import Record

#: changes that a terminal shows when nobody says from where.
_SCREENFUL = 50
#: seconds between two looks at the ledger.
_LOOK = 1.0
_CURSOR = Number("a cursor: the number that an earlier call ended with, or 0", 0, LARGEST)


@click.command("changes", cls=Command, short_help="What happened to stories, from a cursor on.")
@click.option("--since", "cursor", type=_CURSOR, metavar="CURSOR", help="What came after it; 0: from the first.")
@click.option("--limit", type=ANY, metavar="N", help="At most N; 0: all [default: all].")
@click.option("--follow", is_flag=True, help="Then wait for more, until it is stopped; --json alone.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line, and the cursor as the last.")
def changes_command(cursor: int | None, limit: int | None, follow: bool, as_json: bool) -> None:
    """Show what happened to stories, oldest first, each change once.

    created, joined, moved, merged, split, renamed, reopened, rerooted (another article of a group of copies is known to
    be its original), forgotten (it sleeps, and its texts begin to go, where keep_texts_days says so), and what people
    said: pinned, parted, joined-together, unpinned. The last line tells the cursor to
    go on from: who keeps it and gives it as --since misses nothing and sees nothing twice. Without --since a terminal
    shows the newest, a file or a pipe all. Titles are those of today; times are UTC.

    JSON keys: number, at, kind, story, title, article, article_title, url, detail; of the last line: cursor, more
    (whether there are more by now). With --follow there is no last line: the number of the last that was read is the
    cursor.
    """
    if follow and not as_json:
        raise WordsError("follow", "--follow is for machines: give --json, too")
    if follow and limit:
        raise WordsError("follow", "--follow goes on until it is stopped: leave out --limit")
    ledger = here().ledger
    newest = (limit or _SCREENFUL) if cursor is None and limit != 0 and sys.stdout.isatty() and not as_json else None
    start = _start(ledger, cursor, newest)
    if not as_json:
        _show(ledger, start, limit, newest if start else None)
        return
    last = _written(ledger, start, limit or None)
    while follow:
        time.sleep(_LOOK)
        last = _written(ledger, last, None)
    out.json_line({"cursor": last, "more": _last(ledger) > last})


def _start(ledger: Ledger, cursor: int | None, newest: int | None) -> int:
    """The cursor to begin after. newest: leave out those before so many, since nobody asked for them."""
    with ledger.read() as connection:
        last = stories.last_number(connection)
        if cursor is not None and cursor > last:
            told = f"--since {cursor}: the log ends with {last}; is this the cursor of another ledger?"
            raise WordsError("cursor", told)
        return changes.before_newest(connection, newest) if newest else cursor or 0


def _last(ledger: Ledger) -> int:
    with ledger.read() as connection:
        return stories.last_number(connection)


def _written(ledger: Ledger, after: int, limit: int | None) -> int:
    """Write the events after this one; the number of the last."""
    return _each(ledger, after, limit, lambda event: out.json_line(_values(event)))


def _each(ledger: Ledger, after: int, limit: int | None, take: Callable[[Record], None]) -> int:
    for event in changes.since(ledger, after, limit):
        take(event)
        after = event.number
    sys.stdout.flush()
    return after


def _values(event: Record) -> dict[str, Any]:
    return {
        "number": event.number,
        "at": out.stamp(event.at),
        "kind": event.kind,
        "story": event.story_id,
        "title": event.story_title,
        "article": event.article_id,
        "article_title": event.article_title,
        "url": event.url,
        "detail": event.detail,
    }


def _show(ledger: Ledger, after: int, limit: int | None, newest: int | None) -> None:
    """newest: so many are shown, and older ones left out."""
    rows: list[tuple[str, ...]] = []
    last = _each(ledger, after, limit or None, lambda event: rows.append(cells(event, out.when(event.at))))
    if not rows:
        out.warn("no changes")
    elif out.width() is None:
        out.lines(grid(HEADS, rows, RIGHT))
    else:
        out.table(HEADS, ([Text(cell) for cell in row] for row in rows), RIGHT)
    if newest:
        out.warn(f"the newest {newest} are shown; --since 0 shows all")
    more = "there are more; " if _last(ledger) > last else ""
    out.show("", f"{more}to go on: newsloom changes --since {last}")
