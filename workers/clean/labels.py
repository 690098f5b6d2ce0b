"""What a line says of a date in it: that of first publication, of a change, or of something else. Pure.

The words are in `stamps.py`. What stands before a date counts, the nearest of several; behind it a label alone, as
Japanese and Korean have it (`2031年2月5日 更新`).
"""

from __future__ import annotations

import re
from enum import Enum

from workers.clean.events import is_events
from workers.clean.stamps import OTHER, PUBLISHED, SPANS, UNSPACED, UPDATED, WHEN, Table

#: how far before a date its label may stand, and behind it.
REACH, BEHIND = 40, 24


class Label(Enum):
    """What a date is labelled as; a higher value is a better sign of first publication."""

    OTHER = 0
    UPDATED = 1
    NONE = 2
    PUBLISHED = 3


def words_of(*tables: Table) -> str:
    """One alternative of all their words, each by itself where its script has spaces."""
    spaced = [word for table in tables for code, words in table.items() if code not in UNSPACED for word in words]
    return rf"(?:(?<![^\W_])(?:{'|'.join(spaced)})(?![^\W_])|{dense_of(*tables)})"


def dense_of(*tables: Table) -> str:
    """The same of those alone that stand in no spaces."""
    return "|".join(word for table in tables for code in sorted(UNSPACED & set(table)) for word in table[code])


_TABLES = {Label.PUBLISHED: PUBLISHED, Label.UPDATED: UPDATED, Label.OTHER: OTHER}
_FORMS = {label: words_of(table) for label, table in _TABLES.items()}
_FORMS[Label.OTHER] += rf"|{words_of(WHEN)}(?=\s?[:：])"
_WORDS = {label: re.compile(form, re.IGNORECASE) for label, form in _FORMS.items()}
_DENSE = {label: re.compile(dense_of(_TABLES[label])) for label in (Label.UPDATED, Label.PUBLISHED)}
_WHEN = re.compile(rf"\W{{0,3}}{words_of(WHEN)}[\s:：?]{{0,3}}", re.IGNORECASE)
_SPAN = re.compile(rf"{words_of(SPANS)}[\s,.]{{0,3}}(?:the\s|\w{{3,8}}(?:day|tag)[\s,.]{{1,3}})?$", re.IGNORECASE)
_FOLLOWS = re.compile(r"[\s\d:.,()時时点點分시분午前後上下오전후-]{0,16}")
#: what parts the things that stand in one line.
_PARTS = re.compile(r"\s[/–—-]\s|[|·•;]")


def label_of(line: str, start: int, end: int | None = None) -> Label:
    """The label before a date that begins at `start`: the nearest; else one behind it, where it ends at `end`."""
    behind = _behind(line, end) if end is not None else None
    if behind and line[:1].isdigit() and behind[1]:
        return behind[0]
    before = line[max(0, start - REACH) : start]
    at, label = max(((_last(pattern, before), label) for label, pattern in _WORDS.items()), key=lambda row: row[0])
    if at >= 0 and not (label is Label.OTHER and _PARTS.search(before, at)):
        return label
    if _SPAN.search(before):
        return Label.OTHER
    if behind:
        return behind[0]
    return Label.OTHER if end is not None and is_events(line, start, end) else Label.NONE


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.end() for match in pattern.finditer(text)), default=-1)


def _behind(line: str, end: int) -> tuple[Label, bool] | None:
    """The label that stands behind a date and its time of day, and whether its script has no spaces.

    Where it has, the next date is more likely what it belongs to: `5 Feb, updated 6 Feb`.
    """
    follows = _FOLLOWS.match(line, end)
    at = follows.end() if follows else end
    for label, dense in _DENSE.items():
        if dense.match(line, at):
            return label, True
        if (word := _WORDS[label].match(line, at)) and not any(map(str.isdigit, line[word.end() :][:BEHIND])):
            return label, False
    return None


def is_when(line: str) -> bool:
    """Is the line what stands before the time of an event, and nothing else: `When`?"""
    return bool(_WHEN.fullmatch(line))


def is_labelled(line: str) -> bool:
    """Does the line speak of publication or of a change?"""
    return any(_WORDS[label].search(line) for label in (Label.PUBLISHED, Label.UPDATED))
