"""What is read of a body at its end, where the Python that reads is stricter than others."""

from __future__ import annotations

import zlib
from io import BytesIO

import pytest
from urllib3.response import HTTPResponse

from workers.fetch.body import next_piece

PAGE = b"<p>The river Wend rose two metres in one night."


class Strict(HTTPResponse):
    """An answer whose decompressor fails when it is flushed, as those of Python 3.14.8 do after a failure."""

    def read1(self, amt: int | None = None, decode_content: bool | None = None) -> bytes:
        piece = super().read1(amt, decode_content)
        if not piece:
            raise zlib.error("Error -3 while finishing decompression: incorrect header check")
        return piece


def answer(body: bytes) -> HTTPResponse:
    return Strict(BytesIO(body), {"content-encoding": "gzip"}, preload_content=False)


def packed() -> bytes:
    packer = zlib.compressobj(wbits=31)
    return packer.compress(PAGE) + packer.flush()


def test_a_page_that_came_whole_ends_where_python_fails_on_what_stood_behind_it() -> None:
    page = answer(packed() + b"furniture")
    assert next_piece(page) == PAGE
    assert next_piece(page) == b""


def test_a_page_that_did_not_come_whole_fails_as_it_did() -> None:
    page = answer(packed()[:-4])
    assert next_piece(page) == PAGE
    with pytest.raises(zlib.error):
        next_piece(page)
