"""An index that is rebuilt from a pruned ledger decides as one rebuilt from a whole ledger: on a real Redis.

Two ledgers live through the same stream of news. One is pruned; both are indexed anew; then both take what comes next.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import redis as redis_py
import sqlalchemy as sa

from tests.contract.ledger_world import events
from tests.contract.test_stages import accept, run, submission
from tests.contract.test_upkeep import SHORT, prune
from workers.assign.follow import catch_up
from workers.bootstrap import Services
from workers.dedupe.refill import rebuild
from workers.ledger import Ledger, schema
from workers.ledger import prune as batches
from workers.ledger.prune import Rest, Walk
from workers.ledger.story_log import BROUGHT, FORGOTTEN
from workers.model import Seen

pytestmark = pytest.mark.second_is_slow

#: words that any text may have.
COMMON = "the a of to in and on for with from said was were that it is by at".split()  # noqa: SIM905
TOPICS = 7


@dataclass(frozen=True, slots=True)
class News:
    name: str
    text: str
    #: days before the end.
    ago: float


def stream(seed: int) -> list[News]:
    """Two years of news on a few topics, each told in its own words, one in six a copy of something from that week."""
    chance = random.Random(seed)
    words = [[f"{chance.choice('bdfgklmnprst')}{chance.choice('aeiou')}{n:03x}ru" for n in range(40)] for _ in range(9)]
    #: what each topic is silent about, so that stories fall asleep, some for ever
    silent = [(last, last + chance.uniform(90, 400)) for last in (chance.uniform(0, 500) for _ in range(TOPICS))]
    told: list[News] = []
    while len(told) < 70:
        topic, ago = chance.randrange(TOPICS), chance.uniform(0, 700)
        if silent[topic][0] < ago < silent[topic][1]:
            continue
        text = " ".join(chance.choice(COMMON if chance.random() < 0.3 else words[topic]) for _ in range(70))
        told.append(News(f"n{len(told)}", f"Topic {words[topic][0]} again. {text}.", ago))
        if chance.random() < 0.2:
            told.append(News(f"n{len(told)}", told[-1].text, max(0.0, ago - chance.uniform(0.1, 7))))
    return sorted(told, key=lambda news: -news.ago)


@pytest.fixture
def two(
    ledger_url: str, sqlite_template: Path, tmp_path: Path, redis_url: str, redis: redis_py.Redis, now: datetime
) -> Iterator[tuple[Services, Services]]:
    """Two ledgers on one Redis; the second is the one that stays whole."""
    whole = tmp_path / "whole.db"
    whole.write_bytes(sqlite_template.read_bytes())
    made = []
    for url in (ledger_url, f"sqlite:///{whole}"):
        services = Services(SHORT, clock=lambda: now, chance=lambda: 0.5, redis_url=redis_url)
        services.__dict__["ledger"] = Ledger.open(url)
        services.ledger.hurry()
        made.append(services)
    with made[1].ledger.begin() as tx:  # a copy of a file has the identity of the file
        tx.execute(sa.update(schema.meta).where(schema.meta.c.name == "identity").values(value="whole"))
    yield made[0], made[1]
    for each in made:
        each.close()
        each.ledger.close()


def live(one: Services, news: Sequence[News], now: datetime) -> None:
    """Take them in, each on its day."""
    for each in news:
        day = now - timedelta(days=each.ago)
        one.clock = lambda day=day: day  # type: ignore[misc]
        (url_id,) = accept(one, submission(each.text, each.name, now, each.ago))
        run(one, url_id)
    one.clock = lambda: now


def index_anew(one: Services) -> None:
    one.copies.filler.clear()
    list(rebuild(one.ledger, one.copies))
    one.stories.clear()
    list(catch_up(one.ledger, one.stories))


def decisions(one: Services) -> dict[str, object]:
    """Name -> who was in its story before it, what it copies, and with which score it came, in words of the stream."""
    article, member = schema.article, schema.membership
    original = article.alias("original")
    statement = (
        sa.select(article.c.external_id, original.c.external_id.label("copied"), member)
        .join_from(article, member, member.c.article_id == article.c.id)
        .join(original, original.c.id == article.c.copy_of, isouter=True)
        .order_by(article.c.id)
    )
    found: dict[str, object] = {}
    members: dict[int, list[str]] = defaultdict(list)
    with one.ledger.read() as connection:
        for row in connection.execute(statement):
            found[row.external_id] = (tuple(members[row.story_id]), row.copied, row.rule, row.score, row.threshold)
            members[row.story_id].append(row.external_id)
    return found


def by_age_alone(ledger: Ledger, now: datetime) -> None:
    """What must not be done: texts go by their age, whatever their story does."""
    with ledger.begin() as tx:
        far = now + timedelta(days=1)
        batches.texts(tx, Walk(now - timedelta(days=30), None, 1000), Rest(far, far), now)


def differ(
    two: tuple[Services, Services], seed: int, now: datetime, prune: Callable[[Ledger, datetime], object]
) -> bool:
    """Whether what comes in the last sixty days is decided otherwise after so much was pruned."""
    news = stream(seed)
    before = [each for each in news if each.ago > 60]
    for one in two:
        live(one, before, now)
    assert decisions(two[0]) == decisions(two[1])
    prune(two[0].ledger, now - timedelta(days=60))
    for one in two:
        index_anew(one)
        live(one, news[len(before) :], now)
    found = decisions(two[0])
    rules = [row[2] for row in found.values()]  # type: ignore[index]
    assert min(map(rules.count, ("created", "joined", "copy"))) >= 5, "the stream has all that can happen"
    return found != decisions(two[1])


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 3))])
def test_a_pruned_ledger_is_indexed_to_the_same_decisions_as_a_whole_one(
    two: tuple[Services, Services], now: datetime, seed: int
) -> None:
    gone: dict[str, int] = {}

    def all_that_may_go(ledger: Ledger, at: datetime) -> None:
        gone.update(prune(ledger, at))

    assert not differ(two, seed, now, all_that_may_go)
    assert gone["texts"] >= 10
    assert gone["events"] >= 10


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_texts_pruned_by_their_age_alone_would_change_decisions(two: tuple[Services, Services], now: datetime) -> None:
    """So the test above can fail."""
    assert differ(two, 0, now, by_age_alone)


def test_an_index_that_is_behind_takes_events_of_articles_without_a_text(
    two: tuple[Services, Services], now: datetime, redis: redis_py.Redis
) -> None:
    """Where texts go and events stay, a stub moves no centre and the cursor goes on."""
    one, _ = two
    live(one, stream(1)[:40], now)
    by_age_alone(one.ledger, now)
    redis.flushall()
    told = [Seen(event.number, event.at) for event in events(one.ledger) if event.kind in (*BROUGHT, FORGOTTEN)]
    assert sum(catch_up(one.ledger, one.stories)) == len(told) > 40
    assert one.stories.cursor() == told[-1]
    live(one, [News("late", stream(1)[0].text, 0)], now)
    assert len(decisions(one)) == 41
