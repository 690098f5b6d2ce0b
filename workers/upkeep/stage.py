"""Throw away what is old, in small batches. Calls in order, decides nothing.

    horizon | a batch of each kind in turn | ... until nothing is left, or the time is up

Each batch is a short transaction of its own, and after each the same time is left to others: on SQLite a writer that
waits looks again every 0.1 s at worst, and must find the ledger free. In turn, so that a million old steps keep no
page waiting.

What if it comes twice, or beside itself, or is killed? Between two batches all is consistent, and what is left goes
next time. Batches that ask whether a story is asleep hold exclusive("assign"), like whoever puts an article into one.

Left open: each run looks anew at what is old and had to stay (texts of living stories), some 300,000 rows in the time
that beat allows. Where more than that has to stay, what lies behind it goes only with `newsloom prune`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from sqlalchemy.engine import Connection

from workers.ledger import Ledger, prune, stories
from workers.ledger.prune import Batch, Mark, Rest, Walk
from workers.settings import Settings
from workers.upkeep.decide import Horizon, horizon

#: rows that a batch looks at: some 10 ms on either database.
BATCH = 300

#: what can go, in the order in which it is told.
KINDS = ("pages", "steps", "texts", "events", "versions", "urls", "hosts")

_Of = Callable[[Connection, Walk], Batch]
#: kinds that ask what sleeps.
_ALONE = frozenset({"texts", "events"})


def prune_all(
    ledger: Ledger, chosen: Settings, now: datetime, *, seconds: float | None = None, size: int = BATCH
) -> dict[str, int]:
    """How many of each kind went. seconds: after which no further batch begins; what is left goes next time."""
    gone = dict.fromkeys(KINDS, 0)
    deadline = None if seconds is None else time.monotonic() + seconds
    for kind, count in batches(ledger, chosen, now, size=size):
        gone[kind] += count
        if deadline is not None and time.monotonic() >= deadline:
            break
    return gone


def batches(
    ledger: Ledger,
    chosen: Settings,
    now: datetime,
    *,
    size: int = BATCH,
    pause: Callable[[float], None] = time.sleep,
) -> Iterator[tuple[str, int]]:
    """Batch by batch: of which kind, and how many rows went."""
    with ledger.read() as connection:
        newest = stories.newest(connection, now)
    going = _kinds(horizon(chosen, now, newest), now)
    marks: dict[str, Mark | None] = dict.fromkeys(going)
    while going:
        for kind, (before, of) in list(going.items()):
            began = time.monotonic()
            with ledger.exclusive("assign") if kind in _ALONE else ledger.begin() as tx:
                batch = of(tx, Walk(before, marks[kind], size))
            took = time.monotonic() - began
            marks[kind] = batch.last
            if batch.last is None:
                del going[kind]
            yield kind, batch.gone
            pause(took)


def _kinds(found: Horizon, now: datetime) -> dict[str, tuple[datetime, _Of]]:
    """Each kind that does not stay for ever: what lies before which time, and what takes a batch of it."""
    rest = Rest(found.asleep, found.quiet)
    table: dict[str, tuple[datetime | None, _Of]] = {
        "pages": (found.pages, prune.pages),
        "steps": (found.steps, prune.steps),
        "texts": (found.texts, partial(prune.texts, rest=rest, now=now)),
        "events": (found.events, partial(prune.events, rest=rest)),
        "versions": (found.versions, prune.versions),
        "urls": (found.failed, prune.failed),
        "hosts": (found.hosts, prune.hosts),
    }
    return {kind: (before, of) for kind, (before, of) in table.items() if before is not None}
