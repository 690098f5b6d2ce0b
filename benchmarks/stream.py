"""A made-up stream of articles for the benchmarks of dedupe: texts, and signatures without their texts. Pure."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate

import numpy as np

from workers.dedupe.signature import KEYS_BELOW, KEYS_MIN, SLOTS, VERSION
from workers.model import Signature

WORDS = 400
#: shingles of the whole texts; what 400 words of `texts` have.
SHINGLES = 396
#: of ten articles, cut and edited copies of an earlier one.
COPIES = 3
#: earlier texts that copies are taken from.
_KEPT = 20_000


def texts(number: int) -> list[str]:
    """Articles in lines of 50 words; the n-th commonest of 20,000 words is drawn with a weight of 1/n."""
    chance = random.Random(1)
    vocabulary = [f"{chance.choice('bcdfglmnprst')}{n:x}" for n in range(20_000)]
    weights = list(accumulate(1 / (n + 1) for n in range(len(vocabulary))))
    made: list[list[str]] = []
    for _ in range(number):
        if made and chance.random() < COPIES / 10:
            words = list(chance.choice(made)[: chance.randrange(WORDS // 3, WORDS)])
            for _ in range(len(words) // 50):
                words[chance.randrange(len(words))] = "edited"
        else:
            words = chance.choices(vocabulary, cum_weights=weights, k=WORDS)
        made.append(words)
    return ["\n".join(" ".join(words[n : n + 50]) for n in range(0, len(words), 50)) for words in made]


def signatures(seed: int) -> Iterator[Signature]:
    """As many signatures as are taken, as those of `texts` would be: to sign a million texts takes longer than to ask.

    A copy has a third to all of its original's keys and slots, nine tenths of these unedited.
    """
    chance = np.random.default_rng(seed)
    kept: list[Signature] = []
    while True:
        if kept and chance.integers(10) < COPIES:
            made = _copy(chance, kept[chance.integers(len(kept))])
        else:
            count = max(KEYS_MIN, int(chance.binomial(SHINGLES, 1 / 32)))
            keys = np.sort(chance.integers(0, KEYS_BELOW, count, np.uint64))
            made = Signature(VERSION, chance.bytes(16), SHINGLES, chance.bytes(SLOTS), keys.astype("<u8").tobytes())
        if len(kept) < _KEPT:
            kept.append(made)
        else:
            kept[chance.integers(_KEPT)] = made
        yield made


def _copy(chance: np.random.Generator, of: Signature) -> Signature:
    share = chance.uniform(1 / 3, 1)
    slots, keys = np.frombuffer(of.sketch, np.uint8).copy(), np.frombuffer(of.keys, "<u8").copy()
    keys = keys[chance.random(keys.size) < max(share, KEYS_MIN / keys.size)]
    edited = chance.random(keys.size) < 0.1
    keys[edited] = chance.integers(0, KEYS_BELOW, int(edited.sum()), np.uint64)
    other = chance.random(SLOTS) > 0.9 * share
    slots[other] = chance.integers(0, 256, int(other.sum()), np.uint8)
    return Signature(VERSION, chance.bytes(16), max(40, int(of.size * share)), slots.tobytes(), np.sort(keys).tobytes())
