"""A vector as the ledger and the index keep it: hashes for terms, 6 bytes a term, about 2 KB an article. Pure.

    byte 0  FORMAT      byte 1  the vector's VERSION      byte 2  how many parts
    for each part its letter and how many terms it has (4 bytes, little-endian)
    the largest value (float32), the CRC-32 of each term's word, part after part, then as many 16-bit shares of the
    largest

A term is known by its word's hash, multiplied by an odd number of its part: so the word is known whichever part it
stands in, which leads from an article to stories, and two terms meet by chance as seldom as any two hashes: of an
article's 300 terms one in a story of 1,500 about once in ten thousand times. (Turned bit by bit by the part's hash in
place of multiplied, a title's `2025` was a text's `2026`: two words' CRCs differ as their last letters do. Of the 4,617
labelled articles 289 had two terms that were one; now none.) A value is off by at most 1/131,070 of the largest. What
the index adds up has always been packed before, so that an index that is made anew is the same to the last bit.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

from workers.assign import vector
from workers.assign.vector import Vector
from workers.errors import PermanentError

#: of the bytes; readers refuse others.
FORMAT = 1
#: how the vectors of today begin.
BEGINS = bytes((FORMAT, vector.VERSION))
#: the strongest terms are kept; the longest of 5,700 real articles has fewer.
LIMIT = 1500

Hashes = npt.NDArray[np.uint32]
Values = npt.NDArray[np.float32]
Pairs = tuple[Hashes, Values]

_STEPS = 65535.0
_COUNT = struct.Struct("<cI")


@dataclass(frozen=True, slots=True)
class Packed:
    """What an index reads of an article."""

    #: of its terms, in any order, each once.
    keys: Hashes
    values: Values
    #: of the terms' words, in the same order: a word is there once for each part that it stands in.
    words: Hashes

    @property
    def pairs(self) -> Pairs:
        return self.keys, self.values

    def __len__(self) -> int:
        return len(self.keys)


def pack(given: Vector) -> bytes:
    """The bytes; the same for ever for the same vector. Raises PermanentError for one of another version."""
    if given.version != vector.VERSION:
        raise PermanentError("vector-version", f"version {given.version}: the index holds {vector.VERSION}")
    terms = sorted(given.terms)
    values = np.fromiter(map(given.terms.__getitem__, terms), "f8", len(terms))
    if len(terms) > LIMIT:
        best = np.sort(np.argsort(-values, kind="stable")[:LIMIT])
        terms, values = [terms[place] for place in best.tolist()], values[best]
    letters = b"".join([term[0].encode() for term in terms])
    order = np.lexsort((-values, np.frombuffer(letters, "u1")))  # of equals, the terms in their own order
    counts = Counter(letters)
    words = np.array([crc32(term[2:].encode()) for term in terms], dtype="<u4")[order]
    values = values[order].astype("<f4")
    top = np.float32(values.max(initial=0.0))
    shares = np.rint(values * (_STEPS / top) if top else values).astype("<u2")
    heads = b"".join(_COUNT.pack(bytes((letter,)), count) for letter, count in counts.items())
    head = BEGINS + bytes((len(counts),)) + heads
    return bytes(head + top.astype("<f4").tobytes() + words.tobytes() + shares.tobytes())


def unpack(packed: bytes) -> Packed:
    """What was packed. Raises PermanentError for bytes of another version."""
    if packed[:2] != BEGINS:
        raise PermanentError("vector-version", f"version {packed[:2].hex()}: this newsloom reads {BEGINS.hex()}")
    start = 3 + packed[2] * _COUNT.size
    heads = list(_COUNT.iter_unpack(packed[3:start]))
    count = sum(of for _, of in heads)
    (top,) = np.frombuffer(packed, dtype="<f4", count=1, offset=start)
    words = np.frombuffer(packed, dtype="<u4", count=count, offset=start + 4)
    shares = np.frombuffer(packed, dtype="<u2", count=count, offset=start + 4 + 4 * count)
    parts = np.repeat(np.array([_factor(letter.decode()) for letter, _ in heads], dtype="<u4"), [of for _, of in heads])
    return Packed(words * parts, shares * np.float32(top / _STEPS), words)


def packed(given: Vector) -> Packed:
    """As it is after it was kept."""
    return unpack(pack(given))


def keys_of(terms: Iterable[str]) -> Hashes:
    """The hashes of terms such as `w:tariff`, in their order."""
    return np.array([crc32(term[2:].encode()) * _factor(term[0]) & 0xFFFF_FFFF for term in terms], dtype="<u4")


@cache
def _factor(letter: str) -> int:
    """Odd, so that two words of one part have two hashes."""
    return crc32(letter.encode()) | 1
