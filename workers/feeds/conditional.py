"""Which conditions a poll sends (RFC 9110, section 13), and when the server's word for them is believed. Pure.

A validator (ETag, Last-Modified) saves both sides the body, if it is honest. Some are not: a cache that says 304 for
ever, a Last-Modified that never moves. So now and then the feed is asked without conditions. Two things show a lie:

- Under the same validators it says something else than before. A hash of its entries tells, and none of its bytes: a
  comment with the time of day in it is no lie (8.8.1).
- The last poll was answered 304, and now it lists MANY entries that came out between the last whole answer and LATE
  before that 304, by their own dates. Those that give no time of day, or no zone, tell nothing: they are hours off.

Then its validators are not sent for DISTRUST.

304 means: as it was. It is no health: after a failure the feed is asked without conditions, until a body parses.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from workers.feeds.feed import Entry
from workers.model import Precision

#: conditional polls in a row, and the time since the last whole body, after which one goes without.
MOST_CONDITIONAL = 12
LONGEST_CONDITIONAL = timedelta(days=1)
#: how long validators that lied are not sent.
DISTRUST = timedelta(days=30)
#: how much older than a 304 an entry must be, and how many such entries, for the 304 to have been wrong: caches lag,
#: and one date may be wrong.
LATE, MANY = timedelta(hours=1), 2
#: characters of a validator that is kept: a longer one may have been cut on its way here.
LONGEST_VALIDATOR = 900


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a feed from its last whole answer."""

    etag: str | None = None
    modified: str | None = None
    #: hash of what it said.
    content: str | None = None
    #: when it came.
    full_at: datetime | None = None
    #: conditional polls since then that were answered; 0 after a failure.
    conditional_polls: int = 0
    distrust_until: datetime | None = None
    failures: int = 0
    #: the last poll, which was answered 304 where `conditional_polls` is not 0.
    polled_at: datetime | None = None
    #: that answer ended in the middle.
    cut: bool = False
    #: it was put together from several documents (feed.py).
    assembled: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """How a poll asks."""

    why: str
    headers: Mapping[str, str] = field(default_factory=dict)


def ask(known: Known, now: datetime) -> Asked:
    """The conditions of the next poll, and why there are none."""
    why = _why_without(known, now)
    if why:
        return Asked(why)
    given = {"if-none-match": known.etag, "if-modified-since": known.modified}
    return Asked("only if it has changed", {name: value for name, value in given.items() if value})


def _why_without(known: Known, now: datetime) -> str:
    """The first reason to send none; empty where there is no reason."""
    distrusted, whole = known.distrust_until, known.full_at
    reasons = (
        (known.content is None or whole is None, "it was never read"),
        (known.cut and not known.etag and not known.modified, "it ended in the middle"),
        (known.assembled, "an index that is the same says nothing of its sitemaps"),
        (not known.etag and not known.modified, "the server gives no validators"),
        (
            distrusted and now < distrusted,
            f"its validators lied, and are not sent until {distrusted and distrusted.date()}",
        ),
        (known.failures, "it failed, and only a body that can be read is health"),
        (known.conditional_polls >= MOST_CONDITIONAL, f"{known.conditional_polls} polls were conditional; servers err"),
        (whole and now - whole >= LONGEST_CONDITIONAL, "the last whole answer is a day old; servers err"),
    )
    return next((f"whole: {words}" for holds, words in reasons if holds), "")


def validators(headers: Mapping[str, str]) -> tuple[str | None, str | None]:
    """(etag, last-modified) of an answer, where they are fit to be sent back."""
    etag, modified = (headers.get(name, "").strip() for name in ("etag", "last-modified"))
    return tuple(value if value and len(value) < LONGEST_VALIDATOR else None for value in (etag, modified))  # type: ignore[return-value]


def lies(known: Known, etag: str | None, modified: str | None, content: str) -> bool:
    """Does an answer say something else under the same validators as the one before, which was no part of it?"""
    same = (etag == known.etag) if etag or known.etag else (modified == known.modified)
    return bool(
        not known.cut and (etag or modified) and same and known.content is not None and content != known.content
    )


def was_wrong(known: Known, entries: Iterable[Entry]) -> bool:
    """Did the server say 304 while it had new entries, by their own dates?"""
    if not known.conditional_polls or known.full_at is None or known.polled_at is None:
        return False
    dates = (entry.published for entry in entries)
    times = (date.utc for date in dates if date and date.precision is Precision.INSTANT)
    return sum(known.full_at < at <= known.polled_at - LATE for at in times) >= MANY


def content_of(entries: Iterable[Entry]) -> str:
    """32 hex digits: what the feed says of its articles, in its order."""
    hashed = hashlib.sha256()
    for entry in entries:
        published = entry.published.text() if entry.published else ""
        line = "\x1f".join((entry.url, entry.title or "", published, entry.summary or ""))
        hashed.update(line.encode("utf-8", "surrogatepass") + b"\x1e")
    return hashed.hexdigest()[:32]
