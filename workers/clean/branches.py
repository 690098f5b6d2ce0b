"""Rows of a regular expression, told apart by their first letter: the same language, tried faster. Pure.

At each place an expression tries all its alternatives, and one that begins with a group costs the most. So a group at
a row's beginning is written out (`(a|the )?site` is `asite`, `the site` and `site`), and rows with one first letter
become one. Of a page's 48 lines: heads of sections 0.11 ms in place of 0.33, notices 0.27 of 0.43, captions 0.17 of
0.21; without the groups written out there was no gain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

#: what makes of the letter before it, or of a row's group, something else than once.
_REPEATS = ("?", "*", "+", "{")


def by_letter(rows: Iterable[str]) -> list[str]:
    """Alternatives that match what the rows match, most of them with a first letter of their own."""
    begun: dict[str, list[str]] = {}
    for row in chain.from_iterable(map(written_out, chain.from_iterable(map(_ways, rows)))):
        letter = row[0] if row[:1].isalnum() and not row[1:].startswith((*_REPEATS, "|")) else ""
        begun.setdefault(letter, []).append(row[len(letter) :])
    others = begun.pop("", [])
    return [*(f"{letter}(?:{'|'.join(rests)})" for letter, rests in begun.items()), *others]


def written_out(row: str) -> list[str]:
    """The row without a group at its beginning: one row for each of the group's ways."""
    if not row.startswith("(") or row.startswith("(?"):
        return [row]
    edges = list(_edges(row))
    rest = row[edges[-1] + 1 :]
    if rest.startswith(_REPEATS[1:]):
        return [row]
    ways = [row[start + 1 : end] for start, end in zip([0, *edges], edges, strict=False)]
    if rest.startswith("?"):
        rest, ways = rest[1:], [*ways, ""]
    return [written for way in ways for written in written_out(way + rest)]


def _ways(row: str) -> list[str]:
    """The ways of a row that has several outside of any group."""
    edges = list(_edges(f"({row})"))  # each is one sign further on
    return [row[start:end] for start, end in zip([0, *edges], (edge - 1 for edge in edges), strict=False)]


def _edges(row: str) -> Iterator[int]:
    """Where the ways of the group end that a row begins with; the last is its closing bracket."""
    depth = at = 0
    while at < len(row):
        sign = row[at]
        if sign == "\\":
            at += 1
        elif sign == "[":
            at = row.index("]", at + 2)
        depth += (sign == "(") - (sign == ")")
        if (sign == "|" and depth == 1) or not depth:
            yield at
        if not depth:
            return
        at += 1
