"""The doctor on a real ledger and a real Redis: it finds each kind of damage, mends what it may, and nothing else."""

from __future__ import annotations

import json
import sqlite3
from base64 import b64encode
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
import redis as redis_py
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tests.contract.meddling import MeddledLedger
from tests.contract.test_stages import BRIDGE, OWLS, accept, placed, run, services, submission
from workers.app import QUEUES
from workers.bootstrap import Services
from workers.claims import Claim
from workers.doctor import Finding, examine
from workers.ledger import checks, leases, schema, url_checks, urls
from workers.messages import encode
from workers.watch import Watch

pytestmark = pytest.mark.second_is_slow

__all__ = ["services"]  # the fixture

Make = Callable[[], Services]
#: an id that no row has.
UNKNOWN = 10**9


@pytest.fixture
def one(services: Make, now: datetime) -> Services:
    """A ledger with a story of two and a copy, a story of one, and two urls that wait, one of them on its way."""
    made = services()
    texts = {"a": BRIDGE[0], "b": BRIDGE[1], "copy": BRIDGE[0] + " More follows.", "owls": OWLS}
    for url_id in accept(made, *(submission(text, name, now) for name, text in texts.items())):
        run(made, url_id)
    accept(made, submission("Something on its way.", "running", now))
    with made.ledger.begin() as tx:
        urls.accept(tx, [submission("Something that waits.", "waiting", now)], now)
    return made


def wrong(services: Services, *, fix: bool = False) -> dict[str, Finding]:
    found = list(examine(services, fix=fix))
    assert [finding.check for finding in found if finding.skipped] == []
    return {finding.check: finding for finding in found if finding.wrong}


def ids(services: Services, noun: str) -> list[int]:
    """The ids of a table's rows, in order: PostgreSQL goes on counting from test to test."""
    table = schema.metadata.tables[noun]
    with services.ledger.read() as connection:
        return list(connection.scalars(sa.select(table.c.id).order_by(table.c.id)))


def damage(services: Services, *statements: str) -> None:
    """Break what the database would forbid. {u1} is the first url's id, {a2} the second article's, {s1} a story's."""
    names = {
        f"{noun[0]}{n}": each for noun in ("url", "article", "story") for n, each in enumerate(ids(services, noun), 1)
    }
    with services.ledger.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # before a transaction begins
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        for statement in statements:
            connection.execute(sa.text(statement.format_map(names)))
        connection.commit()
        connection.invalidate()


def test_a_ledger_in_use_is_found_in_order(one: Services) -> None:
    assert wrong(one) == {}
    assert [finding.check for finding in examine(one)] == [
        *(
            "file",
            "rows",
            "url-state",
            "url-result",
            "url-due",
            "url-queue",
            "url-forgotten",
            "url-reason",
            "step-once",
        ),
        *("done-in-story", "story-done", "same-page", "story-counts", "story-empty", "story-merged", "story-created"),
        *("event-told", "event-once", "event-member", "move-told", "move-place", "move-times", "story-led"),
        *("pin-obeyed", "member-signed", "copy-root", "copy-story"),
        *("copy-first", "copy-nearest", "one-page"),
        *("redis-policy", "redis-writes", "redis-alone", "redis-messages", "redis-claims", "redis-copies"),
        "redis-stories",
    ]


#: a pending url is given up, and where.
FAILED = "UPDATE url SET state = 'failed', due_at = NULL, closed_at = '2025-02-07 12:00:00'"
#: the check, and where it has several, what is wrong.
MENDED = {
    "url-state": "UPDATE url SET due_at = NULL WHERE state = 'pending'",
    "url-state pending past its end": "UPDATE url SET stage = 'assign' WHERE state = 'pending'",
    "url-state running past its end": "UPDATE url SET stage = 'assign' WHERE state = 'running'",
    "url-state done before its end": "UPDATE url SET stage = 'fetch' WHERE id = {u1}",
    "url-state failed at no stage": f"{FAILED}, stage = 'washed', reason = 'bug', detail = 'x' WHERE state = 'pending'",
    "url-queue": "UPDATE host SET next_at = NULL",
    "done-in-story": "DELETE FROM membership WHERE article_id = {a4}",
    "story-done": "UPDATE url SET state = 'failed', reason = 'bug', detail = 'x' WHERE id = {u1}",
    "story-counts": "UPDATE story SET articles = 7 WHERE id = {s1}",
    "story-counts first time": "UPDATE story SET first_at = '1999-01-01 00:00:00' WHERE id = {s1}",
    "story-counts last time": "UPDATE story SET last_at = NULL WHERE id = {s1}",
    "url-result no article": "UPDATE url SET stage = 'clean' WHERE state = 'pending'",
    "url-result no signature": "UPDATE url SET stage = 'dedupe' WHERE state = 'running'",
    "url-result no page": "DELETE FROM page WHERE url_id = (SELECT id FROM url WHERE state = 'running')",
    "url-due its own": "UPDATE url SET due_at = '3025-01-01 00:00:00' WHERE state = 'pending'",
    "url-due its host's": "UPDATE host SET free_at = '3025-01-01 00:00:00', next_at = '3025-01-01 00:00:00'",
}
#: what the same damage also breaks.
AND = {
    "done-in-story": {"story-counts", "story-empty", "event-member", "redis-stories"},
    "story-done": {"url-state"},
}


@pytest.mark.parametrize("name", MENDED)
def test_what_the_rows_themselves_can_say_is_found_and_mended(one: Services, name: str) -> None:
    damage(one, MENDED[name])
    check, found = name.split(maxsplit=1)[0], wrong(one)
    assert check in found
    assert set(found) <= {check} | AND.get(check, set())
    assert not found[check].mended
    assert found[check].examples
    assert wrong(one, fix=True)[check].mended
    assert check not in wrong(one)


def test_a_url_that_has_been_due_for_long_is_in_its_hosts_line_after_mending(one: Services) -> None:
    damage(one, "UPDATE url SET due_at = '2025-02-07 11:00:00' WHERE state = 'pending'")
    damage(one, "UPDATE host SET next_at = NULL, free_at = NULL")
    assert wrong(one, fix=True)["url-queue"].mended
    assert wrong(one) == {}


def test_what_somebody_else_has_mended_while_the_doctor_waited_for_the_lock_is_left_alone(
    one: Services, services: Make, now: datetime
) -> None:
    damage(one, MENDED["url-state"])
    waiting, other, there = ids(one, "url")[-1], services(), one.ledger

    def mended_and_leased() -> None:
        wrong(other, fix=True)
        with other.ledger.exclusive("dispatch") as tx:
            assert [row.id for row in leases.take(tx, now, 10, 60, 0)] == [waiting]

    one.__dict__["ledger"] = MeddledLedger.of(there, mended_and_leased)
    assert "url-state" in wrong(one, fix=True)
    with other.ledger.read() as connection:
        row = urls.get(connection, waiting)
    assert row is not None
    assert (row.state, row.lease) == ("running", 1)
    one.__dict__["ledger"] = there


def crowd(services: Services, count: int) -> None:
    """So many urls of one host that were accepted, and wait for nothing."""
    then, host = services.clock(), "crowd.example"
    alike = {"host": host, "via": "feed", "hint": {}, "state": "pending", "stage": "accepted", "attempts": 0}
    alike |= {"accepted_at": then, "touched_at": then}
    rows = [{"url": f"https://{host}/{n}", "key": f"crowd{n}", **alike} for n in range(count)]
    with services.ledger.begin() as tx:
        tx.execute(sa.insert(schema.host), {"host": host})
        tx.execute(sa.insert(schema.url), rows)


#: of the parameters of one statement, in this test: PostgreSQL takes 65,535, SQLite, as it is made for most, 32,766.
_MOST = 500


def test_more_rows_than_a_statement_takes_parameters_are_mended(one: Services) -> None:
    engine = one.ledger.engine
    if engine.dialect.name == "sqlite":
        limit = (sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, _MOST)
        sa.event.listen(engine, "checkout", lambda connection, *_: connection.setlimit(*limit))
    crowd(one, 2 * _MOST)
    assert wrong(one)["url-state"].wrong == 2 * _MOST
    assert wrong(one, fix=True)["url-state"].mended
    assert wrong(one) == {}
    with one.ledger.read() as connection:
        told = sa.select(sa.func.count(sa.distinct(schema.step.c.url_id))).where(schema.step.c.stage == "doctor")
        assert connection.scalar(told) == 2 * _MOST


def test_what_a_mend_leaves_wrong_is_not_said_to_be_mended(one: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that mends every second row."""

    def half(tx: Connection, found: Sequence[int], now: datetime) -> None:
        url_checks.settle(tx, found[::2], now)

    monkeypatch.setattr(checks, "CHECKS", [checks.Check("url-state", "", url_checks.unsettled, half)])
    crowd(one, 400)
    found = wrong(one, fix=True)["url-state"]
    assert (found.wrong, found.mended, found.mendable) == (200, False, False)
    assert wrong(one)["url-state"].wrong == 200


def test_what_the_doctor_takes_up_again_has_a_stage_to_go_on_from(one: Services, now: datetime) -> None:
    damage(
        one,
        "UPDATE url SET state = 'bogus' WHERE id = {u4}",
        "DELETE FROM membership WHERE article_id = {a4}",
        "DELETE FROM story_event WHERE article_id = {a4}",
    )
    wrong(one, fix=True)
    with one.ledger.exclusive("dispatch") as tx:
        taken = {row.id: row.stage for row in leases.take(tx, now, 10, 60, 0)}
    assert taken[ids(one, "url")[3]] == "dedupe"
    assert "url-state" not in wrong(one)


def test_a_url_that_was_done_without_a_story_is_woven_in_after_mending(one: Services, now: datetime) -> None:
    damage(one, MENDED["done-in-story"])
    found = wrong(one, fix=True)
    assert found["done-in-story"].mended
    with one.ledger.exclusive("dispatch") as tx:
        (again,) = [row for row in leases.take(tx, now, 10, 60, 0) if row.stage == "dedupe"]
    run(one, again.id, "assign")
    assert placed(one)["owls"] is not None
    assert {name for name in wrong(one) if name != "story-empty"} == set(), "but for the story that it had begun alone"


_MOVED = (
    "INSERT INTO former_membership (article_id, story_id, joined_at, left_at, rule, score, threshold, evidence, why,"
    " number) SELECT article_id, story_id, joined_at, joined_at, rule, score, threshold, evidence, 'moved', {number}"
    " FROM membership WHERE article_id = {{a1}}"
)
#: before it was where it is, by the event that told of its coming.
_LEFT = (
    "INSERT INTO former_membership (article_id, story_id, joined_at, left_at, rule, score, threshold, evidence, why,"
    " number) SELECT m.article_id, m.story_id, {came}, {left}, m.rule, m.score, m.threshold, m.evidence, 'moved',"
    " e.number FROM membership m JOIN story_event e ON e.article_id = m.article_id WHERE m.article_id = {{a1}}"
)
_PIN = (
    "INSERT INTO pin (kind, article_id, story_id, other_article_id, made_at)"
    " VALUES ('{kind}', {{a1}}, {story}, {other}, '2025-02-07 12:00:00')"
)
#: an event is told again, and a step is done again.
TOLD = (
    "INSERT INTO story_event (kind, story_id, article_id, at, detail)"
    " SELECT 'joined', story_id, article_id, at, detail FROM story_event WHERE article_id = {article}"
)
DONE = (
    "INSERT INTO step (url_id, stage, outcome, at) SELECT url_id, stage, outcome, at FROM step WHERE stage = '{stage}'"
)


def test_a_page_that_was_fetched_twice_is_in_order(one: Services) -> None:
    fetched = DONE.format(stage="clean").replace("SELECT url_id, stage,", "SELECT url_id, 'fetch',")
    damage(one, fetched, fetched)
    assert wrong(one) == {}


@pytest.mark.parametrize(
    ("check", "statement"),
    [
        ("rows", "DELETE FROM article WHERE id = {a4}"),
        (
            "story-empty",
            "INSERT INTO story (id, created_at, articles, copies, publishers) VALUES (999999, '2025-02-07 12:00:00', 0, 0, 0)",
        ),
        ("event-told", "DELETE FROM story_event WHERE article_id = {a2}"),
        ("event-member", "UPDATE story_event SET story_id = {s2} WHERE article_id = {a2}"),
        ("event-once", TOLD.format(article="{a2}")),
        ("story-created", "UPDATE story_event SET kind = 'created'"),
        ("story-created", "UPDATE story_event SET kind = 'joined'"),
        ("story-merged", "UPDATE story SET merged_into = {s2} WHERE id = {s1}"),
        ("member-signed", "UPDATE article SET signature = NULL WHERE id = {a1}"),
        ("member-signed", "UPDATE article SET signature = NULL WHERE copy_of IS NOT NULL"),
        ("step-once", DONE.format(stage="clean")),
        ("step-once", DONE.format(stage="assign")),
        ("url-reason", f"{FAILED}, reason = 'bug' WHERE state = 'pending'"),
        ("url-reason", f"{FAILED}, detail = 'x' WHERE state = 'pending'"),
        ("url-reason", f"{FAILED}, reason = '', detail = '' WHERE state = 'pending'"),
        ("move-told", _MOVED.format(number=UNKNOWN)),
        ("move-place", _MOVED.format(number="(SELECT min(number) FROM story_event WHERE story_id = {s2})")),
        ("move-times", _LEFT.format(came="'2025-02-07 10:00:00'", left="'2025-02-07 11:00:00'")),
        ("move-times", _LEFT.format(came="'2025-02-07 11:00:00'", left="'2025-02-07 13:00:00'")),
        ("move-times", _LEFT.format(came="'2025-02-07 13:00:00'", left="joined_at")),
        ("story-led", "UPDATE story SET merged_into = {s2}"),
        ("pin-obeyed", _PIN.format(kind="pin", story="{s2}", other="NULL")),
        ("pin-obeyed", _PIN.format(kind="apart", story="NULL", other="{a2}")),
        ("pin-obeyed", _PIN.format(kind="together", story="NULL", other="{a4}")),
        ("copy-root", "UPDATE article SET copy_of = {a3} WHERE id = {a2}"),
        ("copy-story", "UPDATE membership SET story_id = {s2} WHERE article_id = {a3}"),
    ],
)
def test_what_only_a_person_can_judge_is_found_and_left_alone(one: Services, check: str, statement: str) -> None:
    damage(one, statement)
    assert wrong(one)[check].wrong >= 1
    assert not wrong(one, fix=True)[check].mended
    assert check in wrong(one)


def test_a_url_that_nobody_looks_after_is_told_once_the_doctor_can_be_sure(one: Services, now: datetime) -> None:
    one.clock = lambda: now + timedelta(seconds=3600 + 60)
    assert wrong(one) == {}
    one.clock = lambda: now + timedelta(seconds=3600 + 180)
    assert set(wrong(one)) == {"url-forgotten"}


def put(redis: redis_py.Redis, argument: object, queue: str = "clean") -> None:
    """A message in a queue, in the shape that Celery gives it (held by tests/pipeline/test_dispatch.py)."""
    body = json.dumps([[argument], {}, {"chain": None}])
    redis.lpush(QUEUES[queue], json.dumps({"body": b64encode(body.encode()).decode()}))


def _message(one: Services, redis: redis_py.Redis) -> None:
    """Of a handful that is fetched, one that is known is enough for the message to be left alone."""
    redis.lpush(QUEUES["fetch"], b"rubbish")
    known, unknown = encode(ids(one, "url")[4], 1), encode(UNKNOWN, 1)
    for url in (known, unknown):
        put(redis, url)
    for handful in ([known, unknown], [unknown, {"v": 1}], []):
        put(redis, handful, "fetch")


def _unreadable(one: Services, redis: redis_py.Redis) -> None:
    del one
    for queue in ("fetch", "feeds", "upkeep"):
        redis.lpush(QUEUES[queue], b"rubbish", "[" * 100_000, json.dumps({"body": "none"}))
    redis.lpush(QUEUES["fetch"], json.dumps({"body": b64encode(b"[" * 100_000).decode()}))
    redis.lpush(QUEUES["feeds"], json.dumps({"headers": {"task": "newsloom.poll_feed"}, "body": ""}))


def _poll(one: Services, redis: redis_py.Redis) -> None:
    """One that a worker can do something with stays."""
    del one
    redis.lpush(QUEUES["upkeep"], json.dumps({"headers": {"task": "newsloom.dispatch"}}))
    for message in ({"v": 2, "feed": 1}, {"v": 1, "feed": 1}):
        body = b64encode(json.dumps([[message], {}, {}]).encode()).decode()
        redis.lpush(QUEUES["feeds"], json.dumps({"headers": {"task": "newsloom.poll_feed"}, "body": body}))


def _claim(one: Services, redis: redis_py.Redis) -> None:
    del redis
    for url_id in (ids(one, "url")[4], UNKNOWN):
        one.claims.take(Claim(url_id, 1, "clean"))


def _forget_text(one: Services, redis: redis_py.Redis) -> None:
    for name in redis.keys("*dedupe*:a:*"):
        redis.hdel(name, str(ids(one, "article")[1] % 128))


def _unknown_text(one: Services, redis: redis_py.Redis) -> None:
    del one
    redis.hset(redis.keys("*dedupe*:a:*")[0], str(UNKNOWN), b"o")


def _other_count(one: Services, redis: redis_py.Redis) -> None:
    del one
    redis.setrange(redis.keys("*assign*:s:*")[0], 0, b"\7")


def _evicted(one: Services, redis: redis_py.Redis) -> None:
    """As a policy of Redis does that forgets what has a lifetime."""
    del one
    redis.delete(*redis.keys("*assign*:s:*"))


def _future(one: Services, redis: redis_py.Redis) -> None:
    del one
    redis.set(redis.keys("*assign*:cursor")[0], UNKNOWN)


@pytest.mark.parametrize(
    ("check", "harm", "count"),
    [
        ("redis-messages", _message, 4),
        ("redis-messages", _unreadable, 11),
        ("redis-messages", _poll, 1),
        ("redis-claims", _claim, 1),
        ("redis-copies", _forget_text, 1),
        ("redis-copies", _unknown_text, 1),
        ("redis-stories", _other_count, 1),
        ("redis-stories", _future, 1),
        ("redis-stories", _evicted, 1),
    ],
)
def test_what_redis_holds_without_a_row_or_lacks_is_found_and_mended(
    one: Services, redis: redis_py.Redis, check: str, harm: Callable[[Services, redis_py.Redis], Any], count: int
) -> None:
    harm(one, redis)
    found = wrong(one)
    assert set(found) == {check}
    assert found[check].wrong == count
    assert wrong(one, fix=True)[check].mended
    assert wrong(one) == {}


def test_a_redis_that_takes_no_writes_is_told(one: Services, redis: redis_py.Redis) -> None:
    redis.config_set("min-replicas-to-write", 1)
    try:
        assert "redis-writes" in wrong(one)
    finally:
        redis.config_set("min-replicas-to-write", 0)


def test_another_ledger_on_the_same_database_is_told_and_its_messages_are_left_alone(
    one: Services, redis: redis_py.Redis
) -> None:
    Watch(redis, "newsloom:other:").in_order(Watch(redis, "newsloom:other:").look())
    put(redis, encode(UNKNOWN, 1))
    assert set(wrong(one, fix=True)) == {"redis-alone", "redis-messages"}
    assert redis.llen(QUEUES["clean"]) == 1


def test_an_emptied_redis_is_no_fault_since_it_is_filled_before_it_is_asked(
    one: Services, redis: redis_py.Redis
) -> None:
    redis.flushall()
    assert wrong(one) == {}


def test_a_redis_that_would_forget_is_told(one: Services, redis: redis_py.Redis) -> None:
    redis.config_set("maxmemory-policy", "allkeys-lru")
    try:
        assert set(wrong(one)) == {"redis-policy"}
    finally:
        redis.config_set("maxmemory-policy", "noeviction")


@pytest.mark.parametrize(("refused", "checked"), [("config", True), ("config info", False)])
def test_a_redis_that_keeps_its_settings_to_itself_is_asked_otherwise_and_never_taken_for_a_good_one(
    one: Services, redis: redis_py.Redis, redis_url: str, refused: str, checked: bool
) -> None:
    del one.__dict__["redis"]
    denied = [f"-{word}" for word in refused.split()]
    redis.acl_setuser("hosted", enabled=True, nopass=True, keys=["*"], channels=["*"], commands=["+@all", *denied])
    one.redis_url = f"{redis_url}{'&' if '?' in redis_url else '?'}username=hosted&password=x"
    redis.config_set("maxmemory-policy", "volatile-lru")
    try:
        found = next(each for each in examine(one) if each.check == "redis-policy")
    finally:
        redis.config_set("maxmemory-policy", "noeviction")
        redis.acl_deluser("hosted")
    assert (found.wrong, bool(found.skipped), found.away) == (int(checked), not checked, False)


@pytest.mark.second_is_slow
def test_a_redis_that_is_away_is_left_out_and_the_ledger_is_examined_all_the_same(one: Services) -> None:
    one.redis_url = "unix:///nowhere/redis.sock"
    for name in ("redis", "claims", "copies", "stories", "watch"):
        one.__dict__.pop(name, None)
    found = list(examine(one))
    assert {finding.check for finding in found if finding.skipped} == {
        "redis-policy",
        "redis-writes",
        "redis-alone",
        "redis-messages",
        "redis-claims",
        "redis-copies",
        "redis-stories",
    }
    assert all(finding.good for finding in found)
