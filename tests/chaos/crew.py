"""The processes of a run, each in a session of its own, with its pid and its log; one that exits is started again.

What `newsloom up` does, but that faults find each process by name, and that a killed one is back after a second each
time. Nothing outlives `close`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import psutil

from tests.chaos.reaper import Reaper
from tests.waiting import eventually

#: seconds before a process that ended is started again: the first wait of `newsloom up`.
_AGAIN = 1.0
_LOOK = 0.1


@dataclass
class Hand:
    """One process, again and again."""

    name: str
    argv: Sequence[str]
    environ: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    #: monotonic time at which it is started again.
    due: float = 0.0
    #: exit codes of those that have ended.
    codes: list[int] = field(default_factory=list)
    #: process groups of all that were started.
    groups: list[int] = field(default_factory=list)

    def start(self, reaper: Reaper) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                list(self.argv), env=dict(self.environ), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        self.groups.append(self.process.pid)
        reaper.tell(self.process.pid)

    def buried(self) -> bool:
        """Has it ended? Then its exit code is kept. What it left behind is left alone: it must end by itself."""
        if self.process is None or self.process.poll() is None:
            return False
        self.codes.append(self.process.returncode)
        self.process = None
        self.due = monotonic() + _AGAIN
        return True


class Crew:
    """All of them. A thread looks after them between `start` and `close`."""

    def __init__(self, hands: Sequence[Hand], reaper: Reaper) -> None:
        self.hands = {hand.name: hand for hand in hands}
        self._reaper = reaper
        self._over = threading.Event()
        #: held by whoever starts or buries; set aside: hands that are not started again.
        self._lock = threading.Lock()
        self._resting: set[str] = set()
        self._thread = threading.Thread(target=self._watch, name="crew", daemon=True)

    def start(self) -> None:
        for hand in self.hands.values():
            hand.start(self._reaper)
        self._thread.start()

    def close(self) -> None:
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()
        self._reaper.close()
        for hand in self.hands.values():
            if hand.process:
                hand.process.wait()

    def orphans(self) -> list[int]:
        """Processes whose worker was killed and that still run."""
        living = {hand.process.pid for hand in self.hands.values() if hand.process}
        left = {group for hand in self.hands.values() for group in hand.groups} - living
        return [group for group in left if _group_lives(group)]

    def pid(self, name: str) -> int | None:
        process = self.hands[name].process
        return process.pid if process else None

    def kill(self, name: str) -> bool:
        """kill -9 of the main process and, as when the machine's memory is short, of nothing else."""
        pid = self.pid(name)
        return pid is not None and _kill(pid)

    def children(self, name: str) -> list[int]:
        """The processes below one."""
        pid = self.pid(name)
        if pid is None:
            return []
        with suppress(psutil.Error):
            return [child.pid for child in psutil.Process(pid).children() if "resource_tracker" not in _line(child)]
        return []

    def stop(self, names: Sequence[str], seconds: float) -> list[int]:
        """SIGTERM to these, which are not started again; their exit codes. Fails when one is too slow."""
        with self._lock:
            self._resting |= set(names)
            ending = [hand for name in names if (hand := self.hands[name]).process]
            for hand in ending:
                assert hand.process
                hand.process.send_signal(signal.SIGTERM)
        eventually(lambda: all(hand.process is None for hand in ending), seconds)
        return [hand.codes[-1] for hand in ending]

    def resume(self, names: Sequence[str]) -> None:
        """Start again what was stopped."""
        with self._lock:
            self._resting -= set(names)

    def _watch(self) -> None:
        while not self._over.wait(_LOOK):
            with self._lock:
                for name, hand in self.hands.items():
                    hand.buried()
                    if hand.process is None and name not in self._resting and monotonic() >= hand.due:
                        hand.start(self._reaper)


def _line(process: psutil.Process) -> str:
    return " ".join(process.cmdline())


def _kill(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
