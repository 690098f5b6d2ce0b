"""A worker's threads that are told to stop while a message comes."""

from __future__ import annotations

from contextlib import nullcontext

import pytest
from celery.concurrency import get_implementation
from celery.exceptions import WorkerTerminate
from celery.worker import state
from kombu.asynchronous import Hub

from tests.waiting import eventually
from workers import seats
from workers.cli import roles
from workers.threads import NAMED, Threads


def test_a_message_that_comes_while_the_pool_stops_ends_the_worker_and_is_no_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pool = Threads(limit=1)
    pool.on_stop()
    monkeypatch.setattr(state, "should_terminate", True)
    with pytest.raises(WorkerTerminate):
        pool.on_apply(print)


def test_a_pool_that_stops_although_nobody_told_the_worker_is_a_fault() -> None:
    pool = Threads(limit=1)
    pool.on_stop()
    with pytest.raises(RuntimeError, match="after shutdown"):
        pool.on_apply(print)


def test_a_thread_that_becomes_free_wakes_the_loop_that_has_the_next_message_for_it() -> None:
    loop, pool = Hub(), Threads(limit=1)
    pool.register_with_event_loop(loop)
    pool.on_apply(lambda *_: None)
    eventually(lambda: len(loop._ready) == 1)
    pool.on_stop()


def test_a_pool_gives_seats_to_two_of_three_of_its_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seats, "_seats", nullcontext())
    Threads(limit=3).start()
    with seats.seat(), seats.seat():
        assert not seats.seat().acquire(blocking=False)  # type: ignore[attr-defined]


def test_workers_with_threads_are_started_with_this_pool() -> None:
    words = roles.worker("fetch", ["fetch"], "threads", 1)
    assert words[words.index("-P") + 1] == "custom"
    assert roles.ENVIRON.items() >= NAMED.items()
    assert get_implementation(NAMED["CELERY_CUSTOM_WORKER_POOL"]) is Threads
