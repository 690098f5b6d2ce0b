"""Each row of the corpus has the outcome that it states, on both databases; every day on the first.

And after the whole corpus: nothing that was stored, logged or printed acts, and no password of an address is anywhere.
In one file, since one process has to have met every row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.acts import acting
from tests.hostile.corpus import ROWS
from tests.hostile.make import SITE
from tests.hostile.rows import (
    PASSWORD,
    WRITES,
    Article,
    Ends,
    FeedFails,
    Listed,
    Nothing,
    Partly,
    Refused,
    Row,
    Told,
)
from tests.hostile.world import Seen, World
from tests.terminal import terminal
from workers.cli import run
from workers.ledger import articles, schema
from workers.ledger.schema import Record

#: what our own styles and links are on a terminal.
_OURS = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x07\x1b]*\x1b\\")


def _pairs() -> Iterator[object]:
    """Each row with each database that it comes to: what is refused at the door comes to none."""
    for database in ("sqlite", "postgresql"):
        for row in ROWS:
            if database == "sqlite" or not isinstance(row.outcome, Refused | Told):
                named = f"{database}-{row.door.name.lower()}: {row.name}"
                slow = row.slow or database != "sqlite"
                yield pytest.param(database, row, id=named, marks=[pytest.mark.slow] if slow else [])


@pytest.mark.parametrize(("database", "row"), list(_pairs()), indirect=["database"])
def test_what_comes_of_it_is_what_is_stated(world: World, row: Row) -> None:
    seen = world.seen(row)
    match row.outcome:
        case Article():
            assert _troubles(seen) == []
            assert len(seen.articles) == 1
            assert _facts(row.outcome, seen.articles[0]) == _stated(row.outcome)
            assert row.outcome.text in seen.articles[0].text
            assert seen.said[0].code == 0
        case Ends(state, reason, words):
            (url,) = seen.urls
            assert (url.state, url.reason) == (state, reason), url.detail
            assert words in url.detail
            assert not seen.articles
        case Refused(words, code):
            assert not seen.urls
            assert not seen.feed
            for said in seen.said:
                assert words in said.out + said.err
                assert row.sent() in ("", b"") or said.code == (code if "0 accepted" not in words else 0)
        case Partly(words):
            assert seen.articles
            assert (_troubles(seen), seen.said[0].code) == ([], 1)
            assert words in seen.said[0].err
        case FeedFails(reason, words):
            assert seen.feed
            assert (seen.feed.failures, seen.feed.reason) == (1, reason), seen.feed.detail
            assert words in seen.feed.detail
            assert not seen.urls
        case Nothing(refused):
            assert seen.feed
            assert (seen.feed.failures, seen.refused) == (0, refused), seen.feed.detail
            assert not seen.urls
        case Told(code, words):
            (said,) = seen.said
            assert (said.code, said.out) == (code, "")
            assert words in said.err
            assert len(said.err.splitlines()) == 1
        case Listed(url, title):
            assert seen.feed
            assert (seen.feed.url, seen.feed.title) == (url, title)


def _troubles(seen: Seen) -> list[tuple[str, str, str]]:
    return [(url.state, url.reason, url.detail) for url in seen.urls if url.state != "done"]


def _facts(stated: Article, found: Record) -> dict[str, object]:
    """Of an article, what the row states."""
    published = articles.published_of(found)
    facts = {
        "title": found.title,
        "date": published and published.text(),
        "url": re.sub(r"^http://n\d+\.example", SITE, found.url),
        "site": found.site,
    }
    return {name: value for name, value in facts.items() if getattr(stated, name) is not ...}


def _stated(stated: Article) -> dict[str, object]:
    return {name: value for name in ("title", "date", "url", "site") if (value := getattr(stated, name)) is not ...}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_refusal_at_the_door_is_one_line(world: World) -> None:
    for row in ROWS:
        if isinstance(row.outcome, Refused) and not row.slow:
            for said in world.seen(row).said:
                assert len(said.err.splitlines()) <= 1, row.name
                assert len(said.err) < 500, row.name


# After the whole corpus


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
