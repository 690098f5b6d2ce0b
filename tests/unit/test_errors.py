"""The tree of errors: two answers to one question, and they survive the way from one process to another."""

from __future__ import annotations

import copy
import pickle

import pytest

from workers import errors
from workers.errors import (
    HeldError,
    KilledError,
    NewsloomError,
    OutageError,
    PermanentError,
    RefusedError,
    TransientError,
    WordsError,
)

EVERY = [NewsloomError, TransientError, OutageError, HeldError, KilledError, PermanentError, RefusedError, WordsError]


def test_the_tests_know_every_error() -> None:
    found = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, NewsloomError)]
    assert found == EVERY


@pytest.mark.parametrize("kind", EVERY[1:])
def test_trying_again_can_help_or_it_cannot(kind: type[NewsloomError]) -> None:
    assert issubclass(kind, TransientError) != issubclass(kind, PermanentError)


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize("way", [copy.copy, lambda error: pickle.loads(pickle.dumps(error))])
def test_an_error_stays_itself_between_processes(kind: type[NewsloomError], way: object) -> None:
    found = way(kind("http-404", "there is no such page"))
    assert type(found) is kind
    assert (found.reason, found.detail, str(found)) == (
        "http-404",
        "there is no such page",
        "http-404: there is no such page",
    )


@pytest.mark.parametrize("kind", [TransientError, OutageError, HeldError, KilledError])
def test_the_wait_that_was_asked_for_travels_with_the_error(kind: type[TransientError]) -> None:
    found = pickle.loads(pickle.dumps(kind("http-503", "busy", after=120.0)))
    assert (type(found), found.after) == (kind, 120.0)


def test_an_error_without_details_says_its_reason_once() -> None:
    assert str(PermanentError("gone")) == "gone"
    assert PermanentError("gone").detail == "gone"
