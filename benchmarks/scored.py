"""What an extractor makes of labelled pages, and how it is scored: for clean.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from workers.clean.credits import people
from workers.clean.html import agreement
from workers.model import Precision, Published

#: below this a page's text counts as lost.
LOST = 0.5

Row = Mapping[str, Any]


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
    seconds: float = 0.0
    pages: int = 0

    def add(self, row: Row, found: Found) -> None:
        self.pages += 1
        if row.get("text"):
            self.f1[row["id"]] = agreement(found.text, row["text"])
        if row.get("title"):
            self.titles.append(plain(found.title or "") == plain(row["title"]))
        if row.get("authors") and found.authors is not None:
            self.authors.append(named_alike(found.authors, row["authors"]))
        if row.get("date"):
            self._date(datetime.fromisoformat(row["date"]), found.published)

    def _date(self, gold: datetime, found: Published | None) -> None:
        days = {gold.date(), *({gold.astimezone(UTC).date()} if gold.tzinfo else ())}
        self.days.append(found.at.date() in days if found else None)
        if gold.tzinfo:
            exact = found if found and found.precision is not Precision.DAY else None
            self.instants.append(abs(exact.at - gold) < timedelta(minutes=1) if exact else None)


def named_alike(found: Sequence[str], gold: Sequence[str]) -> float:
    """F1 of two sets of names, agencies left out of both, since they are credited apart; 1.0 of none and none."""
    mine, theirs = ({plain(name).casefold() for name in people(names)} for names in (found, gold))
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine or theirs else 1.0


def plain(title: str) -> str:
    return " ".join(title.split())
