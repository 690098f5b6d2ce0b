"""Which page a word of the command line means: a file, a page that the ledger keeps, or one that is fetched now."""

from __future__ import annotations

import sys
from pathlib import Path

from workers import urls as addresses
from workers.bootstrap import Services
from workers.cli import out
from workers.cli.context import here
from workers.cli.documents import STDIN
from workers.cli.find import row_of
from workers.cli.page_file import of_file
from workers.errors import PermanentError, WordsError
from workers.ledger import pages, urls
from workers.model import Hint, Page
from workers.printable import said


def page_of(word: str, address: str | None) -> tuple[Page, Hint]:
    """The page that is meant: a file, a page of the ledger, or one that is fetched now."""
    services = here()
    if not word.strip():
        raise WordsError("words", "expected a FILE, a URL, an ID, or - for standard input, and not an empty word")
    path = Path(word)
    if "://" not in word and (path == STDIN or _exists(path)):
        if address is not None:
            _examined(address)
        return of_file(path, address or "", services), Hint()
    if address is not None:
        raise WordsError("words", "--url goes with a FILE alone")
    with services.ledger.read() as connection:
        row = row_of(connection, word)
        page = pages.get(connection, row.id) if row else None
    if row and page:
        return page, urls.decode_hint(row.hint)
    if row and not row.host:
        raise PermanentError("page-gone", f"the document of {said(word)} is no longer kept")
    if not row and "://" not in word:
        if word.isdigit():  # well said, and there is no such url
            raise PermanentError("no-page", f"no url has the number {said(word)}, and no file that name")
        known = "no such file, and no url that was accepted; one to be fetched begins with http:// or https://"
        raise WordsError("no-page", f"{said(word)}: {known}")
    if not row:
        _examined(word, "")
    return _fetched(row.url if row else word, services), Hint()


def _examined(address: str, option: str = "--url ") -> None:
    """Raises WordsError for an address that is none, whatever the ledger holds."""
    try:
        addresses.canonical(address)
    except PermanentError as error:
        raise WordsError("words", f"{option}{said(address)}: {error.detail}") from error


def _fetched(address: str, services: Services) -> Page:
    """The page, asked for as a worker would: as its host's rest and its robots.txt allow, and by our own name."""
    from workers.fetch.stage import Lessons, asked

    if services.settings.fetch.anonymous and sys.stderr.isatty():
        out.warn(services.settings.fetch.anonymous)
    return asked(
        address,
        Lessons(addresses.host(address)),
        ledger=services.ledger,
        client=services.client,
        manners=services.own_manners,
        now=services.clock(),
    )


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # no name that a file can have
        return False
