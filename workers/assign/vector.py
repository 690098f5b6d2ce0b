"""An article as a sparse unit vector: what it speaks of. Pure; a function of the article alone.

One mapping holds three parts, told apart by a prefix: words (`w:`), names (`n:`) and title (`t:`). Each part has
length 1 times the root of its share, and the whole has length 1, so that the product of two vectors is the weighted
mean of the parts' cosines; an article without a title or without names spreads that share over the others. In languages
other than English all is longer (lengths.py).

    words     in one form (forms.py); what stands first in a body weighs twice what stands last, for news says first
              what it is about; title words count among them as if they stood first
    names     as they are written in English; in one form where a language bends them, too
    trust     a body that has little of its title's words is a paywall, a menu, another article: it weighs less, and
              the title decides
    _MOST     no word is all of an article: two pages on one man are not one story because both call him by name

Mean B-cubed F1 of four labelled sets as `newsloom replay` takes them (copies do not count), each change at its own best
join_at; "later" is the same stream with likeness seen with all that is near (kin.py, with look-ahead): what second
thoughts can make of it. One run moves by 0.002 to 0.005.

                                                      at arrival     later
    VERSION 1: words as written, all alike            0.901          0.917
    one form for all forms of a word, and trust       0.899          0.920
    and the first word 1.3 / 1.6 / 2 times the last   .901/.903/.905 .920/.923/.923
    no word above _MOST, 0.35 / 0.3                   .904/.900      .923/.924
    no word of any part above 0.25                    0.895          0.922
    without trust                                     -0.002                        (groundnews2025 -0.006)

The five pages on Ishiba's visit chose _MOST: the most alike page about him at home has 0.60 of what the least alike two
of them have in common, 0.65 without it. Dropped, at arrival: the first 60 words as a part of its own (0.909 for 0.907,
and a fifth more terms); pairs of neighbouring words (0.894 to 0.902, twice the terms); six letters for a word instead
of its form (-0.004); counts that level off (c / (c + 1): -0.011); numbers as a part (-0.001); document frequencies of
the whole set, with look-ahead (-0.012 to -0.08); sentences weighed by what they share with the title (groundnews2025
+0.005, ecbplus -0.02: its titles are first sentences, and what parts two earthquakes is said further down); a sparse
likeness mixed with a dense model's (all-MiniLM-L6-v2, 83 MB, from a wheel; a fifth of the whole): giveme5w1h +0.008,
basil +0.002, for a hundred times the processor time: not taken, not as an extra either.

VERSION 4 takes a number with its thousands for one word (text.py), so that `000` is no number in common; in memory the
four sets have 0.925 with it and without it, threads 0.913 for 0.912. Dropped after second thoughts, on threads in
Spanish, French and Italian (lasting.py; mean 0.679): names as they are written there, so that they meet those of
articles in English (0.674); words of the body that stand in names, too (0.646).

Found before, with VERSION 1, each at its own best join_at:
- title words counted among the words too: +0.015 to +0.021; twice, three or four times is the same. Without it,
  articles whose body is missing never meet their story.
- names as runs and as their single words, not one of the two: +0.002 to +0.009. Among the words as well: -0.006.
- shares 0.8/0.1/0.1: -0.002; 0.6/0.2/0.2: -0.006; 0.5/0.3/0.2: -0.008; without title -0.011 to -0.022; words alone
  -0.007.
- the first 400 words: -0.001, and a third more terms; 250: -0.006; 800: -0.007 (background and page furniture).

A body is read as far as READ, words and names alike, so that no text takes long: as it was seen once, with 9.8 MB of
prose 0.06 s (before there was a bound 2.7), of capitals 0.07 (4.1), of `Xy Xy` 0.14 (7.1); the costliest found within
it took 0.9. The longest of 5746 real texts has 128,516 characters, the next 63,795; none has another vector than
without the bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import exp, log, sqrt
from types import MappingProxyType

from workers.assign.forms import forms
from workers.assign.lengths import length
from workers.assign.weight import language, weights
from workers.text import first_words, names, unspaced, words

#: of what vector_of makes; vectors and stories of another version are not compared.
VERSION = 4

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
#: languages whose names are always written alike. Elsewhere two halves of a page of news in Russian, Czech and German,
#: in one form, were 0.391, 0.528 and 0.394 alike for 0.374, 0.503 and 0.385.
_UNBENT = frozenset(("en",))
#: how often the title's words count among the words.
_TITLE = 2
#: how much more the first word of a body weighs than the last.
_FIRST = 1.0
#: words after which 63 % of that is gone.
_FADE = 150.0
#: what the words of a body weigh by their places.
_PLACES = [1.0 + _FIRST * exp(-place / _FADE) for place in range(_BODY)]
#: how much of all words one may be at most; words of which each is so much anyway.
_MOST, _FEW = 0.35, 10
#: a body that says so much of what its title says, by weight, is all about it.
_ABOUT = 0.5
#: what a body weighs that says nothing of its title: a paywall's, a menu's, another article's.
_ASIDE = 0.2


@dataclass(frozen=True, slots=True)
class Vector:
    """Terms such as `w:tariff`, `n:shigeru ishiba`, `t:visit`; as long as its language has it, 1 in English.

    Empty for a text without words.
    """

    terms: Mapping[str, float]
    version: int = VERSION
    #: for people: a form that is no word of the language, or of a name -> the article's own word.
    said: Mapping[str, str] = field(default_factory=dict, compare=False)
    #: for people (phrases.py): the words of title and body in their order, where a script puts no spaces between them.
    unspaced: Sequence[Sequence[str]] = field(default=(), compare=False)

    def word(self, term: str) -> str:
        """What a person reads for a term."""
        return self.said.get(term[2:], term[2:])


def vector_of(title: str | None, text: str, lang: str | None) -> Vector:
    """The vector of an article; the same for ever for the same article and VERSION. `lang` None counts as English."""
    text = beginning(text)
    written = words(title or ""), first_words(text, _BODY)
    head, body = (forms(part, lang) for part in written)
    named = _with_parts(names(text))
    called = named if language(lang) in _UNBENT else [" ".join(forms(name.split(" "), lang)) for name in named]
    parts = {
        "w": _limited(_unit(head * _TITLE + body, lang, _stress(head, body, lang))),
        "n": _unit(called, lang),
        "t": _unit(head, lang),
    }
    whole, long = sum(SHARES[part] for part, terms in parts.items() if terms) or 1.0, length(lang)
    shares = {part: long * sqrt(SHARES[part] / whole) for part in parts}
    scaled = {f"{part}:{term}": value * shares[part] for part, terms in parts.items() for term, value in terms.items()}
    said = _said([*head, *body], [*written[0], *written[1]]) | _said(called, named)
    return Vector(scaled, said=said, unspaced=written if _has_unspaced(chain(*written)) else ())


def _has_unspaced(found: Iterable[str]) -> bool:
    """Words of ASCII are passed over at once: to ask each of them took 4 % of what a vector takes."""
    return any(unspaced(word) for word in found if not word.isascii())


def beginning(text: str) -> str:
    """What is read of a body: all of it, or the whole words in its first READ characters; of that, all."""
    if len(text) <= READ:
        return text
    cut = max(text.rfind(space, READ - _WORD, READ + 1) for space in " \n")
    return text[: cut if cut > 0 else READ]


def _limited(unit: Mapping[str, float]) -> dict[str, float]:
    """No word above _MOST, so that none decides alone; at length 1 again. Left as it is where the words are few."""
    if len(unit) < _FEW:
        return dict(unit)
    bounded = [min(value, _MOST) for value in unit.values()]
    whole = sqrt(sum([value**2 for value in bounded]))
    return {term: value / whole for term, value in zip(unit, bounded, strict=True)}


def _said(found: Sequence[str], written: Sequence[str]) -> dict[str, str]:
    """Form -> the first word of the article that has it: people do not look for `commute` where `commuters` stands."""
    said = dict(zip(reversed(found), reversed(written), strict=True))  # of each form the first is what stays
    return {form: word for form, word in said.items() if form != word}


def _with_parts(runs: Iterable[str]) -> list[str]:
    """`shigeru ishiba` also counts as `shigeru` and as `ishiba`: the next article may call him by one of them."""
    return [term for run in runs for term in (run, *(run.split(" ") if " " in run else ()))]


def _stress(head: Iterable[str], body: Sequence[str], lang: str | None) -> dict[str, float]:
    """How much more than the last of a good body each word weighs; where it stands first decides."""
    title = dict.fromkeys(head)  # in the title's order: the last digits of a sum hang on it
    first = dict(zip(reversed(body), reversed(_PLACES[: len(body)]), strict=True))
    known = weights(lang)
    whole = sum(known[word] for word in title)
    about = sum(known[word] for word in title if word in first) / whole if whole and first else 1.0
    trust = _ASIDE + (1.0 - _ASIDE) * min(1.0, about / _ABOUT)
    return {word: trust * place for word, place in first.items()} | dict.fromkeys(title, 1.0 + _FIRST)


def _unit(
    terms: Iterable[str], lang: str | None, stress: Mapping[str, float] = MappingProxyType({})
) -> dict[str, float]:
    """(1 + log count) x weight x stress, at length 1."""
    counts, known = Counter(terms), weights(lang)
    raw = {term: (1.0 + log(n)) * known[term] * stress.get(term, 1.0) for term, n in counts.items()}
    whole = sqrt(sum([value * value for value in raw.values()]))
    return {term: value / whole for term, value in raw.items() if value > 0.0} if whole else {}
