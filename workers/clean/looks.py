"""What a block looks like, among the blocks of its page: numbers for `weigh.py`. Pure.

Of each block: how long it is and how it ends, how much of it is links, its element, the places around it; where it
stands beside the page's prose (the container that holds most of it, its first and last block, the title); what stands
before and behind it; whether another reading of the page has it. All of a page at once, in arrays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from workers.clean.blocks import Blocks
from workers.clean.lines import END
from workers.clean.places import BITS

Column = np.ndarray[Any, np.dtype[np.float64]]

#: elements of a block that are told apart.
TAGS = (
    "p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "div", "section", "blockquote", "table", "figcaption", "pre", "dd",
    "dt", "article", "header", "address", "figure", "aside", "label", "footer", "body",
)  # fmt: skip
#: characters from which a block is prose: ended as a sentence, or at all.
SENTENCE, LONG = 70, 160
#: of a block's characters those that count as prose; and the share of links from which none do.
MOST, LINKED = 600, 0.35
#: characters of a block that are looked for in the other reading.
BEGINNING = 60

#: the columns of places.
PLACES = tuple(f"{how} {name}" for how in ("near", "around") for name in BITS)

_NUMBERS = np.arange(len(BITS))
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\u0e00-\u0e7f]")


def looks_of(page: Blocks, other: str) -> Mapping[str, Column]:
    """Columns by name, a number for each block. other: the text of another reading, which keeps too much."""
    return {**shape_looks(page, other), **_of_places(page)}


def shape_looks(page: Blocks, other: str) -> Mapping[str, Column]:
    """Without those of places: these are most of the columns, and their sum is cheaper than they are."""
    rows = page.rows
    texts = [row.text for row in rows]
    length = _column([len(text) for text in texts])
    size = length + 1.5 * _column([0 if text.isascii() else len(_WIDE.findall(text)) for text in texts])
    ended = _column([END.search(text[-5:]) is not None for text in texts])  # the pattern is of five letters
    links = _column([row.linked for row in rows]) / np.maximum(length, 1)
    good = _column((((size >= SENTENCE) & (ended > 0)) | (size >= LONG)) & (links < LINKED))
    prose = np.where(good > 0, np.minimum(size, MOST), 0.0) * (1 - links)
    tags = np.array([TAGS.index(row.tag) if row.tag in TAGS else -1 for row in rows])
    squeezed = "".join(other.split())
    return {
        **_of_itself(size, ended, links, _column([text.count(" ") + 1 for text in texts])),
        **{f"tag {tag}": _column(tags == number) for number, tag in enumerate(TAGS)},
        **_of_containers(page, prose, links * length, length),
        **_of_order(prose, tags),
        **_of_neighbours(good, (tags >= TAGS.index("h2")) & (tags <= TAGS.index("h6")), prose),
        "good": good,
        "said before": _repeated(texts),
        "in the other reading": _column(
            ["".join(text[: 2 * BEGINNING].split())[:BEGINNING] in squeezed for text in texts]
        ),
    }


def _of_itself(size: Column, ended: Column, links: Column, words: Column) -> Mapping[str, Column]:
    return {
        "log size": np.log1p(size),
        **{f"size > {limit}": _column(size > limit) for limit in (20, 40, 80, 160, 320)},
        **{f"words > {limit}": _column(words > limit) for limit in (2, 5, 10, 20)},
        "ended": ended,
        "ended, size > 70": ended * (size > SENTENCE),
        "links": links,
        **{f"links > {limit}": _column(links > limit) for limit in (0.01, 0.2, 0.5, 0.9)},
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


def _of_containers(page: Blocks, prose: Column, linked: Column, length: Column) -> Mapping[str, Column]:
    """How much of the page's prose stands in the element around the block, and how far it is from where most stands."""
    count = len(page.parents)
    holder, outer = (np.array([max(0, row.around[level]) for row in page.rows]) for level in (1, 2))
    total = prose.sum() + 1e-9
    direct = np.bincount(holder, prose, count)
    within = direct.copy()
    for number in range(count - 1, 0, -1):
        within[page.parents[number]] += within[number]
    best = int(direct.argmax())
    above, below = _distances(page.parents, best)
    up, down = above[holder], below[holder]
    shares = np.bincount(holder, linked, count) / np.maximum(np.bincount(holder, length, count), 1)
    return {
        "prose beside it": direct[holder] / total,
        "prose around it": within[outer] / total,
        "in the best": _column(holder == best),
        "under the best": _column(up == 0),
        **{f"up > {limit}": _column(up > limit) for limit in (1, 2, 3, 5)},
        **{f"down > {limit}": _column(down > limit) for limit in (1, 2, 3, 5)},
        "links beside it": shares[holder],
    }


def _distances(parents: Sequence[int], best: int) -> tuple[Column, Column]:
    """Of each element: steps from the best up to the first that holds both, and from there down to it."""
    above, below = np.zeros(len(parents)), np.zeros(len(parents))
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
    return above, below


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


def _of_neighbours(good: Column, heads: Any, prose: Column) -> Mapping[str, Column]:
    window = np.convolve(prose, np.ones(9))[4:-4]
    return {
        "good before": _moved(good, 1),
        "good behind": _moved(good, -1),
        "head before": _moved(_column(heads), 1),
        "head behind": _moved(_column(heads), -1),
        "prose near": np.log1p(window),
    }


def _moved(column: Column, by: int) -> Column:
    out = np.zeros(len(column))
    if by > 0:
        out[by:] = column[:-by]
    else:
        out[:by] = column[-by:]
    return out


def _repeated(texts: Sequence[str]) -> Column:
    known: set[str] = set()
    out = np.zeros(len(texts))
    for number, text in enumerate(texts):
        out[number] = text in known
        known.add(text)
    return out


def _column(values: Any) -> Column:
    return np.asarray(values, dtype=np.float64)
