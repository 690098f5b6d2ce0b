"""newsloom stories, newsloom story: what the articles have become."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime, timedelta

import click
from rich.text import Text
from sqlalchemy.engine import Connection

from workers.bootstrap import Services
from workers.cli import out, timeline
from workers.cli.context import here, past, since
from workers.cli.entries import entries_of, told_of
from workers.cli.lines import grid, moment, one_line
from workers.cli.numbers import ANY, LARGEST, Number
from workers.cli.once import Command
from workers.cli.pins_lines import holding, notes
from workers.errors import PermanentError
from workers.ledger import Ledger, headlines, pins, stories
from workers.ledger.schema import Record

#: stories that a terminal shows when nobody says how many.
_SCREENFUL = 50
#: columns from which the table's heads are whole words.
_ROOMY = 110


#: as far as the ledger can count.
ID = Number("a story's number", 1, LARGEST)


@click.command("stories", cls=Command)
@click.option(
    "--since", "word", metavar="T", help="With an article since a date (2025-02-01) or within a span (36h, 7d)."
)
@click.option(
    "--limit",
    type=ANY,
    metavar="N",
    help=f"At most N; 0: all [default: {_SCREENFUL} on a terminal, else all].",
)
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line.")
def stories_command(word: str | None, limit: int | None, as_json: bool) -> None:
    """List stories, those with the newest articles first.

    A story of undated articles alone stands where it began, by the time at which it came in.

    Articles counts all of a story's articles, its copies among them; publishers, how many different ones print them. On
    a narrow terminal the heads are short: art (articles), cop (copies), pub (publishers). Days are UTC.

    JSON keys: id, first, last, articles, copies, publishers, title.
    """
    services = here()
    start = since(word, services.clock())
    cut = limit if limit is not None else _SCREENFUL if sys.stdout.isatty() and not as_json else 0
    with services.ledger.read() as connection:
        found = stories.listed(connection, start, cut + 1 if cut else None)
    shown = found[:cut] if cut else found
    if as_json:
        for row in shown:
            out.json_line(_story(row))
        return
    if not shown:
        out.warn("no stories" if word is None else f"no stories since {word}")
        return
    print_stories(shown)
    if limit is None and len(found) > len(shown):
        out.warn(f"the newest {cut} are shown; --limit 0 shows all")


def _story(row: Record) -> dict[str, object]:
    return {
        "id": row.id,
        "first": out.stamp(row.first_at),
        "last": out.stamp(row.last_at),
        "articles": row.articles,
        "copies": row.copies,
        "publishers": row.publishers,
        "title": row.title,
    }


def print_stories(rows: Sequence[Record]) -> None:
    """A table of stories; on a narrow terminal its heads are short."""
    width = out.width()
    counts = ("articles", "copies", "publishers") if width is None or width >= _ROOMY else ("art", "cop", "pub")
    heads, right = ("id", "first", "last", *counts, "title"), ("id", *counts)
    if width is None:
        out.lines(grid(heads, map(_cells, rows), right))
    else:
        out.table(heads, ([Text(cell) for cell in _cells(row)] for row in rows), right)


def _cells(row: Record) -> Sequence[str]:
    return (
        str(row.id),
        out.day(row.first_at),
        out.day(row.last_at),
        str(row.articles),
        str(row.copies),
        str(row.publishers),
        one_line(row.title or "") or "(untitled)",
    )


@click.command("story", cls=Command)
@click.argument("story", type=ID, metavar="ID")
@click.option("--copies", is_flag=True, help="A line for each copy, too.")
@click.option("--urls", is_flag=True, help="The url under each title.")
@click.option("--at", "word", metavar="T", help="As it was at a time (2025-02-01T12:00Z), or a span ago (36h, 7d).")
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line, one an article.")
def story_command(story: int, copies: bool, urls: bool, word: str | None, as_json: bool) -> None:
    """Show a story as a timeline.

    Day, publisher, title; copies folded under their original, but for one by whose headline alone the story is called;
    what people said of an article (`newsloom pins`).

    Days and times are those that the pages give; undated articles stand behind all others. A story that was merged is
    shown where it is now. --at goes by the times at which articles came into a story and left it, and shows one that
    was merged since as it was.

    Under the title: its articles, how many independent texts they are, how many publishers print them; with --at, of
    which moment that is.

    JSON keys: story, id, url, title, published, lang, site, credits (agencies), copy_of, score, rule, basis (page,
    entry, stub), text_kept, pins (their numbers).
    """
    services = here()
    at = None if word is None else past("--at", word, services.clock())
    number = current(services.ledger, story)
    if at is not None:
        number = _there(services.ledger, story, at)
    elif number != story:
        moved = f"story {story} is now part of story {number}"
        out.warn(moved) if as_json else out.show(moved, "")
    if not as_json:
        print_story(services, number, copies=copies, urls=urls, at=at)
        return
    with services.ledger.read() as connection:
        said = holding(pins.listed(connection, undone=True), at or services.clock())
        for member in _members(connection, number, at):
            theirs = [row.id for row in said if member.id in (row.article_id, row.other_article_id)]
            out.json_line({**_member(number, member), "pins": theirs})


def print_story(
    services: Services, story: int, *, copies: bool = False, urls: bool = False, at: datetime | None = None
) -> None:
    """A story's timeline, as wide as the terminal is. at: as it was then."""
    width = out.width()
    with services.ledger.read() as connection:
        title = stories.title_of(connection, story) if at is None else headlines.title_at(connection, story, at)
        said = holding(pins.listed(connection, undone=True), at or services.clock())
        entries = entries_of(_members(connection, story, at), notes(said))
    out.show(*timeline.lines_of(story, title, entries, timeline.View(width, copies, urls, at)))
    if width is not None and not copies and any(entry.copies for entry in entries):
        out.show("", Text("--copies shows each copy", style="dim"))


def _members(connection: Connection, story: int, at: datetime | None) -> list[Record]:
    return stories.members(connection, story) if at is None else stories.members_at(connection, story, at)


def _there(ledger: Ledger, story: int, at: datetime) -> int:
    """A story that had articles at that time. Raises PermanentError where it had none."""
    with ledger.read() as connection:
        if not stories.members_at(connection, story, at):
            told = f"story {story} had no article at {moment(at)} UTC"
            raise PermanentError("no-story", told + _instead(stories.get(connection, story), at))
    return story


def _instead(row: Record | None, at: datetime) -> str:
    """When it began, in the first whole second that can be typed behind --at; or where its articles went."""
    if row is not None and at < row.created_at:
        return f"; it began at {moment(row.created_at + timedelta(microseconds=999_999))}"
    return f"; it is now part of story {row.merged_into}" if row is not None and row.merged_into else ""


def current(ledger: Ledger, story: int) -> int:
    """Where a story is now. Raises PermanentError for one that never was."""
    with ledger.read() as connection:
        found = stories.resolve(connection, story)
    if found is None:
        raise PermanentError("unknown-story", f"there is no story {story}: `newsloom stories` lists them")
    return found


def _member(story: int, row: Record) -> dict[str, object]:
    return {
        "story": story,
        **told_of(row),
        "copy_of": row.copy_of,
        "score": round(row.score, 4),
        "rule": row.rule,
        "basis": row.basis,
        "text_kept": row.text_gone_at is None,
    }
