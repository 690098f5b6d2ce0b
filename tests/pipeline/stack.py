"""A real `newsloom up` in a home of its own, and the command beside it, as a user has them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from tests.waiting import PATIENCE, eventually

NEWSLOOM = [sys.executable, "-m", "workers.cli"]


#: below those that a system gives to whoever asks for any: nobody is given one between our look and its use.
_ports = iter(range(20_000 + os.getpid() * 7 % 10_000, 32_768))


def free_port() -> int:
    for port in _ports:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


class Home:
    """One home with its settings, and the command in it."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.home = home
        clean = {name: value for name, value in os.environ.items() if not name.startswith("NEWSLOOM_")}
        self.environ = clean | {
            "NEWSLOOM_HOME": str(home),
            "NEWSLOOM_FETCH_ALLOW_NETWORKS": "127.0.0.0/8",
            "NEWSLOOM_DISPATCH_HOST_SPACING": "0",
            "NEWSLOOM_DISPATCH_BACKOFF": "1",
            "NEWSLOOM_DISPATCH_LEASE": "15",
            **settings,
        }

    def run(self, *words: str, code: int = 0, given: str | None = None) -> str:
        """What a command prints on standard output; fails when it ends otherwise than expected."""
        done = subprocess.run(
            [*NEWSLOOM, *words],
            env=self.environ,
            input=given,
            capture_output=True,
            text=True,
            timeout=PATIENCE + 20,
            check=False,
        )
        assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        return done.stdout

    def lines(self, *words: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run(*words, "--json").splitlines()]

    def finish(self) -> None:
        """Wait until all that was accepted has come to its end."""
        self.run("wait", "--timeout", f"{PATIENCE:.0f}")

    def status(self) -> dict[str, Any]:
        (found,) = self.lines("status")
        return found


class Stack(Home):
    """A home in which `newsloom up` runs."""

    def __init__(self, home: Path, **settings: str) -> None:
        super().__init__(home, **settings)
        self.flower = free_port()
        self.log = home / "up.log"
        self.process: subprocess.Popen[bytes] | None = None

    def up(self) -> None:
        """Start everything, and wait until every worker answers."""
        words = [*NEWSLOOM, "up", "--workers", "1", "--flower-port", str(self.flower)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(words, env=self.environ, stdout=log, stderr=log)
        eventually(lambda: len(self.status()["workers"]) == 6)

    def down(self) -> int:
        """Ask everything to stop; the exit code."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(PATIENCE)
        self.process = None
        return code

    def close(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def said(self) -> list[dict[str, Any]]:
        """The log of `up`: JSON lines, since it has no terminal."""
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]

    def processes(self, *words: str) -> list[psutil.Process]:
        """Descendants whose command line has all these words."""
        assert self.process
        family = psutil.Process(self.process.pid).children(recursive=True)
        return [one for one in family if set(words) <= set(_words(one))]


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []
