"""What a person is shown of a story that others were merged into, or that a part of left, since an article came. Pure.

since     story 1 · The mill is sold · was merged into it on 2025-02-10 12:00:00: 3 articles
          kinship 0.410, 0.130 above the 0.280 that merges two stories
          0.067 of it since both are one thread:
          held together they score 1.7 times what an article needs to join
          likeness 0.31 on the whole; 2.0 days between them
          0.44 of the two nearest:
          article 1 · 7 Nov 2024 · Harbor Post · Ishiba and Trump talk
          article 3 · 7 Feb 2025 · Harbor Post · A golden age
          both before: newsloom story 2 --at 2025-02-10T11:59:59.999Z; newsloom story 1 --at 2025-02-10T11:59:59.999Z
          if that is wrong: newsloom part 1 3
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workers.cli.evidence import sides_of
from workers.cli.explain_moved import both, compared, kin, wrong
from workers.cli.explained import Explained, thread
from workers.cli.labelled import Row
from workers.cli.lines import counted, moment, one_line
from workers.cli.out import stamp
from workers.cli.why import SECOND, how
from workers.ledger.since import Change

_WHAT = {"merged": "was merged into it", "split": "was begun with a part of it"}


def since(found: Explained) -> list[Row]:
    """A row a change, the first one first."""
    return [("" if n else "since", list(_told(found, change))) for n, change in enumerate(found.since)]


def values(change: Change) -> dict[str, Any]:
    """The same for machines."""
    event, began, sides = change.event, change.began, sides_of(change.began.evidence)
    return {
        "number": event.number,
        "kind": event.kind,
        "at": stamp(event.at),
        "story": event.story_id,
        "articles": _count(change),
        "why": began.rule,
        "score": began.score,
        "threshold": began.threshold,
        "law": sides.law,
        "by_law": sides.by_law,
        "likeness": sides.likeness,
        "gap_days": sides.gap_days,
        "pair": sides.pair,
        "pair_likeness": sides.pair_likeness,
    }


def _told(found: Explained, change: Change) -> Iterator[str]:
    event, began, sides = change.event, change.began, sides_of(change.began.evidence)
    when = f"{_WHAT[event.kind]} on {moment(event.at)}: {counted(_count(change), 'article')}"
    named = f"story {event.story_id} · {one_line(change.title or '') or '(untitled)'}"
    yield f"{named if event.kind == 'merged' else thread(found, event.story_id)} · {when}"
    if began.rule not in SECOND:
        yield how(began.rule, began.evidence)
    yield from (*kin(began), *compared(found, sides))
    yield both(event.kind, found.story.id, event.story_id, event.at)
    yield from wrong(event.kind, sides)


def _count(change: Change) -> int:
    detail = change.event.detail or {}
    articles = detail.get("articles")
    return len(articles) if isinstance(articles, list) else int(detail.get("count") or 0)
