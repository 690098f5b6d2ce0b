"""What `newsloom status` says of workers, some of which are missing, and some of one kind."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.pipeline.own_redis import OwnRedis
from tests.pipeline.stack import NEWSLOOM, Home
from tests.waiting import PATIENCE, eventually
from workers.ledger import Ledger

pytestmark = pytest.mark.slow


def _warned(home: Home, *words: str) -> list[str]:
    done = subprocess.run(
        [*NEWSLOOM, *words], env=home.environ, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    return done.stderr.splitlines()


def _line(home: Home, name: str) -> str:
    """What `status` says of one thing. A busy worker may be late to answer: then it says that nobody does."""
    told = dict(line.split(maxsplit=1) for line in home.run("status").splitlines())
    return told.get(name, "")


@pytest.fixture
def own(tmp_path: Path) -> Iterator[OwnRedis]:
    started = OwnRedis(tmp_path, persistent=False)
    started.start()
    yield started
    started.stop()


@pytest.fixture
def home(tmp_path: Path, own: OwnRedis) -> Home:
    return Home(tmp_path, NEWSLOOM_REDIS_URL=own.url)


@contextmanager
def _worker(home: Home, *words: str) -> Iterator[None]:
    """Meanwhile this worker runs."""
    with (home.home / "worker.log").open("ab") as log:
        worker = subprocess.Popen([*NEWSLOOM, "worker", *words], env=home.environ, stdout=log, stderr=log)
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(PATIENCE)


def test_the_queues_that_no_worker_reads_are_named_whatever_the_workers_are_called(home: Home) -> None:
    assert home.status()["unserved"] == ["fetch", "clean", "dedupe", "assign", "feeds", "upkeep"]
    with _worker(home, "--queues", "fetch,feeds", "--name", "clean", "--pool", "threads"):
        eventually(lambda: home.status()["unserved"] == ["clean", "dedupe", "assign", "upkeep"])
        (name,) = eventually(lambda: home.status()["workers"])
        eventually(lambda: _line(home, "workers") == f"{name}; nobody for clean, dedupe, assign, upkeep")
        home.run("enqueue", "https://a.example/1")
        left = "clean,dedupe,assign,upkeep"
        told = f"there is nobody for {left.replace(',', ', ')}: `newsloom worker --queues {left}`"
        eventually(lambda: _warned(home, "pending") == [f"newsloom: {told}"])
        eventually(lambda: _warned(home, "wait", "--timeout", "0.5")[0] == f"newsloom: still waiting, though {told}")
        eventually(lambda: [told in line for line in _warned(home, "wait", "--timeout", "12")].count(True) == 1)


def test_that_nothing_is_handed_out_is_told_where_there_is_a_worker_for_everything_and_no_clock(
    home: Home, own: OwnRedis
) -> None:
    with _worker(home, "--queues", "fetch,clean,dedupe,assign,feeds,upkeep", "--pool", "threads"):
        eventually(lambda: home.status()["unserved"] == [])
        home.run("enqueue", "https://a.example/1")
        eventually(lambda: home.status()["idle_s"] is not None)  # who accepts a url asks for a round
        eventually(lambda: _warned(home, "pending") == [])
        identity = Ledger.open(f"sqlite:///{home.home / 'ledger.db'}").identity
        own.client().set(f"newsloom:{identity}:server", "the run of before", ex=86_400 - 300)
        assert 300 <= eventually(lambda: home.status()["idle_s"]) < 360
        told = "nothing has been handed out for 5 min: is there a beat? `newsloom beat`"
        eventually(lambda: _warned(home, "pending") == [f"newsloom: {told}"])
        eventually(lambda: _line(home, "beat") == told)


def test_two_workers_of_one_queue_have_two_names_of_which_the_one_that_is_started_again_has_its_own(
    home: Home,
) -> None:
    words = [*NEWSLOOM, "worker", "--queues", "fetch", "--concurrency", "1"]

    def names() -> list[str]:
        return [each.partition("@")[0] for each in home.status()["workers"]]

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(words, env=home.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    workers = [start()]
    try:
        eventually(lambda: names() == ["fetch"])
        workers.append(start())
        eventually(lambda: names() == ["fetch", "fetch-2"])
        assert "DuplicateNodename" not in "".join(_warned(home, "status"))
        workers[0].kill()
        workers[0].wait()
        workers.append(start())
        eventually(lambda: names() == ["fetch", "fetch-2"])
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
