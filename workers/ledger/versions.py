"""versions: what an article was before it was read anew. The newest reading is the article's own row.

A row is a reading that was replaced: when it was first read, when it was replaced, and what the next one changed. Its
text goes as its article's does (prune.py); the row stays, so that the numbers have no gap.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import schema
from workers.ledger.dialect import insert
from workers.ledger.schema import Record
from workers.model import Article

_version, _article = schema.article_version, schema.article


def replace(tx: Connection, before: Record, article: Article, changed: Sequence[str], now: datetime) -> int:
    """Keep an article's row as a version that was, and write the new reading over it; the new one's number.

    What places it in its story stays as it was: its address, its publisher, its dates. Twice is once.
    """
    was = {
        "article_id": before.id,
        "number": before.version,
        "read_at": before.read_at or before.seen_at,
        "replaced_at": now,
        "changed": list(changed),
        "basis": before.basis,
        "title": before.title,
        "text": None if before.text_gone_at else before.text,
    }
    kept = insert(tx, _version).values(**was).on_conflict_do_nothing(index_elements=["article_id", "number"])
    tx.execute(kept)
    values = {
        "title": article.title or before.title,
        "text": article.text,
        "summary": article.summary,
        "lang": article.lang,
        "authors": list(article.authors),
        "credits": list(article.credits),
        "image": article.image,
        "sources": dict(article.sources),
        "confidence": article.confidence,
        "basis": article.basis.value,
        "version": before.version + 1,
        "read_at": now,
        "text_gone_at": None,
    }
    tx.execute(sa.update(_article).where(_article.c.id == before.id).values(**values))
    return int(before.version) + 1


def of(connection: Connection, article_id: int) -> list[Record]:
    """The readings of an article that were replaced, the oldest first."""
    statement = sa.select(_version).where(_version.c.article_id == article_id).order_by(_version.c.number)
    return list(connection.execute(statement).all())


def forget_texts(tx: Connection, ids: Collection[int]) -> None:
    """The texts of all versions of these articles that were replaced go; their rows stay."""
    if ids:
        tx.execute(sa.update(_version).where(_version.c.article_id.in_(ids)).values(text=None))
