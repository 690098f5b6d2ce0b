"""When a document was published, as a line of JSON says it. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from workers.errors import PermanentError
from workers.model import Precision, Published

#: characters of a time that are read; the longest with a zone and nanoseconds has 35.
_LONGEST_DATE = 64
#: years of newspapers: others are placeholders (0001-01-01), and the ends of the calendar leave no room to reckon.
_FIRST_YEAR, _LAST_YEAR = 1605, 9000
#: a leap second, which ISO 8601 has and `datetime` has not.
_LEAP = re.compile(r"(?<=:\d\d):60(?!\d)")


def published_of(text: str) -> Published:
    """A time in ISO 8601, as exact as it is written. Raises PermanentError for anything else."""
    try:
        if len(text) > _LONGEST_DATE:
            raise ValueError(f"{len(text)} characters")
        found = _dated(_LEAP.sub(":59", text.strip()))
    except ValueError as error:
        raise _bad(text, "ISO 8601, as 2025-02-07T11:40:00+09:00") from error
    if not _FIRST_YEAR <= found.at.year <= _LAST_YEAR:
        raise _bad(text, f"a year from {_FIRST_YEAR} to {_LAST_YEAR}")
    return found


def _bad(text: str, expected: str) -> PermanentError:
    return PermanentError("bad-date", f"`published` is {text[:40]!a}: expected {expected}")


def _dated(text: str) -> Published:
    at = datetime.fromisoformat(text)
    if len(text) <= len("2025-02-07"):
        return Published(at.replace(hour=12, tzinfo=UTC), Precision.DAY)
    if at.tzinfo is None:
        return Published(at.replace(tzinfo=UTC), Precision.LOCAL)
    return Published(at, Precision.INSTANT)
