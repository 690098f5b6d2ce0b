"""What kind of failure a poll was, and how long the feed is then left alone: one table. Pure.

No class ends: a feed is never given up for good, only asked ever more seldom, because most come back.

Each failure in a row doubles the wait, from the first to the longest. A feed that is asked seldom anyway (its interval
is longer than the first wait) starts there: it is not asked more often because it fails.
"""

from __future__ import annotations

from dataclasses import dataclass

from workers.feeds.hints import DAY
from workers.ledger.feeds import OUR_NETWORK
from workers.retry import doubled

__all__ = ["OUR_NETWORK", "TABLE", "Kind", "kind_of", "wait"]

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Kind:
    """A class of failures."""

    name: str
    #: what it means for the feed, for a person.
    words: str
    #: reasons of errors that belong to it.
    reasons: frozenset[str]
    #: seconds: the first wait, and the longest.
    first: float
    longest: float


# The first row that names the reason wins; http-5xx is soft, any other answer of HTTP is hard.
# Columns: name, words, reasons, first wait, longest wait.
TABLE = (
    Kind("temporary", "our own fault, not the feed's", frozenset({OUR_NETWORK}), 60.0, 60.0),
    # 410 is said on purpose (RFC 9110, 15.5.11); some servers say it by mistake, so: once a month at most
    Kind("gone", "the site says that it is gone for good", frozenset({"http-410"}), 30 * DAY, 120 * DAY),
    # a block lasts; asking on makes it last longer
    Kind(
        "forbidden",
        "we are not let in",
        frozenset({"http-401", "http-402", "http-403", "http-407", "http-451", "private-address"}),
        6 * HOUR,
        14 * DAY,
    ),
    # nothing there, or an address that nobody answers for: some are mended the same day, most never
    Kind("hard", "there is nothing at this address", frozenset({"dns", "redirects", "bad-url", "tls"}), HOUR, 7 * DAY),
    # an answer in good order that is none of a feed: an error page with status 200, a challenge, a redesign
    Kind(
        "not a feed",
        "what is there is no feed that can be read",
        frozenset({"not-a-feed", "not-text", "feed-too-big", "too-big", "encoding", "bad-answer", "memory"}),
        HOUR,
        7 * DAY,
    ),
    # time may mend it: the site is busy, slow, or being repaired
    Kind(
        "soft",
        "the site is in trouble",
        frozenset({"timeout", "connection", "cut", "empty", "http-202", "http-408", "http-425", "http-429"})
        | {"worker-lost", "time-limit"},
        HOUR / 2,
        DAY,
    ),
)
_BY_NAME = {kind.name: kind for kind in TABLE}


def kind_of(reason: str) -> Kind:
    """The class of an error's reason; of those that no row names, soft: time may tell."""
    named = next((kind for kind in TABLE if reason in kind.reasons), None)
    if named is not None:
        return named
    return _BY_NAME["hard" if reason.startswith("http-") and not reason.startswith("http-5") else "soft"]


def wait(reason: str, failures: int, interval: float) -> float:
    """Seconds of our own choice, after so many failures in a row. A Retry-After may ask for more."""
    kind = kind_of(reason)
    if kind.first == kind.longest:
        return kind.first
    return doubled(max(kind.first, interval), failures - 1, max(kind.longest, interval))
