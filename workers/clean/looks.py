"""What a block looks like, among the blocks of its page: numbers for `weigh.py`. Pure.

Of each block: how long it is and how it ends, how much of it is links, its element, the places around it; where it
stands beside the page's prose (the container that holds most of it, its first and last block, the title); what stands
before and behind it; whether another reading of the page has it. All of a page at once, in arrays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from workers.clean.beside import Beside, Column, beside_of
from workers.clean.blocks import Blocks
from workers.clean.kin import kin_of
from workers.clean.lines import ELLIPSIS, END, may_be_wide
from workers.clean.places import BITS
from workers.clean.runs import best_run

#: elements of a block that are told apart, and all that are known. Of others nothing was learned, nor of more than five
#: words, headings beside a block, the share of links around it, its kind's sentences: these are no looks any longer.
TOLD_APART = ("li", "h1", "h2", "h3", "div", "article")
TAGS = ("h1", "h2", "h3", "h4", "h5", "h6", "li", "div", "article")
_TAG_NUMBERS = {tag: number for number, tag in enumerate(TAGS)}
#: characters from which a block is prose: ended as a sentence, or at all.
SENTENCE, LONG = 70, 160
#: of a block's characters those that count as prose; and the share of links from which none do.
MOST, LINKED = 600, 0.35
#: share of the page's prose from which comments are most of it.
MANY = 0.3
#: of the best run of sentences: letters that count of one, and what any other block takes from it, in hundreds.
CAP, OTHER = 300, -0.35
#: blocks from which a heading is far.
FAR = 99

#: the columns of places.
PLACES = tuple(f"{how} {name}" for how in ("near", "around") for name in BITS)

_NUMBERS = np.arange(len(BITS))
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\u0e00-\u0e7f]")
_QUOTES = tuple('"“„«‘「')


def looks_of(page: Blocks, known: Beside) -> Mapping[str, Column]:
    """Columns by name, a number for each block."""
    return {**shape_looks(page, known), **_of_places(page)}


def shape_looks(page: Blocks, known: Beside) -> Mapping[str, Column]:
    """Without those of places: these are most of the columns, and their sum is cheaper than they are."""
    rows = page.rows
    texts = [row.text for row in rows]
    length = _column([len(text) for text in texts])
    size = length + 1.5 * _column([len(_WIDE.findall(text)) if may_be_wide(text) else 0 for text in texts])
    ended = _column([END.search(text[-5:]) is not None for text in texts])  # the pattern is of five letters
    links = _column([row.linked for row in rows]) / np.maximum(length, 1)
    good = _column((((size >= SENTENCE) & (ended > 0)) | (size >= LONG)) & (links < LINKED))
    said = np.where(good > 0, np.minimum(size, MOST), 0.0) * (1 - links)
    remarks = _bit("remark", [row.far for row in rows])
    prose = said * (1 - remarks) if (said * (1 - remarks)).any() else said
    tags = np.array([_TAG_NUMBERS.get(row.tag, -1) for row in rows])
    heads = _column((tags >= TAGS.index("h1")) & (tags <= TAGS.index("h6")))
    return {
        **_of_itself(size, ended, links, _column([text.count(" ") + 1 for text in texts])),
        **_of_signs(texts),
        **{f"tag {tag}": _column(tags == _TAG_NUMBERS[tag]) for tag in TOLD_APART},
        **_of_containers(page, prose),
        **kin_of(page, prose),
        **_of_order(prose, tags),
        **_of_run(good, size, heads),
        "good before": _moved(good, 1),
        "good behind": _moved(good, -1),
        **{f"links within {by}": _near(links * length, by) / np.maximum(_near(length, by), 1) for by in (2, 4)},
        "remark, of many": remarks * float((said * remarks).sum() > MANY * said.sum()),
        **_of_repeats(texts),
        **beside_of(texts, known, prose),
    }


def _of_itself(size: Column, ended: Column, links: Column, words: Column) -> Mapping[str, Column]:
    return {
        "log size": np.log1p(size),
        **{f"size > {limit}": _column(size > limit) for limit in (20, 40, 80, 160, 320)},
        **{f"words > {limit}": _column(words > limit) for limit in (2, 10, 20)},
        "ended": ended,
        "ended, size > 70": ended * (size > SENTENCE),
        "links": links,
        **{f"links > {limit}": _column(links > limit) for limit in (0.01, 0.2, 0.5)},
    }


def _of_signs(texts: Sequence[str]) -> Mapping[str, Column]:
    return {
        "cut off": _column([ELLIPSIS.search(text[-5:]) is not None for text in texts]),
        "a quote": _column([text[:1] in _QUOTES for text in texts]),
    }


def _of_places(page: Blocks) -> Mapping[str, Column]:
    columns = np.concatenate(_place_bits(page), axis=1)
    return {name: _column(columns[:, number]) for number, name in enumerate(PLACES)}


def places_sum(page: Blocks, weights: Column) -> Column:
    """The columns of PLACES, each times its weight, together."""
    near, far = _place_bits(page)
    return near @ weights[: len(BITS)] + far @ weights[len(BITS) :]


def _place_bits(page: Blocks) -> tuple[Column, Column]:
    """A row for each block, a number for each of BITS: of the places near it, and of all around it."""
    near, far = (
        np.array(bits, dtype=np.int64)[:, None]
        for bits in zip(*((row.near, row.far) for row in page.rows), strict=True)
    )
    return _column((near >> _NUMBERS) & 1), _column((far >> _NUMBERS) & 1)


def _bit(name: str, places: Sequence[int]) -> Column:
    return _column([place >> BITS.index(name) & 1 for place in places])


def _of_containers(page: Blocks, prose: Column) -> Mapping[str, Column]:
    """How much of the page's prose stands in the element around the block, and how far it is from where most stands."""
    count = len(page.parents)
    holder, outer = (np.array([max(0, row.around[level]) for row in page.rows]) for level in (1, 2))
    total = prose.sum() + 1e-9
    direct = np.bincount(holder, prose, count)
    inside = direct.tolist()  # one by one, numbers of a list are had in a third of the time
    for number in range(count - 1, 0, -1):
        inside[page.parents[number]] += inside[number]
    within = np.array(inside)
    best = int(direct.argmax())
    above, below = _distances(page.parents, best)
    up, down = above[holder], below[holder]
    return {
        "prose beside it": direct[holder] / total,
        "prose around it": within[outer] / total,
        "in the best": _column(holder == best),
        "under the best": _column(up == 0),
        **{f"up > {limit}": _column(up > limit) for limit in (1, 2, 5)},
        **{f"down > {limit}": _column(down > limit) for limit in (1, 2, 3, 5)},
    }


def _distances(parents: Sequence[int], best: int) -> tuple[Column, Column]:
    """Of each element: steps from the best up to the first that holds both, and from there down to it."""
    above, below = [0] * len(parents), [0] * len(parents)
    line: dict[int, int] = {}
    number = best
    while number >= 0:
        line[number] = len(line)
        number = parents[number]
    for number, parent in enumerate(parents):  # a parent stands before its children
        if number in line:
            above[number] = line[number]
        else:
            above[number], below[number] = above[parent], below[parent] + 1
    return _column(above), _column(below)


def _of_order(prose: Column, tags: Any) -> Mapping[str, Column]:
    """Where the block stands between the first and the last prose, and whether the title is still to come."""
    order = np.arange(len(prose))
    titles = np.flatnonzero(tags == TAGS.index("h1"))
    told = np.cumsum(prose) / (prose.sum() + 1e-9)
    return {
        "before the title": _column(order <= titles[0]) if len(titles) else np.zeros(len(prose)),
        "before all prose": _column(told <= 0.001),
        "behind all prose": _column(told >= 0.999),
        "behind most prose": _column(told > 0.7),
    }


def _of_run(good: Column, size: Column, heads: Column) -> Mapping[str, Column]:
    """Where the block stands to the best run of sentences, and how far the last heading is."""
    order = np.arange(len(good))
    start, end = best_run(np.where(good > 0, np.minimum(size, CAP) / 100, OTHER).tolist())
    last = np.maximum.accumulate(np.where(heads > 0, order, -FAR))
    return {
        "in the run": _column((order >= start) & (order < end)),
        "behind the run": _column(order >= end),
        "log of heading": np.log1p(np.minimum(order - last, FAR)),
    }


def _moved(column: Column, by: int) -> Column:
    out = np.zeros(len(column))
    if by > 0:
        out[by:] = column[:-by]
    else:
        out[:by] = column[-by:]
    return out


def _near(column: Column, by: int) -> Column:
    """Sums of each block and so many around it."""
    return np.convolve(column, np.ones(2 * by + 1))[by:-by]


def _of_repeats(texts: Sequence[str]) -> Mapping[str, Column]:
    known: set[str] = set()
    again = np.zeros(len(texts))
    for number, text in enumerate(texts):
        again[number] = text in known
        known.add(text)
    counts = Counter(texts)
    return {"said before": again, "said twice": _column([counts[text] > 1 for text in texts])}


def _column(values: Any) -> Column:
    return np.asarray(values, dtype=np.float64)
