"""What a file seems to be that was taken for JSON lines or for a page, by how it begins. Pure."""

from __future__ import annotations

import re

_EXPECTED = "; expected JSON lines, a page (.html, .txt) or a folder of pages"
#: how it begins, white and a byte order mark left out -> what is said of it; the first that fits. Of these nothing can
#: be read, as lines or as a page:
_NEITHER = (
    (rb"%PDF-", f"this is a PDF{_EXPECTED}"),
    (rb"\x89PNG|GIF8|\xff\xd8\xff|RIFF....WEBP", f"this is a picture{_EXPECTED}"),
    (rb"PK\x03\x04", f"this is a zip archive{_EXPECTED}"),
    (rb"SQLite format 3\0", f"this is a database of SQLite{_EXPECTED}"),
)
#: these hold no JSON lines:
_NO_LINES = (
    *_NEITHER,
    (rb"WARC/\d", "this is a WARC; `newsloom import` reads it from a file"),
    (rb"\x1f\x8b", "this is gzipped; it is unpacked where its name ends in .gz"),
    (rb"(?i)<(!doctype html|html)\b", "this is a web page; `newsloom import` reads it where its name ends in .html"),
    (rb"(?i)<(\?xml|opml)\b", "this is XML; feeds in OPML are read by `newsloom feeds import`"),
    (rb"[^{]{0,200}?\0", f"this is no text{_EXPECTED}"),
)
#: and of these some line may be one all the same.
_HARDLY = (
    (rb"(?i)https?://", "these are urls; `newsloom enqueue -f` takes them"),
    (rb"\[", "this is a JSON list; expected an object a line, without a list around them"),
    (rb"\{\s*$", "this is JSON over many lines; expected an object a line"),
)
_Kinds = tuple[tuple[re.Pattern[bytes], str], ...]


def _kinds(table: tuple[tuple[bytes, str], ...]) -> _Kinds:
    return tuple((re.compile(begin, re.DOTALL), words) for begin, words in table)


_BINARY, _OTHERS, _DOUBTFUL = map(_kinds, (_NEITHER, _NO_LINES, _HARDLY))


def seems(line: bytes) -> str:
    """What the file is that begins with this line, and what reads it; empty where that cannot be told."""
    return no_lines(line) or _told(_DOUBTFUL, line)


def no_lines(line: bytes) -> str:
    """The same where there is no JSON line in it, whatever follows."""
    return _told(_OTHERS, line)


def no_page(body: bytes) -> str:
    """The same where it is no page either."""
    return _told(_BINARY, body)


def is_lines(body: bytes) -> bool:
    """Does it begin as lines do that are for machines, JSON or urls, whatever its name?"""
    return _head(body).startswith(b"{") or bool(_told(_DOUBTFUL, body))


def _told(kinds: _Kinds, body: bytes) -> str:
    head = _head(body)
    return next((words for begin, words in kinds if begin.match(head)), "")


def _head(body: bytes) -> bytes:
    return body[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()
