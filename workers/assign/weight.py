"""How much a word tells: little when everybody uses it. Pure, from word frequencies that ship with the package.

The weight is an inverse document frequency whose documents are a language, not our stream (wordfreq 3: Speer 2022,
https://zenodo.org/records/7199437), so that it never drifts: the same article has the same vector for ever.
Counting the stream as well was tried at early settings: mixing in the document frequencies of the whole set, with
look-ahead, moved the mean B-cubed F1 by -0.003 to +0.009 (best against best +0.007). Not tried without look-ahead.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import log10

import wordfreq

from workers.assign.remembered import Memory
from workers.text import unspaced

#: words more common than this (the, of, said) tell nothing; 0.003 and 0.001 were no better.
_COMMON = 1e-2
#: all rarer words weigh the same. With 1e-8 one name decides: two articles that share nothing but a prime minister
#: came within 5 % of the least alike two of one thread; with this they are 35 % apart, for 0.003 of F1.
_RARE = 10**-5.5
#: how common a bigram is that no list knows: where two words meet, or of a name. Two halves of a page in Chinese and in
#: Japanese have a likeness of 0.354 and 0.439, and find each other in 0.956 and 0.919 (benchmarks/languages.py); with
#: the chance by which its characters meet, mostly _RARE, 0.309 and 0.428, 0.958 and 0.894; with 1e-5 0.322 and 0.430,
#: 0.956 and 0.903; with 1e-3 0.386 and 0.450, 0.954 and 0.910. With words that the list knows in place of bigrams, by
#: the likeliest way to part a sentence, 0.418 and 0.440, 0.956 and 0.918: not taken, names fall to single characters.
_MET = 1e-4
#: letters of a word that is worth remembering.
_USUAL = 40
#: what language detectors say -> what the lists are called.
_ALIASES = {"bs": "sh", "hr": "sh", "sr": "sh", "no": "nb", "nn": "nb", "tl": "fil"}


def weight(word: str, lang: str | None) -> float:
    """0 for the commonest words to 3.5 for rare ones; the rarest part of several words decides."""
    return weights(lang)[word]


def weights(lang: str | None) -> Mapping[str, float]:
    """The weight of any word of a language, however many are asked for."""
    return _KNOWN.of(language(lang))


def _weight(word: str, lang: str) -> float:
    known = frequencies(lang)
    return max(max(0.0, log10(_COMMON / max(_RARE, _frequency(part, known)))) for part in word.split(" "))


def language(lang: str | None) -> str:
    """`pt-BR` is `pt`; None counts as English."""
    return (lang or "en").lower().split("-")[0]


#: the same few thousand make up most texts.
_KNOWN = Memory(_weight, most=1 << 16, longest=_USUAL)


def _frequency(word: str, frequencies: Mapping[str, float]) -> float:
    known = frequencies.get(word)
    if known is not None:
        return known
    if len(word) == 2 and unspaced(word):
        return _MET
    return 0.0 if frequencies else _by_length(word)


def _by_length(word: str) -> float:
    """A language without a list: short words are common (Zipf 1935), tenfold for every two letters."""
    return float(10.0 ** (-1.5 - len(word) / 2))


@cache
def frequencies(lang: str) -> Mapping[str, float]:
    """Empty for languages without a list. A list is read once a process."""
    name = _ALIASES.get(lang, lang)
    known = name in wordfreq.available_languages("small")
    return wordfreq.get_frequency_dict(name, "small") if known else {}
