"""What the script of the index is told and what it answers, as bytes and as values. Pure.

The formats stand in `ask_and_add.lua`. Articles are called by their names (names.py). Shares are kept in 1/10000.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence

from workers.dedupe import decide
from workers.model import CopyKind, Verdict

#: an article's name.
NAME = struct.Struct("<Q")
_ANSWER = struct.Struct("<cQQHHI")
_READ = struct.Struct("<QcHHI")
_PARTS = 10_000
_ORIGINAL = b"o"
#: the script wants texts to be read first; a text is gone.
_UNREAD = b"?"
_LETTERS = {
    CopyKind.ORIGINAL: _ORIGINAL,
    CopyKind.IDENTICAL: b"i",
    CopyKind.COPY: b"c",
    CopyKind.CONTAINED: b"n",
    CopyKind.TEMPLATE: b"t",
}
_KINDS = {letter: kind for kind, letter in _LETTERS.items()}


def unread(answer: bytes) -> list[int]:
    """The articles that are to be read before there is an answer; none: it is one."""
    return [one for (one,) in NAME.iter_unpack(answer[1:])] if answer.startswith(_UNREAD) else []


def were_read(wanted: Iterable[int], found: Iterable[decide.Judged]) -> bytes:
    """What became of the articles that were to be read; of which nothing was found, they are gone."""
    told = {one: _READ.pack(one, _UNREAD, 0, 0, 0) for one in wanted}
    for one in found:
        shares = _shares(one.likeness, one.containment, one.ratio)
        told[one.article] = _READ.pack(one.article, _LETTERS[one.kind], *shares)
    return b"".join(told.values())


def verdict_of(answer: bytes) -> Verdict:
    """An answer, as a verdict."""
    if answer == _ORIGINAL:
        return decide.verdict(None)
    letter, root, nearest, likeness, containment, ratio = _ANSWER.unpack(answer)
    shares = (likeness / _PARTS, containment / _PARTS, ratio / _PARTS or None)
    return decide.verdict(decide.Near(nearest, _KINDS[letter], root, *shares))


def answer_of(article: int, verdict: Verdict) -> bytes:
    """A verdict that the ledger has of an article, as the script would have answered."""
    root = verdict.original if verdict.kind.is_copy else article
    nearest = verdict.original if verdict.nearest is None else verdict.nearest
    if root is None or nearest is None:
        return _ORIGINAL
    shares = _shares(verdict.likeness, verdict.containment, verdict.ratio or 0.0)
    return _ANSWER.pack(_LETTERS[verdict.kind], root, nearest, *shares)


def _shares(likeness: float, containment: float, ratio: float) -> Sequence[int]:
    return round(likeness * _PARTS), round(containment * _PARTS), min(round(ratio * _PARTS), 0xFFFFFFFF)
