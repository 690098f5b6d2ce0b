"""Processes are kept running, with patience; the clock is the test's."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.waiting import PATIENCE, eventually
from workers.supervisor import Child, Supervisor

FOREVER = [sys.executable, "-c", "import signal; signal.pause()"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, pathlib, sys\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "pathlib.Path(sys.argv[1]).touch()\n"
    "while True: signal.pause()",
]


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def died(child: Child) -> bool:
    return child.process is not None and child.process.poll() is not None


def test_a_child_that_dies_is_started_again_after_a_wait_that_doubles() -> None:
    clock, child = Clock(), Child("brief", [sys.executable, "-c", ""])
    supervisor = Supervisor([child], clock)
    waits = []
    for _ in range(4):
        supervisor.watch()
        eventually(lambda: died(child))
        supervisor.watch()
        assert child.process is None
        waits.append(child.due - clock.now)
        supervisor.watch()
        assert child.process is None, "not before its time"
        clock.now = child.due
    assert waits == [1, 2, 4, 8]


def test_a_child_that_lived_long_is_started_again_soon() -> None:
    clock, child = Clock(), Child("lasting", FOREVER)
    child.delay = 30.0
    supervisor = Supervisor([child], clock)
    supervisor.watch()
    assert child.process
    clock.now += 3600
    child.process.kill()
    eventually(lambda: died(child))
    supervisor.watch()
    assert child.due - clock.now == 1


def test_stopping_stops_all_and_starts_none() -> None:
    children = [Child(str(number), FOREVER) for number in range(3)]
    supervisor = Supervisor(children)
    supervisor.watch()
    supervisor.stop()
    supervisor.run()
    assert all(died(child) for child in children)


def test_a_second_signal_ends_the_patience_with_a_child_that_does_not_stop(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    child = Child("stubborn", [*STUBBORN, str(ready)])
    supervisor = Supervisor([child])
    supervisor.watch()
    eventually(ready.exists)
    supervisor.stop()
    supervisor.stop()
    supervisor.run()
    assert child.process
    assert child.process.returncode == -signal.SIGKILL


def test_children_do_not_hear_the_terminals_ctrl_c() -> None:
    child = Child("apart", FOREVER)
    supervisor = Supervisor([child])
    supervisor.watch()
    assert child.process
    assert os.getsid(child.process.pid) != os.getsid(0)
    supervisor.stop()
    supervisor.run()


def test_who_is_waited_for_is_told_before_the_waiting_begins() -> None:
    told = []
    dead, lives = Child("dead", [sys.executable, "-c", ""]), Child("lives", FOREVER)
    supervisor = Supervisor(
        [dead, lives], leaving=lambda left: told.append([(child.name, died(child)) for child in left])
    )
    supervisor.watch()
    eventually(lambda: died(dead))
    supervisor.stop()
    supervisor.run()
    assert told == [[("lives", False)]]


LISTENING = """
import os, signal, sys
from workers.supervisor import Child, Supervisor
children = [Child("lasting", [sys.executable, "-c", "import signal; signal.pause()"])]
supervisor = Supervisor(children)
supervisor.listen()
supervisor.watch()
print("hears:", signal.getsignal(signal.SIGHUP) == supervisor.stop, flush=True)
supervisor.run()
print(children[0].process.poll(), flush=True)
"""


def test_who_closes_the_terminal_stops_all_and_who_asked_to_outlive_it_does() -> None:
    for ignored, told in ((False, "True"), (True, "False")):
        heard = signal.signal(signal.SIGHUP, signal.SIG_IGN if ignored else signal.SIG_DFL)  # as nohup hands it on
        try:
            process = subprocess.Popen([sys.executable, "-c", LISTENING], stdout=subprocess.PIPE, text=True)
        finally:
            signal.signal(signal.SIGHUP, heard)
        with process:
            try:
                assert process.stdout
                hears = next(line for line in process.stdout if line.startswith("hears:"))
                assert hears.split()[1] == told
                process.send_signal(signal.SIGTERM if ignored else signal.SIGHUP)
                assert process.wait(PATIENCE) == 0
                assert process.stdout.read().split()[-1] == str(-signal.SIGTERM), "the child was stopped"
            finally:
                process.kill()
