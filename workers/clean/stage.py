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
from workers.model import Hint, Kind, Page

Done = Callable[[Connection, str], None]


#: enough of a page for every parser, and for the language model, to be loaded.
_SMALL = """<html><title>The tide</title><body><article><h1>The tide</h1>
<p>The tide came in at six this morning, a little later than the tables of the harbour office had said it would.</p>
<p>It went out again at noon, and the boats that had waited for it lay on the mud until the children came from school.
</p></article>"""


def warm_up(now: datetime) -> None:
    """Load parsers and models, which takes seconds, before the first page waits for them."""
    article_of(Page("https://example.org/", "https://example.org/", 200, {}, _SMALL.encode(), Kind.HTML, now), Hint())


def clean(url: Record, done: Done, *, ledger: Ledger, now: datetime) -> str:
    """Make the article of the url's page and keep it; the event's name. Raises RefusedError where there is none."""
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
    return "article.cleaned"
