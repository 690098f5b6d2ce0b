"""documents: what an import finds here already, by key or by address. Reads; no decisions about news.

A document that comes without a url has a name in its place, made up of its `id`, its file's name or its words.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import schema
from workers.model import Kind

_url, _page, _article = schema.url, schema.page, schema.article
#: rows that a server sends at a time: a page may have ten million bytes.
_AHEAD = 10
_KEPT = (
    sa.select(_url.c.key, _page.c.kind, _page.c.body, _article.c.title, _article.c.text, _article.c.text_gone_at)
    .join_from(_url, _page, _page.c.url_id == _url.c.id, isouter=True)
    .join(_article, _article.c.url_id == _url.c.id, isouter=True)
    .where(_url.c.key.in_(sa.bindparam("keys", expanding=True)))
    .execution_options(yield_per=_AHEAD)
)
#: those at one address that are told: the newest. A file of one name may have been imported every night for years.
MOST = 20


def _newest(address: sa.ColumnElement[str], found: sa.Select[tuple[str, str]]) -> sa.Select[tuple[str, str]]:
    """found: pairs of an address and a key."""
    place = sa.func.row_number().over(partition_by=address, order_by=_url.c.id.desc()).label("place")
    ranked = found.add_columns(place).where(address.in_(sa.bindparam("those", expanding=True))).subquery()
    return sa.select(ranked.c.address, ranked.c.key).where(ranked.c.place <= MOST).order_by(ranked.c.place)


#: asked with the condition of its index, which both databases want to see.
NAMED = _newest(_url.c.url, sa.select(_url.c.url.label("address"), _url.c.key).where(schema.NAMED))
STANDING = _newest(
    _article.c.url,
    sa.select(_article.c.url.label("address"), _url.c.key).join_from(_article, _url, _url.c.id == _article.c.url_id),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is still known of a url that was accepted before."""

    key: str
    #: of its page; None: not fetched yet, or no longer kept.
    kind: Kind | None
    body: bytes | None
    #: of its article.
    title: str | None
    text: str | None


def kept(connection: Connection, keys: Collection[str]) -> Iterator[Kept]:
    """The urls that have one of these keys; of some hundreds at most."""
    if not keys:
        return
    for row in connection.execute(_KEPT, {"keys": sorted(keys)}):
        text = row.text if row.text_gone_at is None else None
        yield Kept(row.key, row.kind and Kind(row.kind), row.body and zlib.decompress(row.body), row.title, text)


def at(connection: Connection, addresses: Collection[str]) -> Mapping[str, Sequence[str]]:
    """The keys of those that have one of these names in place of a url, or whose article stands at one of these urls.

    Of some hundreds at most. At one there may be several, of which the newest are told: documents from before each had
    a name of its own, articles of pages that say that they belong there.
    """
    found: dict[str, dict[str, None]] = defaultdict(dict)
    if addresses:
        for statement in (NAMED, STANDING):
            for row in connection.execute(statement, {"those": sorted(addresses)}):
                found[row.address][row.key] = None
    return {address: list(keys) for address, keys in found.items()}
