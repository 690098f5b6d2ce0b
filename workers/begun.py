"""Which steps have begun and not ended: what is left of them when their worker is killed.

A url whose lease runs out has used up an attempt only if a worker had begun with it: then it may be what killed the
worker. One that merely waited in a queue for an hour has not.

    newsloom:<ledger>:begun:<url id>   string   the stage; two leases: then nobody asks any more

Lost with Redis, and that is right: an outage of ours is no fault of the url's. No decisions here.
"""

from __future__ import annotations

from collections.abc import Sequence

import redis


class Begun:
    """Marks in Redis, a key a url."""

    def __init__(self, client: redis.Redis, prefix: str, lease: float) -> None:
        self._redis = client
        self._prefix = prefix
        self._lifetime = max(1, round(2 * lease))

    def start(self, url_id: int, stage: str) -> None:
        self._redis.set(self._key(url_id), stage, ex=self._lifetime)

    def end(self, url_id: int) -> None:
        self._redis.delete(self._key(url_id))

    def take_lost(self, ids: Sequence[int]) -> set[int]:
        """Those of these urls with which somebody began and never ended; their marks are taken off."""
        if not ids:
            return set()
        keys = [self._key(url_id) for url_id in ids]
        marks = self._redis.mget(keys)
        found = {url_id for url_id, mark in zip(ids, marks, strict=True) if mark is not None}
        if found:
            self._redis.delete(*(self._key(url_id) for url_id in found))
        return found

    def _key(self, url_id: int) -> str:
        return f"{self._prefix}{url_id}"
