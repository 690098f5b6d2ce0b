"""The name of a worker is its own as long as it lives, and free at once when it has ended."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from workers import named

#: claims a name, becomes another program, and has a child that outlives it; says the name, and lives until it is told.
_WORKER = """
import os, sys
from pathlib import Path
from workers import named
print(named.claimed(Path(sys.argv[1]), "fetch"), flush=True)
os.execv(sys.executable, [sys.executable, "-c", '''
import os, time
if os.fork() == 0:
    os.close(1)
    time.sleep(600)
print(flush=True)
input()
'''])
"""

Start = Callable[[], tuple[str, subprocess.Popen[str]]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def starts() -> tuple[str, subprocess.Popen[str]]:
        words = [sys.executable, "-c", _WORKER, str(tmp_path / "locks")]
        pipe = subprocess.PIPE
        process = subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True, process_group=0)
        started.append(process)
        assert process.stdout
        name = process.stdout.readline().strip()
        process.stdout.readline()  # it is another program now, and has its child
        return name, process

    yield starts
    for process in started:
        os.killpg(process.pid, 9)
        process.communicate()


def test_each_worker_has_a_name_of_its_own_and_one_that_is_started_again_has_that_which_it_had(start: Start) -> None:
    (first, one), (second, _), (third, _) = start(), start(), start()
    assert (first, second, third) == ("fetch", "fetch-2", "fetch-3")
    one.kill()
    one.wait()
    assert start()[0] == "fetch", "though a child of the one that was killed lives on"
    assert start()[0] == "fetch-4"


@pytest.mark.parametrize(("asked", "told"), [("fetch@%h", "fetch-7@%h"), ("fetch", "fetch-7")])
def test_the_name_is_the_only_word_of_a_command_line_that_changes(asked: str, told: str) -> None:
    words = ["-A", "workers.app", "worker", "-n", asked, "--loglevel", "info"]
    assert named.renamed(words, lambda name: f"{name}-7") == [*words[:4], told, *words[5:]]


def test_a_name_may_hold_any_sign_and_leads_to_no_other_folder(tmp_path: Path) -> None:
    assert named.claimed(tmp_path / "locks", "../a b/c") == "../a b/c"
    assert [each.parent for each in tmp_path.rglob("worker-*")] == [tmp_path / "locks"]
