"""What is accepted comes to its end, exactly once, whatever is killed, restarted, emptied or delivered twice."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.chaos import faults, harm
from tests.chaos.conftest import Start
from tests.chaos.results import killed, results_of
from tests.chaos.world import POISON
from tests.conftest import Postgres

pytestmark = pytest.mark.chaos

sqlite = pytest.mark.parametrize("database", ["sqlite"])


def test_nothing_is_lost_while_worker_children_are_killed_again_and_again(start: Start) -> None:
    with start("1. kill -9 of worker children") as trial:
        trial.originals(partial(faults.kill_children, times=12))
        trial.copies(partial(faults.kill_children, times=3))


def test_nothing_is_lost_while_whole_workers_are_killed_and_new_ones_started(start: Start) -> None:
    with start("2. kill -9 of whole workers") as trial:
        trial.originals(partial(faults.kill_workers, times=8))
        trial.copies(partial(faults.kill_workers, times=3))


@pytest.mark.parametrize("persistent", [True, False], ids=["persistent", "forgetful"])
def test_nothing_is_lost_when_redis_is_killed_and_away_for_ten_seconds(start: Start, *, persistent: bool) -> None:
    kept = "append-only file" if persistent else "nothing kept"
    with start(f"3. kill -9 of Redis, {kept}", persistent=persistent) as trial:
        trial.originals(faults.kill_redis)
        faults.send_without_redis(trial)


def test_nothing_is_lost_when_redis_is_emptied_in_mid_run(start: Start) -> None:
    with start("4. FLUSHALL") as trial:
        trial.originals(partial(faults.empty_redis, times=3))
        trial.copies(partial(faults.empty_redis, times=1))


@sqlite
def test_nothing_is_lost_while_beat_is_killed_and_two_of_it_run_at_once(start: Start) -> None:
    with start("5. kill -9 of beat; two beats", beats=2) as trial:
        trial.originals(partial(faults.kill_beat, times=4))
        trial.copies()


#: the share of steps that may be done twice when every message comes twice: a claim that holds lets none through.
SELDOM = 0.01


@sqlite
def test_every_message_may_come_twice_and_in_any_order(start: Start) -> None:
    with start("6. every message twice, in random order", environ=faults.saboteur(CHAOS_TWICE="6")) as trial:
        trial.originals()
        trial.copies()
        trial.always = f"{(trial.rig.home / 'twins').stat().st_size} twins"
        assert trial.twice() <= SELDOM * trial.rig.finished()


@sqlite
def test_nothing_is_lost_while_another_writer_locks_the_ledgers_file(start: Start) -> None:
    with start("7. SQLite locked for 20 s") as trial:
        trial.originals(partial(faults.lock_file, seconds=20))
        trial.copies(partial(faults.lock_file, seconds=5))


@pytest.mark.parametrize("database", ["postgresql"])
def test_nothing_is_lost_when_postgresql_is_restarted(start: Start, own_postgres: Postgres) -> None:
    with start("7. PostgreSQL restarted", url=own_postgres.url_of(own_postgres.create())) as trial:
        trial.originals(partial(faults.restart_postgres, server=own_postgres))
        trial.copies(partial(faults.restart_postgres, server=own_postgres))


@sqlite
def test_workers_that_are_asked_to_stop_give_back_what_they_hold_and_nothing_is_done_twice(start: Start) -> None:
    with start("8. SIGTERM under full load") as trial:
        trial.originals(faults.stop_workers)
        trial.copies(faults.stop_workers)
        assert trial.twice() == killed(trial.rig.ledger) == 0


@sqlite
def test_a_full_disk_is_said_and_all_goes_on_when_there_is_room_again(start: Start, small_disk: Path) -> None:
    with start("9. disk full", home=small_disk) as trial:
        trial.originals(faults.fill_disk)
        trial.copies()


#: seconds that cleaning one page may take, in the scenario of the harmful pages: more than the five after which Celery
#: looks for children that ended without its being told. And those in which a new process is born.
LIMIT, BIRTH = 6.0, 3.0
#: how often a page is tried that takes its process down, and which of them do.
KILLS, DEADLY = 3, ("/poison/slow", "/poison/spin", "/poison/crash")


@sqlite
def test_pages_that_harm_their_reader_end_with_that_reason_and_hold_up_nobody(start: Start) -> None:
    environ = faults.saboteur(CHAOS_PARSER="1") | {
        "NEWSLOOM_CLEAN_TIME_LIMIT": str(LIMIT),
        "NEWSLOOM_CLEAN_MAX_MEMORY_MB": "700",
    }
    with start("10. pages that harm their reader", environ=environ, cleaners=1) as trial:
        trial.send(trial.rig.web.poison)  # first, so that good ones wait behind them
        trial.originals()
        trial.faults = harm.deaths(trial.rig.said()["clean"])
        ledger, poison = trial.rig.ledger, trial.rig.web.poison
        ended = sorted([*(death.ended for death in trial.faults), *harm.memory_ended(ledger)])
        held = harm.pauses(harm.waits(ledger), ended)
        trial.copies()
        fates = results_of(ledger, trial.names).fate
        assert {path: fates[path] for path in POISON} == {path: ("failed", why) for path, (_, why, _) in POISON.items()}
        # Each try that kills is one process, and no worker; nobody else's page is taken for one that kills.
        assert {poison[url]: times for url, times in harm.kills(ledger).items()} == dict.fromkeys(DEADLY, KILLS)
        assert trial.rig.said()["clean"].count("exited with") == len(trial.faults) == KILLS * len(DEADLY)
        assert all(not hand.codes for hand in trial.rig.crew.hands.values())
        assert any(pause.harms for pause in held)
        assert [pause for pause in held if pause.seconds > pause.harms * LIMIT + (pause.harms + 1) * BIRTH] == []
