"""A story's articles as its timeline tells of them: each with its day, its publisher and its copies. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from workers.cli.lines import named, one_line
from workers.ledger.articles import published_of
from workers.ledger.schema import Record
from workers.model import Precision

#: what stands in the place of a publisher that the page does not name.
UNKNOWN = "publisher unknown"
#: what is said of an article that is not made of its page.
_MADE_OF = {"entry": "from the feed alone: the page could not be had", "stub": "a notice of the site, no article"}


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as the timeline shows it."""

    article: int
    #: as the page gives it, in its zone; None: undated, wherever it came from.
    at: datetime | None
    #: whether `at` has a time of day.
    timed: bool
    #: the page gives no date: `at` is when it was fetched.
    guessed: bool
    publisher: str
    title: str
    url: str
    #: whether its text is still in the ledger.
    kept: bool = True
    #: what it is made of, where that is not its page.
    made_of: str = ""
    #: agencies that it credits, on one line.
    credits: str = ""
    #: what people said of it, or of one of its copies.
    said: tuple[str, ...] = ()
    copies: tuple[Entry, ...] = ()

    @property
    def day(self) -> date | None:
        return self.at and self.at.date()


def entries_of(members: Iterable[Record], said: Mapping[int, Sequence[str]] | None = None) -> list[Entry]:
    """A story's articles by day, each with its copies; a copy whose original is elsewhere stands for itself.

    said: what people said of articles.
    """
    rows, words = {row.id: row for row in members}, said or {}
    copies: dict[int, list[Entry]] = defaultdict(list)
    told: dict[int, list[str]] = defaultdict(list)
    for row in rows.values():
        head = row.copy_of if row.copy_of in rows else row.id
        told[head] += words.get(row.id, ())
        if head != row.id:
            copies[head].append(entry_of(row))
    return [
        replace(entry_of(row), copies=tuple(in_order(copies[row.id])), said=tuple(told[row.id]))
        for row in rows.values()
        if row.copy_of not in rows
    ]


def told_of(row: Record) -> dict[str, object]:
    """What a machine is told of an article wherever one is listed."""
    published = published_of(row)
    return {
        "id": row.id,
        "url": row.url,
        "title": row.title,
        "published": published and published.text(),
        "lang": row.lang,
        "site": row.site,
        "credits": row.credits,
    }


def entry_of(row: Record) -> Entry:
    published = published_of(row)
    return Entry(
        article=row.id,
        at=published.at if published else row.placed_at,
        timed=published is not None and published.precision is not Precision.DAY,
        guessed=published is None and row.placed_at is not None,
        publisher=one_line(row.site or ""),
        title=named(row.title, row.text, row.text_gone_at),
        url=row.url,
        kept=row.text_gone_at is None,
        made_of=_MADE_OF.get(row.basis, ""),
        credits=one_line(", ".join(row.credits)),
    )


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """By day, then by instant; undated ones last."""
    return sorted(entries, key=lambda e: (e.day or date.max, e.at.timestamp() if e.at else 0.0, e.article))
