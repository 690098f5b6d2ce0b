"""Kills what a run has started when the test itself is killed: no worker outlives it, however it dies.

A process of its own that is told of each process group. When its standard input ends, because the test closed it or is
no more, it kills them all.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress

_HERE = [sys.executable, "-S", __file__]


class Reaper:
    """Told of processes that lead a group; kills the groups at `close`, or when this process ends."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(_HERE, stdin=subprocess.PIPE, start_new_session=True, text=True)

    def tell(self, pid: int) -> None:
        assert self._process.stdin
        self._process.stdin.write(f"{pid}\n")
        self._process.stdin.flush()

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


def _reap() -> None:
    for pid in [int(line) for line in sys.stdin]:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


if __name__ == "__main__":
    _reap()
