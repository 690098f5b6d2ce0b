"""What is asked of some rows costs as much as they are, however many others there are: SQLite has one writer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tests.contract.ledger_world import after, counting
from workers.ledger import Ledger, given_up, homes, prune, schema, url_checks, urls, visits

#: seconds: old enough for a first visit.
HOUR = 3600.0
#: the state and stage of each third url.
STANDS = (("failed", "fetch"), ("pending", "accepted"), ("done", "assign"))

Act = Callable[[Connection, Sequence[Any], datetime], object]


def _advance_all(tx: Connection, rows: Sequence[Any], now: datetime) -> object:
    return urls.advance_all(tx, rows, "dedupe", now)


def _due(tx: Connection, rows: Sequence[Any], now: datetime) -> object:
    del rows
    return visits.due(tx, [HOUR], now, 10)


def _prune_versions(tx: Connection, rows: Sequence[Any], now: datetime) -> object:
    return prune.versions(tx, prune.Walk(now, None, len(rows)))


#: of some of the rows, by their numbers or keys; or of those that are young.
ACTS: dict[str, Act] = {
    "advance all": _advance_all,
    "visit again": lambda tx, rows, now: visits.again(tx, [row.id for row in rows], now),
    "of a story": lambda tx, rows, now: visits.of_story(tx, rows[0].id),
    "due": _due,
    "retry": lambda tx, rows, now: given_up.retry(tx, [row.id for row in rows], now),
    "drop": lambda tx, rows, now: given_up.drop(tx, [row.id for row in rows], now),
    "among": lambda tx, rows, now: given_up.among(tx, [row.key for row in rows]),
    "line up": lambda tx, rows, now: homes.line_up(tx, [row.id for row in rows]),
    "prune versions": _prune_versions,
    "settle": lambda tx, rows, now: url_checks.settle(tx, [row.id for row in rows], now),
}


def fill(ledger: Ledger, now: datetime, first: int, many: int, age: float) -> None:
    """So many urls, of each state a third; each with an article of this age, read anew since, in a story of its own."""
    told = {"title": "t", "text": "t", "basis": "page", "authors": [], "credits": [], "sources": {}}
    member = {"rule": "created", "score": 1.0, "threshold": 0.0, "evidence": {}, "joined_at": now}
    given = {"via": "enqueue", "hint": {}, "attempts": 1, "host": "a.example", "accepted_at": now, "touched_at": now}
    story = {"created_at": now, "articles": 1, "copies": 0, "publishers": 1}
    ids = range(first, first + many)
    version = {"number": 1, "read_at": after(now, -2 * age), "changed": ["text"], "basis": "page", "text": "t"}
    states = [{"state": state, "stage": stage} for state, stage in (STANDS[number % 3] for number in ids)]
    with ledger.begin() as tx:
        named = [{"id": n, "key": f"{n}", "url": f"https://a.example/{n}"} for n in ids]
        tx.execute(
            sa.insert(schema.url), [{**given, **name, **state} for name, state in zip(named, states, strict=True)]
        )
        seen = {"seen_at": after(now, -age), "placed_at": now}
        tx.execute(sa.insert(schema.article), [{**told, **seen, "id": n, "url_id": n, "url": f"u{n}"} for n in ids])
        replaced = [{"article_id": n, "replaced_at": after(now, -age - n)} for n in ids]
        tx.execute(sa.insert(schema.article_version), [{**version, **each} for each in replaced])
        tx.execute(sa.insert(schema.story), [{**story, "id": n} for n in ids])
        tx.execute(sa.insert(schema.membership), [{**member, "article_id": n, "story_id": n} for n in ids])


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("act", ACTS)
def test_some_rows_are_found_without_reading_all_others(ledger: Ledger, now: datetime, act: str) -> None:
    def cost() -> int:
        """Tens of steps, of what is then taken back."""
        with ledger.begin() as tx:
            rows = list(urls.get_all(tx, range(1, 10)).values())
            with counting(tx, 10) as steps:
                ACTS[act](tx, rows, now)
            tx.rollback()
        return steps[0]

    fill(ledger, now, 1, 30, HOUR)
    few = cost()
    fill(ledger, now, 31, 900, 1000 * HOUR)
    assert 0 < few <= cost() <= few * 1.5
