"""The world is the same for each run, and its stories do not depend on the order in which they arrive."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache

import pytest
import redis as redis_py

from tests.chaos.score import f1
from tests.chaos.world import GONE, HUGE, Item, World
from workers.assign.changes import Joined
from workers.assign.decide import choose
from workers.assign.index import StoryIndex
from workers.assign.packed import packed
from workers.assign.vector import Vector, vector_of
from workers.dedupe.index import CopyIndex
from workers.dedupe.signature import sign
from workers.model import Seen, Signature
from workers.settings import Settings

ORDERS = 12


@cache
def world() -> World:
    return World()


def test_the_same_seed_gives_the_same_world_and_another_one_another() -> None:
    assert [item.piece for item in World(7, 3).items] == [item.piece for item in World(7, 3).items]
    assert [item.piece for item in World(7, 3).items] != [item.piece for item in World(8, 3).items]


def test_it_is_large_enough_and_no_two_articles_share_a_name_or_an_address() -> None:
    items = world().items
    assert len(items) + len(GONE) + len(HUGE) == 612
    assert len({item.name for item in items}) == len(items)
    assert len({(item.piece.site, item.home) for item in items}) == len(items)
    assert {item.way for item in items} == {"enqueue", "feed", "import"}
    assert {item.trouble for item in items} == {"", "flaky", "moved"}


class Decisions:
    """What dedupe and assign decide, one article after the other, on a Redis of the test's."""

    def __init__(self, client: redis_py.Redis, prefix: str) -> None:
        self._copies = CopyIndex(client, f"{prefix}copies:")
        self._copies.filler.mark_ready()
        self._stories = StoryIndex(client, f"{prefix}stories:", dormant_days=365)
        self._numbers: dict[str, int] = {}
        #: name -> story, and name -> name of the original.
        self.story: dict[str, int] = {}
        self.original: dict[str, str] = {}

    def place(self, item: Item) -> None:
        number = self._numbers[item.name] = len(self._numbers) + 1
        verdict = self._copies.ask_and_add(number, signature(item), item.piece.published)
        if verdict.original:
            self.original[item.name] = next(name for name, found in self._numbers.items() if found == verdict.original)
            story, vector = self.story[self.original[item.name]], None
        else:
            vector = vector_of_item(item)
            near = self._stories.candidates(vector, item.piece.published)
            story = choose(vector, item.piece.published, near, Settings().assign.join_at).story or number
        self.story[item.name] = story
        self._stories.apply(
            [Joined(number, number, story, packed(vector) if vector else None, item.piece.published)],
            after=Seen(number - 1) if number > 1 else None,
        )


@cache
def signature(item: Item) -> Signature:
    return sign("\n".join(item.piece.paragraphs))


@cache
def vector_of_item(item: Item) -> Vector:
    return vector_of(item.piece.title, "\n".join(item.piece.paragraphs), "en")


def decided(client: redis_py.Redis, seed: int) -> Decisions:
    """The originals in an order of this seed, then the copies in another."""
    chance = random.Random(seed)
    found = Decisions(client, f"order{seed}:")
    for wave in (world().originals, world().copies):
        for item in shuffled(wave, chance):
            found.place(item)
    return found


def shuffled(items: Sequence[Item], chance: random.Random) -> Sequence[Item]:
    return chance.sample(items, len(items))


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, ORDERS))])
def test_in_any_order_the_stories_are_those_that_were_told_and_each_copy_finds_its_original(
    redis: redis_py.Redis, seed: int
) -> None:
    found = decided(redis, seed)
    assert f1({item.name: item.piece.story for item in world().items}, found.story) == 1.0
    assert found.original == {item.name: f"{item.name[:3]}-t0" for item in world().copies}
