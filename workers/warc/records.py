"""The records of a WARC file (ISO 28500), one after the other. What is broken is named, and the rest goes on.

A record is `WARC/1.1`, its fields, an empty line, a block as long as `Content-Length` says, and two line breaks. What
is made of it counts only when its end was seen where it should be. Digests are not compared: writers of repute have
differed in what they are of.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, Generic, TypeVar

from workers.errors import PermanentError
from workers.printable import in_place
from workers.warc.members import RECORD, CutError
from workers.warc.source import FIRST, LONGEST_FIRST, MOST_PASSED, Source

#: bytes of a record's fields; bytes of a line that are repeated.
LARGEST_HEAD, _QUOTED = 65_536, 24
#: broken records that are named; after them the rest of a file is not read.
MOST_BROKEN = 1000
_NUMBER = re.compile(r"\d{1,18}")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Head:
    """What a record says of itself."""

    #: lower-case names; of a name that comes twice, the first.
    fields: Mapping[str, str]
    #: bytes of its block.
    length: int

    @property
    def kind(self) -> str:
        """`response`, `request`, `revisit` ...; in lower case."""
        return self.fields.get("warc-type", "").lower()


@dataclass(frozen=True, slots=True)
class Broken:
    """A record that cannot be read."""

    #: counted from 1.
    number: int
    #: `byte 427`; empty where that is not known.
    where: str
    what: str

    def text(self) -> str:
        """One line for a person."""
        return f"record {self.number}{f' at {self.where}' if self.where else ''}: {self.what}"


@dataclass(frozen=True, slots=True)
class Whole(Generic[T]):
    """A record that came to its end, and what was made of it."""

    made: T


def records(file: IO[bytes], make: Callable[[Head, io.BufferedReader], T]) -> Iterator[Whole[T] | Broken]:
    """What is made of each record's head and block, in the order of a file that can seek.

    make: may leave the block unread, and may raise PermanentError, which makes the record a broken one.
    """
    source = Source(file)
    number = broken = 0
    going = True
    while going:
        number += 1
        try:
            if not source.begin():
                return
            yield Whole(_made(source, make))
        except _OddError as odd:
            yield Broken(number, source.where(), odd.detail)
        except PermanentError as error:
            broken += 1
            yield Broken(number, source.where(), error.detail)
            going = broken < MOST_BROKEN and source.resume()
    if source.tired:
        yield Broken(
            number + 1, source.where(), f"no other begins within {MOST_PASSED} bytes, and the rest is not read"
        )
    elif broken == MOST_BROKEN:
        yield Broken(number + 1, source.where(), f"{MOST_BROKEN} records are broken, and the rest is not read")


class _OddError(PermanentError):
    """What a record holds cannot be used; it ends where it should."""


def _made(source: Source, make: Callable[[Head, io.BufferedReader], T]) -> T:
    head = _head(source)
    block = Block(source, head.length)
    odd: PermanentError | None = None
    try:
        made = make(head, io.BufferedReader(block))
    except PermanentError as error:
        if block.fault:
            raise
        odd = error
    block.drain()
    if not source.ends():
        raise PermanentError("bad-warc", f"its length is wrong: it does not end after {head.length} bytes")
    if odd:
        raise _OddError(odd.reason, odd.detail) from odd
    return made


def _head(source: Source) -> Head:
    first = source.line(LONGEST_FIRST)
    if not FIRST.fullmatch(first):
        if first.startswith(RECORD[: len(first)]) and not first.endswith(b"\n") and len(first) < LONGEST_FIRST:
            raise CutError
        raise PermanentError("bad-warc", f"expected a line such as WARC/1.1, found {_quoted(first)}")
    fields: dict[str, str] = {}
    name = ""
    for line in _lines(source):
        text = line.decode("utf-8", "replace")
        if text[0] in " \t" and name:  # a field that goes on
            fields[name] += f" {text.strip()}"
            continue
        name, colon, value = text.partition(":")
        if not colon:
            raise PermanentError("bad-warc", f"expected a field and its value, found {_quoted(line)}")
        name = name.strip().lower()
        fields.setdefault(name, value.strip())
    return Head(fields, _length(fields))


def _lines(source: Source) -> Iterator[bytes]:
    """The lines of a record's fields, up to the empty one."""
    left = LARGEST_HEAD
    while (line := source.line(left)).strip(b"\r\n"):
        left -= len(line)
        if left <= 0:
            raise PermanentError("bad-warc", f"more than {LARGEST_HEAD} bytes of fields")
        if not line.endswith(b"\n"):
            raise CutError
        yield line.rstrip(b"\r\n")
    if not line:
        raise CutError


def _length(fields: Mapping[str, str]) -> int:
    said = fields.get("content-length")
    if said is None:
        raise PermanentError("bad-warc", "it has no Content-Length")
    if not _NUMBER.fullmatch(said):
        raise PermanentError("bad-warc", f"its Content-Length is {in_place(said)[:40]!a}: expected a number")
    return int(said)


def _quoted(line: bytes) -> str:
    """How a line begins; not as far as an address could hold a password."""
    return ascii(re.split(r"[:/@\\]", line[:_QUOTED].decode("utf-8", "replace"))[0].strip())


class Block(io.RawIOBase):
    """The bytes of a record's block, and no more."""

    def __init__(self, source: Source, length: int) -> None:
        self._source = source
        self._left = length
        #: the bytes could not be had: what failed was not what they hold.
        self.fault: PermanentError | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = self._read(len(buffer))
        buffer[: len(found)] = found
        return len(found)

    def drain(self) -> None:
        """Go past what is left of it."""
        while self._left:
            self._left -= self._source.skip(self._left)

    def _read(self, most: int) -> bytes:
        if not self._left:
            return b""
        try:
            found = self._source.read(min(most, self._left))
        except PermanentError as error:
            self.fault = error
            raise
        self._left -= len(found)
        return found
