"""What a feed says, in whatever format it says it: frozen values. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from workers.feeds.hints import Hints
from workers.model import Published

#: entries that one poll takes in: the first of a feed, which lists a few hundred at the longest; a sitemap's newest.
MOST_ENTRIES = 2000


@dataclass(frozen=True, slots=True)
class Entry:
    """One article that a feed announces. Texts are plain, without markup, and bounded."""

    #: absolute, but not yet canonical, and of any scheme.
    url: str
    title: str | None
    published: Published | None
    authors: tuple[str, ...]
    summary: str | None
    #: primary language subtag in lower case: `en`, `pt`.
    lang: str | None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it stood when it was asked."""

    title: str | None
    #: the web page that the feed belongs to.
    link: str | None
    #: in the feed's own order, nearly always newest first.
    entries: tuple[Entry, ...]
    #: what it says of how often it changes.
    hints: Hints = field(default_factory=Hints)
    #: only the entries of the last days, of a list that holds more: then all of them may be new.
    windowed: bool = False
    #: listed besides and not taken in: older, undated, too many, or the one in which it ends. It is said all the same
    #: (conditional.content_of).
    left: tuple[Entry, ...] = ()
    #: put together from several documents: the validators of the first say nothing of the others.
    assembled: bool = False
    #: it ends in the middle: there was more, and its validators are those of the whole.
    cut: bool = False
