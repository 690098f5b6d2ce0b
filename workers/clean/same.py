"""Is a page another url's, which has its article already? Pure.

Two pages at one believed address are one page only where their texts say so. A canonical link may name the series and
not the edition (`/morning-briefing`), or yesterday's: editions have one title and nearly one opening, and taking them
for one page would lose every one after the first. So a title only helps a text that is nearly alike, and two days of
publication are two pages whatever they say. Where the texts cannot say (one is no longer kept), they are two as well.
Where that is wrong, nothing is lost: a copy is found by its text.

Left open: two editions of one template that say neither a day nor, in six of ten words, anything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from workers.clean.title import alike
from workers.clean.tokens import agreement
from workers.model import Basis, Published

#: token F1 from which two texts at one believed address are one page. Of 166 pairs of different labelled pages of one
#: host (tests/quality/test_pages.py) the most had 0.59; the one page that is there in two states had 0.86.
ONE_PAGE = 0.6
#: the same where their titles are alike, too. Of 7 pairs of different labelled pages with such titles, each of two
#: hosts, the most had 0.52.
SAME_TITLE = 0.55


@dataclass(frozen=True, slots=True)
class Reading:
    """What two pages are held together by."""

    title: str | None
    text: str
    published: Published | None
    basis: Basis = Basis.PAGE


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose page it is."""

    #: the url that has its article, or is to have it.
    owner: int
    #: whether it stands where it says; else it is where it was fetched.
    believed: bool


def whose(me: int, mine: Reading, theirs: Mapping[int, Reading], said: int, *, settled: bool) -> Whose:
    """Whose page the one of the url `me` is.

    theirs: the articles that other urls have at the page's addresses, the one at its own word first; said: the url that
    has the address which the page gives itself. settled: `me` has an article already, and keeps it.
    """
    same = (url for url, other in theirs.items() if other.basis is Basis.PAGE and is_one_page(mine, other))
    owner = None if settled else next(same, None)
    return Whose(me if owner is None else owner, believed=owner is not None or said not in theirs)


def is_one_page(one: Reading, other: Reading) -> bool:
    """Are the two the same page, perhaps in two states?"""
    if not (one.text and other.text) or _of_two_days(one.published, other.published):
        return False
    return agreement(one.text, other.text) >= (SAME_TITLE if _titled_alike(one, other) else ONE_PAGE)


def _of_two_days(one: Published | None, other: Published | None) -> bool:
    return bool(one and other and _days(one).isdisjoint(_days(other)))


def _days(published: Published) -> AbstractSet[date]:
    """The days that an instant may be written as: in the page's own zone, and in UTC."""
    return {published.at.date(), published.utc.date()}


def _titled_alike(one: Reading, other: Reading) -> bool:
    mine, theirs = one.title or "", other.title or ""
    return alike(mine, theirs) or alike(theirs, mine)  # either may have the site's name behind it
