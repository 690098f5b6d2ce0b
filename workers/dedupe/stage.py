"""article -> copy of whom, or original. Calls in order, decides nothing.

What if it comes twice? The index knows the article and gives the same answer again; the ledger is written over with
the same values. If Redis was emptied, the index is rebuilt from the ledger before it is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy.engine import Connection

from workers import log
from workers.dedupe.index import CopyIndex
from workers.dedupe.signature import decode, encode, sign
from workers.errors import PermanentError
from workers.ledger import Ledger, articles
from workers.ledger.schema import Record

Done = Callable[[Connection, str], None]

#: rows read from the ledger at a time while rebuilding.
_BATCH = 500


def dedupe(url: Record, done: Done, *, ledger: Ledger, index: CopyIndex, now: datetime) -> str:
    """Find what the url's article copies, and keep its signature; the event's name."""
    with ledger.read() as connection:
        article = articles.of_url(connection, url.id)
    if article is None:
        raise PermanentError("article-gone", "the ledger has no article for this url: `retry` it")
    log.bind(article=article.id)
    if not index.ready():
        for _ in rebuild(ledger, index):
            pass
    signature = sign(article.text)
    verdict = index.ask_and_add(article.id, signature, article.placed_at or now)
    with ledger.begin() as tx:
        articles.sign(tx, article.id, encode(signature), verdict)
        found = f"{verdict.kind} of article {verdict.original}" if verdict.original else "original"
        done(tx, found)
    if not verdict.original:
        return "article.original"
    log.bind(original=verdict.original, containment=round(verdict.containment, 3))
    return "article.copied"


def rebuild(ledger: Ledger, index: CopyIndex) -> Iterator[int]:
    """Fill an empty index with what the ledger knows, and mark it; yields how many articles each batch held.

    Two processes that find it empty at the same moment do the same work twice, and nothing else.
    """
    after = 0
    while True:
        with ledger.read() as connection:
            batch = articles.signed(connection, after, _BATCH)
        for row in batch:
            index.restore(row.id, decode(row.signature), row.placed_at or row.seen_at, articles.verdict_of(row))
        if batch:
            after = batch[-1].id
            yield len(batch)
        if len(batch) < _BATCH:
            index.mark_ready()
            return
