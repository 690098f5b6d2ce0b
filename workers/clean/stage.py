"""page -> article. Calls in order, decides nothing.

    page | article | whose address is it? -> an article, the same page as another url's, or another version of one

What if it comes twice? Cleaning is a function of the page: the same article is written over itself, and keeps its id.
Once an article is in a story it is written over no more: another reading is its next version, and the same one changes
nothing.

Two urls with one page at the same moment? An address belongs to one url (workers/ledger/aliases.py): the second waits
for the first to be committed, and finds it there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from sqlalchemy.engine import Connection

from workers import entry, log
from workers import urls as addresses
from workers.clean.again import Was, changes_of
from workers.clean.decide import article_of, place
from workers.clean.doubled import reading_of
from workers.clean.rules import NONE, Rules
from workers.clean.same import Reading, whose
from workers.errors import PermanentError, RefusedError
from workers.ledger import Ledger, aliases, articles, homes, pages, stories, urls, versions
from workers.ledger.schema import Record
from workers.model import Article, Basis, Hint, Kind, Page
from workers.text import size


class End(Protocol):
    """What becomes of the row, said in the transaction that stores the stage's result."""

    def __call__(self, tx: Connection, detail: str) -> None:
        """The stage is done, and the next one follows."""

    def same(self, tx: Connection, owner: int) -> None:
        """The page is another url's, and this one is at its end."""

    def rest(self, tx: Connection, detail: str) -> None:
        """The article stays as it is, in its story: the url is done again."""


#: enough of a page for every parser, and for the language model, to be loaded.
_SMALL = """<html><title>The tide</title><body><article><h1>The tide</h1>
<p>The tide came in at six this morning, a little later than the tables of the harbour office had said it would.</p>
<p>It went out again at noon, and the boats that had waited for it lay on the mud until the children came from school.
</p></article>"""


def warm_up(now: datetime) -> None:
    """Load parsers and models, which takes seconds, before the first page waits for them."""
    article_of(Page("https://example.org/", "https://example.org/", 200, {}, _SMALL.encode(), Kind.HTML, now), Hint())


def clean(url: Record, done: End, *, ledger: Ledger, now: datetime, rules: Rules = NONE) -> str:
    """Make the article of the url's page and keep it; the event's name. Raises RefusedError where there is none.

    rules: those of single sites.
    """
    with ledger.read() as connection:
        page, before = pages.get(connection, url.id), articles.of_url(connection, url.id)
    if page is None:
        raise PermanentError("page-gone", "the page's bytes are no longer kept: fetch the url again with `retry`")
    hint = urls.decode_hint(url.hint)
    article = _read(url, page, hint, rules, stands_in=before is None)
    placed = place(article.published, page.fetched_at, imported=not homes.is_page(url))
    with ledger.begin() as tx:
        before = articles.of_url(tx, url.id)
        if before and stories.of_article(tx, before.id):
            return _read_again(tx, url, page, before, article, done, now)
        owner, article = _addressed(tx, url, page, article, settled=before is not None, now=now)
        if owner != url.id:
            done.same(tx, owner)
            log.bind(same=owner)
            return "page.same"
        found = articles.save(tx, url.id, article, external_id=hint.id, placed_at=placed, now=now)
        log.bind(article=found)
        done(tx, _told(article))
    return "article.cleaned"


def _read(url: Record, page: Page, hint: Hint, rules: Rules, *, stands_in: bool) -> Article:
    """The article of a page; where there is none, that of its feed's entry, if that may stand in."""
    try:
        return article_of(page, hint, rules)
    except RefusedError as error:
        given = entry.page_of(url.url, url.via, hint, error, page.fetched_at) if stands_in else None
        if given is None:
            raise
        return article_of(given, hint)


def _told(article: Article) -> str:
    dated = article.published.text() if article.published else "undated"
    made = f"made of the feed's entry ({article.sources.get('page')}): " if article.basis is Basis.ENTRY else ""
    return f"{made}{size(article.text)} words, {dated}, {article.lang or 'language unknown'}"


def _addressed(
    tx: Connection, url: Record, page: Page, article: Article, *, settled: bool, now: datetime
) -> tuple[int, Article]:
    """The url that has the article's page, and the article at an address that is its own.

    A document that was imported is what it is, wherever it says that it stands; and so is a feed's entry. A page that
    an archive brought was fetched once, by whomever, and is one like those fetched here. A url that has an article
    already keeps it. Where another url's article at that address is another one, the page's word was wrong.
    """
    if not homes.is_page(url) or article.basis is Basis.ENTRY:
        return url.id, article
    wanted, final, *others = (_key(address) for address in (article.url, page.final_url, *article.others))
    owners = aliases.claim(tx, url.id, [wanted, final, url.key, *others], now)
    theirs = _articles(tx, (owners[key] for key in (wanted, final, url.key, *others) if owners[key] != url.id))
    found = whose(url.id, _reading(article), theirs, owners[wanted], settled=settled)
    aliases.see(tx, found.owner, [final, url.key])
    return found.owner, article if found.believed else replace(article, url=page.final_url)


def _articles(tx: Connection, owners: Iterable[int]) -> dict[int, Reading]:
    """The articles of these urls, of those that have one, in their order."""
    rows = ((owner, articles.of_url(tx, owner)) for owner in dict.fromkeys(owners))
    return {owner: reading_of(row) for owner, row in rows if row is not None}


def _reading(article: Article) -> Reading:
    return Reading(article.title, article.text, article.published, article.basis)


def _key(address: str) -> str:
    return addresses.key(addresses.canonical(address))


def _read_again(
    tx: Connection, url: Record, page: Page, before: Record, article: Article, done: End, now: datetime
) -> str:
    """Another reading of an article that is in a story: a version of it, where it says something new.

    One that was made of a feed's entry has its page's addresses from now on.
    """
    log.bind(article=before.id)
    was = Was(before.title, None if before.text_gone_at else before.text, Basis(before.basis))
    changed = changes_of(was, article)
    if not changed:
        done.rest(tx, "unchanged")
        return "article.unchanged"
    _addressed(tx, url, page, article, settled=True, now=now)
    number = versions.replace(tx, before, article, changed, now)
    done(tx, f"version {number}: {', '.join(changed)} changed; {_told(article)}")
    log.bind(version=number)
    return "article.changed"
