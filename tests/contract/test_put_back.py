"""A ledger that was put back from a backup under workers that run, beside a Redis that has seen more than it holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import redis as redis_py
import sqlalchemy as sa
from structlog.testing import capture_logs

from tests.contract.ledger_world import look
from tests.contract.test_ahead import Meanwhile, meanwhile
from tests.contract.test_stages import BRIDGE, OWLS, accept, counts_are_true, placed, run, services
from tests.contract.test_stages import submission as submitted
from workers.assign.follow import catch_up
from workers.bootstrap import Services
from workers.doctor import examine
from workers.epoch import REWOUND
from workers.ledger import articles, moves, prune, schema, stories, urls
from workers.ledger.engine import make_url
from workers.model import Submission

pytestmark = pytest.mark.second_is_slow

__all__ = ["meanwhile", "services"]  # the fixtures

Make = Callable[[], Services]
PutBack = Callable[[], None]

FLOOD = (
    "The river Wend rose two metres in one night and took the footbridge at Appleby with it. Firemen brought forty people "
    "out of the lower town by boat, and the school is a shelter until the water has gone down. Nobody was hurt."
)


class World:
    """A ledger, and the workers that run on it; time goes on with each look at the clock, as it does."""

    def __init__(self, make: Make, began: datetime) -> None:
        self._make, self._now, self._accepted = make, began, 0
        self.worker = self.another()

    def another(self) -> Services:
        made = self._make()
        made.clock = self._tick
        return made

    def _tick(self) -> datetime:
        self._now += timedelta(seconds=1.000001)
        return self._now

    def comes(self, text: str, *stages: str) -> int:
        """An article comes, and is worked on; its url."""
        self._accepted += 1
        (url_id,) = accept(self.worker, self._submission(text))
        run(self.worker, url_id, *stages)
        return url_id

    def _submission(self, text: str) -> Submission:
        return submitted(text, f"n{self._accepted}", self._now)

    def backup(self, folder: Path) -> PutBack:
        """How the ledger is put back to what it is now, under whoever uses it."""
        ledger = self.worker.ledger
        if ledger.engine.dialect.name == "sqlite":
            where, saved = str(make_url(ledger.name).database), folder / "saved.db"
            _copy(where, str(saved))
            return lambda: _copy(str(saved), where)
        return _rows(ledger.engine)

    def skip(self) -> None:
        """The next article has a higher number, as it may under a replica that took over."""
        with self.worker.ledger.begin() as tx:
            if tx.dialect.name == "sqlite":
                tx.execute(sa.text("UPDATE sqlite_sequence SET seq = seq + 32 WHERE name = 'article'"))
            else:
                tx.execute(sa.text("SELECT setval(s, nextval(s) + 32) FROM pg_get_serial_sequence('article', 'id') s"))

    def of(self, url_id: int) -> Any:
        return look(self.worker.ledger, articles.of_url, url_id)


def _copy(source: str, target: str) -> None:
    with closing(sqlite3.connect(source)) as of, closing(sqlite3.connect(target)) as to:
        of.backup(to)


def _rows(engine: sa.Engine) -> PutBack:
    """What `pg_restore` does, under workers that go on."""
    tables = schema.metadata.sorted_tables
    with engine.connect() as connection:
        saved = [(table, [row._asdict() for row in connection.execute(sa.select(table))]) for table in tables]

    def put_back() -> None:
        with engine.begin() as tx:
            tx.execute(sa.text(f"TRUNCATE {', '.join(table.name for table in tables)}"))
            for table, rows in saved:
                if rows:
                    tx.execute(sa.insert(table), rows)
                counts = table.autoincrement_column
                if counts is not None:
                    last = f"coalesce(max({counts.name}), 1), max({counts.name}) IS NOT NULL"
                    name = f"pg_get_serial_sequence('{table.name}', '{counts.name}')"
                    tx.execute(sa.text(f"SELECT setval({name}, {last}) FROM {table.name}"))

    return put_back


@pytest.fixture
def world(services: Make, now: datetime) -> World:
    return World(services, now)


@pytest.fixture
def said() -> Iterator[Callable[[], list[str]]]:
    """Which indexes were emptied because the ledger was put back."""
    with capture_logs() as lines:
        yield lambda: [line["index"] for line in lines if line["event"] == REWOUND]


def is_well(world: World) -> bool:
    """Nothing failed, nothing was charged, and both indexes are as they would be if they were made now."""
    one = world.worker
    list(catch_up(one.ledger, one.stories))
    rows = look(one.ledger, lambda connection: connection.execute(sa.select(schema.url)).all())
    assert {(row.state, row.attempts, row.kills) for row in rows} == {("done", 0, 0)}
    assert counts_are_true(one)
    held = one.stories.held()
    one.stories.clear()
    list(catch_up(one.ledger, one.stories))
    assert one.stories.held() == held
    return all(finding.good for finding in examine(one))


@pytest.mark.parametrize("more", [0, 3], ids=["the log is shorter", "the log has passed the index"])
def test_who_places_an_article_sees_that_the_index_of_stories_has_seen_what_the_ledger_has_not(
    world: World, tmp_path: Path, said: Callable[[], list[str]], more: int
) -> None:
    first = world.comes(BRIDGE[0])
    put_back = world.backup(tmp_path)
    lost = [world.comes(text) for text in (OWLS, BRIDGE[1], BRIDGE[2])]
    assert len(set(placed(world.worker).values())) == 2
    put_back()
    for _ in range(more):
        world.comes(BRIDGE[0])  # copies: their events pass the index by
    owls = world.comes(OWLS.replace("Barn owls", "Kestrels").replace("bells", "organ"))
    told = world.comes(BRIDGE[1])
    assert "stories" in said()
    assert said().count("stories") == 1
    assert len(set(placed(world.worker).values())) == 2
    assert world.of(told).copy_of is None
    assert world.of(owls).copy_of is None
    assert first < min(lost)
    assert is_well(world)


def test_a_worker_that_has_not_seen_what_another_told_the_index_of_goes_by_none_of_it(
    world: World, tmp_path: Path, said: Callable[[], list[str]]
) -> None:
    """Its own cursor is the ledger's: only what the index answers shows that it is ahead."""
    for text in (FLOOD, FLOOD.replace("Appleby", "Coldbrook"), BRIDGE[0]):
        world.comes(text)
    put_back, one = world.backup(tmp_path), world.worker
    world.worker = world.another()
    for text in (OWLS, BRIDGE[1], BRIDGE[2]):
        world.comes(text)
    put_back()
    world.worker = one
    world.comes(OWLS.replace("Barn owls", "Kestrels").replace("bells", "organ"))
    assert "stories" in said()
    assert is_well(world)


def test_a_number_that_is_given_out_again_has_no_answer_of_another_article(
    world: World, tmp_path: Path, said: Callable[[], list[str]]
) -> None:
    world.comes(BRIDGE[0])
    put_back = world.backup(tmp_path)
    world.comes(BRIDGE[0])
    put_back()
    owls = world.comes(OWLS)
    assert world.of(owls).copy_kind == "original", "the one before it with its number was a copy"
    assert said() == ["copies"], "the index of stories has not seen more than there is"
    again = world.comes(OWLS)
    assert world.of(again).copy_of == world.of(owls).id
    assert is_well(world)


@pytest.mark.parametrize("skips", [False, True])
def test_an_article_that_comes_again_is_not_told_as_the_copy_of_what_was_lost(
    world: World, tmp_path: Path, said: Callable[[], list[str]], skips: bool
) -> None:
    """Also where its number was not given out again: then the index has an article that there is no more."""
    first = world.comes(BRIDGE[0])
    put_back = world.backup(tmp_path)
    for text in (FLOOD, OWLS):
        world.comes(text)
    put_back()
    if skips:
        world.skip()
    owls, flood, bridge = (world.comes(text) for text in (OWLS, FLOOD, BRIDGE[0]))
    assert said().count("copies") == 1
    assert [world.of(one).copy_of for one in (owls, flood)] == [None, None]
    assert world.of(bridge).copy_of == world.of(first).id, "what the ledger holds is known again"
    assert is_well(world)


def test_an_index_that_many_see_to_be_ahead_is_emptied_once(
    world: World, tmp_path: Path, redis: redis_py.Redis, said: Callable[[], list[str]]
) -> None:
    world.comes(BRIDGE[0])
    put_back = world.backup(tmp_path)
    world.comes(OWLS)
    world.comes(FLOOD)
    one, other = world.another(), world.another()
    seen = one.stories.cursor()
    assert seen is not None
    moment = other.copies.moment()[1]
    put_back()
    assert one.stories.forget(seen)
    list(catch_up(one.ledger, one.stories))
    assert not other.stories.forget(seen)
    assert one.copies.filler.forget(moment)
    assert not other.copies.filler.forget(moment)
    assert not other.copies.filler.forget(None)
    assert one.stories.cursor() == other.stories.cursor() is not None


def test_what_was_decided_before_the_ledger_was_put_back_is_decided_anew(
    world: World, tmp_path: Path, meanwhile: Meanwhile, said: Callable[[], list[str]]
) -> None:
    """Else the article would go to a story that there is no more, or that is another one."""
    world.comes(BRIDGE[0])
    waits = world.comes(OWLS.replace("four chicks", "five chicks"), "clean", "dedupe")
    put_back = world.backup(tmp_path)
    world.comes(OWLS[: len(OWLS) // 2] + FLOOD[: len(FLOOD) // 3])
    world.comes(FLOOD)
    meanwhile(put_back)
    run(world.worker, waits, "assign")
    assert said() == ["stories"]
    assert look(world.worker.ledger, urls.get, waits).state == "done"  # type: ignore[union-attr]
    assert len(set(placed(world.worker).values())) == 2
    assert [finding.examples for finding in examine(world.worker) if finding.check == "redis-stories"] == [()]


def test_an_index_is_left_alone_where_the_log_was_pruned(world: World, said: Callable[[], list[str]]) -> None:
    """The newest event that it takes stays, though its story sleeps and another has been renamed since."""
    flood = world.comes(FLOOD)
    world.comes(OWLS)
    ledger, index = world.worker.ledger, world.worker.stories
    list(catch_up(ledger, index))
    seen, (story, _) = index.cursor(), placed(world.worker).values()
    late = world.worker.clock() + timedelta(days=900)
    with ledger.exclusive("assign") as tx:
        moves.rename(tx, story, "The Wend", world.worker.clock(), why="gone")
        prune.events(tx, prune.Walk(late, None, 100), prune.Rest(late, late))
    world.comes(BRIDGE[0])
    assert said() == []
    assert index.cursor() == seen
    list(catch_up(ledger, index))
    assert index.cursor() != seen
    assert look(ledger, articles.of_url, flood) is not None


def test_the_doctor_tells_an_index_that_the_log_has_passed(world: World, tmp_path: Path) -> None:
    world.comes(BRIDGE[0])
    put_back = world.backup(tmp_path)
    lost = [world.of(world.comes(text)).id for text in (OWLS, BRIDGE[1])]
    list(catch_up(world.worker.ledger, world.worker.stories))
    seen = world.worker.stories.cursor()
    assert seen is not None
    put_back()
    (story,) = placed(world.worker).values()
    with world.worker.ledger.exclusive("assign") as tx:
        for title in ("A", "B", "C", "D"):
            moves.rename(tx, story, title, world.worker.clock(), why="gone")
        assert stories.last_number(tx) > seen.number
    found = {finding.check: finding.examples for finding in examine(world.worker)}
    assert f"event {seen.number}, which this ledger has not had" in found["redis-stories"][0]
    assert found["redis-copies"] == tuple(f"article {each} is in the index alone" for each in lost)
    assert all(finding.good for finding in examine(world.worker, fix=True))
    assert is_well(world)
