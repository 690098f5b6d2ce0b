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
#: bytes by which a text is looked through for words, bits of their mark, and what spreads them over these.
_EIGHT, _MARKS, _SPREAD = 8, 16, np.uint64(0x9E3779B97F4A7C15)


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
    words = [text[:TITLED].casefold().split() for text in texts]
    begun = ["".join(some[:BEGINNING])[:BEGINNING] for some in words]
    inside = _within(begun, _squeezed(known.whole))
    return {
        "in the other reading": inside,
        "in the cut reading": inside if known.cut == known.whole else _also_within(begun, _squeezed(known.cut), inside),
        **_of_told(begun, _squeezed(known.told), prose),
        **_of_title(words, begun, known.title),
        "in the description": _of_description(begun, _squeezed(known.description)),
    }


def _of_told(begun: Sequence[str], told: str, prose: Column) -> Mapping[str, Column]:
    """Some publishers give a teaser as the text, or another article: it counts where it has enough of the prose."""
    inside = _within(begun, told)
    heard = float(len(told) > TOLD and (inside * prose).sum() > COVERED * prose.sum())
    return {"in what is told": inside * heard, "not in what is told": (1 - inside) * heard}


def _of_title(words: Sequence[Sequence[str]], begun: Sequence[str], title: str) -> Mapping[str, Column]:
    key, named = _squeezed(title), set(title.casefold().split())
    same = [bool(key) and (one == key[:BEGINNING] or (len(one) > PART_OF_TITLE and one in key)) for one in begun]
    shared = [len(named.intersection(some)) / max(1, len(named)) for some in words]
    return {"is the title": _column(same), "words of the title": _column(shared)}


def _of_description(begun: Sequence[str], told: str) -> Column:
    head = told[:BEGINNING]
    return _column(
        [len(head) > PART_OF_DESCRIPTION < len(one) and (one in told or head.startswith(one)) for one in begun]
    )


def _within(begun: Sequence[str], text: str) -> Column:
    """Which of them are in the text.

    Blocks come in the text's order, so each is looked for behind the last one first. To say that one is nowhere takes
    the whole text: of those whose first letters are nowhere in it, that is known before (0.22 ms a page for 0.33).
    """
    if not text or not begun:
        return np.zeros(len(begun))
    found, at = [], 0
    for one, likely in zip(begun, _likely(begun, text), strict=True):
        place = text.find(one, at) if likely else -1
        if likely and place < 0:
            place = text.find(one, 0, at + len(one))
        if place >= 0 and len(one) == BEGINNING:  # what is short may be anywhere
            at = place
        found.append(place >= 0)
    return _column(found)


def _also_within(begun: Sequence[str], text: str, inside: Column) -> Column:
    """Which of those that are `inside` are in the text, too: no others are looked for."""
    numbers = np.flatnonzero(inside).tolist()
    out = np.zeros(len(begun))
    out[numbers] = _within([begun[number] for number in numbers], text)
    return out


def _likely(begun: Sequence[str], text: str) -> Sequence[bool]:
    """False for those whose first letters are surely not in the text: each eight bytes of it leave a mark."""
    held = text.encode("utf-8", "surrogatepass")
    marks = np.zeros(1 << _MARKS, dtype=bool)
    for at in range(min(_EIGHT, len(held) - _EIGHT + 1)):
        marks[_mark(np.frombuffer(held, np.uint64, (len(held) - at) // _EIGHT, at))] = True
    heads = b"".join([one[:_EIGHT].encode("utf-8", "surrogatepass")[:_EIGHT].ljust(_EIGHT) for one in begun])
    known = marks[_mark(np.frombuffer(heads, np.uint64))].tolist()
    return [kept or len(one) < _EIGHT for kept, one in zip(known, begun, strict=True)]


def _mark(words: Any) -> Any:
    """A number of so many bits for each eight bytes."""
    return (words * _SPREAD) >> np.uint64(64 - _MARKS)


def _squeezed(text: str) -> str:
    """Without white space, and without case. Spaces and ends of lines go first: at a third of the time."""
    return "".join(text.replace(" ", "").replace("\n", "").split()).casefold()


def _column(values: Any) -> Column:
    return np.asarray(values, dtype=np.float64)
