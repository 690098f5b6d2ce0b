"""What a file seems to be that was taken for JSON lines, by how its first line begins. Pure."""

from __future__ import annotations

import re

#: how it begins, white and a byte order mark left out -> what is said of it; the first that fits.
_TABLE = (
    (rb"WARC/\d", "this is a WARC; `newsloom import` reads it from a file"),
    (rb"\x1f\x8b", "this is gzipped; it is unpacked where its name ends in .gz"),
    (rb"PK\x03\x04", "this is a zip archive"),
    (rb"%PDF-", "this is a PDF"),
    (rb"SQLite format 3\0", "this is a database of SQLite"),
    (rb"(?i)<(!doctype html|html)\b", "this is a web page; of a folder of them, `newsloom import` reads each"),
    (rb"(?i)<(\?xml|opml)\b", "this is XML; feeds in OPML are read by `newsloom feeds import`"),
    (rb"(?i)https?://", "these are urls; `newsloom enqueue -f` takes them"),
    (rb"\[", "this is a JSON list; expected an object a line, without a list around them"),
    (rb"\{\s*$", "this is JSON over many lines; expected an object a line"),
)
_KINDS = tuple((re.compile(begin), words) for begin, words in _TABLE)


def seems(line: bytes) -> str:
    """What the file is that begins with this line, and what reads it; empty where that cannot be told."""
    head = line[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((words for begin, words in _KINDS if begin.match(head)), "")
