"""newsloom feeds: what is polled."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime

import click
from rich.text import Text

from workers import urls as addresses
from workers.bootstrap import Services
from workers.cli import out
from workers.cli.context import here, nudge
from workers.cli.lines import counted, grid, one_line
from workers.errors import NewsloomError, PermanentError, WordsError
from workers.ledger import feeds
from workers.ledger.schema import Record
from workers.printable import in_place, label, masked, said

_json = click.option("--json", "as_json", is_flag=True, help="JSON lines.")


@click.group("feeds")
def feeds_command() -> None:
    """Add, list and remove feeds; import and export them as OPML."""


@feeds_command.command("add")
@click.argument("url", nargs=-1, required=True)
@click.option("--title", help="What the feed is called, until it says so itself.")
@click.option("--folder", help="The folder that it is listed in.")
@_json
def add_command(url: tuple[str, ...], title: str | None, folder: str | None, as_json: bool) -> int:
    """Poll feeds from now on. A refused url makes exit code 1.

    JSON keys: url, result (added, known, refused), reason.
    """
    if title and len(url) > 1:
        raise WordsError("title", "--title is for one feed at a time")
    services = here()
    results = _add(services, [(word, title, folder) for word in url])
    for given, result, reason in results:
        if as_json:
            out.json_line({"url": given, "result": result, "reason": reason})
        elif result == "refused":
            out.warn(f"refused {given}: {reason}")
        else:
            out.show(Text(f"{_TOLD[result]} {one_line(given)}"))
    nudge(services, "poll")
    return 1 if any(result == "refused" for _, result, _ in results) else 0


_TOLD = {"added": "added", "known": "already known:"}


def _add(services: Services, wanted: Iterable[tuple[str, str | None, str | None]]) -> list[tuple[str, str, str | None]]:
    """Add feeds (url, title, folder); what became of each: (url, added | known | refused, reason)."""
    results: list[tuple[str, str, str | None]] = []
    with services.ledger.begin() as tx:
        for url, title, folder in wanted:
            try:
                canonical = addresses.canonical(url)
            except PermanentError as error:
                results.append((said(url), "refused", error.detail))
                continue
            called, listed = (label(masked(text or "")) or None for text in (title, folder))
            new = feeds.add(tx, addresses.key(canonical), canonical, called, listed, services.clock())
            results.append((canonical, "added" if new else "known", None))
    return results


@feeds_command.command("remove")
@click.argument("url", nargs=-1, required=True)
def remove_command(url: tuple[str, ...]) -> int:
    """Poll feeds no more. What came through them stays. Exit code 1 for one that is not listed."""
    services, missing = here(), 0
    with services.ledger.begin() as tx:
        for word in url:
            if feeds.remove(tx, _key(word)):
                out.show(Text(f"removed {one_line(word)}"))
            else:
                missing += 1
                out.warn(f"no such feed: {said(word)}")
    return 1 if missing else 0


def _key(word: str) -> str:
    """The key of a feed's url in any spelling; one that is no url has a key that nothing has."""
    try:
        return addresses.key(addresses.canonical(word))
    except PermanentError:
        return ""


@feeds_command.command("list")
@_json
def list_command(as_json: bool) -> None:
    """List feeds: when each was polled, when something new came, when it is polled next, and what is wrong with it.

    JSON keys: url, title, folder, last_poll, last_new, next_poll, entries, failures, reason, detail.
    """
    services = here()
    with services.ledger.read() as connection:
        rows = feeds.listed(connection)
    if as_json:
        for row in rows:
            out.json_line(_feed(row))
    elif not rows:
        out.warn("no feeds yet: `newsloom feeds add URL`")
    elif sys.stdout.isatty():
        _screen(rows, services.clock())
    else:
        _wide(rows)


def _feed(row: Record) -> dict[str, object]:
    return {
        "url": row.url,
        "title": row.title,
        "folder": row.folder,
        "last_poll": out.stamp(row.last_poll_at),
        "last_new": out.stamp(row.last_new_at),
        "next_poll": out.stamp(row.next_poll_at),
        "entries": row.entries,
        "failures": row.failures,
        "reason": row.reason,
        "detail": row.detail,
    }


def _wide(rows: list[Record]) -> None:
    """A line a feed, for files and pipes."""
    cells = (
        (
            out.stamp(row.last_poll_at) or "never",
            out.stamp(row.last_new_at) or "never",
            out.stamp(row.next_poll_at) or "",
            str(row.failures),
            row.url,
            row.title or "",
            _trouble(row),
        )
        for row in rows
    )
    heads = ("last poll", "last new", "next poll", "failures", "url", "title", "reason")
    click.echo("\n".join(grid(heads, cells, right=("failures",))))


def _screen(rows: list[Record], now: datetime) -> None:
    """A feed's title, url and trouble under each other, and spans instead of times."""
    cells = (
        [
            Text(_past(row.last_poll_at, now)),
            Text(_past(row.last_new_at, now)),
            Text(f"in {out.ago((row.next_poll_at - now).total_seconds())}" if row.next_poll_at > now else "now"),
            _names(row),
        ]
        for row in rows
    )
    out.table(("last poll", "last new", "next poll", "feed"), cells)


def _past(at: datetime | None, now: datetime) -> str:
    return f"{out.ago(max(0.0, (now - at).total_seconds()))} ago" if at else "never"


def _names(row: Record) -> Text:
    lines = Text(one_line(row.title or row.url))
    if row.title:
        lines.append(f"\n{one_line(row.url)}", style="dim")
    if row.failures:
        lines.append(f"\nfailed {counted(row.failures, 'time')}: {_trouble(row)}", style="red")
    return lines


def _trouble(row: Record) -> str:
    """What is wrong with a feed, in words."""
    return one_line(": ".join(dict.fromkeys(part for part in (row.reason, row.detail) if part)))


@feeds_command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True), metavar="FILE.opml")
@click.option("--json", "as_json", is_flag=True, help="The counts as one JSON object.")
def import_command(file: str, as_json: bool) -> int:
    """Add the feeds of an OPML file (- for standard input). Prints how many were added, known already, refused.

    Refused ones make exit code 1.
    """
    from workers.feeds import opml

    services = here()
    try:
        with click.open_file(file, "rb") as opened:
            wanted = opml.read(opened.read(opml.LARGEST + 1))
    except NewsloomError as error:
        out.warn(f"{file}: {error.detail}")
        return 1
    results = _add(services, wanted)
    for url, result, reason in results:
        if result == "refused":
            out.warn(f"{file}: refused {url}: {reason}")
    kinds = [result for _, result, _ in results]
    out.counts({kind: kinds.count(kind) for kind in ("added", "known", "refused")}, as_json=as_json)
    nudge(services, "poll")
    return 1 if "refused" in kinds else 0


@feeds_command.command("export")
def export_command() -> None:
    """Print the feeds as OPML."""
    from workers.feeds import opml

    with here().ledger.read() as connection:
        rows = feeds.listed(connection)
    listed = ((row.url, in_place(row.title or ""), in_place(row.folder or "")) for row in rows)
    sys.stdout.write(opml.write(listed))
