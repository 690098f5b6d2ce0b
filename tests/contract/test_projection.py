"""The index of stories follows a ledger in which articles come, move, and stories merge and split: to the last bit."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import redis as redis_py
import sqlalchemy as sa

from tests.contract.ledger_world import after, an_article, copy, events, look, save, write
from tests.contract.test_assign_index import contents
from workers.assign.follow import catch_up, countable, project
from workers.assign.index import StoryIndex
from workers.assign.packed import pack
from workers.assign.score import score
from workers.assign.vector import vector_of
from workers.ledger import Ledger, articles, moves, prune, schema, stories
from workers.ledger.prune import Rest, Walk
from workers.model import Assignment

pytestmark = pytest.mark.second_is_slow

WHY = Assignment(None, 0.3, 0.2, "moved")
TOPICS = ("elbe dresden bridge flood crest", "nurses leeds strike pay ward", "owls belfry vicar bells chicks")


class World:
    """A ledger that lives, at random."""

    def __init__(self, ledger: Ledger, now: datetime, seed: int, pace: float = 60, width: int = 99) -> None:
        self.ledger, self.now, self.chance = ledger, now, random.Random(seed)
        self.pace, self.width = pace, width
        self.articles: list[int] = []

    def step(self) -> None:
        self.now = after(self.now, self.pace)
        act: Callable[[], object] = self.chance.choices([self.come, self.move, self.merge, self.split], [6, 2, 1, 1])[0]
        act()

    def living(self) -> list[int]:
        return sorted(row.id for row in look(self.ledger, stories.listed, None, None))

    def newest(self) -> list[int]:
        return self.living()[-self.width :]

    def come(self) -> None:
        """An article, or a copy of one, to a story or a new one; its vector kept, or not, as in an older ledger."""
        number = len(self.articles)
        words = self.chance.choices(self.chance.choice(TOPICS).split(), k=8)
        text = f"{' '.join(words)} {number}" if self.chance.random() < 0.95 else ""
        at = self.now - timedelta(days=self.chance.randint(0, 9)) if self.chance.random() < 0.9 else None
        article = save(self.ledger, self.now, an_article(f"t{number}", text), placed_at=at)
        if self.articles and self.chance.random() < 0.2:
            original = look(self.ledger, self._root, self.chance.choice(self.articles))
            copy(self.ledger, article, original)
            member = look(self.ledger, stories.of_article, original)
            self._join(article, member.story_id if member is not None else 0, "copy")
        else:
            if self.chance.random() < 0.7:
                write(self.ledger, articles.keep_vector, article, pack(vector_of(f"t{number}", text, "en")))
            self._join(article, self.chance.choice([*self.newest(), 0]), "joined")
        self.articles.append(article)

    def move(self) -> None:
        if self.articles:
            article, to = self.chance.choice(self.articles[-3 * self.width :]), self.chance.choice(self.newest())
            write(self.ledger, moves.move, article, to, WHY, self.now)

    def merge(self) -> None:
        ids = self.newest()
        if ids:
            write(self.ledger, moves.merge, self.chance.choice(ids), self.chance.choice(ids), WHY, self.now)

    def split(self) -> None:
        for story in self.newest()[:1]:
            ids = [row.id for row in look(self.ledger, stories.members, story)]
            part = self.chance.sample(ids, self.chance.randint(1, len(ids)))
            write(self.ledger, moves.split_off, story, part, WHY, self.now)

    def _join(self, article: int, story: int, rule: str) -> None:
        story = story or write(self.ledger, stories.create, self.now)
        empty = not look(self.ledger, stories.members, story)
        why = Assignment(story, 0.3, 0.2, "created" if empty else rule)
        write(self.ledger, stories.join, article, story, why, self.now)

    @staticmethod
    def _root(connection: object, article: int) -> int:
        row = connection.execute(schema.article.select().where(schema.article.c.id == article)).one()  # type: ignore[attr-defined]
        return int(row.copy_of or row.id)


@pytest.fixture
def index(redis: redis_py.Redis) -> StoryIndex:
    return StoryIndex(redis)


def follow(ledger: Ledger, index: StoryIndex) -> None:
    for _ in catch_up(ledger, index):
        pass


def counted(ledger: Ledger) -> dict[int, int]:
    """How many members count in each story, where some do, as the ledger has them today."""
    living = [row.id for row in look(ledger, stories.listed, None, None)]
    return {story: n for story in living if (n := look(ledger, countable, story))}


def rebuilt(redis: redis_py.Redis, ledger: Ledger) -> dict[bytes, object]:
    """What Redis holds when the log is applied from its first event on, as the ledger is today."""
    redis.flushall()
    follow(ledger, StoryIndex(redis))
    return dict(contents(redis))


@pytest.mark.parametrize("seed", range(6))
def test_an_index_that_lived_through_it_all_is_the_one_made_anew(
    ledger: Ledger, redis: redis_py.Redis, index: StoryIndex, now: datetime, seed: int
) -> None:
    world = World(ledger, now, seed)
    for _ in range(60):
        world.step()
        if world.chance.random() < 0.4:
            follow(ledger, index)
    follow(ledger, index)
    lived = dict(contents(redis))
    assert index.held() == counted(ledger)
    kinds = {row.kind for row in events(ledger)}
    assert kinds == {"created", "joined", "moved", "merged", "split"}
    assert rebuilt(redis, ledger) == lived


@pytest.mark.parametrize("seed", range(2, 7))
def test_what_was_pruned_of_stories_that_sleep_changes_nothing_in_those_that_are_awake(
    ledger: Ledger, redis: redis_py.Redis, now: datetime, seed: int
) -> None:
    """Of articles that went from one into the other, too."""
    world = World(ledger, now, seed, pace=5 * 86400, width=3)
    for _ in range(90):
        world.step()
    whole, before = rebuilt(redis, ledger), StoryIndex(redis).held()
    rest = Rest(*[world.now - timedelta(days=90)] * 2)
    with ledger.exclusive("assign") as tx:
        gone = prune.events(tx, Walk(world.now, None, 999), rest).gone
        awake = {story for story in world.living() if story not in prune._resting(tx, [story], rest)}
    assert gone > 5
    pruned = rebuilt(redis, ledger)
    mine = [key for key in whole if b":s:" in key and int(key.split(b":")[-1]) in awake]
    assert mine
    assert [pruned.get(key) for key in mine] == [whole[key] for key in mine]
    with ledger.exclusive("assign") as tx:
        assert prune.texts(tx, Walk(world.now, None, 999), rest, world.now).gone
    rebuilt(redis, ledger)
    held = StoryIndex(redis).held()
    assert {story: held.get(story, 0) for story in awake} == {story: before.get(story, 0) for story in awake}


ACTS: Mapping[str, Callable[[Ledger, datetime, int, int, list[int]], object]] = {
    "nothing": lambda *_: None,
    "moves": lambda ledger, now, _, awake, ids: write(ledger, moves.move, ids[0], awake, WHY, now),
    "moves before its text goes": lambda ledger, now, _, awake, ids: write(
        ledger, moves.move, ids[-1], awake, WHY, now
    ),
    "is merged": lambda ledger, now, asleep, awake, _: write(ledger, moves.merge, awake, asleep, WHY, now, keep=awake),
    "takes in another": lambda ledger, now, asleep, awake, _: write(
        ledger, moves.merge, awake, asleep, WHY, now, keep=asleep
    ),
    "is split": lambda ledger, now, asleep, _, ids: write(ledger, moves.split_off, asleep, ids[1:], WHY, now),
    "takes in a new one": lambda ledger, now, asleep, _, __: _come(ledger, now, asleep),
    "takes in a new one and is split": lambda ledger, now, asleep, _, ids: (
        _come(ledger, now, asleep),
        write(ledger, moves.split_off, asleep, ids[1:], WHY, now),
    ),
}


def _come(ledger: Ledger, now: datetime, story: int) -> int:
    article = save(ledger, now, an_article("late", "The Elbe fell in Dresden."), placed_at=now)
    write(ledger, stories.join, article, story, Assignment(story, 0.3, 0.2, "pinned"), now)
    return article


@pytest.mark.parametrize("act", ACTS)
def test_who_has_lost_his_text_counts_no_more_wherever_he_goes(
    ledger: Ledger, redis: redis_py.Redis, index: StoryIndex, now: datetime, act: str
) -> None:
    """Redis holds the story that sleeps, as after a `reindex`. The last of its members was seen late: its text stays."""
    then, told = now - timedelta(days=400), ("The Elbe rose in Dresden.", "Dresden waits.", "The Elbe floods Dresden.")
    asleep, ids = write(ledger, stories.create, then), []
    for n, text in enumerate(told):
        seen = now if n == 2 else then
        article = save(ledger, seen, an_article(text.split(".")[0], text), placed_at=then)
        write(ledger, stories.join, article, asleep, Assignment(asleep, 0.3, 0.2, "joined" if n else "created"), then)
        ids.append(article)
    (strike,) = stream(ledger, now, "Nurses in Leeds went on strike over pay.")
    awake = look(ledger, stories.of_article, strike).story_id  # type: ignore[union-attr]
    follow(ledger, index)
    rest = Rest(*[now - timedelta(days=365)] * 2)
    with ledger.exclusive("assign") as tx:
        assert prune.texts(tx, Walk(now - timedelta(days=365), None, 999), rest, now).gone == 2
    ACTS[act](ledger, after(now, 60), asleep, awake, ids)
    follow(ledger, index)
    lived, held = dict(contents(redis)), index.held()
    assert held == counted(ledger)
    anew = rebuilt(redis, ledger)
    assert [(key, lived[key]) for key in lived if b":s:" in key] == [(key, anew[key]) for key in anew if b":s:" in key]


@pytest.mark.parametrize("seed", range(3))
def test_an_index_that_lived_through_prunes_holds_whom_the_one_made_anew_holds(
    ledger: Ledger, redis: redis_py.Redis, index: StoryIndex, now: datetime, seed: int
) -> None:
    world, gone = World(ledger, now, seed, pace=5 * 86400, width=9), 0
    for n in range(90):
        world.step()
        if n % 10 == 9:
            follow(ledger, index)
            rest = Rest(*[world.now - timedelta(days=60)] * 2)
            with ledger.exclusive("assign") as tx:
                gone += prune.texts(tx, Walk(world.now - timedelta(days=70), None, 999), rest, world.now).gone
    follow(ledger, index)
    held = index.held()
    assert gone > 5
    assert held == counted(ledger)
    rebuilt(redis, ledger)
    assert StoryIndex(redis).held() == held


def test_vectors_that_are_made_while_their_articles_are_forgotten_are_not_kept(
    ledger: Ledger, index: StoryIndex, now: datetime
) -> None:
    """As of an index that is made anew, while prune runs. The second was seen late: its text stays."""
    then, made = now - timedelta(days=400), dict[int, bytes]()
    story = write(ledger, stories.create, then)
    for seen, rule in ((then, "created"), (now, "joined")):
        article = save(ledger, seen, an_article(rule, "The Elbe rose in Dresden."), placed_at=then)
        write(ledger, stories.join, article, story, Assignment(story, 0.3, 0.2, rule), then)
    with ledger.read() as connection:
        project(connection, index, index.cursor(), 9, made)
    assert len(made) == 2
    rest = Rest(*[now - timedelta(days=365)] * 2)
    with ledger.exclusive("assign") as tx:
        assert prune.texts(tx, Walk(now - timedelta(days=365), None, 9), rest, now).gone == 1
    write(ledger, articles.keep_vectors, made)
    follow(ledger, index)
    assert (index.held(), counted(ledger)) == ({}, {})


def test_twins_that_follow_at_once_take_each_event_once(ledger: Ledger, redis: redis_py.Redis, now: datetime) -> None:
    world = World(ledger, now, 7)
    with ThreadPoolExecutor(4) as pool:
        for _ in range(12):
            for _ in range(5):
                world.step()
            for done in [pool.submit(follow, ledger, StoryIndex(redis)) for _ in range(4)]:
                done.result()
    lived = dict(contents(redis))
    assert rebuilt(redis, ledger) == lived


def test_a_story_that_was_merged_is_no_candidate_and_its_words_lead_to_where_it_went(
    ledger: Ledger, redis: redis_py.Redis, index: StoryIndex, now: datetime
) -> None:
    flood, crest = stream(ledger, now, "The Elbe rose in Dresden.", "Dresden waits for the crest of the Elbe.")
    keep, gone = (look(ledger, stories.of_article, article).story_id for article in (flood, crest))  # type: ignore[union-attr]
    follow(ledger, index)
    write(ledger, moves.merge, keep, gone, WHY, now)
    follow(ledger, index)
    (found,) = index.candidates(vector_of("Crest", "The crest of the Elbe", "en"))
    assert (found.id, found.count) == (keep, 2)
    assert not list(redis.scan_iter(f"*:s:{gone}"))
    assert not [key for key in redis.scan_iter("*:t:*") if gone.to_bytes(8, "little") in _eights(redis.get(key) or b"")]


def test_a_part_that_was_split_off_is_found_by_its_own_words(ledger: Ledger, index: StoryIndex, now: datetime) -> None:
    flood, strike = stream(ledger, now, "The Elbe rose in Dresden.", "Nurses in Leeds went on strike over pay.")
    one = look(ledger, stories.of_article, flood).story_id  # type: ignore[union-attr]
    write(ledger, moves.move, strike, one, WHY, now)
    follow(ledger, index)
    new = write(ledger, moves.split_off, one, [strike], WHY, now)
    follow(ledger, index)
    nurses = vector_of("Nurses", "Nurses in Leeds on strike", "en")
    found = {state.id: state for state in index.candidates(nurses)}
    assert (found[new].count, score(nurses, now, found[new]).likeness > 0.5) == (1, True)
    assert score(nurses, now, found[one]).likeness < 0.01


def test_vectors_that_had_to_be_made_are_kept_and_the_next_time_read(
    ledger: Ledger, redis: redis_py.Redis, index: StoryIndex, now: datetime
) -> None:
    ids = list(stream(ledger, now, "The Elbe rose in Dresden.", "Nurses in Leeds went on strike over pay."))
    old = b"\0" + pack(vector_of("x", "y", "en"))[1:]
    write(ledger, articles.keep_vector, ids[1], old)
    follow(ledger, index)
    for article in ids:
        row = look(
            ledger,
            lambda tx, wanted=article: tx.execute(sa.select(schema.article).where(schema.article.c.id == wanted)).one(),
        )
        assert row.vector == pack(vector_of(row.title, row.text, row.lang))
    lived = dict(contents(redis))
    assert rebuilt(redis, ledger) == lived


def stream(ledger: Ledger, now: datetime, *texts: str) -> Iterator[int]:
    """Each article in a story of its own."""
    for text in texts:
        article = save(ledger, now, an_article(text.split()[0], text), placed_at=now)
        story = write(ledger, stories.create, now)
        write(ledger, stories.join, article, story, Assignment(None, 0.0, 0.2, "created"), now)
        yield article


def _eights(packed: bytes) -> list[bytes]:
    return [packed[at : at + 8] for at in range(0, len(packed), 8)]
