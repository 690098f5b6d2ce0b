"""A real worker for feeds, and feeds that break their parser beside one that does not."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.chaos.faults import saboteur
from tests.pipeline.own_redis import OwnRedis
from tests.pipeline.stack import Home
from tests.site import Site
from tests.waiting import eventually
from workers.cli import roles

pytestmark = pytest.mark.slow

RSS = {"Content-Type": "application/rss+xml"}
#: path -> what its parser meets, and what its feed must show.
BAD = {"/crash": ("CHAOS-CRASH", "worker-lost"), "/spin": ("CHAOS-SPIN", "time-limit"), "/eat": ("CHAOS-EAT", "memory")}


def rss(title: str) -> str:
    item = "<item><title>Ferry</title><link>/ferry</link></item>"
    return f'<rss version="2.0"><channel><title>{title}</title>{item}</channel></rss>'


@pytest.fixture
def home(short_folder: Path) -> Iterator[Home]:
    folder = short_folder / "feeds"
    folder.mkdir()
    redis = OwnRedis(folder, persistent=False)
    redis.start()
    limits = {
        "NEWSLOOM_FETCH_TOTAL_TIMEOUT": "3",
        "NEWSLOOM_CLEAN_TIME_LIMIT": "3",
        "NEWSLOOM_CLEAN_MAX_MEMORY_MB": "300",
    }
    yield Home(folder, NEWSLOOM_REDIS_URL=redis.url, **limits, **saboteur(CHAOS_FEEDS="1"))
    redis.stop()


@pytest.fixture
def worker(home: Home) -> Iterator[psutil.Process]:
    """The main process of the role `feeds`, which does the round that asks for due feeds, too."""
    role = roles.ROLES["feeds"]
    words = roles.worker("feeds", (*role.queues, "upkeep"), role.pool, role.concurrency)
    with (home.home / "worker.log").open("ab") as log:
        started = subprocess.Popen(words, env=home.environ, stdout=log, stderr=log)
    yield psutil.Process(started.pid)
    started.kill()
    started.wait()


def test_a_feed_that_breaks_its_parser_shows_so_and_harms_neither_worker_nor_neighbours(
    home: Home, worker: psutil.Process
) -> None:
    eventually(lambda: home.status()["workers"])
    with Site() as site:
        for path, (marker, _) in BAD.items():
            site.page(path, rss(marker), headers=RSS)
        site.page("/good", rss("Harbour Post"), headers=RSS)
        home.run("feeds", "add", *(site.url(path) for path in (*BAD, "/good")))

        def polled() -> dict[str, dict[str, Any]]:
            found = {line["url"]: line for line in home.lines("feeds", "list")}
            return found if all(line["last_poll"] for line in found.values()) else {}

        found = eventually(polled)
        shown = {path: (found[site.url(path)]["failures"], found[site.url(path)]["reason"]) for path in BAD}
        assert shown == {path: (1, reason) for path, (_, reason) in BAD.items()}
        assert (found[site.url("/good")]["failures"], found[site.url("/good")]["entries"]) == (0, 1)
    status = home.status()
    assert status["urls"]["pending"] + status["urls"]["running"] == 1
    assert status["feeds"] == {"feeds": 4, "failing": 3}
    assert worker.is_running()
    assert worker.status() != psutil.STATUS_ZOMBIE
