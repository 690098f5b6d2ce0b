"""A site's own notice under many of its addresses: a wall, an error, a list of countries. Pure.

One short text under other addresses and other titles of the same site is no article of any of them. Of 382 links among
1,889 articles of 2025, 17 joined two titles of one site, and all 17 were such notices (workers/dedupe/decide.py). A
correction under a new title is a second title at most, so the third one decides.

Only within a site: a brief of an agency is one short text under many titles, too, and news in each of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workers import urls
from workers.domains import site_of
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

    url: str
    title: str | None


def notice_in(mine: Seen, others: Sequence[Seen], words: int) -> str:
    """Why this text is a notice of its site, for a person; empty where it is not.

    others: where else the text stood.
    """
    if words >= SHORT or not _site(mine.url):
        return ""
    here = [seen for seen in (mine, *others) if is_same_site(seen.url, mine.url)]
    titles = {normalise(seen.title or "") for seen in here}
    if min(len(titles), len({seen.url for seen in here})) < TITLES:
        return ""
    return f"the same {words} words stand under {len(titles)} titles of {_site(mine.url)}"


def is_same_site(one: str, other: str) -> bool:
    return bool(_site(one)) and _site(one) == _site(other)


def _site(url: str) -> str:
    return site_of(urls.name_in(url))
