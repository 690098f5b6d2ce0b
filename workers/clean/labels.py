"""What a line says of a date in it: that of first publication, or of a change. Pure."""

from __future__ import annotations

from enum import Enum

from workers.clean.phrases import PUBLISHED, UPDATED, any_of, compiled

#: how far before a date its label may stand.
REACH = 24

_PUBLISHED = compiled(rf"{any_of(PUBLISHED)}\W")
_UPDATED = compiled(rf"{any_of(UPDATED)}\W")


class Label(Enum):
    """What a date is labelled as; a higher value is a better sign of first publication."""

    UPDATED = 1
    NONE = 2
    PUBLISHED = 3


def label_of(line: str, start: int) -> Label:
    """The label before a date that begins at `start`: the nearer of two."""
    before = line[max(0, start - REACH) : start]
    created = max((match.end() for match in _PUBLISHED.finditer(before)), default=-1)
    updated = max((match.end() for match in _UPDATED.finditer(before)), default=-1)
    return Label.PUBLISHED if created > updated else Label.UPDATED if updated >= 0 else Label.NONE


def is_labelled(line: str) -> bool:
    """Does the line speak of publication or of a change?"""
    return bool(_PUBLISHED.search(line) or _UPDATED.search(line))
