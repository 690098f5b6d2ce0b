"""The path of an article. Read this first.

    feeds / enqueue / import  ->  [ ledger: url ]  ->  dispatch  ->  fetch, then clean | dedupe | assign

A url is accepted when its row is committed. `dispatch` (workers/dispatch.py) leases rows that are due and publishes
messages for them: each task does one stage (workers/step.py), writes its result to the ledger, and hands on the id.
A url whose message was lost is dispatched again within seconds, from the stage that it had reached (workers/fate.py).

Fetching is asked for in handfuls (workers/handfuls.py), one message each, since a message costs Celery as much as a
page costs us; each page that was stored goes on by itself, at once, along the chain of the other three.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from celery import Task
from celery.worker import state
from kombu.exceptions import OperationalError as BrokerError

from workers import outage
from workers.app import app
from workers.bootstrap import services
from workers.claims import Claim
from workers.gather import gather
from workers.ledger.urls import STAGES
from workers.tasks import KINDS, Message, assign, clean, decode, dedupe, encode, told

#: the tasks of a chain in their order, by the stage that they finish.
PATH = {"clean": clean, "dedupe": dedupe, "assign": assign}


@app.task(name="newsloom.fetch", **KINDS)  # type: ignore[untyped-decorator]
def fetch(self: Task, messages: Sequence[Message]) -> None:
    """Fetch these urls one after the other (workers/gather.py); what was stored goes on at once.

    The last of their errors, which are recorded, is raised when all are done, for those who watch.
    """
    with told(task=self.request.id, stage="fetch"):
        claims = [Claim(*decode(message), "fetch") for message in messages]
        for stored in gather(services(), claims, self.request.id, _ends):
            for claim in stored:
                _onward(claim)


def _onward(claim: Claim) -> None:
    try:
        chain(claim.url, claim.lease, claim.stage).apply_async()
    except (BrokerError, OSError) as error:
        raise outage.of(error) from error


def _ends() -> bool:
    """Whether this worker was told to stop, and has waited for long enough. A flag is Celery's exit code, maybe 0."""
    return any(flag is not None and flag is not False for flag in (state.should_stop, state.should_terminate))


def handful(claims: Sequence[tuple[int, int]]) -> Any:
    """The first step of some urls (id, lease), as one Celery signature."""
    return fetch.s([encode(url_id, lease) for url_id, lease in claims])


def chain(url_id: int, lease: int, reached: str) -> Any:
    """What is left of the path for a url whose page is there, and which has reached this stage, as one signature."""
    first, *others = [PATH[stage] for stage in STAGES[STAGES.index(reached) + 1 :]]
    signature = first.s(encode(url_id, lease))
    for task in others:
        signature |= task.s()
    return signature
