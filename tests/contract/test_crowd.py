"""Eight processes place, correct and repair at once, on both databases: nothing that was said is disobeyed, nothing lost.

A ninth follows the log meanwhile, and the index is emptied in the middle.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier, Event

import pytest
import redis as redis_py
import sqlalchemy as sa

from tests.contract.ledger_world import after, look
from tests.contract.test_assign_index import contents
from tests.contract.test_assign_race import original
from tests.contract.test_stages import BRIDGE, OWLS, accept, run, services, submission
from tests.crowd import crowded, opened
from tests.waiting import PATIENCE
from workers.assign import corrections
from workers.assign.follow import catch_up
from workers.assign.mend import repair_round
from workers.assign.neighbourhood import Change, Merge, Move, Neighbourhood, Split
from workers.bootstrap import Services
from workers.claims import Claim
from workers.errors import OutageError, PermanentError
from workers.ledger import Ledger, changes, leases, schema, stories
from workers.ledger.checks import CHECKS
from workers.settings import Settings
from workers.step import take

__all__ = ["services"]  # the fixture

PROCESSES, EACH, ACTS = 8, 4, 12


def proposing(chance: random.Random, around: Neighbourhood, join_at: float) -> Sequence[Change]:
    """Anything, with no regard to what people said."""
    del join_at
    there = [story for story in around.stories if story.members]
    if not there:
        return []
    one, other = chance.choice(there), chance.choice(there)
    member = chance.choice(one.members)
    if one.id == other.id:
        return [Split(one.id, (member.article,), {})] if one.size > 1 else []
    return [chance.choice([Merge(one.id, other.id), Move(member.article, one.id, other.id)])]


def speaking(one: Services, chance: random.Random) -> None:
    """A person says something, of anybody; what contradicts what was said is refused."""
    with one.ledger.read() as connection:
        ids = list(connection.scalars(sa.select(schema.article.c.id)))
        threads = list(connection.scalars(sa.select(schema.story.c.id))) or [1]
    what = chance.choice([corrections.pin, corrections.part, corrections.together])
    to = chance.choice(threads) if what is corrections.pin else chance.choice(ids)
    who = chance.choice(ids)
    if what is not corrections.pin and to == who:
        return
    try:
        with one.ledger.exclusive("assign") as tx:
            what(tx, who, to, one.clock())
    except PermanentError:
        pass


def acting(ledger_url: str, redis_url: str, now: datetime, seed: int, ids: list[int], together: Barrier) -> None:
    """One process: its articles, one after the other, and between them anything that people or repair may do."""
    one = Services(Settings(), clock=lambda: now, redis_url=redis_url)
    one.__dict__["ledger"] = opened(ledger_url)
    chance = random.Random(seed)
    together.wait(PATIENCE)
    for n in range(ACTS):
        try:
            if n % (ACTS // EACH) == 0:
                take(one, Claim(ids[n // (ACTS // EACH)], 1, "assign"))
            elif chance.random() < 0.6:
                speaking(one, chance)
            else:
                repair_round(one.ledger, one.stories, 0.2, one.clock, seconds=0.2, propose=partial(proposing, chance))
            if seed == 0 and n == ACTS // 2:
                one.stories.clear()
        except OutageError as error:  # the index was emptied meanwhile: it waits in life, and here it goes on
            if error.reason != "index-emptied":
                raise


def following(ledger_url: str, over: Event, told: Queue[list[int]]) -> None:
    """Read the log as somebody who keeps a cursor does."""
    ledger, cursor, seen = Ledger.open(ledger_url), 0, list[int]()
    while True:
        last = over.is_set()
        numbers = [event.number for event in changes.since(ledger, cursor, 7)]
        seen += numbers
        cursor = numbers[-1] if numbers else cursor
        if last and not numbers:
            break
    told.put(seen)


@pytest.mark.slow
def test_what_people_say_holds_in_a_crowd_and_each_change_is_told_once(
    services: Callable[[], Services], ledger_url: str, redis_url: str, redis: redis_py.Redis, now: datetime
) -> None:
    one, work = services(), list[list[int]]()
    for process in range(PROCESSES):
        texts = [f"{(*BRIDGE, OWLS)[n % 4]} Report {process}-{n}." for n in range(EACH)]
        work.append(accept(one, *(submission(text, f"p{process}n{n}", now) for n, text in enumerate(texts))))
        for url_id in work[-1]:
            run(one, url_id, "clean")
            original(one, url_id)
    context = crowded()
    together, over, told = context.Barrier(PROCESSES), context.Event(), context.Queue()
    crowd = [
        context.Process(target=acting, args=(ledger_url, redis_url, now, n, ids, together), daemon=True)
        for n, ids in enumerate(work)
    ]
    follower = context.Process(target=following, args=(ledger_url, over, told), daemon=True)
    for process in (*crowd, follower):
        process.start()
    for process in crowd:
        process.join(240)
    assert [process.exitcode for process in crowd] == [0] * PROCESSES
    over.set()
    seen = told.get(timeout=PATIENCE)
    follower.join(PATIENCE)
    one.clock = lambda: after(now, 3600)
    with one.ledger.exclusive("dispatch") as tx:
        waiting = [row.id for row in leases.take(tx, one.clock(), 100, 300, 0)]
    for url_id in waiting:  # those that an emptied index made wait
        run(one, url_id, "assign")
    with one.ledger.read() as connection:
        numbers = list(connection.scalars(sa.select(schema.story_event.c.number).order_by(schema.story_event.c.number)))
        assert seen == numbers[: len(seen)]
        assert len(seen) > PROCESSES * EACH
        assert {check.name: connection.scalars(check.find(one.clock())).all() for check in CHECKS} == {
            check.name: [] for check in CHECKS
        }
        assert all(stories.resolve(connection, story) for story in connection.scalars(sa.select(schema.story.c.id)))
    assert look(one.ledger, lambda tx: tx.scalar(sa.select(sa.func.count()).select_from(schema.membership))) == (
        PROCESSES * EACH
    )
    lived = held(one, redis)
    redis.flushall()
    assert held(one, redis) == lived


def held(one: Services, redis: redis_py.Redis) -> dict[bytes, object]:
    """What the index holds once it has followed, whichever epoch it is in."""
    for _ in catch_up(one.ledger, one.stories):
        pass
    return {re.sub(rb"^\d+:(?=\d+\.)", b"", key): value for key, value in contents(redis).items()}
