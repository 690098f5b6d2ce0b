"""A WARC file as lines and blocks, and the way on from a record that is broken. No decisions about what a record is.

Never holds more than a line and a piece. A record that is a gzip member by itself ends where the member does, so that a
wrong length is noticed there, and the next record is found by its member. Elsewhere it is found by its first line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import IO

from workers.errors import PermanentError
from workers.warc.members import GZIP, RECORD, CutError, Members, Plain

#: bytes that are passed over, or read again, in search of the next record, before the rest of a file is left.
MOST_PASSED = 1_000_000_000
#: the first line of a record, and the most bytes that one may have.
FIRST, LONGEST_FIRST = re.compile(rb"WARC/[01]\.\d{1,3}[ \t]{0,8}\r?\n"), 40
_BREAKS = b"\r\n"
#: bytes of line breaks behind a record: it should have the first number; writers are known that leave out or add some.
_USUAL_BREAKS, _MOST_BREAKS = 4, 8


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record begins."""

    #: bytes before it, unpacked.
    at: int
    #: bytes in the file before its gzip member, where it begins with one; None also in a file that is not gzipped.
    member: int | None


class Source:
    """Reads a file that can seek. Raises PermanentError where bytes are damaged, CutError where they end too soon."""

    def __init__(self, file: IO[bytes]) -> None:
        packed = file.read(len(GZIP)) == GZIP
        file.seek(0)
        self._pieces: Members | Plain = Members(file) if packed else Plain(file)
        #: where the record begins that is being read.
        self.place = Place(0, 0 if packed else None)
        self._inside = False
        self._buffer = bytearray()
        #: bytes, unpacked, before the buffer; the same before the newest member.
        self._at = self._member_at = 0
        self._patience = MOST_PASSED

    @property
    def tired(self) -> bool:
        """Was so much passed over in search of a record that the rest is not looked at?"""
        return self._patience < 0

    def where(self) -> str:
        """The place of the record, as a person finds it."""
        if isinstance(self._pieces, Plain):
            return f"byte {self.place.at}"
        return f"byte {self.place.at} unpacked" if self.place.member is None else f"byte {self.place.member}"

    def begin(self) -> bool:
        """Go past line breaks to where a record begins, and note the place; False at the end of the file."""
        self._inside = False
        while True:
            self._drop(len(self._buffer) - len(self._buffer.lstrip(_BREAKS)))
            if self._buffer:
                aligned = isinstance(self._pieces, Members) and self._at == self._member_at
                self.place = Place(self._at, self._pieces.begun if aligned else None)
                self._inside = aligned
                return True
            try:
                if not self._fill():
                    return False
            except PermanentError:
                self.place = Place(self._at, self._pieces.begun)
                raise

    def line(self, most: int) -> bytes:
        """The bytes up to a line feed, with it; without one so many of them, or all that there are."""
        while b"\n" not in self._buffer and len(self._buffer) < most and self._fill():
            pass
        return self._take(min(self._buffer.find(b"\n") + 1 or most, most))

    def read(self, most: int) -> bytes:
        """Some bytes, at least one and at most so many."""
        return self._take(self._ready(most))

    def skip(self, most: int) -> int:
        """Go past some bytes, at least one and at most so many; how many they were."""
        size = self._ready(most)
        self._drop(size)
        return size

    def ends(self) -> bool:
        """Go past the line breaks behind a record. Does it end here, with its member or where another begins?"""
        self._inside = False
        seen = 0
        while seen < _MOST_BREAKS:
            if not self._buffer and (self._pieces.between or not self._step()):
                return True
            if self._buffer[0] not in _BREAKS:
                break
            self._drop(1)
            seen += 1
        while len(self._buffer) < len(RECORD) and not self._pieces.between and self._step():
            pass
        return seen >= _USUAL_BREAKS or self._buffer.startswith(RECORD)

    def resume(self) -> bool:
        """Go on to the next record behind the place; False where there is none.

        A record with a wrong length may have had others within it: where that is possible, they are found.
        """
        self._inside = False
        if isinstance(self._pieces, Members) and self.place.member is not None:
            return self._next_member(self._pieces, self.place.member + 1)
        if isinstance(self._pieces, Plain):
            self._patience -= self._at - self.place.at
            if self._patience > 0:
                self._pieces.go(self.place.at + 1)
                self._at = self.place.at + 1
                self._buffer.clear()
        try:
            return self._next_line()
        except PermanentError:
            return isinstance(self._pieces, Members) and self._next_member(self._pieces, self._pieces.begun + 1)

    def _next_member(self, pieces: Members, offset: int) -> bool:
        self._buffer.clear()
        return pieces.go(offset)

    def _next_line(self) -> bool:
        while not (found := FIRST.search(self._buffer)):
            passed = max(0, len(self._buffer) - LONGEST_FIRST)
            self._patience -= passed
            self._drop(passed)
            if self.tired or not self._fill():
                return False
        self._drop(found.start())
        return True

    def _ready(self, most: int) -> int:
        """How many bytes can be taken, of so many."""
        if not self._buffer and not self._fill():
            raise CutError
        return min(most, len(self._buffer))

    def _take(self, size: int) -> bytes:
        taken = bytes(self._buffer[:size])
        self._drop(size)
        return taken

    def _drop(self, size: int) -> None:
        del self._buffer[:size]
        self._at += size

    def _fill(self) -> bool:
        """A piece more; False at the end of the file."""
        while not self._step():
            if self._pieces.over():
                return False
        return True

    def _step(self) -> bool:
        """A piece more; False at the end of a member, too. Nothing is read where one has ended."""
        first = self._pieces.between
        piece = self._pieces.piece()
        if first and self._inside and piece.startswith(RECORD):
            raise PermanentError("bad-warc", "its length is wrong: the next record begins before its end")
        if first:
            self._member_at = self._at + len(self._buffer)
        self._buffer += piece
        return bool(piece)
