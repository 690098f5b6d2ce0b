"""What a message finds when it arrives, and what becomes of a url that meets an error."""

import pickle
from datetime import UTC, datetime

import pytest
import redis

from workers.clean.stage import warm_up
from workers.errors import NewsloomError, OutageError, PermanentError, RefusedError, TransientError
from workers.ledger.urls import FINAL, STAGES
from workers.step import Standing, _ours, _outcome, standing
from workers.tasks import decode, encode


@pytest.mark.parametrize("stage", STAGES[1:])
def test_a_stage_is_due_when_the_one_before_it_is_finished(stage: str) -> None:
    before = STAGES[STAGES.index(stage) - 1]
    assert standing("running", before, stage) is Standing.DUE


@pytest.mark.parametrize("stage", STAGES[1:])
def test_a_finished_stage_is_handed_on_without_work(stage: str) -> None:
    assert standing("running", stage, stage) is Standing.PASSED


@pytest.mark.parametrize(("reached", "stage"), [("assign", "fetch"), ("dedupe", "clean"), ("accepted", "dedupe")])
def test_a_message_for_a_stage_that_is_past_or_not_yet_due_dies(reached: str, stage: str) -> None:
    assert standing("running", reached, stage) is Standing.STALE


@pytest.mark.parametrize("state", ["pending", *FINAL])
def test_a_message_for_a_url_that_is_not_on_its_way_dies(state: str) -> None:
    assert {standing(state, reached, stage) for reached in STAGES for stage in STAGES[1:]} == {Standing.STALE}


@pytest.mark.parametrize(
    ("error", "attempts", "outcome"),
    [
        (TransientError("timeout"), 5, "retry"),
        (TransientError("timeout"), 6, "failed"),
        (OutageError("redis-away"), 1000, "retry"),
        (PermanentError("http-404"), 1, "failed"),
        (RefusedError("not-an-article"), 1, "refused"),
    ],
)
def test_what_becomes_of_a_url_follows_from_the_class_of_the_error(
    error: NewsloomError, attempts: int, outcome: str
) -> None:
    assert _outcome(error, attempts, 6) == outcome


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
    assert decode(encode(7)) == 7
    strange = (
        {"v": True, "url": 7},
        {"v": 1.0, "url": 7},
        {"v": 1, "url": True},
        {"v": 1, "url": 0},
        {"v": 1, "url": 2**63},
    )
    for other in ({"v": 2, "url": 7}, {"url": 7}, {"v": 1, "url": "7"}, 7, None, *strange):
        with pytest.raises(PermanentError, match="version"):
            decode(other)


def test_the_small_page_that_warms_a_worker_up_is_an_article() -> None:
    warm_up(datetime(2025, 2, 7, tzinfo=UTC))
