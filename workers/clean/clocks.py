"""The time of day that stands beside a date, as people print it in many languages, and its zone. Pure.

`18:40`, `18h40`, `18 Uhr 40`, `午後6時40分`, `1840 GMT`. With a full stop (`18.40`) it could be a price or a count as
well: it is a time where something says so, a word before it (`kl.`), a zone, a half of the day or a word for the hour
behind it, and where nothing else stands in its part of the line. A lone number is one with a half of the day, or such a
word for the hour as says no span (`18 Uhr`, `18時`; not `2 h ago`). With a word for minutes behind it, it is how long a
film is (`4:30 min`), but where the hour has its own (`18h40min`); so is `1.25 h`, with a full stop.
"""

from __future__ import annotations

import re
from datetime import time

from workers.clean.zones import NAMES, PATTERN, WORDS

#: a weekday between a date and its time of day: Koreans, Japanese and Chinese write `(목)`, `水曜日`, `星期三` there,
#: Turks and Hungarians their own.
_WEEKDAY = (
    r"(?:\s?(?:[(（]?[월화수목금토일月火水木金土日](?:요일|曜日?)?[)）]?|星期[一二三四五六日天])"
    r"|,?\s(?:pazar(?:tesi)?|salı|çarşamba|perşembe|cuma(?:rtesi)?|hétfő|kedd|szerda|csütörtök|péntek|szombat|vasárnap))?"
)
#: `year` behind a year, as Slavs write it.
_YEAR = r"(?:\s?(?:г\.|года?\b|р\.|року\b))?"
#: what leads to an hour. Not `from` and its like, with which events begin.
_LED = (
    r"T|at|um|à|a l[ae]s?|às|(?:alle\s)?ore|alle|om|ob|kl(?:\.|okken|o)?|(?:o\s)?(?:godz(?:\.|inie)?|g\.)|saat"
    r"|(?:la\s)?ora|la|στις|lúc|[ouvвоу]"
)
#: characters between a date and the time that belongs to it: `, at `, ` um `, ` - `.
_BETWEEN = rf"{_WEEKDAY}{_YEAR}[\s,|·•–—-]{{0,4}}(?:(?P<led>{_LED})(?=[\s\d])|\s)?\s{{0,2}}"
#: what says which half of the day a time is of: behind it, and before it.
_HALF = r"[ap]\.?(?:(?<=\.)\s)?m\b\.?|[πμ]\.?\s?μ\b\.?|(?:(?-i:SA|CH|ÖÖ|ÖS)|[صم])\b"
_HALVED = "[上下]午|午[前後]|凌晨|早上|晚上|오[전후]"
#: the second half, by the beginning of its sign in lower case.
_PM = ("p", "μ", "ch", "ös", "م", "下", "午後", "晚", "오후")
#: words for the hour: between it and its minutes, behind both, and behind an hour that has no minutes.
_HOURS = r"\s?(?:Uhr|heures?|h)\s|[:h]\s?|[時时点點시]\s?"
_UNIT = r"(?:Uhr|Hrs?|uur|hs?|horas|min)\b\.?|分|분"
#: words for minutes, and those for hours that say a span alone.
_SPAN = re.compile(
    r"\s{0,2}(?:(?:min(?:s|ut|utes|uten|uter|utter|ut[io]s?|uuttia)?|мин(?:ут[аы]?)?|хв(?:илин)?|dk|dakika|sec|sek|Std|Stunden)\b"
    r"|[分분초秒])",
    re.IGNORECASE,
)
#: an hour in hundredths: none of the afternoon is.
_HUNDREDTHS = 12
#: numbers of which nothing parts the hour, before the name of a zone.
_MILITARY = rf"(?<=\d\d)(?=\d\d\s{{0,2}}(?:hrs?\s)?(?-i:{NAMES})\b)"
_WHOLE = r"\sUhr\b|[時时点點](?!間|间|钟)|시(?!간)"
_CLOCK = (
    rf"(?:(?P<half>{_HALVED})\s?)?(?P<h>\d{{1,2}})"
    rf"(?:(?:{_HOURS}|(?P<dot>\.)|{_MILITARY})(?P<m>\d{{2}})(?::(?P<s>\d{{2}})(?:[.,]\d{{1,9}})?)?(?!\d|\s?[%€$£¥])|(?P<whole>{_WHOLE}))?"
    rf"\s{{0,2}}(?P<ap>{_HALF})?(?:\s{{0,2}}(?P<unit>{_UNIT}))?\s{{0,2}}\(?(?P<z>{PATTERN})?"
)
_AFTER = re.compile(rf"{_BETWEEN}{_CLOCK}", re.IGNORECASE)
_BEFORE = re.compile(
    rf"(?<![\d:.-])(?:(?<![^\W_])(?P<led>{_LED})\s)?{_CLOCK}\)?[\s,|·•–—-]{{0,4}}(?:on\s|am\s)?(?:\w{{2,10}},?\s)?$",
    re.IGNORECASE,
)
#: where a part of a line ends, and where one begins.
_ENDS, _BEGINS = re.compile(r"\W*$|\s?[|·•()\[\]]|\s[/–—-]\s"), re.compile(r"(?:^|[|·•(\[]|\s[/–—-])\s*$")
#: what is counted, behind a number that could be a zone: in lower case, or Germans count it; `by` and the like lead to
#: a name, capitals to a city or to the zone's own name.
_COUNTED = re.compile(
    r"\s{0,2}(?!(?:by|von|par|por|di|door|od)\b)(?:[a-zà-öø-ÿа-яα-ω]|Kommentar|Aufruf|Leser|Reaktion|Bilder|Foto|Beitr)"
)
#: characters behind a date, and before it, in which its time of day stands.
_BEHIND, _AHEAD = 60, 48


def beside(text: str, start: int, end: int, *, ordered: bool, stated: bool) -> tuple[time | None, str | None]:
    """The time of day after a date (07-11-2024 07:25 IST) or before it (11:53 JST, December 31, 2024), and its zone.

    ordered: the date has its year first. stated: the text is a machine's field. The zone is in upper case.
    """
    for match in (_AFTER.match(text, end, end + _BEHIND), _BEFORE.search(text[max(0, start - _AHEAD) : start])):
        clock = _clock(match, stated=stated) if match else None
        if match and clock is not None:
            return clock, _zone(match, ordered=ordered, stated=stated)
    return None, None


def _zone(match: re.Match[str], *, ordered: bool, stated: bool) -> str | None:
    """The zone as printed, upper case; None where it is a word, a number of things (+1200 shares), or a span's end.

    Machines that write the year first set a zone apart: `2025-11-05 10:15 -05:00`.
    """
    said, hour = match["z"], match.start("h")
    if not said:
        return None
    if said[0] not in ("+", "-"):
        return said.upper() if said.isupper() or said.upper() not in WORDS else None
    if len(said) <= len("+05"):
        return said if len(said) == len("+05") and match.string[match.start("z") - 1].isdigit() else None
    iso = match["s"] or match.string[hour - 1 : hour].upper() == "T"
    if iso:
        return said
    if ":" not in said:
        return None if not stated and _COUNTED.match(match.string, match.end("z")) else said
    apart = (ordered or stated) and match.string[match.start("z") - 1].isspace()
    return said if said[0] == "+" or apart else None


def _clock(match: re.Match[str], *, stated: bool) -> time | None:
    """A time of day; None where it may be another number."""
    if (match["m"] or match["ap"] or match["whole"]) is None:
        return None
    if match["m"] and not stated and (_is_span(match) or (match["dot"] and not _is_clock(match))):
        return None
    hour, half = int(match["h"]), (match["ap"] or match["half"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half.startswith(_PM) else 0)  # 00:15 PM is how some templates write 12:15
    elif half and not half.startswith(_PM):
        return None  # 14:15 AM: either may be the mistake
    try:
        return time(hour, int(match["m"] or 0), int(match["s"] or 0))
    except ValueError:
        return None


def _is_span(match: re.Match[str]) -> bool:
    """Is it how long something is?"""
    if match["half"] or match["ap"] or (match["z"] or "+")[0] not in "+-":
        return False
    parted, behind = match.string[match.end("h")], _SPAN.match(match.string, match.end("s" if match["s"] else "m"))
    if parted in ".:":
        in_hours = match["dot"] and (match["unit"] or "")[:1] in ("h", "H") and not match["led"]
        return bool(behind or (in_hours and int(match["h"]) <= _HUNDREDTHS))
    return bool(behind and not match["led"] and (parted.isspace() or len(match["h"]) == 1))


def _is_clock(match: re.Match[str]) -> bool:
    """Is it a time of day, though a full stop parts its numbers?"""
    if match["led"] or match["half"] or match["ap"] or match["unit"] or (match["z"] or "+")[0] not in "+-":
        return True
    behind = match.re is _AFTER
    return bool(_ENDS.match(match.string, match.end()) if behind else _BEGINS.search(match.string[: match.start()]))
