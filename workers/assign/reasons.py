"""Why an article is in its story, for a person who wants to agree or to say why not. Pure.

What decides is score.py, on the story as a whole. This says what that comes to among the members that can be named:

    members_near    the NEAREST of those that were looked at: id, likeness, days between, and of what both have the
                    names, numbers and words that bring the most
    shared_numbers  numbers, and shared_rare words that are rare in the language, which any of these has in common
                    with the article (names and words in common with the whole story: decide.py)
    margin          score - threshold

Looked at are the newest LOOKED members that count, so that a placing costs the same in a story of ten thousand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from workers.assign.packed import Hashes, Packed, keys_of
from workers.assign.phrases import strongest, told
from workers.assign.vector import Vector
from workers.assign.weight import weight
from workers.model import Assignment

#: members that are looked at, the newest; and how many of them are named.
LOOKED, NEAREST = 16, 3
#: terms that are shown of a kind.
_SHOWN = 6
#: what a rare word weighs at least (0 to 3.5): once in 100,000 words.
_RARE = 3.0
#: days of silence after which who comes reopens a story: most threads bring something every week.
SILENCE = 21
_DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Member:
    """One that came before."""

    article: int
    vector: Packed
    at: datetime | None


def reasons(
    chosen: Assignment, vector: Vector, at: datetime | None, lang: str | None, members: Sequence[Member]
) -> dict[str, object]:
    """What to keep beside the evidence of the decision. members: of the story that it chose, those looked at."""
    names, keys = list(vector.terms), keys_of(vector.terms)
    shared = [(member, _shared(vector, names, keys, member.vector)) for member in members]
    ranked = sorted(shared, key=lambda near: (-sum(near[1].values()), near[0].article))[:NEAREST]
    near = [(member, terms) for member, terms in ranked if terms]
    most = _most(near)
    return {
        "margin": round(chosen.score - chosen.threshold, 4),
        "members_near": [_told(vector, member, terms, at) for member, terms in near],
        "shared_numbers": told(vector, most, _SHOWN, _has_digit),
        "shared_rare": told(vector, most, _SHOWN, _is_word, lambda word: weight(word, lang) >= _RARE),
    }


def silence(last: datetime | None, at: datetime | None) -> int | None:
    """Days since the story's last member, where they are so many that this one reopens it; else None."""
    if last is None or at is None:
        return None
    days = round((at - last).total_seconds() / _DAY)
    return days if days >= SILENCE else None


def _shared(vector: Vector, names: Sequence[str], keys: Hashes, other: Packed) -> dict[str, float]:
    """What each term that both have brings to their likeness."""
    order = np.argsort(other.keys)
    have = other.keys[order]
    if not len(have):
        return {}
    places = np.minimum(np.searchsorted(have, keys), len(have) - 1)
    hits = np.flatnonzero(have[places] == keys).tolist()
    values = other.values[order][places]
    return {names[hit]: vector.terms[names[hit]] * float(values[hit]) for hit in hits}


def _most(near: Iterable[tuple[Member, Mapping[str, float]]]) -> dict[str, float]:
    """The terms that any of these shares, and the most that each brings to any; those first that bring the most."""
    best: dict[str, float] = {}
    for _, terms in near:
        for term, value in terms.items():
            best[term] = max(best.get(term, 0.0), value)
    return strongest(best)


def _told(vector: Vector, member: Member, terms: Mapping[str, float], at: datetime | None) -> dict[str, object]:
    terms = strongest(terms)
    days = None if at is None or member.at is None else round((at - member.at).total_seconds() / _DAY, 2)
    return {
        "article": member.article,
        "likeness": round(sum(terms.values()), 4),
        "days": days,
        "names": told(vector, terms, _SHOWN, lambda term: term[0] == "n"),
        "numbers": told(vector, terms, _SHOWN, _has_digit),
        "words": told(vector, terms, _SHOWN, _is_word),
    }


def _is_word(term: str) -> bool:
    return term[0] in "wt" and not _has_digit(term)


def _has_digit(term: str) -> bool:
    return not term[2:].isalpha() and any(letter.isdigit() for letter in term[2:])
