"""The path of an article. Read this first.

    feeds / enqueue / import  ->  [ ledger: url ]  ->  dispatch  ->  fetch | clean | dedupe | assign

A url is accepted when its row is committed. `dispatch` (workers/dispatch.py) leases rows that are due and publishes
this chain for each; each task does one stage (workers/step.py), writes its result to the ledger, and hands on the id.
A url whose chain was lost is dispatched again within seconds, from the stage that it had reached (workers/fate.py).
"""

from __future__ import annotations

from typing import Any

from workers.ledger.urls import STAGES
from workers.tasks import assign, clean, dedupe, encode, fetch

#: the tasks in their order, by the stage that they finish.
PATH = {"fetch": fetch, "clean": clean, "dedupe": dedupe, "assign": assign}


def chain(url_id: int, lease: int, reached: str) -> Any:
    """What is left of the path for a url that has finished the stage `reached`, as one Celery signature."""
    left = [PATH[stage] for stage in STAGES[STAGES.index(reached) + 1 :]]
    first, *others = left
    signature = first.s(encode(url_id, lease))
    for task in others:
        signature |= task.s()
    return signature
