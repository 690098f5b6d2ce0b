"""Which stories an article may belong to: a vote of its strongest words. Pure.

For each word a list of stories is kept, the one that it came into last at its end: numbers of 8 bytes, packed. A story
gets, of each of the article's strongest words in whose list it stands, that word's share of the vector.

The lists were sorted sets, added up by a script in Redis, which all workers then waited for. Packed, they travel in one
MGET, and numpy counts.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workers.assign.packed import Packed
from workers.assign.sums import largest

#: strongest words of an article that lead to stories.
STRONGEST = 32
_GONE = 1 << 63


def strongest(of: Packed) -> list[tuple[int, float]]:
    """The words that weigh most, whichever part they stand in, by their hashes, with their share of the vector."""
    words, places = np.unique(of.words, return_inverse=True)
    shares = np.bincount(places, of.values.astype("f8") ** 2, len(words))
    if len(words) > STRONGEST:
        best = largest(shares, STRONGEST)
        words, shares = words[best], shares[best]
    best = np.lexsort((words, -shares))
    return list(zip(words[best].tolist(), shares[best].tolist(), strict=True))


def steps(of: Sequence[tuple[int, bool]]) -> bytes:
    """For each story whether a word leads to it from now on, or no longer, packed: the latter has its last bit set."""
    return b"".join((story if leads else story | _GONE).to_bytes(8, "little") for story, leads in of)


def ranked(lists: Sequence[bytes | None], weights: Sequence[float]) -> list[int]:
    """The stories in these packed lists, the likeliest first, of equals the older. A weight for each list."""
    found = [np.frombuffer(packed or b"", "<u8") for packed in lists]
    every = np.concatenate(found) if found else np.empty(0, "<u8")
    stories, places = np.unique(every, return_inverse=True)
    votes = np.bincount(places, np.repeat(np.asarray(weights, "f8"), [len(one) for one in found]), len(stories))
    # sums in another order differ by their last digits, and the same article must have the same rivals everywhere
    order = np.lexsort((stories, -votes.round(12)))
    return list(map(int, stories[order].tolist()))
