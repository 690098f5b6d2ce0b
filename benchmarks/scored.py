"""What an extractor makes of labelled pages, and how it is scored: for clean.py."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from workers.clean.credits import people
from workers.clean.tokens import agreement
from workers.model import Precision, Published

#: below this a page's text counts as lost.
LOST = 0.5

Row = Mapping[str, Any]

#: where labels hold several names in one; and the degrees behind a name: `PhD`, `CEPF®`, `E-RYT 200`.
_PARTS = re.compile(r"\s*(?:,|\band\b|\|)\s*")
_DEGREE = re.compile(r"(?:[A-Z]+[®.\d -]*)+|(?:[A-Z][a-z]?\.?){2,3}")


@dataclass(frozen=True, slots=True)
class Found:
    """What an extractor makes of a page; None where it does not look for it, or finds nothing."""

    text: str = ""
    title: str | None = None
    published: Published | None = None
    authors: tuple[str, ...] | None = None


@dataclass
class Score:
    """Of one extractor on one set."""

    f1: dict[str, float] = field(default_factory=dict)
    titles: list[bool] = field(default_factory=list)
    #: right, wrong, or not there.
    days: list[bool | None] = field(default_factory=list)
    instants: list[bool | None] = field(default_factory=list)
    #: F1 of the names of a page's authors.
    authors: list[float] = field(default_factory=list)
    #: pages on which a name is none of the label's.
    misnamed: int = 0
    seconds: float = 0.0
    pages: int = 0

    def add(self, row: Row, found: Found) -> None:
        self.pages += 1
        if row.get("text"):
            self.f1[row["id"]] = agreement(found.text, row["text"])
        if row.get("title"):
            self.titles.append(plain(found.title or "") == plain(row["title"]))
        if row.get("authors") and found.authors is not None:
            gold = parted(row["authors"])
            self.authors.append(named_alike(found.authors, gold))
            self.misnamed += not plainly(found.authors) <= plainly(gold)
        if row.get("date"):
            self._date(datetime.fromisoformat(row["date"]), found.published)

    def _date(self, gold: datetime, found: Published | None) -> None:
        days = {gold.date(), *({gold.astimezone(UTC).date()} if gold.tzinfo else ())}
        self.days.append(found.at.date() in days if found else None)
        if gold.tzinfo:
            exact = found if found and found.precision is not Precision.DAY else None
            self.instants.append(abs(exact.at - gold) < timedelta(minutes=1) if exact else None)


def named_alike(found: Sequence[str], gold: Sequence[str]) -> float:
    """F1 of two sets of names; 1.0 of none and none."""
    mine, theirs = plainly(found), plainly(gold)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine or theirs else 1.0


def plainly(names: Sequence[str]) -> set[str]:
    """Names to compare, without agencies, since they are credited apart."""
    return {plain(name).casefold() for name in people(names)}


def parted(labels: Sequence[str]) -> list[str]:
    """The names of labels, some of which hold several: `Mara Holm, Jo Berg, PhD and Ann Lee` are three.

    A label stays whole where a part is one word, and no degree: it may be a role, or the name of an office.
    """
    names: list[str] = []
    for label in labels:
        first, *others = [part for part in _PARTS.split(label) if part] or [label]
        parts = [first, *(part for part in others if not _DEGREE.fullmatch(part))]
        names += parts if all(" " in part for part in parts) else [label]
    return names


def plain(title: str) -> str:
    """As it is seen: a label may hold a soft hyphen, or a space of no width."""
    return " ".join("".join(sign for sign in title if unicodedata.category(sign) != "Cf").split())
