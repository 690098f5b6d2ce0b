"""After the whole corpus: nothing that was stored, logged or printed acts, and no password of an address is anywhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.corpus import ROWS
from tests.hostile.rows import PASSWORD, WRITES, Refused
from tests.hostile.world import World
from tests.terminal import terminal
from workers.cli import run
from workers.ledger import schema

#: turns of direction: embeddings, overrides, isolates.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: what our own styles and links are on a terminal.
_OURS = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x07\x1b]*\x1b\\")


@pytest.fixture
def after(world: World) -> World:
    """A world that has met every row of the everyday corpus; what the door refuses comes to no database but the first."""
    first = world.ledger.engine.dialect.name == "sqlite"
    for row in ROWS:
        if not row.slow and (first or not isinstance(row.outcome, Refused)):
            world.seen(row)
    if "story" not in world.told:
        for words in commands(world):
            world.newsloom(*words)
    return world


def acting(text: str) -> set[str]:
    """The characters of a text that could move a terminal, or that some database cannot hold."""
    return {
        character
        for character in set(text) - {"\n"}
        if character in _TURNS or unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
    }


def commands(world: World) -> Iterator[list[str]]:
    """Every command that prints what came from outside; of stories and urls one by one, where the ledger is a file."""
    for words in ("stories", "failed", "feeds list", "status"):
        yield words.split()
        yield [*words.split(), "--json"]
    yield from (["export"], ["feeds", "export"])
    for story in world.ids(schema.story):
        yield ["story", str(story), "--copies", "--urls"]
        yield ["story", str(story), "--json"]
    for url in world.ids(schema.url) if world.ledger.engine.dialect.name == "sqlite" else []:
        yield ["trace", str(url)]
        yield ["trace", str(url), "--json"]
    yield from (["changes", "--since", "0"], ["changes", "--json"])
    for article in world.explicable():
        yield ["explain", str(article)]
        yield ["explain", str(article), "--json"]
    for article, story in world.pinnable():
        yield from (["pin", str(article), str(story)], ["story", str(story)])
    yield from (["pins"], ["pins", "--json"])


@pytest.mark.second_is_slow
def test_whatever_came_is_said_and_nothing_that_is_said_acts(after: World) -> None:
    assert WRITES in after.said()
    assert acting(after.said()) == set()
    assert max(len(line) for heard in after.heard for line in heard.err.splitlines()) < 500


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", ["dumb", "xterm-256color"])
def test_nothing_acts_on_a_terminal(after: World, kind: str) -> None:
    with after.inside(), terminal(80, kind=kind, raw=True) as written:
        for words in commands(after):
            if "--json" not in words or words[0] == "failed":
                assert run(words) == 0
    said = b"".join(written).decode()
    assert WRITES in said
    assert PASSWORD not in said
    assert acting(said if kind == "dumb" else _OURS.sub("", said)) == set()


@pytest.mark.second_is_slow
def test_no_line_of_the_log_acts(after: World) -> None:
    said = after.log.getvalue()
    assert "entry.refused" in said
    assert acting(said) == set()


@pytest.mark.second_is_slow
def test_all_that_is_stored_can_be_printed(after: World) -> None:
    stored = after.everything()
    assert WRITES in stored
    assert acting(stored.replace("\\n", "\n")) == set()
    assert not re.search(r"\\x[0189][0-9a-f]|\\u202[a-e]|\\ud[89a-f]", stored)


@pytest.mark.second_is_slow
def test_no_password_of_an_address_is_stored_logged_or_said(after: World) -> None:
    assert "***@" in after.said() + after.everything()
    assert PASSWORD not in after.said()
    assert PASSWORD not in after.log.getvalue()
    assert PASSWORD not in after.everything()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_byte_of_the_ledgers_file_is_of_a_password(after: World) -> None:
    file = Path(str(after.ledger.engine.url.database))
    for each in file.parent.glob(f"{file.name}*"):  # with what waits to be written into it
        assert PASSWORD.encode() not in each.read_bytes()
