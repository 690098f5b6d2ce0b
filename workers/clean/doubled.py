"""Articles that share an address with another one, and are one page with it. Reads; what one page is, `same.py` says.

Two articles may well share an address: where a redirect led two urls to two editions, one after the other. So each is
held against the one of the url that has the address, as when it was cleaned; where no url has it, against the first.
Not looked at is what has changed since: one that was read anew keeps its address, whatever it says by then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from sqlalchemy.engine import Connection

from workers import urls
from workers.clean.same import Reading, is_one_page
from workers.ledger import aliases, articles
from workers.ledger.schema import Record
from workers.model import Basis


def doubled(connection: Connection) -> list[int]:
    """The ids of articles that another url has already, at the same address."""
    shared = groupby(articles.sharing(connection), key=attrgetter("url"))
    return [row.id for address, rows in shared for row in _twins(list(rows), _owner(connection, address))]


def reading_of(row: Record) -> Reading:
    """What an article's row has to be held against another page."""
    return Reading(row.title, row.text, articles.published_of(row), Basis(row.basis))


def _owner(connection: Connection, address: str) -> int | None:
    return aliases.owner(connection, urls.key(urls.canonical(address)))


def _twins(rows: Sequence[Record], owner: int | None) -> Iterator[Record]:
    """Those of these that are one page with the one that has the address."""
    first = next((row for row in rows if owner in (None, row.url_id)), None)
    if first is not None:
        kept = reading_of(first)
        yield from (row for row in rows if row is not first and is_one_page(kept, reading_of(row)))
