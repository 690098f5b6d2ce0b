"""What was decided before the lock is taken where nothing that matters has happened since, and made anew where it has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import redis as redis_py
from sqlalchemy.engine import Connection

from tests.contract.ledger_world import look
from tests.contract.test_assign_race import original
from tests.contract.test_stages import BRIDGE, OWLS, accept, counts_are_true, placed, run, services, submission
from workers.assign import stage
from workers.assign.ahead import FEW, Proposal, proposal
from workers.assign.follow import catch_up, project
from workers.assign.index import StoryIndex
from workers.assign.vector import Vector
from workers.bootstrap import Services
from workers.ledger import articles, bonds, moves, pins, stories, urls
from workers.model import Assignment

pytestmark = pytest.mark.second_is_slow

__all__ = ["services"]  # the fixture

Make = Callable[[], Services]
Meanwhile = Callable[[Callable[[], object]], None]


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """What is to happen once, after the next decision and before its lock."""
    waiting: list[Callable[[], object]] = []

    def decided(*args: Any, **what: Any) -> Proposal:
        made = proposal(*args, **what)
        while waiting:
            waiting.pop()()
        return made

    monkeypatch.setattr(stage, "proposal", decided)
    return waiting.append


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Vector]:
    """For whom the index was asked."""
    found, known = StoryIndex.found, list[Vector]()

    def noted(index: StoryIndex, wanted: Vector, *args: Any, **what: Any) -> Any:
        known.append(wanted)
        return found(index, wanted, *args, **what)

    monkeypatch.setattr(StoryIndex, "found", noted)
    return known


def waiting(one: Services, now: datetime, *texts: str) -> list[int]:
    """The urls of originals that are to be placed."""
    ids = accept(one, *(submission(text, f"n{number}", now) for number, text in enumerate(texts)))
    for url_id in ids:
        run(one, url_id, "clean")
        original(one, url_id)
    return ids


def member(one: Services, url_id: int) -> Any:
    article = look(one.ledger, articles.of_url, url_id)
    return look(one.ledger, stories.of_article, article.id)


def test_of_two_first_articles_the_second_joins_the_first_that_came_after_it_was_decided(
    services: Make, meanwhile: Meanwhile, now: datetime
) -> None:
    one, other = services(), services()
    first, second = waiting(one, now, *BRIDGE[:2])
    meanwhile(lambda: run(other, first, "assign"))
    run(one, second, "assign")
    assert len(set(placed(one).values())) == 1
    assert (member(one, first).rule, member(one, second).rule) == ("created", "joined")
    assert counts_are_true(one)


def test_what_is_decided_stands_when_an_article_on_something_else_came_in_between(
    services: Make, meanwhile: Meanwhile, asked: list[Vector], now: datetime
) -> None:
    one, other = services(), services()
    bridge, more, owls = waiting(one, now, *BRIDGE[:2], OWLS)
    run(one, bridge, "assign")
    asked.clear()
    meanwhile(lambda: run(other, owls, "assign"))
    run(one, more, "assign")
    assert len(asked) == 2, "one question an article"
    assert member(one, more).story_id == member(one, bridge).story_id != member(one, owls).story_id


def test_of_two_first_articles_the_second_joins_the_first_behind_however_many_others(
    services: Make, meanwhile: Meanwhile, now: datetime
) -> None:
    one, other = services(), services()
    others = [" ".join(f"{word}{number}" for word in OWLS.split()) + "." for number in range(FEW)]
    first, second, *more = waiting(one, now, *BRIDGE[:2], *others)

    def come() -> None:
        for url_id in (*more, first):
            run(other, url_id, "assign")

    meanwhile(come)
    run(one, second, "assign")
    assert member(one, first).story_id == member(one, second).story_id


def test_the_reasons_name_members_whom_the_index_took_in_when_the_ledger_had_been_looked_at(
    services: Make, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    """In SQLite a connection sees the ledger as of its first question: here before the other worker wrote."""
    one, other = services(), services()
    first, second = waiting(one, now, *BRIDGE[:2])
    placing, begins = bonds.placing, [first]

    def looked(connection: Connection, article_id: int) -> bonds.Placing:
        made = placing(connection, article_id)
        while begins:
            run(other, begins.pop(), "assign")
            for _ in catch_up(other.ledger, other.stories):
                pass
        return made

    monkeypatch.setattr(bonds, "placing", looked)
    run(one, second, "assign")
    found = member(one, second)
    assert (found.rule, found.story_id) == ("joined", member(one, first).story_id)
    of_first = look(one.ledger, articles.of_url, first)
    assert [near["article"] for near in found.evidence["members_near"]] == [of_first.id]


def test_who_was_idle_while_others_placed_many_takes_them_in_first(services: Make, now: datetime) -> None:
    one, other = services(), services()
    others = [" ".join(f"{word}{number}" for word in OWLS.split()) + "." for number in range(FEW + 2)]
    first, second, third, *more = waiting(one, now, *BRIDGE[:3], *others)
    run(one, first, "assign")
    run(one, second, "assign")
    seen = one.stories.seen()
    for url_id in more:
        run(other, url_id, "assign")
    assert one.stories.seen() == seen is not None, "what is remembered is old by now"
    run(one, third, "assign")
    assert len({member(one, url_id).story_id for url_id in (first, second, third)}) == 1
    assert counts_are_true(one)


@pytest.mark.parametrize("refilled", [False, True])
def test_who_finds_the_index_emptied_since_his_last_article_goes_on_at_once(
    services: Make, redis: redis_py.Redis, refilled: bool, now: datetime
) -> None:
    one, other = services(), services()
    first, second, third = waiting(one, now, *BRIDGE[:3])
    run(one, first, "assign")
    run(one, second, "assign")
    if refilled:
        other.stories.clear()
        with other.ledger.read() as connection:
            project(connection, other.stories, None, 1)
    else:
        redis.flushall()
    run(one, third, "assign")
    assert len({member(one, url_id).story_id for url_id in (first, second, third)}) == 1


def test_an_article_asks_redis_for_words_and_stories_and_tells_it_of_the_one_before(
    services: Make, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    one = services()
    first, second, third = waiting(one, now, *BRIDGE[:3])
    run(one, first, "assign")
    run(one, second, "assign")
    row = look(one.ledger, urls.get, third)
    asked, execute = list[str](), redis_py.Redis.execute_command

    def noted(client: redis_py.Redis, *args: Any, **options: Any) -> Any:
        asked.append(str(args[0]))
        return execute(client, *args, **options)

    monkeypatch.setattr(redis_py.Redis, "execute_command", noted)
    stage.assign(row, lambda _tx, _told: None, ledger=one.ledger, index=one.stories, join_at=0.17, now=now)
    assert asked == ["EVALSHA", "MGET", "MGET"]


@pytest.mark.parametrize("moving", ["move", "split"])
def test_where_articles_were_moved_in_between_it_is_decided_anew(
    services: Make, meanwhile: Meanwhile, asked: list[Vector], moving: str, now: datetime
) -> None:
    one = services()
    owl, owls, bridge, more = waiting(one, now, OWLS, f"{OWLS} Again.", *BRIDGE[:2])
    for url_id in (owl, owls, bridge):
        run(one, url_id, "assign")
    story, why = member(one, owls).story_id, Assignment(None, 0.5, 0.2, "moved")
    assert member(one, owl).story_id == story
    goes = look(one.ledger, articles.of_url, owls).id

    def moved() -> None:
        with one.ledger.exclusive("assign") as tx:
            if moving == "move":
                moves.move(tx, goes, member(one, bridge).story_id, why, now)
            else:
                moves.split_off(tx, story, [goes], why, now)

    asked.clear()
    meanwhile(moved)
    run(one, more, "assign")
    assert len(asked) == 2, "once before the lock, and once under it"
    assert counts_are_true(one)


def test_under_the_lock_the_index_is_neither_asked_nor_filled_when_nothing_came(
    services: Make, meanwhile: Meanwhile, redis: redis_py.Redis, now: datetime
) -> None:
    one = services()
    bridge, more = waiting(one, now, *BRIDGE[:2])
    run(one, bridge, "assign")
    meanwhile(redis.flushall)
    run(one, more, "assign")
    assert member(one, more).story_id == member(one, bridge).story_id
    assert one.stories.cursor() is None


def test_what_people_say_after_it_was_decided_is_obeyed(services: Make, meanwhile: Meanwhile, now: datetime) -> None:
    one = services()
    owls, bridge = waiting(one, now, OWLS, BRIDGE[0])
    run(one, owls, "assign")
    two, of_bridge = (look(one.ledger, articles.of_url, url_id).id for url_id in (owls, bridge))

    def say() -> None:
        with one.ledger.exclusive("assign") as tx:
            pins.add(tx, "together", of_bridge, now, other=two)

    meanwhile(say)
    run(one, bridge, "assign")
    assert member(one, bridge).story_id == member(one, owls).story_id
    assert member(one, bridge).rule == "pinned"


def test_who_was_to_join_a_story_that_was_merged_meanwhile_goes_where_that_went(
    services: Make, meanwhile: Meanwhile, now: datetime
) -> None:
    one = services()
    owls, bridge, more = waiting(one, now, OWLS, *BRIDGE[:2])
    run(one, owls, "assign")
    run(one, bridge, "assign")
    gone, keep = member(one, bridge).story_id, member(one, owls).story_id

    def merge() -> None:
        with one.ledger.exclusive("assign") as tx:
            moves.merge(tx, gone, keep, Assignment(None, 0.5, 0.2, "merged"), now, keep=keep)

    meanwhile(merge)
    run(one, more, "assign")
    assert member(one, more).story_id != gone
    assert counts_are_true(one)
