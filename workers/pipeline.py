"""The path of an article. Read this first.

    feeds / enqueue / import  ->  [ ledger: url ]  ->  dispatch  ->  fetch, then clean | dedupe | assign

A url is accepted when its row is committed. `dispatch` (workers/dispatch.py) leases rows that are due and publishes
messages for them: each task does one stage (workers/step.py), writes its result to the ledger, and publishes the next
(workers/post.py).
A url whose message was lost is dispatched again within seconds, from the stage that it had reached (workers/fate.py).

Fetching is asked for in handfuls (workers/handfuls.py), one message each, since a message costs Celery as much as a
page costs us; each page that was stored goes on by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from celery import Task
from celery.worker import state

from workers.app import app
from workers.bootstrap import services
from workers.claims import Claim
from workers.gather import gather
from workers.messages import Message, decode
from workers.post import next_of, post
from workers.tasks import KINDS, told


@app.task(name="newsloom.fetch", **KINDS)  # type: ignore[untyped-decorator]
def fetch(self: Task, messages: Sequence[Message]) -> None:
    """Fetch these urls one after the other (workers/gather.py); what was stored goes on at once.

    The last of their errors, which are recorded, is raised when all are done, for those who watch.
    """
    with told(task=self.request.id, stage="fetch"):
        given = messages if isinstance(messages, list) else [messages]  # a stranger's message is whatever he sent
        claims = [Claim(*decode(message), "fetch") for message in given]
        for stored in gather(services(), claims, self.request.id, _ends):
            post([[claim] for claim in next_of(stored)])


def _ends() -> bool:
    """Whether this worker was told to stop, and has waited for long enough. A flag is Celery's exit code, maybe 0."""
    return any(flag is not None and flag is not False for flag in (state.should_stop, state.should_terminate))
