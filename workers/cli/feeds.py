"""newsloom feeds: what is polled."""

from __future__ import annotations

import codecs
import sys
from dataclasses import asdict

import click
from sqlalchemy.engine import Connection

from workers import log
from workers import urls as addresses
from workers.cli import feed_add, feed_check, feed_lines, feed_table, out
from workers.cli.context import here, nudge
from workers.cli.lines import one_line, refusal
from workers.cli.once import Group
from workers.errors import NewsloomError, PermanentError, WordsError
from workers.feeds.links import unfed
from workers.ledger import feeds
from workers.ledger.schema import Record
from workers.printable import in_place, said

#: no id that the ledger can hold has so many digits.
_ID_DIGITS = 19

_json = click.option("--json", "as_json", is_flag=True, help="JSON lines.")


@click.group("feeds", cls=Group)
def feeds_command() -> None:
    """Add, list, check and remove feeds.

    Import and export them as OPML.
    """


@feeds_command.command("add")
@click.argument("url", nargs=-1, required=True)
@click.option("--title", help="What the feed is called, until it says so itself.")
@click.option("--folder", help="The folder that it is listed in.")
@click.option("--all", "everything", is_flag=True, help="Of a web page, all the feeds that it names.")
@click.option("--unchecked", is_flag=True, help="Ask nobody: add the url as it is.")
@_json
def add_command(
    url: tuple[str, ...], title: str | None, folder: str | None, everything: bool, unchecked: bool, as_json: bool
) -> int:
    """Poll feeds from now on.

    A url is a feed, a sitemap, or a web page that names a feed. A refused url makes exit code 1.

    Of a page that names no feed, the (news) sitemap that its site's robots.txt names. A site that does not answer now
    is added as it is, and a line says so; so it does of a feed that ends in the middle. JSON keys: url, result (added,
    known, refused), reason, note, others (feeds that are named besides).
    """
    if title and len(url) > 1:
        raise WordsError("title", "--title is for one feed at a time")
    if everything and unchecked:
        raise WordsError("words", "--all asks a page for its feeds, and --unchecked asks nobody: one of them")
    services = here()
    found = feed_add.meant(services, url, everything=everything, unchecked=unchecked)
    results = [result for each in found for result in feed_add.added(services, each, title, folder)]
    for result in results:
        feed_add.say(result, as_json=as_json)
    nudge(services, "poll")
    return 1 if any(result.result == "refused" for result in results) else 0


@feeds_command.command("remove")
@click.argument("feed", nargs=-1, required=True, metavar="URL|ID...")
def remove_command(feed: tuple[str, ...]) -> int:
    """Poll feeds no more. What came through them stays. Exit code 1 for one that is not listed."""
    services, missing = here(), 0
    with services.ledger.begin() as tx:
        for word in feed:
            row = _meant(tx, word)
            if row and feeds.remove(tx, row.key):
                out.show(f"removed {one_line(row.url)}")
            else:
                missing += 1
                _say_missing(word)
    return 1 if missing else 0


def _meant(connection: Connection, word: str) -> Record | None:
    """The feed that a word names: its id, or its url in any spelling."""
    if word.isascii() and word.isdigit():
        return feeds.get(connection, int(word)) if len(word) < _ID_DIGITS else None
    try:
        return feeds.find(connection, addresses.key(addresses.canonical(unfed(word))))
    except PermanentError:
        return None


def _say_missing(word: str) -> None:
    out.warn(f"no such feed: {said(word)}; `newsloom feeds list` shows them, one that has moved at its new url")


@feeds_command.command("list")
@_json
def list_command(as_json: bool) -> None:
    """List feeds, and how each of them is.

    When each was polled, when something new came, when it is polled next, and what is wrong.

    JSON keys: id, url, title, folder, last_poll, last_new, next_poll, interval (seconds) and the rule that chose it,
    entries, failures, kind (of failure), reason, detail, flag (cut, empty, frozen, shrinking), health (lines for a
    person).
    """
    services = here()
    now = services.clock()
    with services.ledger.read() as connection:
        rows = feeds.listed(connection)
    if as_json:
        for row in rows:
            out.json_line(feed_lines.keys(row, now))
    elif not rows:
        out.warn("no feeds yet: `newsloom feeds add URL`")
    elif sys.stdout.isatty():
        feed_table.screen(rows, now)
    else:
        feed_table.wide(rows, now)


@feeds_command.command("check")
@click.argument("feed", metavar="URL|ID")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def check_command(feed: str, as_json: bool) -> int:
    """Poll a feed now, and explain.

    What was asked, what came, when it is asked next, and why.

    Takes in what is new, within the limits on time and memory that a worker has. Exit code 1 where the poll fails, or
    there is no such feed. JSON keys: url, asked, conditions,
    status, final_url, size, entries, new, refused, entries_refused, kind, reason, detail, failures, notes, wait, rule,
    next_at.
    """
    log.configure("error", "auto")  # what its log would say is said below
    services = here()
    now = services.clock()
    with services.ledger.read() as connection:
        row = _meant(connection, feed)
    report = feed_check.polled(services, row.id, now) if row else None
    if report is None:
        _say_missing(feed)
        return 1
    if as_json:
        out.json_line(asdict(report))
    else:
        out.show(*feed_lines.polled(report, now, out.width()))
    if report.new:
        nudge(services)
    return 0 if report.status else 1


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
    results = feed_add.rows(services, wanted)
    for url, result, reason in results:
        if result == "refused":
            out.warn(f"{file}: {refusal(url, reason or '')}")
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
    told = opml.write(listed)
    if codecs.lookup(sys.stdout.encoding).name != "utf-8":  # as the file says that it is: all else by reference
        told = told.encode("ascii", "xmlcharrefreplace").decode("ascii")
    sys.stdout.write(told)
