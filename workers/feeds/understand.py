"""feedparser, kept from the network, from the disk, from its own slow places, and from taking a caption for a summary.
Pure, once two classes are swapped.

Two of its regular expressions take time that grows with the square of what they read, and hold the interpreter while
they do: 20,000 characters took a second, 5 MB would take a day. Both get little to read. Found by repeating 59 tokens
in 41 places of a feed; the others were linear.
"""

from __future__ import annotations

import io
import re
from typing import Any

import feedparser
import feedparser.api

from workers.errors import RefusedError
from workers.feeds.references import mended

#: characters of an author's name in which an address is looked for.
LONGEST_AUTHOR = 500
#: what feedparser lets through when it meets what it did not foresee; it promises to raise nothing.
_BUGS = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError, RecursionError)
_FIRST_TAG = re.compile(r"<\w")
_GAP = re.compile(r"\s{2,}")
#: an address beside an author's name. feedparser's own pattern ends it after four letters of `.media` or `.online`, and
#: takes the rest for the name.
_MAIL = re.compile(r"[(<\[]?[\w.+-]+@[\w-]+(?:\.[\w-]+)+[)>\]]?")


def understood(text: str, url: str) -> Any:
    """What feedparser makes of a document that passed the guard. Raises RefusedError('not-a-feed')."""
    known = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    # a stream, because it takes plain bytes for the name of a file, and opens that
    stream = io.BytesIO(_without_gaps(mended(text)).encode("utf-8", "replace"))
    try:
        return feedparser.parse(stream, response_headers=known, sanitize_html=False, resolve_relative_uris=False)
    except _BUGS as error:
        raise RefusedError("not-a-feed", f"feedparser cannot read it: {type(error).__name__}: {error}"[:300]) from error


def _without_gaps(text: str) -> str:
    """The text without long gaps before its first element: from every line there, feedparser looks past all of them."""
    first = _FIRST_TAG.search(text)
    start = first.start() if first else len(text)
    return _GAP.sub("\n", text[:start]) + text[start:]


def _unaddressed(text: str) -> str:
    """An author's name, cut, without the address beside it, and out of the brackets that stood behind that."""
    named, addresses = _MAIL.subn(" ", text[:LONGEST_AUTHOR])
    named = named.strip()
    return named[1:-1] if addresses and named[:1] == "(" and named[-1:] == ")" else named


class _ShortAuthors:
    """A mixin that leaves feedparser a name alone where it would look for an address in an author's text."""

    def _sync_author_detail(self, key: str = "author") -> None:
        context = self._get_context()  # type: ignore[attr-defined]
        if isinstance(context.get(key), str):
            context[key] = _unaddressed(context[key])
        super()._sync_author_detail(key)  # type: ignore[misc]


class _OwnSummaries:
    """A mixin for which what is said of an entry's media is no summary of the entry, whichever of them comes first.

    What stands within one medium, a photograph's caption, is kept apart. What stands beside them is the entry's
    `media_description`: it may be meant for the one that is there, or for all of the entry.
    """

    _in_medium = 0

    def _start_item(self, attributes: Any) -> None:
        self._in_medium = 0  # a medium that nobody closed ends with its entry
        super()._start_item(attributes)  # type: ignore[misc]

    _start_entry = _start_item

    def _start_media_content(self, attributes: Any) -> None:
        self._in_medium += 1
        super()._start_media_content(attributes)  # type: ignore[misc]

    def _end_media_content(self) -> None:
        self._in_medium = max(0, self._in_medium - 1)

    def _start_media_thumbnail(self, attributes: Any) -> None:
        self._in_medium += 1
        super()._start_media_thumbnail(attributes)  # type: ignore[misc]

    def _end_media_thumbnail(self) -> None:
        self._in_medium = max(0, self._in_medium - 1)
        super()._end_media_thumbnail()  # type: ignore[misc]

    def _start_media_description(self, _: Any) -> None:
        self.push(self._described, 1)  # type: ignore[attr-defined]

    def _end_media_description(self) -> None:
        self.pop(self._described)  # type: ignore[attr-defined]

    @property
    def _described(self) -> str:
        return "media_caption" if self._in_medium else "media_description"


# `feedparser.parse` takes its two parsers from its module and offers no other way in.
for _name in ("StrictFeedParser", "LooseFeedParser"):
    setattr(feedparser.api, _name, type(_name, (_ShortAuthors, _OwnSummaries, getattr(feedparser.api, _name)), {}))
