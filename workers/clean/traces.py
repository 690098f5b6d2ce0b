"""The day of a page that does not say when it was published: where it left a trace of it. Pure; the last resort.

htmldate, which was asked before, took 36 ms for each page of wcxb_dev, most of it where there was nothing to find; this
is one look more at lines that are read already. Of 662 labelled pages, all that they state hidden, the day is right so
on 599, wrong on 34; before lines away from the title had to show that they are the page's own (`standing.py`) on 605
and 40. What was lost was others' dates that were right by chance: of lists, of a footer's copyright.

A day of a change counts where it is printed: it is all that many guides and terms of use say of their age. Tried and
dropped: JSON-LD's dateModified (the day of first publication on 35 of 65 pages); the date that most lines have.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import islice
from typing import Any

from workers.clean.dates import Found, found_in, parsed
from workers.clean.elsewhere import is_elsewhere, is_others
from workers.clean.evidence import Setting, not_after
from workers.clean.jsonld import Record
from workers.clean.labels import Label, label_of
from workers.clean.sheet import FIRST_YEAR, Sheet, label_in
from workers.clean.standing import Standing, datelines
from workers.model import Precision, Published

#: characters of a line beside the title in which any date is the page's.
SHORT = 60
#: how many lines from the title these are.
NEXT = 2

_IN_ADDRESS = re.compile(
    r"(?<!\d)(?:(?P<y>\d{4})[-_./](?P<m>\d\d?)[-_./](?P<d>\d\d?)|(?P<y2>\d{4})(?P<m2>\d\d)(?P<d2>\d\d)"
    r"|(?P<d3>\d\d?)(?P<cut>[-_.])(?P<m3>\d\d?)(?P=cut)(?P<y3>\d{4}))(?!\d)"
)
#: 07.11.24 is day first, as 07.11.2024 is.
_YEARLESS = re.compile(r"(?<![\d.])(?P<d>\d\d?)\.(?P<m>\d\d?)\.(?P<y>\d\d)(?![\d.])")
#: what stands before a date that was put behind a title, and behind it.
_SET_OFF = re.compile(r"[|•·(\[]\W{0,3}(?:\w{2,12}\W{1,3})?$")
_GOES_ON = re.compile(r"(?:[\s,]{0,3}\d{1,2}[:.h]\d\d.{0,8})?\s{0,3}(?:$|[|,;)\]•·–—-])")
_SCRIPT = re.compile(
    r"[\"'](?:date_?published|published_?at|publish(?:ed)?_?date|publication_?date|first_?publication_?date|create_?date)"
    r"\\?[\"']\s*:\s*\\?[\"']?([^\"'\\,}]{8,40})",
    re.IGNORECASE,
)
#: folders whose days are those on which something takes place.
_CALENDARS = re.compile(r"/(?:events?|calend[ae]r|kalender|termine?|veranstaltung(?:en)?|agenda)/", re.IGNORECASE)
_IMAGES = ("og:image", "twitter:image")


@dataclass(frozen=True, slots=True)
class Page:
    """All that may hold a trace."""

    tree: Any
    #: where it was fetched.
    url: str
    #: its title element.
    heading: str
    metas: Mapping[str, str]
    record: Record
    sheet: Sheet
    setting: Setting


def trace_of(page: Page) -> tuple[Published, str] | None:
    """The day of the first trace that is possible, noon UTC, and which one it is."""
    for source, dates in TRACES:
        for found in dates(page):
            possible = not_after(found, page.setting.limit)
            if possible:
                return Published(datetime.combine(possible.at.date(), time(12), UTC), Precision.DAY), source
    return None


def _in_address(page: Page, address: str) -> Iterator[Published]:
    """Whole days that an address names: `/2024/11/07/`, `20241107`, `22.04.2020`; not the parts of a longer number.

    Of `07-11-2024` the page has to tell which number is the month.
    """
    for match in _IN_ADDRESS.finditer(address):
        if match["cut"] in ("-", "_"):
            yield from _read(page, filter(_is_late, found_in(match[0].replace("_", "-"))))
        else:
            yield from _days([match])


def _days(matches: Iterable[re.Match[str]]) -> Iterator[Published]:
    """The real ones of these days."""
    for match in matches:
        part = {name[0]: int(number) for name, number in match.groupdict().items() if number and name != "cut"}
        year = part["y"] + (2000 if part["y"] < 100 else 0)
        try:
            found = datetime(year, part["m"], part["d"], 12, tzinfo=UTC)
        except ValueError:
            continue
        if year >= FIRST_YEAR:
            yield Published(found, Precision.DAY)


def _url(page: Page) -> Iterator[Published]:
    return iter(()) if _CALENDARS.search(page.url) else _in_address(page, page.url)


def _image(page: Page) -> Iterator[Published]:
    for name in _IMAGES:
        yield from _in_address(page, page.metas.get(name, ""))


def _read(page: Page, dates: Iterable[Found]) -> Iterator[Published]:
    for found in dates:
        if published := found.published(page.sheet.order, page.sheet.land, page.setting.limit):
            yield published


def _heading(page: Page) -> Iterator[Published]:
    """What the title's line, another heading of the first order, or the title element says beside its words.

    A day within its words is the story's: `What they saw on 9 November 1989`; and so is one at their end that both
    have, or that no more than a comma or a dash parts from them: `Winter concert, 12 December 2025`. One with which a
    heading begins, and which the title element does not have, was put there by a template.
    """
    sheet = page.sheet
    texts = [sheet.rows[sheet.at].text] if sheet.at is not None else []
    texts += [sheet.rows[index].text for index, _ in sheet.dated if sheet.rows[index].block.tag == "h1"]
    named = {day for found in found_in(page.heading) for day in found.days}
    for text in texts:
        kickers = (found for found in found_in(text) if found.start <= 1 and not named.intersection(found.days))
        yield from _read(page, (found for found in kickers if _is_late(found)))
    told = {day for text in texts for found in found_in(text) for day in found.days} & named
    for text in (*texts, page.heading):
        set_off = (found for found in found_in(text) if told.isdisjoint(found.days) and _is_set_off(text, found))
        yield from _read(page, set_off)


def _is_set_off(text: str, found: Found) -> bool:
    """Does a sign part it from the words before it, and from those behind it?"""
    label = label_of(text, found.start, found.end)
    named = label in (Label.PUBLISHED, Label.UPDATED)
    begins = named or _SET_OFF.search(text[: found.start])
    return bool(begins and _GOES_ON.match(text, found.end)) and label is not Label.OTHER and _is_late(found)


def _is_late(found: Found) -> bool:
    return found.days[0].year >= FIRST_YEAR


def _beside(page: Page) -> Iterator[Published]:
    """Beside the title, in a block whose names speak of something else: `mod_newsreader`, `with-sidebar`.

    In the next lines whatever label stands before it, and with a year of two numbers.
    """
    sheet = page.sheet
    if sheet.at is None:
        return
    for index in sorted(sheet.near, key=lambda index: abs(index - (sheet.at or 0))):
        text = sheet.rows[index].text
        found = [one for number, one in sheet.dated if number == index]
        if 0 < abs(index - sheet.at) <= NEXT and len(text) <= SHORT:
            found = [*found_in(text), *found]
            yield from _days(_YEARLESS.finditer(text))
        yield from _read(page, (one for one in found if label_in(sheet, index, one) is not Label.OTHER))


def _line(page: Page) -> Iterator[Published]:
    """In a line made for it, or at the beginning of a story: the first below the title; labelled ones above it, too."""
    return _lines(page, lambda block: is_elsewhere(block) or is_others(block))


def _aside(page: Page) -> Iterator[Published]:
    """The same in a rail, or in a part of the page that a widget made."""
    return _lines(page, is_others)


def _lines(page: Page, away: Callable[[Any], bool]) -> Iterator[Published]:
    sheet = page.sheet
    at = -1 if sheet.at is None else sheet.at
    dated = sorted(
        [*Standing(sheet).dates(), *datelines(sheet)],
        key=lambda one: (one[0] < at, abs(one[0] - at)),
    )
    yield from _read(page, (found for index, found in dated if not away(sheet.rows[index].block)))


def _script(page: Page) -> Iterator[Published]:
    """What the page's programs call so, or those who count its readers, in an attribute of its body.

    Not what its JSON-LD says: whose dates these are was judged already.
    """
    body = page.tree.find("body")
    if body is not None:
        yield from _in_address(page, body.get("id") or "")
    scripts = (one for one in page.tree.iter("script") if "ld+json" not in (one.get("type") or "").lower())
    told = [script.text or "" for script in scripts] + (body.values() if body is not None else [])
    for match in (match for text in told for match in islice(_SCRIPT.finditer(text), 1)):
        if given := parsed(match[1], page.sheet.order, page.sheet.land, page.setting.limit):
            yield given


#: which trace -> its dates, the most trusted first. Behind each the pages on which it decides, of 662: right, wrong.
TRACES: Sequence[tuple[str, Callable[[Page], Iterator[Published]]]] = (
    ("url", _url),  # 87, 3
    ("heading", _heading),  # 11, 1
    ("beside", _beside),  # 364, 12
    ("line", _line),  # 60, 6
    ("aside", _aside),  # 7, 0
    ("image", _image),  # 6, 6; of pages that truly state no date 2, 0
    ("script", _script),  # 64, 6
)
#: sources of a date that is no more than a trace.
TRACED = frozenset(name for name, _ in TRACES)
