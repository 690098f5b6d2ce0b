"""What pages that harm their reader did to the process that cleans: how often it died, and who was held up.

A neighbour is held up while it has been fetched and not one page is cleaned. The page that is being read may take its
time limit, and then a new process is born; each try of a harmful page costs its neighbours that much, and no more.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import sqlalchemy as sa

from tests.chaos.record import Fault
from workers.fate import KILLS
from workers.ledger import Ledger, schema

#: how the worker's log says that a child was killed for its time, or crashed.
_DEATHS = "process.lost"

#: from its fetch to its clean text.
Wait = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which nothing was cleaned although somebody waited, and how many harmful tries ended in it."""

    seconds: float
    harms: int


def deaths(log: str) -> list[Fault]:
    """Each death of a child, from the worker's log in JSON."""
    said = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    times = [datetime.fromisoformat(one["timestamp"]) for one in said if one["event"].startswith(_DEATHS)]
    return [Fault("child died", time, time) for time in times]


def kills(ledger: Ledger) -> Counter[str]:
    """How often a process died at each url, as `trace` tells."""
    step, url = schema.step, schema.url
    died = sa.select(url.c.url).join_from(step, url, url.c.id == step.c.url_id).where(step.c.reason.in_(KILLS))
    with ledger.read() as connection:
        return Counter(connection.scalars(died).all())


def waits(ledger: Ledger) -> list[Wait]:
    """Of each page that was fetched and cleaned."""
    fetched, cleaned = schema.step.alias(), schema.step.alias()
    both = (
        sa.select(fetched.c.at, cleaned.c.at)
        .join_from(fetched, cleaned, fetched.c.url_id == cleaned.c.url_id)
        .where(fetched.c.stage == "fetch", fetched.c.outcome == "done")
        .where(cleaned.c.stage == "clean", cleaned.c.outcome == "done")
    )
    with ledger.read() as connection:
        return [(begin, end) for begin, end in connection.execute(both)]


def memory_ended(ledger: Ledger) -> list[datetime]:
    """When pages were given up because they wanted too much memory: their process lives."""
    step = schema.step
    with ledger.read() as connection:
        return list(connection.scalars(sa.select(step.c.at).where(step.c.reason == "memory")).all())


def pauses(found: Sequence[Wait], harms: Sequence[datetime]) -> list[Pause]:
    """Each time without a clean text through which somebody waited, from the first fetch on; `harms` ascend. Pure."""
    times = sorted([min(begin for begin, _ in found), *(end for _, end in found)])
    return [
        Pause((after - before).total_seconds(), bisect_right(harms, after) - bisect_left(harms, before))
        for before, after in pairwise(times)
        if any(begin <= before and after <= end for begin, end in found)
    ]
