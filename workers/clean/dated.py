"""When a page was published: JSON-LD, then meta, microdata, what is printed, time elements. Pure.

Of 111 pages in many languages the day is right so on all, the instant with its zone on all of the 103 that have one.
Names of meta elements are told apart by their letters alone: `article:published:time` dated one page more. A time
element is the weakest witness: of 35 on 359 pages 8 were a comment's, an embedded post's, another article's or a
change's; these passed over, 2 of 27.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from workers.clean.dates import parsed
from workers.clean.elsewhere import is_elsewhere
from workers.clean.evidence import Setting, more_exact, not_after, order_of
from workers.clean.jsonld import Record
from workers.clean.nodes import text_in
from workers.clean.printed import Sheet, printed_of, sheet_of
from workers.clean.traces import Page, trace_of
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

_SIGNS = re.compile(r"[\W_]")
#: elements that hold an article's time, and classes that say so.
_MICRODATA = (
    '//*[@itemprop="datePublished" or @itemprop="dateCreated" or contains(@property,"datePublished")'
    ' or contains(@property,"dateCreated")]'
)
_TIMES = (
    "//time[@pubdate]",
    "//article//time[@datetime]|//header//time[@datetime]|//main//time[@datetime]",
    "//time[@datetime]",
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
    sheet = cache(lambda: sheet_of(tree, titles.title, setting))
    if found := _stated(_dates(tree, record, metas, sheet, setting), setting):
        return found
    return trace_of(Page(tree, url, titles.element, metas, record, sheet(), setting))


def _stated(dates: Iterable[tuple[str | Published, str]], setting: Setting) -> tuple[Published, str] | None:
    order = order_of([], lang=setting.lang, host=setting.host)
    best: tuple[Published, str] | None = None
    for value, source in dates:
        read = value if isinstance(value, Published) else parsed(value, order, setting.host)
        found = not_after(read, setting.limit)
        if found is None:
            continue
        if best is None:
            best = found, source
        elif (exact := more_exact(best[0], found)) is not best[0]:
            best = exact, source
        if best[0].precision is Precision.INSTANT:
            break
    return best


def _dates(
    tree: Any, record: Record, metas: Mapping[str, str], sheet: Callable[[], Sheet], setting: Setting
) -> Iterator[tuple[str | Published, str]]:
    """Dates as markup has them, or read, most trusted first; what costs time is done when it is asked for."""
    for name in ("datePublished", "dateCreated", "uploadDate"):
        if value := record.text(name):
            yield value, "jsonld"
    letters = {_letters(name): value for name, value in reversed(list(metas.items()))}
    yield from ((letters[name], "meta") for name in DATES if name in letters)
    for element in tree.xpath(_MICRODATA)[:5]:
        yield element.get("content") or element.get("datetime") or text_in(element)[:_SHORT], "microdata"
    if printed := printed_of(sheet(), setting):
        yield printed, "printed"
    yield from ((letters[name], "meta") for name in RECORDED if name in letters)
    for element in _times(tree):
        yield element.get("datetime") or text_in(element)[:_SHORT], "time"


def _letters(name: str) -> str:
    """`article:published_time` and `article.published-time` are one name."""
    return _SIGNS.sub("", name)


def _times(tree: Any) -> list[Any]:
    """The time elements that may be the article's own, best first."""
    marked = [time for time in tree.xpath("//time[@datetime]") if _TIME_CLASS.search(_classes(time))]
    found = [*marked, *(time for path in _TIMES for time in tree.xpath(path))]
    return [time for time in found[:_MOST_TIMES] if not is_elsewhere(time)][:5]


def _classes(element: Any) -> str:
    parent = element.getparent()
    return f"{element.get('class') or ''} {(parent.get('class') or '') if parent is not None else ''}"
