"""What ends a process that cannot end by itself."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from tests.waiting import PATIENCE
from workers import latest, supervisor


def test_a_process_that_waits_for_ever_is_gone_when_its_time_is_over() -> None:
    stuck = (
        "import signal, threading; from workers.latest import be_gone; signal.signal(signal.SIGALRM, signal.SIG_IGN); "
        "lock = threading.Lock(); lock.acquire(); be_gone(1); lock.acquire()"
    )
    assert subprocess.run([sys.executable, "-c", stuck], timeout=PATIENCE, check=False).returncode == -signal.SIGALRM


def test_a_worker_is_gone_before_its_supervisor_kills_it() -> None:
    assert latest.LAST + 10 < supervisor.GRACE


@pytest.mark.parametrize(("how", "seconds"), [("Cold", latest.LAST), ("Warm", 0)])
def test_only_a_worker_that_lets_its_tasks_go_has_a_last_moment(how: str, seconds: int) -> None:
    told = (
        "import signal; from celery.signals import worker_shutting_down; from workers import tasks; "
        f"worker_shutting_down.send(sender='w', sig='SIGQUIT', how={how!r}, exitcode=0); print(signal.alarm(0))"
    )
    found = subprocess.run([sys.executable, "-c", told], timeout=PATIENCE, check=True, capture_output=True, text=True)
    assert seconds - 1 <= int(found.stdout) <= seconds
