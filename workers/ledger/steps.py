"""steps: what happened to a url, one line each, for `trace`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import schema
from workers.ledger.schema import Record

_step = schema.step
#: made once: each step of each url asks it.
_RECORD = sa.insert(_step)


def record(
    tx: Connection,
    url_id: int,
    stage: str,
    outcome: str,
    now: datetime,
    *,
    reason: str | None = None,
    detail: str | None = None,
    ms: int | None = None,
    task_id: str | None = None,
) -> None:
    said = {"reason": reason, "detail": detail, "ms": ms, "task_id": task_id}
    tx.execute(_RECORD, {"url_id": url_id, "stage": stage, "outcome": outcome, "at": now, **said})


def dispatched(tx: Connection, details: Mapping[int, str], now: datetime) -> None:
    """These urls were dispatched; all in one statement."""
    rows = [
        {"url_id": url_id, "stage": "dispatch", "outcome": "done", "at": now, "detail": detail}
        for url_id, detail in details.items()
    ]
    if rows:
        tx.execute(_RECORD, rows)


def of(connection: Connection, url_id: int) -> list[Record]:
    """The steps of a url, oldest first."""
    statement = sa.select(_step).where(_step.c.url_id == url_id).order_by(_step.c.id)
    return list(connection.execute(statement).all())
