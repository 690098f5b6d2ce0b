"""Which lines of a flattened page are its article. Pure.

Every line gets a weight: a sentence of some length speaks for the article, a head such as TRENDING against it, anything
else a little against it. A sentence that stands alone among lines that are none is likely a teaser, and weighs less.
The article is the contiguous run of greatest sum (Kadane); where comments begin after an article the page is at its
end. Then the run is sought once more: sentences whose words the rest of it uses weigh more, and those that speak of
other things less, by which it loses teasers at its end. Within it belong the sentences, the lines between two of them,
and a list behind a colon.

Chosen on one half of 512 labelled pages, flattened in the two ways of benchmarks/clean.py, mean token F1; the end at
comments after pages of both halves had been seen:

                                 where chosen           the other half
                                 aeb    fundus wcxb     aeb    fundus wcxb
    before: one run, no end      0.930  0.913  0.899    0.874  0.933  0.903
    this                         0.954  0.932  0.912    0.887  0.941  0.907
    without the second look      0.954  0.929  0.912    0.888  0.934  0.909
    without the lighter teasers  0.954  0.930  0.914    0.887  0.935  0.911
    without the lists            0.953  0.932  0.908    0.886  0.941  0.904
    without the end at comments  0.951  0.926  0.908    0.881  0.941  0.903

The pages that are left are lists (standings, calendars, recipes, offers) and articles shorter than their teasers. Tried
and dropped: a bonus where the page's title is repeated (0.864 to 0.877 on the first set's other half, by its size, or
no change); weights learned from 40 features of a line and its neighbours (0.920 in place of 0.915 in the mean of the
first half, before all else that is here); the same short line many times as a sign of a list of teasers (prices and
recipes are such lists); all long lines within the run (menus and captions come along).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from workers.clean.lines import SHORT, Line, best_run, is_credit, seen, tidy

#: weight of a section's head, and of anything that is no sentence; a sentence has its characters / 100, at most 4.
HEAD_WEIGHT, OTHER_WEIGHT, MOST = -2.0, -0.35, 4.0
#: share of its weight that a sentence keeps which has no other within two lines.
ALONE, NEAR = 0.85, 2
#: weight from which an article has been seen, and comments behind it end the page.
WHOLE = 8.0
#: share of a sentence's words that the rest of the article uses, from which they speak for it; weight of what is above.
SHARED, FULL = 0.3, 3.0
#: characters of a line between two others that is kept: a subhead.
SUBHEAD = (15, 90)
#: lines of a list behind a colon.
LIST = 10

_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]+")
_WORD = re.compile(r"[^\W\d_]{5,}")
#: the same of letters in lower case, at half of the time.
_ASCII_WORD = re.compile("[a-z]{5,}")


def article_lines(text: str) -> list[str]:
    """The article's lines of a flattened page."""
    page = seen(tidy(text))
    return [page[index].text for index in picked(page)]


def picked(page: Sequence[Line]) -> list[int]:
    """Indexes of the lines that are the article, ascending; empty where none speaks for one."""
    page = page[: _end(page)]
    weights = [_weight(page, index) for index in range(len(page))]
    start, end = best_run(_weighed_by_words(page, weights, *best_run(weights)))
    sure = [index for index in range(start, end) if _is_told(page[index])]
    between = (index for before, after in pairwise(sure) for index in _between(page, before, after))
    return sorted((*sure, *between))


def _end(page: Sequence[Line]) -> int:
    """Where comments begin, behind an article; else the number of lines."""
    best = total = 0.0
    for index, line in enumerate(page):
        if line.comments and best >= WHOLE:
            return index
        total = max(0.0, total) + _weight(page, index)
        best = max(best, total)
    return len(page)


def _weight(page: Sequence[Line], index: int) -> float:
    line = page[index]
    if not line.good:
        return HEAD_WEIGHT if line.head else OTHER_WEIGHT
    around = (*page[max(0, index - NEAR) : index], *page[index + 1 : index + 1 + NEAR])
    return min(line.size / 100, MOST) * (1 if any(other.good for other in around) else ALONE)


def _weighed_by_words(page: Sequence[Line], weights: Sequence[float], start: int, end: int) -> list[float]:
    """The weights, those of sentences changed by how far the rest of the run uses their words."""
    words = {index: _words(line.text) for index, line in enumerate(page) if line.good}
    used = Counter(word for index in range(start, end) for word in words.get(index, ()))
    out = list(weights)
    for index, own in words.items():
        if own:
            itself = 1 if start <= index < end else 0
            share = sum(used[word] > itself for word in own) / len(own)
            out[index] += (share - SHARED) * min(page[index].size / 100, FULL)
    return out


def _words(text: str) -> set[str]:
    """Words that carry meaning: of five letters or more; in scripts without spaces, each pair of letters."""
    folded = text.casefold()
    if folded.isascii():
        return set(_ASCII_WORD.findall(folded))
    pairs = {run[at : at + 2] for run in _UNSPACED.findall(folded) for at in range(len(run) - 1)}
    return pairs | set(_WORD.findall(_UNSPACED.sub(" ", folded)))


def _is_told(line: Line) -> bool:
    """Is it a sentence of the article, within the article?"""
    return line.good or (line.ended and line.size >= SHORT and not _is_beside(line))


def _is_beside(line: Line) -> bool:
    return line.waste or line.head or is_credit(line.text)


def _between(page: Sequence[Line], before: int, after: int) -> range:
    """The lines between two sentences that belong there, too: one subhead, or a list behind a colon."""
    lines = range(before + 1, after)
    subhead = len(lines) == 1 and SUBHEAD[0] <= page[lines[0]].size < SUBHEAD[1] and not page[lines[0]].ended
    listed = page[before].text.endswith((":", "：")) and len(lines) <= LIST
    return lines if (subhead or listed) and not any(_is_beside(page[index]) for index in lines) else range(0)
