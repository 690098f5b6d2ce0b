"""page -> article. Calls in order, decides nothing.

What if it comes twice? Cleaning is a function of the page: the same article is written over itself, and keeps its id.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.engine import Connection

from workers import log
from workers.clean.decide import article_of, place
from workers.errors import PermanentError
from workers.ledger import Ledger, articles, pages, urls
from workers.ledger.schema import Record

Done = Callable[[Connection, str], None]


def clean(url: Record, done: Done, *, ledger: Ledger, now: datetime) -> None:
    """Make the article of the url's page and keep it. Raises RefusedError where the page holds none."""
    with ledger.read() as connection:
        page = pages.get(connection, url.id)
    if page is None:
        raise PermanentError("page-gone", "the page's bytes are no longer kept: fetch the url again with `retry`")
    hint = urls.decode_hint(url.hint)
    article = article_of(page, hint)
    placed = place(article.published, page.fetched_at, imported=url.via == "import")
    with ledger.begin() as tx:
        found = articles.save(tx, url.id, article, external_id=hint.id, placed_at=placed, now=now)
        log.bind(article=found)
        dated = article.published.text() if article.published else "undated"
        done(tx, f"{len(article.text.split())} words, {dated}, {article.lang or 'language unknown'}")
