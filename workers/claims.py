"""Which steps are being done at this moment, and by somebody who still lives.

A step is claimed before it begins and given up when it ends: a message that is delivered twice finds its claim and
dies. A claim lapses LAPSE seconds after it was last prolonged, which the main process of each worker does for all that
its threads or children are at (workers/pulse.py): so a claim outlives its worker by LAPSE at most, however the worker
died, and however long an honest step takes. All by the server's clock: no two machines need to agree on the time.

    newsloom:<ledger>:claims   zset   "<url>.<lease>.<stage>" -> when it lapses (s); as many as there are steps at work
    newsloom:<ledger>:lost     hash   the same name -> why its step was lost, where somebody saw it (`lose`)

Both live an hour after the last write. Lost with Redis, and that is right: those who are at work claim again with the
next beat, and an outage of ours is no fault of the url's. No decisions here. Errors of Redis come through as they are.

Dropped: a key a step that nobody prolonged. It had to outlive the slowest step, so that what a killed worker held was
found after five minutes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import redis

#: seconds that a claim holds without a word from its worker.
LAPSE = 12
#: seconds that the keys live after the last write.
_LIFE = 3600

_NOW = "local time = redis.call('TIME'); local now = time[1] + time[2] / 1e6\n"
# KEYS[1] claims; ARGV LAPSE, _LIFE, names. Returns for each of these 1; 0 where it is claimed, or was and nobody has
# looked after it yet.
_TAKE = f"""{_NOW}
local taken = {{}}
for i = 3, #ARGV do taken[i - 2] = redis.call('ZADD', KEYS[1], 'NX', now + ARGV[1], ARGV[i]) end
redis.call('EXPIRE', KEYS[1], ARGV[2])
return taken
"""
# KEYS[1] claims; ARGV LAPSE, _LIFE, how many names follow that are claimed again where Redis has lost them, these, then
# those that are not. Returns the names that are claimed now.
_PROLONG = f"""{_NOW}
local found = {{}}
for i = 4, #ARGV do
  if i < 4 + ARGV[3] or redis.call('ZSCORE', KEYS[1], ARGV[i]) then
    redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i])
    found[#found + 1] = ARGV[i]
  end
end
redis.call('EXPIRE', KEYS[1], ARGV[2])
return found
"""
# KEYS[1] claims, KEYS[2] lost. Returns all claims: name, seconds until it lapses, why it is lost or ''.
_ALL = f"""{_NOW}
local found = {{}}
for i, value in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')) do
  if i % 2 == 1 then found[#found + 1] = value
  else
    found[#found + 1] = tostring(value - now)
    found[#found + 1] = redis.call('HGET', KEYS[2], found[#found - 1]) or ''
  end
end
return found
"""


class Claim(NamedTuple):
    """One step: this stage of this url, under this lease."""

    url: int
    lease: int
    stage: str

    def __str__(self) -> str:
        return f"{self.url}.{self.lease}.{self.stage}"

    @classmethod
    def of(cls, name: str) -> Claim:
        url, lease, stage = name.split(".")
        return cls(int(url), int(lease), stage)


class Held(NamedTuple):
    """How a claim stands."""

    #: seconds until it lapses; negative: for so long nobody has prolonged it.
    left: float
    #: why its step was lost, where that was seen; else empty.
    lost: str


class Claims:
    """The claims of one ledger. Safe to share between threads and processes."""

    def __init__(self, client: redis.Redis, prefix: str) -> None:
        self._redis = client
        self._keys = (f"{prefix}claims", f"{prefix}lost")
        self._take = client.register_script(_TAKE)
        self._prolong = client.register_script(_PROLONG)
        self._all = client.register_script(_ALL)

    def take(self, claim: Claim) -> bool:
        """Claim a step; False when somebody has it, or had it and died."""
        return bool(self.take_all([claim]))

    def take_all(self, claims: Sequence[Claim]) -> list[Claim]:
        """Claim these, in one go; those of them that nobody has, or had and died."""
        taken: Any = self._take(keys=self._keys[:1], args=[LAPSE, _LIFE, *map(str, claims)])
        return [claim for claim, new in zip(claims, taken, strict=True) if new]

    def end(self, claims: Iterable[Claim]) -> None:
        """These are no longer at work; what was not claimed is no error."""
        names = [str(claim) for claim in claims]
        if names:
            with self._redis.pipeline(transaction=False) as pipe:  # one question, not two: each step asks it
                pipe.zrem(self._keys[0], *names)
                pipe.hdel(self._keys[1], *names)
                pipe.execute()

    def prolong(self, claims: Collection[Claim], known: Collection[Claim] = ()) -> set[Claim]:
        """These are still at work; those of them that are claimed.

        known: that were claimed when they were last prolonged: where Redis has lost them, they are claimed again.
        Others may be about to claim themselves, and would take what is claimed for them for a twin's.
        """
        first = [str(claim) for claim in claims if claim in known]
        then = [str(claim) for claim in claims if claim not in known]
        if not first + then:
            return set()
        found: Any = self._prolong(keys=self._keys[:1], args=[LAPSE, _LIFE, len(first), *first, *then])
        return {Claim.of(name.decode()) for name in found}

    def lose(self, claims: Iterable[Claim], why: str) -> None:
        """The steps of these were seen to end without an outcome: nobody needs to wait until they lapse."""
        names = [str(claim) for claim in claims]
        if names:
            with self._redis.pipeline() as pipe:
                pipe.zadd(self._keys[0], dict.fromkeys(names, 0))
                pipe.hset(self._keys[1], mapping=dict.fromkeys(names, why))
                pipe.expire(self._keys[0], _LIFE)
                pipe.expire(self._keys[1], _LIFE)
                pipe.execute()

    def all(self) -> Mapping[Claim, Held]:
        """Every claim, also those that have lapsed and that nobody has looked after."""
        row: Any = iter(self._all(keys=self._keys))
        threes = zip(row, row, row, strict=True)
        return {Claim.of(name.decode()): Held(float(left), why.decode()) for name, left, why in threes}
