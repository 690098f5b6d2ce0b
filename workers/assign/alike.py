"""What an article has in common with stories: of each term that both have, what it brings to their likeness. Pure.

All stories in one go: with a dictionary a story, added up term by term, an article took a third of a millisecond more
(the steps nearest and choose of benchmarks/million.py, 100,000 live stories).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from workers.assign import sums
from workers.assign.days import NONE
from workers.assign.packed import keys_of
from workers.assign.vector import SHARES, Vector

#: part -> its place among them.
_PLACES = {part: place for place, part in enumerate(SHARES)}


@dataclass(frozen=True, slots=True)
class StoryState:
    """What is kept of a story to compare it. Copies of a member change nothing in it (law 2)."""

    id: int
    #: members whose vectors are in `sums`.
    count: int
    #: sum of the members' vectors, packed (sums.py).
    sums: bytes
    #: sum of the likeness of each pair of members.
    pairs: float
    #: of the dated members; None when there is none.
    first: datetime | None
    last: datetime | None
    #: on which days they are (days.py).
    days: bytes = NONE


@dataclass(frozen=True, slots=True)
class Alike:
    """An article beside stories, row by row: the terms that it shares with each, in the order of their hashes."""

    stories: Sequence[StoryState]
    #: the article's.
    terms: Sequence[str]
    #: for each term that is shared which story has it, which of the article's it is, and what it brings.
    rows: sums.Places
    places: sums.Places
    brings: npt.NDArray[np.float64]

    def parts(self) -> list[dict[str, float]]:
        """What each part (w, n, t) brings, story by story. The order of the article's terms changes nothing in it."""
        parts, count = np.array([_PLACES[term[0]] for term in self.terms], np.intp), len(SHARES)
        found = np.bincount(self.rows * count + parts[self.places], self.brings, len(self.stories) * count)
        return [dict(zip(SHARES, each, strict=True)) for each in found.reshape(-1, count).tolist()]

    def contributions(self, row: int) -> dict[str, float]:
        """What each term that it shares with one of them brings."""
        here = slice(*np.searchsorted(self.rows, (row, row + 1)))
        terms = [self.terms[place] for place in self.places[here].tolist()]
        return dict(zip(terms, self.brings[here].tolist(), strict=True))


def alike(vector: Vector, stories: Sequence[StoryState]) -> Alike:
    """An article is alike to a story by the mean product of its vector with each member's: x . sum / n."""
    terms = list(vector.terms)
    rows, places, held = sums.shared([story.sums for story in stories], keys_of(terms))
    values, counts = np.array(list(vector.terms.values())), np.array([story.count for story in stories])
    return Alike(stories, terms, rows, places, values[places] * held / counts[rows])
