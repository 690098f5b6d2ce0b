"""Of the articles that second thoughts take to another story: how many are taken where their label is?

    python benchmarks/moved.py [--set NAME ...] [--write]

The labelled sets in ../shared/data (absent: says so), and a timeline as in replayed.py, replayed with second thoughts.
A change is right by the labels of most of those whom it concerns: a merge and a move if both sides have the same, a
split if they have not. Each article that a change takes elsewhere counts, copies too. --write puts the table into
docs/benchmarks.md.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from replayed import by_set, labelled

from workers import log
from workers.bootstrap import Services
from workers.cli.replayed import replayed, room
from workers.ledger import schema
from workers.ledger.schema import Record
from workers.ledger.story_log import BROUGHT, MOVED
from workers.settings import Settings

#: kind of event -> whether both sides of a right one have one label; and what it is called in the table.
_ALIKE = {"merged": True, "moved": True, "split": False}
_CALLED = {"merged": "by merges", "moved": "alone", "split": "by splits"}


def main() -> None:
    by_set(__doc__, measured, "stories-moved")


def measured(name: str) -> dict[str, str]:
    rows = labelled(name)
    log.configure("error", "auto")
    with tempfile.TemporaryDirectory(prefix="nl-") as folder, room(Settings()) as (services, clock):
        path = Path(folder) / "articles.jsonl"
        path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
        replayed(services, clock, path, repair=True)
        taken = judged(services, {str(row["id"]): row["story"] for row in rows})
    total, right = sum(taken.values()), sum(articles for (_, right), articles in taken.items() if right)
    return {
        "articles": f"{len(rows):,}",
        **{called: f"{sum(taken[kind, one] for one in (True, False))}" for kind, called in _CALLED.items()},
        "right": f"{right} of {total}",
        "of 1,000 articles moved": f"{1000 * total / len(rows):.1f}",
        "of these wrongly": f"{1000 * (total - right) / len(rows):.1f}",
    }


def judged(services: Services, labels: Mapping[str, str]) -> Counter[tuple[str, bool]]:
    """Articles that were taken elsewhere, by the kind of change, and whether it was right."""
    article, event = schema.article, schema.story_event
    with services.ledger.read() as connection:
        names = dict(connection.execute(sa.select(article.c.id, article.c.external_id)).tuples().all())
        events = connection.execute(
            sa.select(event).where(event.c.kind.in_((*BROUGHT, *MOVED))).order_by(event.c.number)
        )
        return _judged(events, {number: labels[name] for number, name in names.items()})


def _judged(events: Iterable[Record], labels: Mapping[int, str]) -> Counter[tuple[str, bool]]:
    there: dict[int, set[int]] = defaultdict(set)
    taken: Counter[tuple[str, bool]] = Counter()
    most = partial(_most, labels)
    for one in events:
        if one.kind in BROUGHT:
            there[one.story_id].add(one.article_id)
            continue
        source, target = one.detail["from"], one.detail["into" if one.kind == "merged" else "to"]
        going = set(there[source] if one.kind == "merged" else one.detail["articles"])
        there[source] -= going
        beside = there[source] if one.kind == "split" else there[target]
        taken[one.kind, (most(going) == most(beside)) is _ALIKE[one.kind]] += len(going)
        there[target] |= going
    return taken


def _most(labels: Mapping[int, str], articles: Iterable[int]) -> str:
    """The label that most of them have; of equals the first by name."""
    counts = Counter(labels[article] for article in articles)
    return min(counts, key=lambda label: (-counts[label], label))


if __name__ == "__main__":
    main()
