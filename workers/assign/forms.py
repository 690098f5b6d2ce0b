"""One form for all forms of a word, so that `suspends` meets `suspended`. Pure; the same for ever for one word list.

The form is the commonest word of the language that has the same stem (Snowball, http://snowballstem.org, 34 languages),
so that `weight` knows it: `policies` and `policy` are `policy`. People read the article's own word (vector.py). Where
no known word has that stem it is the stem. English names stay as they are written. The stemmers are those in pure
Python, whatever else is installed: another one might cut otherwise.

A language without a stemmer has its words cut: to BEGINNING letters, which is nearly as good as a stemmer in many
languages (McNamee and Mayfield 2004, "Character n-gram tokenization for European language text retrieval"), and words
in Hangul, whose syllables are two or three letters each, to two of them. Words of the list are looked for among those
with the same first _TOGETHER letters; so in Hangul who begins with three syllables as one of them does is that one:
`대통령은` is `대통령`, not `대통`, for the price that `한국은` is `한국은행`, a bank, not `한국`. What it brings, as
benchmarks/languages.py has it: the likeness of two halves of a page, as a product of unit vectors, and how well one is
found by the other.

                                   Korean  Ukrainian  Croatian  Latvian  Slovenian  Galician  Marathi  (English)
    words as they are    likeness  0.309   0.398      0.367     0.336    0.372      0.389     0.332
                         found     0.745   0.799      0.818     0.800    0.847      0.815     0.883
    as it is             likeness  0.457   0.524      0.500     0.449    0.450      0.468     0.425    0.535
                         found     0.874   0.860      0.850     0.869    0.917      0.839     0.925    0.902
    4 letters            found             0.843      0.852     0.874    0.897      0.843     0.919
    6 letters            found             0.845      0.859     0.875    0.919      0.840     0.918

Dropped: Korean by pairs of syllables (found 0.865, for twice the terms), by three syllables (0.802), by two whatever
the list knows (0.855), without its particles (0.842); German, Dutch, Danish, Swedish compounds taken to pieces
(likeness +0.03, found -0.02 to +0.02); stems cut to six letters (Finnish found 0.875 for 0.843, German 0.869 for 0.875:
`Bundestag` is no `Bundesliga`).

A word is stemmed once a process and language, and with it the words of the list that begin like it: the first
article of a language waits for that, later ones hardly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from workers.assign.remembered import Memory
from workers.assign.weight import frequencies, language

#: language -> its Snowball algorithm.
_ALGORITHMS: Mapping[str, str] = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
#: languages whose words are no longer than a beginning: written without spaces (text.py: bigrams), or by syllables.
_SHORT = frozenset(("bo", "dz", "ja", "km", "lo", "my", "th", "vi", "zh"))
#: letters of a word in another language without a stemmer; of one in Hangul.
BEGINNING, SYLLABLES = 5, 2
_HANGUL = "\uac00", "\ud7a3"
#: words of a list are stemmed together when they begin with the same letters.
_TOGETHER = 3
#: no word is longer; longer ones are data, and take long.
_LONGEST = 40


def forms(words: Sequence[str], lang: str | None) -> list[str]:
    """The form of each of them; `lang` None counts as English."""
    name = language(lang)
    return list(words) if name in _SHORT else list(map(_KNOWN.of(name).__getitem__, words))


def form(word: str, lang: str) -> str:
    """lang: as weight.language gives it."""
    if lang in _SHORT or len(word) > _LONGEST:
        return word
    stem = _stem_of(lang)(word) or word  # nothing is left of what is all ornament, or an ending, in Arabic and Tamil
    begins = stem if word.find(stem) > 0 and len(stem) >= _TOGETHER else word  # Arabic's takes the article off in front
    known = begins[:_TOGETHER]  # of a list: what texts hold beside it has no end, and would be remembered
    return _commonest(lang, known).get(stem, stem) if known in _beginnings(lang) else stem


_KNOWN = Memory(form, most=1 << 16, longest=_LONGEST)


def _stem_of(lang: str) -> Callable[[str], str]:
    """What makes a stem of a word. A new one each time: stemmers keep their place in a word, and threads share this."""
    stem: Callable[[str], str] = _algorithm(lang)().stemWord if lang in _ALGORITHMS else _cut
    return stem


def _cut(word: str) -> str:
    return word[: SYLLABLES if _HANGUL[0] <= word[:1] <= _HANGUL[1] else BEGINNING]


@cache
def _algorithm(lang: str) -> Any:
    name = _ALGORITHMS[lang]
    return getattr(import_module(f"snowballstemmer.{name}_stemmer"), f"{name.capitalize()}Stemmer")


@cache
def _commonest(lang: str, beginning: str) -> Mapping[str, str]:
    """Stem -> the commonest word that has it, of those that begin so."""
    known, stem = frequencies(lang), _stem_of(lang)
    found: dict[str, str] = {}
    for word in sorted(_beginnings(lang).get(beginning, ()), key=lambda word: (-known[word], word)):
        found.setdefault(stem(word), word)
    return found


@cache
def _beginnings(lang: str) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in frequencies(lang):
        found.setdefault(word[:_TOGETHER], []).append(word)
    return found
