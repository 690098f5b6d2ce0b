"""The bytes of a file, a piece at a time: as they are, or those of its gzip members, unpacked. Knows no records.

A WARC that is gzipped a record is one member after the other, each a file of its own (RFC 1952). What is damaged ends
with its member: the next one can be found in the packed bytes, and is taken for one only if it unpacks to the beginning
of a record, since three bytes alone stand anywhere.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import IO

from workers.errors import PermanentError

#: how a record begins, and how a member does; the third byte names the only method there is.
RECORD, GZIP = b"WARC/", b"\x1f\x8b\x08"
#: bytes that are read, or unpacked, at a time.
PIECE = 65_536
#: packed bytes from which the first few of a member can be unpacked.
_HEAD = 1024


class CutError(PermanentError):
    """The file ends in the middle of something."""

    def __init__(self) -> None:
        super().__init__("cut-short", "the file ends in the middle of it")


class Plain:
    """A file as it is: no member ever begins or ends."""

    between, begun = False, 0

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def piece(self) -> bytes:
        """Some bytes; none at the end."""
        return self._file.read(PIECE)

    def over(self) -> bool:
        """Is there nothing more? To be asked where there was no piece."""
        return True

    def go(self, offset: int) -> None:
        """Read on from here."""
        self._file.seek(offset)


class Members:
    """The members of a gzipped file. Holds a packed piece, and gives an unpacked one, whatever they unpack to."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._packed = b""
        self._member: zlib._Decompress | None = None
        #: bytes in the file before the newest member.
        self.begun = 0

    @property
    def between(self) -> bool:
        """Is none open, so that the next piece is the first of one?"""
        return self._member is None

    def piece(self) -> bytes:
        """Some bytes; none at the end of a member, and of the file. Raises PermanentError, CutError."""
        if self._member is None:
            if self.over():
                return b""
            self.begun = self._file.tell() - len(self._packed)
            self._member = zlib.decompressobj(wbits=31)
        while self._member is not None:
            if found := self._some(self._member):
                return found
        return b""

    def over(self) -> bool:
        """Is there nothing more in the file?"""
        if self._member is None:
            self._packed = self._packed.lstrip(b"\0")  # tapes and disks fill up with it
        while not self._packed and (read := self._file.read(PIECE)):
            self._packed = read if self._member else read.lstrip(b"\0")
        return not self._packed

    def go(self, offset: int) -> bool:
        """Go on to the first member from here on that begins as a record does; False where there is none."""
        self._packed, self._member = b"", None
        for at in self._candidates(offset):
            self._file.seek(at)
            if _begins(self._file.read(_HEAD)):
                self._file.seek(at)
                return True
        return False

    def _some(self, member: zlib._Decompress) -> bytes:
        """Some bytes of this member, perhaps none; none is open any more where it came to its end."""
        over = self.over()
        try:
            found = member.decompress(self._packed, PIECE)
        except zlib.error as error:
            raise PermanentError("bad-warc", "the gzip data is damaged") from error
        if over and not found and not member.eof:
            raise CutError
        self._packed = member.unused_data if member.eof else member.unconsumed_tail
        self._member = None if member.eof else member
        return found

    def _candidates(self, offset: int) -> Iterator[int]:
        """Where from here on the bytes stand that begin a member."""
        window = b""
        while self._file.seek(offset + len(window)) >= 0 and (read := self._file.read(PIECE)):
            window += read
            found = window.find(GZIP)
            while found >= 0:
                yield offset + found
                found = window.find(GZIP, found + 1)
            passed = max(0, len(window) - len(GZIP) + 1)
            offset, window = offset + passed, window[passed:]


def _begins(packed: bytes) -> bool:
    """Does a member that begins with these bytes unpack to the beginning of a record?"""
    try:
        return zlib.decompressobj(wbits=31).decompress(packed, len(RECORD)) == RECORD
    except zlib.error:
        return False
