"""The stages on a real ledger and a real Redis: twice is once, at once is in turn, and an emptied Redis is no matter."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import redis as redis_py
import sqlalchemy as sa

from workers.assign.follow import catch_up
from workers.assign.vector import vector_of
from workers.bootstrap import Services
from workers.claims import Claim
from workers.dedupe.index import CopyIndex
from workers.errors import NewsloomError, OutageError, PermanentError
from workers.fate import GIVEN_BACK
from workers.ledger import Ledger, articles, exported, given_up, leases, schema, steps, stories, story_log, urls
from workers.model import Hint, Kind, Page, Precision, Published, Submission, Verdict
from workers.settings import Settings
from workers.step import _record, begin, take

pytestmark = pytest.mark.second_is_slow

BRIDGE = (
    (
        "The harbour board of Saltmere voted on Monday to close the old swing bridge for two years while its bearings are "
        "replaced, and to run a free ferry for those who cross it on foot. The board's chair, Ada Fenwick, said the "
        "bearings had been cast in 1911 and could no longer be trusted in a storm. Shopkeepers on the east quay asked for "
        "compensation and were told that the council would decide on it in May."
    ),
    (
        "Saltmere's swing bridge will be shut for two years from June so that its 1911 bearings can be replaced, the "
        "harbour board decided on Monday. A ferry will take people across free of charge. Ada Fenwick, who chairs the "
        "board, called the old bearings a danger in any storm. Traders on the east quay want money for the customers they "
        "expect to lose."
    ),
    (
        "A free ferry is to replace the swing bridge at Saltmere for two years. Its bearings, from 1911, have to go, said "
        "Ada Fenwick of the harbour board after a vote on Monday. East quay shopkeepers fear for their trade and hope that "
        "the council will pay them something in May."
    ),
)
FIRST = vector_of(BRIDGE[0].split(".")[0], BRIDGE[0], "en")
OWLS = (
    "Barn owls have nested in the tower of Little Wexcombe church for the first time since the war, and the vicar has "
    "stopped the bells until the four chicks can fly. A camera in the belfry shows them to anyone who asks in the shop."
)


@pytest.fixture
def services(ledger_url: str, redis_url: str, redis: redis_py.Redis, now: datetime) -> Iterator[Callable[[], Services]]:
    """Makes services as a process would have them: connections of their own, to the same ledger and Redis."""
    made: list[Services] = []

    def make() -> Services:
        mine = Services(Settings(), clock=lambda: now, chance=lambda: 0.5, redis_url=redis_url)
        mine.__dict__["ledger"] = Ledger.open(ledger_url)
        mine.ledger.hurry()
        made.append(mine)
        return mine

    yield make
    for each in made:
        each.close()
        each.ledger.close()


def submission(text: str, name: str, now: datetime, days: float = 0) -> Submission:
    published = Published(now - timedelta(days=days), Precision.INSTANT)
    page = Page(f"import:{name}", f"import:{name}", 200, {}, text.encode(), Kind.TEXT, now)
    hint = Hint(id=name, title=text.split(".", maxsplit=1)[0], published=published, source=f"The {name} Post")
    return Submission(f"import:{name}", f"{name:>032}", "", "import", hint, page)


def accept(one: Services, *submissions: Submission) -> list[int]:
    """Accepted and leased, ready for their first stage."""
    with one.ledger.begin() as tx:
        ids = list(urls.accept(tx, submissions, one.clock()).new)
        leases.take(tx, one.clock(), len(ids), 3600, 0)
    return ids


def step(one: Services, url_id: int, stage: str) -> bool:
    """A message of the url's present lease arrives."""
    with one.ledger.read() as connection:
        row = urls.get(connection, url_id)
    assert row is not None
    return take(one, Claim(url_id, row.lease, stage))


def run(one: Services, url_id: int, *stages: str) -> None:
    for stage in stages or ("clean", "dedupe", "assign"):
        step(one, url_id, stage)


def placed(one: Services) -> dict[str, int]:
    """Imported id -> story."""
    return {row.external_id: row.story_id for row in exported.articles(one.ledger)}


def events(one: Services) -> int:
    """How many articles are told to have come into a story."""
    with one.ledger.read() as connection:
        return story_log.length(connection)


def counts_are_true(one: Services) -> bool:
    """Every article in exactly one story, and each story's counts equal to its members."""
    with one.ledger.read() as connection:
        rows = connection.execute(sa.select(schema.story)).all()
        total = connection.scalar(sa.select(sa.func.count()).select_from(schema.membership))
        found = connection.scalar(sa.select(sa.func.count()).select_from(schema.article))
        return total == found and all(row.articles == len(stories.members(connection, row.id)) for row in rows)


def test_an_event_told_three_ways_is_one_story_and_another_event_another(
    services: Callable[[], Services], now: datetime
) -> None:
    one = services()
    texts = {"a": BRIDGE[0], "b": BRIDGE[1], "c": BRIDGE[2], "owls": OWLS}
    for url_id in accept(one, *(submission(text, name, now) for name, text in texts.items())):
        run(one, url_id)
    found = placed(one)
    assert len({found["a"], found["b"], found["c"]}) == 1
    assert found["owls"] != found["a"]
    assert counts_are_true(one)


def test_every_stage_may_come_twice_and_changes_nothing_the_second_time(
    services: Callable[[], Services], now: datetime
) -> None:
    one = services()
    (url_id,) = accept(one, submission(BRIDGE[0], "a", now))
    walked = ("clean", "clean", "dedupe", "clean", "assign", "assign", "dedupe")
    assert [step(one, url_id, stage) for stage in walked] == [True, False, True, False, True, False, False]
    assert events(one) == 1
    with one.ledger.read() as connection:
        assert [step.stage for step in steps.of(connection, url_id)] == ["clean", "dedupe", "assign"]


def test_a_step_that_somebody_else_is_at_is_left_to_him_and_his_claim_is_left_alone(
    services: Callable[[], Services], now: datetime
) -> None:
    one, other = services(), services()
    (url_id,) = accept(one, submission(BRIDGE[0], "a", now))
    claim = Claim(url_id, 1, "clean")
    assert other.claims.take(claim)
    assert not take(one, claim)
    with one.ledger.read() as connection:
        assert steps.of(connection, url_id) == []
        assert articles.of_url(connection, url_id) is None
    assert set(one.claims.all()) == {claim}
    other.claims.end([claim])
    assert take(one, claim), "it was due all the while"


@pytest.mark.parametrize("workers", [2, 8])
def test_first_articles_of_one_story_that_arrive_at_the_same_moment_make_one_story(
    services: Callable[[], Services], now: datetime, workers: int
) -> None:
    crowd = [services() for _ in range(workers)]
    texts = [f"{BRIDGE[number % 3]} Report {number} of the evening." for number in range(workers)]
    ids = accept(crowd[0], *(submission(text, f"n{number}", now) for number, text in enumerate(texts)))
    for url_id in ids:
        run(crowd[0], url_id, "clean", "dedupe")
    together = Barrier(workers)

    def assign(one: Services, url_id: int) -> None:
        together.wait()
        step(one, url_id, "assign")

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(assign, crowd, ids))
    assert len(set(placed(crowd[0]).values())) == 1
    assert events(crowd[0]) == workers
    assert counts_are_true(crowd[0])


def test_the_same_message_delivered_to_eight_workers_at_once_places_the_article_once(
    services: Callable[[], Services], now: datetime
) -> None:
    crowd = [services() for _ in range(8)]
    (url_id,) = accept(crowd[0], submission(BRIDGE[0], "a", now))
    together = Barrier(len(crowd))

    def walk(one: Services) -> None:
        for stage in ("clean", "dedupe", "assign"):
            together.wait()
            step(one, url_id, stage)

    with ThreadPoolExecutor(len(crowd)) as pool:
        list(pool.map(walk, crowd))
    assert events(crowd[0]) == 1
    assert counts_are_true(crowd[0])


@pytest.mark.parametrize("order", [("whole", "cut"), ("cut", "whole")])
def test_a_copy_is_in_the_story_of_its_group_whichever_comes_first_and_moves_no_centre(
    services: Callable[[], Services], now: datetime, order: tuple[str, str]
) -> None:
    one = services()
    texts = {"whole": BRIDGE[0], "cut": BRIDGE[0].rsplit(". ", 1)[0] + "."}
    first, second = accept(one, *(submission(texts[name], name, now) for name in order))
    run(one, first)
    run(one, second)
    assert len(set(placed(one).values())) == 1
    with one.ledger.read() as connection:
        (story,) = stories.listed(connection, None, 10)
        member = stories.of_article(connection, articles.of_url(connection, second).id)  # type: ignore[union-attr]
        told = steps.of(connection, second)[-1].detail
    assert (story.articles, story.copies, member.rule) == (2, 1, "copy")  # type: ignore[union-attr]
    assert told == f"copy story {story.id}", "no score was asked for"
    list(catch_up(one.ledger, one.stories))  # who comes as a copy asks nothing of the index, and leaves it as it is
    assert [state.count for state in one.stories.candidates(FIRST)] == [1]


@pytest.mark.parametrize("moment", range(4))
def test_redis_emptied_at_any_moment_changes_no_story(
    services: Callable[[], Services], redis: redis_py.Redis, now: datetime, moment: int
) -> None:
    one = services()
    ids = accept(one, *(submission(text, f"n{number}", now) for number, text in enumerate([*BRIDGE, BRIDGE[0]])))
    for number, url_id in enumerate(ids):
        for place, stage in enumerate(("clean", "dedupe", "assign")):
            if (number, place) == (3, moment) or (number == 2 and moment == 3):
                redis.flushall()
            step(one, url_id, stage)
    found = placed(one)
    assert len(set(found.values())) == 1
    with one.ledger.read() as connection:
        last = articles.of_url(connection, ids[3])
        assert last is not None
        assert last.copy_of == articles.of_url(connection, ids[0]).id  # type: ignore[union-attr]


def test_what_the_ledger_committed_and_the_index_missed_is_caught_up_by_the_next_article(
    services: Callable[[], Services], redis: redis_py.Redis, now: datetime
) -> None:
    one, other = services(), services()
    first, second = accept(one, submission(BRIDGE[0], "a", now), submission(BRIDGE[1], "b", now))
    run(one, first)  # its event is projected by whoever comes next: this process could die here
    seen = one.stories.cursor()
    assert seen is None or seen.number < events(one)
    run(other, second)
    assert len(set(placed(one).values())) == 1


def test_the_index_is_rebuilt_to_the_same_answers(
    services: Callable[[], Services], redis: redis_py.Redis, now: datetime
) -> None:
    one = services()
    for url_id in accept(one, *(submission(text, f"n{n}", now, days=n) for n, text in enumerate([*BRIDGE, OWLS]))):
        run(one, url_id)
    list(catch_up(one.ledger, one.stories))
    before = sorted((s.id, s.count, s.pairs) for s in one.stories.candidates(FIRST))
    redis.flushall()
    assert sum(catch_up(one.ledger, one.stories)) == 4
    after = sorted((s.id, s.count, s.pairs) for s in one.stories.candidates(FIRST))
    assert before == after
    assert before


def test_while_redis_is_away_a_step_waits_and_uses_up_no_attempt(
    services: Callable[[], Services], now: datetime, tmp_path: Path
) -> None:
    one = services()
    (url_id,) = accept(one, submission(BRIDGE[0], "a", now))
    run(one, url_id, "clean")
    one.redis_url = f"unix://{tmp_path}/nowhere.sock"
    assert one.claims  # has its connection; what the index of copies asks for next is away
    del one.__dict__["redis"]
    with pytest.raises(OutageError):
        step(one, url_id, "dedupe")
    with one.ledger.read() as connection:
        row = urls.get(connection, url_id)
    assert row is not None
    assert (row.state, row.attempts, row.stage) == ("pending", 0, "clean")
    assert row.due_at > now


def test_a_fault_of_ours_ends_as_failed_with_the_reason_and_can_be_retried(
    services: Callable[[], Services], now: datetime
) -> None:
    one = services()
    (url_id,) = accept(one, submission(BRIDGE[0], "a", now))
    run(one, url_id, "clean")
    one.__dict__["copies"] = None  # a stage that raises what nobody foresaw
    with pytest.raises(PermanentError, match="AttributeError"):
        step(one, url_id, "dedupe")
    with one.ledger.begin() as tx:
        (row,) = given_up.told(tx, given_up.listed(tx))
        assert (row.reason, row.stage) == ("bug", "clean")
        given_up.retry(tx, [url_id], now)
        leases.take(tx, now, 1, 60, 0)
    del one.__dict__["copies"]
    run(one, url_id, "dedupe", "assign")
    assert placed(one)


def test_the_order_of_messages_does_not_matter(services: Callable[[], Services], now: datetime) -> None:
    one = services()
    ids = accept(one, *(submission(text, f"n{number}", now) for number, text in enumerate([*BRIDGE, OWLS])))
    messages = [(stage, url_id) for url_id in ids for stage in ("clean", "dedupe", "assign")] * 4
    random.Random(3).shuffle(messages)
    for stage, url_id in messages:
        try:
            step(one, url_id, stage)
        except NewsloomError as error:  # a message ahead of its time finds nothing to do, and says nothing
            raise AssertionError(stage) from error
    for url_id in ids:
        run(one, url_id)
    assert len(placed(one)) == 4
    assert counts_are_true(one)


@pytest.mark.parametrize("error", [PermanentError("http-404"), OutageError("redis-away")])
def test_a_twin_that_fails_late_undoes_nothing_of_what_the_other_has_done(
    services: Callable[[], Services], now: datetime, error: NewsloomError
) -> None:
    one = services()
    (url_id,) = accept(one, submission(BRIDGE[0], "a", now))
    (twin,) = begin(services(), [Claim(url_id, 1, "clean")])
    one.claims.end([twin.claim])  # as if Redis had lost it
    run(one, url_id, "clean")
    _record(twin, error)  # it began when the row stood so
    run(one, url_id, "dedupe", "assign")
    with one.ledger.read() as connection:
        row = urls.get(connection, url_id)
    assert row is not None
    assert row.state == "done"


def test_a_process_that_is_told_to_go_in_mid_step_leaves_its_claim(
    services: Callable[[], Services], now: datetime
) -> None:
    one = services()
    (url_id,) = accept(one, submission(BRIDGE[0], "a", now))
    one.clock = sys.exit  # as Celery's SIGTERM before the time limit kills: wherever the step is
    with pytest.raises(SystemExit):
        step(one, url_id, "clean")
    assert [claim.url for claim in one.claims.all()] == [url_id]


def test_a_step_that_ends_gives_its_claim_up_however_it_ends(services: Callable[[], Services], now: datetime) -> None:
    one = services()
    (url_id,) = accept(one, submission(BRIDGE[0], "a", now))
    assert not step(one, url_id, "dedupe")  # out of turn
    assert step(one, url_id, "clean")
    one.__dict__["copies"] = None  # a stage that raises what nobody foresaw
    with pytest.raises(PermanentError, match="AttributeError"):
        step(one, url_id, "dedupe")
    assert one.claims.all() == {}


class LeavesTheLedger:
    """In the middle of a step the ledger is gone; every later word with it fails, as a real one does."""

    def __init__(self, one: Services) -> None:
        self._one = one

    def moment(self) -> None:
        self._one.__dict__["ledger"] = Ledger(sa.create_engine("sqlite:////nowhere/ledger.db"), "nowhere")
        with self._one.ledger.read():
            pass


def test_a_step_whose_end_the_ledger_could_not_be_told_is_given_back_and_need_not_wait_for_its_lease(
    services: Callable[[], Services], now: datetime
) -> None:
    one = services()
    (url_id,) = accept(one, submission(BRIDGE[0], "a", now))
    run(one, url_id, "clean")
    there, one.__dict__["copies"] = one.ledger, LeavesTheLedger(one)
    with pytest.raises(OutageError, match="ledger-away"):
        step(one, url_id, "dedupe")
    one.__dict__["ledger"] = there
    assert [(claim.url, held.lost) for claim, held in one.claims.all().items()] == [(url_id, GIVEN_BACK)]
    with one.ledger.read() as connection:
        row = urls.get(connection, url_id)
    assert row is not None
    assert (row.state, row.stage, row.attempts, row.kills) == ("running", "clean", 0, 0)


class Meanwhile:
    """The index of copies of one worker; something happens just after it has answered for the first time."""

    def __init__(self, index: CopyIndex, happens: Callable[[], object]) -> None:
        self._index = index
        self._happens: list[Callable[[], object]] = [happens]

    def __getattr__(self, name: str) -> object:
        return getattr(self._index, name)

    def ask_and_add(self, *arguments: Any) -> Verdict:
        answer = self._index.ask_and_add(*arguments)
        while self._happens:
            self._happens.pop()()
        return answer


def two_with_one_text(
    services: Callable[[], Services], now: datetime
) -> tuple[tuple[Services, int], tuple[Services, int]]:
    """Two workers, each with an article that is cleaned; both articles have the same text, the second is the older."""
    one, other = services(), services()
    first, second = accept(one, submission(OWLS, "a", now), submission(OWLS, "b", now, days=1))
    for url_id in (first, second):
        run(one, url_id, "clean")
    return (one, first), (other, second)


def kinds(one: Services) -> dict[str, str]:
    with one.ledger.read() as connection:
        rows = connection.execute(sa.select(schema.article.c.external_id, schema.article.c.copy_kind))
        return {row.external_id: row.copy_kind for row in rows}


def test_of_two_same_texts_in_flight_while_redis_is_emptied_one_is_the_original(
    services: Callable[[], Services], redis: redis_py.Redis, now: datetime
) -> None:
    (one, first), (other, second) = two_with_one_text(services, now)

    def emptied() -> None:
        redis.flushall()
        run(other, second, "dedupe")

    one.__dict__["copies"] = Meanwhile(one.copies, emptied)
    run(one, first, "dedupe")
    assert sorted(kinds(one).values()) == ["identical", "original"]


def test_a_twin_that_comes_too_late_stores_nothing_of_what_it_found(
    services: Callable[[], Services], redis: redis_py.Redis, now: datetime
) -> None:
    (one, first), (other, second) = two_with_one_text(services, now)

    def overtaken() -> None:
        redis.flushall()  # the claim is gone, and the answer
        run(other, second, "dedupe", "assign")
        run(other, first, "dedupe", "assign")

    one.__dict__["copies"] = Meanwhile(one.copies, overtaken)
    assert step(one, first, "dedupe")
    assert kinds(one) == {"a": "identical", "b": "original"}
    with one.ledger.read() as connection:
        outcomes = [(each.stage, each.outcome) for each in steps.of(connection, first)]
    assert outcomes == [("clean", "done"), ("dedupe", "done"), ("assign", "done"), ("dedupe", "again")]
