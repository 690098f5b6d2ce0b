"""What a scenario is judged by, reckoned from the ledger's own times; and the table in the documents. Pure.

Usual speed is the median number of steps that finish in three seconds of the first wave of the run without faults, on
the same database. A run is back at normal speed at the first step after the end of its last fault that begins three
seconds in which at least three quarters as many steps finish. Where a fault goes on all the time, its row says how long
it takes, from when the first wave is well under way, until the speed is normal in spite of it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

WINDOW = timedelta(seconds=3)
ENOUGH = 0.75
#: windows' worth of work after which a run that has not been at normal speed is one that does not recover.
TELLING = 2
BEGIN, END = "<!-- chaos: begin -->", "<!-- chaos: end -->"


@dataclass(frozen=True, slots=True)
class Fault:
    what: str
    began: datetime
    ended: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run with faults, as the table shows it."""

    scenario: str
    database: str
    #: how many, or what goes on all the time.
    faults: str
    accepted: int
    lost: int
    twice: int
    killed: int
    #: seconds from the end of a fault to normal speed: see `back_after`.
    back: float | None
    #: seconds from the end of the first wave's last fault until its last url was final.
    final: float | None


def in_window(times: Sequence[datetime], start: datetime) -> int:
    """How many of these times, which ascend, are in the three seconds that begin here."""
    return bisect_left(times, start + WINDOW) - bisect_left(times, start)


def usual(times: Sequence[datetime]) -> float:
    """The usual speed: a median over windows that begin a second apart, as long as there is a whole one."""
    starts, at = [], times[0]
    while at + WINDOW <= times[-1]:
        starts.append(at)
        at += timedelta(seconds=1)
    return median(in_window(times, start) for start in starts) if starts else float(len(times))


def back(times: Sequence[datetime], ended: datetime, normal: float) -> float | None:
    """Seconds from the end of a fault to normal speed; None where it was never reached again."""
    for at in times[bisect_left(times, ended) :]:
        if in_window(times, at) >= ENOUGH * normal:
            return (at - ended).total_seconds()
    return None


def back_after(times: Sequence[datetime], ends: Sequence[datetime], normal: float) -> float | None:
    """Seconds to normal speed after the last of these faults that left enough work to tell; None where none did.

    Raises AssertionError where there was work enough, and the speed was never normal again.
    """
    for ended in reversed(ends):
        found = back(times, ended, normal)
        if found is not None:
            return found
        left = len(times) - bisect_left(times, ended)
        assert left < TELLING * normal, f"{left} steps after the last fault, and never at normal speed again"
    return None


def table(outcomes: Sequence[Outcome]) -> str:
    """The outcomes in Markdown."""
    head = (
        "| scenario | ledger | faults | urls accepted | lost | steps done twice "
        "| steps killed | s to normal speed | s to the last url |"
    )
    rows = [
        f"| {one.scenario} | {one.database} | {one.faults} | {one.accepted} | {one.lost} | {one.twice} "
        f"| {one.killed} | {_seconds(one.back)} | {_seconds(one.final)} |"
        for one in sorted(outcomes, key=_place)
    ]
    return "\n".join([head, "|---|---|---|---|---|---|---|---|---|", *rows])


def _place(one: Outcome) -> tuple[int, str, str]:
    """By the scenario's number, then its name; SQLite comes first."""
    number = one.scenario.partition(".")[0]
    return (int(number) if number.isdigit() else 0, one.scenario, "" if one.database == "SQLite" else one.database)


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def replaced(document: str, text: str) -> str:
    """The document with this text between the marks. Raises ValueError where they are not there."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the document has no {BEGIN} ... {END}")
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{after}"
