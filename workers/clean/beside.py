"""What else is known of a page, and how its blocks stand to it: numbers for `weigh.py`. Pure.

Another reading of it, its title, its description, the text in its structured data. A block is looked for by its
beginning: that is enough to know a paragraph again, and costs one search.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Column = np.ndarray[Any, np.dtype[np.float64]]

#: characters of a block, spaces left out, that are looked for.
BEGINNING = 60
#: characters from which a text in structured data is the article's, and the share of the page's prose that it has then.
TOLD, COVERED = 300, 0.3
#: characters of a part of the title, and of the description, that is no chance.
PART_OF_TITLE, PART_OF_DESCRIPTION = 20, 30
#: characters of a block that are held against the title's words.
TITLED = 300


@dataclass(frozen=True, slots=True)
class Beside:
    """What else is known of a page; empty where it is not."""

    #: another reading, which keeps too much, and what the line rules leave of it.
    whole: str = ""
    cut: str = ""
    title: str = ""
    description: str = ""
    #: the article's text in its structured data.
    told: str = ""


def beside_of(texts: Sequence[str], known: Beside, prose: Column) -> Mapping[str, Column]:
    """Columns by name. prose: how many characters of each block count as prose."""
    begun = [_squeezed(text[: 2 * BEGINNING])[:BEGINNING] for text in texts]
    inside, cut = _within(begun, _squeezed(known.whole)), _squeezed(known.cut)
    return {
        "in the other reading": inside,
        # what is not in the whole is not in the cut: half of the searches, and those that go to the end
        "in the cut reading": _column([found and one in cut for one, found in zip(begun, inside, strict=True)]),
        **_of_told(begun, _squeezed(known.told), prose),
        **_of_title(texts, begun, known.title),
        "in the description": _of_description(begun, _squeezed(known.description)),
    }


def _of_told(begun: Sequence[str], told: str, prose: Column) -> Mapping[str, Column]:
    """Some publishers give a teaser as the text, or another article: it counts where it has enough of the prose."""
    inside = _within(begun, told)
    heard = float(len(told) > TOLD and (inside * prose).sum() > COVERED * prose.sum())
    return {"in what is told": inside * heard, "not in what is told": (1 - inside) * heard}


def _of_title(texts: Sequence[str], begun: Sequence[str], title: str) -> Mapping[str, Column]:
    key, words = _squeezed(title), set(title.casefold().split())
    same = [bool(key) and (one == key[:BEGINNING] or (len(one) > PART_OF_TITLE and one in key)) for one in begun]
    shared = [len(words.intersection(text[:TITLED].casefold().split())) / max(1, len(words)) for text in texts]
    return {"is the title": _column(same), "words of the title": _column(shared)}


def _of_description(begun: Sequence[str], told: str) -> Column:
    head = told[:BEGINNING]
    return _column(
        [len(head) > PART_OF_DESCRIPTION < len(one) and (one in told or head.startswith(one)) for one in begun]
    )


def _within(begun: Sequence[str], text: str) -> Column:
    return _column([one in text for one in begun])


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


def _column(values: Any) -> Column:
    return np.asarray(values, dtype=np.float64)
