"""The words of a text, in any script, and how far two texts share them. Pure."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

#: what texts in Latin letters have beside these; and a space for each byte of Latin-1 that is of no word.
_SIGNS = "\u2018\u2019\u201c\u201d\u201e\u2013\u2014\u2026\u2022\u20ac\u2011\u2212\u2039\u203a\u201a\u2032\u2033"
_SPACED = "".join(sign if sign.isalnum() or sign == "_" else " " for sign in map(chr, range(256))).encode("latin-1")
_TOKEN = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|\w+")


def agreement(one: str, other: str) -> float:
    """Token F1 of two texts, 0 to 1: symmetric, 1 for texts of the same words."""
    mine, theirs = (Counter(text.casefold().split("\n")) for text in (one, other))
    same = mine & theirs  # most lines: their words need not be counted one by one
    left = [Counter(tokens_of("\n".join((rows - same).elements()))) for rows in (mine, theirs)]
    shared = len(tokens_of("\n".join(same.elements())))
    total = 2 * shared + left[0].total() + left[1].total()
    return 2 * (shared + (left[0] & left[1]).total()) / total if total else 1.0


def tokens_of(text: str) -> list[str]:
    """Its words; in scripts without spaces its letters."""
    for sign in _SIGNS:
        text = text.replace(sign, " ")
    try:
        held = text.encode("latin-1")
    except UnicodeEncodeError:
        return _TOKEN.findall(text)
    return held.translate(_SPACED).decode("latin-1").split()  # in a third of the time


def words_in(text: str) -> int:
    """Number of words; in scripts without spaces, of letters."""
    return len(_TOKEN.findall(text))


def has_words(number: int, text: str) -> bool:
    """Are there so many of them? Looks no further."""
    return next(islice(_TOKEN.finditer(text), number - 1, None), None) is not None
