"""What ends a process that cannot end by itself."""

from __future__ import annotations

import signal
import subprocess
import sys

from workers import latest, supervisor


def test_a_process_that_waits_for_ever_is_gone_when_its_time_is_over() -> None:
    stuck = (
        "import signal, threading; from workers.latest import be_gone; signal.signal(signal.SIGALRM, signal.SIG_IGN); "
        "lock = threading.Lock(); lock.acquire(); be_gone(1); lock.acquire()"
    )
    assert subprocess.run([sys.executable, "-c", stuck], timeout=60, check=False).returncode == -signal.SIGALRM


def test_a_worker_is_gone_before_its_supervisor_kills_it() -> None:
    assert latest.LAST + 10 < supervisor.GRACE
