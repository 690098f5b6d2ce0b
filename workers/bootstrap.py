"""The composition root: settings -> real services, once a process. The only place where they meet.

Connections do not survive a fork, so services belong to a process id: a prefork child makes its own at its first task.
Each is made when it is first asked for: a worker that only fetches never loads or opens what `assign` needs.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

import redis as redis_py
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from workers import server
from workers.claims import Claims
from workers.ledger import Ledger
from workers.settings import Settings, read
from workers.watch import Watch

if TYPE_CHECKING:  # numpy and wordfreq would double the start of every process: whoever uses them loads them
    from workers.assign.index import StoryIndex
    from workers.clean.rules import Rules
    from workers.dedupe.index import CopyIndex
    from workers.fetch.http import Client
    from workers.fetch.manners import Manners


def wall_clock() -> datetime:
    return datetime.now(UTC)


@dataclass
class Services:
    """What the stages are handed. Tests make one with their own clock and servers."""

    settings: Settings
    clock: Callable[[], datetime] = wall_clock
    #: uniform in [0, 1): jitter.
    chance: Callable[[], float] = random.random
    #: a Redis url to use instead of what the settings say.
    redis_url: str | None = None
    _opened: list[Callable[[], None]] = field(default_factory=list)

    @cached_property
    def ledger(self) -> Ledger:
        ledger = Ledger.open(self.settings.ledger_url)
        self._opened.append(ledger.close)
        return ledger

    @cached_property
    def redis(self) -> redis_py.Redis:
        url = self.redis_url or self.settings.newsloom.redis_url or server.hold(self.settings.home)
        # Without time-outs a client blocks for ever on a server that hangs (measured: docs/decisions.md).
        # Their own retries take 4 s to say that nobody is there; the ledger's retry policy knows better what to do.
        patience = Retry(ConstantBackoff(0.1), 2)
        client = redis_py.Redis.from_url(url, socket_timeout=10, socket_connect_timeout=5, retry=patience)
        self._opened.append(client.close)
        return client

    @cached_property
    def client(self) -> Client:
        from workers.fetch.http import Client

        return Client(self.settings.fetch)

    @cached_property
    def manners(self) -> Manners:
        from workers.fetch.manners import Manners

        return Manners(self.client, self.redis, self.prefix, self.settings.fetch)

    @cached_property
    def own_manners(self) -> Manners:
        """Shared with no worker: for a command that asks for one page, and starts no Redis for it."""
        from workers.fetch.manners import Manners

        return Manners(self.client, None, "", self.settings.fetch)

    @cached_property
    def copies(self) -> CopyIndex:
        from workers.dedupe.index import CopyIndex

        return CopyIndex(self.redis, f"{self.prefix}dedupe:", window_days=self.settings.dedupe.window_days)

    @cached_property
    def stories(self) -> StoryIndex:
        from workers.assign.index import StoryIndex

        return StoryIndex(self.redis, f"{self.prefix}assign:", dormant_days=self.settings.assign.dormant_days)

    @cached_property
    def claims(self) -> Claims:
        return Claims(self.redis, self.prefix)

    @cached_property
    def watch(self) -> Watch:
        return Watch(self.redis, self.prefix)

    @cached_property
    def rules(self) -> Rules:
        """Those of single sites. Raises WordsError where the file cannot be used."""
        path, needed = self.settings.rules
        if not needed and not path.is_file():
            return {}
        from workers.clean.rules import load

        return load(path, needed=needed)

    @property
    def prefix(self) -> str:
        """Of our keys in Redis: an index that was filled from another ledger is none of ours."""
        return f"newsloom:{self.ledger.identity}:"

    def close(self) -> None:
        while self._opened:
            self._opened.pop()()


_of_process: dict[int, Services] = {}


def services() -> Services:
    """The services of this process, from its environment."""
    mine = _of_process.get(os.getpid())
    if mine is None:
        # what was inherited over a fork is left alone: closing it would close the parent's connections
        mine = Services(read(os.environ))
        _ = mine.rules  # nothing starts with a file that cannot be used, as with settings
        mine = _of_process.setdefault(os.getpid(), mine)
    return mine
