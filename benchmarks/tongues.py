"""The labelled articles as if they were in several languages, each story in one of them.

There are no labelled stories in other languages. So each word is put by the word that is as common in the other
language, with its capital letter; one that the list does not know, as most names, by its letters moved on in the
alphabet. What is made so is no text for people, but has as many words, as often, and stems as its language does; and
hardly a word that two languages share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain, zip_longest
from string import ascii_lowercase
from typing import Any

import wordfreq
from stories import COUNTED, articles_of

LANGUAGES = ("en", "de", "es", "fr")
_WORD = re.compile(r"[A-Za-z]+")
#: words of each list.
_MANY = 25_000


def mixed() -> Iterator[dict[str, Any]]:
    """The articles of the four sets take turns, as feeds on different matters do."""
    sets = zip_longest(*(articles_of(name) for name in COUNTED))
    return (row for row in chain.from_iterable(sets) if row is not None)


def in_turn(many: int) -> list[dict[str, Any]]:
    """The first articles of each language, which take turns."""
    stories: dict[str, int] = {}
    waiting: dict[str, list[dict[str, Any]]] = {lang: [] for lang in LANGUAGES}
    for row in mixed():
        lang = LANGUAGES[stories.setdefault(row["story"], len(stories)) % len(LANGUAGES)]
        waiting[lang].append(row)
    rounds = zip(*(waiting[lang] for lang in LANGUAGES), strict=False)
    every = (_put(row, lang) for each in rounds for row, lang in zip(each, LANGUAGES, strict=True))
    return [row for row, _ in zip(every, range(many), strict=False)]


def _put(row: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """An article in English, in this language."""
    if lang == "en":
        return dict(row)
    title, text = (_WORD.sub(lambda word: _other(word[0], lang), row[part] or "") for part in ("title", "text"))
    return {**row, "title": title, "text": text, "lang": lang}


def _other(word: str, lang: str) -> str:
    small = word.lower()
    other = _words(lang).get(small) or small.translate(_moved(LANGUAGES.index(lang)))
    return other.capitalize() if word[0].isupper() else other


@cache
def _words(lang: str) -> Mapping[str, str]:
    """English words, and those of the other language that are as common among the others."""
    ours, theirs = (wordfreq.top_n_list(each, _MANY, "small") for each in ("en", lang))
    return dict(zip(ours, theirs, strict=False))


@cache
def _moved(by: int) -> dict[int, int]:
    return str.maketrans(ascii_lowercase, ascii_lowercase[by:] + ascii_lowercase[:by])
