"""How long the index of copies takes to be rebuilt from a large ledger, as `newsloom reindex` does it.

    python benchmarks/rebuilt.py [--articles N] [--write]

A ledger in SQLite holds N articles of 30 days with the signatures of stream.py, each said to be an original. It has no
text, since none is read; what it takes to make signatures anew is told by dedupe.py.
--write puts the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import tempfile
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time

import redis
import sqlalchemy as sa
from paper import side_by_side, write
from questions import BEGAN, DAYS, private_redis, processor
from stream import signatures

from workers.dedupe.index import CopyIndex
from workers.dedupe.refill import rebuild
from workers.dedupe.signature import encode
from workers.ledger import Ledger, schema

_BATCH = 5_000


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="nl-") as folder, private_redis() as client:
        ledger = Ledger.open(f"sqlite:///{Path(folder) / 'ledger.db'}")
        _fill(ledger, options.articles)
        table = side_by_side("articles in the ledger", {f"{options.articles:,}": _rebuilt(ledger, client)})
        ledger.close()
    print("\n".join(table))
    if options.write:
        write("rebuilt", table)


def _rebuilt(ledger: Ledger, client: redis.Redis) -> dict[str, str]:
    began, ours, theirs = perf_counter(), process_time(), processor(client)
    articles = sum(rebuild(ledger, CopyIndex(client)))
    took, ours, theirs = perf_counter() - began, process_time() - ours, processor(client) - theirs
    return {
        "seconds": f"{took:,.0f}",
        "articles a second": f"{articles / took:,.0f}",
        "our processor time, seconds": f"{ours:,.0f}",
        "processor time of Redis, seconds": f"{theirs:,.0f}",
        "bytes of Redis an article": f"{client.info('memory')['used_memory'] / articles:,.0f}",
    }


def _fill(ledger: Ledger, size: int) -> None:
    """Rows as they are when all is done; put into the tables, since the stages would take an hour for a million."""
    made = signatures(1)
    for first in range(1, size + 1, _BATCH):
        numbers = range(first, min(first + _BATCH, size + 1))
        times = {n: BEGAN + timedelta(days=DAYS * n / size) for n in numbers}
        with ledger.begin(lasting=False) as tx:
            tx.execute(
                sa.insert(schema.url), [_url(n) | {"accepted_at": times[n], "touched_at": times[n]} for n in numbers]
            )
            tx.execute(
                sa.insert(schema.article),
                [
                    _article(n) | {"placed_at": times[n], "seen_at": times[n], "signature": encode(next(made))}
                    for n in numbers
                ],
            )


def _url(number: int) -> dict[str, object]:
    known = {"id": number, "key": f"{number:032}", "url": f"https://a.example/{number}", "host": "a.example"}
    return known | {"via": "import", "hint": {}, "state": "done", "stage": "assign", "attempts": 0}


def _article(number: int) -> dict[str, object]:
    known = {"id": number, "url_id": number, "url": f"https://a.example/{number}", "text": "", "copy_kind": "original"}
    return known | {"authors": [], "credits": [], "sources": {}}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--write", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
