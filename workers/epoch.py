"""Epochs: emptying an index in Redis is one step for everyone who uses it. No decisions here.

    <prefix>epoch   string   none   `<number>.<born>`: which keys are the index now, and when that began (the server's
                                    microseconds, which tell a refilled Redis from the one before); one an index

All other keys of an index begin with `<prefix><number>:`. To empty it is to write the next epoch; nobody can read or
write the keys before it from then on, and they are unlinked at leisure. So each step in Redis looks at the epoch, in
the same script or transaction as what it does, and raises OverError where it is another than the caller's. Without an
epoch there is no index: Redis is new, or was emptied.

Errors of Redis come through as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import redis

from workers.errors import OutageError

Result = TypeVar("Result")

#: the reason of an error: what an index held is gone, and comes back from the ledger.
EMPTIED = "index-emptied"
#: what is logged where that was done because the ledger was put back: an index had seen what it does not hold.
REWOUND = "index.rewound"

# KEYS[1] epoch; ARGV[1] `next`, or `open`: only where there is none; ARGV[2] the epoch that must be, or ''. Returns the
# epoch that is now; nothing where it must be another.
_BEGIN = """
local before = redis.call('GET', KEYS[1])
if ARGV[2] ~= '' and before ~= ARGV[2] then return false end
if before and ARGV[1] == 'open' then return before end
local number, time = before and string.match(before, '^%d+') or 0, redis.call('TIME')
local epoch = string.format('%d.%d%06d', number + 1, time[1], time[2])
if before then redis.call('DEL', KEYS[1]) end -- at its memory limit, Redis lets a script write that has begun to delete
redis.call('SET', KEYS[1], epoch)
return epoch
"""
# KEYS[1] epoch, KEYS[2+] of epochs before; ARGV[1] the epoch that must be. Returns 1; 0 for another epoch.
_UNLINK = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
for i = 2, #KEYS do redis.call('UNLINK', KEYS[i]) end
return 1
"""


class OverError(OutageError):
    """The index was emptied: what belonged to the epoch before is refused."""

    def __init__(self) -> None:
        super().__init__(EMPTIED, "the index in Redis was emptied meanwhile; it is filled again from the ledger")

    def __reduce__(self) -> tuple[object, ...]:
        return (OverError, ())


@dataclass(frozen=True, slots=True)
class Epoch:
    """The index from one emptying to the next."""

    #: as Redis holds it.
    value: bytes
    #: how all its keys begin.
    base: str


class Epochs:
    """The epochs of one index. Remembers the last one seen. Safe to share between threads and processes."""

    def __init__(self, client: redis.Redis, prefix: str) -> None:
        self.key = f"{prefix}epoch"
        self._redis = client
        self._prefix = prefix
        self._known: Epoch | None = None
        self._begin = client.register_script(_BEGIN)
        self._unlink = client.register_script(_UNLINK)

    def live(self, step: Callable[[Epoch | None], Result]) -> Result:
        """The step in the present epoch (None where there is none), which it looks at; once more where it was over."""
        while True:
            try:
                return step(self._known or self._read())
            except OverError:
                self._known = None

    def is_known(self, epoch: Epoch) -> bool:
        """Whether this one was the present epoch when that was looked at last; nothing is asked."""
        return self._known == epoch

    def present(self) -> Epoch | None:
        """The epoch that is, as Redis says it now; None where there is none."""
        return self._read()

    def open(self) -> Epoch:
        """The present epoch; the first one where there is none."""
        return self._keep(self._begin(keys=[self.key], args=["open", ""]))

    def empty(self, of: bytes | None = None) -> bool:
        """Begin the next epoch, then unlink every key of the index that does not belong to it; whether that was done.

        of: the epoch that is to end, where that is over already nothing is done.
        """
        begun: Any = self._begin(keys=[self.key], args=["next", of or b""])
        if begun is None:
            return False
        now = self._keep(begun)
        own = (self.key.encode(), now.base.encode())
        for names in _batches(self._redis, _literal(self._prefix) + "*"):
            old = [name for name in names if name != own[0] and not name.startswith(own[1])]
            if old and not self._unlink(keys=[self.key, *old], args=[now.value]):
                break  # somebody began yet another, and unlinks
        return True

    def _read(self) -> Epoch | None:
        value: Any = self._redis.get(self.key)
        return None if value is None else self._keep(value)

    def _keep(self, value: bytes) -> Epoch:
        self._known = Epoch(value, f"{self._prefix}{value.split(b'.')[0].decode()}:")
        return self._known


def same(epoch: Epoch, seen: bytes | None) -> None:
    """Raises OverError where Redis showed another epoch."""
    if seen != epoch.value:
        raise OverError


def beginning_with(client: redis.Redis, start: str) -> Iterator[bytes]:
    """The names of all keys that begin so."""
    for names in _batches(client, _literal(start) + "*"):
        yield from names


def _batches(client: redis.Redis, pattern: str) -> Iterator[list[bytes]]:
    cursor = 0
    while True:
        found: Any = client.scan(cursor, match=pattern, count=1000)
        cursor, names = found
        if names:
            yield names
        if cursor == 0:
            return


def _literal(text: str) -> str:
    """A glob pattern that means just this text."""
    return "".join("\\" + letter if letter in "*?[]\\" else letter for letter in text)
