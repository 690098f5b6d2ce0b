"""A Redis of the operator's, which a test starts, kills and starts again."""

from __future__ import annotations

import subprocess
from pathlib import Path

import redis

from tests.waiting import eventually
from workers import server


class OwnRedis:
    """A server under `folder`/redis.sock. persistent: it keeps what it holds in an append-only file; else nothing."""

    def __init__(self, folder: Path, *, persistent: bool = True) -> None:
        self.socket = folder / "redis.sock"
        self._folder = folder
        self._persistent = persistent
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def client(self) -> redis.Redis:
        return server.impatient(self.url, timeout=10)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        keeping = "yes" if self._persistent else "no"
        words = ["--port", "0", "--unixsocket", str(self.socket), "--dir", str(self._folder)]
        words += ["--appendonly", keeping, "--save", "", "--logfile", str(self._folder / "redis.log")]
        self._process = subprocess.Popen([server.binary(), *words], stdout=subprocess.DEVNULL)
        eventually(lambda: server.answers(self.url))

    def stop(self) -> None:
        """kill -9, if it runs."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None
