"""Ways of finding the earlier text that one is a copy of: newsloom's and others, behind one face; for copies.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from hashlib import blake2b
from itertools import pairwise
from typing import Protocol

import redis
from datasketch import MinHash, MinHashLSH

from workers.dedupe.decide import THRESHOLDS, Judged, judged
from workers.dedupe.exact import compare, text_of
from workers.dedupe.index import CopyIndex
from workers.dedupe.plain import plain
from workers.dedupe.signature import sign
from workers.model import CopyKind

DAY = datetime(2026, 11, 1, tzinfo=UTC)
#: what counts as linked.
LINKED = frozenset({CopyKind.IDENTICAL, CopyKind.COPY, CopyKind.CONTAINED})


class Finder(Protocol):
    """One text after the other."""

    def ask_and_add(self, number: int, text: str) -> tuple[CopyKind, int | None]:
        """What a text is to which earlier one."""


class Newsloom:
    """As a worker does it. reading: texts that the sketches leave open are read."""

    def __init__(self, client: redis.Redis, *, reading: bool = True) -> None:
        client.flushall()
        self._index = CopyIndex(client)
        self._index.filler.mark_ready()
        self._texts: dict[int, str] = {}
        self._reading = reading
        self.read = 0

    def ask_and_add(self, number: int, text: str) -> tuple[CopyKind, int | None]:
        self._texts[number] = text
        read = partial(self._judged, text) if self._reading else None
        answer = self._index.ask_and_add(number, sign(text), DAY, read)
        return answer.kind, answer.nearest

    def _judged(self, text: str, others: Sequence[int]) -> list[Judged]:
        self.read += len(others)
        mine, rule = text_of(text), THRESHOLDS
        return [judged(rule, one, compare(mine, text_of(self._texts[one]), rule.read_containment)) for one in others]


class Lsh:
    """datasketch's MinHashLSH at a threshold; of what it names, the likeliest that reaches the threshold."""

    def __init__(self, threshold: float) -> None:
        self._lsh = MinHashLSH(threshold=threshold, num_perm=128)
        self._threshold = threshold
        self._known: dict[int, MinHash] = {}

    def ask_and_add(self, number: int, text: str) -> tuple[CopyKind, int | None]:
        mine = MinHash(num_perm=128)
        words = plain(text).body.split() if plain(text).spaced else list(plain(text).body)
        mine.update_batch([" ".join(words[n : n + 3]).encode() for n in range(max(1, len(words) - 2))])
        likely = sorted((-mine.jaccard(self._known[other]), other) for other in self._lsh.query(mine))
        self._known[number] = mine
        self._lsh.insert(number, mine)
        return _as_copy(likely[0][1] if likely and -likely[0][0] >= self._threshold else None)


class SimHash:
    """Charikar's 64 bits over words, or pairs of characters; a copy within so many bits, all of them compared.

    Manku, Jain and Das Sarma (2007) take 3.
    """

    def __init__(self, bits: int) -> None:
        self._bits = bits
        self._known: dict[int, int] = {}

    def ask_and_add(self, number: int, text: str) -> tuple[CopyKind, int | None]:
        words = plain(text)
        mine = _simhash(words.body.split() if words.spaced else [*map("".join, pairwise(words.body))])
        near = sorted(((mine ^ other).bit_count(), known) for known, other in self._known.items())
        self._known[number] = mine
        return _as_copy(near[0][1] if near and near[0][0] <= self._bits else None)


def _simhash(words: Sequence[str]) -> int:
    sums = [0] * 64
    for word in words:
        bits = int.from_bytes(blake2b(word.encode(), digest_size=8).digest())
        for at in range(64):
            sums[at] += 1 if bits >> at & 1 else -1
    return sum(1 << at for at in range(64) if sums[at] > 0)


def _as_copy(nearest: int | None) -> tuple[CopyKind, int | None]:
    return (CopyKind.ORIGINAL, None) if nearest is None else (CopyKind.COPY, nearest)


def finders(client: redis.Redis) -> Mapping[str, Callable[[], Finder]]:
    """Each makes an empty one; newsloom's share a server, one at a time."""
    return {
        "newsloom": partial(Newsloom, client),
        "newsloom, sketches alone": partial(Newsloom, client, reading=False),
        "LSH at 0.5": partial(Lsh, 0.5),
        "LSH at 0.8": partial(Lsh, 0.8),
        "SimHash": partial(SimHash, 3),
    }
