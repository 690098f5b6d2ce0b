"""An article as a sparse unit vector: what it speaks of. Pure; a function of the article alone.

One mapping holds three parts, told apart by a prefix: words (`w:`), names (`n:`) and title (`t:`). Each part has
length 1 times the root of its share, and the whole has length 1, so that the product of two vectors is the weighted
mean of the parts' cosines; an article without a title or without names spreads that share over the others.

Mean B-cubed F1 on four labelled sets, found on the way here, each at its own best join_at (see score.py; one run moves
by 0.005, so most of these are no more than "not worth it"):
- title words counted among the words too: +0.015 to +0.021; twice, three or four times is the same. Without it,
  articles whose body is missing never meet their story.
- names as runs and as their single words, not one of the two: +0.002 to +0.009. Among the words as well: -0.006.
- shares 0.8/0.1/0.1: -0.002; 0.6/0.2/0.2: -0.006; 0.5/0.3/0.2: -0.008; without title -0.011 to -0.022; words alone
  -0.007.
- the first 400 words: -0.001, and a third more terms; 250: -0.006; 800: -0.007 (background and page furniture).
- the first 50 or 100 words counted again, sqrt for log, digits at half: 0 to -0.002.
- cutting the plural's s: +0.002 and -0.008. Pairs of neighbouring words as a fourth part: -0.003 to +0.009.

A body is read as far as READ, words and names alike, so that no text takes long: with 9.8 MB of prose 0.06 s (before
there was a bound 2.7), of capitals 0.07 (4.1), of `Xy Xy` 0.14 (7.1); the costliest found within it takes 0.9. The
longest of 5746 real texts has 128,516 characters, the next 63,795; none has another vector than without the bound, and
therefore VERSION is what it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log, sqrt

from workers.assign.weight import weight
from workers.text import first_words, names, words

#: of what vector_of makes; vectors and stories of another version are not compared.
VERSION = 1

#: part -> its share of a likeness.
SHARES: Mapping[str, float] = {"w": 0.7, "n": 0.15, "t": 0.15}
#: words of the body that are read, from its start.
_BODY = 300
#: characters of the body that are read, from its start: for its words and for its names.
READ = 200_000
#: with so many characters of a body, all that is read of it is read: one more tells whether a word ends at the bound.
ENOUGH = READ + 1
#: a word that lies across the bound is left out whole, unless it is longer than this.
_WORD = 1000
#: how often the title's words count among the words.
_TITLE = 2


@dataclass(frozen=True, slots=True)
class Vector:
    """Terms such as `w:tariff`, `n:shigeru ishiba`, `t:visit`; length 1, or empty for a text without words."""

    terms: Mapping[str, float]
    version: int = VERSION


def vector_of(title: str | None, text: str, lang: str | None) -> Vector:
    """The vector of an article; the same for ever for the same article and VERSION. `lang` None counts as English."""
    text, head = beginning(text), words(title or "")
    parts = {
        "w": _unit(head * _TITLE + first_words(text, _BODY), lang),
        "n": _unit(_with_parts(names(text)), lang),
        "t": _unit(head, lang),
    }
    whole = sum(SHARES[part] for part, terms in parts.items() if terms) or 1.0
    return Vector(
        {
            f"{part}:{term}": value * sqrt(SHARES[part] / whole)
            for part, terms in parts.items()
            for term, value in terms.items()
        },
    )


def beginning(text: str) -> str:
    """What is read of a body: all of it, or the whole words in its first READ characters; of that, all."""
    if len(text) <= READ:
        return text
    cut = max(text.rfind(space, READ - _WORD, READ + 1) for space in " \n")
    return text[: cut if cut > 0 else READ]


def _with_parts(runs: Iterable[str]) -> list[str]:
    """`shigeru ishiba` also counts as `shigeru` and as `ishiba`: the next article may call him by one of them."""
    return [term for run in runs for term in (run, *(run.split(" ") if " " in run else ()))]


def _unit(terms: Iterable[str], lang: str | None) -> dict[str, float]:
    """(1 + log count) x weight, at length 1."""
    raw = {term: (1.0 + log(count)) * weight(term, lang) for term, count in Counter(terms).items()}
    length = sqrt(sum(value * value for value in raw.values()))
    return {term: value / length for term, value in raw.items() if value > 0.0} if length else {}
