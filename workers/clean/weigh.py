"""Which blocks of a page are its article: a sum of weights for each. Pure.

A linear model over what a tree gives for nothing (`looks.py`) and what a line says (`lines.py`). The weights are a
table (`weights.py`), learned by benchmarks/weigh.py; positive means that the block belongs.

Token F1 of this reading alone on the labelled pages (181, 110, 220 that have blocks), by weights that were learned on
the other two sets, and on four fifths of all pages (no site in both):

    the looks of before                              0.954 0.954 0.932   0.957 0.957 0.947
    prose in comments is none of the article's       0.954 0.955 0.934   0.958 0.958 0.949
    and the bit `remark`, and how many they are      0.955 0.958 0.937   0.961 0.961 0.949
    with all of the below                            0.968 0.968 0.948   0.971 0.973 0.958

What each group of looks brings to the last line, the mean of the three sets: comments 0.007 and 0.004, title and
description 0.001 and 0.001, the reading with line rules 0.002 and -0.001, blocks of the same kind 0.001 and 0.001,
the best run of sentences 0.002 and 0.001, JSON-LD's articleBody 0.001 and 0.001, repetitions 0.000 and 0.001, a text
that is cut off or begins with a quote 0.001 and 0.001.

Tried and dropped, for they brought nothing or lost: what is bold, italic or in capitals; digits, bullets, brackets, a
colon or a question mark at the end; the distance to the next sentence, how much of the prose is told before the
block, the first and the last of its element; how many of its words the rest of the page has; the page's size; a
block's whole kind by three elements (each 0.000 to 0.001 less). A second pass over the scores of neighbours, of the
same element and of the same kind: 0.002 more alone, nothing behind trafilatura. Boosted trees (150 of 8 leaves) in
place of a sum: by the looks of before 0.960, 0.956, 0.922 against 0.954, 0.955, 0.928; by new ones 0.001 less on sets
left out, 0.005 more on mixed pages, behind trafilatura 0.000 and 0.001: too little for a forest that nobody can read.
The blocks whose F1 is expected to be highest, in place of a bound: up to 0.006 less. What trafilatura has of each
block, as a look, on the pages where it is asked: 0.008 less on the first set, 0.000 to 0.005 more on the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from workers.clean import lines
from workers.clean.beside import Beside, Column
from workers.clean.blocks import Blocks
from workers.clean.looks import PLACES, places_sum, shape_looks
from workers.clean.weights import BASE, WEIGHTS

#: a block with more than this belongs. With -0.6, -0.45, -0.3 and 0 the mean of the sets, learned on the others, is
#: 0.960, 0.961, 0.961 and 0.962 of this reading alone (0.962); the whole gains 0.0005 from -0.3 to this.
BELONGS = -0.15
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
_SHAPED = [name for name in WEIGHTS if name not in PHRASES and name not in PLACES]
_SHAPES = np.array([WEIGHTS[name] for name in _SHAPED])


def scores_of(page: Blocks, known: Beside) -> Column:
    """How much each block belongs."""
    if not page.rows:
        return np.zeros(0)
    looks = shape_looks(page, known)
    scores = BASE + places_sum(page, _PLACES)
    scores += _SHAPES @ np.array([looks[name] for name in _SHAPED])
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


def expected_of(page: Blocks, scores: Column) -> float:
    """The F1 of what is kept, by characters, if each block belongs with the chance that its score gives it."""
    chances = 1 / (1 + np.exp(-np.clip(scores, -30, 30)))
    sizes = np.array([len(row.text) for row in page.rows])
    kept = scores > BELONGS
    total = sizes[kept].sum() + (chances * sizes).sum()
    return float(2 * (chances * sizes)[kept].sum() / total) if kept.any() else 0.0


def waste_of(page: Blocks, scores: Column) -> set[str]:
    """The keys of lines that stand in blocks of waste, and in no others."""
    keys: dict[bool, set[str]] = {True: set(), False: set()}
    for row, score in zip(page.rows, scores, strict=True):
        keys[bool(score < WASTE)].update(map(lines.key_of, row.text.split("\n")))
    return keys[True] - keys[False]
