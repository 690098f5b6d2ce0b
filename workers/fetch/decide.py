"""What an answer means: a page to keep, or an error of ours. Pure; the tables below are the policy.

| status                  | meaning                                                    |
|-------------------------|------------------------------------------------------------|
| 200, 203                | a page                                                     |
| 301 302 303 307 308     | look elsewhere, if it says where                           |
| 304                     | as it was, if a condition was set                          |
| 202 408 425 429 5xx     | TransientError `http-<status>`, with what Retry-After asks |
| anything else           | PermanentError `http-<status>`                             |

202 is no page: content networks send it with a challenge for browsers, and later let the same address through. Nor is a
page without a byte (TransientError `empty`): servers in trouble send it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

from workers.errors import NewsloomError, PermanentError, RefusedError, TransientError
from workers.httpdate import retry_after
from workers.printable import masked, one_line

PAGE = frozenset({200, 203})
#: the answer to a condition: what you have is still what there is. Without one it means nothing.
UNCHANGED = HTTPStatus.NOT_MODIFIED
#: where to go next.
MOVED = frozenset({301, 302, 303, 307, 308})
#: and to ask there from then on.
FOR_GOOD = frozenset({301, 308})
#: statuses that time may mend (RFC 9110; 425: RFC 8470; 429: RFC 6585).
AGAIN = frozenset({202, 408, 425, 429, *range(500, 600)})

PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "text/xml", "application/xml"})
#: what needs no look to be read as a feed: whether it is one is for the parser to say.
_FEED_TYPE = re.compile(r"text/.+|application/(x-)?(xml|json|rss|atom|rdf|gzip)|application/.+[+](xml|json)")
#: sitemaps are published as files of gzip (sitemaps.org); feeds/gz.py opens them, bounded.
_GZIP = b"\x1f\x8b"
#: servers name feeds in every way that there is, `application/xml+rss` and `application/x-httpd-php` among them: what
#: says that it is for eyes or ears is none, all else must look like one.
_NO_FEED = re.compile(r"(audio|font|image|model|video)/.*")
#: what servers say of what they do not know: the bytes must then look like markup.
UNTOLD = frozenset({"application/octet-stream", "binary/octet-stream", "application/unknown", "unknown/unknown"})

#: the first bytes of what is no text, whatever its type says.
_MAGIC: Mapping[bytes, str] = {
    b"%PDF": "a PDF",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"II*\x00": "an image",
    b"PK\x03\x04": "an archive or an office document",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"\x1f\x8b": "an archive",
    b"BZh": "an archive",
    b"\xfd7zXZ": "an archive",
    b"7z\xbc\xaf": "an archive",
    b"Rar!": "an archive",
    b"\x28\xb5\x2f\xfd": "an archive",
    b"\x00\x00\x00": "binary data",  # MP4, AVIF and HEIC begin with a length
    b"RIFF": "an image or sound",
    b"ID3": "sound",
    b"OggS": "sound",
}
#: how text in UTF-16 begins, which is half NUL, and text in UTF-8 that says so.
_TEXT = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
#: bytes that no text holds (WHATWG MIME Sniffing, section 3).
_NO_TEXT = bytes({*range(0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)})
#: bytes at the beginning that are judged, and the share of them that may be no text: real pages hold strays.
JUDGED, _STRAY = 2048, 0.02
_MARKUP = re.compile(rb"\s*(\xef\xbb\xbf)?\s*<(!doctype|!--|\?xml|html|head|body|rss|feed|rdf)", re.IGNORECASE)

#: pieces in which a body may come, a chunk each at least: in chunks of a byte the largest page would take a minute of
#: processor time, and honest ones have some hundred.
_MOST_PIECES = 20_000
#: bytes at a body's end in which its markup, or its JSON, closes.
LAST = 200
_CLOSED = re.compile(rb"(</(html|rss|feed|rdf:rdf)\s*>|\})\s*\Z", re.IGNORECASE)

#: headers worth keeping: what cleaning and a person who looks at a fault can use; characters kept of each.
KEPT = (
    *("content-type", "content-language", "date", "last-modified", "etag", "expires", "age", "cache-control"),
    *("link", "retry-after", "server", "x-robots-tag"),
)
LONGEST_HEADER = 1000


def refusal_of(status: int, headers: Mapping[str, str], now: datetime) -> NewsloomError | None:
    """The error that a status means; None for a page. `headers`: any case where the mapping ignores it, else lower."""
    if status in PAGE:
        return None
    detail = f"the site answered {status} {_phrase(status)}".rstrip()
    if status in AGAIN:
        return TransientError(f"http-{status}", detail, after=retry_after(headers.get("retry-after"), now))
    return PermanentError(f"http-{status}", detail)


def refusal_of_type(content_type: str, head: bytes, *, feed: bool) -> RefusedError | None:
    """The error that the type and the first JUDGED bytes mean; None for text. No bytes: what the type alone means."""
    media = content_type.partition(";")[0].partition(",")[0].strip().lower()
    known = "/" not in media or media in PAGE_TYPES or (feed and _FEED_TYPE.fullmatch(media))
    if not known and (_NO_FEED.fullmatch(media) if feed else media not in UNTOLD):
        return RefusedError("not-text", f"this is {one_line(media)[:80]}, not a {'feed' if feed else 'page'}")
    if feed and head.startswith(_GZIP):
        return None
    what = next((what for magic, what in _MAGIC.items() if head.startswith(magic)), None)
    if what is None and not head.startswith(_TEXT) and "utf-16" not in content_type.lower() and _binary(head):
        what = "binary data"
    if what is None and head and not known and not _MARKUP.match(head) and not (feed and head.lstrip()[:1] == b"{"):
        what = f"{one_line(media)[:80]} without markup"
    return RefusedError("not-text", f"this is {what}, not a {'feed' if feed else 'page'}") if what else None


def refusal_of_size(size: int, most: int) -> PermanentError | None:
    """The error that more bytes than the most mean; None for what is small enough."""
    return PermanentError("too-big", f"more than {most} bytes") if size > most else None


def refusal_of_pieces(count: int) -> PermanentError | None:
    """The error that so many pieces of one body mean; None for few enough."""
    return PermanentError("too-big", f"in more than {_MOST_PIECES} pieces") if count > _MOST_PIECES else None


def refusal_of_end(last: bytes, *, whole: bool) -> TransientError | None:
    """The error that the end of a body means; None for one that is whole.

    whole: what the compression says. Some servers leave out its last bytes: then the end of the markup is enough.
    """
    return None if whole or _CLOSED.search(last) else TransientError("cut", "the body is cut short")


def refusal_of_body(body: bytes) -> TransientError | None:
    """The error that a body means which came to its end; None for one with something in it."""
    return None if body.strip() else TransientError("empty", "the site sent an empty page")


def length(headers: Mapping[str, str]) -> int:
    """The bytes that an answer says it has on the wire; 0 where it does not say."""
    said = headers.get("content-length", "")
    return int(said) if re.fullmatch(r"[0-9]{1,18}", said) else 0


def location(status: int, headers: Mapping[str, str]) -> str | None:
    """Where an answer leads, as it is written; None where it is no redirect. Raises PermanentError `redirects`."""
    if status not in MOVED:
        return None
    said = headers.get("location", "").strip()
    if not said:
        raise PermanentError("redirects", f"the site answered {status} without saying where to")
    try:
        return said.encode("latin-1").decode("utf-8")  # http.client reads Latin-1; servers write UTF-8
    except UnicodeError:
        return said


def kept_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers worth keeping: lower-case names, each value on one line, of bounded length, without passwords."""
    lowered = {name.lower(): value for name, value in headers.items()}
    return {name: masked(one_line(lowered[name]))[:LONGEST_HEADER] for name in KEPT if name in lowered}


def _binary(head: bytes) -> bool:
    return len(head) - len(head.translate(None, _NO_TEXT)) > _STRAY * len(head)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
