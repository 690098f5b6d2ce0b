"""newsloom failed: urls that ended without an article; take them up again, or put them away."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import click
from rich.text import Text
from sqlalchemy.engine import Connection

from workers.bootstrap import Services
from workers.cli import out
from workers.cli.context import here, nudge
from workers.cli.find import row_of
from workers.cli.lines import counted, grid, moment, one_line, wrapped
from workers.cli.many import as_host, batches, changed
from workers.cli.once import Group
from workers.cli.pending_lines import next_of
from workers.errors import WordsError
from workers.ledger import Ledger, given_up, homes, urls
from workers.ledger.schema import Record
from workers.printable import said

#: reasons or hosts that are named where what was asked for is none of them.
_MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of the failed ones."""

    reason: str | None = None
    host: str | None = None

    def over(self, other: Wanted) -> Wanted:
        """What this asks for, and where it asks for nothing, what the other does."""
        return Wanted(self.reason or other.reason, self.host or other.host)


def _filters(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option(
            "--host", metavar="H", callback=as_host, help="Only urls of this host, or of one port of it (H:8080)."
        ),
        click.option("--reason", metavar="R", help="Only those with this reason, such as http-404."),
    ):
        command = option(command)
    return command


_json = click.option("--json", "as_json", is_flag=True, help="JSON lines.")


@click.group("failed", cls=Group, invoke_without_command=True)
@_filters
@_json
@click.pass_context
def failed_command(ctx: click.Context, reason: str | None, host: str | None, as_json: bool) -> None:
    """Show the urls that failed or were refused.

    `retry` takes them up again, `drop` puts them away.

    Without a word it is `list`. JSON keys of `list`: id, url, host, state, stage (the last one that was finished), step
    (the one behind it, at which it failed), reason, detail, attempts, via, at.
    """
    ctx.obj = Wanted(reason, host)
    if ctx.invoked_subcommand is None:
        _list(ctx.obj, as_json=as_json)


@failed_command.command("list")
@_filters
@_json
@click.pass_obj
def list_command(given: Wanted, reason: str | None, host: str | None, as_json: bool) -> None:
    """List them, the newest first."""
    _list(Wanted(reason, host).over(given), as_json=as_json)


@failed_command.command("retry")
@click.argument("url", nargs=-1)
@_filters
@_json
@click.pass_obj
def retry_command(given: Wanted, url: tuple[str, ...], reason: str | None, host: str | None, as_json: bool) -> int:
    """Take failed urls up again, with all their tries.

    Those named, or all that the filters leave.

    A dropped url comes back when it is named. Exit code 1 when one that is named has not failed, or what has failed
    has another reason or host than the filters want. JSON keys: retried, missing.
    """
    services = here()

    code = _change(services, Wanted(reason, host).over(given), url, given_up.retry, "retried", as_json=as_json)
    nudge(services)
    return code


@failed_command.command("drop")
@click.argument("url", nargs=-1)
@_filters
@_json
@click.pass_obj
def drop_command(given: Wanted, url: tuple[str, ...], reason: str | None, host: str | None, as_json: bool) -> int:
    """Put failed urls away.

    They are kept, with their reasons, but listed no more. Needs urls or a filter. Exit code 1 as for `retry`.

    JSON keys: dropped, missing.
    """
    wanted = Wanted(reason, host).over(given)
    if not url and wanted == Wanted():
        raise WordsError("nothing", "failed drop: name urls, or give --reason or --host")
    return _change(here(), wanted, url, given_up.drop, "dropped", as_json=as_json)


def _change(
    services: Services,
    wanted: Wanted,
    words: tuple[str, ...],
    change: Callable[..., int],
    done: str,
    *,
    as_json: bool,
) -> int:
    """Do it to the chosen rows, in batches, as far as they still are what was asked for; prints how many that were."""
    states = urls.GIVEN_UP if words else urls.GIVEN_UP[:2]
    with services.ledger.read() as connection:
        chosen, missing = _named(connection, wanted, words) if words else (_all(connection, wanted), 0)
        why = "" if chosen or missing else _nothing(connection, wanted, words)
        passed_by = bool(why) and wanted != Wanted() and bool(given_up.by_reason(connection))
    still = partial(change, reason=wanted.reason, states=states)
    count = changed(services, chosen, done, still)
    if as_json:
        out.json_line({done: count, "missing": missing})
    else:
        out.show(f"{count} {done}{f': {why}' if why else ''}")
    return 1 if missing or passed_by else 0


def _all(connection: Connection, wanted: Wanted) -> list[int]:
    return given_up.listed(connection, wanted.reason, wanted.host)


def _named(connection: Connection, wanted: Wanted, words: tuple[str, ...]) -> tuple[list[int], int]:
    """The ids that the words name, where the filters leave them; what is no failed url is said and counted."""
    ids, missing = [], 0
    for word in words:
        row = row_of(connection, word)
        if row is None or row.state not in urls.GIVEN_UP:
            missing += 1
            out.warn(f"{said(word)}: {'never accepted' if row is None else f'has not failed: it is {row.state}'}")
        else:
            ids.append(row.id)
    return given_up.listed(connection, wanted.reason, wanted.host, ids), missing


def _nothing(connection: Connection, wanted: Wanted, words: tuple[str, ...] = ()) -> str:
    """That what was asked for is not there, and what there is instead."""
    reasons = given_up.by_reason(connection)
    if not reasons:
        return "nothing has failed"
    asked = there = ""
    if wanted.reason:
        asked, there = f" with reason {said(wanted.reason)}", f"; reasons: {_counted(reasons)}"
    if wanted.host:
        hosts = given_up.by_host(connection)
        asked += f" on host {wanted.host}"
        there += f"; hosts: {_counted(hosts)}" if hosts else "; what has failed has no host"
    return f"{'none of those named' if words else 'nothing'} has failed{asked}{there}"


def _counted(found: dict[str, int]) -> str:
    """`12 http-404, 3 timeout`, the first ten."""
    named = [f"{count} {name}" for name, count in found.items()][:_MOST_NAMED]
    more = [f"{len(found) - len(named)} more"] if len(found) > len(named) else []
    return ", ".join([*named, *more])


def _list(wanted: Wanted, *, as_json: bool) -> None:
    services = here()
    with services.ledger.read() as connection:
        ids = _all(connection, wanted)
        why = "" if ids else _nothing(connection, wanted)
    if as_json:
        for row in _read(services.ledger, ids):
            out.json_line(_row(row))
        return
    if not ids:
        out.warn(why)
        return
    rows = _read(services.ledger, ids)
    if not sys.stdout.isatty():
        _table(rows)
        return
    count = 0
    for row in rows:
        out.show(*_screen(row))
        count += 1
    out.show("", Text(f"{counted(count, 'url')}; `newsloom failed retry` takes them up again", style="dim"))


def _read(ledger: Ledger, ids: list[int]) -> Iterator[Record]:
    """Their rows, a few hundred at a time; while who asked takes his time no connection is held."""
    for batch in batches(ids):
        with ledger.read() as connection:
            found = given_up.told(connection, batch)
        yield from found


def _row(row: Record) -> dict[str, object]:
    return {
        "id": row.id,
        "url": row.url,
        "host": homes.of(row),
        "state": row.state,
        "stage": row.stage,
        "step": next_of(row.stage),
        "reason": row.reason,
        "detail": row.detail,
        "attempts": row.attempts,
        "via": row.via,
        "at": out.stamp(row.closed_at),
    }


def _told(row: Record) -> tuple[str, str]:
    """The reason, and the detail where it says more."""
    return one_line(row.reason or "unknown"), one_line(row.detail or "") if row.detail != row.reason else ""


def _table(rows: Iterable[Record]) -> None:
    """A line a url, for files and pipes, in columns as wide as all that is in them."""
    cells = ((out.stamp(row.closed_at) or "", row.state, row.url, *_told(row)) for row in rows)
    out.lines(grid(("time", "state", "url", "reason", "detail"), cells))


def _screen(row: Record) -> list[Text]:
    """The url, whole, and under it why and when."""
    when = f"{row.state} {moment(row.closed_at)}" if row.closed_at else row.state
    reason, detail = _told(row)
    said = f"{reason}: {detail}" if detail else reason
    lines = wrapped(f"{when} · {said}", out.console().width - 2)
    return [Text(one_line(row.url)), *(Text(f"  {line}", style="dim") for line in lines)]
