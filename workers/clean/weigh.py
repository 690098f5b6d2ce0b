"""Which blocks of a page are its article: a sum of weights for each. Pure.

A linear model over what a tree gives for nothing (`looks.py`) and what a line says (`lines.py`). The weights are a
table (`weights.py`), learned by benchmarks/weigh.py; positive means that the block belongs.

Tried and dropped, on 512 labelled pages, each set by what was learned on the other two: boosted trees instead of a sum
(0.949, 0.944, 0.908 against 0.947, 0.937, 0.924), a cost for each change between belonging and not (a loss of 0.001 to
0.02), a second pass over the scores of neighbours and of the same container (no gain on any set), the two neighbours on
each side in full, and an element's own place beside that of the two around it (0.942 with and without).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from workers.clean import lines
from workers.clean.blocks import Blocks
from workers.clean.looks import PLACES, Column, places_sum, shape_looks
from workers.clean.weights import BASE, WEIGHTS

#: a block with more than this belongs.
BELONGS = -0.3
#: a block with less than this is none of the article whatever another reading says.
WASTE = -2.0

#: share of a table's characters that may be links, for it to hold data.
TABLE_LINKS = 0.35

#: looks of a line, which cost most: asked of those blocks alone of which they could decide.
PHRASES: Mapping[str, Callable[[str], bool]] = {
    "caption": lines.is_caption,
    "notice": lines.is_notice,
    "head of a section": lines.is_head,
    "credit": lines.is_credit,
}

_PHRASES = [(WEIGHTS[name], says) for name, says in PHRASES.items() if WEIGHTS.get(name)]
#: a block with more than this belongs whatever its line says.
_SETTLED = BELONGS - sum(min(0.0, weight) for weight, _ in _PHRASES)
_PLACES = np.array([WEIGHTS.get(name, 0.0) for name in PLACES])
_SHAPES = {name: weight for name, weight in WEIGHTS.items() if name not in PHRASES and name not in PLACES}


def scores_of(page: Blocks, other: str) -> Column:
    """How much each block belongs. other: the text of another reading, which keeps too much."""
    if not page.rows:
        return np.zeros(0)
    looks = shape_looks(page, other)
    scores = BASE + places_sum(page, _PLACES)
    for name, weight in _SHAPES.items():
        scores += weight * looks[name]
    for number in np.flatnonzero((scores > WASTE) & (scores <= _SETTLED)):
        text = page.rows[number].text
        if len(text) < lines.CAPTION_LENGTH:
            scores[number] += sum(weight for weight, says in _PHRASES if says(text))
    return _with_tables(page, scores)


def _with_tables(page: Blocks, scores: Column) -> Column:
    """A table of data belongs where the block before it does, in one element with it: it says too little by itself."""
    for number in range(1, len(page.rows)):
        before, row = page.rows[number - 1], page.rows[number]
        if row.tag == "table" and row.around[1] == before.around[1] and row.linked < TABLE_LINKS * len(row.text):
            scores[number] = max(scores[number], scores[number - 1])
    return scores


def text_of(page: Blocks, scores: Column) -> str:
    """The blocks that belong, one paragraph a line."""
    return "\n".join(row.text for row, score in zip(page.rows, scores, strict=True) if score > BELONGS)


def waste_of(page: Blocks, scores: Column) -> set[str]:
    """The keys of lines that stand in blocks of waste, and in no others."""
    keys: dict[bool, set[str]] = {True: set(), False: set()}
    for row, score in zip(page.rows, scores, strict=True):
        keys[bool(score < WASTE)].update(map(lines.key_of, row.text.split("\n")))
    return keys[True] - keys[False]
