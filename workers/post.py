"""Messages into the queues, many in one word with Redis.

Each step hands its url on by publishing the next one: the ledger knows the path, a message needs not carry it. Of many
at once, such as a round of dispatch or a handful of pages, kombu's batches send all in one go.

Dropped: Celery's chains. To make one, and to put what is left of it into each message, takes longer than all the rest
of publishing (0.53 ms a message; 0.16 ms as it is here, in batches of eight), and each message was sent by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import redis
from kombu.exceptions import KombuError

from workers import outage
from workers.app import app
from workers.claims import Claim
from workers.ledger.urls import STAGES
from workers.messages import arguments


def next_of(claims: Iterable[Claim]) -> list[Claim]:
    """The steps that come next for these, where there are any."""
    return [
        claim._replace(stage=STAGES[STAGES.index(claim.stage) + 1]) for claim in claims if claim.stage != STAGES[-1]
    ]


def post(letters: Sequence[Sequence[Claim]]) -> None:
    """A message for each of these, which are steps of one stage. Raises OutageError: then some, or none, were sent.

    Whose message is not there is dispatched again; of one that was sent all the same, and is too late, the lease is
    over.
    """
    if not letters:
        return
    try:
        with app.producer_or_acquire() as producer, producer.batch():
            for claims in letters:
                given = arguments(claims)
                told = {"argsrepr": repr(given), "kwargsrepr": "{}"}  # for those who watch: Celery's own way is slow
                app.send_task(f"newsloom.{claims[0].stage}", given, producer=producer, retry=False, **told)
    except (KombuError, redis.RedisError, OSError) as error:
        raise outage.of(error) from error
