"""The index of copies filled from the ledger, a part at a time, by several who die and lose their Redis."""

from __future__ import annotations

import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import redis as redis_py
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tests.contract.copies_world import answer, answered
from tests.contract.test_dedupe_kinds import prose
from tests.contract.test_reindex import article_of, decide, killed, own
from tests.contract.test_stages import Meanwhile, accept, run, services, step, submission
from tests.crowd import crowded
from tests.pipeline.own_redis import OwnRedis
from tests.waiting import PATIENCE
from workers import schedule
from workers.bootstrap import Services
from workers.dedupe import refill, signature
from workers.dedupe.index import CopyIndex
from workers.dedupe.signature import decode, encode, sign
from workers.errors import OutageError
from workers.ledger import Ledger, articles, schema, urls

pytestmark = pytest.mark.second_is_slow

__all__ = ["own", "services"]  # the fixtures

Make = Callable[[], Services]

#: five articles; the fourth has the text of the first, and the fifth half of the second's.
TEXTS = (prose(1, 200), prose(2, 200), prose(3, 60), prose(1, 200), prose(2, 100))
COPIES = [None, None, None, 1, 2]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two articles each, and no step has time for more than one of them."""
    monkeypatch.setattr(refill, "_BATCH", 2)
    monkeypatch.setattr(refill, "OWN_TIME", 0.0)


@pytest.fixture
def changed(services: Make, monkeypatch: pytest.MonkeyPatch, now: datetime) -> Make:
    """A ledger that was filled by the version before this one."""
    one = services()
    for url_id in accept(one, *(submission(text, f"n{n}", now) for n, text in enumerate(TEXTS))):
        run(one, url_id, "clean", "dedupe")
    assert copies(one) == COPIES
    monkeypatch.setattr(signature, "VERSION", signature.VERSION + 1)
    return services


def ids(one: Services) -> list[int]:
    with one.ledger.read() as connection:
        return list(connection.scalars(sa.select(schema.article.c.id).order_by(schema.article.c.id)))


def copies(one: Services) -> list[int | None]:
    """The number of each article's original, from 1 on: a database goes on counting from test to test."""
    known = ids(one)
    with one.ledger.read() as connection:
        found = connection.scalars(sa.select(schema.article.c.copy_of).order_by(schema.article.c.id))
        return [original and known.index(original) + 1 for original in found]


def versions(one: Services) -> list[int]:
    """The version of each article's signature."""
    with one.ledger.read() as connection:
        stored = connection.scalars(sa.select(schema.article.c.signature).order_by(schema.article.c.id))
        return [data[0] for data in stored]


def part(one: Services) -> bool:
    """Two articles more."""
    return refill.fill_for(one.ledger, one.copies, 0.0)


def is_whole(one: Services) -> bool:
    """All of the articles are in the index, signed anew, with the answers that they had."""
    with one.ledger.read() as connection:
        rows = articles.signed(connection, 0, 100)
        texts = articles.texts_of(connection, [row.id for row in rows])
    known = [answer(one, row, decode(row.signature), row.placed_at) for row in rows]
    assert known == [articles.verdict_of(row) for row in rows]
    assert [decode(row.signature) for row in rows] == [sign(texts[row.id]) for row in rows]
    return copies(one) == COPIES and answered(one) == {*ids(one)}


def test_after_a_change_of_version_each_goes_on_where_the_one_before_stopped(changed: Make) -> None:
    old, new = signature.VERSION - 1, signature.VERSION
    assert not part(changed())
    assert versions(changed()) == [new, new, old, old, old]
    assert not changed().copies.ready()
    assert not part(changed())
    assert versions(changed()) == [new, new, new, new, old]
    assert part(changed())
    assert is_whole(changed())


def test_meanwhile_an_article_waits_and_is_charged_nothing_and_then_its_original_is_found(
    changed: Make, now: datetime
) -> None:
    one = changed()
    (url_id,) = accept(one, submission(TEXTS[1] + "\n" + prose(9, 20), "late", now))
    run(one, url_id, "clean")
    for _ in range(2):
        with pytest.raises(OutageError, match="index-empty"):
            step(one, url_id, "dedupe")
        with one.ledger.begin() as tx:
            row = urls.get(tx, url_id)
            assert row is not None
            assert (row.state, row.attempts, row.kills) == ("pending", 0, 0)
            tx.execute(sa.update(schema.url).where(schema.url.c.id == url_id).values(state="running"))
    step(one, url_id, "dedupe")
    assert copies(one)[-1] == 2


def test_while_one_is_at_it_another_does_nothing_and_does_not_wait_for_it(changed: Make) -> None:
    one, other = changed(), changed()
    filling = one.copies.filler.take()
    assert filling is not None
    assert one.copies.filler.reached(filling, ids(one)[0])
    assert not refill.fill_for(other.ledger, other.copies, 60.0)
    assert other.copies.answered() == set()
    one.copies.filler.leave(filling)
    assert refill.fill_for(other.ledger, other.copies, 60.0)


def test_nobody_waits_for_a_first_batch_and_whoever_came_last_goes_on(changed: Make) -> None:
    one, other = changed(), changed()
    first, second = one.copies.filler.take(), other.copies.filler.take()
    assert first is not None
    assert second is not None
    assert (first.after, second.after) == (0, 0)
    assert not one.copies.filler.reached(first, ids(one)[1])
    assert other.copies.filler.reached(second, ids(one)[1])
    assert other.copies.filler.begin().after == ids(one)[1]


@pytest.fixture
def two_settings(services: Make, monkeypatch: pytest.MonkeyPatch) -> tuple[Services, Services]:
    """Workers of one ledger, the second with another window."""
    monkeypatch.setattr(refill, "OWN_TIME", 60.0)
    one, other = services(), services()
    one.clock = other.clock = lambda: datetime.now(UTC)  # the server's, by which it remembers when it was last asked
    other.__dict__["copies"] = CopyIndex(other.redis, f"newsloom:{other.ledger.identity}:dedupe:", window_days=60)
    return one, other


Two = tuple[Services, Services]


def came_and_went(one: Services, other: Services, now: datetime) -> int:
    """An article under each of two settings; a url whose text is the second one's."""
    first, second, third = accept(one, *(submission(TEXTS[n], name, now) for n, name in ((0, "a"), (1, "b"), (1, "c"))))
    run(one, first, "clean", "dedupe")
    run(other, second, "clean", "dedupe")
    return third


def test_after_settings_that_came_and_went_what_was_signed_meanwhile_is_put_in_first(
    two_settings: Two, now: datetime
) -> None:
    one, other = two_settings
    third = came_and_went(one, other, now)
    assert other.copies.ready()
    assert not one.copies.ready()
    run(one, third, "clean", "dedupe")
    assert copies(one) == [None, None, 2]
    assert one.copies.ready()
    assert not other.copies.ready()


def test_after_settings_that_came_and_went_all_is_put_in_where_the_steps_of_then_were_pruned(
    two_settings: Two, now: datetime
) -> None:
    one, other = two_settings
    third = came_and_went(one, other, now)
    with one.ledger.begin() as tx:
        tx.execute(sa.delete(schema.step))
    run(one, third, "clean", "dedupe")
    assert copies(one) == [None, None, 2]


def test_after_settings_that_came_and_went_what_was_signed_before_is_not_put_in_again(
    two_settings: Two, now: datetime
) -> None:
    one, other = two_settings
    first, second = accept(one, *(submission(TEXTS[n], name, now) for n, name in ((0, "a"), (1, "b"))))
    run(one, first, "clean", "dedupe")
    with one.ledger.begin() as tx:
        long_ago = one.clock() - timedelta(days=1)
        tx.execute(sa.update(schema.step).where(schema.step.c.url_id == first).values(at=long_ago))
    run(other, second, "clean", "dedupe")
    assert list(refill.rebuild(one.ledger, one.copies)) == [1]


def test_a_reindex_waits_for_nobody(changed: Make) -> None:
    one, other = changed(), changed()
    filling = one.copies.filler.take()
    assert filling is not None
    assert one.copies.filler.reached(filling, 0)
    assert sum(refill.rebuild(other.ledger, other.copies)) == len(TEXTS)
    assert is_whole(one)


def test_whoever_was_at_it_while_another_filled_it_stops(changed: Make) -> None:
    one, other = changed(), changed()
    slow = refill.rebuild(one.ledger, one.copies)
    assert next(slow) == 2
    assert sum(refill.rebuild(other.ledger, other.copies)) == 3
    assert list(slow) == []
    assert is_whole(one)


def _dies(ledger_url: str, redis_url: str, version: int, said: Any) -> None:
    """A process of its own: a batch, and then nothing more."""
    refill._BATCH, signature.VERSION = 2, version
    index = CopyIndex(redis_py.Redis.from_url(redis_url), prefix_of(ledger_url))
    ledger = Ledger.open(ledger_url)
    filling = index.filler.take()
    assert filling is not None
    next(refill._batches(ledger, index, filling))
    said.put("half")
    signal.pause()


def prefix_of(ledger_url: str) -> str:
    ledger = Ledger.open(ledger_url)
    try:
        return f"newsloom:{ledger.identity}:dedupe:"
    finally:
        ledger.close()


def test_one_that_is_killed_is_waited_for_and_then_its_work_goes_on(
    changed: Make, ledger_url: str, redis_url: str, redis: redis_py.Redis
) -> None:
    one, spawn = changed(), crowded()
    said = spawn.Queue()
    child = spawn.Process(target=_dies, args=(ledger_url, redis_url, signature.VERSION, said))
    child.start()
    assert said.get(timeout=PATIENCE) == "half"
    child.kill()
    child.join()
    assert not part(one), "nobody knows yet"
    redis.hset(*redis.keys("*:fill"), "until", "0")  # ten seconds later
    assert not part(one)
    assert versions(one) == [signature.VERSION] * 4 + [signature.VERSION - 1]
    assert part(one)
    assert is_whole(one)


def test_in_a_redis_that_is_emptied_meanwhile_it_begins_anew(changed: Make, redis: redis_py.Redis) -> None:
    one = changed()
    slow = refill.rebuild(one.ledger, one.copies)
    assert next(slow) == 2
    redis.flushall()
    with pytest.raises(OutageError, match="index-emptied"):
        next(slow)
    assert [part(one) for _ in range(3)] == [False, False, True]
    assert is_whole(one)


def test_an_article_that_a_filling_has_read_past_before_its_commit_is_put_in_all_the_same(
    services: Make, redis: redis_py.Redis, now: datetime
) -> None:
    one, other = services(), services()
    texts = [TEXTS[0], *(prose(20 + n, 60) for n in range(5)), TEXTS[3]]
    first, *known, copy = accept(one, *(submission(text, f"n{n}", now) for n, text in enumerate(texts)))
    for url_id in (first, *known, copy):
        run(one, url_id, "clean")
    for url_id in known:
        run(one, url_id, "dedupe")

    def emptied_and_half_filled(tx: Connection, detail: str) -> None:
        redis.flushall()
        assert not part(other)

    decide(one, first, emptied_and_half_filled, now)
    assert one.copies.ready()
    run(other, copy, "dedupe")
    assert copies(one) == [None] * 6 + [1]


def test_two_of_one_text_that_two_emptied_indexes_called_originals_become_one_group(
    services: Make, redis: redis_py.Redis, now: datetime
) -> None:
    one, other = services(), services()
    first, second = accept(one, *(submission(TEXTS[0], name, now) for name in "ab"))
    for url_id in (first, second):
        run(one, url_id, "clean")

    def emptied_twice() -> None:
        redis.flushall()
        run(other, second, "dedupe")
        redis.flushall()

    one.__dict__["copies"] = Meanwhile(one.copies, emptied_twice)
    run(one, first, "dedupe")
    assert copies(one) == [2, None]


def test_an_outage_in_the_middle_leaves_the_rest_to_the_next_one_at_once(
    changed: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = changed(), changed()
    assert not part(one)
    with monkeypatch.context() as patch:
        patch.setattr(one.ledger, "read", lambda: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            part(one)
    assert [part(other), part(other)] == [False, True]
    assert is_whole(other)


def test_after_a_restart_of_the_server_in_the_middle_it_begins_anew(own: OwnRedis) -> None:
    index = CopyIndex(own.client())
    filling = index.filler.begin()
    assert index.filler.reached(filling, 17)
    assert index.filler.begin().after == 17
    own.client().save()
    killed(own)
    assert index.filler.begin().after == 0
    with pytest.raises(OutageError, match="index-emptied"):
        index.filler.reached(filling, 18)


@pytest.mark.parametrize(("far", "less"), [(10, 9), (2**53 + 1, 2**53), (2**62, 2**62 - 1)])
def test_how_far_it_is_never_goes_back(redis: redis_py.Redis, far: int, less: int) -> None:
    index = CopyIndex(redis)
    filling = index.filler.begin()
    assert index.filler.reached(filling, far)
    assert index.filler.reached(filling, less)
    assert index.filler.begin().after == far


def test_what_was_signed_of_another_text_meanwhile_stays(services: Make, now: datetime) -> None:
    one = services()
    (url_id,) = accept(one, submission(TEXTS[0], "a", now))
    run(one, url_id, "clean", "dedupe")
    article = article_of(one, url_id)
    before, after = article.signature, encode(sign(TEXTS[1]))
    with one.ledger.begin() as tx:
        articles.resign(tx, article.id, after, was=before)
        articles.resign(tx, article.id, encode(sign(TEXTS[2])), was=before)
    assert article_of(one, url_id).signature == after


def test_beats_round_fills_an_empty_index_and_leaves_a_full_one_alone(
    changed: Make, redis: redis_py.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = changed()
    monkeypatch.setattr(schedule, "services", lambda: one)
    monkeypatch.setattr(schedule, "_FILL", 0.0)
    assert [schedule.refill() for _ in range(3)] == [False, False, True]
    assert is_whole(one)
    before = {name: redis.dump(name) for name in redis.keys("*")}
    assert schedule.refill()
    assert {name: redis.dump(name) for name in redis.keys("*")} == before
