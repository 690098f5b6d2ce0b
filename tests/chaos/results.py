"""What a run has made of the world, by names that are the same in each run. Reads the ledger; judges nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from workers.fate import KILLS
from workers.ledger import Ledger, schema
from workers.ledger.urls import STAGES

_url, _article, _member, _step = schema.url, schema.article, schema.membership, schema.step


@dataclass(frozen=True, slots=True)
class Results:
    #: article -> its story's number.
    story: Mapping[str, int]
    #: copy -> its original.
    original: Mapping[str, str]
    #: url -> how it ended, and why.
    fate: Mapping[str, tuple[str, str | None]]


def results_of(ledger: Ledger, names: Mapping[str, str]) -> Results:
    """names: the ledger's addresses -> names."""
    original = _article.alias("original")
    there = _url.alias("there")
    statement = (
        sa.select(_url.c.url, _url.c.state, _url.c.reason, _member.c.story_id, there.c.url.label("original"))
        .join_from(_url, _article, _article.c.url_id == _url.c.id, isouter=True)
        .join(_member, _member.c.article_id == _article.c.id, isouter=True)
        .join(original, original.c.id == _article.c.copy_of, isouter=True)
        .join(there, there.c.id == original.c.url_id, isouter=True)
    )
    with ledger.read() as connection:
        rows = connection.execute(statement).all()
    return Results(
        {names[row.url]: row.story_id for row in rows if row.story_id},
        {names[row.url]: names[row.original] for row in rows if row.original},
        {names[row.url]: (row.state, row.reason) for row in rows},
    )


def finished(ledger: Ledger) -> list[datetime]:
    """When each step of the path was done, in order."""
    statement = sa.select(_step.c.at).where(_step.c.outcome == "done", _step.c.stage.in_(STAGES[1:]))
    with ledger.read() as connection:
        return list(connection.scalars(statement.order_by(_step.c.at)).all())


def done_again(ledger: Ledger) -> int:
    """Steps whose work was done although a twin had been faster."""
    statement = sa.select(sa.func.count()).where(_step.c.outcome == "again")
    with ledger.read() as connection:
        return int(connection.scalar(statement) or 0)


def killed(ledger: Ledger) -> int:
    """Steps whose process was killed, or ran out of time, in mid-work."""
    ended = _step.c.outcome.in_(("retry", "failed")), _step.c.reason.in_(KILLS), _step.c.stage.in_(STAGES[1:])
    with ledger.read() as connection:
        return int(connection.scalar(sa.select(sa.func.count()).where(*ended)) or 0)


def fetched_unsaid(ledger: Ledger, names: Mapping[str, str], asked: Mapping[str, int]) -> int:
    """Requests that sites saw and no step tells of: whoever made them was killed before it could say so."""
    statement = (
        sa.select(_url.c.url).join_from(_step, _url, _url.c.id == _step.c.url_id).where(_step.c.stage == "fetch")
    )
    with ledger.read() as connection:
        told = Counter(names[url] for url in connection.scalars(statement))
    return sum(max(0, times - told[name]) for name, times in asked.items())
