"""newsloom changes: the log of stories from a cursor on, each change once, on both databases."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from tests.contract.cli import Newsloom
from tests.contract.seen_world import NOW, World, newsloom, services, world
from tests.terminal import on_a_terminal, plain
from tests.waiting import PATIENCE
from workers.cli.lines import width_of
from workers.ledger import Ledger, changes, lineage, prune, stories
from workers.ledger.prune import Rest, Walk

__all__ = ["newsloom", "services", "world"]  # the fixtures

KEYS = ["number", "at", "kind", "story", "title", "article", "article_title", "url", "detail"]
CALL, COPY, STEEL = ("https://harbor.example/call", "https://delta.example/call", "https://harbor.example/steel")


@pytest.fixture
def threads(world: World) -> World:
    """A call and its copy, story 1; a takeover, story 2; and a copy that turned out to be the original."""
    world.article(CALL, "Ishiba and Trump talk", NOW)
    world.article(COPY, "Leaders on the phone", NOW, site="Delta Courier", story=1, copy_of=1)
    world.article(STEEL, "[Video] The mill is sold", NOW)
    note(world.ledger, 1, lineage.REROOTED, original=2, was=1)
    return world


def note(ledger: Ledger, story: int, kind: str, **detail: object) -> None:
    with ledger.exclusive("assign") as tx:
        stories.note(tx, story, kind, detail, NOW)


def numbers(objects: list[dict[str, Any]]) -> list[int]:
    return [each["number"] for each in objects if "number" in each]


def test_each_change_is_a_row_and_the_last_line_tells_where_to_go_on(newsloom: Newsloom, threads: World) -> None:
    said = newsloom("changes")
    assert (said.code, said.err) == (0, "")
    first, *rows, empty, last = said.out.splitlines()
    start = numbers(newsloom("changes", "--json").objects)[0]
    assert first.split() == ["number", "time", "story", "change", "what"]
    assert [re.split(r" {2,}", row.strip())[2:] for row in rows] == [
        ["1", "created", "Ishiba and Trump talk (Harbor Post)"],
        ["1", "joined", "Leaders on the phone (Delta Courier)"],
        ["2", "created", "[Video] The mill is sold (Harbor Post)"],
        ["1", "rerooted", "article 2 is the original now, which was article 1"],
    ]
    assert (empty, last) == ("", f"to go on: newsloom changes --since {start + 3}")


def test_a_time_is_one_word_in_a_pipe_and_told_as_elsewhere_on_a_terminal(newsloom: Newsloom, threads: World) -> None:
    note(threads.ledger, 2, "noted", n=1)
    assert newsloom("changes").out.splitlines()[1].split()[1] == "2025-02-10T12:00:00Z"
    assert " 2025-02-10 12:00:00 " in plain(on_a_terminal(100, ["changes"]))


def test_a_story_whose_texts_begin_to_go_is_said_to_be_forgotten(newsloom: Newsloom, threads: World) -> None:
    with threads.ledger.exclusive("assign") as tx:
        prune.texts(tx, Walk(NOW + timedelta(days=1), None, 99), Rest(*[NOW + timedelta(days=1)] * 2), NOW)
    rows = [re.split(r" {2,}", row.strip())[2:] for row in newsloom("changes").out.splitlines()[5:7]]
    words = "it sleeps, and its texts begin to go: nobody joins it by likeness to them · 1 article"
    assert rows == [["1", "forgotten", words], ["2", "forgotten", words]]


def test_for_machines_each_change_is_an_object_and_the_cursor_is_the_last(newsloom: Newsloom, threads: World) -> None:
    *events, last = newsloom("changes", "--json").objects
    assert [list(event) for event in events] == [KEYS] * 4
    assert events[1] == {
        "number": events[0]["number"] + 1,
        "at": "2025-02-10T12:00:00Z",
        "kind": "joined",
        "story": 1,
        "title": "Ishiba and Trump talk",
        "article": 2,
        "article_title": "Leaders on the phone",
        "url": COPY,
        "detail": {"score": 0.214},
    }
    assert events[3]["detail"] == {"original": 2, "was": 1}
    assert last == {"cursor": events[3]["number"], "more": False}


def test_who_goes_on_from_the_cursor_sees_each_change_once(newsloom: Newsloom, threads: World) -> None:
    seen: list[int] = []
    cursor, more = 0, True
    while more:
        *events, last = newsloom("changes", "--since", str(cursor), "--limit", "1", "--json").objects
        seen += numbers(events)
        cursor, more = last["cursor"], last["more"]
    assert seen == numbers(newsloom("changes", "--json").objects)
    threads.article("https://a.example/later", "Later", NOW)
    (event, _) = newsloom("changes", "--since", str(cursor), "--json").objects
    assert (event["kind"], event["article_title"]) == ("created", "Later")


def test_what_was_left_out_by_a_limit_is_said(newsloom: Newsloom, threads: World) -> None:
    said = newsloom("changes", "--limit", "3")
    assert said.out.splitlines()[-1].startswith("there are more; to go on: newsloom changes --since ")
    assert "rerooted" not in said.out


@pytest.mark.parametrize("limit", [2**63 - 1, 2**63, 10**30])
@pytest.mark.parametrize("command", ["changes", "stories"])
def test_who_asks_for_more_than_a_ledger_can_count_gets_all(
    newsloom: Newsloom, threads: World, command: str, limit: int
) -> None:
    assert newsloom(command, "--limit", str(limit), "--json") == newsloom(command, "--limit", "0", "--json")


def test_many_changes_come_in_order_and_none_is_missed(newsloom: Newsloom, threads: World) -> None:
    with threads.ledger.exclusive("assign") as tx:
        for number in range(1200):
            stories.note(tx, 2, "noted", {"n": number}, NOW)
    told = [each["detail"]["n"] for each in newsloom("changes", "--json").objects if each.get("kind") == "noted"]
    assert told == list(range(1200))
    *some, last = newsloom("changes", "--json", "--limit", "700").objects
    assert (len(some), last["more"]) == (700, True)


def test_who_reads_them_slowly_holds_no_connection_meanwhile(threads: World) -> None:
    told = changes.since(threads.ledger, 0)
    next(told)
    assert threads.ledger.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    assert len(list(told)) == 3


def test_where_nothing_has_happened_the_cursor_stays(newsloom: Newsloom, world: World) -> None:
    said = newsloom("changes")
    assert (said.code, said.out) == (0, "\nto go on: newsloom changes --since 0\n")
    assert said.err == "newsloom: no changes\n"
    assert newsloom("changes", "--json").objects == [{"cursor": 0, "more": False}]


@pytest.mark.parametrize(
    ("kind", "detail", "told"),
    [
        ("merged", {"into": 1, "count": 3, "why": "pinned"}, "into story 1 · 3 articles · a person pinned it"),
        ("split", {"from": 1, "articles": [1, 2]}, "from story 1 · 2 articles"),
        ("moved", {"from": 1, "articles": [1, 2], "why": "better"}, "from story 1 · with 1 copy · better"),
        ("pinned", {"pin": 3}, "pin 3"),
        ("renamed", {"was": "A", "title": "B"}, "B; was: A"),
        ("reopened", {"days": 34.2}, "after 34 days of silence"),
        ("hailed", {"by": "all", "in": [1]}, "by: all"),
        ("merged", {}, "into story ?"),
    ],
)
def test_each_kind_is_told_in_its_words_and_an_unknown_one_in_its_own(
    newsloom: Newsloom, threads: World, kind: str, detail: dict[str, object], told: str
) -> None:
    note(threads.ledger, 2, kind, **detail)
    assert newsloom("changes").out.splitlines()[-3].endswith(f"2  {kind:8}  {told}")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--since", "x"], "expected a cursor: the number that an earlier call ended with, or 0, not 'x'"),
        (["--since", "-1"], "expected a cursor: the number that an earlier call ended with, or 0, not '-1'"),
        (["--since", "9" * 30], "expected a cursor: the number that an earlier call ended with, or 0, not '999"),
        (["--since", "2025-02-01"], "expected a cursor"),
        (["--since", "99999"], "--since 99999: the log ends with "),
        (["--limit", "few"], "expected a number, 0 or more, not 'few'"),
        (["--follow"], "--follow is for machines: give --json, too"),
        (["--follow", "--json", "--limit", "3"], "--follow goes on until it is stopped: leave out --limit"),
    ],
)
def test_a_bad_cursor_is_one_line_and_exit_code_2(
    newsloom: Newsloom, threads: World, words: list[str], told: str
) -> None:
    said = newsloom("changes", *words)
    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize("columns", [80, 200])
def test_on_a_terminal_the_newest_are_shown_and_no_line_is_wider_than_it(threads: World, columns: int) -> None:
    for number in range(60):
        note(threads.ledger, 2, "noted", n=number)
    said = plain(on_a_terminal(columns, ["changes"]))
    assert max(width_of(line.rstrip()) for line in said.splitlines()) <= columns
    assert "newsloom: the newest 50 are shown; --since 0 shows all" in " ".join(said.split())
    assert "n: 10" in " ".join(said.split())
    assert "n: 9 " not in " ".join(said.split())
    assert "newest" not in plain(on_a_terminal(columns, ["changes", "--since", "0"]))
    few = " ".join(plain(on_a_terminal(columns, ["changes", "--limit", "2"])).split())
    assert [f"n: {number}" in few for number in (57, 58, 59)] == [False, True, True]
    assert "newsloom: the newest 2 are shown; --since 0 shows all" in few
    assert "newest" not in plain(on_a_terminal(columns, ["changes", "--limit", "0"]))


def test_a_stranger_s_words_cannot_write_to_the_terminal(newsloom: Newsloom, world: World) -> None:
    world.article("https://a.example/1", "Calm\x1b[2J\r\u202e", NOW, site="\x1b[31mX")
    note(world.ledger, 1, "renamed", old="\x1b[2J", new="\u202e\r")
    for words in (["changes"], ["changes", "--json"]):
        assert not {"\x1b", "\r", "\u202e"} & set(newsloom(*words).out)


@contextmanager
def following(ledger_url: str) -> Iterator[subprocess.Popen[str]]:
    """One that hears Ctrl-C, also where the tests themselves run in the background, which do not."""
    command = [sys.executable, "-m", "workers.cli", "changes", "--json", "--follow"]
    environment = os.environ | {"NEWSLOOM_LEDGER_URL": ledger_url}
    heard = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    finally:
        signal.signal(signal.SIGINT, heard)
    with process:
        try:
            yield process
        finally:
            process.kill()


def test_who_follows_is_told_each_change_as_it_comes(world: World, ledger_url: str) -> None:
    world.article(CALL, "Ishiba and Trump talk", NOW)
    with following(ledger_url) as process:
        assert process.stdout
        assert '"kind": "created"' in process.stdout.readline()
        with world.ledger.exclusive("assign") as tx:
            stories.note(tx, 1, "noted", {"n": 1}, NOW)
        assert '"detail": {"n": 1}' in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130
        assert process.stderr
        assert process.stderr.read() == "newsloom: stopped\n"
