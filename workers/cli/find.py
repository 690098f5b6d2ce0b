"""Which url row, or which article, a person means. Touches the ledger, decides nothing about news."""

from __future__ import annotations

import re

from sqlalchemy.engine import Connection

from workers import urls as addresses
from workers.cli.jsonl import PREFIX
from workers.cli.numbers import LARGEST
from workers.errors import NewsloomError, PermanentError, WordsError
from workers.ledger import aliases, articles, urls
from workers.ledger.schema import Record
from workers.printable import is_fit, said

#: what may be meant for a url, with or without a scheme: a host has a dot or a port.
_URL = re.compile(r"[^\s/]+(?:\.[^\s/]|:\S)")


def row_of(connection: Connection, word: str) -> Record | None:
    """The url row that a word names: its number, any spelling of its url, its article's url, an imported id."""
    text = word.strip()
    if not is_fit(text):  # no row has such a name
        return None
    number = _number(text)
    found = None if number is None else urls.get(connection, number)
    return found or _spelled(connection, text)


def article_of(connection: Connection, word: str) -> int:
    """The article that a word names: its number, as people are told it, or its url, as `row_of` knows that.

    Raises PermanentError where there is none, WordsError where the word can name none.
    """
    text = word.strip()
    number = _number(text)
    if number is not None and articles.get(connection, number) is not None:
        return number
    row = _spelled(connection, text) if is_fit(text) else None
    if row is None:
        raise unknown(word) if number is None else PermanentError("unknown-url", f"there is no article {number}")
    owner = aliases.owner(connection, row.key) if row.state == "same" else None
    found = articles.of_url(connection, owner or row.id)
    if found is None:
        raise PermanentError("no-article", f"it has no article ({row.state}): {said(word)}; `newsloom trace` says why")
    return int(found.id)


def unknown(word: str) -> NewsloomError:
    """What is said of a word that names no row: of one that is not even a url or a number, that it is none."""
    told = f"never accepted: {said(word)}"
    text = word.strip()
    if text.isdecimal() or _URL.match(text):
        return PermanentError("unknown-url", told)
    return WordsError("no-url", f"{told}, which is neither a url nor a number")


def _number(text: str) -> int | None:
    """A row's number; Python does not read thousands of digits."""
    short = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST))
    return int(text) if short and int(text) <= LARGEST else None


def _spelled(connection: Connection, text: str) -> Record | None:
    """The newest row of a url, however it is spelled, of an article's url, or of an imported id."""
    canonical = _canonical(text)
    exact = urls.find(connection, addresses.key(canonical)) if canonical else None
    if exact is None and canonical and "://" not in text:
        exact = urls.find(connection, addresses.key(addresses.canonical(f"http://{text}")))
    if exact is not None:
        return exact
    rows = urls.spelled(connection, text, f"{PREFIX}{text}", *([canonical] if canonical else []))
    return rows[0] if rows else None


def _canonical(text: str) -> str | None:
    try:
        return addresses.canonical(text if "://" in text else f"https://{text}")
    except PermanentError:
        return None
