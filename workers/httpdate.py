"""What headers say of time: dates, and how long to stay away (RFC 9110, 5.6.7 and 10.2.3). Pure.

Whoever asks anything of a server reads its words here, so that pages and feeds wait equally long for the same words.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

#: the longest that anyone may ask us to wait, in seconds: what is asked once a week is a burden to nobody, and a server
#: that says more has mostly made a slip, or means no.
LONGEST_WAIT = 7 * 86400.0

_SECONDS = re.compile(r"[0-9]{1,300}")


def mail_date(text: str) -> datetime | None:
    """A date as mail, HTTP and RSS write it (RFC 5322); naive where it names no zone, or one that nobody knows."""
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def http_date(text: str | None) -> datetime | None:
    """The same of a header, in UTC where it names no zone; None for what is no date."""
    found = mail_date(text or "")
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found


def retry_after(text: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After asks for, up to LONGEST_WAIT: a number, or a date; None where it says neither."""
    said = (text or "").strip()
    if _SECONDS.fullmatch(said):
        return min(float(said), LONGEST_WAIT)
    at = http_date(said)
    return min(max(0.0, (at - now).total_seconds()), LONGEST_WAIT) if at else None
