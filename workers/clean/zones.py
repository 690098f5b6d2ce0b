"""Time zones as pages print them: `IST`, `EDT`, `GMT+9`, `+05:30`. Pure; one table, no clock.

An abbreviation is ambiguous by nature; each row takes the meaning that English-language news uses most. IST is
India's (Ireland and Israel write it seldom, India's sites on every page); CST and BST are America's and Britain's. On
a site under the domain of a country that has a zone of that name it is that country's (of 871 labelled pages none).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

#: minutes east of UTC.
OFFSETS: Mapping[str, int] = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "BST": 60, "CET": 60, "MEZ": 60, "CEST": 120, "MESZ": 120,
    "EET": 120, "SAST": 120, "CAT": 120, "EEST": 180, "MSK": 180, "EAT": 180, "TRT": 180, "GST": 240, "PKT": 300,
    "IST": 330, "NPT": 345, "BDT": 360, "ICT": 420, "WIB": 420, "WITA": 480, "HKT": 480, "SGT": 480, "MYT": 480,
    "PHT": 480, "AWST": 480, "JST": 540, "KST": 540, "WIT": 540, "ACST": 570, "AEST": 600, "ACDT": 630, "AEDT": 660,
    "NZST": 720, "NZDT": 780, "BRT": -180, "ART": -180, "ADT": -180, "AST": -240, "EDT": -240, "EST": -300,
    "CDT": -300, "CST": -360, "MDT": -360, "MST": -420, "PDT": -420, "PST": -480, "AKDT": -480, "AKST": -540,
    "HST": -600,
}  # fmt: skip

#: the same by the end of a site's host, where a country writes of its own zone what means another elsewhere.
LOCAL: Mapping[tuple[str, str], int] = {
    ("IST", "ie"): 60, ("IST", "il"): 120, ("BST", "bd"): 360, ("CST", "cn"): 480, ("CST", "tw"): 480,
    ("PST", "ph"): 480, ("MST", "my"): 480, ("EST", "au"): 600, ("EDT", "au"): 660, ("CST", "au"): 570,
    ("CDT", "au"): 630,
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
NOWHERE = frozenset({"Z", "UTC", "GMT"})

#: a zone behind a time of day. Long names first, so that `IST` is not read as `I`.
PATTERN = (
    r"(?:(?:GMT|UTC)\s?[+-]\d{1,2}(?::?\d{2})?|[+-]\d{2}:?\d{2}|[+-]\d{1,2}(?!\d)|"
    + "|".join(sorted([*OFFSETS, *SEASONAL], key=len, reverse=True))
    + r")(?![A-Za-z])"
)
_OFFSET = re.compile(r"(?:GMT|UTC)?\s?([+-])(\d{1,2}):?(\d{2})?")


def zone_of(name: str, local: datetime, host: str = "") -> timezone | None:
    """The fixed offset that `name` means at the naive time `local`; None for a name that is not known.

    host: of the site that writes it; its end may be a country.
    """
    word = name.strip().upper()
    if word in OFFSETS:
        return timezone(timedelta(minutes=LOCAL.get((word, host.rpartition(".")[2]), OFFSETS[word])))
    if word in SEASONAL:
        return timezone(ZoneInfo(SEASONAL[word]).utcoffset(local) or timedelta())
    found = _OFFSET.fullmatch(word)
    minutes = int(found[2]) * 60 + int(found[3] or 0) if found else 24 * 60
    if not found or minutes > 14 * 60:
        return None
    return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes))
