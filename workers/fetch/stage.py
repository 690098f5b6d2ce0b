"""url -> page. Calls in order, decides nothing.

What if it comes twice? The page is fetched again and replaces the first; the row's stage keeps that from happening
unless both run at the same moment.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.engine import Connection

from workers import log
from workers.fetch.http import Client
from workers.ledger import Ledger, pages
from workers.ledger.schema import Record

Done = Callable[[Connection, str], None]


def fetch(url: Record, done: Done, *, ledger: Ledger, client: Client, now: datetime) -> str:
    """Fetch the url's page and keep it; the event's name. Raises what the client raises."""
    page = client.get(url.url, now)
    with ledger.begin() as tx:
        pages.save(tx, url.id, page)
        moved = f", moved to {page.final_url}" if page.final_url != url.url else ""
        done(tx, f"{page.status}, {len(page.body)} bytes{moved}")
    log.bind(status=page.status, size=len(page.body))
    return "page.fetched"
