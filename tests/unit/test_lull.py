"""When a process that was told to stop begins with it."""

from __future__ import annotations

import subprocess
import sys

from tests.waiting import PATIENCE
from workers import latest, lull, supervisor
from workers.app import app

#: a process with such a handler, that gets its signal where it says so.
_BEGIN = """
import os, signal, threading, time
from kombu.utils.eventio import poll
from workers import lull
told = []
signal.signal(signal.SIGTERM, lambda *_: told.append(signal.alarm(0)))
signal.signal(signal.SIGTERM, lull.patient(signal.getsignal(signal.SIGTERM), 50, patience={patience}))
stop = lambda: os.kill(os.getpid(), signal.SIGTERM)
def busy(until):
    while not until():
        pass
def wait():
    while not told:
        poll().poll(0.1)
"""


def _run(body: str, patience: float = 60.0) -> str:
    words = [sys.executable, "-c", _BEGIN.format(patience=patience) + body]
    return subprocess.run(words, timeout=PATIENCE, check=True, capture_output=True, text=True).stdout


def test_a_worker_that_waits_for_news_begins_at_once() -> None:
    assert _run("threading.Timer(0.2, stop).start(); wait(); print(len(told))") == "1\n"


def test_one_that_is_in_the_midst_of_something_begins_when_it_waits_again_and_once() -> None:
    body = """
end = time.monotonic() + 0.3
stop()
busy(lambda: time.monotonic() > end)
print(len(told))
poll().poll(0.5)
poll().poll(0.1)
print(len(told))
"""
    assert _run(body) == "0\n1\n"


def test_one_that_never_waits_begins_all_the_same() -> None:
    assert _run("stop(); busy(lambda: told); print(len(told))", patience=0.2) == "1\n"


def test_who_begins_with_it_is_gone_by_then_whatever_becomes_of_it() -> None:
    left = int(_run("threading.Timer(0.2, stop).start(); wait(); print(told[0])"))
    assert 49 <= left <= 50


def test_a_child_has_the_handler_as_it_was() -> None:
    body = """
if os.fork() == 0:
    stop()
    os.write(1, f"{len(told)}\\n".encode())
    os._exit(0)
os.wait()
"""
    assert _run(body) == "1\n"


def test_the_supervisor_waits_for_longer_than_all_this_may_take() -> None:
    assert lull.PATIENCE + app.conf.worker_soft_shutdown_timeout + latest.LAST < supervisor.GRACE
