"""exported: articles as they leave, a few at a time. Reads; no decisions about news.

What if articles come meanwhile? Those alone are told that were there when it began. While who asked takes his time, as
a pager does, no connection is held: by one that reads, SQLite's log would grow with all that is written meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import schema
from workers.ledger.base import Ledger
from workers.ledger.schema import Record
from workers.model import Basis

_article, _member = schema.article, schema.membership
_original = _article.alias("original")
#: what is read in one go: so many articles; fewer where their texts come to so many characters.
_BATCH, _CHARACTERS = 300, 4_000_000
#: rows that a server sends at a time: none is read much further than what is taken.
_AHEAD = 20
#: what `export` prints of an article, made of these: its vector, signature and the like stay where they are.
_TOLD = (
    *(_article.c.id, _article.c.external_id, _article.c.url, _article.c.title, _article.c.image, _article.c.lang),
    *(_article.c.published_at, _article.c.published_offset, _article.c.published_precision, _article.c.site),
    *(_article.c.copy_of, _article.c.basis, _article.c.text, _article.c.text_gone_at, _member.c.story_id),
    _original.c.external_id.label("original_external_id"),
)
_LAST = sa.select(sa.func.max(_article.c.id))
_NEXT = (
    sa.select(*_TOLD)
    .join_from(_article, _member, _member.c.article_id == _article.c.id, isouter=True)
    .join(_original, _original.c.id == _article.c.copy_of, isouter=True)
    .where(_article.c.id > sa.bindparam("after"), _article.c.id <= sa.bindparam("last"))
    .where(sa.or_(_article.c.basis != Basis.STUB.value, _member.c.story_id.is_not(None)))
    .order_by(_article.c.id)
    .limit(_BATCH)
    .execution_options(yield_per=_AHEAD)
)


def articles(ledger: Ledger, story: int | None = None, since: datetime | None = None) -> Iterator[Record]:
    """Articles, by id, with their `story_id` (none for those not in a story yet) and their original's external id.

    Not those that were found to be a site's own notice before they came into a story: their url was refused.
    """
    wanted = _NEXT
    if story is not None:
        wanted = wanted.where(_member.c.story_id == story)
    if since is not None:
        wanted = wanted.where(sa.func.coalesce(_article.c.placed_at, _article.c.seen_at) >= since)
    with ledger.read() as connection:
        last = connection.scalar(_LAST) or 0
    after = 0
    while after < last:
        with ledger.read() as connection:
            batch = _batch(connection, wanted, after, last)
        yield from batch
        after = batch[-1].id if batch else last


def _batch(connection: Connection, wanted: sa.Select[tuple[object, ...]], after: int, last: int) -> list[Record]:
    """The next ones, until their texts are too long together: one article may have ten million characters."""
    batch, characters = [], 0
    with connection.execute(wanted, {"after": after, "last": last}) as rows:
        for row in rows:
            batch.append(row)
            characters += len(row.text)
            if characters > _CHARACTERS:
                break
    return batch
