"""A feed's date -> Published, in the zone that the feed prints. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from workers.httpdate import mail_date
from workers.model import Precision, Published

_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}")
#: the year 1 of software that had no date: email's reader makes 2001 of it.
_NO_YEAR = re.compile(r"[A-Za-z]{3}\s+0\d{3}(?!\d)")
#: an offset from UTC at a date's end.
_OFFSET = re.compile(r"[+-](\d{2}):?(\d{2})\s*\Z")
#: the same as the mail format does not have it: with a colon, or behind a name; a comment may follow.
_FOREIGN = re.compile(r"(?:GMT|UTC)?([+-]\d{2}):?(\d{2})(?=\s*(?:\Z|\())")
#: a zone's name behind a time of ISO 8601, as Ruby prints it.
_NAMED = re.compile(r"(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}[\d:.]*)\s+([A-Z]{2,5})")
#: a time with the half of the day that is meant.
_HALVED = re.compile(r"(?<!\d)(\d{1,2})(:\d{2}(?::\d{2})?)\s*([AP])\.?M\b\.?", re.IGNORECASE)
_CLOCK = re.compile(r"\d:\d|T\d")
#: years before the first printed newspaper (1605) are the zero of somebody's calendar, and so is this day (Unix).
_EARLIEST, _LATEST = 1605, 9000
_ZERO = date(1970, 1, 1)


def when(raw: object, struct: Sequence[int] | None = None) -> Published | None:
    """The time that a feed prints (RFC 822, ISO 8601), else the UTC struct that feedparser made of it, else nothing."""
    text = raw.strip() if isinstance(raw, str) else ""
    if _NO_YEAR.search(text) or _is_nowhere(text):
        return None
    text = _HALVED.sub(_whole, text).strip()
    found = _iso(text) or _rfc822(text) or _struct(text, struct)
    if found is None or not _EARLIEST <= found.at.year <= _LATEST or found.utc.date() == _ZERO:
        return None
    return found


def _is_nowhere(text: str) -> bool:
    """Does it give an offset that no place on earth has? feedparser would reckon with +99:99."""
    offset = _OFFSET.search(text)
    return bool(offset and _CLOCK.search(text) and (int(offset[1]) > 23 or int(offset[2]) > 59))


def _whole(clock: re.Match[str]) -> str:
    """A time of half a day as one of 24 hours; 13:00 PM is that already."""
    hour = int(clock[1])
    if hour <= 12:
        hour = hour % 12 + (12 if clock[3] in "Pp" else 0)
    return f"{hour:02}{clock[2]} "


def _iso(text: str) -> Published | None:
    if _DAY.fullmatch(text):
        try:
            return _day(date.fromisoformat(text))
        except ValueError:
            return None
    named = _NAMED.fullmatch(text)
    zone = mail_date(f"1 Jan 2025 12:00 {named[2]}") if named else None
    try:
        found = datetime.fromisoformat(named[1] if named else text)
        return _timed(found.replace(tzinfo=zone.tzinfo) if zone else found)
    except ValueError:
        return None


def _rfc822(text: str) -> Published | None:
    timed = _CLOCK.search(text) is not None
    text = _FOREIGN.sub(r"\1\2", text)
    found = mail_date(text if timed else f"{text} 12:00")
    if found is None:
        return None
    if not timed:
        return _day(found.date())
    # RFC 5322, 3.3: -0000 is UTC, printed by one who does not know his own zone
    return _timed(found.replace(tzinfo=UTC) if text.endswith("-0000") else found)


def _struct(text: str, struct: Sequence[int] | None) -> Published | None:
    """Last resort: feedparser knows months in Greek. Of what begins with a digit it makes something, right or not."""
    if not struct or not text[:1].isalpha():
        return None
    try:
        year, month, day, hour, minute, second = struct[:6]
        found = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    return Published(found, Precision.LOCAL) if _CLOCK.search(text) else _day(found.date())


def _timed(found: datetime) -> Published | None:
    if found.tzinfo is None:
        return Published(found.replace(tzinfo=UTC), Precision.LOCAL)
    try:
        return Published(found)
    except ValueError:  # the calendar's last day, which in UTC is none
        return None


def _day(found: date) -> Published:
    return Published(datetime.combine(found, time(12), UTC), Precision.DAY)
