"""What an article is called in the index of copies: its number in the ledger, and a check of when it was seen. Pure.

A ledger that was put back from a backup gives the numbers of what it lost out again. By number alone a new article
would have the answer of another, or be told as the copy of one that it is nothing like. An article's `seen_at` never
changes, and no moment comes twice: so the index never takes one for another, and who is told of an article that the
ledger does not have by this name knows that it was put back.

A name is a whole number, 8 bytes as the index has it: 5 of the number, enough for a million million articles, and 3 of
the check, which two articles of one number share once in 16 million times. A check beside 8 of the number would make
each record longer by it twice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from workers.errors import PermanentError
from workers.model import Verdict

#: bytes of the check.
CHECK = 3
_BITS = 40
_NUMBERS = (1 << _BITS) - 1
#: the greatest prime of three bytes: moments that are whole seconds or days apart have different checks, too.
_CHECKS = 16_777_213
_BEGAN, _UNIT = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)

#: when articles were first seen, by number.
SeenAt = Mapping[int, datetime]


def name_of(article: int, seen_at: datetime) -> int:
    """Raises PermanentError for a number that has no place in a name."""
    if article > _NUMBERS:
        raise PermanentError("article-number", f"the index of copies has numbers up to {_NUMBERS}, not {article}")
    return (seen_at - _BEGAN) // _UNIT % _CHECKS << _BITS | article


def number_of(name: int) -> int:
    """The number of an article that is called so."""
    return name & _NUMBERS


def with_check(article: int, check: bytes) -> int:
    """The name of the article with this number and check."""
    return int.from_bytes(check, "little") << _BITS | article


def in_names(verdict: Verdict, seen_at: SeenAt) -> Verdict:
    """A verdict in numbers, as the index is told it."""
    return _with(verdict, {number: name_of(number, seen_at[number]) for number in named(verdict)})


def in_numbers(verdict: Verdict, seen_at: SeenAt) -> Verdict | None:
    """A verdict in names, as the ledger is told it; None where the ledger has no article of such a name.

    seen_at: of those that the ledger has.
    """
    numbers = {name: number_of(name) for name in named(verdict)}
    known = all(n in seen_at and name_of(n, seen_at[n]) == name for name, n in numbers.items())
    return _with(verdict, numbers) if known else None


def named(verdict: Verdict) -> Collection[int]:
    """Whom a verdict names, each once."""
    return {one for one in (verdict.original, verdict.nearest) if one is not None}


def _with(verdict: Verdict, called: Mapping[int, int]) -> Verdict:
    if not called:
        return verdict
    original, nearest = (None if one is None else called[one] for one in (verdict.original, verdict.nearest))
    return replace(verdict, original=original, nearest=nearest)
