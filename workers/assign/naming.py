"""What a story is called: the title of one of its members, and when that changes. Pure.

    aptness = mean product of the member with the others x share of the story's words that its headline has

The title is that of the aptest among the recent members: what the member is about, and whether its headline says so.
Nearest to the centre alone gives headlines that are about anything (`Live: what we know so far`); the headline alone,
those of pieces on the side that repeat the names.

A title is what people know a story by, so it changes only for one of these reasons, told in the event `renamed`:

first     it had none
gone      no member has that headline any more: its article went elsewhere, or has another one now
language  it is in another language than the members, clearly (tongue.py): who reads most of a story can read its title
past      who has it is more than RECENT days behind the story's newest member, and a recent one is as apt
nearer    a recent one is aptest by far (MARGIN)

and never for one that says the same in other letters (SAME). The new one is in the language that most members have, or
in one that is not known, as of a text of few words: then whether it stands for the others has to be enough.

Measured on the labelled stories of five members or more, each streamed in its order (`python benchmarks/titles.py`).
apt: cosine of the headline's words and those of all members so far, mean over the way from the third member on.

                                    groundnews2025    giveme5w1h        ecbplus
                                    renamed  apt      renamed  apt      renamed  apt
    the first title, for ever       0.00     0.547    0.00     0.569    0.00     0.490
    as it is                        0.70     0.640    0.45     0.609    0.70     0.600
    MARGIN 1.3 / 1.5                0.86     0.649    0.47     0.613    0.82     0.607
                                    0.56     0.631    0.42     0.607    0.61     0.591
    SAME 0.5 / never                0.51     0.625    0.34     0.599    0.62     0.595
                                    0.75     0.642    0.53     0.610    0.71     0.600
    FEW 5                           0.65     0.627    0.45     0.598    0.65     0.583
    looked at when grown by 1/8     0.68     0.641    0.47     0.610    0.74     0.600
    when grown by 1/2               0.70     0.641    0.42     0.608    0.68     0.596

One of the 179 stories goes back to a title that it had had before. Languages change none of these titles: seven
articles of all are in another one than English. Found on the way here, at other moments of looking and with the words
of an older vector.VERSION (as it is: 0.568, 0.524, 0.548), and not repeated: nearest to the centre alone (MARGIN 1.15)
0.86 and 0.537, 0.74 and 0.509, 0.81 and 0.503; the headline alone (MARGIN 1.3) 0.65 and 0.567, 0.55 and 0.516, 0.60
and 0.544, which is as good by this measure, that favours it, and asks nothing of the article behind it; without MARGIN
and SAME three, two and two and a half renames a story for an aptness of 0.591, 0.539, 0.564. A recent one that is 0.8
as apt as a past one: a half more renames in giveme5w1h, for nothing. RECENT was chosen by eye, on the demo's threads
of months: with 30 days a fire that is out is still called by its first day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from math import log, sqrt

import numpy as np

from workers.assign.sums import Pairs, hashed
from workers.assign.tongue import tongue_of
from workers.assign.vector import vector_of

_GROWN = log(5 / 4)
#: members that are looked at, the newest.
LOOKED = 40
#: of fewer members none is nearer than another.
FEW = 3
#: days behind the newest member.
RECENT = timedelta(days=14)
#: how much apter another must be.
MARGIN = 1.4
#: product of two headlines that say the same.
SAME = 0.7


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member that has a title."""

    article: int
    title: str
    #: its vector, terms as hashes (sums.hashed).
    terms: Pairs
    #: its headline's words (`w:`), length 1.
    headline: Pairs
    #: None: undated, and recent as far as anybody knows.
    at: datetime | None
    #: ISO 639-1; None where it is not known.
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Name:
    article: int
    title: str
    #: first, gone, language, past, nearer.
    why: str


@lru_cache(maxsize=1024)
def headline(title: str, lang: str | None) -> Pairs:
    """A headline's words as they stand among the words of a body, length 1; empty where it has none."""
    words = {term: value for term, value in vector_of(title, "", lang).terms.items() if term[0] == "w"}
    keys, values = hashed(words)
    length = sqrt(float(np.square(values).sum()))
    return keys, (values / length if length else values).astype("<f4")


def is_due(members: int) -> bool:
    """Whether a story that has grown to so many members is looked at: each time that it has grown by a quarter."""
    return members >= FEW and int(log(members) / _GROWN) > int(log(members - 1) / _GROWN)


def name_of(newest: Sequence[Candidate], title: str | None, bearer: Candidate | None) -> Name | None:
    """Another title for a story, or None: it keeps the one that it has.

    newest: members that count, LOOKED at most, the newest last. bearer: the member whose headline is the title, one of
    these or an older one.
    """
    lang = tongue_of([each.lang for each in newest], bearer.lang if bearer else None)
    readable = [each for each in newest if each.lang in (lang, None)]
    if not readable:
        return None
    last, apt = max((each.at for each in newest if each.at), default=None), _Aptness(newest)
    best = max(_recent(readable, last), key=lambda each: (apt(each), -each.article))
    if not title:
        return Name(best.article, best.title, "first")
    if bearer is None:
        return Name(best.article, best.title, "gone")
    if len(newest) < FEW or product(best.headline, bearer.headline) >= SAME:
        return None
    if bearer.lang not in (lang, None):
        return Name(best.article, best.title, "language")
    past = not _is_recent(bearer, last)
    enough = apt(best) > apt(bearer) * (1.0 if past else MARGIN)
    return Name(best.article, best.title, "past" if past else "nearer") if enough else None


class _Aptness:
    """How well a member stands for these."""

    def __init__(self, members: Sequence[Candidate]) -> None:
        self._members = {each.article for each in members}
        self._sum = total([each.terms for each in members])

    def __call__(self, one: Candidate) -> float:
        inside = one.article in self._members
        itself = float(np.square(one.terms[1]).sum()) if inside else 0.0
        others = max(len(self._members) - inside, 1)
        return max(product(one.terms, self._sum) - itself, 0.0) / others * product(one.headline, self._sum)


def _recent(members: Sequence[Candidate], last: datetime | None) -> Sequence[Candidate]:
    """Those of the story's last days; where they are few, the newest few."""
    recent = [each for each in members if _is_recent(each, last)]
    return recent if len(recent) >= FEW else members[-FEW:]


def _is_recent(one: Candidate, last: datetime | None) -> bool:
    return one.at is None or last is None or last - one.at <= RECENT


def total(many: Sequence[Pairs]) -> Pairs:
    """The sum of vectors, hashes ascending."""
    keys, places = np.unique(np.concatenate([keys for keys, _ in many]), return_inverse=True)
    values = np.bincount(places, np.concatenate([values for _, values in many]), len(keys))
    return keys, values.astype("<f4")


def product(one: Pairs, other: Pairs) -> float:
    """Of a vector with another one, whose hashes ascend or are put so."""
    keys, values = other
    if not len(keys) or not len(one[0]):
        return 0.0
    order = np.argsort(keys, kind="stable")
    places = np.minimum(np.searchsorted(keys, one[0], sorter=order), len(keys) - 1)
    hits = keys[order[places]] == one[0]
    return float(one[1][hits] @ values[order[places[hits]]])
