"""Which workers are missing for what waits, in words."""

from __future__ import annotations

from collections.abc import Collection

from workers.bootstrap import Services
from workers.ledger.urls import STAGES

#: what a url takes, in order; each has a queue of its name.
_STEPS = STAGES[1:]


def missing(services: Services, steps: Collection[str]) -> str:
    """Why nobody does what waits, and what to start; empty where somebody may. Asks the workers: a second at most.

    steps: what comes next of what waits: fetch, clean, dedupe, assign; poll, of a feed.
    """
    from workers.cli.status import silence  # Celery, which nobody needs where nothing waits

    return silence(services, needed(steps))


def needed(steps: Collection[str]) -> set[str]:
    """The queues in which these steps will be, and those that follow on them; what sends them there is upkeep. Pure."""
    first = min((_STEPS.index(step) for step in steps if step in _STEPS), default=len(_STEPS))
    return {*_STEPS[first:], "upkeep"} | ({"feeds"} if "poll" in steps else set())
