"""The index of copies, filled from the ledger: batch by batch, each of which is kept. Calls in order, decides nothing.

It is empty where Redis is new, was emptied, or began anew, and where layout, signature version or window are others
than before: its keys have other names then (store.py). After another signature version each text is signed anew, and
that is kept in the ledger with its batch.

Meanwhile articles wait, charged nothing (workers/retry.py), for none is answered by an index with holes: a copy that
was once called an original stays one. A step that finds it empty gives it `OWN_TIME`, which is all that a small ledger
needs: 0.16 ms of processor time an article, 0.42 where it is signed anew (docs/benchmarks.md). `newsloom.refill`, in
the background, goes on with what is more (workers/schedule.py). Behind the first batch one of them is at it at a time.
Who dies is waited for (filling.py), and the next one goes on after its last batch.

What if a batch comes twice? What is in stays as it is. Workers of two versions at once: the index of one is in use at a
time, and whoever finds the other's in use first puts in what came since. Left open: what an older worker signs behind
the place that the newer one's filling has reached is missing there until `reindex`: stop the old ones first.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from sqlalchemy.engine import Connection

from workers.dedupe.filling import Filling
from workers.dedupe.index import CopyIndex
from workers.dedupe.names import in_names, name_of
from workers.dedupe.signature import decode, encode, sign
from workers.errors import OutageError, PermanentError
from workers.ledger import Ledger, articles, steps
from workers.ledger.schema import Record
from workers.model import Signature, Verdict

#: articles of a batch.
_BATCH = 500
#: seconds that a step which finds the index empty gives to it.
OWN_TIME = 2.0


def rebuild(ledger: Ledger, index: CopyIndex) -> Iterator[int]:
    """Fill an index with what the ledger knows and it may lack, and mark it; yields how many articles each batch held.

    Waits for nobody: two that do it at the same moment do the same work twice, and nothing else. One that is emptied
    meanwhile is neither written to nor marked: OutageError("index-emptied").
    """
    return _batches(ledger, index, index.filler.begin())


def fill(ledger: Ledger, index: CopyIndex) -> None:
    """All of `rebuild`."""
    for _ in rebuild(ledger, index):
        pass


def fill_for(ledger: Ledger, index: CopyIndex, seconds: float) -> bool:
    """Fill an index for so long, from where it is; whether it is filled then. At once where another is at it."""
    filling = index.filler.take()
    if filling is None:
        return False
    end = time.monotonic() + seconds
    try:
        for _ in _batches(ledger, index, filling):
            if time.monotonic() >= end:
                break
        return index.ready()
    finally:
        with suppress(OutageError):
            index.filler.leave(filling)


def _batches(ledger: Ledger, index: CopyIndex, filling: Filling) -> Iterator[int]:
    after, size = filling.after, _BATCH
    while size == _BATCH:
        with ledger.read() as connection:
            batch = _page(connection, after, filling.since)
        read = zip(batch, _signatures(ledger, batch), strict=True)
        known = [(name_of(row.id, row.seen_at), text, row.placed_at or row.seen_at, _told(row)) for row, text in read]
        index.filler.restore_all(known, filling)
        size = len(batch)
        if size < _BATCH:
            index.filler.mark_ready(filling)
        else:
            after = batch[-1].id
            if not index.filler.reached(filling, after):
                return
        if size:
            yield size


def _page(connection: Connection, after: int, since: datetime | None) -> list[Record]:
    """The next articles: those signed since then, or all, where steps that would say which these are were pruned.

    Looked after in this order: what reaches back now did so when the page was read.
    """
    batch = articles.signed(connection, after, _BATCH, since=since)
    if since is None or steps.reach_back(connection, since):
        return batch
    return articles.signed(connection, after, _BATCH)


def _signatures(ledger: Ledger, batch: Sequence[Record]) -> list[Signature]:
    """The articles' signatures; what this code cannot read (another version's) is made anew from the text, and kept.

    Where one was made anew by another meanwhile, of another text, the ledger keeps that; the index has this one until
    `reindex`, as with any article that is read anew.
    """
    found = {row.id: _decoded(row.signature) for row in batch}
    strange = [row for row in batch if found[row.id] is None]
    if strange:
        with ledger.read() as connection:
            texts = articles.texts_of(connection, [row.id for row in strange])
        anew = {row.id: sign(texts.get(row.id, "")) for row in strange}
        with ledger.begin() as tx:
            for row in strange:
                articles.resign(tx, row.id, encode(anew[row.id]), was=row.signature)
        found.update(anew)
    return [known for known in found.values() if known is not None]


def _told(row: Record) -> Verdict:
    """The ledger's verdict, as the index is told it."""
    seen_at = {row.copy_of: row.original_seen_at, row.copy_nearest: row.nearest_seen_at}
    return in_names(articles.verdict_of(row), seen_at)


def _decoded(signature: bytes) -> Signature | None:
    with suppress(PermanentError):
        return decode(signature)
    return None
