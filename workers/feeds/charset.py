"""The bytes of a feed -> its text. Pure; never fails, never guesses where it can know.

In this order: a byte order mark; valid UTF-8, whatever is declared (no other encoding looks like it by chance, and
servers that declare Latin-1 for everything are common); the charset of the header, then of the XML declaration; else
UTF-8 or Windows-1252, whichever breaks fewer characters.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping

from workers.charsets import codec

_MARKS = (  # the longer first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)
#: codecs of Python's that no browser knows, and that make of bytes what no other reader would see.
_NO_CHARSET = frozenset({"utf_7", "utf7", "unicode_escape", "raw_unicode_escape", "punycode", "idna", "undefined"})
#: encodings of seven bits, whose bytes are valid UTF-8 and mean something else.
_SEVEN_BITS = ("iso-2022", "hz")

_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
_ODD = re.compile(r"[^\x00-\x7f]")
#: the declaration speaks of bytes, which are gone; and these controls are in no XML.
_GONE = re.compile(r"\A\s*<\?xml\b[^>]{0,500}\?>|[\x00-\x08\x0b\x0c\x0e-\x1f]")


def text_of(body: bytes, headers: Mapping[str, str]) -> str:
    """The document's text, without XML declaration and without characters that XML forbids."""
    return _GONE.sub("", _decoded(body, headers)).lstrip("\ufeff \t\r\n")


def _decoded(body: bytes, headers: Mapping[str, str]) -> str:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    header = _HEADER.search(headers.get("content-type", ""))
    declared = _DECLARED.search(body[:1000])
    names = [
        name.lower() for name in (header and header[1], declared and declared[1].decode("ascii", "replace")) if name
    ]
    seven_bits = [name for name in names if name.startswith(_SEVEN_BITS)]
    for name in [*seven_bits, "utf-8", *names]:
        found = None if name.replace("-", "_") in _NO_CHARSET else _strict(body, codec(name) or name)
        if found is not None:
            return found
    lenient = body.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    whole = len(_ODD.findall(lenient)) - broken
    return lenient if broken <= whole else body.decode("cp1252", "replace")


def _strict(body: bytes, encoding: str) -> str | None:
    try:
        # a codec of Python's that is none of text (`zip`, `rot13`) is a LookupError
        return body.decode(encoding)
    except (UnicodeError, LookupError, ValueError):
        return None
