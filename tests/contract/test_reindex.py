"""Both indexes emptied and filled beside workers that go on, on a real ledger and a real Redis."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis as redis_py
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tests.contract.meddling import Meddled
from tests.contract.test_stages import BRIDGE, FIRST, OWLS, accept, placed, run, services, submission
from tests.pipeline.own_redis import OwnRedis
from workers.assign.follow import catch_up
from workers.bootstrap import Services
from workers.dedupe.index import CopyIndex
from workers.dedupe.refill import rebuild
from workers.dedupe.signature import decode, sign
from workers.dedupe.stage import dedupe
from workers.errors import OutageError
from workers.ledger import Ledger, articles, schema, urls
from workers.ledger.schema import Record
from workers.settings import Settings

pytestmark = pytest.mark.second_is_slow

__all__ = ["services"]  # the fixture

Make = Callable[[], Services]


def article_of(one: Services, url_id: int) -> Record:
    with one.ledger.read() as connection:
        found = articles.of_url(connection, url_id)
    assert found is not None
    return found


def signature_of(one: Services, url_id: int) -> bytes:
    signature = article_of(one, url_id).signature
    assert isinstance(signature, bytes)
    return signature


@pytest.mark.parametrize("moment", range(13))  # a reindex of two articles is as many commands
def test_stories_and_copies_hold_together_when_an_article_comes_at_any_moment_of_a_reindex(
    services: Make, redis_url: str, now: datetime, moment: int
) -> None:
    worker, other = services(), services()
    texts = {"a": BRIDGE[0], "owls": OWLS, "again": OWLS, "copy": BRIDGE[0] + " More follows.", "retold": BRIDGE[1]}
    first, second, third, *later = accept(worker, *(submission(text, name, now) for name, text in texts.items()))
    run(worker, first)
    run(worker, second)
    client = Meddled.from_url(redis_url)
    client.meddle, client.at = (lambda: run(worker, third)), moment
    other.__dict__["redis"] = client
    with only("index-emptied", "index-empty"):
        other.copies.filler.clear()
        list(rebuild(other.ledger, other.copies))
    with only("index-emptied"):
        other.stories.clear()
        list(catch_up(other.ledger, other.stories))
    assert client.at < 0
    for url_id in later:
        run(worker, url_id)
    assert article_of(worker, later[0]).copy_of == article_of(worker, first).id
    found = placed(worker)
    assert found["a"] == found["copy"] == found["retold"] != found["owls"]
    assert [(state.id, state.count) for state in worker.stories.candidates(FIRST)] == [(found["a"], 1)]


def test_an_article_whose_answer_was_forgotten_before_its_commit_is_put_in_again(
    services: Make, redis: redis_py.Redis, now: datetime
) -> None:
    one, other = services(), services()
    first, second = accept(one, submission(BRIDGE[0], "a", now), submission(BRIDGE[0], "b", now))
    run(one, first, "clean")
    run(one, second, "clean")

    def emptied_and_filled(tx: Connection, detail: str) -> None:
        redis.flushall()
        list(rebuild(other.ledger, other.copies))

    decide(one, first, emptied_and_filled, now)
    decide(other, second, nothing, now)
    assert article_of(one, second).copy_of == article_of(one, first).id


def test_a_redis_that_fails_after_the_commit_takes_nothing_back(
    services: Make, redis: redis_py.Redis, now: datetime
) -> None:
    one = services()
    (first,) = accept(one, submission(BRIDGE[0], "a", now))
    run(one, first, "clean")
    try:
        said = decide(one, first, lambda tx, detail: redis.config_set("maxmemory", "1"), now)
    finally:
        redis.config_set("maxmemory", "0")
    assert said == "article.original"
    assert signature_of(one, first)


@pytest.mark.parametrize("stored", [b"\xc8another version's", b"\x01broken", b""])
def test_a_signature_that_this_code_cannot_read_is_made_anew_from_the_text(
    services: Make, redis: redis_py.Redis, now: datetime, stored: bytes
) -> None:
    one = services()
    first, second, third = accept(one, *(submission(BRIDGE[0], name, now) for name in "abc"))
    run(one, first)
    run(one, second)
    with one.ledger.begin() as tx:
        tx.execute(sa.update(schema.article).values(signature=stored))
    redis.flushall()
    run(one, third)
    assert article_of(one, third).copy_of == article_of(one, first).id
    for url_id in (first, second):
        assert decode(signature_of(one, url_id)) == sign(article_of(one, url_id).text)
    assert article_of(one, second).copy_of == article_of(one, first).id


def decide(one: Services, url_id: int, done: Callable[[Connection, str], object], now: datetime) -> str:
    """The stage alone, with something that happens inside its transaction."""
    with one.ledger.read() as connection:
        url = urls.get(connection, url_id)
    assert url is not None
    return dedupe(url, lambda tx, detail: void(done(tx, detail)), ledger=one.ledger, index=one.copies, now=now)


def nothing(tx: Connection, detail: str) -> None:
    pass


def void(_: object) -> None:
    pass


@contextmanager
def only(*reasons: str) -> Iterator[None]:
    try:
        yield
    except OutageError as error:
        assert error.reason in reasons  # noqa: PT017 - any other outage is a fault


@pytest.fixture
def own(short_folder: Path) -> Iterator[OwnRedis]:
    """A server that keeps what it is told to save, and loses the rest when it is killed."""
    folder = short_folder / "dies"
    folder.mkdir(exist_ok=True)
    made = OwnRedis(folder, persistent=False)
    made.start()
    yield made
    made.stop()
    for left in folder.iterdir():
        left.unlink()


def killed(own: OwnRedis) -> None:
    own.stop()
    own.start()


def test_what_a_killed_server_lost_of_the_index_of_copies_is_put_in_again_before_it_is_asked(
    own: OwnRedis, ledger_url: str, now: datetime
) -> None:
    one = Services(Settings(), clock=lambda: datetime.now(UTC), chance=lambda: 0.5, redis_url=own.url)
    one.__dict__["ledger"] = Ledger.open(ledger_url)
    texts = {"a": BRIDGE[0], "owls": OWLS, "again": OWLS, "copy": BRIDGE[0]}
    first, second, third, fourth = accept(one, *(submission(text, name, now) for name, text in texts.items()))
    run(one, first)
    own.client().save()
    run(one, second)
    killed(own)
    assert not one.copies.ready()
    run(one, third)
    assert article_of(one, third).copy_of == article_of(one, second).id, "the server had lost it"
    run(one, fourth)
    assert article_of(one, fourth).copy_of == article_of(one, first).id, "and this one it had kept"
    assert one.copies.ready()
    one.close()
    one.ledger.close()


def test_a_server_that_came_back_is_given_what_came_in_lately_and_not_the_whole_ledger(
    own: OwnRedis, ledger_url: str, now: datetime
) -> None:
    clock = [datetime.now(UTC) - timedelta(days=2)]
    one = Services(Settings(), clock=lambda: clock[0], chance=lambda: 0.5, redis_url=own.url)
    one.__dict__["ledger"] = Ledger.open(ledger_url)
    old, new = accept(one, submission(OWLS, "old", now), submission(BRIDGE[0], "new", now))
    run(one, old)
    clock[0] = datetime.now(UTC)
    run(one, new)
    own.client().save()
    killed(own)
    assert list(rebuild(one.ledger, one.copies)) == [1]
    own.client().flushall()
    assert list(rebuild(one.ledger, one.copies)) == [2]
    one.close()
    one.ledger.close()


def test_an_index_whose_server_was_restarted_while_it_was_filled_is_not_called_full(own: OwnRedis) -> None:
    index = CopyIndex(own.client(), "newsloom:test:dedupe:", window_days=30)
    filling = index.filler.begin()
    own.client().save()
    killed(own)
    with pytest.raises(OutageError, match="index-emptied"):
        index.filler.mark_ready(filling)
    assert not index.ready()
    anew = index.filler.begin()
    assert (anew.epoch, anew.run == filling.run) == (filling.epoch, False), "nothing but its server is over"
    index.filler.mark_ready(anew)
    assert index.ready()
