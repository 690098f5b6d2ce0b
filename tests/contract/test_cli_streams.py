"""Standard output of an encoding that does not have every sign, and one that nobody reads: no command ends by it."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable

import pytest

from tests.contract.test_cli_reading import NOW, World, services, world
from workers.cli import run
from workers.feeds import opml
from workers.ledger import feeds

__all__ = ["services", "world"]  # the fixtures

TITLE = r"Café 北京 \ 😀 – fin"


#: a command line -> what stood on standard output, in the encoding of that.
Says = Callable[..., bytes]


@pytest.fixture(params=["ascii", "latin-1", "utf-8"])
def encoding(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def says(encoding: str, monkeypatch: pytest.MonkeyPatch) -> Says:
    def runs(*words: str) -> bytes:
        with monkeypatch.context() as patch:
            written = io.BytesIO()
            patch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding))
            assert run(list(words)) == 0
            return written.getvalue()

    return runs


def test_a_person_sees_by_what_stands_there_which_sign_it_was(world: World, encoding: str, says: Says) -> None:
    world.article("https://a.example/1", TITLE, NOW)
    as_json = json.dumps(TITLE)[1:-1].replace("\\\\", "\\")
    shown = {"ascii": as_json, "latin-1": as_json.replace(r"\u00e9", "é"), "utf-8": TITLE}
    for words in (["story", "1"], ["stories"], ["explain", "1"]):
        assert shown[encoding] in says(*words).decode(encoding)


def test_a_line_of_json_stays_one(world: World, encoding: str, says: Says) -> None:
    world.article("https://a.example/1", TITLE, NOW)
    told = json.loads(says("explain", "1", "--json").decode(encoding))
    assert (told["title"], told["story_title"]) == (TITLE, TITLE)


def test_a_list_of_feeds_says_the_same_in_any_encoding(world: World, says: Says) -> None:
    with world.ledger.begin() as tx:
        feeds.add(tx, "a", "https://a.example/feed", TITLE, None, NOW)
    (feed,) = opml.read(says("feeds", "export"))
    assert feed.title == TITLE


@pytest.mark.parametrize(
    "words",
    [
        ["story", "1"],
        ["explain", "1"],
        ["trace", "1"],
        ["dupes", "1"],
        ["stories"],
        ["changes"],
        ["story", "1", "--json"],
    ],
)
def test_a_reader_who_has_gone_is_no_error(world: World, monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    """As of `newsloom story 1 | head -1`."""
    world.article("https://a.example/1", TITLE, NOW)
    reader, writer = os.pipe()
    os.close(reader)
    with monkeypatch.context() as patch, os.fdopen(writer, "w") as stdout:
        patch.setattr(sys, "stdout", stdout)
        assert run(words) == 0
