"""A command line, run in this process on a terminal of its own. Commands ask standard input, output and error alike how
wide they are, so all three stand in for ours, down to their numbers."""

from __future__ import annotations

import fcntl
import os
import re
import struct
import sys
import termios
import threading
import tty
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import IO

import pytest

from workers.cli import run

_STREAMS = {0: "stdin", 1: "stdout", 2: "stderr"}


def on_a_terminal(columns: int, words: list[str], stdout: IO[bytes] | None = None) -> str:
    """What a command writes to its terminal; with stdout, its standard output goes there."""
    with terminal(columns, stdout) as written:
        run(words)
    return b"".join(written).decode()


@contextmanager
def terminal(
    columns: int, stdout: IO[bytes] | None = None, *, kind: str = "xterm-256color", raw: bool = False
) -> Iterator[list[bytes]]:
    """Within the block all is read from and written to a terminal; what it was sent is complete after it.

    raw: as it was written, without a carriage return before each line feed.
    """
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    if raw:
        tty.setraw(theirs)
    written: list[bytes] = []
    reader = threading.Thread(target=_drain, args=(ours, written))
    reader.start()
    try:
        with pytest.MonkeyPatch.context() as patch, ExitStack() as until_the_end:
            patch.delenv("COLUMNS", raising=False)
            patch.setenv("TERM", kind)
            until_the_end.callback(os.close, theirs)
            for number, name in _STREAMS.items():
                to = stdout.fileno() if stdout and number == 1 else theirs
                until_the_end.enter_context(_instead(number, to))
                file = until_the_end.enter_context(os.fdopen(number, "r" if name == "stdin" else "w", closefd=False))
                patch.setattr(sys, name, file)
            yield written
    finally:
        reader.join()
        os.close(ours)


@contextmanager
def _instead(number: int, other: int) -> Iterator[None]:
    """The file of this number is the other one."""
    before = os.dup(number)
    os.dup2(other, number)
    try:
        yield
    finally:
        os.dup2(before, number)
        os.close(before)


def _drain(end: int, written: list[bytes]) -> None:
    try:
        while chunk := os.read(end, 65536):
            written.append(chunk)
    except OSError:  # Linux says so when the other end is closed
        pass


def plain(text: str) -> str:
    """Without colours and links."""
    return re.sub(r"\x1b(\[[0-9;]*m|\]8;[^\x1b]*\x1b\\)", "", text)
