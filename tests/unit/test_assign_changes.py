"""What events make of stories: however an article came into a story, the story is what its members make it."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.assign import stored, sums
from workers.assign.alike import StoryState
from workers.assign.changes import Change, Forgotten, Joined, Merged, Moved, concerned, folded, last_of, left_of
from workers.assign.packed import Packed, packed
from workers.assign.postings import strongest
from workers.assign.vector import Vector

DAY = datetime(2025, 2, 7, 12, tzinfo=UTC)

words = st.text("abcdef", min_size=1, max_size=2)
vectors = st.dictionaries(words.map("w:{}".format), st.floats(0.05, 1.0), min_size=1, max_size=12).map(Vector)
told = st.lists(st.tuples(vectors, st.integers(0, 9)), min_size=2, max_size=12)

Member = tuple[Packed, datetime]


class History:
    """Stories that live through joins, moves, splits and merges, told as the ledger tells them."""

    def __init__(self) -> None:
        self.stories: dict[int, list[Member]] = {}
        self.log: list[Change] = []

    def join(self, story: int, member: Member) -> None:
        self.stories.setdefault(story, []).append(member)
        self.log.append(Joined(self._next(), self._next(), story, *member))

    def move(self, source: int, target: int, chosen: list[Member]) -> None:
        """Some, not all, to a story that there is, or to a new one."""
        rest = [member for member in self.stories[source] if not any(member is one for one in chosen)]
        self.stories |= {source: rest, target: self.stories.get(target, []) + chosen}
        times = [at.timestamp() for _, at in rest]
        self.log.append(Moved(self._next(), source, target, chosen, [min(times), max(times)]))

    def merge(self, gone: int, into: int) -> None:
        members = self.stories.pop(gone)
        self.stories[into] = self.stories[into] + members
        self.log.append(Merged(self._next(), gone, into, [vector for vector, _ in members]))

    def _next(self) -> int:
        return len(self.log) + 1


def lived(members: list[tuple[Vector, int]], seed: int) -> History:
    """A random history of these articles."""
    chance, history = random.Random(seed), History()
    for number, (vector, day) in enumerate(members):
        history.join(chance.randint(1, 4), (packed(vector), DAY + timedelta(days=day, seconds=number)))
        ids = sorted(history.stories)
        one, other = chance.choice(ids), chance.choice([*ids, 10 + number])
        there = history.stories[one]
        if chance.random() < 0.4 and one != other and len(there) > 1:
            history.move(one, other, chance.sample(there, chance.randint(1, len(there) - 1)))
        elif chance.random() < 0.3 and one != other and other in history.stories:
            history.merge(one, other)
    return history


def taken(log: list[Change], sizes: random.Random | None = None) -> tuple[dict[int, bytes], dict[int, list[int]]]:
    """Stories as bytes, and the stories that each word leads to, after the log was taken in batches."""
    state: dict[int, bytes] = {}
    lists: dict[int, list[int]] = {}
    at = 0
    while at < len(log):
        batch = log[at : at + (sizes.randint(1, 5) if sizes else len(log))]
        at += len(batch)
        made = folded(batch, {story: stored.read(story, state.get(story)) for story in concerned(batch)})
        for story, now in made.stories.items():
            state[story] = stored.write(now) if now.count else b""
        for word, steps in made.words.items():
            for story, leads in steps:
                rest = [other for other in lists.get(word, []) if other != story]
                lists[word] = [*rest, story] if leads else rest
    return {story: raw for story, raw in state.items() if raw}, lists


def made_of(story: int, members: list[Member]) -> StoryState:
    raw = stored.read(story, None)
    for vector, at in members:
        raw = stored.joined(raw, vector, at)
    return raw


@given(told, st.integers(0, 10**6))
def test_a_story_is_what_its_members_make_it_however_they_came_into_it(
    members: list[tuple[Vector, int]], seed: int
) -> None:
    history = lived(members, seed)
    state, _ = taken(history.log)
    assert state.keys() == history.stories.keys()
    for story, there in history.stories.items():
        found, due = stored.read(story, state[story]), made_of(story, there)
        assert (found.count, found.first, found.last, found.days) == (
            due.count,
            due.first,
            due.last,
            due.days,
        )
        assert found.pairs == pytest.approx(due.pairs, abs=0.02)
        for vector, _ in there:
            assert sums.product(found.sums, vector.pairs) == pytest.approx(
                sums.product(due.sums, vector.pairs), abs=0.01
            )


@given(told, st.integers(0, 10**6))
def test_a_log_taken_in_pieces_gives_to_the_last_bit_what_it_gives_at_once(
    members: list[tuple[Vector, int]], seed: int
) -> None:
    log = lived(members, seed).log
    assert taken(log, random.Random(seed)) == taken(log)


@given(told, st.integers(0, 10**6))
def test_every_strong_word_of_a_member_leads_to_its_story_and_none_to_a_story_that_was_merged(
    members: list[tuple[Vector, int]], seed: int
) -> None:
    history = lived(members, seed)
    _, lists = taken(history.log)
    for story, there in history.stories.items():
        for vector, _ in there:
            assert all(story in lists[word] for word, _ in strongest(vector))
    for change in history.log:
        if isinstance(change, Merged) and change.gone not in history.stories:
            for vector in change.articles:
                assert all(change.gone not in lists[word] for word, _ in strongest(vector))


@given(vectors, vectors)
def test_who_comes_and_goes_leaves_a_story_as_it_was(stays: Vector, visits: Vector) -> None:
    before = made_of(1, [(packed(stays), DAY)])
    later = DAY + timedelta(days=3)
    after = stored.left(stored.joined(before, packed(visits), later), packed(visits), later)
    assert (after.count, after.pairs, after.days) == (1, 0.0, before.days)
    assert sums.product(after.sums, packed(stays).pairs) == pytest.approx(
        sums.product(before.sums, packed(stays).pairs), abs=2e-3
    )


def test_copies_and_texts_without_words_move_nothing() -> None:
    before = made_of(1, [(packed(Vector({"w:elbe": 1.0})), DAY)])
    log: list[Change] = [Joined(1, 1, 1, None, DAY), Joined(2, 2, 1, packed(Vector({})), DAY)]
    made = folded(log, {1: before})
    assert (made.stories, made.words) == ({}, {})


def test_what_is_not_known_of_a_story_that_was_left_is_not_taken_from_it() -> None:
    """Its events may have been pruned while those of the other story are kept."""
    article = packed(Vector({"w:elbe": 1.0}))
    made = folded([Moved(9, 1, 2, [(article, DAY)], [None, None])], {n: stored.read(n, None) for n in (1, 2)})
    assert {story: now.count for story, now in made.stories.items()} == {1: 0, 2: 1}


# What is left for an index to take


def of_log(numbers: range, history: int = 0) -> list[Change]:
    """Events of one of the histories that a ledger has had."""
    return [Forgotten(number, 1, DAY + timedelta(days=history, seconds=number)) for number in numbers]


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9), st.integers(1, 9))
def test_events_are_taken_from_where_the_index_is_on(after: int, first: int, count: int, seen: int) -> None:
    """One that is behind what they follow was emptied, and one that is past their end needs none of them."""
    log = of_log(range(1, 40, 2))
    before, batch = last_of(log[:after]), log[after : after + count]
    index = last_of(log[: after + seen - 1])
    assert left_of(batch, index, before) == batch[seen - 1 :]
    assert left_of(log[:count], None, None) == log[:count]
    assert left_of(batch, None, before) is None
    if first < after:
        assert left_of(batch, last_of(log[:first]), before) is None


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9))
def test_none_is_taken_by_an_index_that_follows_another_history(after: int, count: int, seen: int) -> None:
    """Also where it is at a number among them, or at the very one that they follow."""
    log, other = of_log(range(1, 40, 2)), of_log(range(1, 40, 2), history=1)
    before, batch = last_of(log[:after]), log[after : after + count]
    assert not left_of(batch, last_of(other[: after + seen - 1]), before)
