"""The sum of vectors, packed: 6 bytes a term and 4 besides. Pure.

Layout: the largest value as float32, the terms' hashes ascending (packed.py), then as many 16-bit shares of the
largest. A value is off by at most 1/131,070 of the largest each time that the sum changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from workers.assign import packed as packing
from workers.assign.packed import Hashes

Pairs = packing.Pairs

_TOP = 4
_STEPS = 65535.0
#: last bits of a hash, all that there are.
_LAST = 0xFFFF


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
    return packing.keys_of(terms), np.fromiter(terms.values(), dtype="<f4", count=len(terms))


def take(packed: bytes, pairs: Pairs, limit: int) -> bytes:
    """The sum without this vector. What was cut from it before is not missed."""
    keys, values = unpack(packed)
    places, there = _places(keys, pairs[0])
    rest = values.copy()
    np.subtract.at(rest, places[there], pairs[1][there])
    return pack((keys, np.maximum(rest, 0.0)), limit)


def product(packed: bytes, pairs: Pairs) -> float:
    """The product of the sum with a vector, or with another sum."""
    keys, values = unpack(packed)
    places, there = _places(keys, pairs[0])
    return float(np.dot(values[places[there]].astype("f8"), pairs[1][there].astype("f8")))


def shared(sums: Sequence[bytes], names: Sequence[str], keys: Hashes) -> list[dict[str, float]]:
    """What each of these sums holds of the terms `names`, whose hashes are `keys`.

    All in one go: of some ten thousand terms, those are looked for whose last bits one of `keys` has.
    """
    if not sums or not names:
        return [{} for _ in sums]
    counts = [max(0, len(packed) - _TOP) // 6 for packed in sums]
    have = np.frombuffer(
        b"".join([one[_TOP : _TOP + 4 * count] for one, count in zip(sums, counts, strict=True)]), "<u4"
    )
    shares = np.frombuffer(b"".join([one[_TOP + 4 * count :] for one, count in zip(sums, counts, strict=True)]), "<u2")
    tops = np.frombuffer(b"".join([one[:_TOP] or bytes(_TOP) for one in sums]), "<f4")
    known = np.zeros(_LAST + 1, np.bool_)
    known[keys & _LAST] = True
    maybe = np.flatnonzero(known[have & _LAST])
    order = np.argsort(keys)
    places, there = _places(keys[order], have[maybe])
    hits, found = maybe[there], [names[place] for place in order[places[there]].tolist()]
    values = (shares[hits] * np.repeat(tops / np.float32(_STEPS), counts)[hits]).tolist()
    ends = np.searchsorted(hits, np.cumsum(counts)).tolist()
    return [dict(zip(found[a:b], values[a:b], strict=True)) for a, b in zip([0, *ends], ends, strict=False)]


def _places(have: Hashes, keys: Hashes) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """Where each key stands among those that are there, and whether it does."""
    if not len(have):
        return np.zeros(len(keys), np.intp), np.zeros(len(keys), np.bool_)
    places = np.minimum(np.searchsorted(have, keys), len(have) - 1)
    return places, have[places] == keys
