"""A site's own notice under many of its addresses: a wall, an error, a list of countries. Pure.

One short text under other addresses and other titles of the same site is no article of any of them. Of 382 links among
1,889 articles of 2025, 17 joined two titles of one site, and all 17 were such notices (workers/dedupe/decide.py). A
correction under a new title is a second title at most, so the third one decides.

One text is the same words. A report that grows from hour to hour, under a new title each time, is a copy of itself,
too, and was taken for a notice while all copies counted. Of the 13 pairs among these 1,889 articles that are copies,
short, and of one site under two titles 11 have the same words; the two others are news.

Only within a site: a brief of an agency is one short text under many titles, too, and news in each of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workers import urls
from workers.domains import site_of
from workers.model import Basis
from workers.text import normalise

#: words from which a text is no notice.
SHORT = 150
#: titles of one site under which it is one.
TITLES = 3
#: copies that are looked at.
LOOK = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a text stood."""

    article: int
    url: str
    title: str | None
    text: str
    basis: Basis = Basis.PAGE


@dataclass(frozen=True, slots=True)
class Notice:
    """A text that is its site's own."""

    #: for a person.
    why: str
    #: the articles that are to be marked: the one that was looked at, and the pages that came before.
    articles: tuple[int, ...]


def notice_in(mine: Seen, group: Sequence[Seen]) -> Notice | None:
    """Whether this text is a notice of its site. group: its copies, itself among them or not.

    What a feed says of a page is no page, and neither a notice nor a witness of one.
    """
    site, words = _site(mine.url), len(mine.text.split())
    if words >= SHORT or not site or mine.basis is Basis.ENTRY:
        return None
    before = [seen for seen in group if seen.article != mine.article and seen.basis is not Basis.ENTRY]
    text = normalise(mine.text)
    here = [mine, *(seen for seen in before if _site(seen.url) == site and normalise(seen.text) == text)]
    titles = {normalise(seen.title or "") for seen in here}
    if min(len(titles), len({seen.url for seen in here})) < TITLES:
        return None
    return Notice(
        f"the same {words} words stand under {len(titles)} titles of {site}", tuple(seen.article for seen in here)
    )


def _site(url: str) -> str:
    return site_of(urls.name_in(url))
