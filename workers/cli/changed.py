"""What one text has that another has not, sentence by sentence. Pure.

Two sentences are the same that have the same words: case, white and signs are passed over. A sentence that moved is
neither added nor dropped; one in which a word was changed is both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from workers.text import size

#: after a full stop of any script; where white parts sentences, before it. What is cut wrongly is so in both texts.
_END = re.compile(r"(?<=[.!?؟।…])[\"'”’»)\]]{0,3}\s+|(?<=[。！？])[」』”）]{0,3}|\n+")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Changes:
    """From the text that a copy was compared with to the copy's."""

    #: words of the copy to words of the other; None where the other has none.
    length_ratio: float | None
    #: sentences, in the order of their texts.
    added: tuple[str, ...]
    dropped: tuple[str, ...]


def changes(before: str, after: str) -> Changes:
    old, new = sentences(before), sentences(after)
    words = size(before)
    ratio = round(size(after) / words, 3) if words else None
    return Changes(ratio, _lacking(new, old), _lacking(old, new))


def headline_changed(before: str | None, after: str | None) -> bool:
    return _key(before or "") != _key(after or "")


def sentences(text: str) -> list[str]:
    """Those that hold a word."""
    return [sentence for part in _END.split(text) if (sentence := " ".join(part.split())) and _WORD.search(sentence)]


def _lacking(mine: Sequence[str], theirs: Sequence[str]) -> tuple[str, ...]:
    """Sentences of mine that theirs has not, or not as often."""
    left = Counter(map(_key, theirs))
    lacking = []
    for sentence in mine:
        key = _key(sentence)
        left[key] -= 1
        if left[key] < 0:
            lacking.append(sentence)
    return tuple(lacking)


def _key(sentence: str) -> str:
    return " ".join(_WORD.findall(sentence.casefold()))
