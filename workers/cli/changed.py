"""What one text has that another has not, sentence by sentence. Pure.

Two sentences are the same that have the same words: case, white and signs are passed over. A sentence that moved is
neither added nor dropped; one in which a word was changed is both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workers.text import size

#: after a full stop of any script; where white parts sentences, before it. What is cut wrongly is so in both texts.
_END = re.compile(r"(?<=[.!?؟।…])[\"'”’»)\]]{0,3}\s+|(?<=[。！？])[」』”）]{0,3}|\n+")
_WORD = re.compile(r"\w+")
#: pieces that end in a dot and no sentence: in a title, or an initial, before a name, or where the next begins small.
_SHORT = re.compile(
    r"(?:^|[\s(“\".])(?:Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Gov|Sen|Rep|Gen|Col|Capt|Lt|Sgt|St|Mme|Mlle|Sra?|[^\W\d_])\.$"
)
#: a company's form, behind which a bracket belongs to it; before a capital a sentence may well end there.
_FORM = re.compile(r"\b(?:Inc|Corp|Ltd|Co|Bros|Cos|plc)\.$")
_DOT = re.compile(r"\w\.$")
#: characters before a dot that are looked at.
_LOOK = 12


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
    return [sentence for part in _parts(text) if (sentence := " ".join(part.split())) and _WORD.search(sentence)]


def _parts(text: str) -> Iterator[str]:
    """The text, cut where sentences end."""
    begin = 0
    for end in _END.finditer(text):
        stop, next_ = end.span()
        if "\n" in end[0] or not _goes_on(text[max(begin, stop - _LOOK) : stop], text[next_ : next_ + 1]):
            yield text[begin:stop]
            begin = next_
    yield text[begin:]


def _goes_on(before: str, after: str) -> bool:
    """Does the sentence go on behind this dot?"""
    rule = _DOT if after.islower() else _FORM if after == "(" else _SHORT
    return bool(rule.search(before) or _SHORT.search(before))


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
