"""articles: cleaned texts, their signatures, and what they copy."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import homes, schema
from workers.ledger.dialect import insert_of
from workers.ledger.schema import Record
from workers.model import Article, Basis, CopyKind, Published, Verdict

_article = schema.article
_original, _nearest = _article.alias("original"), _article.alias("nearest")
#: what the index of copies keeps of an article, its time, and when those were first seen that it names.
_SIGNED = (
    *(_article.c.id, _article.c.signature, _article.c.placed_at, _article.c.seen_at, _article.c.copy_of),
    *(_article.c.copy_kind, _article.c.copy_nearest, _article.c.copy_likeness, _article.c.copy_containment),
    *(_article.c.copy_ratio, _original.c.seen_at.label("original_seen_at")),
    _nearest.c.seen_at.label("nearest_seen_at"),
)
#: characters of a text that stand for a title it does not have.
_BEGINNING = 500
#: what a person is told of an article: of its text the beginning.
BRIEF = (
    *(c for c in _article.c if c.name not in ("text", "sources", "summary") and not isinstance(c.type, sa.LargeBinary)),
    sa.func.substr(_article.c.text, 1, _BEGINNING).label("text"),
)

#: of a member of a story that sleeps, whose texts begin to go (prune.py): no vector is kept, and none made of its text.
FORGOTTEN = sa.func.coalesce(sa.func.length(_article.c.vector), -1) == 0

#: made once: each article that is placed asks them, or that is near another one.
_OF_URL = sa.select(_article).where(_article.c.url_id == sa.bindparam("wanted"))
_SEEN_AT = sa.select(_article.c.id, _article.c.seen_at).where(_article.c.id.in_(sa.bindparam("ids", expanding=True)))
_KEEP_VECTOR = sa.update(_article).where(_article.c.id == sa.bindparam("article"))
_KEEP_VECTOR = _KEEP_VECTOR.values(vector=sa.bindparam("packed"))
#: what they set are their parameters, by the names of the columns.
_SIGN = sa.update(_article).where(_article.c.id == sa.bindparam("wanted"))
_SIGN_ORIGINAL = _SIGN.where(_article.c.copy_of.is_(None))


def save(
    tx: Connection, url_id: int, article: Article, *, external_id: str | None, placed_at: datetime | None, now: datetime
) -> int:
    """Keep the article of a url and return its id; cleaning a url twice keeps the id and the newer reading."""
    published = article.published
    values = {
        "external_id": external_id,
        "url": article.url,
        "title": article.title,
        "text": article.text,
        "summary": article.summary,
        "lang": article.lang,
        "site": article.site,
        "authors": list(article.authors),
        "credits": list(article.credits),
        "image": article.image,
        "sources": dict(article.sources),
        "confidence": article.confidence,
        "basis": article.basis.value,
        "published_at": published and published.utc,
        "published_offset": published and published.offset_minutes,
        "published_precision": published and published.precision.value,
        "placed_at": placed_at,
        "text_gone_at": None,
    }
    return int(tx.scalar(_put(tx.dialect.name, *values), {"url_id": url_id, "seen_at": now, **values}))


@cache
def _put(dialect: str, *names: str) -> Any:
    """Put the newer of these columns in place of the older; made once for each database, since every page asks it."""
    statement = insert_of(dialect, _article)
    newer = {name: statement.excluded[name] for name in names}
    return statement.on_conflict_do_update(index_elements=["url_id"], set_=newer).returning(_article.c.id)


def get(connection: Connection, article_id: int) -> Record | None:
    return connection.execute(sa.select(_article).where(_article.c.id == article_id)).one_or_none()


def brief(connection: Connection, ids: Collection[int]) -> dict[int, Record]:
    """What a person is told of these articles, by id."""
    return {row.id: row for row in connection.execute(sa.select(*BRIEF).where(_article.c.id.in_(ids)))} if ids else {}


def of_url(connection: Connection, url_id: int) -> Record | None:
    return connection.execute(_OF_URL, {"wanted": url_id}).one_or_none()


def published_of(row: Record) -> Published | None:
    """The publication time of an article's row."""
    if row.published_at is None:
        return None
    return Published.restore(row.published_at, row.published_offset or 0, row.published_precision)


def sign(tx: Connection, article_id: int, signature: bytes, verdict: Verdict) -> None:
    """Keep an article's signature and what it is a copy of."""
    tx.execute(_SIGN, _signed_as(article_id, signature, verdict))


def sign_original(tx: Connection, article_id: int, signature: bytes, verdict: Verdict) -> bool:
    """The same, unless it is known to be a copy; whether it was done."""
    return tx.execute(_SIGN_ORIGINAL, _signed_as(article_id, signature, verdict)).rowcount == 1


def _signed_as(article_id: int, signature: bytes, verdict: Verdict) -> dict[str, Any]:
    """The parameters of these statements: which article, and the columns that are set."""
    return {
        "wanted": article_id,
        "signature": signature,
        "copy_of": verdict.original,
        "copy_kind": verdict.kind.value,
        "copy_nearest": verdict.nearest,
        "copy_likeness": verdict.likeness,
        "copy_containment": verdict.containment,
        "copy_ratio": verdict.ratio,
    }


def keep_vector(tx: Connection, article_id: int, vector: bytes) -> None:
    """Keep the vector by which an article was placed, packed (workers/assign/packed.py)."""
    tx.execute(_KEEP_VECTOR, {"article": article_id, "packed": vector})


def keep_vectors(tx: Connection, vectors: Mapping[int, bytes]) -> None:
    """The same for many, but for those that were forgotten meanwhile, or whose text is gone."""
    mine = sa.and_(_article.c.id == sa.bindparam("article"), _article.c.text_gone_at.is_(None), ~FORGOTTEN)
    statement = sa.update(_article).where(mine).values(vector=sa.bindparam("packed"))
    tx.execute(statement, [{"article": article, "packed": vector} for article, vector in vectors.items()])


def resign(tx: Connection, article_id: int, signature: bytes, *, was: bytes | None = None) -> None:
    """Another signature of an article; what it copies stays. was: only in place of this one."""
    mine = sa.update(_article).where(_article.c.id == article_id)
    tx.execute((mine if was is None else mine.where(_article.c.signature == was)).values(signature=signature))


def mark(tx: Connection, article_id: int, basis: Basis) -> None:
    """Say what an article is made of, when that is found out later."""
    tx.execute(sa.update(_article).where(_article.c.id == article_id).values(basis=basis.value))


def group(connection: Connection, original: int, limit: int) -> list[Record]:
    """An original and its copies, the oldest first."""
    mine = sa.or_(_article.c.id == original, _article.c.copy_of == original)
    statement = sa.select(*(_article.c[name] for name in ("id", "url", "title", "text", "basis"))).where(mine)
    return list(connection.execute(statement.order_by(_article.c.id).limit(limit)).all())


def verdict_of(row: Record) -> Verdict:
    """What an article's row says of its being a copy."""
    kind = CopyKind(row.copy_kind)
    shares = (row.copy_likeness or 0.0, row.copy_containment or 0.0, row.copy_ratio)
    return Verdict(kind, row.copy_of, row.copy_nearest, *shares)


def signed(connection: Connection, after: int, limit: int, *, since: datetime | None = None) -> list[Record]:
    """A page of articles that have a signature, by id, for rebuilding the index of copies; without their texts.

    since: those alone that were signed at this time or later, as their steps say, where these are kept.
    """
    joined = _article.join(_original, _original.c.id == _article.c.copy_of, isouter=True)
    joined = joined.join(_nearest, _nearest.c.id == _article.c.copy_nearest, isouter=True)
    statement = sa.select(*_SIGNED).select_from(joined)
    statement = statement.where(_article.c.signature.is_not(None), _article.c.id > after)
    if since is not None:
        step = schema.step
        lately = sa.select(step.c.url_id).where(step.c.at >= since, step.c.stage == "dedupe")
        statement = statement.where(_article.c.url_id.in_(lately))
    return list(connection.execute(statement.order_by(_article.c.id).limit(limit)).all())


def text_of(connection: Connection, article_id: int) -> str:
    """The text of an article that there is."""
    return str(connection.execute(sa.select(_article.c.text).where(_article.c.id == article_id)).scalar_one())


def texts_of(connection: Connection, ids: Collection[int]) -> dict[int, str]:
    """The texts of these articles, by id; of those that are kept."""
    kept = sa.select(_article.c.id, _article.c.text).where(_article.c.id.in_(ids), _article.c.text_gone_at.is_(None))
    return {row.id: row.text for row in connection.execute(kept)}


def seen_at(connection: Connection, ids: Collection[int]) -> dict[int, datetime]:
    """When these articles were first seen, by id; of those that there are."""
    return {row.id: row.seen_at for row in connection.execute(_SEEN_AT, {"ids": list(ids)})}


def signed_count(connection: Connection) -> int:
    """How many articles have a signature."""
    return int(connection.scalar(sa.select(sa.func.count(_article.c.signature))) or 0)


def sharing(connection: Connection) -> list[Record]:
    """Articles of pages, in stories, that stand where another one does; by address and id.

    Those alone that are as they were first read, and whose text is kept.
    """
    url, member, one = schema.url, schema.membership, _article
    placed = sa.exists().where(member.c.article_id == one.c.id)
    first = [homes.PAGE, url.c.visits == 0, one.c.version == 1, one.c.basis == Basis.PAGE.value, placed]
    mine = sa.select(one).join_from(one, url, url.c.id == one.c.url_id).where(one.c.text_gone_at.is_(None), *first)
    several = sa.select(one.c.url).group_by(one.c.url).having(sa.func.count() > 1)
    return list(connection.execute(mine.where(one.c.url.in_(several)).order_by(one.c.url, one.c.id)).all())
