"""The turn of a host to which a redirect leads: taken where it is free, else waited for in that host's own line.

Dispatch spaces the hosts in whose line urls stand, and a redirect leads past it: a hundred short links, each of a host
of its own, came to one host at once, whatever its robots.txt said. So whoever follows one takes a turn of the host as
dispatch does, behind the lock of its row. Where none is free the url goes into the line of that host, which is fair to
all that wait there, and has its turn in time; then the whole way is asked for again, from its own address on.

It waits so once. A url that stands in another host's line passes everywhere, and every host that it passes is asked so
much later by others: else it might go from line to line for ever. No decisions here but that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from workers import pace, urls
from workers.errors import HeldError
from workers.ledger import Ledger, hosts
from workers.ledger.schema import Record


@dataclass(frozen=True, slots=True)
class Turns:
    """Of the hosts to which redirects lead one url, which stands in a line."""

    ledger: Ledger
    #: its own host, and the one in whose line it stands.
    own: str
    line: str
    #: seconds between two requests of a host, by setting.
    spacing: float

    @classmethod
    def of(cls, url: Record, ledger: Ledger, spacing: float) -> Turns:
        return cls(ledger, urls.host(url.url), url.host, spacing)

    def take(self, host: str, known: Record | None, delay: float, now: datetime) -> None:
        """Take one of this host, or pass. Raises HeldError `host-turn`, with the line in which to wait for it.

        known: its row as it was read. delay: seconds that its robots.txt asks for.
        """
        gap = pace.gap(replace(hosts.pace_of(known) if known else pace.Pace(), crawl_delay=delay), self.spacing)
        if host == self.line or gap <= 0:
            return
        with self.ledger.begin(lasting=False) as tx:
            row = hosts.locked(tx, host) or hosts.met(tx, host, now)
            if row is None:
                return
            if self.line == self.own and not hosts.has_turn(row, now):
                wait = max(0.0, (row.free_at - now).total_seconds()) if row.free_at else 0.0
                raise HeldError("host-turn", f"it leads to {host}, and waits in its line", after=wait, line=host)
            hosts.put_off(tx, row, gap, now)
