"""Which stories an article may belong to: a vote of its strongest words. Pure.

For each word a list of stories is kept, the one that it came into last at its end: numbers of 8 bytes, packed. A story
gets, of each of the article's strongest words in whose list it stands, that word's share of the vector.

A list is bounded (index.POSTINGS): a word that many stories have leads to those alone that were joined last. What that
costs, in B-cubed F1 as benchmarks/stories.py has it, by stories a word; and of articles whose story has begun the share
that finds it among the stories compared, in the labelled sets resampled (benchmarks/bounded.py):

                                                    32     128    256    512    all
    groundnews2025                                  0.852  0.852  0.852         0.852
    giveme5w1h                                      0.928  0.928  0.928         0.928
    ecbplus                                         0.888  0.888  0.888         0.888
    basil                                           0.972  0.972  0.972         0.972
    the four in one stream, in order of time        0.881  0.881  0.881         0.881
    after 2,000 articles: among the nearest         0.968  0.977  0.975  0.977  0.982
    after 10,000                                    0.947  0.959  0.966  0.968  0.981
    after 40,000                                    0.953  0.970  0.963  0.965  0.971

The labelled sets have too few stories to tell: hardly a word leads to more than 32. In the resampled stream, all sizes
together (2,170 articles), the bound costs one article in a hundred, twice of it no less, a quarter of it two. Without
it the longest list had 13,750 stories, and the lists of 32 words travel for each article.

The lists were sorted sets, added up by a script in Redis, which all workers then waited for. Packed, they travel in one
MGET, and numpy counts: of 100,000 stories an article's lists have 2,400, most of them once. To put those in order takes
30 microseconds, 16 bits at a time; with an argsort of the whole numbers 80, half of the vote.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from workers.assign.packed import Packed
from workers.assign.sums import largest

#: strongest words of an article that lead to stories.
STRONGEST = 32
_GONE = 1 << 63
#: of a vote that count; and more than two can differ by whose digits are the same.
_DIGITS, _SLIGHT = 12, 1e-11


def strongest(of: Packed) -> list[tuple[int, float]]:
    """The words that weigh most, whichever part they stand in, by their hashes, with their share of the vector."""
    words, shares = _added(of.words, of.values.astype("f8") ** 2, np.argsort(of.words, kind="stable"))
    if len(words) > STRONGEST:
        best = largest(shares, STRONGEST)
        words, shares = words[best], shares[best]
    best = np.lexsort((words, -shares))
    return list(zip(words[best].tolist(), shares[best].tolist(), strict=True))


def steps(of: Sequence[tuple[int, bool]]) -> bytes:
    """For each story whether a word leads to it from now on, or no longer, packed: the latter has its last bit set."""
    return b"".join((story if leads else story | _GONE).to_bytes(8, "little") for story, leads in of)


def ranked(lists: Sequence[bytes | None], weights: Sequence[float], most: int | None = None) -> list[int]:
    """The stories in these packed lists, the likeliest first, of equals the older. A weight for each list.

    most: so many of them.
    """
    packs = [packed or b"" for packed in lists]
    found = np.frombuffer(b"".join(packs), "<u8")
    stories, votes = _added(found, np.repeat(weights, [len(packed) // 8 for packed in packs]), _order(found))
    if most is not None and most < len(stories):
        near = np.flatnonzero(votes >= np.partition(votes, -most)[-most] - _SLIGHT)
        stories, votes = stories[near], votes[near]
    # sums in another order differ by their last digits, and the same article must have the same rivals everywhere
    found_first: list[int] = stories[np.lexsort((stories, -votes.round(_DIGITS)))[:most]].tolist()
    return found_first


def in_parts(lists: Sequence[bytes | None], weights: Sequence[float], size: int) -> Iterator[list[int]]:
    """The same, so many at a time: mostly the first are enough, and the others are not put in order."""
    first = ranked(lists, weights, size)
    yield first
    if len(first) == size:
        every = ranked(lists, weights)
        yield from (every[begin : begin + size] for begin in range(size, len(every), size))


def _order(stories: npt.NDArray[np.uint64]) -> npt.NDArray[np.intp]:
    """Where they stand, ascending, of equals the first: by 16 bits at a time, which numpy sorts by counting them."""
    order = np.argsort(stories.astype("u2"), kind="stable")
    for known in range(16, int(stories.max(initial=0)).bit_length(), 16):
        order = order[np.argsort((stories >> known).astype("u2")[order], kind="stable")]
    return order


def _added(
    keys: npt.NDArray[Any], values: npt.NDArray[np.float64], order: npt.NDArray[np.intp]
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Each key once, ascending, and the sum of its values, in the order in which they stand. order: of the keys."""
    ordered = keys[order]
    first = np.ones(len(keys), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first], np.bincount(np.cumsum(first) - 1, values[order])
