"""Evidence about dates: which number is the month, which date is possible, which of two is more exact. Pure.

Nothing here guesses: evidence that is silent or contradicts itself gives None.

Only what one page holds is asked, and not what other pages of its site taught. Of 662 labelled pages 9 have, in a field
or beside the title, a date whose two numbers could be either; the zones, language and country of these pages and their
other dates decide all 9. Language alone was wrong on one (a German site's `11/01/2021` of November), where
its markup has the day year first: that is heard before. To keep what a site's other articles taught would cost a table
by site and a read for each page, and would have changed nothing on these.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from workers.clean.dates import Found, Order, is_possible
from workers.clean.land import NOWHERE, Land
from workers.clean.zones import is_month_first
from workers.model import Precision, Published

#: countries that write English, or a language of English-language sites, and the day or the month first; others print
#: the day first, or the year.
_DAY_FIRST = frozenset(["gb", "in", "au", "nz", "ie", "za", "sg", "my", "ng", "ke", "pk", "bd", "lk", "gh"])
_MONTH_FIRST = frozenset({"us"})


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of a page before its dates are read."""

    land: Land
    #: when it was fetched: no date is later.
    limit: datetime


def order_of(dates: Sequence[Found], land: Land = NOWHERE, sure: Collection[date] = ()) -> Order | None:
    """What the dates of one page say of the order of day and month; then its zones, language and country.

    sure: days that the page gives elsewhere, whose order nobody can doubt. None where the evidence is silent or
    contradicts itself.
    """
    known = {found.days[0] for found in dates if len(found.days) == 1}.union(sure)
    proofs = [found.numeric for found in dates if found.numeric]
    for found in dates:
        if len(found.days) == 2:
            proofs += [order for order, day in zip(Order, found.days, strict=True) if day in known]
    named = [is_month_first(zone, land) for zone in {found.zone for found in dates if found.zone}]
    zones = [Order.MONTH_FIRST if first else Order.DAY_FIRST for first in named if first is not None]
    for votes in (proofs, zones, _habit(land)):
        if votes:
            return votes[0] if len(set(votes)) == 1 else None
    return None


def _habit(land: Land) -> list[Order]:
    """`en-us` is no habit: it is what nobody changed in a template."""
    if land.language and land.language != "en":
        return [Order.DAY_FIRST]
    habits = {Order.DAY_FIRST: _DAY_FIRST, Order.MONTH_FIRST: _MONTH_FIRST}
    return [order for order, countries in habits.items() if land.countries & countries]


def not_after(published: Published | None, fetched: datetime) -> Published | None:
    """The date, if a page that was fetched then may have it; else None.

    Nothing is made of a date that is not possible: what was never ambiguous does not become right by exchanging its
    day and its month. Of two readings `Found.published` takes the one that is possible.
    """
    return published if published and is_possible(published, fetched) else None


def more_exact(first: Published, second: Published | None) -> Published:
    """`first`, unless `second` says the same day more exactly."""
    rank = list(Precision)
    if second is None or rank.index(second.precision) >= rank.index(first.precision):
        return first
    if second.precision is Precision.LOCAL:
        near = second.at.date() == first.at.date()
    elif first.precision is Precision.DAY:
        near = abs(second.utc - first.utc) <= timedelta(hours=36)
    else:
        near = abs(second.at.replace(tzinfo=None) - first.at.replace(tzinfo=None)) < timedelta(days=1)
    return second if near else first
