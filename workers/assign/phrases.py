"""What a person reads of the terms that articles have in common. Pure.

A word is told as the article has it. A script without spaces gives pairs of letters (workers/text.py), which nobody
reads: in their place stand the longest runs of letters of which all pairs are shared, `日本銀行` for `日本`, `本銀` and
`銀行`; each next one is that of which the pairs bring the most that is not told yet. What counts are the pairs, as
before.

    a run ends where its script does: in Japanese `銀行は` is `銀行`, for the particle behind it is of another one
    hiragana alone is mostly endings and particles, and few letters of an alphabet say nothing: left out when short
    Thai and Lao vowels that no word begins or ends with are cut off, as marks are: a pair may begin in a syllable

Where one sentence ends with the letter with which the next one begins, the two are taken for one run: they are read
from the pairs in their order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from heapq import heapify, heappop, heappush
from itertools import pairwise
from math import fsum

from workers.assign.vector import Vector
from workers.text import unspaced

#: runs that are looked at.
_LOOKED = 24
#: letters of a run that goes on in a second one: both articles have a sentence in common.
_LONGEST = 32
_HAN, _HIRAGANA, _KATAKANA, _ALPHABET = "han", "hiragana", "katakana", "alphabet"
#: a letter's script; Tibetan, whose dots part syllables, counts as Han.
_SCRIPTS = re.compile(
    "(?P<alphabet>[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])|(?P<hiragana>[\u3040-\u309f])"
    "|(?P<katakana>[\u30a0-\u30ff\u31f0-\u31ff])|(?P<han>.)",
    re.DOTALL,
)
#: letters that a run has at least.
_SHORTEST = {_HAN: 2, _KATAKANA: 2, _HIRAGANA: 4, _ALPHABET: 4}
#: vowels that stand behind their consonant, and such as are written before it, though spoken after.
_BEHIND = "\u0e30\u0e32\u0e33\u0e45\u0eb0\u0eb2\u0eb3"
_BEFORE = "\u0e40\u0e41\u0e42\u0e43\u0e44\u0ec0\u0ec1\u0ec2\u0ec3\u0ec4"


def strongest(brings: Mapping[str, float]) -> dict[str, float]:
    """The same, those first that bring the most."""
    return {term: brings[term] for term in sorted(brings, key=lambda term: (-brings[term], term))}


def told(
    vector: Vector,
    brings: Mapping[str, float],
    most: int,
    kind: Callable[[str], bool],
    asked: Callable[[str], bool] = lambda _: True,
) -> list[str]:
    """What a person reads of the terms of a kind, each once, those first that bring the most.

    brings: what each shared term brings, the most first. asked: which of their words, and of the runs those in which
    one of these pairs is. Where there are spaces, no term behind those that are told is looked at: that took 0.4 of
    0.9 ms.
    """
    if vector.unspaced:
        return _with_runs(vector, {term: value for term, value in brings.items() if kind(term)}, asked)[:most]
    found: dict[str, None] = {}
    for term in brings:
        if kind(term) and asked(term[2:]):
            found[vector.word(term)] = None
            if len(found) == most:
                break
    return list(found)


def _with_runs(vector: Vector, brings: Mapping[str, float], asked: Callable[[str], bool]) -> list[str]:
    values: dict[str, float] = {}
    for term, value in brings.items():
        values.setdefault(vector.word(term), value)
    wanted = {vector.word(term) for term in brings if asked(term[2:])}
    pairs = {word: value for word, value in values.items() if len(word) == 2 and unspaced(word)}
    words = {word: value for word, value in values.items() if word in wanted and word not in pairs}
    runs = phrases(vector.unspaced, pairs, _LOOKED) if pairs else {}
    held = {run: runs[run] for run in runs if any(one + other in wanted for one, other in pairwise(run))}
    found = words | held
    return sorted(found, key=lambda word: -found[word])


def phrases(written: Iterable[Sequence[str]], pairs: Mapping[str, float], most: int) -> dict[str, float]:
    """Runs of letters, and what each brings that those before it do not. written: words of texts, in their order."""
    runs = {run: made for words in written for run, made in _runs(words, pairs)}
    waiting = [(-fsum(map(pairs.__getitem__, made)), run) for run, made in runs.items()]
    heapify(waiting)
    found, known = dict[str, float](), set[str]()
    while waiting and len(found) < most:
        _, run = heappop(waiting)
        value = fsum(pairs[pair] for pair in runs[run] - known)  # less than it was, where others have told some of it
        if waiting and (-value, run) > waiting[0]:
            heappush(waiting, (-value, run))
        elif value > 0.0:
            found[run] = value
            known |= runs[run]
    return found


def _runs(words: Sequence[str], pairs: Mapping[str, float]) -> Iterator[tuple[str, set[str]]]:
    """Each run, and the pairs that it is made of."""
    run: list[str] = []
    for word in (*words, ""):
        shared = word in pairs and _script(word[0]) == _script(word[1])
        if run and not (shared and run[-1][1] == word[0] and len(run) < _LONGEST - 1):
            yield from _whole(run)
            run = []
        if shared:
            run.append(word)


def _whole(run: Sequence[str]) -> Iterator[tuple[str, set[str]]]:
    text = "".join([pair[0] for pair in run] + [run[-1][1]])
    begins = next((at for at, letter in enumerate(text) if not _continues(letter)), len(text))
    text = text[begins:].rstrip(_BEFORE)
    if len(text) >= _SHORTEST[_script(run[0][0])]:
        yield text, set(run)


def _continues(letter: str) -> bool:
    """Can no word begin with it?"""
    return letter in _BEHIND or unicodedata.category(letter)[0] == "M"


@lru_cache(maxsize=1 << 13)
def _script(letter: str) -> str:
    found = _SCRIPTS.match(letter)
    return (found and found.lastgroup) or _HAN
