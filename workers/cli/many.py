"""What commands that concern many urls share: the host that they are of, and changing them a few hundred at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeVar

import click
from sqlalchemy.engine import Connection

from workers import urls
from workers.bootstrap import Services
from workers.cli import out
from workers.errors import PermanentError

#: rows changed in one transaction, so that workers can write in between.
BATCH = 500

_T = TypeVar("_T")


def as_host(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """The callback of an option that takes a host: the spelling that rows have."""
    try:
        return None if value is None else urls.as_host(value)
    except PermanentError as error:
        raise click.BadParameter(error.detail, ctx, param) from error


def by_end(found: Mapping[str, int]) -> str:
    """`3 refused, 1 failed`, of rows by state; empty where none ended so."""
    return ", ".join(f"{found[state]:,} {state}" for state in ("refused", "failed") if found.get(state))


def say_of_known(found: Mapping[str, int]) -> None:
    """How many of those that were known already ended without an article, by state: to accept them again is nothing."""
    if told := by_end(found):
        where = "`newsloom failed` says why, `newsloom failed retry` takes them up again"
        out.warn(f"of those known, without an article: {told}; {where}")


def batches(items: Iterable[_T], size: int = BATCH) -> Iterator[list[_T]]:
    """Lists of at most `size`. (itertools.batched comes with Python 3.12.)"""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def changed(
    services: Services, ids: Sequence[int], done: str, change: Callable[[Connection, list[int], datetime], int]
) -> int:
    """Change these rows, a batch a transaction, and show how far it is; how many it changed. done: the word for it."""
    count = 0
    with out.progress(done, len(ids)) as step:
        for batch in batches(ids):
            with services.ledger.begin() as tx:
                count += change(tx, batch, services.clock())
            step(len(batch))
    return count
