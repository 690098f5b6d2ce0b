"""Where bytes go that are worth nothing by halves: standard output, or a file that is there when it is whole."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from workers.errors import PermanentError, WordsError


@contextmanager
def written(target: str) -> Iterator[IO[bytes]]:
    """A place for bytes. `-` is standard output; a file has its name only once the block is left without an error.

    Raises WordsError for a place that is none, PermanentError where nothing can be written.
    """
    if target == "-":
        yield _standard_output()
        return
    path = Path(target)
    if not path.parent.is_dir():
        raise WordsError("no-folder", f"{path.parent}: no such folder")
    if path.exists() and not path.is_file():
        raise WordsError("no-file", f"{path} is no file; `-` is standard output")
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise PermanentError("unwritable", f"cannot write {path}: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


def _standard_output() -> IO[bytes]:
    if sys.stdout.isatty():
        raise WordsError("terminal", "standard output is a terminal: name a file, or send it on with > or |")
    return sys.stdout.buffer
