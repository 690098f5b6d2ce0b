"""What a feed's entry says, in place of a page that could not be had. Pure.

An entry of a feed is the publisher's own word: a title, a summary, a date, names. Where the page itself cannot be had
for a reason that lies with the page (STANDS_IN), the entry becomes the article, marked as such (`Basis.ENTRY`), so
that the event is not missing from its story. When the page can be had later, it is the article's next version.

Not where the publisher took the page away (404, 410), nor where time may mend it (503, a time-out): `failed retry`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from workers.errors import NewsloomError, PermanentError
from workers.model import Hint, Kind, Page
from workers.text import unspaced, words

#: words that a summary must have to be a report, and no "read more"; two letters are one where no spaces part words.
MIN_WORDS = 8

#: reason -> why the entry may stand in.
STANDS_IN: Mapping[str, str] = {
    "http-401": "the page asks for a password",
    "http-402": "the page asks for money",
    "http-403": "the page is kept from programs",
    "http-406": "the page is kept from programs",
    "http-451": "the page is kept from readers of our country",
    "robots": "the site's robots.txt forbids the page, not the feed",
    "not-text": "the page is a film, a picture or a document",
    "too-big": "the page is larger than we read",
    "not-an-article": "the page has no text, as of a film or a gallery",
    "stub-cookies": "a cookie wall",
    "stub-login": "a page for logging in",
    "stub-paywall": "a paywall",
    "stub-robot": "a check for robots",
}
#: the header in which the reason travels from fetching to cleaning.
WHY = "x-newsloom-why"


def page_of(url: str, via: str, hint: Hint, error: NewsloomError, now: datetime) -> Page | None:
    """The entry as a page, for cleaning to read; None where it may not stand in, or says too little.

    error: why there is no page; one that time may mend is no reason.
    """
    summary = " ".join((hint.summary or "").split())
    enough = hint.title and _words(summary) >= MIN_WORDS
    final = isinstance(error, PermanentError) and error.reason in STANDS_IN
    if not (via.startswith("feed:") and enough and final):
        return None
    body = f"{hint.title}\n{summary}".encode("utf-8", "replace")
    return Page(url, url, 200, {WHY: error.reason}, body, Kind.ENTRY, now)


def _words(text: str) -> int:
    """How many there are in any script: of one without spaces `words` gives each two letters that touch."""
    return max(len(text.split()), sum(map(unspaced, words(text))) // 2)
