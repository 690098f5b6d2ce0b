"""homes: which host a url is of, and in whose line it stands.

Most urls stand in the line of the host that they are of (`url.host`). Two kinds stand in the line of nobody (host ""),
so that nothing spaces them: documents that were imported, which are of no host, and pages that an archive brought,
which are of the host of their address and need no fetch. A page of an archive that is to be fetched after all gets its
host, and keeps it (`line_up`).
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers import urls as addresses
from workers.ledger import schema
from workers.ledger.dialect import unindexed
from workers.ledger.schema import Record

_url = schema.url
#: the way in of documents.
_DOCUMENT = "import"
#: what was fetched, here or by whoever wrote the archive; or is to be.
PAGE = _url.c.via != _DOCUMENT
#: pages that stand in nobody's line.
_BROUGHT = sa.and_(PAGE, _url.c.host == "")


def is_page(url: Record) -> bool:
    """Is it a page of the web, and no document that was imported?"""
    return bool(url.via != _DOCUMENT)


def of(url: Record) -> str:
    """The host that a url is of; empty for documents."""
    return addresses.host(url.url) if is_page(url) and not url.host else str(url.host)


def are_of(host: str) -> sa.ColumnElement[bool]:
    """The rows of a host, as `workers.urls.is_of` tells them."""
    begun = [f"{scheme}://{host}{end}" for scheme in ("http", "https") for end in "/:"]
    spelt = sa.or_(*(_url.c.url.startswith(each, autoescape=True) for each in begun))
    lined = sa.or_(_url.c.host == host, _url.c.host.startswith(f"{host}:", autoescape=True))
    return sa.or_(lined, sa.and_(_BROUGHT, spelt))


def lines(connection: Connection, which: sa.ColumnElement[bool], stage: sa.ColumnElement[str]) -> set[str]:
    """The hosts in whose lines these rows will stand, when this is their stage and they are lined up."""
    moves = sa.and_(_BROUGHT, _fetches(stage)).label("moves")
    rows = connection.execute(sa.select(_url.c.url, _url.c.host, _url.c.via, moves).where(which))
    return {of(row) if row.moves else row.host for row in rows}


def line_up(tx: Connection, ids: Sequence[int]) -> None:
    """Those of these that an archive brought, and that are open to be fetched, stand in the line of their host.

    Call it when they are opened, and have the `lines` woken before.
    """
    pending = unindexed(_url.c.state) == "pending"
    mine = sa.and_(_url.c.id.in_(ids), _BROUGHT, pending, _fetches(_url.c.stage))
    rows = tx.execute(sa.select(_url.c.id, _url.c.url, _url.c.host, _url.c.via).where(mine)).all()
    statement = sa.update(_url).where(_url.c.id == sa.bindparam("wanted")).values(host=sa.bindparam("home"))
    if rows:
        tx.execute(statement, [{"wanted": row.id, "home": of(row)} for row in rows])


def _fetches(stage: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Is what comes after this stage the fetch?"""
    return stage == "accepted"
