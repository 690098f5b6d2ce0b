"""kombu's transport for Redis, with one fault mended: it makes a client for each command.

A client of redis-py is a table of some two hundred commands' readers, which takes longer to make than a message to
send; its connections come from a pool in any case. Of a worker that fetches, a fifth of the time in which it held the
interpreter went there (py-spy; kombu 5.7, redis-py 8.1). One client for each pool does, in any thread: it holds nothing
but the pool. A process that was forked has a pool of its own, and so another client.

kombu's table of transports names this one for `redis://` and `rediss://`, so that all of Celery, and Flower, take it.
"""

from __future__ import annotations

from typing import Any

from kombu.transport import TRANSPORT_ALIASES
from kombu.transport import redis as kombus


class Channel(kombus.Channel):
    """See above."""

    _kept: Any = None

    def _create_client(self, asynchronous: bool = False) -> Any:
        if asynchronous:  # the poller's: each holds a connection
            return super()._create_client(asynchronous=True)  # type: ignore[no-untyped-call]
        kept = self._kept
        if kept is None or kept.connection_pool is not self.pool:
            kept = self._kept = super()._create_client()  # type: ignore[no-untyped-call]
        return kept


class Transport(kombus.Transport):
    """See above."""

    Channel = Channel


def take_its_place() -> None:
    """From here on, `redis://` and `rediss://` mean this transport."""
    for scheme in ("redis", "rediss"):
        TRANSPORT_ALIASES[scheme] = f"{__name__}:Transport"
