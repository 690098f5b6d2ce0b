"""When to try again. Pure: the chance comes in by the door. By class of error, never by its text:

| class          | what it is                 | uses up | tries          | wait before the next                       |
|----------------|----------------------------|---------|----------------|--------------------------------------------|
| OutageError    | something of ours is away  | nothing | without end    | 1 to 5 s                                   |
| KilledError    | the step took its process  | a kill  | `max_kills`    | none after the first; then as below        |
| TransientError | time may mend it           | a try   | `max_attempts` | `backoff`, doubled, at most `backoff_max`  |
| PermanentError | it never will              | -       | one            | -                                          |

The wait stands in the ledger (`due_at`), never in the broker, and is at least what the other side asked for
(Retry-After). The first kill costs no wait: most workers are killed by somebody, not by a page. A page that does kill
is tried less often than one that fails, because each time a process and its neighbours' time go with it.

Full jitter over the upper half of the interval: pages that failed together do not come back together (Brooker,
"Exponential Backoff and Jitter", AWS architecture blog, 2015).
"""

from __future__ import annotations

from dataclasses import dataclass

from workers.errors import KilledError, NewsloomError, OutageError, RefusedError, TransientError
from workers.settings import Dispatch

#: seconds to wait for something of our own; the first second of that is for what comes back at once.
_OUTAGE = 5.0
#: the exponent stops growing here, so that a large number of attempts cannot overflow.
_STEEPEST = 20


@dataclass(frozen=True, slots=True)
class Next:
    """What becomes of a url after an error."""

    #: `retry`, `failed` or `refused`: also the outcome of the step.
    outcome: str
    #: seconds until the next try.
    wait: float = 0.0
    #: tries and kills that this uses up.
    attempt: int = 0
    kill: int = 0


def after(error: NewsloomError, attempts: int, kills: int, limits: Dispatch, chance: float) -> Next:
    """What follows an error of a url that has used up so many tries and kills; `chance` is uniform in [0, 1)."""
    match error:
        case OutageError():
            return Next("retry", _OUTAGE * (0.2 + 0.8 * chance))
        case KilledError() if kills + 1 < limits.max_kills:
            return Next("retry", _backoff(kills - 1, limits, chance) if kills else 0.0, kill=1)
        case TransientError() if attempts + 1 < limits.max_attempts and not isinstance(error, KilledError):
            return Next("retry", max(error.after or 0.0, _backoff(attempts, limits, chance)), attempt=1)
        case RefusedError():
            return Next("refused")
    return Next("failed")


def _backoff(before: int, limits: Dispatch, chance: float) -> float:
    grown = min(limits.backoff_max, limits.backoff * 2.0 ** min(before, _STEEPEST))
    return float(grown * (0.5 + 0.5 * chance))
