"""The sum of vectors, packed: 6 bytes a term and 4 besides. Pure.

Layout: the largest value as float32, the terms' hashes ascending (CRC-32), then as many 16-bit shares of the largest.
An article of 300 terms meets a foreign one in a story of 1,500 about once in ten thousand times, and then by the weight
of one term; a value is off by at most 1/131,070 of the largest each time that the sum grows.
"""

from __future__ import annotations

from collections.abc import Mapping
from zlib import crc32

import numpy as np
import numpy.typing as npt

Pairs = tuple[npt.NDArray[np.uint32], npt.NDArray[np.float32]]

_TOP = 4
_STEPS = 65535.0


def pack(pairs: Pairs, limit: int) -> bytes:
    """Hashes, each once, in any order, and their values: the `limit` largest; what rounds to nothing goes."""
    keys, values = pairs
    if len(keys) > limit:
        kept = np.lexsort((keys, -values))[:limit]
        keys, values = keys[kept], values[kept]
    top = np.float32(values.max(initial=0.0))
    shares = np.rint(values * (_STEPS / top) if top else values).astype("<u2")
    there = np.flatnonzero(shares)
    order = there[np.argsort(keys[there])]
    return bytes(top.astype("<f4")) + keys[order].astype("<u4").tobytes() + shares[order].tobytes()


def unpack(packed: bytes) -> Pairs:
    """The hashes, ascending, and their values."""
    count = max(0, len(packed) - _TOP) // 6
    if not count:
        return np.empty(0, "<u4"), np.empty(0, "<f4")
    (top,) = np.frombuffer(packed, "<f4", 1)
    keys = np.frombuffer(packed, "<u4", count, _TOP)
    return keys, np.frombuffer(packed, "<u2", count, _TOP + 4 * count) * np.float32(top / _STEPS)


def add(packed: bytes, pairs: Pairs, limit: int) -> bytes:
    """The sum with one more vector in it, cut to its `limit` largest terms."""
    old = unpack(packed)
    keys, places = np.unique(np.concatenate((old[0], pairs[0])), return_inverse=True)
    values = np.bincount(places, np.concatenate((old[1], pairs[1])), len(keys)).astype("<f4")
    return pack((keys, values), limit)


def hashed(terms: Mapping[str, float]) -> Pairs:
    """The terms' hashes and values, in the order of `terms`."""
    keys = np.fromiter((crc32(term.encode()) for term in terms), dtype="<u4", count=len(terms))
    return keys, np.fromiter(terms.values(), dtype="<f4", count=len(terms))


def shared(packed: bytes, names: list[str], keys: npt.NDArray[np.uint32]) -> dict[str, float]:
    """What the sum holds of the terms `names`, whose hashes are `keys`."""
    have, values = unpack(packed)
    if not len(have):
        return {}
    places = np.minimum(np.searchsorted(have, keys), len(have) - 1)
    hits = np.flatnonzero(have[places] == keys)
    return dict(zip([names[hit] for hit in hits.tolist()], values[places[hits]].tolist(), strict=True))
