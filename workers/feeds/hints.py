"""What a feed and its server say about how often it is worth asking. Pure.

In the feed: `ttl` (RSS, minutes), `sy:updatePeriod` and `sy:updateFrequency` (RSS 1.0 module "syndication"),
`skipHours` and `skipDays` (RSS; hours of GMT, names of days). In the response: `Cache-Control: max-age` less `Age`,
else `Expires` (RFC 9111, 4.2). Whatever cannot be read was not said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workers.httpdate import http_date

DAY = 86_400.0
#: seconds of each period that the module knows.
_PERIODS = {"hourly": 3600.0, "daily": DAY, "weekly": 7 * DAY, "monthly": 30 * DAY, "yearly": 365 * DAY}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
#: characters of a feed in which it must have said so: both stand in its head.
_HEAD = 20_000
#: more of these than there are in a day, or a week, says nothing.
_MOST = 48

_SKIPS = re.compile(r"<skip(hours|days)\b[^<>]*>(.{0,2000}?)</skip\1", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(r"<hour\b[^<>]*>\s*([0-9]{1,2})\s*<", re.IGNORECASE)
_DAY = re.compile(r"<day\b[^<>]*>\s*([a-z]{6,9})\s*<", re.IGNORECASE)
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?([0-9]{1,10})", re.IGNORECASE)
_NUMBER = re.compile(r"\s*([0-9]{1,9})\s*")
#: what forbids keeping an answer says nothing of when to ask again.
_NO_AGE = re.compile(r"(?:^|[\s,])no-(?:cache|store)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hints:
    """What a feed says of itself."""

    #: seconds.
    ttl: float | None = None
    #: seconds between two updates, by the module "syndication".
    period: float | None = None
    #: hours of the day in UTC, 0 to 23.
    skip_hours: tuple[int, ...] = ()
    #: days of the week, Monday is 0.
    skip_days: tuple[int, ...] = ()


def hints_of(about: Mapping[str, Any], text: str) -> Hints:
    """about: what feedparser made of the channel; text: the document, because feedparser keeps one hour of many."""
    minutes = _number(about.get("ttl"))
    hours, days = _skips(text[:_HEAD])
    return Hints(minutes * 60.0 if minutes else None, _period(about), hours, days)


def freshness(headers: Mapping[str, str], now: datetime) -> tuple[str, float] | None:
    """(which header, seconds for which the answer is fresh); None where none says so, or says it is not."""
    control = headers.get("cache-control", "")
    if _NO_AGE.search(control):
        return None
    told = _MAX_AGE.search(control)
    if told:
        found = float(told[1]) - float(_number(headers.get("age")) or 0)
        return ("max-age", found) if found > 0 else None
    seconds = _until(headers.get("expires"), headers.get("date"), now)
    return ("Expires", seconds) if seconds > 0 else None


def _until(expires: str | None, date: str | None, now: datetime) -> float:
    """Seconds until then, by the server's own clock where it tells the time."""
    end = http_date(expires)
    return (end - (http_date(date) or now)).total_seconds() if end else 0.0


def _period(about: Mapping[str, Any]) -> float | None:
    name = about.get("sy_updateperiod")
    period = _PERIODS.get(name.strip().lower()) if isinstance(name, str) else None
    return period / (_number(about.get("sy_updatefrequency")) or 1) if period else None


def _number(given: object) -> int | None:
    found = _NUMBER.fullmatch(given) if isinstance(given, str) else None
    return int(found[1]) if found else None


def _skips(head: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    hours: set[int] = set()
    days: set[int] = set()
    for skip in _SKIPS.finditer(head):
        if skip[1].lower() == "hours":
            # 24 is midnight to those who count from 1
            hours |= {int(hour) % 24 for hour in _HOUR.findall(skip[2])[:_MOST] if int(hour) <= 24}
        else:
            days |= {_DAYS.index(day.lower()) for day in _DAY.findall(skip[2])[:_MOST] if day.lower() in _DAYS}
    return tuple(sorted(hours)), tuple(sorted(days))
