"""Which entries of a feed are taken in. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from workers import urls
from workers.errors import RefusedError
from workers.feeds.feed import Entry
from workers.model import Hint, Submission
from workers.printable import said


def submissions_of(entries: Sequence[Entry], feed_id: int) -> tuple[list[Submission], list[tuple[str, str]]]:
    """What to take in, each url once, and what was refused: (url as it may be said, reason).

    Oldest first, then the undated in the feed's order: feeds list the newest first, and a text's original is the one
    that was seen first.
    """
    taken: dict[str, Submission] = {}
    refused: dict[str, str] = {}
    for entry in _oldest_first(entries):
        try:
            found = _submission(entry, feed_id)
        except RefusedError as error:
            refused[said(entry.url)] = error.detail
        else:
            taken.setdefault(found.key, found)
    return list(taken.values()), list(refused.items())


def _oldest_first(entries: Sequence[Entry]) -> list[Entry]:
    dated = [(entry.published.utc, place, entry) for place, entry in enumerate(entries) if entry.published]
    dated.sort(key=lambda row: row[:2])
    return [entry for _, _, entry in dated] + [entry for entry in entries if not entry.published]


def _submission(entry: Entry, feed_id: int) -> Submission:
    url = urls.canonical(entry.url)
    hint = Hint(
        title=entry.title,
        published=entry.published,
        lang=entry.lang,
        authors=entry.authors,
        summary=entry.summary,
    )
    return Submission(url, urls.key(url), urls.host(url), f"feed:{feed_id}", hint)
