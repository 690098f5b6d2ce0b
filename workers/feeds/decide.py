"""When a feed is asked again, and which of its entries are taken in. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from workers import urls
from workers.errors import RefusedError
from workers.feeds.feed import Entry
from workers.model import Hint, Submission
from workers.printable import said

#: seconds; a feed that fails is asked at least once a day for ever, because most come back.
LONGEST_WAIT = 86_400.0
#: seconds that another side may ask us to wait; longer is a mistake or a refusal in disguise, and both end.
LONGEST_ASKED = 30 * 86_400.0
#: share of a wait by which polls are spread, so that feeds added together do not stay together.
SPREAD = 0.1


def next_poll(
    now: datetime, interval: float, failures: int, *, retry_after: float | None = None, jitter: float
) -> datetime:
    """When to ask again: after `interval` seconds, doubled with each failure in a row, up to a day.

    jitter: in [0, 1), moves it by up to a tenth either way. Never before `retry_after` seconds (up to 30 days of them).
    """
    longest = max(LONGEST_WAIT, interval)
    wait = min(longest, interval * 2.0 ** min(failures, 64)) * (1 - SPREAD + 2 * SPREAD * jitter)
    asked = min(max(retry_after or 0.0, 0.0), LONGEST_ASKED) * (1 + SPREAD * jitter)
    return now + timedelta(seconds=max(wait, asked))


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
