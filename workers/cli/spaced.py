"""A client that leaves each host alone between two requests, for commands that ask one many times. No decisions."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Lock

from workers import urls
from workers.feeds.finding import Asker
from workers.model import Page


class Spaced:
    """Threads may share one. spacing: seconds between two requests of a host; redirects are not spaced."""

    def __init__(
        self,
        client: Asker,
        spacing: float,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._spacing = spacing
        self._sleep = sleep
        self._clock = clock
        self._free: dict[str, float] = {}
        self._lock = Lock()

    def get(self, url: str, now: datetime, headers: Mapping[str, str] | None = None, *, feed: bool = False) -> Page:
        self._wait(url)
        return self._client.get(url, now, headers, feed=feed)

    def robots(self, url: str, now: datetime) -> bytes:
        self._wait(url)
        return self._client.robots(url, now)

    def _wait(self, url: str) -> None:
        """Take the host's next turn, and wait for it."""
        host = urls.host(url)
        with self._lock:
            asked = self._clock()
            turn = max(asked, self._free.get(host, asked))
            self._free[host] = turn + self._spacing
        if turn > asked:
            self._sleep(turn - asked)
