"""Bytes of a page -> text. Pure: the headers are an argument; no decisions about news.

Order: byte order mark, HTTP header, meta, UTF-8, then a detector. Done here and not left to the extractors: with the
charset only in the header trafilatura decoded 58 % of 266 real pages right, a decoder that is told it 100 %.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping

from resiliparse.parse.encoding import detect_encoding

from workers.charsets import codec
from workers.errors import RefusedError

#: the largest page after decompression, in bytes, whatever `[fetch] max_bytes` allows; the largest real one of 1,900
#: had 3.5 MB. Readers take up to 1 s and 40 MB for each MB, and lxml loses pieces of text of more than this.
MAX_BYTES = 10_000_000
#: bytes at the beginning of a page in which a declaration of its charset counts.
HEAD = 4096
#: share of a text's letters outside ASCII that may be undecodable before the charset is called wrong.
TOLERATED = 0.05

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: how text in UTF-16 begins where the mark was forgotten: two letters of ASCII, a NUL beside each.
_UNMARKED = (
    (re.compile(rb"[^\x00]\x00[^\x00]\x00", re.DOTALL), "utf-16-le"),
    (re.compile(rb"\x00[^\x00]\x00[^\x00]", re.DOTALL), "utf-16-be"),
)
_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_META = re.compile(rb"<meta[^<>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"<\?xml[^<>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)
#: characters at a text's beginning that are judged, and control characters among them from which it is none: an import
#: did not pass the look that fetching takes at bytes (workers/fetch/decide.py).
JUDGED, MOST_STRAYS = 2048, 40
#: NUL not: text in UTF-32 that is read as UTF-16 has one beside each letter.
_STRAY = re.compile("[\x01-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
#: what no text holds: NUL and the other controls; tab, line feed and carriage return stay.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
#: the same in UTF-8, in which a control is one byte.
_CONTROL_BYTES = bytes([*range(9), 11, 12, *range(14, 32), 127])
_NO_LETTERS = "\ufffe\uffff"
#: first bytes of things that are sent as pages and are none.
_BINARY = (b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b", b"RIFF")
#: encodings of one byte a letter, in which every sequence of bytes is some text.
_SINGLE_BYTE = re.compile(r"cp(?!9(?:32|49))\d+|iso-?8859|koi8|mac|latin|ascii", re.IGNORECASE)


def text_of(body: bytes, headers: Mapping[str, str], *, markup: bool = True) -> str:
    """The page as text, without control characters.

    headers: lower-case names. markup: look for a charset in meta elements.
    Raises RefusedError: `too-large`, `not-text` (a PDF, an image, bytes that are no text).
    """
    if len(body) > MAX_BYTES:
        raise RefusedError("too-large", f"{len(body)} bytes; more than {MAX_BYTES} are not read")
    for mark, label in _MARKS:
        if body.startswith(mark):
            return _plain(body[len(mark) :].decode(label, "replace"))
    for shape, label in _UNMARKED:
        if shape.match(body):
            return _plain(body.decode(label, "replace"))
    if body.startswith(_BINARY):
        raise RefusedError("not-text", "the bytes are those of a document or an image, not of a page")
    utf8 = _strict(body, "utf-8")
    text = _decoded(body, list(_declared(body, headers, markup)), utf8)
    strays = len(_STRAY.findall(text[:JUDGED]))
    text = _plain(text, body if text is utf8 else None)
    unread = b"\0" in body and body.count(0) > len(body) // 10 and text.count("\ufffd") > len(text) // 10
    if unread or strays > MOST_STRAYS:
        raise RefusedError("not-text", "the bytes are no text in any charset")
    return text


def _declared(body: bytes, headers: Mapping[str, str], markup: bool) -> Iterator[str]:
    """Charsets that the header and then the page name, as names that Python knows."""
    found = [_HEADER.search(headers.get("content-type", ""))] if headers else []
    labels = [match[1] for match in found if match]
    if markup:
        head = body[:HEAD]
        labels += [match[1].decode("ascii", "replace") for match in (_META.search(head), _XML.search(head)) if match]
    for index, label in enumerate(labels):
        name = codec(label)
        # a meta element that could be read as ASCII was not written in UTF-16, whatever it says
        if name and not (name.startswith("utf-16") and (index or b"<" in body[:2])):
            yield name


def _decoded(body: bytes, declared: list[str], utf8: str | None) -> str:
    """utf8: the bytes as UTF-8, where they are that."""
    for label in declared:
        # letters outside ASCII that are all valid UTF-8 are no accident: a wrong label, seen daily
        if utf8 is not None and _SINGLE_BYTE.match(label) and not utf8.isascii():
            return utf8
        text = utf8 if label == "utf-8" else _strict(body, label)
        if text is not None:
            return text
    if utf8 is not None:
        return utf8
    guessed = codec(detect_encoding(body) or "utf-8") or "utf-8"
    for label in [*declared, "utf-8", guessed]:
        text = body.decode(label, "replace")
        if text.count("\ufffd") <= TOLERATED * sum(1 for letter in text if letter > "\x7f"):
            return text
    return body.decode(declared[0] if declared else guessed, "replace")


def _strict(body: bytes, label: str) -> str | None:
    try:
        return body.decode(label)
    except (UnicodeDecodeError, LookupError):
        return None


def _plain(text: str, held: bytes | None = None) -> str:
    """Nearly every page is plain already, which its bytes tell in a third of the time. held: the text in UTF-8."""
    try:
        held = held or text.encode()
    except UnicodeEncodeError:  # half of a pair
        return _CONTROLS.sub("", text)
    plain = len(held.translate(None, _CONTROL_BYTES)) == len(held) and not any(map(text.__contains__, _NO_LETTERS))
    return text if plain else _CONTROLS.sub("", text)
