"""Which urls travel in one message, to be fetched one after the other. Pure.

A message costs Celery's main process 1.3 ms, and nearly as much again for Flower's events; a small page costs us two
(docs/benchmarks.md). But who travels together waits for who is before him. So

- only hosts that answer quickly share a message;
- what is slow, away, busy or not known yet goes with urls of its own host alone, which it holds up anyhow;
- a url that failed before, or was at hand when a process died, goes all alone: if it did that, it does it alone now;
- there are as many messages as a worker fetches at once before any holds two, and none holds more than MOST;
- urls of one host go into different messages, as far as there are so many.

Documents need no fetching, and what has gone further has a message of its own.

Dropped: several urls at once within a message. The hands of a worker are Celery's threads: a second pool beside them
would have to be sized, watched and stopped, and one slow page would still hold its whole message back.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol, TypeVar

#: urls in one message at most: of quick hosts, so many take two seconds (workers/pace.py).
MOST = 8
#: pages that a worker fetches at once (cli/roles.py, seats.py).
HANDS = 16


class Leased(Protocol):
    """A url on its way: a row of ledger/leases.py."""

    @property
    def host(self) -> str: ...
    @property
    def attempts(self) -> int: ...
    @property
    def kills(self) -> int: ...


_Row = TypeVar("_Row", bound=Leased)


def dealt(rows: Sequence[_Row], quick: Collection[str]) -> list[list[_Row]]:
    """The rows that each message holds; all of `rows`, each once. quick: the hosts that answer quickly."""
    alone = [[row] for row in rows if row.attempts or row.kills]
    sound = [row for row in rows if not row.attempts and not row.kills]
    others = [row for row in sound if row.host not in quick]
    return alone + _by_host(others) + _mixed([row for row in sound if row.host in quick])


def _by_host(rows: Sequence[_Row]) -> list[list[_Row]]:
    hosts: dict[str, list[_Row]] = {}
    for row in rows:
        hosts.setdefault(row.host, []).append(row)
    return [of_one[first : first + MOST] for of_one in hosts.values() for first in range(0, len(of_one), MOST)]


def _mixed(rows: Sequence[_Row]) -> list[list[_Row]]:
    if not rows:
        return []
    size = min(MOST, -(-len(rows) // HANDS))
    messages = -(-len(rows) // size)
    apart = sorted(rows, key=lambda row: row.host)  # stable: of one host, the order that they had
    return [apart[first::messages] for first in range(messages)]
