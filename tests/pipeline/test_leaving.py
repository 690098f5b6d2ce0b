"""A worker that is told to stop in the midst of something, or while it waits for what does not come."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.pipeline.own_redis import OwnRedis
from tests.pipeline.stack import Home
from tests.pipeline.test_dispatch import talk_to
from tests.site import Site
from tests.waiting import PATIENCE, eventually
from workers import supervisor
from workers.app import QUEUES, app
from workers.bootstrap import Services
from workers.claims import Claim
from workers.cli import roles
from workers.dispatch import dispatch_due
from workers.fate import GIVEN_BACK
from workers.parting import line_of
from workers.settings import read

pytestmark = pytest.mark.slow

#: pages that nobody gets; two of three threads ask.
PATHS = ("/1", "/2", "/3")


@pytest.fixture
def own(tmp_path: Path) -> Iterator[OwnRedis]:
    made = OwnRedis(tmp_path)
    made.start()
    talk_to(made.url)
    yield made
    app._after_fork()
    made.stop()


@pytest.fixture
def home(own: OwnRedis, tmp_path: Path) -> Home:
    return Home(tmp_path, NEWSLOOM_REDIS_URL=own.url)


def test_a_worker_leaves_after_its_soft_shutdown_whatever_it_waits_for_and_nothing_is_charged(
    home: Home, short_folder: Path
) -> None:
    log = short_folder / "leaving.log"
    with Site() as site, log.open("ab") as file:
        for path in PATHS:
            site.silent(path)
        home.run("enqueue", *map(site.url, PATHS))
        here = Services(read(home.environ), clock=lambda: datetime.now(UTC))
        assert dispatch_due(here) == 3
        words = [sys.executable, "-m", "workers.cli", "worker", "--queues", "fetch", "--concurrency", "3"]
        worker = subprocess.Popen(words, env=home.environ, stdout=file, stderr=file)
        eventually(lambda: sum(site.hits[path] for path in PATHS) == 2)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(120) == 0
        assert not site.over.is_set()
    assert "Traceback" not in log.read_text()
    (said,) = [line for line in log.read_text().splitlines() if not line.startswith("{")]
    assert said == line_of("worker: Hitting Ctrl+C again will terminate all running tasks!", 10)
    held = here.claims.all()
    assert {claim: each.lost for claim, each in held.items()} == {
        Claim(number, 1, "fetch"): GIVEN_BACK for number in (1, 2, 3)
    }
    assert dispatch_due(here) == 3
    for path in PATHS:
        assert "worker-lost" not in home.run("trace", site.url(path), "--json")


def test_a_worker_that_is_told_to_stop_while_its_redis_is_gone_leaves_all_the_same(home: Home, own: OwnRedis) -> None:
    words = [sys.executable, "-m", "workers.cli", "worker", "--queues", "clean", "--concurrency", "1"]
    worker = subprocess.Popen(words, env=home.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        eventually(lambda: app.control.ping(timeout=0.5))
        own.stop()
        worker.send_signal(signal.SIGTERM)
        worker.wait(supervisor.GRACE)
    finally:
        worker.kill()


def test_a_worker_that_is_told_to_stop_in_the_midst_of_sending_events_leaves_with_0(home: Home) -> None:
    argv = [*roles.worker("interrupted", ["clean"], "prefork", 1), "-I", "tests.pipeline.interrupted"]
    worker = subprocess.Popen(
        argv, env=home.environ | roles.ENVIRON, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        app.send_task("newsloom.linger", queue=QUEUES["clean"])
        assert worker.wait(PATIENCE) == 0
    finally:
        worker.kill()
