"""What a person is shown of why an article was moved after it had been placed. Pure.

moved     it was nearer to this story than to story 2
          kinship 0.120, 0.160 below the 0.280 that keeps a story together
          on 2025-02-10 12:00:00
left      likeness 0.08 on the whole; 12.0 days between them
          0.11 of the two nearest:
          article 1 · 7 Nov 2024 · Harbor Post · Ishiba and Trump talk
          article 3 · 7 Feb 2025 · Harbor Post · A golden age
here      the same of it and the story where it is now
sides     both: newsloom story 2; newsloom story 1; before: newsloom story 2 --at 2025-02-10T11:59:59.999Z
          if that is wrong: newsloom pin 3 2
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from workers.cli.evidence import Sides, sides_of
from workers.cli.explained import TOLD, Explained, beside, described
from workers.cli.labelled import Row
from workers.cli.lines import moment
from workers.cli.why import BY_PEOPLE, SECOND, how
from workers.ledger.schema import Record

_MERGES, _KEEPS = "merges two stories", "keeps a story together"


def moved(found: Explained) -> list[Row]:
    """What moved it, how sure that was, and what was compared; nothing of one that is where it was placed."""
    first = found.first
    if first.rule not in BY_PEOPLE and first.rule not in SECOND:
        return []
    sides = sides_of(first.evidence) if first.rule in SECOND else None
    rows: list[Row] = [("moved", [how(first.rule, first.evidence), *kin(first), f"on {moment(first.joined_at)}"])]
    if sides is not None:
        rows.append(("both" if first.rule == "merged" else "left", [*compared(found, sides)]))
        there = sides.there
        rows.append(("here", [*_sure(there), *compared(found, there)] if there else []))
        rows.append(("sides", _sides(found, sides)))
    return rows


def both(kind: str, here: int, other: int, at: datetime) -> str:
    """How one sees the two sides of a change, and what they were before. here: the story that it was in before.

    To the millisecond: in an import much comes within the second of a change.
    """
    before = f"--at {(at - timedelta(microseconds=1)).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"
    if kind == "merged":
        return f"both before: newsloom story {here} {before}; newsloom story {other} {before}"
    return f"both: newsloom story {here}; newsloom story {other}; before: newsloom story {here} {before}"


def wrong(kind: str, sides: Sides) -> list[str]:
    """How one says that two sides do not belong together, or that they do."""
    if len(sides.pair) < 2:
        return []
    return [f"if that is wrong: newsloom {'part' if kind == 'merged' else 'together'} {sides.pair[0]} {sides.pair[1]}"]


def _sides(found: Explained, sides: Sides) -> list[str]:
    """Of second thoughts: where it was, where it is, and how one says that it was right before."""
    first, was = found.first, found.first.evidence.get("from")
    if not isinstance(was, int) or isinstance(was, bool):
        return []
    if first.rule == "moved":
        return [both(first.rule, was, first.story_id, first.joined_at), _back(first.article_id, was)]
    return [both(first.rule, was, first.story_id, first.joined_at), *wrong(first.rule, sides)]


def _back(article: int, story: int) -> str:
    return f"if that is wrong: newsloom pin {article} {story}"


def kin(first: Record) -> list[str]:
    """By how much second thoughts were sure."""
    if first.rule not in SECOND:
        return []
    what = _MERGES if first.rule == "merged" else _KEEPS
    sure = f"kinship {first.score:z.3f}, {beside(first.score, first.threshold)} that {what}"
    return [sure, *_by_law(sides_of(first.evidence))]


def _sure(there: Sides) -> list[str]:
    if there.kin is None or there.bar is None:
        return []
    return [f"kinship {there.kin:z.3f}, {beside(there.kin, there.bar)} that {_MERGES}", *_by_law(there)]


def _by_law(sides: Sides) -> list[str]:
    """How much of a kinship is none of kin: what the score counts for where both together are a thread."""
    if sides.law is None or sides.by_law is None or sides.by_law < TOLD:
        return []
    return [
        f"{sides.by_law:.3f} of it since both are one thread:",
        f"held together they score {sides.law:.1f} times what an article needs to join",
    ]


def compared(found: Explained, sides: Sides) -> Iterator[str]:
    likeness = [] if sides.likeness is None else [f"likeness {sides.likeness:.2f} on the whole"]
    days = [] if sides.gap_days is None else [f"{sides.gap_days:.1f} days between them"]
    if likeness or days:
        yield "; ".join([*likeness, *days])
    if sides.pair and sides.pair_likeness is not None:
        yield f"{sides.pair_likeness:.2f} of the two nearest:"
    for article in sides.pair:
        row = found.articles.get(article)
        yield f"article {article}" + (f" · {described(row)}" if row else "")
