"""What a message finds when it arrives, and what becomes of a url that meets an error."""

import pickle
import sqlite3
from datetime import UTC, datetime
from typing import Any

import pytest
import redis
from sqlalchemy.exc import IntegrityError

from workers.claims import Claim
from workers.clean.stage import warm_up
from workers.errors import OutageError, PermanentError, TransientError
from workers.ledger.urls import FINAL, STAGES
from workers.messages import UNREADABLE, claims_of, decode, encode
from workers.pipeline import fetch
from workers.printable import is_fit
from workers.step import _ours, is_due


@pytest.mark.parametrize("stage", STAGES[1:])
def test_a_stage_is_due_when_the_one_before_it_is_finished_and_no_other_is(stage: str) -> None:
    before = STAGES[STAGES.index(stage) - 1]
    assert [reached for reached in STAGES if is_due(Claim(7, 3, stage), "running", 3, reached)] == [before]


@pytest.mark.parametrize("lease", [1, 2, 4])
def test_a_message_of_another_lease_dies(lease: int) -> None:
    assert is_due(Claim(7, 3, "clean"), "running", 3, "fetch")
    assert not is_due(Claim(7, lease, "clean"), "running", 3, "fetch")


@pytest.mark.parametrize("state", ["pending", *FINAL])
def test_a_message_for_a_url_that_is_not_on_its_way_dies(state: str) -> None:
    assert not any(is_due(Claim(7, 3, stage), state, 3, reached) for reached in STAGES for stage in STAGES[1:])


def test_what_a_fault_of_ours_says_can_be_stored_and_printed_and_holds_no_password() -> None:
    told = _ours(ValueError("\x1b[31mNUL \0 and \ud83d\nin https://me:secret@a.example/"))
    assert is_fit(told.detail)
    assert "secret" not in told.detail


def test_what_a_database_says_is_told_without_the_statement_and_its_parameters() -> None:
    fault = IntegrityError("SELECT secret", {"name": "Ada"}, sqlite3.IntegrityError("UNIQUE failed\nLINE 1: SELECT"))
    assert _ours(fault).detail == "IntegrityError: UNIQUE failed"


def test_more_memory_than_allowed_is_the_pages_fault() -> None:
    told = _ours(MemoryError())
    assert (type(told), told.reason) == (PermanentError, "memory")


def test_redis_being_away_is_an_outage_and_anything_unforeseen_a_fault_of_ours() -> None:
    assert isinstance(_ours(redis.ConnectionError("Error 111 connecting")), OutageError)
    told = _ours(KeyError("x"))
    assert isinstance(told, PermanentError)
    assert told.reason == "bug"
    assert "\n" not in told.detail


def test_errors_survive_the_way_between_processes() -> None:
    error = pickle.loads(pickle.dumps(TransientError("http-429", "asked to wait", after=12.0)))
    assert (type(error), error.reason, error.detail, error.after) == (
        TransientError,
        "http-429",
        "asked to wait",
        12.0,
    )
    assert type(pickle.loads(pickle.dumps(OutageError("redis-away")))) is OutageError


def test_a_message_is_read_as_it_was_written_and_no_other_version_is() -> None:
    assert decode(encode(7, 3)) == (7, 3)
    strange = (
        {"v": True, "url": 7, "lease": 3},
        {"v": 2.0, "url": 7, "lease": 3},
        {"v": 2, "url": True, "lease": 3},
        {"v": 2, "url": 0, "lease": 3},
        {"v": 2, "url": 7, "lease": 0},
        {"v": 2, "url": 2**63, "lease": 3},
        {"v": 2, "url": 7},
    )
    for other in ({"v": 1, "url": 7}, {"url": 7}, {"v": 2, "url": "7", "lease": "3"}, 7, None, *strange):
        with pytest.raises(PermanentError, match="version"):
            decode(other)


def test_what_a_task_has_to_claim_is_read_from_its_message_and_upkeep_claims_nothing() -> None:
    assert claims_of("newsloom.clean", [encode(7, 3)]) == [Claim(7, 3, "clean")]
    handful = [encode(7, 3), {"v": 1, "url": 8}, encode(9, 1)]
    assert claims_of("newsloom.fetch", [handful]) == [Claim(7, 3, "fetch"), Claim(9, 1, "fetch")]
    for task, arguments in (
        ("newsloom.dispatch", []),
        ("newsloom.poll_feed", [{"v": 2, "feed": 1}]),
        ("newsloom.clean", [{"v": 1, "url": 7}]),
        ("newsloom.clean", []),
        ("newsloom.fetch", [[]]),
        ("celery.ping", [encode(7, 3)]),
    ):
        assert claims_of(task, arguments) == []


def test_the_small_page_that_warms_a_worker_up_is_an_article() -> None:
    warm_up(datetime(2025, 2, 7, tzinfo=UTC))


@pytest.mark.parametrize("messages", [None, 5, "news", [None], {"v": 1}])
def test_what_is_no_handful_is_refused_as_any_message_that_none_can_read(messages: Any) -> None:
    with pytest.raises(PermanentError, match=UNREADABLE):
        fetch(messages)
