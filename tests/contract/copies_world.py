"""What the index of copies says of an article that the ledger has, in the ledger's numbers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from workers.bootstrap import Services
from workers.dedupe.index import Read
from workers.dedupe.names import in_numbers, name_of, named, number_of
from workers.ledger import articles
from workers.model import Signature, Verdict


def answer(one: Services, row: Any, signature: Signature, at: datetime, read: Read | None = None) -> Verdict:
    said = one.copies.ask_and_add(name_of(row.id, row.seen_at), signature, at, read)
    with one.ledger.read() as connection:
        found = in_numbers(said, articles.seen_at(connection, [number_of(name) for name in named(said)]))
    assert found is not None, "it knows whom the ledger does not have"
    return found


def answered(one: Services) -> set[int]:
    """The numbers of those that the index has an answer for."""
    return {number_of(name) for name in one.copies.answered()}
