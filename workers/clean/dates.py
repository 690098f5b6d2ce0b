"""Dates as people and machines print them -> `Published`. Pure: no clock.

`07-11-2024` is two dates. Nothing here guesses: a reader names the order of day and month, from evidence
(`evidence.order_of`), or the date stays unread. Sources of the forms: ISO 8601, RFC 822, and what news sites print.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum

from workers.clean.branches import by_letter
from workers.clean.clocks import beside
from workers.clean.land import NOWHERE, Land
from workers.clean.months import HUNGARIAN, MONTHS, WEEKDAYS
from workers.clean.zones import zone_of
from workers.model import Precision, Published

#: earlier years are placeholders (0001, 1900, 1970-01-01), not dates of pages.
FIRST_YEAR = 1971
_WORD = "|".join(by_letter(sorted(map(re.escape, MONTHS), key=len, reverse=True)))


def _folded(name: str) -> str:
    """One spelling of what a pattern takes for the same without regard to case: `KASIM` is `kasim` in lower case."""
    return name.casefold().replace("ı", "i")


_FOLDED = {_folded(name): number for name, number in MONTHS.items()}
#: what stands behind a day whose year stands first, with spaces between (`2024. 11. 7.`): without it the numbers may be
#: the end of one sentence and the beginning of the next (`The last flood was in 2020. 11. 7 people died in it`).
_ENDED = r"\.(?!\d)|\W{0,3}$|\s?(?:[(|,·•]|[-–—/]\s?\d|\d{1,2}[:시]|오[전후]|[월화수목금토일]요일)"
#: months with the year before them: Hungarians alone write so, others end a sentence (`built in 2020. May 5 is`).
_HUNGARIAN = "|".join(HUNGARIAN)
_DATE = re.compile(
    rf"""(?<![\d.])(?:
      (?P<y1>\d{{4}})(?P<sep>[-/]|\.\s?)(?P<m1>\d{{1,2}})(?P=sep)(?P<d1>\d{{1,2}})(?!\d)
        (?:(?<!\s\d)(?<!\s\d\d)|(?={_ENDED}))\.?
    | (?P<y6>\d{{4}})\.\s(?P<n6>{_HUNGARIAN})\.?\s(?P<d6>\d{{1,2}})(?=\.|-[^\W\d]|\W{{0,3}}$|\s\d{{1,2}}:)\.?
    | (?P<y2>\d{{4}})\s?[年년]\s?(?P<m2>\d{{1,2}})\s?[月월]\s?(?P<d2>\d{{1,2}})\s?[日일]
    | (?P<d3>\d{{1,2}})(?:st|nd|rd|th|\.|º|er)?[\s/-]{{0,2}}(?:de\s|of\s|d[’'])?
        (?P<n3>{_WORD})\.?,?(?:\s|/|-|\sde\s|\sdel\s|\snăm\s){{1,2}}(?P<y3>\d{{4}})(?!\d)
    | (?P<a>\d{{1,2}})(?P<cut>[-/]|\.\s?)(?P<b>\d{{1,2}})(?P=cut)(?P<y4>\d{{4}})(?!\d)
    )|(?<!\w)(?P<n5>{_WORD})\.?\s{{1,2}}(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,2}}(?P<y5>\d{{4}})(?!\d)""",
    re.IGNORECASE | re.VERBOSE,
)
#: what every date has.
_YEAR = re.compile(r"\d{4}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}:?\d{2})?)?")
_EPOCH = re.compile(r"(\d{10})(?:\.\d+|\d{3})?")
_DAYNAME = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\b", re.IGNORECASE)


class Order(Enum):
    """Which number comes first in 07-11-2024."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text, before anybody decided which number is its month."""

    #: readings of it: one, or (day first, month first) where the two numbers could be either.
    days: tuple[date, ...]
    clock: time | None
    #: the zone as printed, upper case.
    zone: str | None
    #: where in the text it begins, and ends.
    start: int
    end: int
    weekday: int | None = None
    #: both numbers printed, so that its order is evidence for the others.
    numeric: Order | None = None

    def published(
        self, order: Order | None = None, land: Land = NOWHERE, limit: datetime | None = None
    ) -> Published | None:
        """The value, with the order that evidence gives; None while it is ambiguous.

        land: whose zones are meant. limit: no date is later; where nothing else tells, it decides between two readings.
        """
        values = [_published(day, self.clock, self.zone, land) for day in self._likely(order)]
        possible = [one for one in values if one and (limit is None or is_possible(one, limit))]
        return possible[0] if len(possible) == 1 else None

    def _likely(self, order: Order | None) -> Sequence[date]:
        fitting = [day for day in self.days if day.weekday() == self.weekday] if self.weekday is not None else []
        if len(self.days) == 1 or len(fitting) == 1:
            return fitting or self.days
        if order is None:
            return self.days
        return self.days[:1] if order is Order.DAY_FIRST else self.days[1:]


#: how much later than the fetch a time may seem to be: clocks differ; a time without its zone, and the noon that stands
#: for a day, may be those of the easternmost one, which is fourteen hours ahead.
AHEAD: Mapping[Precision, timedelta] = {
    Precision.INSTANT: timedelta(minutes=10),
    Precision.LOCAL: timedelta(hours=14),
    Precision.DAY: timedelta(hours=26),
}


def is_possible(published: Published, fetched: datetime) -> bool:
    """Can a page that was fetched then have been published then? Nothing is published after it was fetched."""
    return published.utc <= fetched + AHEAD[published.precision]


def _published(day: date, clock: time | None, zone: str | None, land: Land = NOWHERE) -> Published | None:
    if clock is None or (clock == time() and zone is None):  # midnight without a zone is a filled-in nothing
        return Published(datetime.combine(day, time(12), UTC), Precision.DAY)
    local = datetime.combine(day, clock)
    offset = zone_of(zone, local, land) if zone else None
    try:
        return Published(local.replace(tzinfo=offset or UTC), Precision.INSTANT if offset else Precision.LOCAL)
    except ValueError:  # the calendar's last day, which in UTC is none
        return None


def has_year(text: str) -> bool:
    """Are there four digits, as in every date?"""
    return _YEAR.search(text) is not None


def found_in(text: str, *, stated: bool = False) -> Iterator[Found]:
    """Every date in a line of text, with the time of day and zone that stand beside it.

    stated: the text is a machine's field, in which nothing is counted, and no span of hours stands.
    """
    if not has_year(text):  # a fifth of the time: most lines have none
        return
    for match in _DATE.finditer(text):
        days, numeric = _days(match)
        if days:
            clock, zone = beside(text, match.start(), match.end(), ordered=bool(match["y1"]), stated=stated)
            named = _DAYNAME.search(text, max(0, match.start() - 14), match.start())
            weekday = WEEKDAYS[named[1].lower()] if named else None
            yield Found(days, clock, zone, match.start(), match.end(), weekday, numeric)


def _days(match: re.Match[str]) -> tuple[tuple[date, ...], Order | None]:
    """The dates that a match can mean, and the order that its own numbers prove."""
    part = match.groupdict()
    for y, m, d in (("y1", "m1", "d1"), ("y2", "m2", "d2"), ("y3", "n3", "d3"), ("y5", "n5", "d5"), ("y6", "n6", "d6")):
        if part[y]:
            return _real((part[y], _month(part[m]), part[d])), None
    a, b, year = part["a"], part["b"], part["y4"]
    day_first, month_first = _real((year, b, a)), _real((year, a, b))
    if part["cut"][0] == "." or a == b:  # 07.11.2024 is day first wherever it is printed
        return day_first, None
    if day_first and month_first:
        return day_first + month_first, None
    return day_first or month_first, Order.DAY_FIRST if day_first else Order.MONTH_FIRST


def _month(text: str) -> str | int:
    """Of a name, however it is written, as well as of a number."""
    return MONTHS.get(text.lower()) or _FOLDED.get(_folded(text)) or text


def _real(*parts: tuple[str | int, str | int, str | int]) -> tuple[date, ...]:
    """Those of (year, month, day) that the calendar has."""
    dates = []
    for year, month, day in parts:
        try:
            dates.append(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return tuple(day for day in dates if day.year >= FIRST_YEAR)


def parsed(
    value: object, order: Order | None = None, land: Land = NOWHERE, limit: datetime | None = None
) -> Published | None:
    """A date that a machine-readable field holds: ISO 8601, RFC 822, epoch seconds, or what a person would print.

    order: of day and month, where it is known. land: whose zones are meant. limit: no date is later.
    """
    text = str(value).strip()[:80] if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    if read := _of_machines(text):
        return read if limit is None or is_possible(read, limit) else None
    found = next(found_in(text, stated=True), None)
    return found.published(order, land, limit) if found else None


def _of_machines(text: str) -> Published | None:
    if epoch := _EPOCH.fullmatch(text):
        read = datetime.fromtimestamp(int(epoch[1]), UTC)
        return Published(read) if read.year >= FIRST_YEAR else None
    if (compact := _COMPACT.fullmatch(text)) and (days := _real((compact[1], compact[2], compact[3]))):
        return _published(days[0], _compact_time(compact), compact[7])
    return None


def _compact_time(match: re.Match[str]) -> time | None:
    try:
        return time(int(match[4]), int(match[5]), int(match[6] or 0)) if match[4] else None
    except ValueError:
        return None
