"""Time zones as pages print them: `IST`, `EDT`, `GMT+9`, `+05:30`. Pure; tables, no clock.

A name with two meanings is taken for one of them where something tells which: the site's address, its language, a
country in its markup, another time of the page (`land.py`). Where nothing tells, or two witnesses contradict each
other, it means nothing, and the time stays local: an hour that is not known is better than one that is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from workers.clean.land import NOWHERE, Land

#: minutes east of UTC.
OFFSETS: Mapping[str, int] = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "CET": 60, "MEZ": 60, "CEST": 120, "MESZ": 120,
    "EET": 120, "SAST": 120, "CAT": 120, "EEST": 180, "MSK": 180, "EAT": 180, "TRT": 180, "GST": 240, "PKT": 300,
    "NPT": 345, "BDT": 360, "ICT": 420, "WIB": 420, "WITA": 480, "HKT": 480, "SGT": 480, "MYT": 480,
    "PHT": 480, "AWST": 480, "JST": 540, "KST": 540, "WIT": 540, "ACST": 570, "AEST": 600, "ACDT": 630, "AEDT": 660,
    "NZST": 720, "NZDT": 780, "BRT": -180, "ART": -180, "ADT": -180, "EDT": -240, "EST": -300,
    "CDT": -300, "MDT": -360, "MST": -420, "PDT": -420, "PST": -480, "AKDT": -480, "AKST": -540,
    "HST": -600,
}  # fmt: skip

#: minutes east of UTC, the countries that mean these by a name, and what their other times are ahead, in summer, too.
Meaning = tuple[int, frozenset[str], frozenset[int]]
#: names that mean several zones. One that is in `OFFSETS`, too, means that where nothing tells: Australia has other
#: names of its own today, and the Philippines and Malaysia write theirs seldom.
MEANINGS: Mapping[str, Sequence[Meaning]] = {
    name: [(minutes, frozenset(countries.split()), frozenset(offsets)) for minutes, countries, offsets in rows]
    for name, rows in {
        "IST": [(330, "in", {330}), (60, "ie", {60}), (120, "il", {120, 180})],
        "BST": [(60, "gb", {60}), (360, "bd", {360})],
        "CST": [
            (-360, "us ca mx cr gt hn ni sv bz", {-360, -300}), (480, "cn tw hk mo", {480}), (570, "au", {570, 630}),
            (-300, "cu", set()),
        ],
        "CDT": [(-300, "us ca mx", {-360, -300}), (630, "au", {570, 630}), (-240, "cu", set())],
        "AST": [(-240, "us ca pr bm bb tt do", {-240, -180}), (180, "sa kw qa bh iq ye", {180})],
        "EST": [(-300, "us ca", {-300, -240}), (600, "au", {600, 660})],
        "EDT": [(-240, "us ca", {-300, -240}), (660, "au", {600, 660})],
        "MST": [(-420, "us ca mx", {-420, -360}), (480, "my", {480}), (390, "mm", {390})],
        "PST": [(-480, "us ca mx", {-480, -420}), (480, "ph", {480})],
    }.items()
}  # fmt: skip

#: countries that keep one time (but for islands), and the zone that has it; none whose code anybody may have (`.me`).
HOMES: Mapping[str, str] = {
    country: zone
    for zone, countries in {
        "Europe/Berlin": "de at ch li lu nl be fr it es dk no se pl cz sk hu si hr ba rs mk al mt",
        "Europe/London": "gb ie pt", "Europe/Helsinki": "fi ee lv lt ro bg gr cy", "Europe/Kyiv": "ua",
        "Europe/Istanbul": "tr by", "Africa/Cairo": "eg", "Asia/Jerusalem": "il", "Asia/Riyadh": "sa kw qa bh iq ye",
        "Asia/Dubai": "ae om", "Asia/Tehran": "ir", "Asia/Karachi": "pk", "Asia/Kolkata": "in lk", "Asia/Dhaka": "bd",
        "Asia/Kathmandu": "np", "Asia/Bangkok": "th vn kh", "Asia/Shanghai": "cn hk mo tw sg my ph",
        "Asia/Tokyo": "jp kr", "Africa/Johannesburg": "za", "Africa/Lagos": "ng", "Africa/Nairobi": "ke tz ug",
        "America/Argentina/Buenos_Aires": "ar", "America/Lima": "pe", "Pacific/Auckland": "nz",
    }.items()
    for country in countries.split()
}  # fmt: skip

#: names that leave summer time to the date.
SEASONAL: Mapping[str, str] = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}

#: names that are words of some language: `publié à 10h15 et modifié`, `um 14:30 ist`, `10:15 Art`. In capitals alone.
WORDS = frozenset({"ET", "CT", "MT", "PT", "IST", "EST", "ART", "CAT", "EAT", "WIT", "WEST"})

#: zones whose people write the month first; all other named zones but UTC write the day first, or the year.
MONTH_FIRST = frozenset({"ET", "CT", "MT", "PT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "AKST", "HST"})
#: zones that say nothing of who writes.
SILENT = frozenset({"Z", "UTC", "GMT"})

#: names of zones. Long ones first, so that `IST` is not read as `I`.
NAMES = "|".join(sorted([*OFFSETS, *MEANINGS, *SEASONAL], key=len, reverse=True))
#: a zone behind a time of day.
PATTERN = rf"(?:(?:GMT|UTC)\s?[+-]\d{{1,2}}(?::?\d{{2}})?|[+-]\d{{2}}:?\d{{2}}|[+-]\d{{1,2}}(?!\d)|{NAMES})(?![A-Za-z])"
_OFFSET = re.compile(r"(?:GMT|UTC)?\s?([+-])(\d{1,2}):?(\d{2})?")


def zone_of(name: str, local: datetime, land: Land = NOWHERE) -> timezone | None:
    """The fixed offset that `name` means at the naive time `local`; None for a name that is not known, or may be two.

    land: where the page is written that has it.
    """
    word = name.strip().upper()
    minutes = _meant(word, land) if word in MEANINGS else OFFSETS.get(word)
    if minutes is not None:
        return timezone(timedelta(minutes=minutes))
    if word in SEASONAL:
        return timezone(ZoneInfo(SEASONAL[word]).utcoffset(local) or timedelta())
    found = _OFFSET.fullmatch(word)
    minutes = int(found[2]) * 60 + int(found[3] or 0) if found else 24 * 60
    if not found or minutes > 14 * 60:
        return None
    return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes))


def _meant(name: str, land: Land) -> int | None:
    """Minutes east of UTC that all that is known of the page agrees on."""
    told = {east for east, countries, offsets in MEANINGS[name] if land.places & countries or land.offsets & offsets}
    if not told:
        return OFFSETS.get(name)
    return told.pop() if len(told) == 1 else None


def is_month_first(name: str, land: Land = NOWHERE) -> bool | None:
    """Do those write the month first whose zone this is? None where it is nobody's, or may be two peoples'."""
    if name in SILENT or not name[-1].isalpha():
        return None
    if name not in MEANINGS:
        return name in MONTH_FIRST
    east = _meant(name, land)
    return None if east is None else east < 0


def home_of(land: Land) -> ZoneInfo | None:
    """The one zone of all countries that a page may be written in; None where there are several, or none is known."""
    homes = {HOMES.get(country) for country in land.places}
    name = homes.pop() if len(homes) == 1 else None
    return ZoneInfo(name) if name else None
