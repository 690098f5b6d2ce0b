"""What a file of a page holds: unpacked, and told by its beginning where its name tells wrong. Pure."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

from workers.errors import PermanentError

_GZIP = b"\x1f\x8b"
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)


def unpacked(body: bytes, most: int) -> bytes:
    """The bytes, or what they hold where they are gzipped: `most` of it, and one more where there is more.

    Raises PermanentError where it is broken.
    """
    out = b""
    while body.startswith(_GZIP) and len(out) <= most:  # one may follow another
        unpacker = zlib.decompressobj(wbits=31)
        try:
            out += unpacker.decompress(body, most + 1 - len(out))
        except zlib.error as error:
            raise PermanentError("not-gzip", f"it begins as gzip and cannot be unpacked: {error}") from error
        if not unpacker.eof and len(out) <= most:
            raise PermanentError("not-gzip", "it is gzipped and ends too early")
        body = unpacker.unused_data
        if not body.startswith(_GZIP):
            return out
    return out or body


def inner(path: Path) -> Path:
    """The file's name without the ending of what it is packed in."""
    return path.with_suffix("") if path.suffix.lower() == ".gz" else path


def is_html(body: bytes) -> bool:
    """Does it begin as a web page does?"""
    return bool(_HTML.match(body[:4000]))
