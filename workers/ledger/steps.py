"""steps: what happened to a url, one line each, for `trace`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import schema
from workers.ledger.schema import Record

_step = schema.step
#: made once: each step of each url asks it.
_RECORD = sa.insert(_step)


def row(
    url_id: int,
    stage: str,
    outcome: str,
    now: datetime,
    *,
    reason: str | None = None,
    detail: str | None = None,
    ms: int | None = None,
    task_id: str | None = None,
) -> Mapping[str, Any]:
    """A step as it stands in the table. Pure."""
    said = {"reason": reason, "detail": detail, "ms": ms, "task_id": task_id}
    return {"url_id": url_id, "stage": stage, "outcome": outcome, "at": now, **said}


def record(tx: Connection, rows: Collection[Mapping[str, Any]]) -> None:
    """Keep these, all in one statement."""
    if rows:
        tx.execute(_RECORD, list(rows))


def dispatched(tx: Connection, details: Mapping[int, str], now: datetime) -> None:
    """These urls were dispatched."""
    record(tx, [row(url_id, "dispatch", "done", now, detail=detail) for url_id, detail in details.items()])


def of(connection: Connection, url_id: int) -> list[Record]:
    """The steps of a url, oldest first."""
    statement = sa.select(_step).where(_step.c.url_id == url_id).order_by(_step.c.id)
    return list(connection.execute(statement).all())


def reach_back(connection: Connection, since: datetime) -> bool:
    """Whether all that were taken at this time or later are kept: the oldest go first (workers/ledger/prune.py)."""
    return bool(connection.scalar(sa.select(sa.exists().where(_step.c.at < since))))
