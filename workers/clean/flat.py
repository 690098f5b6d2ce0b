"""A page flattened to text, menus and all -> title, text, date, byline. Pure.

Where nothing tells, nothing is said: an article without its title is better than one with a trailing headline, and a
date found among other articles' headlines would put it a year off.

How sure one may be of the text is told as for a page with markup: a second reading is all lines that speak for an
article, wherever they stand, and the two agree where there are few of them but in the article. Of 1,021 flattened pages
143 are doubtful by it, and of these 29 % have a token F1 under 0.8; of the others 4 % (mean 0.814 and 0.946;
benchmarks/doubt.py). The best run of such lines tells less (171 pages, 26 %; 4 %; 0.836 and 0.946); all long lines
that end as a sentence does, captions and notices among them, find more and cry wolf oftener (199 pages, 25 %; 4 %).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from workers.clean import byline, lines, runs
from workers.clean.credits import signing
from workers.clean.dates import Found, found_in
from workers.clean.evidence import order_of
from workers.clean.headline import Heading, heading_of
from workers.clean.labels import Label, is_labelled, is_when, label_of
from workers.clean.land import Land, land_of
from workers.clean.lines import Line
from workers.clean.listing import trouble_with_flat
from workers.clean.passage import picked
from workers.clean.sitename import in_host, named_in
from workers.clean.title import without_site
from workers.clean.tokens import agreement
from workers.model import Published

#: a longer line with a date in it is prose.
DATE_LINE = 160
#: lines below the article's first in which a date may still be the article's.
REACH = 3
#: lines in which a title element stands, where it was flattened, too.
TOP = 20
#: lines with dates that are looked at.
MOST_DATES = 50


@dataclass(frozen=True, slots=True)
class Flat:
    """What a flattened page says."""

    text: str
    title: str | None
    published: Published | None
    summary: str | None
    site: str | None
    authors: tuple[str, ...]
    credits: tuple[str, ...]
    #: token F1 of the text and the second reading, 0 to 1; None where there is no text.
    confidence: float | None
    #: why it is a list of headlines and no article; empty where it is not.
    trouble: str = ""


def read(text: str, *, lang: str | None = None, host: str = "", limit: datetime | None = None) -> Flat:
    """The article of a flattened page.

    lang, host: evidence of how its dates are written, where known. limit: no date is later.
    """
    page = runs.seen(runs.tidy(runs.unwrapped(text)))
    body = picked(page)
    dated = _date_lines(page, body)
    heading = heading_of(page, body, [index for index, _ in dated])
    title = page[heading.title].text if heading.title is not None else None
    others = [line.text for index, line in enumerate(page) if index not in body]
    named = _site(others, title, host)
    told = [page[index].text for index in body if index not in heading.standfirst]
    head = page[: body[0] + REACH] if body else page
    text = "\n".join(line for line in told if title is None or lines.key_of(line) != lines.key_of(title))
    return Flat(
        text=text,
        title=title and without_site(title, [named] if named else []),
        published=_published(page, dated, land_of(lang, host, (line.text for line in page)), limit),
        summary=_summary(page, heading),
        site=named or byline.site_of(others),
        authors=byline.authors_of([line.text for line in head if not line.good]),
        credits=_credits(page, body),
        confidence=agreement(text, "\n".join(line.text for line in page if line.good)) if text else None,
        trouble=trouble_with_flat(page, body),
    )


def _site(others: Sequence[str], title: str | None, host: str) -> str | None:
    """The name that stands behind the title in a line of the page, or in the title itself.

    With a host, if that is of this name: else it is a section as likely.
    """
    if title is None:
        return None
    found = [named_in(line, [title]) for line in others[:TOP]] + [named_in(title, [])]
    return next((name for name in found if name and (not host or in_host(name, host))), None)


def _summary(page: Sequence[Line], heading: Heading) -> str | None:
    return "\n".join(page[index].text for index in heading.standfirst) or None


def _credits(page: Sequence[Line], body: Sequence[int]) -> tuple[str, ...]:
    """Agencies credited within the article or close below it."""
    if not body:
        return ()
    near = page[body[0] : body[-1] + 1 + REACH]
    told = [line.text.strip("() .[]—-–") for line in near if lines.is_credit(line.text)]
    below = (name for line in page[body[-1] + 1 :][:REACH] for name in signing(line.text))
    return tuple(dict.fromkeys(told or below))


def _date_lines(page: Sequence[Line], body: Sequence[int]) -> list[tuple[int, list[Found]]]:
    """Short lines with dates above the article or just below its beginning; further down only labelled ones."""
    out: list[tuple[int, list[Found]]] = []
    first = body[0] if body else 0
    for index, line in enumerate(page):
        if len(out) == MOST_DATES:
            break
        if index > first + REACH and (line.head or not is_labelled(line.text)):
            if line.head and body and index > body[-1]:
                break  # what follows belongs to other articles
            continue
        if line.size < DATE_LINE and not line.good and (found := list(found_in(line.text))):
            out.append((index, found))
    return out


def _published(
    page: Sequence[Line], dated: Sequence[tuple[int, list[Found]]], land: Land, limit: datetime | None
) -> Published | None:
    """The date with the best label, none of something else's; then one with a time of day, then the lowest of these."""
    order = order_of([found for _, listed in dated for found in listed], land)
    ranked = sorted(
        (
            (rank, index, found)
            for index, listed in dated
            for found in listed
            if (rank := _rank(page, index, found))[0] > Label.OTHER.value
        ),
        key=lambda row: row[:2],
        reverse=True,
    )
    return next((read for _, _, found in ranked if (read := found.published(order, land, limit))), None)


def _rank(page: Sequence[Line], index: int, found: Found) -> tuple[int, bool]:
    """How a date is labelled, then whether it has a time of day."""
    label = label_of(page[index].text, found.start, found.end)
    if label is Label.NONE and index and is_when(page[index - 1].text):
        label = Label.OTHER
    return label.value, found.clock is not None
