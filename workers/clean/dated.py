"""When a page was published: JSON-LD, then meta, microdata, what is printed, time elements. Pure.

Of 111 pages in many languages the day is right so on all, the instant with its zone on all of the 103 that have one.
Names of meta elements are told apart by their letters alone: `article:published:time` dated one page more. A time
element is the weakest witness: of 35 on 359 pages 8 were a comment's, an embedded post's, another article's or a
change's; these passed over, 2 of 27.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, timezone
from functools import cache
from itertools import islice
from typing import Any

from lxml import etree

from workers.clean.dates import found_in, parsed
from workers.clean.elsewhere import is_elsewhere
from workers.clean.evidence import Setting, more_exact
from workers.clean.jsonld import Record, text_of
from workers.clean.nodes import text_in
from workers.clean.ours import Ours, is_ours
from workers.clean.printed import printed_of
from workers.clean.sheet import Sheet, sheet_of
from workers.clean.traces import Page, trace_of
from workers.clean.zones import home_of
from workers.model import Precision, Published

#: meta elements that hold the time of first publication, most trusted first; by the letters of their names.
DATES = (
    "articlepublishedtime", "ogarticlepublishedtime", "articlepublished", "ogpublishedtime", "datepublished",
    "parselypubdate", "sailthrudate", "cxenseparserecspublishtime", "cxenseparsepublishtime", "publishdate",
    "publishedtime", "published", "pubdate", "publicationdate", "dcdateissued", "dctermsissued",
    "citationpublicationdate",
    "iso8601publishdate", "rnewsdatepublished", "btpubdate", "vrpublishedtime", "articledateoriginal",
    "originalpublicationdate", "releasedate", "articlepostdate", "articlecreated", "ptime", "weiboarticlecreateat",
    "ogpubdate", "dnpapublicationdate", "nrkfirstpublished", "bi3dpubdate", "shareaholicarticlepublishedtime",
)  # fmt: skip
#: meta elements of a record of the page, of which librarians and editing systems say when they made it.
RECORDED = (
    "dctermscreated", "dcdatecreated", "dcdate", "dctermsdate", "citationdate", "date", "created",
)  # fmt: skip

#: what JSON-LD calls the time of first publication, most trusted first.
_STATED = ("datePublished", "dateCreated", "uploadDate")
#: hours of UTC whose day is the same for nearly all who write: from Los Angeles to Moscow.
_SAME_DAY = range(9, 21)
_HALF_DAY, _FARTHEST, _QUARTER = timedelta(hours=12), timedelta(hours=14), timedelta(minutes=15)
_YEAR_FIRST = re.compile(r"\s?\d{4}-\d\d-\d\d")
_OTHER_THINGS = re.compile(r"comment|review|answer|rating|videoobject|imageobject|event|person|product", re.IGNORECASE)
_SIGNS = re.compile(r"[\W_]")
#: properties of events.
_EVENTS = ("startDate", "endDate")
#: elements that hold an article's time, and classes that say so.
# by attributes, a third of the time of asking each element
_MICRODATA = etree.XPath(
    '//*/@itemprop[.="datePublished" or .="dateCreated"]/..'
    '|//*/@property[contains(.,"datePublished") or contains(.,"dateCreated")]/..'
)
_DATED = etree.XPath("//time[@datetime]")
_TIMES = (
    etree.XPath("//time[@pubdate]"),
    etree.XPath("//article//time[@datetime]|//header//time[@datetime]|//main//time[@datetime]"),
    _DATED,
)
_TIME_CLASS = re.compile(r"publi[cesé]|entry-date|post-?date|created", re.IGNORECASE)
#: time elements that are looked at: a page of comments has thousands.
_MOST_TIMES = 50
#: characters of an element's text that are looked at.
_SHORT = 200


@dataclass(frozen=True, slots=True)
class Titles:
    """Beside the title stands the date that a page prints; the title element may have one, too."""

    title: str
    element: str


def published_of(
    tree: Any, record: Record, metas: Mapping[str, str], titles: Titles, url: str, setting: Setting
) -> tuple[Published, str] | None:
    """The first date that is possible, made more exact by later ones of the same moment; else a trace; its source."""
    sheet = cache(lambda: sheet_of(tree, titles.title, setting, _sure(tree, record, metas)))
    ours = Ours(_own_addresses(tree, metas, url), (titles.title, titles.element, metas.get("og:title", "")))
    if found := _stated(_dates(tree, record, metas, sheet, setting, ours), sheet, setting):
        return _in_its_zone(found[0], sheet, setting), found[1]
    return trace_of(Page(tree, url, titles.element, metas, record, sheet(), setting))


def _stated(
    dates: Iterable[tuple[str | Published, str]], sheet: Callable[[], Sheet], setting: Setting
) -> tuple[Published, str] | None:
    best: tuple[Published, str] | None = None
    for value, source in dates:
        found = value if isinstance(value, Published) else _field(value, sheet, setting)
        if found is None:
            continue
        if best is None:
            best = found, source
        elif (exact := more_exact(best[0], found)) is not best[0]:
            best = exact, source
        if best[0].precision is Precision.INSTANT:
            break
    return best


def _in_its_zone(stated: Published, sheet: Callable[[], Sheet], setting: Setting) -> Published:
    """The same instant, in the zone in which the page prints it, where that may be another day's than in UTC.

    Twelve hours between the two are a clock without its am and pm.
    """
    if stated.precision is not Precision.INSTANT or stated.offset_minutes:
        return stated
    printed = None if stated.at.hour in _SAME_DAY else printed_of(sheet(), setting)
    if printed is None or printed.precision is not Precision.LOCAL:
        return _at_home(stated, setting)
    ahead = printed.utc - stated.utc.replace(second=0, microsecond=0)
    if abs(ahead) == _HALF_DAY or abs(ahead) > _FARTHEST or ahead % _QUARTER:
        return stated
    return Published(stated.at.astimezone(timezone(ahead)))


def _at_home(stated: Published, setting: Setting) -> Published:
    """The same instant in the zone of the page's country, if a day begins there then: 22:00 UTC is a German midnight.

    Other hours stay as they are: of 26 pages whose country is known 1 has its day so, and 3 would lose it.
    """
    home = home_of(setting.land)
    local = stated.at.astimezone(home) if home else stated.at
    midnight = not (local.hour or local.minute or local.second)
    return Published(local.replace(tzinfo=timezone(local.utcoffset() or timedelta()))) if midnight else stated


def _field(value: str, sheet: Callable[[], Sheet], setting: Setting) -> Published | None:
    """What a field says: nothing is published later than it is fetched; then what the page's other dates tell."""
    land, limit = setting.land, setting.limit
    return parsed(value, None, land, limit) or parsed(value, sheet().order, land, limit)


def _sure(tree: Any, record: Record, metas: Mapping[str, str]) -> frozenset[date]:
    """Days that markup gives year first, in which nobody can take the day for the month."""
    told = [*metas.values(), *(time.get("datetime") for time in islice(tree.iter("time"), _MOST_TIMES))]
    told += [text_of(node, name) for node in record.nodes() for name in (*_STATED, "dateModified")]
    return frozenset(
        found.days[0] for text in told if text and _YEAR_FIRST.match(text) for found in islice(found_in(text[:40]), 1)
    )


def _own_addresses(tree: Any, metas: Mapping[str, str], url: str) -> tuple[str, ...]:
    links = (link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical")
    return tuple(address for address in (url, metas.get("og:url"), next(links, None)) if address)


def _dates(
    tree: Any,
    record: Record,
    metas: Mapping[str, str],
    sheet: Callable[[], Sheet],
    setting: Setting,
    ours: Ours,
) -> Iterator[tuple[str | Published, str]]:
    """Dates as markup has them, or read, most trusted first; what costs time is done when it is asked for."""
    yield from _linked(record.nodes(), ours)
    letters = {_letters(name): value for name, value in reversed(list(metas.items()))}
    yield from ((letters[name], "meta") for name in DATES if name in letters)
    for element in _MICRODATA(tree)[:5]:
        if not _is_anothers(element):
            yield element.get("content") or element.get("datetime") or text_in(element)[:_SHORT], "microdata"
    if printed := printed_of(sheet(), setting):
        yield printed, "printed"
    yield from _linked(record.nodes(of_pages=True), ours)
    yield from ((letters[name], "meta") for name in RECORDED if name in letters)
    for element in _times(tree):
        yield element.get("datetime") or text_in(element)[:_SHORT], "time"


def _linked(nodes: Sequence[Mapping[str, Any]], ours: Ours) -> Iterator[tuple[str, str]]:
    """The dates of the nodes that are the page's own; where none is, of those that may be."""
    judged = [(is_ours(node, ours), node) for node in nodes]
    heard = [node for own, node in judged if own] or [node for own, node in judged if own is None]
    yield from ((value, "jsonld") for name in _STATED for node in heard if (value := text_of(node, name)))


def _is_anothers(element: Any) -> bool:
    """Does the nearest thing that it is a property of say that it is no article: a comment, a film, an event?"""
    if element.get("itemprop") in _EVENTS:
        return True
    scope = next((one for one in (element, *element.iterancestors()) if one.get("itemtype") or one.get("typeof")), None)
    kind = (scope.get("itemtype") or scope.get("typeof") or "") if scope is not None else ""
    return bool(_OTHER_THINGS.search(kind))


def _letters(name: str) -> str:
    """`article:published_time` and `article.published-time` are one name."""
    return _SIGNS.sub("", name)


def _times(tree: Any) -> list[Any]:
    """The time elements that may be the article's own, best first."""
    if next(tree.iter("time"), None) is None:
        return []
    marked = [time for time in _DATED(tree) if _TIME_CLASS.search(_classes(time))]
    found = [*marked, *(time for path in _TIMES for time in path(tree))]
    return [time for time in found[:_MOST_TIMES] if not (is_elsewhere(time) or _is_anothers(time))][:5]


def _classes(element: Any) -> str:
    parent = element.getparent()
    return f"{element.get('class') or ''} {(parent.get('class') or '') if parent is not None else ''}"
