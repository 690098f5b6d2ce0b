"""pages: the raw bytes of a url, compressed, with how they came.

Pack them before the transaction that puts them: it takes longer than all else, and SQLite has one writer.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, NewType

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import homes, schema
from workers.ledger.dialect import insert_of
from workers.ledger.schema import Record
from workers.model import Kind, Page

_page = schema.page
#: made once: each page that is cleaned asks it, or exported.
_OF_URL = sa.select(_page).where(_page.c.url_id == sa.bindparam("wanted"))

#: a page as it is in the table, but for its url.
Packed = NewType("Packed", Mapping[str, Any])


def save(tx: Connection, url_id: int, page: Page) -> None:
    """Keep a page; a second fetch of the url replaces the first."""
    put(tx, {url_id: packed(page)})


def put(tx: Connection, found: Mapping[int, Packed]) -> None:
    """Keep the pages of these urls, all in one statement."""
    if found:
        tx.execute(_put(tx.dialect.name), [{"url_id": url_id, **row} for url_id, row in found.items()])


@cache
def _put(dialect: str) -> Any:
    """Put a page in place of the one before; made once for each database, since every fetch asks it."""
    statement = insert_of(dialect, _page)
    newer = {column.name: statement.excluded[column.name] for column in _page.c if column.name != "url_id"}
    return statement.on_conflict_do_update(index_elements=["url_id"], set_=newer)


def packed(page: Page) -> Packed:
    """What a page is in the table. Pure."""
    return Packed(
        {
            "url": page.url,
            "final_url": page.final_url,
            "status": page.status,
            "headers": dict(page.headers),
            "kind": page.kind.value,
            "body": zlib.compress(page.body, 6),
            "size": len(page.body),
            "fetched_at": page.fetched_at,
        }
    )


def get(connection: Connection, url_id: int) -> Page | None:
    row = connection.execute(_OF_URL, {"wanted": url_id}).one_or_none()
    if row is None:
        return None
    return Page(
        url=row.url,
        final_url=row.final_url,
        status=row.status,
        headers=row.headers,
        body=zlib.decompress(row.body),
        kind=Kind(row.kind),
        fetched_at=row.fetched_at,
    )


def last(connection: Connection) -> int:
    """The highest number of a url with a page; 0 where there is none."""
    return connection.scalar(sa.select(sa.func.max(_page.c.url_id))) or 0


def fetched(
    connection: Connection,
    after: int,
    until: int,
    most: int,
    *,
    since: datetime | None = None,
    story: int | None = None,
) -> list[Record]:
    """The next urls (url_id, url) behind `after` whose pages came over the network, at most so many, in their order.

    Not documents, nor entries of feeds that stand in for a page: they were never an answer. since: fetched then or
    later. story: of its members.
    """
    url, article, member = schema.url, schema.article, schema.membership
    found = sa.select(_page.c.url_id, _page.c.url).join_from(_page, url, url.c.id == _page.c.url_id)
    found = found.where(_page.c.url_id > after, _page.c.url_id <= until)
    found = found.where(homes.PAGE, _page.c.kind == Kind.HTML.value)
    if since is not None:
        found = found.where(_page.c.fetched_at >= since)
    if story is not None:
        within = sa.select(article.c.url_id).join_from(article, member, member.c.article_id == article.c.id)
        found = found.where(_page.c.url_id.in_(within.where(member.c.story_id == story)))
    return list(connection.execute(found.order_by(_page.c.url_id).limit(most)).all())
