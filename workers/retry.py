"""When to try again. Pure: the chance comes in by the door.

By class of error, never by its text:

TransientError   exponential backoff with jitter, at least what the other side asked for; attempts are counted
OutageError      a few seconds, jittered; no attempt is used up: the fault was ours
PermanentError   never

Full jitter over the upper half of the interval: pages that failed together do not come back together (Brooker,
"Exponential Backoff and Jitter", AWS architecture blog, 2015).
"""

from __future__ import annotations

from workers.errors import OutageError, TransientError

#: seconds to wait for something of our own; the first second of that is for what comes back at once.
_OUTAGE = 5.0
#: the exponent stops growing here, so that a large number of attempts cannot overflow.
_STEEPEST = 20


def wait(error: TransientError, attempts: int, *, backoff: float, longest: float, chance: float) -> float:
    """Seconds until the next try, after this many tries; `chance` is uniform in [0, 1)."""
    if isinstance(error, OutageError):
        return _OUTAGE * (0.2 + 0.8 * chance)
    grown = min(longest, backoff * 2.0 ** min(attempts, _STEEPEST))
    return max(error.after or 0.0, grown * (0.5 + 0.5 * chance))
