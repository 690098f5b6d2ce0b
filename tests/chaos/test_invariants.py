"""The checker itself: a sound ledger and Redis pass, and each kind of damage is named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
import redis as redis_py
from celery import Celery
from sqlalchemy.engine import Connection

from tests.chaos import invariants
from tests.chaos.world import World, lines
from workers import app as celery_app
from workers.assign.mend import repair_round
from workers.bootstrap import Services
from workers.claims import Claim
from workers.cli.jsonl import of_line
from workers.ledger import Ledger, leases, urls
from workers.messages import arguments
from workers.settings import Settings
from workers.step import take

_ARTICLE = "(SELECT min(id) FROM article WHERE copy_of IS NULL)"
_COPY = "(SELECT min(id) FROM article WHERE copy_of IS NOT NULL)"
_URL = "(SELECT min(id) FROM url)"
_OTHER = "(SELECT max(id) FROM story)"
_FORMER = (
    "INSERT INTO former_membership (article_id, story_id, joined_at, left_at, rule, score, threshold, evidence, why, "
    "number) SELECT article_id, story_id, joined_at, joined_at, rule, score, threshold, evidence, 'moved', {number} "
    f"FROM membership WHERE article_id = {_ARTICLE}"
)
_PIN = "INSERT INTO pin (kind, article_id, story_id, other_article_id, made_at) "
_PINNED = "FROM membership WHERE article_id = " + _ARTICLE
_DAMAGE = {
    "not final": f"UPDATE url SET state = 'pending' WHERE id = {_URL}",
    "final, but due again": f"UPDATE url SET due_at = accepted_at WHERE id = {_URL}",
    "final, but leased": f"UPDATE url SET lease_until = accepted_at WHERE id = {_URL}",
    "final without a time": f"UPDATE url SET closed_at = NULL WHERE id = {_URL}",
    "done before its last stage": f"UPDATE url SET stage = 'dedupe' WHERE id = {_URL}",
    "past its last stage, but not done": f"UPDATE url SET state = 'failed' WHERE id = {_URL}",
    "given up without a reason": f"UPDATE url SET state = 'failed', reason = 'x', detail = '' WHERE id = {_URL}",
    "accepted twice": f"UPDATE url SET url = (SELECT url FROM url WHERE id = {_URL})",
    "done without an article in a story": f"DELETE FROM membership WHERE article_id = {_ARTICLE}",
    "given up, but in a story": f"UPDATE url SET state = 'refused' WHERE id = {_URL}",
    "a stage done twice": f"INSERT INTO step (url_id, stage, outcome, at) SELECT url_id, stage, outcome, at FROM step "
    f"WHERE url_id = {_URL} AND stage = 'assign'",
    "done without the step that says so": f"DELETE FROM step WHERE url_id = {_URL} AND stage = 'assign'",
    "not one event for each article that came into a story": "INSERT INTO story_event (kind, story_id, article_id, at, "
    f"detail) SELECT 'joined', story_id, article_id, at, '{{}}' FROM story_event WHERE article_id = {_ARTICLE}",
    "an event that brought an article where it never was": f"UPDATE story_event SET story_id = {_OTHER} "
    f"WHERE article_id = {_ARTICLE}",
    "a membership that ended without an event": _FORMER.format(number=999999),
    "a move after which nobody had moved": "INSERT INTO story_event (kind, story_id, other_id, at, detail) "
    "SELECT 'moved', story_id, story_id, at, '{}' FROM story_event",
    "an article that is not where it was moved last": _FORMER.format(
        number=f"(SELECT number FROM story_event WHERE story_id = {_OTHER} AND kind = 'created')"
    ),
    "a story that was not created once": "UPDATE story_event SET kind = 'created'",
    "a story without members that was not merged": f"DELETE FROM membership WHERE story_id = {_OTHER}",
    "a merged story with members": "UPDATE story SET merged_into = id",
    "a story's counts are not its members'": f"UPDATE story SET copies = copies + 1 WHERE id = {_OTHER}",
    "a story's times are not its members'": f"UPDATE story SET first_at = last_at WHERE id = {_OTHER}",
    "a copy of a copy": f"UPDATE article SET copy_of = {_COPY} WHERE id = {_ARTICLE}",
    "a copy in another story than its original": f"UPDATE membership SET story_id = {_OTHER} "
    f"WHERE article_id = {_COPY}",
    "a copy in a story whose original is in none": "DELETE FROM membership WHERE article_id = "
    f"(SELECT copy_of FROM article WHERE id = {_COPY})",
    "a copy in a story that was there before its original": "UPDATE article SET published_at = '1999-01-01 00:00:00' "
    f"WHERE id = {_COPY}",
    "a copy whose nearest text is of another group": f"UPDATE article SET copy_nearest = id WHERE id = {_COPY}",
    "an article in a story without a signature": f"UPDATE article SET signature = NULL WHERE id = {_ARTICLE}",
    "the same page as none": f"UPDATE url SET state = 'same' WHERE id = {_URL}",
    "the same page as another, with an article of its own": f"UPDATE url SET state = 'same' WHERE id = {_URL}",
    "alias.url_id without its row": f"INSERT INTO alias (key, url_id, noted_at) SELECT 'k', 999999, accepted_at "
    f"FROM url WHERE id = {_URL}",
    "article_version.article_id without its row": "INSERT INTO article_version "
    "(article_id, number, read_at, replaced_at, changed, basis) "
    f"SELECT 999999, 1, accepted_at, accepted_at, '[]', 'page' FROM url WHERE id = {_URL}",
    "page.url_id without its row": f"DELETE FROM url WHERE id = {_URL}",
    "membership.article_id without its row": f"DELETE FROM article WHERE id = {_ARTICLE}",
    "membership.story_id without its row": f"DELETE FROM story WHERE id = {_OTHER}",
    "former_membership.article_id without its row": _FORMER.format(number=1).replace(
        "SELECT article_id", "SELECT 999999"
    ),
    "former_membership.story_id without its row": _FORMER.format(number=1).replace(
        "SELECT article_id, story_id", "SELECT article_id, 999999"
    ),
    "pin.article_id without its row": f"{_PIN} SELECT 'pin', 999999, story_id, NULL, joined_at {_PINNED}",
    "pin.story_id without its row": f"{_PIN} SELECT 'pin', article_id, 999999, NULL, joined_at {_PINNED}",
    "pin.other_article_id without its row": f"{_PIN} SELECT 'apart', article_id, NULL, 999999, joined_at {_PINNED}",
    "story_event.other_id without its row": "UPDATE story_event SET other_id = 999999",
    "story_event.article_id without its row": f"DELETE FROM article WHERE id = {_ARTICLE}",
    "story_event.story_id without its row": f"DELETE FROM story WHERE id = {_OTHER}",
    "story.merged_into without its row": f"UPDATE story SET merged_into = 999999 WHERE id = {_OTHER}",
    "step.url_id without its row": f"DELETE FROM url WHERE id = {_URL}",
    "article.url_id without its row": f"DELETE FROM url WHERE id = {_URL}",
    "article.copy_of without its row": f"DELETE FROM article WHERE id = (SELECT copy_of FROM article WHERE id = {_COPY})",
}
#: that these hold is written into the schema, so that there is no such damage to be made.
_BY_SCHEMA = {"several articles", "several stories"}


@pytest.fixture
def services(ledger_url: str, redis_url: str, redis: redis_py.Redis, now: datetime) -> Iterator[Services]:
    """Two stories with their copies, all the way through the stages."""
    mine = Services(Settings(), clock=lambda: now, redis_url=redis_url)
    mine.__dict__["ledger"] = Ledger.open(ledger_url)
    mine.ledger.hurry()
    world = World(stories=2)
    with mine.ledger.begin() as tx:
        given = lines([item for wave in (world.originals, world.copies) for item in wave], all_of_them=True)
        accepted = urls.accept(tx, [of_line(line.encode(), now) for line in given.splitlines()], now).new
        leased = leases.take(tx, now, len(accepted), 3600, 0)
    for row in leased:
        for stage in urls.STAGES[2:]:
            take(mine, Claim(row.id, row.lease, stage))
    yield mine
    mine.close()
    mine.ledger.close()


def test_a_sound_ledger_and_its_redis_have_nothing_wrong(services: Services) -> None:
    assert invariants.of_ledger(services.ledger) == []
    assert invariants.of_redis(services.redis, services.ledger) == []


def test_second_thoughts_find_nothing_to_change_in_the_world(services: Services, now: datetime) -> None:
    """So they may go on beside every fault, and what is expected stays what it is."""
    done = repair_round(services.ledger, services.stories, services.settings.assign.join_at, lambda: now)
    assert (done["looked"], done["articles"]) == (2, 0)
    assert invariants.of_ledger(services.ledger) == []


def test_every_check_of_the_ledger_has_its_damage() -> None:
    roots = {f"{table}.{column} without its row" for table, column in invariants._ROOTS}
    assert _DAMAGE.keys() == (invariants._LEDGER.keys() | roots) - _BY_SCHEMA


def test_every_kind_of_damage_is_named(services: Services) -> None:
    assert [what for what, statement in _DAMAGE.items() if not named(services.ledger, what, statement)] == []


def named(ledger: Ledger, what: str, statement: str) -> bool:
    """Is this damage named? It is undone afterwards."""
    with unheld(ledger) as connection:
        connection.exec_driver_sql(statement)
        found = any(sentence.startswith(f"{what}: ") for sentence in invariants.wrong_in(connection))
        connection.rollback()
    return found


@contextmanager
def unheld(ledger: Ledger) -> Iterator[Connection]:
    """A connection that foreign keys do not hold: it can do what no code of ours could."""
    off, on = {
        "sqlite": ("PRAGMA foreign_keys=OFF", "PRAGMA foreign_keys=ON"),
        "postgresql": ("SET session_replication_role = replica", "SET session_replication_role = origin"),
    }[ledger.engine.dialect.name]
    with ledger.engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        raw.execute(off)
        raw.commit()
        yield connection
        raw.execute(on)
        raw.commit()


def key_of(client: redis_py.Redis, pattern: str) -> str:
    return str(next(iter(client.scan_iter(pattern, count=1000))).decode("latin-1"))


def twin(client: redis_py.Redis, pattern: str, ending: str) -> object:
    """A key like one that is there, about something that never was."""
    key = key_of(client, pattern)
    return client.copy(key, key.rpartition(":")[0] + ending)


#: what is said -> what is done to Redis, given the ledger's identity.
_SPOILT: dict[str, Callable[[redis_py.Redis, str], object]] = {
    "an index of story 999": lambda client, _: twin(client, "newsloom:*:s:*", ":999"),
    "a word of story 998": lambda client, _: client.append(
        key_of(client, "newsloom:*:t:*"), (998).to_bytes(8, "little")
    ),
    "an answer about article 999": lambda client, _: client.hset(
        key_of(client, "*dedupe*:a:*").rpartition(":")[0] + ":7", str(999 - 7 * 128), "o"
    ),
    "has seen event 9999": lambda client, _: client.set(key_of(client, "*:cursor"), 9999),
    "a claim 999.1.clean of a url that has no row": lambda client, identity: client.zadd(
        f"newsloom:{identity}:claims", {"999.1.clean": 1}
    ),
    "a claim 998.1.clean of a url that has no row": lambda client, identity: client.hset(
        f"newsloom:{identity}:lost", "998.1.clean", "worker-lost"
    ),
    "the robots.txt of nobody.example, which has no url": lambda client, identity: client.set(
        f"newsloom:{identity}:robots:https://nobody.example", b""
    ),
    "nobody knows the key 'stray'": lambda client, _: client.set("stray", 1),
    "nobody knows the key 'newsloom:another": lambda client, _: client.set("newsloom:another:assign:epoch", 1),
}


@pytest.mark.second_is_slow
def test_everything_that_redis_holds_without_a_row_is_named(services: Services) -> None:
    for spoil in _SPOILT.values():
        spoil(services.redis, services.ledger.identity)
    said = invariants.of_redis(services.redis, services.ledger)
    assert [what for what in _SPOILT if not any(what in sentence for sentence in said)] == []
    assert len(said) == len(_SPOILT)


@pytest.mark.second_is_slow
def test_a_claim_that_outlived_its_step_is_named(services: Services) -> None:
    with services.ledger.read() as connection:
        (row,) = urls.spelled(connection, "import:s00-t0")
    services.claims.take(Claim(row.id, row.lease, "clean"))
    assert invariants.claimed(services.redis, services.ledger) == 1
    (said,) = invariants.of_redis(services.redis, services.ledger)
    assert said == f"a claim {row.id}.{row.lease}.clean that nobody gave up"


@pytest.mark.second_is_slow
def test_a_message_for_a_url_without_a_row_is_named_wherever_it_waits(services: Services, redis_url: str) -> None:
    message = published(services, redis_url, [999, 1000])
    assert invariants.urls_of(json.loads(message)) == [999, 1000]
    assert invariants.queued(services.redis) == 1
    said = list(invariants.of_redis(services.redis, services.ledger))
    assert said == [f"a message in the queue newsloom.fetch for url {url}, which has no row" for url in (999, 1000)]
    services.redis.delete("newsloom.fetch")
    services.redis.hset("unacked", "tag", json.dumps([json.loads(message), "", "newsloom.fetch"]))
    said = list(invariants.of_redis(services.redis, services.ledger))
    assert said == [f"a message taken and not acknowledged for url {url}, which has no row" for url in (999, 1000)]


def published(services: Services, redis_url: str, urls: list[int]) -> bytes:
    """A real message, as dispatch publishes it."""
    publisher = Celery("publisher", broker=celery_app.broker_url(redis_url), set_as_current=False)
    publisher.conf.update(task_queues=celery_app.app.conf.task_queues)
    with publisher.connection_for_write() as connection:
        given = arguments([Claim(url_id, 1, "fetch") for url_id in urls])
        publisher.send_task("newsloom.fetch", given, connection=connection, queue="newsloom.fetch")
    (message,) = services.redis.lrange("newsloom.fetch", 0, -1)
    return bytes(message)
