"""The body of an answer, decompressed, as far as it is wanted. `decide` says what is refused.

Bytes are counted after decompression, piece by piece: a bomb is dropped when it passes the limit, not unpacked.
"""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Iterator
from datetime import datetime

from urllib3.exceptions import DecodeError
from urllib3.response import BaseHTTPResponse

from workers.errors import NewsloomError
from workers.fetch import decide
from workers.fetch.connect import Way
from workers.fetch.whole import is_cut, is_whole

#: bytes that one read may give after decompression.
_PIECE = 16_384


def page(answer: BaseHTTPResponse, way: Way, now: datetime, most: int, *, feed: bool) -> bytes:
    """The body of a page that may be kept, of `most` bytes. Raises the refusal of any other."""
    _heed(decide.refusal_of(answer.status, answer.headers, now))
    kind = answer.headers.get("content-type", "")
    _heed(decide.refusal_of_type(kind, b"", feed=feed))
    body = _whole(answer, kind, way, most, feed=feed)
    _heed(decide.refusal_of_body(body))
    return body


def beginning(answer: BaseHTTPResponse, way: Way, now: datetime, enough: int) -> bytes:
    """The body of an answer of any type, as far as the piece with which there are `enough` bytes. Raises as `page`."""
    _heed(decide.refusal_of(answer.status, answer.headers, now))
    body = bytearray()
    for piece in _pieces(answer):
        body += piece
        if len(body) >= enough:
            return bytes(body)
        way.patience(way.read)
    _heed(decide.refusal_of_end(b"", whole=is_whole(answer)))
    return bytes(body)


def _whole(answer: BaseHTTPResponse, kind: str, way: Way, most: int, *, feed: bool) -> bytes:
    """Never holds more than the largest page and a piece."""
    _heed(decide.refusal_of_size(decide.length(answer.headers), most))
    body = bytearray()
    for piece in _pieces(answer):
        body += piece
        _heed(decide.refusal_of_size(len(body), most))
        if len(body) - len(piece) < decide.JUDGED <= len(body):  # as soon as there is enough to tell
            _heed(decide.refusal_of_type(kind, bytes(body[: decide.JUDGED]), feed=feed))
        way.patience(way.read)
    _heed(decide.refusal_of_type(kind, bytes(body[: decide.JUDGED]), feed=feed))
    _heed(decide.refusal_of_end(bytes(body[-decide.LAST :]), whole=is_whole(answer)))
    return bytes(body)


def _pieces(answer: BaseHTTPResponse) -> Iterator[bytes]:
    """The body, decompressed, piece by piece."""
    for count in itertools.count():
        _heed(decide.refusal_of_pieces(count))
        try:
            piece = next_piece(answer)
        except DecodeError as error:
            _heed(decide.refusal_of_end(b"", whole=not is_cut(answer, error)))
            raise
        if not piece:
            return
        yield piece


def next_piece(answer: BaseHTTPResponse) -> bytes:
    """What comes next of the body, decompressed; nothing at its end.

    At the end urllib3 flushes the decompressor, also one that has failed on what came behind the page and was passed
    over. Python 3.14.8 has it fail once more, where others say nothing (zlib alike).
    """
    try:
        return answer.read1(_PIECE, decode_content=True)
    except zlib.error:
        if is_whole(answer):
            return b""
        raise


def _heed(refusal: NewsloomError | None) -> None:
    if refusal is not None:
        raise refusal
