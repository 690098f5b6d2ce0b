"""What a poll did and why, for `newsloom feeds check` and the log. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Report:
    """One poll."""

    url: str
    #: which conditions were sent, and why none.
    asked: str
    conditions: Mapping[str, str]
    #: when to ask again, after how many seconds of which rule.
    next_at: datetime
    wait: float
    rule: str
    #: of the answer; None where there was none.
    status: int | None = None
    #: where redirects led.
    final_url: str | None = None
    size: int = 0
    entries: int = 0
    new: int = 0
    refused: int = 0
    #: the first of those: (url, why).
    entries_refused: tuple[tuple[str, str], ...] = ()
    #: of a failure: its class, the error's reason, and its line.
    kind: str | None = None
    reason: str | None = None
    detail: str | None = None
    failures: int = 0
    #: what else is worth saying, a line each.
    notes: tuple[str, ...] = ()
