r"""Text from strangers, made fit to be stored and to be printed. Pure.

Half a UTF-16 pair (an escape such as \ud83d alone) can be stored nowhere, NUL not in PostgreSQL; escape sequences move
a terminal's cursor, and marks that turn the direction of writing never end by themselves. JSON and markup hold all of
them by reference, so that clean bytes still give them.
"""

from __future__ import annotations

import re

#: what no encoding has: the sign is lost, its place is kept.
_HALVES = re.compile("[\ud800-\udfff]")
#: controls that are no white space, and turns of direction (embeddings, overrides, isolates).
_MOVING = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
#: what begins a new line, or leaps to a column.
_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]")


def one_line(text: str) -> str:
    """The text on one line, runs of white one space, without what cannot be stored or printed. Idempotent."""
    return " ".join(_MOVING.sub("", _HALVES.sub("\ufffd", text)).split())


def paragraphs(text: str) -> str:
    """The same for each line of a text; lines that end up empty are left out."""
    return "\n".join(line for line in map(one_line, text.split("\n")) if line)


def in_place(text: str) -> str:
    """The text as it may stand in one line of a terminal, a sign for a sign: columns and styles stay where they are."""
    return _BREAKS.sub(" ", _MOVING.sub(" ", _HALVES.sub("\ufffd", text)))


def is_fit(text: str) -> bool:
    """Can the text be stored and printed as it is? For ids and addresses, which nobody may change."""
    return in_place(text) == text
