"""A page -> the bytes of a WARC record (ISO 28500, WARC/1.1), which `packed` makes a gzip member of its own. Pure.

The body is as the ledger has it: after decompression and without chunks. So the record's headers are those that were
kept, with the length that the body has, and name neither an encoding nor chunks; digests are of these bytes. The
address of a record is where the page was found. What was asked for, where that was another, stands in a field of ours,
which other readers pass over as the standard asks them to.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from http import HTTPStatus

from workers.model import Page

VERSION = "WARC/1.1"
#: as for the pages in the ledger; the best level takes twice the time for a hundredth less.
_LEVEL = 6
_ASKED = "Newsloom-Asked-URI"

Fields = Iterable[tuple[str, str]]


def info(software: str, agent: str, now: datetime, ident: str) -> bytes:
    """The record with which a file begins. agent: the User-Agent of those who fetched. ident: any word of its own."""
    told = [
        ("software", software),
        ("format", "WARC File Format 1.1"),
        ("conformsTo", "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
        ("http-header-user-agent", " ".join(agent.split())),
    ]
    block = "".join(f"{name}: {value}\r\n" for name, value in told).encode()
    fields = [("WARC-Type", "warcinfo"), ("WARC-Record-ID", _urn(ident)), ("WARC-Date", stamp(now))]
    return _record([*fields, ("Content-Type", "application/warc-fields")], block)


def response(page: Page, ident: str) -> bytes:
    """The record of a page that was fetched. ident: a word that names this fetch of this url and no other."""
    head = "".join(f"{name}: {value}\r\n" for name, value in _answer(page))
    block = f"HTTP/1.1 {page.status} {_phrase(page.status)}\r\n{head}\r\n".encode("latin-1", "replace") + page.body
    asked = [(_ASKED, page.url)] if page.url != page.final_url else []
    fields = [
        ("WARC-Type", "response"),
        ("WARC-Record-ID", _urn(ident)),
        ("WARC-Date", stamp(page.fetched_at)),
        ("WARC-Target-URI", page.final_url),
        *asked,
        ("WARC-Payload-Digest", _digest(page.body)),
        ("Content-Type", "application/http;msgtype=response"),
    ]
    return _record(fields, block)


def packed(record: bytes) -> bytes:
    """A record as it stands in a file that is gzipped."""
    return gzip.compress(record, _LEVEL, mtime=0)


def stamp(at: datetime) -> str:
    """A time as WARC has it: UTC, as exact as it is known."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _record(fields: Fields, block: bytes) -> bytes:
    both = [*fields, ("WARC-Block-Digest", _digest(block)), ("Content-Length", str(len(block)))]
    head = "".join(f"{name}: {value}\r\n" for name, value in both)
    return f"{VERSION}\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def _answer(page: Page) -> Fields:
    """The headers of a page, with the length that its body has."""
    return [*page.headers.items(), ("content-length", str(len(page.body)))]


def _digest(data: bytes) -> str:
    """As archives write it: they compare by it, and nothing is kept safe with it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def _urn(ident: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ident)}>"


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
