"""Who assigns holds everybody's lock in SQLite: the reading of a long text is no business of those who wait for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime

import pytest
import redis as redis_py
import sqlalchemy as sa

from tests.contract.test_assign_race import original
from tests.contract.test_stages import BRIDGE, OWLS, accept, run, services, submission
from workers.assign import ahead, follow
from workers.assign.vector import READ, Vector, vector_of
from workers.bootstrap import Services
from workers.ledger import Ledger, moves, schema
from workers.ledger.base import _LOCKS
from workers.model import Assignment

__all__ = ["services"]  # the fixture


@dataclass
class Reader:
    """Reads as assign does, and notes of each text how long it was and whether others could write meanwhile."""

    ledger: Ledger
    lengths: list[int] = field(default_factory=list)
    free: list[bool] = field(default_factory=list)

    def __call__(self, title: str | None, text: str, lang: str | None) -> Vector:
        self.lengths.append(len(text))
        self.free.append(nobody_writes(self.ledger))
        return vector_of(title, text, lang)


def forget_what_was_read() -> None:
    follow._read.cache_clear()
    follow._pack.cache_clear()


def nobody_writes(ledger: Ledger) -> bool:
    """Could another process begin to write, and to assign, now?"""
    if ledger.engine.dialect.name == "postgresql":
        with ledger.engine.connect() as other:
            return bool(other.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(_LOCKS["assign"]))))
    with closing(sqlite3.connect(str(ledger.engine.url.database), timeout=0)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        return True


@pytest.fixture
def reader(ledger_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    ledger = Ledger.open(ledger_url)
    reading = Reader(ledger)
    monkeypatch.setattr(follow, "vector_of", reading)
    forget_what_was_read()
    yield reading
    forget_what_was_read()
    ledger.close()


def test_the_lock_is_seen_by_those_who_look_for_it(reader: Reader) -> None:
    assert nobody_writes(reader.ledger)
    with reader.ledger.exclusive("assign"):
        assert not nobody_writes(reader.ledger)
    assert nobody_writes(reader.ledger)


def test_while_an_article_of_ten_megabytes_is_read_others_can_write(
    services: Callable[[], Services], reader: Reader, now: datetime
) -> None:
    one = services()
    (url_id,) = accept(one, submission(OWLS, "long", now))
    run(one, url_id, "clean", "dedupe")
    with one.ledger.begin() as tx:
        tx.execute(sa.update(schema.article).values(text="Xy " * 3_270_000))
    run(one, url_id, "assign")
    assert reader.free == [True]
    assert READ - 3 <= reader.lengths[0] <= READ
    list(follow.catch_up(one.ledger, one.stories))
    assert len(reader.lengths) == 1, "what is projected, of the text's beginning, is what was decided by"


def test_an_index_that_is_far_behind_is_brought_up_to_date_while_others_can_write(
    services: Callable[[], Services], reader: Reader, redis: redis_py.Redis, now: datetime
) -> None:
    one, behind = services(), 3 * ahead.FEW
    ids = accept(one, *(submission(f"Gull {n}. {OWLS}", f"n{n}", now) for n in range(behind + 1)))
    for url_id in ids:
        run(one, url_id, "clean")
        original(one, url_id)
    for url_id in ids[:-1]:
        run(one, url_id, "assign")
    redis.flushall()
    with one.ledger.begin() as tx:  # as a ledger from before vectors were kept
        tx.execute(sa.update(schema.article).values(vector=None))
    forget_what_was_read()
    reader.free.clear()
    run(one, ids[-1], "assign")
    assert reader.free == [True] * (1 + behind)


def test_what_a_merge_of_many_articles_means_for_the_index_is_taken_in_while_others_can_write(
    services: Callable[[], Services], reader: Reader, now: datetime
) -> None:
    one = services()
    ids = accept(one, *(submission(f"Gull {n}. {OWLS}", f"n{n}", now) for n in range(ahead.FEW)))
    other, last = accept(one, *(submission(text, text[:9], now) for text in BRIDGE[:2]))
    for url_id in (*ids, other, last):
        run(one, url_id, "clean")
        original(one, url_id)
    for url_id in (*ids, other):
        run(one, url_id, "assign")
    list(follow.catch_up(one.ledger, one.stories))
    with one.ledger.exclusive("assign") as tx:
        many, alone = tx.scalars(sa.select(schema.story.c.id).order_by(schema.story.c.articles.desc())).all()
        moves.merge(tx, alone, many, Assignment(None, 0.5, 0.2, "merged"), now, keep=alone)
        tx.execute(sa.update(schema.article).values(vector=None))  # so that who takes it in reads each of them
    forget_what_was_read()
    reader.free.clear()
    run(one, last, "assign")
    assert reader.free == [True] * (1 + ahead.FEW)
