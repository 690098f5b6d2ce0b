"""Whether a compressed body came to its end. Pure, but for a look into urllib3's decoders.

A connection that ends early is an error where a length was told; where none was, only the compression knows. urllib3
(2.8) gives what it could unpack and says nothing, so half a page would pass for a page. Its decoders are asked for what
they hold; one that holds something else than is known here counts as whole.
"""

from __future__ import annotations

from typing import Any

from urllib3.exceptions import DecodeError
from urllib3.response import BaseHTTPResponse, GzipDecoderState


def is_whole(answer: BaseHTTPResponse) -> bool:
    """Did every decompressor of this answer, read to its end, come to the end of what it was to unpack?"""
    decoder = getattr(answer, "_decoder", None)
    return all(_ended(each) for each in getattr(decoder, "_decoders", [decoder]))


def is_cut(answer: BaseHTTPResponse, error: DecodeError) -> bool:
    """Does this error mean that the body ended too soon? Of zstd urllib3 says so, with no decoder's error behind."""
    return error.__cause__ is None and not is_whole(answer)


def _ended(decoder: object) -> bool:
    if getattr(decoder, "_state", None) == GzipDecoderState.SWALLOW_DATA:
        return True  # all was unpacked, and what came behind it passed over
    held: Any = getattr(decoder, "_obj", None)
    if hasattr(held, "is_finished"):  # brotli
        return bool(held.is_finished())
    return bool(getattr(held, "eof", True))
