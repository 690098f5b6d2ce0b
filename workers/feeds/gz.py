"""A file of gzip -> its bytes, bounded. Pure. Sitemaps are published so (sitemaps.org)."""

from __future__ import annotations

import zlib

from workers.errors import RefusedError

#: bytes after decompression; a sitemap may have 50 MB, one of news (1,000 urls) has one.
LARGEST = 20_000_000
_MAGIC = b"\x1f\x8b"


def opened(body: bytes) -> bytes:
    """The body as it is, or what a gzip file holds. Raises RefusedError: `feed-too-big`, `encoding`."""
    if not body.startswith(_MAGIC):
        return body
    reader = zlib.decompressobj(wbits=31)
    try:
        found = reader.decompress(body, LARGEST + 1)
    except zlib.error as error:
        raise RefusedError("encoding", f"a file of gzip that is broken: {error}") from error
    if len(found) > LARGEST:
        raise RefusedError("feed-too-big", f"more than {LARGEST:,} bytes in a file of gzip")
    if not reader.eof:
        raise RefusedError("encoding", "a file of gzip that is cut short")
    return found
