"""How fast an empty index of copies is filled from the ledger, with the signatures that it has and with new ones."""

from __future__ import annotations

from time import perf_counter, process_time

import redis
import sqlalchemy as sa
from paper import side_by_side
from questions import private_redis, processor
from shelf import shelf
from stream import texts

from workers.dedupe.index import CopyIndex
from workers.dedupe.refill import fill
from workers.ledger import Ledger, schema

ARTICLES = 5_000


def refilling() -> list[str]:
    """A table. Processor time is what other work beside does not change; the rate is of this moment."""
    with private_redis() as client, shelf(texts(ARTICLES)) as (ledger, _):
        known = _filled(ledger, client, "known:")
        with ledger.begin() as tx:
            tx.execute(sa.update(schema.article).values(signature=b"\xff of another version"))
        anew = _filled(ledger, client, "anew:")
    return side_by_side("", {"from the ledger's signatures": known, "signed anew from its texts": anew})


def _filled(ledger: Ledger, client: redis.Redis, prefix: str) -> dict[str, str]:
    start, ours, theirs = perf_counter(), process_time(), processor(client)
    fill(ledger, CopyIndex(client, prefix))
    took, ours, theirs = perf_counter() - start, process_time() - ours, processor(client) - theirs
    return {
        "articles a second": f"{ARTICLES / took:,.0f}",
        "our processor time an article, microseconds": f"{ours / ARTICLES * 1e6:.0f}",
        "processor time of Redis an article, microseconds": f"{theirs / ARTICLES * 1e6:.0f}",
    }
