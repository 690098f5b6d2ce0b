"""newsloom pending: what has not come to its end, and what it waits for, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tests.contract.cli import Newsloom, Said
from tests.contract.ledger_world import a_url, accept
from tests.contract.seen_world import NOW, World, newsloom, services, world
from tests.terminal import on_a_terminal, plain, terminal
from workers.cli import run
from workers.cli.many import BATCH
from workers.cli.pending import waiting
from workers.ledger import ends, given_up, leases, pending, schema
from workers.settings import Place

__all__ = ["newsloom", "services", "world"]  # the fixtures


def set_host(world: World, host: str, **values: object) -> None:
    with world.ledger.begin() as tx:
        tx.execute(sa.update(schema.host).where(schema.host.c.host == host).values(**values))


def why(newsloom: Newsloom) -> list[object]:
    return [row["why"] for row in newsloom("pending", "--json").objects]


def test_what_has_ended_is_not_listed_and_where_all_has_that_is_said(newsloom: Newsloom, world: World) -> None:
    world.article("https://a.example/1", "A title", NOW)
    world.failed("https://a.example/2")
    assert newsloom("pending") == Said(0, "", "newsloom: nothing is pending\n")
    assert newsloom("pending", "--host", "a.example").err == "newsloom: nothing is pending on host a.example\n"


def test_a_url_that_waits_for_its_next_try_is_told_with_its_last_error(newsloom: Newsloom, world: World) -> None:
    row = world.url("https://a.example/1")
    with world.ledger.begin() as tx:
        ends.postpone(tx, row, NOW, NOW + timedelta(minutes=5), "timeout", "no answer in 45 s")
    assert newsloom("pending", "--json").objects == [
        {
            "what": "url",
            "id": row,
            "url": "https://a.example/1",
            "host": "a.example",
            "state": "pending",
            "step": "fetch",
            "why": "not before 2025-02-10 12:05:00; last error timeout: no answer in 45 s (1 try failed)",
            "until": "2025-02-10T12:05:00Z",
            "reason": "timeout",
            "detail": "no answer in 45 s",
            "attempts": 1,
            "accepted": "2025-02-10T12:00:00Z",
        }
    ]


def test_a_url_whose_host_is_held_or_was_just_asked_waits_for_its_host(newsloom: Newsloom, world: World) -> None:
    world.url("https://a.example/1")
    due = "due since 2025-02-10 12:00:00"
    assert why(newsloom) == [due]
    set_host(world, "a.example", free_at=NOW + timedelta(seconds=2), next_at=NOW + timedelta(seconds=2))
    assert why(newsloom) == [f"{due}, its host is not asked before 2025-02-10 12:00:02"]
    set_host(world, "a.example", held_until=NOW + timedelta(hours=1))
    held = "its host is left alone until 2025-02-10 13:00:00"
    assert why(newsloom) == [held]
    set_host(world, "a.example", spacing=2.0)
    assert why(newsloom) == [f"{held}: it has answered 429 or 503"]
    set_host(world, "a.example", failures=4, spacing=0.0)
    assert why(newsloom) == [f"{held}: it could not be reached 4 times in a row"]
    set_host(world, "a.example", held_until=NOW, free_at=NOW, next_at=NOW)
    assert why(newsloom) == [due]


def test_a_url_on_its_way_is_told_with_its_lease_and_one_that_nobody_looks_after_with_what_to_start(
    newsloom: Newsloom, world: World
) -> None:
    world.url("https://a.example/1")
    with world.ledger.begin() as tx:
        assert leases.take(tx, NOW + timedelta(seconds=20), 1, 90, 0)
    told = "with a worker or on its way to one since 2025-02-10 12:00:20; if it is lost, it is given to another"
    assert why(newsloom) == [f"{told} at 2025-02-10 12:01:50"]
    with world.ledger.begin() as tx:
        tx.execute(sa.update(schema.url).values(lease_until=NOW))
    assert why(newsloom) == [f"{told} in the next round of `newsloom beat`"], "a time that is past is not to come"
    with world.ledger.begin() as tx:
        tx.execute(sa.update(schema.url).values(lease_until=NOW - leases.FORGOTTEN / 2))
    assert why(newsloom) == [f"{told} in the next round of `newsloom beat`"], "it is not forgotten so soon"
    long_ago = NOW - leases.FORGOTTEN - timedelta(seconds=1)
    with world.ledger.begin() as tx:
        tx.execute(sa.update(schema.url).values(lease_until=long_ago))
    assert why(newsloom) == ["nobody looks after it: run `newsloom beat`, and a worker for upkeep"]


def test_where_no_worker_can_be_asked_that_is_said_apart_from_what_is_listed(newsloom: Newsloom, world: World) -> None:
    world.url("https://a.example/1")
    for words in (["pending"], ["pending", "--json"], ["pending", "--host", "a.example"]):
        (missing,) = newsloom(*words).err.splitlines()
        assert missing.startswith("newsloom: of the workers none can be asked: newsloom's own Redis does not run ")
    assert newsloom("pending", "--host", "b.example").err == "newsloom: nothing is pending on host b.example\n"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_where_no_worker_answers_that_is_said_with_what_to_start(
    newsloom: Newsloom, world: World, redis_url: str, redis: object
) -> None:
    world.feed("https://a.example/rss")
    world.services.settings = replace(world.services.settings, newsloom=Place(redis_url=redis_url))
    said = newsloom("pending", "--json")
    assert said.err == "newsloom: of the workers none answers: start them with `newsloom up`\n"
    assert len(said.objects) == 1


def test_the_first_stage_of_what_is_pending_is_that_of_what_has_come_least_far(world: World) -> None:
    def first() -> str | None:
        with world.ledger.read() as connection:
            return pending.first_stage(connection)

    world.article("https://a.example/0", "A title", NOW)
    assert first() is None
    for number, stage in enumerate(("dedupe", "fetch", "accepted"), 1):
        row = world.url(f"https://a.example/{number}")
        with world.ledger.begin() as tx:
            state = "running" if stage == "fetch" else "pending"
            tx.execute(sa.update(schema.url).where(schema.url.c.id == row).values(stage=stage, state=state))
        assert first() == stage


def test_in_a_pipe_each_has_a_line_with_the_step_that_comes_next(newsloom: Newsloom, world: World) -> None:
    world.url("https://a.example/1")
    world.url("import:d1")
    said = newsloom("pending").out.splitlines()
    assert said[0].split() == ["accepted", "state", "next", "url", "why"]
    assert [line.split()[:4] for line in said[1:]] == [
        ["2025-02-10T12:00:00Z", "pending", "fetch", "https://a.example/1"],
        ["2025-02-10T12:00:00Z", "pending", "clean", "import:d1"],
    ]


def test_feeds_that_were_never_polled_stand_behind_the_urls_as_wait_counts_them(
    newsloom: Newsloom, world: World
) -> None:
    world.feed("https://a.example/rss")
    world.url("https://a.example/1")
    found = newsloom("pending", "--json").objects
    assert [(row["what"], row["url"]) for row in found] == [
        ("url", "https://a.example/1"),
        ("feed", "https://a.example/rss"),
    ]
    assert (found[1]["state"], found[1]["step"]) == ("never polled", "poll")
    assert found[1]["why"] == "its first poll is due since 2025-02-10 12:00:00"
    assert [row["what"] for row in newsloom("pending", "--json", "--host", "a.example").objects] == ["url"]
    assert [row["what"] for row in newsloom("pending", "--json", "--limit", "1").objects] == ["url"]
    assert [row["what"] for row in newsloom("pending", "--json", "--limit", "2").objects] == ["url", "feed"]


def test_of_feeds_those_that_were_never_polled_are_listed_in_the_order_of_their_turns(
    newsloom: Newsloom, world: World
) -> None:
    for name in ("polled", "later", "first", "taken"):
        world.feed(f"https://a.example/{name}")
    turns = {
        "later": NOW - timedelta(minutes=1),
        "first": NOW - timedelta(hours=1),
        "taken": NOW + timedelta(seconds=90),
    }
    with world.ledger.begin() as tx:
        for name, at in turns.items():
            named = schema.feed.c.url == f"https://a.example/{name}"
            tx.execute(sa.update(schema.feed).where(named).values(next_poll_at=at))
        polled = schema.feed.c.url == "https://a.example/polled"
        tx.execute(sa.update(schema.feed).where(polled).values(last_poll_at=NOW))
    found = newsloom("pending", "--json").objects
    assert [str(row["url"]).rpartition("/")[2] for row in found] == ["first", "later", "taken"]
    assert [row["until"] for row in found] == [None, None, "2025-02-10T12:01:30Z"]
    assert found[2]["why"] == "it is being polled; if nothing comes of that, its turn is again at 2025-02-10 12:01:30"


def test_a_row_that_was_tampered_with_hides_none_of_the_others(newsloom: Newsloom, world: World) -> None:
    bad = world.url("https://a.example/1")
    world.url("https://a.example/2")
    with world.ledger.begin() as tx:
        mine = sa.update(schema.url).where(schema.url.c.id == bad)
        tx.execute(mine.values(url="not a url", host="", via="warc", stage="nowhere"))
    assert [row["url"] for row in newsloom("pending", "--json").objects] == ["not a url", "https://a.example/2"]


@pytest.mark.parametrize(("host", "ids"), [("b.example", [2, 3]), ("b.example:8080", [3]), ("c.example", [])])
def test_a_host_is_meant_as_failed_means_it(newsloom: Newsloom, world: World, host: str, ids: list[int]) -> None:
    for url in ("https://a.example/1", "https://b.example/2", "https://b.example:8080/3"):
        world.url(url)
    assert [row["id"] for row in newsloom("pending", "--host", host, "--json").objects] == ids


def test_those_accepted_first_stand_first_whether_they_run_or_not(newsloom: Newsloom, world: World) -> None:
    for number in range(6):
        world.url(f"https://{'ab'[number % 2]}.example/{number}")
    with world.ledger.begin() as tx:
        for row in range(1, 7):
            accepted = NOW - timedelta(minutes=row)
            tx.execute(sa.update(schema.url).where(schema.url.c.id == row).values(accepted_at=accepted))
        tx.execute(sa.update(schema.url).where(schema.url.c.id.in_([2, 5])).values(state="running"))
    for cut in (0, 1, 3, 4, 9):
        found = [row["id"] for row in newsloom("pending", "--limit", str(cut), "--json").objects]
        assert found == [6, 5, 4, 3, 2, 1][: cut or None]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_to_list_a_few_costs_the_same_however_many_are_pending(world: World) -> None:
    def cost() -> int:
        """So many times ten steps of SQLite's own."""
        steps: list[None] = []
        with world.ledger.read() as connection:
            plain: Any = connection.connection.driver_connection
            plain.set_progress_handler(lambda: steps.append(None), 10)
            assert len(pending.listed(connection, limit=3)) == 3
            plain.set_progress_handler(None, 0)
        return len(steps)

    for number in range(10):
        world.url(f"https://a.example/{number}")
    few = cost()
    for number in range(10, 200):
        world.url(f"https://a.example/{number}")
    assert few <= cost() <= few * 1.5


def test_who_reads_what_is_pending_slowly_holds_no_connection_and_is_spared_what_has_ended(world: World) -> None:
    ids = accept(world.ledger, NOW, *(a_url(str(number)) for number in range(1100)))
    told = waiting(world.ledger, NOW)
    assert next(told).id == ids[0]
    assert world.ledger.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    with world.ledger.begin() as tx:
        ends.give_up(tx, ids[700], NOW, "failed", "timeout", "no answer")
    assert [each.id for each in told] == [*ids[1:700], *ids[701:]]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("words", "module"), [("pending --limit 0", pending), ("failed", given_up)])
def test_on_a_terminal_the_first_are_shown_before_the_last_are_read(
    world: World, monkeypatch: pytest.MonkeyPatch, words: str, module: Any
) -> None:
    ids = accept(world.ledger, NOW, *(a_url(str(number)) for number in range(BATCH + 1)))
    if module is given_up:
        with world.ledger.begin() as tx:
            for number in ids:
                ends.give_up(tx, number, NOW, "failed", "timeout", "no answer")
    told, shown = module.told, list[int]()

    def reading(connection: Connection, batch: list[int]) -> object:
        shown.append(b"".join(written).count(b"https://"))
        return told(connection, batch)

    monkeypatch.setattr(module, "told", reading)
    with terminal(80) as written:
        run(words.split())
    assert shown[0] == 0 < shown[1]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("told", [pending.told, given_up.told])
def test_a_few_of_many_are_found_by_their_ids_and_not_among_all(world: World, told: Callable[..., object]) -> None:
    asked: list[str] = []
    with world.ledger.read() as connection:
        plain: Any = connection.connection.driver_connection
        plain.set_trace_callback(asked.append)
        told(connection, [1, 2, 3])
        plain.set_trace_callback(None)
        plan = str(plain.execute(f"EXPLAIN QUERY PLAN {asked[-1]}").fetchall())
    assert "SEARCH url USING INTEGER PRIMARY KEY (rowid=?)" in plan


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_on_a_terminal_a_screenful_is_shown_with_how_to_see_all(world: World, columns: int) -> None:
    for number in range(30):
        world.url(f"https://a.example/{number}")
    shown = plain(on_a_terminal(columns, ["pending"])).split("\r\n")
    assert max(len(line) for line in shown if not line.startswith("newsloom: ")) <= columns
    assert [line for line in shown if line.startswith("https://")] == [f"https://a.example/{n}" for n in range(25)]
    assert "newsloom: the first 25 are shown; --limit 0 shows all" in shown
    assert shown[1].startswith("  pending, next fetch: due")


def test_what_a_server_said_cannot_write_to_the_terminal(newsloom: Newsloom, world: World) -> None:
    row = world.url("https://a.example/1")
    with world.ledger.begin() as tx:
        ends.postpone(tx, row, NOW, NOW, "http-503", "the server said \x1b]0;PWNED\x07\n\u202e")
    for words in (["pending"], ["pending", "--json"], ["wait", "--timeout", "0"]):
        said = newsloom(*words)
        assert not any(sign in said.out + said.err for sign in "\x1b\x07\u202e")
