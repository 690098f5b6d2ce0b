"""When something takes place, by a page's markup: JSON-LD and microdata. Pure.

A date that stands beside the title and is such a day is none of publication, if what takes place then is what the page
is about. A report has the day of its match, and a page of a club the next evening's in a box: of these no day is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time
from itertools import islice
from typing import Any

from workers.clean.dates import found_in
from workers.clean.jsonld import nodes_with, text_of
from workers.clean.nodes import text_in
from workers.clean.ours import in_common

#: properties that say when something begins, or ends.
BEGINS = ("startDate", "endDate")
#: the share of their words that its name and a title have in common from which it is what the page is about.
OWN = 0.6
#: of what one page states so, how much is looked at; and of the names in one of its scopes, the place's among them.
_MOST, _NAMES = 500, 3
#: characters of a name, and of a time.
_LONG, _SHORT = 200, 40


def moments_of(tree: Any, title: str) -> frozenset[tuple[date, time | None]]:
    """When what the page is about begins or ends: the day alone, and with its time of day.

    What has no name is taken for the page's.
    """
    own = (said for said, names in _stated(tree) if not names or any(in_common(name, title) >= OWN for name in names))
    found = [one for said in islice(own, _MOST) for one in islice(found_in(said[:_SHORT]), 1)]
    return frozenset((day, clock) for one in found for day in one.days for clock in (None, one.clock))


def _stated(tree: Any) -> Iterator[tuple[str, Sequence[str]]]:
    """What is said of beginnings and ends, and the names of what begins."""
    for script in tree.iter("script"):
        text = script.text or ""
        if any(key in text for key in BEGINS) and "ld+json" in (script.get("type") or "").lower():
            for node in islice(nodes_with(text, BEGINS), _MOST):
                name = text_of(node, "name")
                yield from ((said, [name] if name else []) for key in BEGINS if (said := text_of(node, key)))
    names: dict[Any, Sequence[str]] = {}
    for element in islice(tree.iterfind(".//*[@itemprop]"), _MOST):
        if element.get("itemprop") in BEGINS:
            scope = next((one for one in element.iterancestors() if one.get("itemscope") is not None), None)
            if scope not in names:
                names[scope] = _names(scope)
            yield element.get("content") or element.get("datetime") or element.text or "", names[scope]


def _names(scope: Any) -> Sequence[str]:
    if scope is None:
        return ()
    found = islice(scope.iterfind(".//*[@itemprop='name']"), _NAMES)
    return [name for one in found if (name := one.get("content") or text_in(one)[:_LONG].strip())]
