"""Is all as it must be, in the ledger and in Redis? Says what is not, and mends what can be mended safely.

May run at any time, beside workers: what belongs together is read in an order in which it is written (a message after
its row, an answer after its article), so that work in progress is never taken for a fault. Decides nothing about news.

Ledger: workers/ledger/checks.py. Redis is a queue and an index, so each thing in it must have a row, and what is wrong
in an index is put right by filling it from the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from workers import outage, reach, server
from workers.bootstrap import Services
from workers.clean.doubled import doubled
from workers.errors import OutageError
from workers.ledger import checks
from workers.ledger.base import DAMAGED
from workers.redis_checks import REDIS

#: rows that are mended at a time: workers wait meanwhile, and a statement takes some 30,000 parameters at most.
_BATCH = 300


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found."""

    check: str
    #: what is true when all is well.
    law: str
    #: for how many it is not; after a mend that did not help all, for how many of them it still is not.
    wrong: int = 0
    #: some of them, for a person.
    examples: tuple[str, ...] = ()
    mended: bool = False
    #: `--fix` mends what is wrong, or has; else it is for a person to look at.
    mendable: bool = False
    #: why it could not be checked; else empty.
    skipped: str = ""
    #: what is needed for that should be there and does not answer, or is damaged.
    away: bool = False

    @property
    def good(self) -> bool:
        return not self.wrong or self.mended


def examine(services: Services, *, fix: bool = False) -> Iterator[Finding]:
    """Each check in turn; with `fix`, what can be mended is. Raises OutageError where the ledger does not answer."""
    file = _file(services)
    yield file
    fix = fix and file.good  # who writes into a damaged file may damage more
    yield from _ledger(services, fix=fix)
    absent, expected = _absent(services), _expected(services)
    for check, law, look in REDIS:
        if absent:
            yield Finding(check, law, skipped=absent, away=expected)
            continue
        try:
            with outage.translated():
                wrong, mend = look(services)
                if wrong and fix and mend:
                    mend()
            yield _found(check, law, wrong, mendable=mend is not None, fix=fix)
        except OutageError as error:
            yield _left_out(check, law, error, expected=expected)


def _ledger(services: Services, *, fix: bool) -> Iterator[Finding]:
    now = services.clock()
    yield _readable("rows", "each row that another row names is there", partial(_rows, services))
    for check in checks.CHECKS:
        yield _readable(check.name, check.law, partial(_checked, services, check, now, fix=fix))
    law = "no two articles that stand at one address are one page"
    yield _readable("one-page", law, partial(_one_page, services))


def _readable(check: str, law: str, look: Callable[[str, str], Finding]) -> Finding:
    """What a look finds; it is left out where it meets a damaged page."""
    try:
        return look(check, law)
    except OutageError as error:
        if error.reason != DAMAGED:
            raise
        return _left_out(check, law, error)


def _left_out(check: str, law: str, error: OutageError, *, expected: bool = True) -> Finding:
    """expected: there should be a Redis."""
    if error.reason == DAMAGED:
        return Finding(check, law, skipped=f"what it reads is damaged: {error.detail}", away=True)
    return Finding(check, law, skipped=error.detail, away=expected and error.reason == "redis-away")


def _file(services: Services) -> Finding:
    try:
        with services.ledger.read() as connection:
            damage = checks.damage(connection)
    except OutageError as error:
        if error.reason != DAMAGED:
            raise
        damage = error.detail
    return Finding("file", "the database's file is whole", int(bool(damage)), (damage,) if damage else ())


def _rows(services: Services, check: str, law: str) -> Finding:
    with services.ledger.read() as connection:
        orphans = checks.orphans(connection)
    return Finding(check, law, sum(orphans.values()), tuple(f"{name}: {count}" for name, count in orphans.items()))


def _checked(services: Services, which: checks.Check, now: datetime, check: str, law: str, *, fix: bool) -> Finding:
    with services.ledger.read() as connection:
        ids: list[int] = list(connection.scalars(which.find(now)))
    left = _mended(services, which, which.mend, ids, now) if fix and which.mend else []
    return _found(check, law, left or ids, mendable=which.mend is not None and not left, fix=fix)


def _one_page(services: Services, check: str, law: str) -> Finding:
    with services.ledger.read() as connection:
        return _found(check, law, doubled(connection))


def _mended(services: Services, check: checks.Check, mend: checks.Mend, ids: Sequence[int], now: datetime) -> list[int]:
    """Mend these, a batch in each transaction; those that are wrong all the same."""
    find, left = check.find(now), list[int]()
    for start in range(0, len(ids), _BATCH):
        wrong = find.where(find.selected_columns[0].in_(ids[start : start + _BATCH]))
        with services.ledger.exclusive(check.lock) as tx:
            mend(tx, list(tx.scalars(wrong)), now)  # as it is now, under the lock
            left += tx.scalars(wrong)
    return left


def _found(check: str, law: str, wrong: Sequence[object], *, mendable: bool = False, fix: bool = False) -> Finding:
    mendable = bool(wrong) and mendable
    return Finding(check, law, len(wrong), tuple(map(str, wrong[: checks.SHOWN])), mendable and fix, mendable)


def _absent(services: Services) -> str:
    """Why Redis cannot be looked at; empty when it can. A Redis of our own that does not run is not started."""
    if services.redis_url or services.settings.newsloom.redis_url:
        return ""
    found = reach.look(services.settings)
    return found.trouble.detail if found.trouble and not found.answers else ""


def _expected(services: Services) -> bool:
    """Whether there should be a Redis: somebody named it, or a guardian looks after one of our own."""
    named = services.redis_url or services.settings.newsloom.redis_url
    return bool(named) or server.guarded(services.settings.home)
