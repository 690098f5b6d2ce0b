"""Which url row, or which article, a person means. Touches the ledger, decides nothing about news."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from workers import urls as addresses
from workers.cli.numbers import LARGEST
from workers.errors import PermanentError
from workers.ledger import aliases, articles, urls
from workers.ledger.schema import Record
from workers.printable import is_fit, said


def row_of(connection: Connection, word: str) -> Record | None:
    """The url row that a word names: its number, any spelling of its url, its article's url, an imported id.

    Where several articles stand at one url, the newest row.
    """
    text = word.strip()
    if not is_fit(text):  # no row has such a name
        return None
    if text.isascii() and text.isdigit() and int(text) <= LARGEST:
        found = urls.get(connection, int(text))
        if found is not None:
            return found
    canonical = _canonical(text)
    exact = urls.find(connection, addresses.key(canonical)) if canonical else None
    if exact is None and canonical and "://" not in text:
        exact = urls.find(connection, addresses.key(addresses.canonical(f"http://{text}")))
    if exact is not None:
        return exact
    rows = urls.spelled(connection, text, f"import:{text}", *([canonical] if canonical else []))
    return rows[0] if rows else None


def article_of(connection: Connection, word: str) -> int:
    """The article that a word names. Raises PermanentError where there is none."""
    row = row_of(connection, word)
    if row is None:
        raise PermanentError("unknown-url", f"never accepted: {said(word)}")
    owner = aliases.owner(connection, row.key) if row.state == "same" else None
    found = articles.of_url(connection, owner or row.id)
    if found is None:
        raise PermanentError("no-article", f"it has no article ({row.state}): {said(word)}; `newsloom trace` says why")
    return int(found.id)


def _canonical(text: str) -> str | None:
    try:
        return addresses.canonical(text if "://" in text else f"https://{text}")
    except PermanentError:
        return None
