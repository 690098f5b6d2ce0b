"""Pages that stand where an article should be, and answer 200 all the same. Pure: a table of kinds.

A cookie wall, a paywall, a page for logging in, "page not found", a check for robots. Only short texts are judged:
an article about cookies is long. Of a short text a kind must have either the title, as a whole or up to the site's
name, or so many different phrases of its own in the text; and a paywall is also a short text of a page that says, in
its structured data, that it is not free.

A phrase that is missing here costs a notice in a story, until the third page of the site has the same (workers/dedupe/
stub.py); one too many costs an article. So phrases are those that a reader is addressed with, never words of news.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workers.clean.gates import GATES
from workers.clean.html import has_words
from workers.clean.phrases import any_of, compiled
from workers.clean.walls import WALLS, Kind

#: in the order in which they are looked for; the last is what a page that is not free is.
KINDS = (*GATES, *WALLS)
#: words from which a text is an article whatever it says of cookies.
SHORT = 150
#: characters of such a text that are looked at: 150 words are fewer, but a word may be of a million letters.
LOOKED_AT = 10_000
#: words up to which a text of a page that is not free is no more than its beginning. A labelled page of 69 words, which
#: a paywall let through, was kept by those who labelled it.
TEASER = 60
#: phrases of a kind, of different rows, that a short text must hold.
ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """What is judged of a page."""

    title: str | None
    text: str
    #: its structured data says that not everybody may read it.
    closed: bool = False


def stub_in(reading: Reading) -> Kind | None:
    """Which kind of stub a page is; None for an article."""
    if has_words(SHORT, reading.text):
        return None
    text = reading.text[:LOOKED_AT]
    for kind in KINDS:
        titled, phrases = _COMPILED[kind.reason]
        found = sum(bool(phrase.search(text)) for phrase in phrases)
        if found >= ENOUGH or (found and reading.title and titled.fullmatch(_plain(reading.title))):
            return kind
    return KINDS[-1] if reading.closed and not has_words(TEASER, reading.text) else None


def _plain(title: str) -> str:
    """A title up to the site's name."""
    return re.split(r"\s+[|–—·•»-]\s+|\s*[|»]\s*", title.strip(), maxsplit=1)[0].strip()


def _of(kind: Kind) -> tuple[re.Pattern[str], Sequence[re.Pattern[str]]]:
    return compiled(any_of(kind.titles)), [compiled(row) for rows in kind.phrases.values() for row in rows]


_COMPILED: Mapping[str, tuple[re.Pattern[str], Sequence[re.Pattern[str]]]] = {kind.reason: _of(kind) for kind in KINDS}
