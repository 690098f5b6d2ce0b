"""Lines of a file that may be hostile: no more of it in memory than the longest line that is wanted. No decisions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

#: bytes of one line that are passed over before the file is left: a gzip file of 10 MB can hold 10 GB of zeros, which
#: take half a minute to unpack.
MOST_PASSED = 1_000_000_000
#: bytes of a line that are kept of one that is too long, and bytes that are passed over at a time.
_HEAD, _PIECE = 100_000, 1_000_000


@dataclass(frozen=True, slots=True)
class TooLong:
    """A line longer than was asked for."""

    #: how it begins; the rest is gone.
    head: bytes
    #: it had no end in sight, and the rest of the file was not read.
    last: bool


def lines(file: IO[bytes], most: int, passed: float = MOST_PASSED) -> Iterator[bytes | TooLong]:
    """Each line of a file, its end included; one of more than `most` bytes is passed over, and said so.

    passed: bytes of one line that are passed over; after a longer one nothing more is read. inf: of a stream, which
    ends when whoever writes it has done.
    """
    while line := file.readline(most + 1):
        if len(line) <= most or line.endswith(b"\n"):
            yield line
            continue
        head, size = line[:_HEAD], len(line)
        while size <= passed and line and not line.endswith(b"\n"):
            line = file.readline(_PIECE)
            size += len(line)
        endless = bool(line) and not line.endswith(b"\n")
        yield TooLong(head, endless)
        if endless:
            return
