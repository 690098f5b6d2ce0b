"""Celery's own commands work as they stand: people know them."""

from __future__ import annotations

import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.pipeline.stack import Stack, free_port
from tests.waiting import PATIENCE, eventually

pytestmark = pytest.mark.slow

CELERY = [sys.executable, "-m", "celery", "-A", "workers.app"]


@pytest.fixture(scope="module")
def home(short_folder: Path) -> Stack:
    folder = short_folder / "celery"
    folder.mkdir()
    return Stack(folder)


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module", autouse=True)
def running(home: Stack, port: int) -> Iterator[None]:
    """One worker for all queues, two beats and a Flower, started by their own names."""
    words = (["worker", "--concurrency", "1"], ["beat"], ["beat"], ["flower", f"--port={port}"])
    with (home.home / "celery.log").open("ab") as log:
        started = [
            subprocess.Popen([*CELERY, *each], env=home.environ, cwd=home.home, stdout=log, stderr=log)
            for each in words
        ]
    yield
    for process in started:
        process.terminate()
    for process in started:
        process.wait(PATIENCE)


def test_one_worker_and_two_beats_bring_each_article_into_one_story_once(home: Stack, tmp_path: Path) -> None:
    lines = (
        f'{{"id": "n{n}", "text": "Note {n}: the tide gauge at Saltmere was read again today."}}\n' for n in range(20)
    )
    file = tmp_path / "notes.jsonl"
    file.write_text("".join(lines))
    home.run("import", str(file))
    home.finish()
    found = home.lines("status")[0]["urls"]
    assert (found["done"], found["pending"], found["running"]) == (20, 0, 0)
    for number in (1, 20):
        _, *steps = home.lines("trace", str(number))
        assert [step["stage"] for step in steps] == ["dispatch", "clean", "dedupe", "assign"]


def test_a_beat_says_when_it_is_ready_as_workers_do(home: Stack) -> None:
    eventually(lambda: (home.home / "celery.log").read_text().count('"beat.ready"') == 2)


def test_flower_answers(port: int) -> None:
    def answers() -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    assert eventually(answers)


def test_flower_listens_on_loopback_alone(port: int) -> None:
    def listening() -> set[str]:
        return {c.laddr.ip for c in psutil.net_connections("tcp") if c.laddr.port == port and c.status == "LISTEN"}

    assert eventually(listening) == {"127.0.0.1"}


def test_nothing_is_written_into_the_folder_where_they_were_started(home: Stack) -> None:
    assert not list(home.home.glob("celerybeat*"))
