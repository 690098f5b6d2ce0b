"""What a url that has not come to its end waits for, in words. Pure: rows of the ledger and the time in, values out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from workers import pace
from workers.cli.lines import counted, moment, one_line
from workers.errors import NewsloomError
from workers.ledger import homes, hosts
from workers.ledger.leases import FORGOTTEN
from workers.ledger.schema import Record
from workers.ledger.urls import STAGES, UNFINISHED


@dataclass(frozen=True, slots=True)
class Waits:
    """A url, or a feed that was never polled."""

    #: its number among the urls, or among the feeds.
    id: int
    url: str
    #: the host that it is of; None of a feed.
    host: str | None
    #: pending or running; of a feed `never polled`.
    state: str
    #: what comes next: fetch, clean, dedupe, assign; of a feed poll.
    step: str
    #: what it waits for, in words.
    why: str
    #: when it goes on at the soonest, or is given to another if it is lost; None: its turn has come.
    until: datetime | None
    #: since when it is here.
    accepted: datetime
    attempts: int = 0
    #: the last error, if it has not got over it.
    reason: str | None = None
    detail: str | None = None


def of_url(row: Record, now: datetime) -> Waits:
    until, why = _running(row, now) if row.state == "running" else _pending(row, now)
    return Waits(
        id=row.id,
        url=row.url,
        host=_host(row),
        state=row.state,
        step=next_of(row.stage),
        why=f"{why}{_error(row)}",
        until=until,
        accepted=row.accepted_at,
        attempts=row.attempts,
        reason=row.reason,
        detail=row.detail,
    )


def of_feed(row: Record, now: datetime) -> Waits:
    turn = moment(row.next_poll_at)
    if row.next_poll_at > now:  # added now, it is due now: a poller has taken it
        until, why = row.next_poll_at, f"it is being polled; if nothing comes of that, its turn is again at {turn}"
    else:
        until, why = None, f"its first poll is due since {turn}"
    return Waits(row.id, row.url, None, "never polled", "poll", why, until, row.added_at)


def told(waits: Waits) -> str:
    """`https://a.example/1: pending, next fetch: due since 2025-02-07 12:00:00`."""
    return f"{one_line(waits.url)}: {how(waits)}"


def how(waits: Waits) -> str:
    return f"{waits.state}, next {waits.step}: {one_line(waits.why)}"


def next_of(stage: str) -> str:
    """The step behind it, to be taken or failed. One that was tampered with has none: `newsloom doctor` tells of it."""
    return STAGES[STAGES.index(stage) + 1] if stage in UNFINISHED else "none"


def _host(row: Record) -> str:
    """Of one that was tampered with what stands in its row: it hides none of the others."""
    try:
        return homes.of(row)
    except NewsloomError:
        return str(row.host)


def _running(row: Record, now: datetime) -> tuple[datetime | None, str]:
    until = row.lease_until
    if until is None or until < now - FORGOTTEN:
        return until, "nobody looks after it: run `newsloom beat`, and a worker for upkeep"
    again = f"at {moment(until)}" if until > now else "in the next round of `newsloom beat`"
    told = f"with a worker or on its way to one since {moment(row.touched_at)}"
    return until, f"{told}; if it is lost, it is given to another {again}"


def _pending(row: Record, now: datetime) -> tuple[datetime | None, str]:
    if row.due_at is None:
        return None, "due"
    if row.held_until is not None and row.held_until > max(now, row.due_at):
        reason = pace.why(hosts.pace_of(row))
        return row.held_until, f"its host is left alone until {moment(row.held_until)}{reason and f': {reason}'}"
    if row.due_at > now:
        return row.due_at, f"not before {moment(row.due_at)}"
    turn = row.next_at if row.next_at is not None and row.next_at > now else None
    asked = f", its host is not asked before {moment(turn)}" if turn else ""
    return turn, f"due since {moment(row.due_at)}{asked}"


def _error(row: Record) -> str:
    if not row.reason:
        return ""
    tries = f" ({counted(row.attempts, 'try', 'tries')} failed)" if row.attempts else ""
    detail = f": {row.detail}" if row.detail and row.detail != row.reason else ""
    return f"; last error {row.reason}{detail}{tries}"
