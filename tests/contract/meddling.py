"""Two clients of one Redis, or of one ledger, interleaved by hand.

Something happens just before the nth command of one of them, or just before it is given a lock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import count
from typing import Any

import redis as redis_py
from sqlalchemy.engine import Connection

from workers.ledger import Ledger


class Meddled(redis_py.Redis):
    """A real client. `meddle` is called once, before command number `at` (a transaction counts as one)."""

    meddle: Callable[[], object] = staticmethod(lambda: None)
    at: int = -1

    def execute_command(self, *args: Any, **options: Any) -> Any:
        self._step()
        return super().execute_command(*args, **options)

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> Any:
        self._step()
        return super().pipeline(transaction, shard_hint)

    def _step(self) -> None:
        self.at -= 1
        if self.at == -1:
            self.meddle()


def at_every_command(
    url: str, prepare: Callable[[], object], meddle: Callable[[], object]
) -> Iterator[tuple[int, Meddled]]:
    """A client for each moment at which something can happen, the last time after everything; over a fresh `prepare`.

    The caller does with the client what is to be disturbed, and checks what became of it.
    """
    for moment in count():
        prepare()
        client = Meddled.from_url(url)
        client.meddle, client.at = meddle, moment
        yield moment, client
        client.close()
        if client.at >= 0:
            assert moment > 1, "the client was never asked for anything"
            return


class MeddledLedger(Ledger):
    """A real ledger. `meddle` is called once, before the first lock is asked for."""

    meddle: Callable[[], object] | None = None

    @classmethod
    def of(cls, ledger: Ledger, meddle: Callable[[], object]) -> MeddledLedger:
        made = cls(ledger.engine, ledger.name)
        made.meddle = meddle
        return made

    def exclusive(self, lock: str) -> AbstractContextManager[Connection]:
        meddle, self.meddle = self.meddle, None
        if meddle:
            meddle()
        return super().exclusive(lock)
