"""Evidence about dates: which number is the month, which date is possible, which of two is more exact. Pure.

Nothing here guesses: evidence that is silent or contradicts itself gives None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from workers.clean.dates import Found, Order
from workers.clean.zones import LOCAL, MONTH_FIRST, NOWHERE
from workers.model import Precision, Published


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of a page before its dates are read."""

    #: ISO 639-1, as the page declares it, with its country where it does: `en-gb`.
    lang: str | None
    host: str
    #: no date is later.
    limit: datetime


def order_of(dates: Sequence[Found], *, lang: str | None = None, host: str = "") -> Order | None:
    """What the dates of one page say of the order of day and month; then its zones, language and country.

    None where the evidence is silent or contradicts itself.
    """
    sure = {found.days[0] for found in dates if len(found.days) == 1}
    proofs = [found.numeric for found in dates if found.numeric]
    for found in dates:
        if len(found.days) == 2:
            proofs += [order for order, day in zip(Order, found.days, strict=True) if day in sure]
    named = {found.zone for found in dates if found.zone and found.zone[-1].isalpha()} - NOWHERE
    named -= {zone for zone in named if (zone, host.rpartition(".")[2]) in LOCAL}  # it writes as its country does
    zones = [Order.MONTH_FIRST if zone in MONTH_FIRST else Order.DAY_FIRST for zone in named]
    for votes in (proofs, zones, _habit(lang, host)):
        if votes:
            return votes[0] if len(set(votes)) == 1 else None
    return None


#: English-language countries by the end of a host; other languages print the day first, or the year.
_COUNTRIES = {
    **dict.fromkeys(
        ("uk", "gb", "in", "au", "nz", "ie", "za", "sg", "my", "ng", "ke", "pk", "bd", "lk", "gh"), Order.DAY_FIRST
    ),
    **dict.fromkeys(("us", "gov", "mil"), Order.MONTH_FIRST),
}


def _habit(lang: str | None, host: str) -> list[Order]:
    language, _, country = (lang or "").partition("-")
    if language and language != "en":
        return [Order.DAY_FIRST]
    order = _COUNTRIES.get(host.rpartition(".")[2])
    if not order and _COUNTRIES.get(country) is Order.DAY_FIRST:  # `en-us` is what nobody changed in a template
        order = Order.DAY_FIRST
    return [order] if order else []


def not_after(published: Published | None, limit: datetime) -> Published | None:
    """The date, if it is possible by `limit`; else with day and month swapped, if that is; else None.

    Two of 252 publishers' own markup dates lay after the crawl, both swapped (research of November 2026).
    """
    if published is None or published.utc <= limit:
        return published
    at = published.at
    if at.day > 12:
        return None
    swapped = Published(at.replace(month=at.day, day=at.month), published.precision)
    return swapped if swapped.utc <= limit else None


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
