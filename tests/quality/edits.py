"""What desks do to a text, as functions: (text, chance, other texts) -> the text as it is printed elsewhere. Pure.

In scripts without spaces a character stands for a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from random import Random

from workers.dedupe.plain import plain

Edit = Callable[[str, Random, Sequence[str]], str]

_SENTENCE = re.compile(r"(?<=[.!?؟।])\s+|(?<=[。！？])|\n")


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE.split(text) if sentence and not sentence.isspace()]


def _units(text: str) -> tuple[list[str], str]:
    """Words and what joins them again; characters, and nothing."""
    return (text.split(), " ") if plain(text).spaced else (list(text), "")


def _cut(start: float, end: float) -> Edit:
    def edit(text: str, chance: Random, others: Sequence[str]) -> str:
        units, joint = _units(text)
        return joint.join(units[int(start * len(units)) : int(end * len(units))])

    return edit


def _around(share: float) -> Edit:
    """Sentences of other texts before and behind, so many words of them; no two texts get the same ones in a row."""

    def edit(text: str, chance: Random, others: Sequence[str]) -> str:
        units, joint = _units(text)
        wanted, more = int(share * len(units)), list[str]()
        while len(more) < wanted:
            more += _units(chance.choice(_sentences(chance.choice(others))))[0]
        half = wanted // 2
        return "\n".join([joint.join(more[:half]), text, joint.join(more[half:wanted])])

    return edit


def _dropped(share: float) -> Edit:
    def edit(text: str, chance: Random, others: Sequence[str]) -> str:
        sentences = _sentences(text)
        kept = chance.sample(range(len(sentences)), round((1 - share) * len(sentences)))
        return " ".join(sentences[n] for n in sorted(kept))

    return edit


def _reordered(text: str, chance: Random, others: Sequence[str]) -> str:
    sentences = _sentences(text)
    chance.shuffle(sentences)
    return " ".join(sentences)


def _replaced(share: float) -> Edit:
    """So many words are others, each by itself."""

    def edit(text: str, chance: Random, others: Sequence[str]) -> str:
        units, joint = _units(text)
        theirs = _units(chance.choice(others))[0]
        for at in chance.sample(range(len(units)), round(share * len(units))):
            units[at] = chance.choice(theirs)
        return joint.join(units)

    return edit


def _headed(text: str, chance: Random, others: Sequence[str]) -> str:
    first, _, rest = text.partition("\n")
    return f"PORT ALDOUS, May {chance.randrange(1, 29)} (Norrby Wire) - {first}\n{rest}\nNorrby Wire / own report"


EDITS: Mapping[str, Edit] = {
    "another headline and dateline": _headed,
    "cut to the first 50 %": _cut(0, 0.5),
    "cut to the first 25 %": _cut(0, 0.25),
    "cut to the middle 25 %": _cut(0.375, 0.625),
    "100 % other text around it": _around(1),
    "300 % other text around it": _around(3),
    "30 % of sentences dropped": _dropped(0.3),
    "50 % of sentences dropped": _dropped(0.5),
    "sentences in another order": _reordered,
    "2 % of words replaced": _replaced(0.02),
    "5 % of words replaced": _replaced(0.05),
    "10 % of words replaced": _replaced(0.10),
    "15 % of words replaced": _replaced(0.15),
}
