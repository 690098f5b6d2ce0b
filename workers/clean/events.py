"""Does a date say when something takes place, or which law is meant, and not when a page was published? Pure.

`12 December 2025, 19:30, Town Hall` stands below the title of an announcement as a date of publication stands below
that of an article. It is told by what goes with it: the place beside it, or what one pays; the end of its hours, or of
its days; a law's by its name before it. Where nothing tells, not markup either (`moments.py`), it is taken for the
page's: an announcement that names a day and an hour alone is dated by them.
"""

from __future__ import annotations

from workers.clean.months import MONTHS
from workers.clean.phrases import any_of, compiled
from workers.clean.venues import LAWS, PLACES

_HOUR = r"(?:\d{1,2}[:.h時时]\d{2}(?:\s?[ap]\.?m\.?)?|\d{1,2}\s?(?:[ap]\.?m\.?|h\b|Uhr))(?:\s?(?:Uhr|uur|h|hrs?)\b)?"
_TO = r"(?:[-–—]|to|till|until|bis|à|au|al|tot|till|til|do|до|a|～|〜|~|から)"
_AT = r"(?:at|um|ab|from|à|dès|a las|alle|(?:alle )?ore|às|om|kl\.?|o|godz\.?|в|о)"
#: what stands before the name of a place.
_IN = (
    r"(?:at|in|im|in der|in the|at the|au|à la|dans|en|en el|en la|na|no|nella|al|alla|i|på|w|we|v|в|у|@|ort|venue"
    r"|where|location|lieu|lugar|luogo|plaats|sted|plats|miejsce|yer|場所|地点|장소):?"
)
_CLOCK = rf"[\s,|·•–—-]{{0,4}}(?:{_AT}\s)?\s?{_HOUR}"
_SPAN_OF_HOURS = compiled(rf"{_CLOCK}(?!\s[-+]\d\d:?\d\d\b)\s?{_TO}\s?{_HOUR}")
_PLACED = compiled(rf"(?:{_CLOCK}\W{{1,4}}(?:{_IN}\s)?|[\s,]{{1,3}}{_IN}\s){any_of(PLACES)}(?=\W*$|\s?[,.;()|·•–—])")
_WHERE = compiled(
    rf"(?:{_CLOCK})?[\s,|·•–—;-]{{1,4}}(?:venue|where|veranstaltungsort|wo|treffpunkt|où|dónde|dove|onde|waar|gdzie|会場|場所"
    r"|장소)\s?[:：]"
)
_PLACE = compiled(rf"\W{{0,3}}(?:{_IN}\s)?{any_of(PLACES)}(?:[,;(].{{0,60}})?\W{{0,2}}")
_TIMED = compiled(rf"{_CLOCK}\W{{0,3}}$")
_MONTH = rf"{any_of(tuple(MONTHS))}\b"
_DAY = r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.)?"
_WEEKDAY = r"(?:[^\W\d_]{2,12}\.?,?\s)?"
#: a weekday, as Japanese and Koreans put it behind a day.
_IN_BRACKETS = r"(?:\s?[(（][^\W\d_]{1,3}[)）])?"
_YEAR_FIRST = r"(?:19|20)\d\d(?:\s?[年년]|([-/.])\s?(?=\d\d?\1))"
#: the end of a span of days behind a date, and its beginning before one. Of a day and a month: any word for a month
#: takes in `5 min read`, any four digits for a year `World Cup 2026 - 5 November 2025`.
_ENDS = compiled(
    rf"{_IN_BRACKETS}(?:{_CLOCK})?\s?{_TO}\s?(?:{_WEEKDAY}{_DAY}(?:\s(?:de\s)?{_MONTH}|[./-]\s?(?:{_MONTH}|\d{{1,2}}[./-]))"
    rf"|{_MONTH}\.?\s{_DAY}[\s,]|{_YEAR_FIRST}|(?:\d\d?\s?[月월]\s?)?\d\d?\s?[日일]|\d\d?\.\s?\d\d?\.)"
)
_FIRST = r"(?:^|[,(]|\b(?:from|vom|du|del|dal|van|od))\s?(?:[^\W\d_]{2,12}[.,]\s)?\d{1,2}(?:st|nd|rd|th|\.)?"
_WHOLE = (
    rf"(?:{_DAY}\s?(?:de\s)?{_MONTH}[.,]?\s(?:de\s)?|{_DAY}[./-]\s?\d{{1,2}}[./-]\s?|{_MONTH}\.?\s{_DAY},?\s)\d{{4}}\.?"
    r"|\d{4}(?:[-/.]\s?\d\d?){2}\.?|(?:\d{4}\s?[年년]\s?)?\d\d?\s?[月월]\s?\d\d?\s?[日일]"
)
#: what stands at the end of a beginning; asked first, in a third of the time.
_LEADS = compiled(rf"{_TO}\s?{_WEEKDAY}$")
_BEGAN = compiled(rf"(?:(?:{_WHOLE}){_IN_BRACKETS}(?:{_CLOCK})?|{_FIRST})\s?{_TO}\s?{_WEEKDAY}$")
#: a place before a date; not who has a surname like one: `Anna Baumgarten`. A city's press release begins with such a
#: line as well (`City Hall, 5 February 2031`): a word before the place, a weekday or an hour tells an event.
_AT_PLACE = compiled(
    rf"(?:^|[|·•(]\s?)(?![^\W\d_]{{2,20}} \w{{0,20}}(?:garten|keller|park|platz)\W)(?P<led>{_IN}\s)?{any_of(PLACES)}"
    rf"\s?[,;:|·•–—-]?\s(?:(?:le|el|il|lo|den|dne|día)\s)?(?P<weekday>{_WEEKDAY})$"
)
_HOURED = compiled(_CLOCK)
_LAW = compiled(rf"(?<![^\W_]){any_of(LAWS)}\s$")
#: characters before a date that are looked at, and behind it.
_REACH = 60
_FAR = 160


def is_events(line: str, start: int, end: int) -> bool:
    """Does a date of this line, which begins and ends there, say when something takes place, or which law is meant?"""
    behind, before = line[end : end + _FAR], line[max(0, start - _REACH) : start]
    after = any(form.match(behind) for form in (_PLACED, _WHERE, _SPAN_OF_HOURS, _ENDS))
    began = _LEADS.search(before[-20:]) and _BEGAN.search(before)
    return after or bool(began or _LAW.search(before) or _is_at_place(before, behind))


def _is_at_place(before: str, behind: str) -> bool:
    found = _AT_PLACE.search(before)
    return bool(found and (found["led"] or found["weekday"] or _HOURED.match(behind)))


def is_timed(line: str, end: int) -> bool:
    """Does the line end with a time of day, behind a date that ends there?"""
    return bool(_TIMED.match(line, end))


def is_place(line: str) -> bool:
    """Is the line a place's name, and nothing else?"""
    return len(line) < _FAR and bool(_PLACE.fullmatch(line))
