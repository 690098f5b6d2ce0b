"""newsloom refetch: pages that are fetched once more; what has changed becomes another version of its article."""

from __future__ import annotations

import click
from sqlalchemy.engine import Connection

from workers.cli import out
from workers.cli.context import here, nudge
from workers.cli.find import row_of
from workers.cli.lines import counted
from workers.cli.many import as_host, changed
from workers.cli.once import Command
from workers.cli.stories import ID, current
from workers.errors import WordsError
from workers.ledger import aliases, homes, urls, visits
from workers.ledger.schema import Record
from workers.printable import said


@click.command("refetch", cls=Command, short_help="Fetch pages once more.")
@click.argument("url", nargs=-1)
@click.option("--story", type=ID, metavar="ID", help="The pages of a story.")
@click.option("--host", metavar="H", callback=as_host, help="The pages of a host, or of one port of it (H:8080).")
@click.option("--entries", is_flag=True, help="Those of which there is only what their feed says.")
@click.option("--json", "as_json", is_flag=True, help="The counts as one JSON object.")
def refetch_command(url: tuple[str, ...], story: int | None, host: str | None, entries: bool, as_json: bool) -> int:
    """Fetch the pages of articles once more: those named, of a story, of a host, or those that could not be had.

    A url may be spelled in any way, or be named by its number, as `newsloom trace` tells it: not by its article's.
    A page with another title or text is another version of its article (`newsloom trace`), which stays in its story.
    Whatever comes of it, the article is not lost. Imported documents have no page, and what is on its way is let be.
    Exit code 1 when one that is named has no article, or a host none. JSON keys: refetched, missing.
    """
    if not (url or story is not None or host or entries):
        raise WordsError("nothing", "nothing to refetch: name urls, or give --story, --host or --entries")
    services = here()
    number = None if story is None else current(services.ledger, story)
    with services.ledger.read() as connection:
        ids, missing = _named(connection, url)
        ids |= set(_chosen(connection, number, entries=entries))
        of_host = visits.of_host(connection, host) if host else []
    if host and not of_host:
        missing += 1
        out.warn(f"no page of {host} is there to be fetched once more")
    ids |= set(of_host)
    count = changed(services, sorted(ids), "refetched", visits.again)
    nudge(services)
    if as_json:
        out.json_line({"refetched": count, "missing": missing})
    else:
        out.show(f"{counted(count, 'page')} to be fetched once more")
    return 1 if missing else 0


def _chosen(connection: Connection, story: int | None, *, entries: bool) -> list[int]:
    found = visits.of_story(connection, story) if story is not None else []
    return found + (visits.of_entries(connection) if entries else [])


def _named(connection: Connection, words: tuple[str, ...]) -> tuple[set[int], int]:
    """The rows that the words name; one whose page is another's stands for that one. How many have no article."""
    ids, missing = set(), 0
    for word in words:
        row = row_of(connection, word)
        if row is not None and row.state == "same":
            owner = aliases.owner(connection, row.key)
            row = urls.get(connection, owner) if owner else row
        why = _why_not(row)
        if row is None or why:
            missing += 1
            out.warn(f"{said(word)}: {why}")
        else:
            ids.add(row.id)
    return ids, missing


def _why_not(row: Record | None) -> str:
    """Why a url is not fetched once more; empty where it is."""
    if row is None:
        return "never accepted"
    if row.state in urls.GIVEN_UP:
        return f"it is {row.state}: `newsloom failed retry` takes it up again"
    if row.state in urls.OPEN:
        return "it is on its way"
    return "" if homes.is_page(row) else "it was imported: there is nothing to fetch"
