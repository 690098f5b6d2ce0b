"""What is accepted comes to its end, exactly once, whatever is killed, restarted, emptied or delivered twice."""

from __future__ import annotations

from functools import partial

import pytest

from tests.chaos import faults
from tests.chaos.conftest import Start

pytestmark = pytest.mark.chaos

sqlite = pytest.mark.parametrize("database", ["sqlite"])


def test_worker_children_are_killed_again_and_again(start: Start) -> None:
    with start("1. kill -9 of worker children") as trial:
        trial.originals(partial(faults.kill_children, times=12))
        trial.copies(partial(faults.kill_children, times=3))


def test_whole_workers_are_killed_and_new_ones_started(start: Start) -> None:
    with start("2. kill -9 of whole workers") as trial:
        trial.originals(partial(faults.kill_workers, times=8))
        trial.copies(partial(faults.kill_workers, times=3))


@pytest.mark.parametrize("persistent", [True, False], ids=["persistent", "forgetful"])
def test_redis_is_killed_and_away_for_ten_seconds(start: Start, *, persistent: bool) -> None:
    kept = "append-only file" if persistent else "nothing kept"
    with start(f"3. kill -9 of Redis, {kept}", persistent=persistent) as trial:
        trial.originals(faults.kill_redis)
        trial.copies()


def test_redis_is_emptied_in_mid_run(start: Start) -> None:
    with start("4. FLUSHALL") as trial:
        trial.originals(partial(faults.empty_redis, times=3))
        trial.copies(partial(faults.empty_redis, times=1))


@sqlite
def test_beat_is_killed_and_there_are_two_of_it(start: Start) -> None:
    with start("5. kill -9 of beat; two beats", beats=2) as trial:
        trial.originals(partial(faults.kill_beat, times=4))
        trial.copies()
