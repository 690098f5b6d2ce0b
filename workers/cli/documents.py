"""Documents that one already has, read from a file of JSON lines or a folder of pages, as submissions.

What a line means is `jsonl`'s to say. A folder gives its .html files, and its .txt files: pages flattened to text,
menus and all, gzipped or not; such a file by itself is read as a folder of one. What cannot be read is named with file
and line, and the rest goes on.

No more than a line, or a page, is in memory at once, and neither may be of any length.
"""

from __future__ import annotations

import gzip
import hashlib
import math
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, Any

from workers.cli import bounded, folders, packed
from workers.cli.jsonl import LARGEST, PREFIX, of_line, submission
from workers.cli.seems import is_lines, no_lines, no_page, seems
from workers.errors import NewsloomError, PermanentError, WordsError
from workers.model import Hint, Kind, Submission
from workers.printable import one_line

#: what stands for standard input.
STDIN = Path("-")
#: bytes of a JSON line: such a page with every letter escaped as six.
LONGEST_LINE = 32_000_000
#: bytes by which it is seen what a file is.
_HEAD = 1000
#: how a file in UTF-16 begins, which Windows makes of what a command prints.
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Problem:
    """A line or a file that cannot be taken."""

    #: `file:line`, or the file.
    where: str
    what: str
    #: what the file seems to be, where its first line tells that it is of another kind.
    seems: str = ""


def read(path: Path, now: datetime) -> Iterator[Submission | Problem]:
    """The documents of a file or folder, in its order. Raises WordsError where there is nothing to read."""
    if path.is_dir():
        files = sorted(filter(folders.is_page, path.iterdir()))
        if not files:
            left = folders.passed_over(path)
            raise WordsError("nothing", f"{path} holds no .html or .txt file" + (f"; {left}" if left else ""))
        return (_guarded(str(file), partial(of_file, file, now)) for file in files)
    if path != STDIN and not path.is_file():
        told = "is neither a file nor a folder; `-` is standard input" if path.exists() else "no such file or folder"
        raise WordsError("no-file", f"{path}: {told}")
    if path != STDIN and folders.is_page(path) and not _is_lines(path):
        return iter([_guarded(str(path), partial(_of_file_alone, path, now))])
    return _lines(path, now)


def _is_lines(path: Path) -> bool:
    """Does a .txt hold JSON lines, or urls, and no page?"""
    try:
        with _opened(path) as file:
            return folders.kind_of(path) is Kind.FLAT and is_lines(file.read(_HEAD))
    except (OSError, EOFError, zlib.error):
        return False  # what is wrong with it is said where it is read


def _of_file_alone(file: Path, now: datetime) -> Submission:
    """A page that was named by itself. Raises WordsError where it is none, too: in a folder nobody meant that one."""
    found = of_file(file, now)
    kind = no_page(found.page.body) if found.page else ""
    if kind:
        raise WordsError("no-page", f"{file}: {kind}")
    return found


def _lines(path: Path, now: datetime) -> Iterator[Submission | Problem]:
    number = 0
    try:
        with _opened(path) as file:
            patience = math.inf if path == STDIN else bounded.MOST_PASSED
            for number, line in enumerate(bounded.lines(file, LONGEST_LINE, patience), 1):
                where = f"{path}:{number}"
                kind = seems(line.head if isinstance(line, bounded.TooLong) else line) if number == 1 else ""
                if isinstance(line, bounded.TooLong):
                    yield Problem(where, _too_long(line), kind)
                elif number == 1 and line.startswith(_UTF16):
                    yield Problem(where, "the file is in UTF-16: expected UTF-8")
                    return
                elif number == 1 and (other := no_lines(line)):
                    raise WordsError("no-lines", f"{path}: {other}")
                elif line.strip():
                    yield _guarded(where, partial(of_line, line, now), kind)
    except (OSError, EOFError, zlib.error) as error:
        yield Problem(f"{path}:{number + 1}", f"cannot be read: {error}")


def _opened(path: Path) -> AbstractContextManager[IO[bytes]]:
    if path == STDIN:
        return nullcontext(sys.stdin.buffer)
    opener: Callable[..., Any] = gzip.open if path.suffix == ".gz" else Path.open
    return opener(path, "rb")  # type: ignore[no-any-return]


def _too_long(line: bounded.TooLong) -> str:
    rest = "; it has no end in sight, and the rest of the file is not read" if line.last else ""
    return f"more than {LONGEST_LINE} bytes in one line are not read{rest}"


def _guarded(where: str, make: Callable[[], Submission], kind: str = "") -> Submission | Problem:
    try:
        return make()
    except WordsError:
        raise
    except NewsloomError as error:
        return Problem(where, error.detail, kind)
    except OSError as error:
        return Problem(where, error.strerror or "cannot be read")


def of_file(file: Path, now: datetime) -> Submission:
    """A page in a file of its own; its name is its id, its bytes are its identity. Raises PermanentError, OSError."""
    if not file.is_file():  # a pipe would be waited for, a device has no end
        raise PermanentError("no-file", "not a file")
    with file.open("rb") as opened:
        body = packed.unpacked(opened.read(LARGEST + 1), LARGEST)
    if not body.strip():
        raise PermanentError("empty", "there is nothing in it")
    kind = Kind.HTML if packed.is_html(body) else folders.kind_of(file)
    name = one_line(file.name)  # a name may hold bytes that are no text
    return submission(f"{PREFIX}{name}", key_of(body), body, kind, Hint(id=name), now)


def key_of(body: bytes) -> str:
    """The key of a page in a file. Pure."""
    return hashlib.sha256(PREFIX.encode() + body).hexdigest()[:32]
