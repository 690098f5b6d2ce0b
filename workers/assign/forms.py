"""One form for all forms of a word, so that `suspends` meets `suspended`. Pure; the same for ever for one word list.

The form is the commonest word of the language that has the same stem (Snowball, http://snowballstem.org, 34 languages),
so that people read words and `weight` knows them: `policies` and `policy` are `policy`. Where no known word has that
stem it is the stem, and where the language has no stemmer the word itself. Names stay as they are written: this is for
words alone. The stemmers are those in pure Python, whatever else is installed: another one might cut otherwise.

A word is stemmed once a process and language, and with it the words of the list that begin like it: the first
article of a language waits for that, later ones hardly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
#: words of a list are stemmed together when they begin with the same letters.
_BEGINNING = 3
#: no word of a language with a stemmer is longer; longer ones are data, and take long.
_LONGEST = 40


def forms(words: Sequence[str], lang: str | None) -> list[str]:
    """The form of each of them; `lang` None counts as English."""
    name = language(lang)
    return list(map(_KNOWN.of(name).__getitem__, words)) if name in _ALGORITHMS else list(words)


def form(word: str, lang: str) -> str:
    """lang: a key of _ALGORITHMS, or the word stays as it is."""
    if lang not in _ALGORITHMS or len(word) > _LONGEST:
        return word
    stem: str = _stemmer(lang).stemWord(word)
    return _commonest(lang, word[:_BEGINNING]).get(stem, stem)


_KNOWN = Memory(form, most=1 << 16, longest=_LONGEST)


def _stemmer(lang: str) -> Any:
    """A new one each time: they keep their place in a word, and threads share this module."""
    return _algorithm(lang)()


@cache
def _algorithm(lang: str) -> Any:
    name = _ALGORITHMS[lang]
    return getattr(import_module(f"snowballstemmer.{name}_stemmer"), f"{name.capitalize()}Stemmer")


@cache
def _commonest(lang: str, beginning: str) -> Mapping[str, str]:
    """Stem -> the commonest word that has it, of those that begin so."""
    known, stemmer = frequencies(lang), _stemmer(lang)
    found: dict[str, str] = {}
    for word in sorted(_beginnings(lang).get(beginning, ()), key=lambda word: (-known[word], word)):
        found.setdefault(stemmer.stemWord(word), word)
    return found


@cache
def _beginnings(lang: str) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in frequencies(lang):
        found.setdefault(word[:_BEGINNING], []).append(word)
    return found
