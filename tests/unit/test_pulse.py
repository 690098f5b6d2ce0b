"""What a worker says that it is at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from celery.worker import state

from workers.claims import Claim
from workers.pulse import Pulse
from workers.tasks import encode


@dataclass(eq=False)
class Request:
    """As much of Celery's as is read."""

    name: str
    args: tuple[object, ...]


@pytest.fixture
def request_of_a_step() -> Iterator[Request]:
    made = Request("newsloom.assign", (encode(7, 2),))
    state.active_requests.add(made)
    yield made
    state.active_requests.discard(made)


def test_a_step_that_has_just_begun_is_left_to_claim_itself(request_of_a_step: Request) -> None:
    pulse = Pulse()
    assert pulse._alive() == []
    assert pulse._alive() == [Claim(7, 2, "assign")]


def test_what_is_no_step_is_not_claimed() -> None:
    made = Request("newsloom.dispatch", ())
    state.active_requests.add(made)
    pulse = Pulse()
    assert [pulse._alive(), pulse._alive()] == [[], []]
    state.active_requests.discard(made)
