"""newsloom story: as it was at a time, and with what people said of its articles; on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.contract.cli import Newsloom
from tests.contract.seen_world import NOW, World, newsloom, services, world
from workers.bootstrap import Services
from workers.ledger import moves, schema
from workers.model import Assignment

__all__ = ["newsloom", "services", "world"]  # the fixtures

CALL, COPY, VISIT, STEEL = (
    *("https://harbor.example/call", "https://delta.example/call"),
    *("https://harbor.example/visit", "https://harbor.example/steel"),
)


@pytest.fixture
def threads(world: World) -> World:
    """Story 1: a call, its copy, the visit; story 2: a takeover. A day later all is one, and has another title."""
    world.article(CALL, "Ishiba and Trump talk", NOW)
    world.article(COPY, "Ishiba and Trump talk", NOW, site="Delta Courier", story=1, copy_of=1)
    world.article(VISIT, "A golden age", NOW, story=1)
    world.article(STEEL, "The mill is sold", NOW)
    later = NOW + timedelta(days=1)
    with world.ledger.exclusive("assign") as tx:
        moves.merge(tx, 1, 2, Assignment(None, 0.5, 0.2, "grown"), later)
        moves.rename(tx, 1, "A golden age", later)
    world.services.clock = lambda: NOW + timedelta(days=2)
    return world


def test_a_story_is_shown_as_it_was(newsloom: Newsloom, threads: World) -> None:
    now = newsloom("story", "1").out.splitlines()
    assert now[:2] == ["A golden age", "story 1 · 10 Feb 2025 · 4 articles · 3 independent texts · 2 publishers"]
    was = newsloom("story", "1", "--at", "2025-02-10T12:00Z")
    assert was.out.splitlines()[:4] == [
        "Ishiba and Trump talk",
        "story 1 · 10 Feb 2025 · 3 articles · 2 independent texts · 2 publishers",
        "as it was at 2025-02-10 12:00:00 UTC",
        "",
    ]
    later = newsloom("story", "1", "--at", "36h").out.splitlines()
    assert later[2] == "as it was at 2025-02-11 00:00:00 UTC"
    assert [*later[:2], *later[3:]] == [line for line in was.out.splitlines() if not line.startswith("as it was")]
    assert newsloom("story", "1", "--at", "0s").out.splitlines() == [
        *now[:2],
        "as it was at 2025-02-12 12:00:00 UTC",
        *now[2:],
    ]
    assert [row["id"] for row in newsloom("story", "1", "--at", "36h", "--json").objects] == [1, 2, 3]


def test_undated_articles_stand_behind_all_others_for_people_and_machines(newsloom: Newsloom, world: World) -> None:
    """Of one that came in after the first and before the last time says nothing."""
    world.article("https://harbor.example/1", "The mill is sold", NOW - timedelta(days=1))
    world.article("https://harbor.example/2", "A mill and its town", None, story=1)
    world.article("https://harbor.example/3", "The mill opens again", NOW + timedelta(days=1), story=1)
    world.services.clock = lambda: NOW + timedelta(days=2)
    titles = ["The mill is sold", "The mill opens again", "A mill and its town"]
    for words in (["story", "1"], ["story", "1", "--at", "0s"]):
        assert [row["title"] for row in newsloom(*words, "--json").objects] == titles
        shown = newsloom(*words).out
        assert sorted(titles, key=shown.rindex) == titles
    lately = newsloom("export", "--since", "2025-02-10").objects
    assert [row["title"] for row in lately] == ["A mill and its town", "The mill opens again"], "it came in that day"


def test_a_story_that_was_merged_since_is_shown_itself(newsloom: Newsloom, threads: World) -> None:
    assert newsloom("story", "2").out.startswith("story 2 is now part of story 1\n")
    was = newsloom("story", "2", "--at", "36h")
    assert (was.err, was.out.splitlines()[0]) == ("", "The mill is sold")
    (row,) = newsloom("story", "2", "--at", "36h", "--json").objects
    assert (row["story"], row["id"], row["rule"]) == (2, 4, "created")


@pytest.mark.parametrize(
    ("story", "at", "code", "told"),
    [
        ("1", "2025-02-09", 1, "story 1 had no article at 2025-02-09 00:00:00 UTC; it began at 2025-02-10 12:00:00\n"),
        ("2", "2h", 1, "story 2 had no article at 2025-02-12 10:00:00 UTC; it is now part of story 1\n"),
        ("9", "2h", 1, "there is no story 9: `newsloom stories` lists them"),
        ("1", "then", 2, "--at 'then': expected a date such as 2025-02-01, or a span such as 7d"),
        ("1", "99999999d", 2, "--at '99999999d': expected a date"),
        ("1", "", 2, "--at '': expected a date"),
        ("1", "2025-02-13", 2, "--at '2025-02-13' lies ahead: it is 2025-02-12 12:00:00 UTC"),
        ("1", "2025-02-12T13:00+00:00", 2, "--at '2025-02-12T13:00+00:00' lies ahead"),
    ],
)
def test_what_cannot_be_shown_is_said_in_a_line(
    newsloom: Newsloom, threads: World, story: str, at: str, code: int, told: str
) -> None:
    said = newsloom("story", story, "--at", at)
    assert (said.code, said.out) == (code, "")
    assert said.err.startswith(f"newsloom: {told}")
    assert len(said.err.splitlines()) == 1


def test_the_time_that_is_told_as_the_first_can_be_asked_for(
    newsloom: Newsloom, world: World, services: Services
) -> None:
    world.article(CALL, "Ishiba and Trump talk", NOW)
    with world.ledger.begin() as tx:
        for table in (schema.story.c.created_at, schema.membership.c.joined_at):
            tx.execute(sa.update(table.table).values({table.name: NOW + timedelta(milliseconds=345)}))
    services.clock = lambda: NOW + timedelta(days=1)
    told = newsloom("story", "1", "--at", "2025-02-10 12:00:00").err
    assert told.endswith("; it began at 2025-02-10 12:00:01\n")
    assert newsloom("story", "1", "--at", "2025-02-10 12:00:01").code == 0


def test_what_people_said_stands_under_the_title_as_long_as_it_holds(
    newsloom: Newsloom, threads: World, services: Services
) -> None:
    newsloom("pin", VISIT, "1")
    newsloom("together", STEEL, COPY)
    services.clock = lambda: NOW + timedelta(days=3)
    assert newsloom("part", STEEL, VISIT).code == 0
    lines = [line.strip() for line in newsloom("story", "1", "--copies").out.splitlines()]
    assert lines[5:7] == ["pinned (pin 1)", "parted from article 4 (pin 3)"]
    assert "together with article 4 (pin 2)" in newsloom("story", "3").out
    assert [row["pins"] for row in newsloom("story", "1", "--json").objects] == [[1, 3]]
    newsloom("unpin", "3")
    assert "pin 3" not in newsloom("story", "1").out
    assert "pinned (pin 1)" in newsloom("story", "1").out
    assert "pin 3" not in newsloom("story", "1", "--at", "12h").out
    assert "pin" not in newsloom("story", "1", "--at", "2025-02-11T13:00Z").out
