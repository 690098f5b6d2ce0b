"""Keep a set of processes running: one that exits is started again, with backoff, and said so. No decisions about news.

A worker's main process can end by itself when Redis goes away (seen five times with celery 5.7), so somebody must start
it again. Stopping is graceful: SIGTERM to all, then patience, then SIGKILL.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from workers import log

#: seconds before a child that died is started again: doubled with each death, back to the first after a quiet minute.
_FIRST, _LONGEST, _QUIET = 1.0, 30.0, 60.0
#: seconds that children have to finish what they hold: a worker's soft shutdown takes 10, and prefork some more.
GRACE = 45.0
_LOOK = 0.1


@dataclass
class Child:
    name: str
    argv: Sequence[str]
    environ: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    #: monotonic time of the next start.
    due: float = 0.0
    delay: float = _FIRST


class Supervisor:
    """Runs children until it is told to stop. `stop` may be called from a signal handler.

    leaving: called with those that still run, before they are waited for, which may take as long as GRACE.
    """

    def __init__(
        self,
        children: Sequence[Child],
        clock: Callable[[], float] = time.monotonic,
        leaving: Callable[[Sequence[Child]], None] = lambda _: None,
    ) -> None:
        self.children = list(children)
        self._clock = clock
        self._leaving = leaving
        self._stopping = False
        self._log = log.get(__name__)

    @property
    def stopping(self) -> bool:
        return self._stopping

    def stop(self, *_: object) -> None:
        """Begin to stop; a second call loses patience."""
        if self._stopping:
            for child in self.children:
                _signal(child, signal.SIGKILL)
        self._stopping = True

    def listen(self) -> None:
        """Stop on Ctrl-C, on SIGTERM, and when the terminal is closed, unless that is to be outlived (nohup)."""
        signal.signal(signal.SIGINT, self.stop)
        signal.signal(signal.SIGTERM, self.stop)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self.stop)

    def run(self, until: Callable[[], bool] = lambda: False) -> None:
        """Start all and watch them, until told to stop or `until` says so; then stop them."""
        while not self._stopping and not until():
            self.watch()
            time.sleep(_LOOK)
        self.finish()

    def watch(self) -> None:
        """One look at each child: start what is not running and due."""
        now = self._clock()
        for child in self.children:
            if child.process is None and now >= child.due:
                self._start(child, now)
            elif child.process is not None and child.process.poll() is not None:
                self._bury(child, now)

    def finish(self) -> None:
        """Ask all to stop, the last started first; whoever does not within the grace period is killed."""
        self._leaving([child for child in self.children if _lives(child)])
        for child in reversed(self.children):
            _signal(child, signal.SIGTERM)
        deadline = self._clock() + GRACE
        while any(_lives(child) for child in self.children) and self._clock() < deadline:
            time.sleep(_LOOK)
        for child in self.children:
            if _lives(child):
                self._log.warning("process.killed", name=child.name, reason=f"did not stop within {GRACE:.0f} s")
                _signal(child, signal.SIGKILL)

    def _start(self, child: Child, now: float) -> None:
        child.process = subprocess.Popen(  # noqa: S603 - our own commands
            list(child.argv),
            env={**os.environ, **child.environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # Celery's remarks on signals; the log is on standard error
            start_new_session=True,  # Ctrl-C comes to us alone: we stop them in order
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - one system call
        )
        child.started = now
        self._log.debug("process.started", name=child.name, pid=child.process.pid)

    def _bury(self, child: Child, now: float) -> None:
        assert child.process is not None
        if now - child.started > _QUIET:
            child.delay = _FIRST
        child.due = now + child.delay
        code = child.process.returncode
        self._log.warning("process.died", name=child.name, code=code, again_in=child.delay)
        child.delay = min(_LONGEST, child.delay * 2)
        child.process = None


def _lives(child: Child) -> bool:
    return child.process is not None and child.process.poll() is None


def _signal(child: Child, number: int) -> None:
    if child.process is not None and child.process.poll() is None:
        child.process.send_signal(number)


def _die_with_parent() -> None:
    """Linux: SIGTERM when the supervisor dies however it dies, so that no worker is left behind."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None, use_errno=True).prctl(pr_set_pdeathsig, signal.SIGTERM, 0, 0, 0)
