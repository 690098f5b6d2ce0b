"""Which stories an article may belong to: a vote of its strongest words. Pure.

For each word a list of stories is kept, the one that it came into last at its end: numbers of 8 bytes, packed. A story
gets, of each of the article's strongest words in whose list it stands, that word's share of the vector.

The lists were sorted sets, added up by a script in Redis: with lists of 128 that took Redis 2 ms an article and 8 bytes
more a story and word. Packed, the lists travel in one MGET, and numpy counts.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workers.assign.vector import Vector

#: strongest words of an article that lead to stories.
STRONGEST = 32


def strongest(of: Vector) -> list[tuple[str, float]]:
    """The words that weigh most, whichever part they stand in, with their share of the vector."""
    weights: dict[str, float] = {}
    for term, value in of.terms.items():
        weights[term[2:]] = weights.get(term[2:], 0.0) + value * value
    return sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:STRONGEST]


def ranked(lists: Sequence[bytes | None], weights: Sequence[float]) -> list[int]:
    """The stories in these packed lists, the likeliest first, of equals the older. A weight for each list."""
    found = [np.frombuffer(packed or b"", "<u8") for packed in lists]
    every = np.concatenate(found) if found else np.empty(0, "<u8")
    stories, places = np.unique(every, return_inverse=True)
    votes = np.bincount(places, np.repeat(np.asarray(weights, "f8"), [len(one) for one in found]), len(stories))
    # sums in another order differ by their last digits, and the same article must have the same rivals everywhere
    order = np.lexsort((stories, -votes.round(12)))
    return list(map(int, stories[order].tolist()))
