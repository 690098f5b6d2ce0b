"""A record of a WARC -> the page that it holds, or why it holds none. Reads the record's block, and nothing else.

What makes an answer a page is what makes one of a fetch (workers/fetch/decide.py). Archives differ in how far they
undid what came over the wire: a body that has no chunks, or begins as markup does, is taken as it is, whatever its
headers say, and its `Content-Length` is not looked at, since the record has its own.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import Message
from http.client import HTTPException, parse_headers
from typing import cast

from urllib3.exceptions import HTTPError
from urllib3.response import HTTPResponse

from workers import urls
from workers.errors import PermanentError, RefusedError
from workers.fetch import decide
from workers.fetch.body import next_piece
from workers.fetch.whole import is_whole
from workers.model import Kind, Page
from workers.printable import in_place
from workers.warc.chunks import Chunks, is_chunked
from workers.warc.records import Head

#: the field in which `newsloom export` says what was asked for, where redirects led to the record's own address.
ASKED = "newsloom-asked-uri"
#: what only goes with the answers.
_COMPANIONS = frozenset({"warcinfo", "request"})
#: kinds of record that are named when they are passed over.
_KINDS = frozenset({"revisit", "resource", "metadata", "conversion", "continuation"})
#: bytes that one read may give after decompression; bytes of a status line.
_PIECE, _LONGEST_STATUS = 16_384, 4096
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})(?:[ \t][^\r\n]*)?\r?\n")
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|!--|\?xml|html|head|body)\b", re.IGNORECASE)
#: what a decompressor can raise. Not OSError: it says that the file cannot be read.
_DECODERS: tuple[type[BaseException], ...] = (
    HTTPError,
    *(kind for kind in HTTPResponse.DECODER_ERROR_CLASSES if kind is not OSError),
)
#: W3C's profile of ISO 8601; since WARC 1.1 with up to nine digits of a second, or without seconds, or the day alone,
#: which then counts from its beginning. The standard allows a month or a year, too: too coarse to date a page by.
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:(T\d\d:\d\d)(?:(:\d\d)(?:\.(\d{1,9}))?)?Z)?")
#: the first page of the web; clocks of other machines may be ahead of ours.
_FIRST_YEAR, _AHEAD = 1990, timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Passed:
    """A record that holds no page for us."""

    #: `not 200`, `not text`, `revisit` ...; empty for what only goes with the answers.
    why: str


def page_of(head: Head, block: io.BufferedReader, most: int, now: datetime) -> Page | Passed:
    """The page of a record. most: bytes of a body, unpacked. Raises PermanentError for an answer that is broken."""
    if head.kind != "response":
        return Passed(_named(head.kind))
    asked, found = _address(head.fields.get(ASKED)), _address(head.fields.get("warc-target-uri"))
    if not found:
        return Passed("without an address of the web")
    if "warc-truncated" in head.fields or "warc-segment-number" in head.fields:
        return Passed("cut short")
    at = _date(head.fields.get("warc-date", ""), now)
    status, headers = _answer(block)
    if status not in decide.PAGE:
        return Passed("not 200")
    body = _body(block, headers, most)
    if isinstance(body, Passed):
        return body
    return Page(asked or found, found, status, decide.kept_headers(dict(headers.items())), body, Kind.HTML, at)


def _named(kind: str) -> str:
    if kind in _COMPANIONS:
        return ""
    return kind if kind in _KINDS else "of an unknown kind"


def _address(said: str | None) -> str | None:
    """The address of the web that a field names; some versions of wget put it in angle brackets."""
    try:
        return urls.canonical((said or "").removeprefix("<").removesuffix(">"))
    except RefusedError:
        return None


def _date(said: str, now: datetime) -> datetime:
    found = _DATE.fullmatch(said)
    try:
        if not found:
            raise ValueError(said)
        day, minute, second, rest = found.groups(default="")
        at = datetime.fromisoformat(day + minute + second).replace(tzinfo=UTC, microsecond=int(rest[:6].ljust(6, "0")))
        if at.year < _FIRST_YEAR or at > now + _AHEAD:
            raise ValueError(said)
    except ValueError as error:
        wanted = "expected a time such as 2025-02-07T11:40:00Z, from 1990 to now"
        raise PermanentError("bad-warc", f"its WARC-Date is {in_place(said)[:40]!a}: {wanted}") from error
    return at


def _answer(block: io.BufferedReader) -> tuple[int, Message]:
    """Status and headers of the answer in a block."""
    line = block.readline(_LONGEST_STATUS)
    found = _STATUS.fullmatch(line)
    if not found:
        raise PermanentError("bad-warc", "it holds no answer of HTTP")
    try:
        return int(found[1]), parse_headers(block)
    except HTTPException as error:
        raise PermanentError("bad-warc", "it holds headers that are too long or too many") from error


def _body(block: io.BufferedReader, headers: Message, most: int) -> bytes | Passed:
    """The body, unpacked; never more than the most and a piece. Or why it is no page's."""
    kind = str(headers.get("content-type", ""))
    if decide.refusal_of_type(kind, b"", feed=False):
        return Passed("not text")
    try:
        body, whole = _unpacked(block, headers, most)
    except _DECODERS as error:
        raise PermanentError("bad-warc", "its body is not compressed as it says") from error
    if decide.refusal_of_size(len(body), most):
        return Passed("too big")
    if decide.refusal_of_type(kind, body[: decide.JUDGED], feed=False):
        return Passed("not text")
    if decide.refusal_of_body(body):
        return Passed("empty")
    if decide.refusal_of_end(body[-decide.LAST :], whole=whole):
        return Passed("cut short")
    return body


def _unpacked(block: io.BufferedReader, headers: Message, most: int) -> tuple[bytes, bool]:
    """The body, without chunks and compression, and whether it is whole."""
    block = _ahead(block)
    if "chunked" in str(headers.get("transfer-encoding", "")).lower() and is_chunked(block.peek(_PIECE)):
        block = _ahead(io.BufferedReader(Chunks(block)))
    answer = HTTPResponse(block, _packed_as(headers, block), preload_content=False)
    body = bytearray()
    while len(body) <= most and (piece := next_piece(answer)):
        body += piece
    return bytes(body), is_whole(answer)


def _ahead(block: io.BufferedReader) -> io.BufferedReader:
    """The same, with a piece to be looked at: `peek` reads nothing where a single byte is left of what was read."""
    return io.BufferedReader(cast("io.RawIOBase", block), _PIECE)


def _packed_as(headers: Message, block: io.BufferedReader) -> Mapping[str, str]:
    said = str(headers.get("content-encoding", "")).lower()
    return {} if _MARKUP.match(block.peek(_PIECE)) else {"content-encoding": said}
