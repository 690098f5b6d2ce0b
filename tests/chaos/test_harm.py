"""Whom a harmful page held up is reckoned right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.chaos.harm import Pause, deaths, kills, pauses
from tests.contract.ledger_world import a_url, accept, write
from workers.ledger import Ledger, steps

START = datetime(2025, 2, 7, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_a_pause_counts_the_harm_that_ended_in_it() -> None:
    waits = [(at(0), at(1)), (at(0.5), at(8)), (at(0.6), at(8.5))]
    assert pauses(waits, [at(7), at(20)]) == [Pause(1, 0), Pause(7, 1), Pause(0.5, 0)]


def test_what_came_before_the_first_clean_text_is_a_pause_like_others() -> None:
    assert pauses([(at(0), at(60)), (at(0), at(61))], [at(6)]) == [Pause(60, 1), Pause(1, 0)]


def test_silence_in_which_nobody_waited_is_no_pause() -> None:
    assert pauses([(at(0), at(1)), (at(59), at(60))], [at(30)]) == [Pause(1, 0)]


def test_a_page_that_waited_through_several_gaps_makes_each_a_pause() -> None:
    waits = [(at(0), at(1)), (at(0), at(3)), (at(0), at(9))]
    assert pauses(waits, []) == [Pause(1, 0), Pause(2, 0), Pause(6, 0)]


def test_deaths_are_read_from_the_log_and_other_lines_are_not() -> None:
    log = """Process 'ForkPoolWorker-1' pid:30749 exited with 'signal 9 (SIGKILL)'
{"event": "process.lost: TimeLimitExceeded(4.0)", "timestamp": "2025-02-07T00:00:04Z"}
{"event": "Hard time limit (4.0s) exceeded for newsloom.clean[1]", "timestamp": "2025-02-07T00:00:04Z"}
{"event": "process.lost: WorkerLostError('signal 11')", "timestamp": "2025-02-07T00:00:05Z"}
{"event": "clean.done", "timestamp": "2025-02-07T00:00:06Z"}
"""
    assert [death.ended for death in deaths(log)] == [at(4), at(5)]


def test_kills_are_counted_for_each_url(ledger: Ledger, now: datetime) -> None:
    first, second = accept(ledger, now, a_url("1"), a_url("2"))
    for url_id, reason in ((first, "time-limit"), (first, "worker-lost"), (second, "http-404"), (second, "time-limit")):
        write(ledger, steps.record, [steps.row(url_id, "clean", "retry", now, reason=reason)])
    assert sorted(kills(ledger).values()) == [1, 2]
