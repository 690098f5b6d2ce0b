"""When to try again: POLICY, by class of error, never by its text. Pure: the chance comes in by the door.

The wait stands in the ledger (`due_at`), never in the broker, and is at least what the other side asked for
(Retry-After). The first kill costs no wait: most workers are killed by somebody, not by a page. A page that does kill
is tried less often than one that fails, because each time a process and its neighbours' time go with it.

Full jitter over the upper half of the interval: pages that failed together do not come back together (Brooker,
"Exponential Backoff and Jitter", AWS architecture blog, 2015).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from workers.errors import HeldError, KilledError, NewsloomError, OutageError, RefusedError, TransientError
from workers.settings import Dispatch

#: seconds to wait for something of our own; the first second of that is for what comes back at once.
_OUTAGE = 5.0
#: the exponent stops growing here, so that no number of times overflows: a second has become longer than any most.
_STEEPEST = 60


@dataclass(frozen=True, slots=True)
class Next:
    """What becomes of a url after an error."""

    #: `retry`, `failed` or `refused`: also the outcome of the step.
    outcome: str
    #: seconds until the next try.
    wait: float = 0.0
    #: tries and kills that this uses up, the last one too.
    attempt: int = 0
    kill: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """What follows an error of one class."""

    kind: type[NewsloomError]
    #: what each of them uses up.
    spends: Literal["attempt", "kill", "nothing"]
    #: how many of these a url has.
    most: Callable[[Dispatch], float]
    #: (error, how many it had before, limits, chance) -> seconds until the next try.
    wait: Callable[[NewsloomError, int, Dispatch, float], float]
    #: the end, after the last.
    end: str


def doubled(first: float, times: int, most: float) -> float:
    """A wait that was doubled so many times, from the first to the most."""
    return min(most, first * 2.0 ** min(max(times, 0), _STEEPEST))


def _soon(error: NewsloomError, before: int, limits: Dispatch, chance: float) -> float:
    return max(_asked(error, before, limits, chance), _OUTAGE * (0.2 + 0.8 * chance))


def _backoff(error: NewsloomError, before: int, limits: Dispatch, chance: float) -> float:
    asked = error.after if isinstance(error, TransientError) else None
    grown = doubled(limits.backoff, before, limits.backoff_max)
    return max(asked or 0.0, grown * (0.5 + 0.5 * chance))


def _at_once_then_backoff(error: NewsloomError, before: int, limits: Dispatch, chance: float) -> float:
    return _backoff(error, before - 1, limits, chance) if before else 0.0


def _asked(error: NewsloomError, before: int, limits: Dispatch, chance: float) -> float:
    del before, limits, chance  # no jitter: the host's urls come back one after the other, in its own pace
    return (error.after if isinstance(error, TransientError) else None) or 0.0


def _endless(limits: Dispatch) -> float:
    del limits
    return float("inf")


def _once(limits: Dispatch) -> float:
    del limits
    return 1


# The narrower class first. Columns: class, uses up, how many, wait before the next, end.
POLICY = (
    Rule(OutageError, "nothing", _endless, _soon, "failed"),  # something of ours is away: not the url's fault
    Rule(HeldError, "nothing", _endless, _asked, "failed"),  # its host is left alone
    Rule(KilledError, "kill", lambda limits: limits.max_kills, _at_once_then_backoff, "failed"),
    Rule(TransientError, "attempt", lambda limits: limits.max_attempts, _backoff, "failed"),
    Rule(RefusedError, "nothing", _once, _soon, "refused"),  # we do not want it
    Rule(NewsloomError, "attempt", _once, _soon, "failed"),  # all others are permanent
)


def after(error: NewsloomError, attempts: int, kills: int, limits: Dispatch, chance: float) -> Next:
    """What follows an error of a url that has used up so many tries and kills; `chance` is uniform in [0, 1)."""
    rule = next(rule for rule in POLICY if isinstance(error, rule.kind))
    before = {"attempt": attempts, "kill": kills, "nothing": 0}[rule.spends]
    spent = {rule.spends: 1} if rule.spends != "nothing" else {}
    if before + 1 >= rule.most(limits):
        return Next(rule.end, **spent)
    return Next("retry", rule.wait(error, before, limits, chance), **spent)
