"""Redis away when a worker starts, and away again in mid-run: it waits, and says so once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pipeline.own_redis import OwnRedis
from tests.pipeline.stack import Stack
from tests.waiting import PATIENCE, eventually

pytestmark = pytest.mark.slow


@pytest.fixture
def own(short_folder: Path) -> Iterator[OwnRedis]:
    folder = short_folder / "outage"
    folder.mkdir()
    made = OwnRedis(folder)
    yield made
    made.stop()


def events(log: Path) -> list[str]:
    return [json.loads(line)["event"] for line in log.read_text().splitlines() if line.startswith("{")]


def test_a_worker_waits_for_redis_and_says_so_once_each_time(own: OwnRedis, short_folder: Path, tmp_path: Path) -> None:
    home = Stack(own.socket.parent, NEWSLOOM_REDIS_URL=own.url)
    log = short_folder / "worker.log"
    words = [
        sys.executable,
        "-m",
        "workers.cli",
        "worker",
        "--queues",
        "clean,dedupe,assign,upkeep",
        "--pool",
        "threads",
    ]
    with log.open("ab") as file:
        worker = subprocess.Popen(words, env=home.environ, stdout=file, stderr=file)
    try:
        eventually(lambda: any(event.startswith("redis.away") for event in events(log)))
        file = tmp_path / "a.jsonl"
        file.write_text('{"id": "a", "text": "The ferry of Saltmere ran on Sunday for the first time this year."}\n')
        assert home.run("import", str(file)).startswith("1 accepted")  # accepting needs no Redis
        own.start()
        eventually(lambda: "redis.back" in events(log))
        with_beat(home)
        own.stop()
        eventually(lambda: events(log).count("redis.away: waiting for it to come back") == 2)
        own.start()
        eventually(lambda: events(log).count("redis.back") == 2)
    finally:
        worker.terminate()
        worker.wait(PATIENCE)
    assert "Traceback" not in log.read_text()
    assert len([event for event in events(log) if event.startswith("redis.away")]) == 2


def with_beat(home: Stack) -> None:
    """Let a beat drive what was accepted to its end."""
    beat = subprocess.Popen([sys.executable, "-m", "workers.cli", "beat"], env=home.environ, stderr=subprocess.DEVNULL)
    try:
        home.finish()
    finally:
        beat.terminate()
        beat.wait(PATIENCE)
