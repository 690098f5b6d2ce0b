"""What an answer means: a page to keep, or an error of ours. Pure; the tables below are the policy.

Reasons are `http-<status>` for what servers say; the others name what went wrong on the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from workers.errors import NewsloomError, PermanentError, RefusedError, TransientError

#: statuses that time may mend (RFC 9110; 425: RFC 8470; 429: RFC 6585); every 5xx is one too, but for these two.
_AGAIN = frozenset({408, 425, 429})
_NEVER = frozenset({501, 505})
#: where to go next.
MOVED = frozenset({301, 302, 303, 307, 308})

#: the first bytes of what is no text, whatever its type says.
_MAGIC: Mapping[bytes, str] = {
    b"%PDF": "a PDF",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"PK\x03\x04": "an archive",
    b"\x1f\x8b": "an archive",
    b"\x00\x00\x00": "binary data",
    b"RIFF": "binary data",
    b"ID3": "sound",
}
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml")
_FEED_TYPES = (*_PAGE_TYPES, "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/json")
_UNTOLD = ("", "application/octet-stream", "binary/octet-stream")

#: the longest that anyone may ask us to wait, in seconds.
LONGEST_WAIT = 7 * 86400.0


def refusal_of(status: int, headers: Mapping[str, str], now: datetime) -> NewsloomError | None:
    """The error that a status means; None for a page (200 to 299, with something in it)."""
    if status in _AGAIN or (status >= 500 and status not in _NEVER):
        after = retry_after(headers.get("retry-after"), now)
        return TransientError(f"http-{status}", f"the server answered {status}", after=after)
    if not 200 <= status < 300 or status in (204, 205):
        return PermanentError(f"http-{status}", f"the server answered {status}")
    return None


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110, 10.2.3): a number, or a date; None when it says neither."""
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:12]), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(0.0, (at - now).total_seconds()), LONGEST_WAIT)


def refusal_of_type(content_type: str, head: bytes, *, feed: bool) -> RefusedError | None:
    """The error that the type and the first bytes mean; None for text."""
    media = content_type.partition(";")[0].strip().lower()
    known = _FEED_TYPES if feed else _PAGE_TYPES
    for magic, what in _MAGIC.items():
        if head.startswith(magic):
            return RefusedError("not-text", f"this is {what}, not a page")
    if media in known or media in _UNTOLD or (feed and media.startswith("text/")) or media.endswith(("+xml", "+json")):
        return None
    return RefusedError("not-text", f"this is {media}, not a page")
