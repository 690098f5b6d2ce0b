"""Runs of lines: a text taken apart into them and made whole again, repetitions found, the best stretch. Pure.

What one line looks like is `lines`' to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from workers.clean.lines import Line, collapsed, key_of, line_of

#: characters from which a second occurrence of a line is a repetition and not a refrain.
REPEAT_LENGTH = 40


def unwrapped(text: str) -> str:
    """Paragraphs that were broken at a fixed width (mail, wire copy) made whole; other text as it is.

    Broken: three lines or more of like width without a blank one between, most going on in lower case.
    """
    blocks = re.split(r"\n[ \t]*\n", text)
    return "\n\n".join(" ".join(block.split()) if _broken(block) else block for block in blocks)


def tidy(text: str) -> list[str]:
    """The lines of a text that hold something, white space collapsed. Tidying twice is tidying once."""
    return [line for line in (collapsed(raw) for raw in text.splitlines()) if line]


def seen(lines: Iterable[str]) -> list[Line]:
    """Each line with its looks, in order."""
    return list(looked_at(lines))


def looked_at(lines: Iterable[str]) -> Iterator[Line]:
    """The same, each when it is asked for: the first of them may be enough."""
    known: set[str] = set()
    for text in lines:
        key = _long_key(text)
        yield line_of(text, repeated=key in known)
        if key:
            known.add(key)


def without_repeats(lines: Sequence[str]) -> list[str]:
    """The lines, long ones once: the first time. Twice is the same as once."""
    known: set[str] = set()
    out = []
    for line in lines:
        key = _long_key(line)
        if key not in known:
            out.append(line)
        if key:
            known.add(key)
    return out


def best_run(weights: Sequence[float]) -> tuple[int, int]:
    """The half-open range of greatest sum; (0, 0) where no weight is positive."""
    best, best_range = 0.0, (0, 0)
    total, start = 0.0, 0
    for index, weight in enumerate(weights):
        if total <= 0:
            total, start = 0.0, index
        total += weight
        if total > best:
            best, best_range = total, (start, index + 1)
    return best_range


def _long_key(line: str) -> str:
    """The key of a line that may be a repetition; empty for one that is too short."""
    if len(line) <= REPEAT_LENGTH and line.isascii():
        return ""
    key = key_of(line)
    return key if len(key) > REPEAT_LENGTH else ""


def _broken(block: str) -> bool:
    rows = [row.strip() for row in block.strip().split("\n")]
    if len(rows) < 3 or not all(45 <= len(row) <= 90 for row in rows[:-1]):
        return False
    return sum(after[:1].islower() for _, after in pairwise(rows)) * 2 >= len(rows) - 1
