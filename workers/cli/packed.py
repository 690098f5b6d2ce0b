"""What a file of a page holds: unpacked, and told by its beginning where its name tells wrong. Pure."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

from workers.errors import PermanentError

_GZIP = b"\x1f\x8b"
#: bytes that are unpacked at first. zlib copies what it leaves of them, and a member may be of 20.
_PIECE = 1024
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)


def unpacked(body: bytes, most: int) -> bytes:
    """The bytes, or what they hold where they are gzipped: `most` of it, and one more where there is more.

    Linear in the bytes, however many members they have. Raises PermanentError where it is broken.
    """
    if not body.startswith(_GZIP):
        return body
    out, at = bytearray(), 0
    while body.startswith(_GZIP, at) and len(out) <= most:  # one may follow another
        at = _member(body, at, out, most + 1)
    return bytes(out)


def _member(body: bytes, at: int, out: bytearray, most: int) -> int:
    """Unpacks what begins there, and says where it ends."""
    unpacker, given = zlib.decompressobj(wbits=31), b""
    while not unpacker.eof and len(out) < most:
        given = body[at : at + max(_PIECE, 2 * len(given))]
        if not given:
            raise PermanentError("not-gzip", "it is gzipped and ends too early")
        try:
            out += unpacker.decompress(given, most - len(out))
        except zlib.error as error:
            raise PermanentError("not-gzip", f"it begins as gzip and cannot be unpacked: {error}") from error
        at += len(given) - len(unpacker.unused_data)
    return at


def inner(path: Path) -> Path:
    """The file's name without the ending of what it is packed in."""
    return path.with_suffix("") if path.suffix.lower() == ".gz" else path


def is_html(body: bytes) -> bool:
    """Does it begin as a web page does?"""
    return bool(_HTML.match(body[:4000]))
