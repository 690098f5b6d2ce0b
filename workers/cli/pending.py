"""newsloom pending: the urls that have not come to their end, each with what it waits for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

import click
from rich.text import Text

from workers.bootstrap import Services
from workers.cli import out, pending_lines
from workers.cli.context import here
from workers.cli.lines import grid, one_line, wrapped
from workers.cli.many import as_host, batches
from workers.cli.missing import missing
from workers.cli.numbers import ANY
from workers.cli.once import Command
from workers.cli.pending_lines import Waits
from workers.ledger import Ledger, pending

#: urls that a terminal shows when nobody says how many: two lines each.
_SCREENFUL = 25


@click.command("pending", cls=Command, short_help="Show what has not come to its end, and what it waits for.")
@click.option("--host", metavar="H", callback=as_host, help="Only urls of this host, or of one port of it (H:8080).")
@click.option(
    "--limit", type=ANY, metavar="N", help=f"At most N; 0: all [default: {_SCREENFUL} on a terminal, else all]."
)
@click.option("--json", "as_json", is_flag=True, help="JSON lines.")
def pending_command(host: str | None, limit: int | None, as_json: bool) -> None:
    """Show the urls that have not come to their end, and what each waits for.

    Those that were accepted first stand first; behind them, unless a host is asked for, the feeds that were never
    polled. All that is listed is what `newsloom wait` waits for. Where no worker answers, or none does what is listed,
    a line on standard error says so.

    JSON keys: what (url or feed), id, url, host, state, step (what comes next), why (what it waits for, in words),
    until (when it goes on at the soonest, or is given to another if it is lost), reason and detail (of the last error),
    attempts, accepted.
    """
    services = here()
    if as_json:
        steps = _write(waiting(services.ledger, services.clock(), limit or None, host))
    else:
        steps = _print(services, limit, host)
    if steps and (told := missing(services, steps)):
        out.warn(told)


def waiting(ledger: Ledger, now: datetime, most: int | None = None, host: str | None = None) -> Iterator[Waits]:
    """What has not come to its end; the first `most` of it. Read a few hundred at a time.

    What comes to its end meanwhile is left out. While who asked takes his time no connection is held.
    """
    with ledger.read() as connection:
        ids = pending.listed(connection, host, most)
    for batch in batches(ids):
        with ledger.read() as connection:
            found = pending.told(connection, batch)
        yield from (pending_lines.of_url(row, now) for row in found)
    left = None if most is None else most - len(ids)
    if host is not None or left == 0:
        return
    with ledger.read() as connection:
        never = pending.feeds(connection, left)
    yield from (pending_lines.of_feed(row, now) for row in never)


def _write(found: Iterable[Waits]) -> set[str]:
    """Each as it comes, for machines; which steps they wait for."""
    steps = set()
    for each in found:
        out.json_line(_values(each))
        steps.add(each.step)
    return steps


def _print(services: Services, limit: int | None, host: str | None) -> set[str]:
    """The same for people; which steps they wait for."""
    terminal = sys.stdout.isatty()
    cut = limit if limit is not None else _SCREENFUL if terminal else 0
    found = waiting(services.ledger, services.clock(), cut + 1 if cut else None, host)
    steps = (_screen if terminal else _table)(islice(found, cut or None))
    if not steps:
        out.warn("nothing is pending" if host is None else f"nothing is pending on host {host}")
    if limit is None and next(found, None) is not None:
        out.warn(f"the first {cut} are shown; --limit 0 shows all")
    return steps


def _screen(found: Iterable[Waits]) -> set[str]:
    """Each as it comes: the url, whole, and under it what it waits for."""
    steps = set()
    for each in found:
        lines = wrapped(pending_lines.how(each), out.console().width - 2)
        out.show(Text(one_line(each.url)), *(Text(f"  {line}", style="dim") for line in lines))
        steps.add(each.step)
    return steps


def _table(found: Iterable[Waits]) -> set[str]:
    """For files and pipes a line each, in columns as wide as all that is in them."""
    if rows := list(found):
        cells = ((out.stamp(each.accepted) or "", each.state, each.step, each.url, each.why) for each in rows)
        out.lines(grid(("accepted", "state", "next", "url", "why"), cells))
    return {each.step for each in rows}


def _values(each: Waits) -> dict[str, object]:
    return {
        "what": "feed" if each.host is None else "url",
        "id": each.id,
        "url": each.url,
        "host": each.host,
        "state": each.state,
        "step": each.step,
        "why": each.why,
        "until": out.stamp(each.until),
        "reason": each.reason,
        "detail": each.detail,
        "attempts": each.attempts,
        "accepted": out.stamp(each.accepted),
    }
