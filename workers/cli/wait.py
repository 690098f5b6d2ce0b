"""newsloom wait: until nothing is pending."""

from __future__ import annotations

import time
from datetime import datetime

import click

from workers.bootstrap import Services
from workers.cli import out
from workers.cli.context import here
from workers.cli.lines import counted
from workers.cli.many import by_end
from workers.cli.missing import missing
from workers.cli.numbers import SECONDS
from workers.cli.once import Command
from workers.cli.pending import waiting
from workers.cli.pending_lines import next_of, told
from workers.ledger import Ledger, feeds, given_up, urls
from workers.ledger.pending import first_stage

#: seconds between two looks at the ledger.
_LOOK = 0.25
#: seconds, after which somebody should be at work: workers that are just being started answer by then.
_PATIENCE = 10.0
#: how many of those that it still waited for are named.
_NAMED = 3


def pending(ledger: Ledger) -> int:
    """Urls that have not come to their end, and feeds that have never been polled."""
    with ledger.read() as connection:
        return urls.unfinished(connection) + feeds.never_polled(connection)


@click.command("wait", cls=Command)
@click.option("--timeout", type=SECONDS, metavar="S", help="Seconds to wait at most [default: for ever].")
def wait_command(timeout: float | None) -> int:
    """Wait until every accepted url has come to its end.

    Exit code 0 when nothing is pending any more, 1 if that is not so when the time is up: then the first of what is
    left are named, and what each waits for. `newsloom pending` lists all of it, at any time.

    Where after ten seconds no worker answers, or none does what is pending, a line says so; where the time is up before
    that, it is asked then, which takes up to a second.

    At the end one line says how many articles there are in all, and how many urls were refused or failed so far. What
    meanwhile ended without an article is counted on standard error, by reason. Neither is a failure of waiting: whether
    a page ends before the wait begins, or in it, is chance. `newsloom failed` lists all of them.
    """
    services = here()
    begun = services.clock()
    ledger = services.ledger
    patience: float | None = time.monotonic() + _PATIENCE  # None: it was asked
    deadline = None if timeout is None else time.monotonic() + timeout
    left = most = pending(ledger)
    with out.progress("done", most) as step:
        while left:
            if deadline is not None and time.monotonic() >= deadline:
                if patience is not None:
                    _say_who_is_missing(services)
                _say_what_is_left(services, left, timeout)
                return 1
            time.sleep(_LOOK)
            if patience is not None and time.monotonic() >= patience:
                patience = None
                _say_who_is_missing(services)
            before, left = left, pending(ledger)
            most = max(most, left)
            step(before - left, total=most)
    _say_what_failed(services, begun)
    _say_how_it_stands(ledger)
    return 0


def _say_what_is_left(services: Services, left: int, timeout: float | None) -> None:
    first = list(waiting(services.ledger, services.clock(), _NAMED))
    out.warn(f"{left} still pending after {timeout:g} s; `newsloom pending` lists them, `newsloom status` says more")
    for each in first:
        out.warn(told(each))
    if left > len(first):
        out.warn(f"... and {left - len(first)} more")


def _say_what_failed(services: Services, since: datetime) -> None:
    with services.ledger.read() as connection:
        reasons = given_up.by_reason(connection, since)
    if reasons:
        told = ", ".join(f"{number} {reason}" for reason, number in reasons.items())
        out.warn(f"meanwhile {sum(reasons.values())} ended without an article ({told}); `newsloom failed` says why")


def _say_how_it_stands(ledger: Ledger) -> None:
    """`nothing is pending: 12 articles; without an article so far: 3 refused (`newsloom failed` says why)`."""
    with ledger.read() as connection:
        found = urls.counts(connection)
    ended = by_end(found)
    told = f"; without an article so far: {ended} (`newsloom failed` says why)" if ended else ""
    out.show(f"nothing is pending: {counted(found.get('done', 0), 'article')}{told}")


def _say_who_is_missing(services: Services) -> None:
    with services.ledger.read() as connection:
        first, unpolled = first_stage(connection), feeds.never_polled(connection)
    steps = [*([next_of(first)] if first else []), *(["poll"] if unpolled else [])]
    if steps and (why := missing(services, steps)):
        out.warn(f"still waiting, though {why}")
