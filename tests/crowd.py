"""Processes of their own that come up soon: for tests of many at once.

Each is forked from a server that has imported what all of them need and opened nothing; when each interpreter imported
that by itself, it took most of the time of such a test. The four with eight processes in test_assign_race and
test_crowd, on two busy cores, took 24, 24, 33 and 36 s so, and take 8, 4, 15 and 19 s.
"""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import ForkServerContext

from tests.waiting import PATIENCE
from workers.ledger import Ledger, engine

_NEEDED = [
    "pytest",
    "hypothesis",
    "workers.bootstrap",
    "workers.assign.mend",
    "workers.assign.stage",
    "tests.contract.test_stages",
]


def opened(ledger_url: str) -> Ledger:
    """The ledger, for one of many: SQLite's lock goes to whoever asks in the right moment, and one may be the last."""
    engine.BUSY = int(PATIENCE)
    return Ledger.open(ledger_url)


def crowded() -> ForkServerContext:
    """Makes such processes, and what they share."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(_NEEDED)
    return found
