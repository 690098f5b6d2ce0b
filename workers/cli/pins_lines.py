"""What a person is told of pins. Pure, but for the table that it prints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rich.text import Text

from workers.cli import out
from workers.cli.lines import counted, grid, moment, named, one_line
from workers.ledger.schema import Record

#: articles that moved are named, where there are no more.
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Said:
    """A pin, with the articles that it speaks of."""

    row: Record
    articles: Mapping[int, Record]
    #: where the story is now that an article is pinned to.
    story: int | None

    @property
    def words(self) -> str:
        """`pin 3: article 4 (A golden age) belongs to story 1`."""
        row = self.row
        one = self._named(row.article_id)
        if row.kind == "pin":
            return f"pin {row.id}: {one} belongs to story {self.story}"
        what = "share no story" if row.kind == "apart" else "belong together"
        return f"pin {row.id}: {one} and {self._named(row.other_article_id)} {what}"

    def _named(self, article: int) -> str:
        row = self.articles.get(article)
        return f"article {article}" + (f" ({named(row.title, row.text, row.text_gone_at)})" if row else "")


def done(moved: Sequence[int], left: Sequence[int], story: int | None) -> str:
    """What was done for it."""
    if moved:
        return f"moved {_who(moved)} from {_which(left)} to story {story}"
    return "nothing had to be moved" if story else "it is in no story yet, and will be placed by it"


def until(stories: Sequence[int], *, looked: bool) -> str:
    """What becomes of those of whom it was said, when it is taken back. stories: where they are, which are due for it.

    looked: whether there are second thoughts at all.
    """
    if not stories:
        return "nobody is in a story yet; where they come is no longer bound by it"
    if not looked:
        return "nobody moves, and nothing looks at stories again: [assign] repair_every is 0"
    goes = "are" if len(stories) > 1 else "is"
    return f"nobody moves until {_which(stories)} {goes} looked at again, which comes next"


def larger(left: int, had: int, story: int, other_had: int, article: int) -> str:
    """That the larger story was left for the smaller one, and how it is had the other way round."""
    told = f"story {left} is the larger one: it had {counted(had, 'article')}, story {story} had {other_had}"
    return f"{told}; to have it the other way round: newsloom pin {article} {left}"


def behind(stay: Sequence[int], left: Sequence[int]) -> list[str]:
    """Of those that stay, though what moved was the nearest to them when they came; how one looks at the first."""
    if not stay:
        return []
    goes = "stay" if len(stay) > 1 else "stays"
    see = f"newsloom explain {stay[0]}"
    return [f"{_who(stay)} {goes} in {_which(left)}, though nearest to what moved: {see}"]


def _who(ids: Sequence[int]) -> str:
    if len(ids) > _NAMED:
        return counted(len(ids), "article")
    return f"article{'s' * (len(ids) > 1)} {_and(ids)}"


def _which(ids: Sequence[int]) -> str:
    return f"{'story' if len(ids) == 1 else 'stories'} {_and(ids)}"


def _and(numbers: Sequence[int]) -> str:
    """`1, 2 and 3`."""
    *some, last = map(str, numbers)
    return f"{', '.join(some)} and {last}" if some else last


def holding(rows: Iterable[Record], at: datetime) -> list[Record]:
    """Those that held at this time."""
    return [row for row in rows if row.made_at <= at and (row.undone_at is None or row.undone_at > at)]


def notes(rows: Iterable[Record]) -> Mapping[int, list[str]]:
    """What holds of each article, in the few words that a timeline has room for."""
    told: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        if row.kind == "pin":
            told[row.article_id].append(f"pinned (pin {row.id})")
            continue
        what = "parted from" if row.kind == "apart" else "together with"
        for one, other in ((row.article_id, row.other_article_id), (row.other_article_id, row.article_id)):
            told[one].append(f"{what} article {other} (pin {row.id})")
    return told


def values(said: Said) -> dict[str, Any]:
    row = said.row
    one, other = said.articles.get(row.article_id), said.articles.get(row.other_article_id or 0)
    return {
        "pin": row.id,
        "kind": row.kind,
        "article": row.article_id,
        "title": one and one.title,
        "story": said.story,
        "story_when_pinned": row.story_id,
        "other": row.other_article_id,
        "other_title": other and other.title,
        "made": out.stamp(row.made_at),
        "undone": out.stamp(row.undone_at),
    }


def table(told: Sequence[Said]) -> None:
    heads, rows = ("made", "what was said"), [_cells(each) for each in told]
    if out.width() is None:
        out.lines(grid(heads, rows))
    else:
        out.table(heads, ([Text(cell) for cell in row] for row in rows))


def _cells(said: Said) -> tuple[str, str]:
    row = said.row
    back = f", taken back {moment(row.undone_at)}" if row.undone_at else ""
    return out.when(row.made_at), one_line(f"{said.words}{back}")
