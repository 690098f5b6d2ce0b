"""The body of an answer that was sent in chunks (RFC 9112, 7.1), as one. Reads a piece at a time.

http.client has the same inside, but only for a socket.
"""

from __future__ import annotations

import io
import re
from typing import Any

from workers.errors import PermanentError

_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\n]*)?\r?\n")
_LONGEST = 4096
_BROKEN = "the chunks of its body are broken"


def is_chunked(body: bytes) -> bool:
    """Do these first bytes of a body begin a chunk? Some archives keep the header and undo the chunks."""
    return bool(_SIZE.match(body))


class Chunks(io.RawIOBase):
    """What stands in the chunks of a body. Raises PermanentError where they are broken or have no end."""

    def __init__(self, body: io.BufferedReader) -> None:
        self._body = body
        #: bytes left of the chunk that is read; was it the last.
        self._left = 0
        self._over = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._left and not self._over:
            self._next()
        found = b"" if self._over else self._body.read1(min(len(buffer), self._left))
        if not found and not self._over:
            raise PermanentError("bad-warc", _BROKEN)
        buffer[: len(found)] = found
        self._left -= len(found)
        if found and not self._left and self._body.readline(2).strip():
            raise PermanentError("bad-warc", _BROKEN)
        return len(found)

    def _next(self) -> None:
        size = _SIZE.fullmatch(self._body.readline(_LONGEST))
        if not size:
            raise PermanentError("bad-warc", _BROKEN)
        self._left = int(size[1], 16)
        self._over = not self._left
