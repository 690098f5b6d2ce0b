"""What dedupe knows of a text: its size, a MinHash sketch, sampled shingles, an exact hash. Pure.

- **sketch**: MinHash with 128 slots, datasketch 2.0's `affine32` scheme with its permutations for seed 1, bit for bit
  (held by a contract test), of which the low byte of each slot is kept: no measurable loss, a quarter of the size.
- **keys**: the shingle hashes in the lowest 1/32 (FracMinHash, bioRxiv 2022.01.11.475870; Broder's mod-p). Which
  shingles are sampled depends on the shingle alone, so half an article keeps half of the whole one's keys: copies
  that were cut are found, which bands of MinHash slots do not do (0.96 against 0.42 to 0.73 of all copies).
- **exact**: for texts that are identical, and for those too short for likeness: under 40 words templates rule.

Tried for the permutations and dropped: a row a slot or a row a value, broadcast (half as slow again); smaller blocks
(64 rows: 127 µs a text where 512 take 97); one row of factors for all rows (100 to 97); an array of the thread's own to
work in (no gain). By turns, of 358 shingles, where this takes 24.7 µs (medians; what is under 1 µs is noise): flat
views of arrays of the thread's own 22.9, `einsum` in place of copying and multiplying 22.9 to 24.9, a row a slot with
it 25.5, `multiply.outer` 29.8, no folding 24.1. Exact in doubles by one product of matrices, of which the low words are
the values: the product alone 15, with the minimum 52 to 95. Of a whole signature none of them takes more than 3 µs.
What is left is four passes over n * 128 numbers, each as fast as the processor's second cache: a compiled sketch, in
which they are one pass, takes 3 µs (rensa), and leaves a signature 0.62 of its time.

A signature is a function of the text alone: two sites may disagree on a text's language, and its copies must meet.
"""

from __future__ import annotations

import struct
from functools import cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from workers.dedupe import shingles
from workers.dedupe.plain import Plain, plain
from workers.errors import PermanentError
from workers.model import Signature

#: goes up with any change of normalising, shingles, sketch or keys; values of two versions are never compared.
VERSION = 1
#: slots of the sketch; the standard error of a likeness J is sqrt(J (1 - J) / SLOTS), 0.044 at worst.
SLOTS = 128
#: a text with fewer units has no sketch and no keys.
ENOUGH_WORDS = 40
ENOUGH_CHARACTERS = 80
#: keys are the shingle hashes below this, 1 in 32 ...
KEYS_BELOW = np.uint64(1 << 59)
#: ... but the lowest 8 where fewer are (a short report stays findable), and the lowest 256 where more are.
KEYS_MIN, KEYS_MAX = 8, 256

#: shingles permuted at a time: the temporary array and both tables stay in the processor's cache, 256 kB each.
_BLOCK = 512
#: rows of the temporary array whose minimum is taken as one: longer rows, fewer beginnings.
_FOLD = 16
_LEAST = np.minimum.reduce
_MIX_1, _MIX_2, _MIX_13, _MIX_16 = np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35), np.uint32(13), np.uint32(16)
#: version, exact, size, slots, keys.
_HEAD = struct.Struct("<B16sIHH")


def sign(text: str) -> Signature:
    """The signature of a text (paragraphs separated by line ends)."""
    words = plain(text)
    exact = exact_of(words)
    found = distinct(shingles.hashes(words.body, spaced=words.spaced))
    if _is_short(words):
        return Signature(VERSION, exact, found.size, b"", b"")
    return Signature(VERSION, exact, found.size, sketch(found), keys(found))


def is_short(text: str) -> bool:
    """Whether only one that is the same is known for its copy."""
    return _is_short(plain(text))


def _is_short(words: Plain) -> bool:
    return words.units < (ENOUGH_WORDS if words.spaced else ENOUGH_CHARACTERS)


def exact_of(words: Plain) -> bytes:
    """16 bytes that two texts have in common only if they are one text, normalised."""
    return blake2b(words.whole.encode("utf-8"), digest_size=16).digest()


def distinct(values: shingles.Hashes) -> shingles.Hashes:
    """`numpy.unique`, without what makes it six times as slow here."""
    ordered = values.copy()
    ordered.sort()
    first = np.empty(ordered.size, np.bool_)
    first[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered if np.count_nonzero(first) == first.size else ordered[first]


def sketch(ordered: shingles.Hashes) -> bytes:
    """The low byte of each MinHash slot, over the low halves of 64-bit hashes."""
    return minhash(ordered.astype(np.uint32)).astype(np.uint8).tobytes()


def keys(ordered: shingles.Hashes) -> bytes:
    """The sampled hashes of a sorted array, 8 bytes each, little-endian."""
    sampled = int(ordered.searchsorted(KEYS_BELOW))
    return ordered[: min(max(sampled, KEYS_MIN), KEYS_MAX)].astype("<u8").tobytes()


def minhash(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """`datasketch.MinHash(128, hashfunc=int).update_batch(values)`, its `hashvalues`."""
    mixed = _mixed(values)
    if not mixed.size:
        return np.full(SLOTS, 0xFFFFFFFF, np.uint32)
    slots = _lowest(mixed[:_BLOCK])
    for first in range(_BLOCK, mixed.size, _BLOCK):
        np.minimum(slots, _lowest(mixed[first : first + _BLOCK]), out=slots)
    return slots


def _lowest(mixed: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The lowest value of each permutation, a value a row and a slot a column.

    Every array is whole, as is each table: numpy then goes through it in one run. Where it has to begin anew for each
    slot, as with a column of factors and a row of values, the beginnings take half of the time.
    """
    factors, offsets = _tables()
    rows = -(-mixed.size // _FOLD) * _FOLD
    permuted = np.empty((rows, SLOTS), np.uint32)
    permuted[: mixed.size] = mixed[:, np.newaxis]
    permuted[mixed.size :] = mixed[-1]
    permuted *= factors[:rows]
    permuted += offsets[:rows]
    folded = _LEAST(permuted.reshape(-1, _FOLD * SLOTS), axis=0)
    lowest: NDArray[np.uint32] = _LEAST(folded.reshape(_FOLD, SLOTS), axis=0)
    return lowest


def likeness(a: Signature, b: Signature) -> float:
    """Jaccard of the shingles, estimated, 0 to 1; 0 where either text is too short, unless they are identical."""
    _comparable(a, b)
    if a.exact == b.exact:
        return 1.0
    if not a.sketch or not b.sketch:
        return 0.0
    equal = sum(x == y for x, y in zip(a.sketch, b.sketch, strict=True))
    return max(0.0, (equal / SLOTS - 1 / 256) * 256 / 255)  # 1 in 256 pairs of low bytes is equal by chance


def containment(a: Signature, b: Signature) -> float:
    """Share of the smaller text's shingles that are in the larger, estimated, 0 to 1."""
    jaccard = likeness(a, b)
    if not a.size or not b.size:
        return jaccard
    return min(1.0, jaccard / (1 + jaccard) * (a.size + b.size) / min(a.size, b.size))


def encode(signature: Signature) -> bytes:
    """Bytes to store; the first one is the version. Raises PermanentError for a version that is not ours."""
    _known(signature.version)
    slots, sampled = len(signature.sketch), len(signature.keys) // 8
    head = _HEAD.pack(signature.version, signature.exact, signature.size, slots, sampled)
    return head + signature.sketch + signature.keys


def decode(data: bytes) -> Signature:
    """The signature that was encoded. Raises PermanentError for an unknown version and for broken bytes."""
    _known(data[0] if data else -1)
    if len(data) < _HEAD.size:
        raise PermanentError("signature-broken", f"a signature of {len(data)} bytes: expected {_HEAD.size} or more")
    version, exact, size, slots, sampled = _HEAD.unpack_from(data)
    middle = _HEAD.size + slots
    if len(data) != middle + 8 * sampled:
        raise PermanentError("signature-broken", f"a signature of {len(data)} bytes: expected {middle + 8 * sampled}")
    return Signature(version, exact, size, data[_HEAD.size : middle], data[middle:])


def _known(version: int) -> None:
    if version != VERSION:
        raise PermanentError("signature-version", f"signature of version {version}: this code knows {VERSION}; reindex")


def _comparable(a: Signature, b: Signature) -> None:
    _known(a.version)
    _known(b.version)


def _mixed(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """MurmurHash3's 32-bit finaliser, as datasketch applies it before its permutations."""
    values = (values ^ (values >> _MIX_16)) * _MIX_1
    values = (values ^ (values >> _MIX_13)) * _MIX_2
    return values ^ (values >> _MIX_16)


@cache
def _tables() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Factors and offsets of the permutations, drawn as `MinHash._init_permutations` draws them, in `_BLOCK` rows.

    RandomState is what datasketch uses, and its streams are frozen: numpy promises never to change them (NEP 19).
    """
    chance = np.random.RandomState(1)
    factors = chance.randint(0, 1 << 31, SLOTS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    offsets = chance.randint(0, 1 << 32, SLOTS, dtype=np.uint32)
    return np.tile(factors, (_BLOCK, 1)), np.tile(offsets, (_BLOCK, 1))
