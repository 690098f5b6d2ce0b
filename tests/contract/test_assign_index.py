"""The projection of stories on a real Redis."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import sqrt
from multiprocessing.pool import ThreadPool
from typing import Any

import pytest
import redis as redis_py
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contract.meddling import at_every_command
from workers import server
from workers.assign import index as index_module
from workers.assign.alike import alike
from workers.assign.changes import Change, Joined
from workers.assign.days import TURN
from workers.assign.index import LAYOUT, StoryIndex
from workers.assign.packed import packed
from workers.assign.score import score
from workers.assign.stored import kept
from workers.assign.vector import VERSION, Vector, vector_of
from workers.errors import OutageError, PermanentError, TransientError
from workers.model import Seen

DAY = datetime(2025, 2, 7, 12, tzinfo=UTC)
FLOOD = vector_of("Elbe floods Dresden", "The Elbe rose in Dresden. The mayor closed the Augustus Bridge.", "en")
STRIKE = vector_of("Nurses strike in Leeds", "Nurses at Leeds hospitals began a strike over pay on Monday.", "en")
RISING = vector_of(
    "Dresden waits for the crest", "In Dresden the Elbe is still rising, the mayor said at the bridge.", "en"
)


def came(number: int, article: int, story: int, vector: Vector | None, at: datetime | None) -> Joined:
    return Joined(number, article, story, None if vector is None else packed(vector), at)


LOG = [
    came(3, 1, 10, FLOOD, DAY),
    came(4, 2, 11, STRIKE, DAY + timedelta(days=1)),
    came(7, 3, 10, None, DAY + timedelta(days=1)),
    came(9, 4, 10, RISING, DAY + timedelta(days=2)),
    came(12, 5, 11, STRIKE, None),
]


@pytest.fixture
def index(redis: redis_py.Redis) -> StoryIndex:
    return StoryIndex(redis)


def test_an_emptied_redis_has_no_cursor(index: StoryIndex) -> None:
    assert index.cursor() is None
    index.apply(LOG)
    assert index.cursor() == Seen(12)
    index.clear()
    assert index.cursor() is None
    assert index.candidates(FLOOD) == []


def test_a_story_is_its_members_summed(index: StoryIndex) -> None:
    index.apply(LOG)
    found = {story.id: story for story in index.candidates(FLOOD)}[10]
    assert (found.count, found.first, found.last) == (2, DAY, DAY + timedelta(days=2))
    assert found.pairs == pytest.approx(product(FLOOD, RISING), abs=1e-4)
    brings = alike(FLOOD, [found]).contributions(0)
    for term, value in FLOOD.terms.items():
        assert brings[term] == pytest.approx(value * (value + RISING.terms.get(term, 0.0)) / 2, abs=1e-4)


def test_the_likeliest_story_comes_first_and_strangers_not_at_all(index: StoryIndex) -> None:
    index.apply(LOG)
    assert index.candidates(RISING)[0].id == 10
    assert [story.id for story in index.candidates(vector_of(None, "Cricketers in Mumbai", "en"))] == []


def test_no_more_stories_are_handed_out_than_asked_for(index: StoryIndex) -> None:
    index.apply([came(n, n, n, FLOOD, DAY) for n in range(1, 9)])
    assert [story.id for story in index.candidates(FLOOD, limit=3)] == [1, 2, 3]


def test_who_is_packed_already_finds_the_same_stories(index: StoryIndex) -> None:
    index.apply(LOG)
    assert index.candidates(RISING, DAY, kept=packed(RISING)) == index.candidates(RISING, DAY) != []
    assert index.candidates(Vector({}), kept=packed(Vector({}))) == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.integers(0, 4), max_size=8))
def test_a_second_delivery_changes_nothing(redis: redis_py.Redis, again: list[int]) -> None:
    redis.flushall()
    index = StoryIndex(redis)
    index.apply(LOG)
    before = contents(redis)
    index.apply(LOG)
    for at in again:
        index.apply([LOG[at]])
    assert contents(redis) == before


@pytest.mark.parametrize("cuts", [(1,), (2, 4), (1, 2, 3, 4)])
def test_a_log_applied_in_pieces_gives_what_it_gives_at_once(redis: redis_py.Redis, cuts: Sequence[int]) -> None:
    StoryIndex(redis).apply(LOG)
    whole = contents(redis)
    redis.flushall()
    for begin, end in zip((0, *cuts), (*cuts, len(LOG)), strict=True):
        StoryIndex(redis).apply(LOG[begin:end])
    assert contents(redis) == whole


def test_twins_that_apply_the_same_log_at_once_apply_it_once(redis: redis_py.Redis) -> None:
    log = [came(n, n, n % 5 + 1, FLOOD if n % 2 else STRIKE, DAY) for n in range(1, 61)]
    with ThreadPool(4) as pool:
        pool.map(lambda _: StoryIndex(redis).apply(log), range(4))
    together = contents(redis)
    redis.flushall()
    StoryIndex(redis).apply(log)
    assert contents(redis) == together


def test_a_copy_however_often_it_comes_does_not_move_the_story(index: StoryIndex) -> None:
    index.apply(LOG)
    before = index.candidates(RISING)
    index.apply([came(20 + n, 100 + n, 10, None, DAY + timedelta(days=n)) for n in range(50)])
    assert index.candidates(RISING) == before
    assert index.cursor() == Seen(69)


def test_a_story_to_which_copies_come_lives_on(redis: redis_py.Redis, index: StoryIndex) -> None:
    index.apply(LOG)
    mine = b"newsloom:assign:1:%d.%d:s:10" % (LAYOUT, VERSION)
    redis.expire(mine, 60)
    index.apply([came(20, 100, 10, None, DAY)])
    assert lifetimes_of(redis)[mine] > 86_400_000


def test_an_article_without_words_does_not_thin_its_story(index: StoryIndex) -> None:
    index.apply(LOG)
    before = index.candidates(RISING)
    index.apply([came(20, 100, 10, Vector({}), DAY)])
    assert index.candidates(RISING) == before
    assert index.candidates(Vector({})) == []


def test_a_story_that_sleeps_is_no_candidate_for_a_dated_article(redis: redis_py.Redis) -> None:
    index = StoryIndex(redis, dormant_days=30)
    index.apply(LOG)
    awake, asleep = DAY + timedelta(days=31), DAY + timedelta(days=33)
    assert 10 in {story.id for story in index.candidates(RISING, awake)}
    assert index.candidates(RISING, asleep) == []
    assert index.candidates(RISING, DAY - timedelta(days=31)) == []
    assert 10 in {story.id for story in index.candidates(RISING, None)}


def test_undated_members_leave_a_story_without_a_time(index: StoryIndex) -> None:
    index.apply([came(1, 1, 1, FLOOD, None)])
    (found,) = index.candidates(FLOOD, DAY)
    assert (found.first, found.last) == (None, None)


def test_a_redis_emptied_in_mid_log_is_noticed(redis: redis_py.Redis, index: StoryIndex) -> None:
    index.apply(LOG[:3])
    cursor = index.cursor()
    redis.flushall()
    with pytest.raises(TransientError, match="index-emptied"):
        index.apply(LOG[3:], after=cursor)
    with pytest.raises(TransientError, match="index-emptied"):
        index.found(FLOOD, after=cursor)
    assert index.cursor() is None


def test_every_key_but_the_epoch_has_a_lifetime_and_the_cursor_the_longest(
    redis: redis_py.Redis, index: StoryIndex
) -> None:
    index.apply(LOG)
    lifetimes = lifetimes_of(redis)
    assert lifetimes.pop(b"newsloom:assign:epoch") == -1
    assert all(milliseconds > 0 for milliseconds in lifetimes.values())
    assert lifetimes.pop(b"newsloom:assign:1:%d.%d:cursor" % (LAYOUT, VERSION)) > max(lifetimes.values())


def test_the_cursor_outlives_what_was_written_while_stories_slept_later(redis: redis_py.Redis) -> None:
    StoryIndex(redis, dormant_days=180).apply(LOG[:2])
    for event in LOG[2:]:
        StoryIndex(redis, dormant_days=1).apply([event])
    lifetimes = lifetimes_of(redis)
    del lifetimes[b"newsloom:assign:epoch"]
    assert lifetimes.pop(b"newsloom:assign:1:%d.%d:cursor" % (LAYOUT, VERSION)) > max(lifetimes.values())


def test_a_story_and_a_word_stay_within_their_bounds(redis: redis_py.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "POSTINGS", 5)
    index = StoryIndex(redis)
    index.apply([came(n, n, n, FLOOD, DAY) for n in range(1, 21)])
    assert all(redis.strlen(key) <= 5 * 8 for key in redis.scan_iter(b"*:t:*"))
    assert {story.id for story in index.candidates(FLOOD)} == {16, 17, 18, 19, 20}
    for n in range(40):
        index.apply([came(100 + n, n, 1, wide(n), DAY)])
        assert len(redis.get(next(redis.scan_iter(b"*:s:1"))) or b"") <= 32 + TURN + 6 * kept(n + 2)
    assert kept(40) == kept(400) < 40 * 400


def test_a_rebuilt_index_scores_exactly_as_before(redis: redis_py.Redis, index: StoryIndex) -> None:
    index.apply(LOG)
    before = [score(RISING, DAY, story) for story in index.candidates(RISING)]
    index.clear()
    index.apply(LOG)
    assert [score(RISING, DAY, story) for story in index.candidates(RISING)] == before


# One client beside another


def follow(index: StoryIndex) -> None:
    """What a worker does before it asks."""
    cursor = index.cursor()
    index.apply([event for event in LOG if cursor is None or event.number > cursor.number], after=cursor)


@pytest.fixture
def whole(redis: redis_py.Redis, redis_url: str) -> Mapping[bytes, Any]:
    """What Redis holds when the log was applied without disturbance."""
    follow(StoryIndex(redis))
    return contents(redis)


@pytest.fixture(params=["worker", "clear", "clear, worker", "flush", "flush, worker", "flush, clear", "clear, clear"])
def meddle(request: pytest.FixtureRequest, redis: redis_py.Redis) -> Callable[[], None]:
    """What another client does meanwhile; it may have known the index before."""
    other = StoryIndex(redis)
    acts = {"worker": lambda: follow(other), "clear": other.clear, "flush": redis.flushall}

    def act() -> None:
        for word in request.param.split(", "):
            acts[word]()

    return act


def filled(redis: redis_py.Redis, events: Sequence[Change] = tuple(LOG)) -> Callable[[], None]:
    def fill() -> None:
        redis.flushall()
        StoryIndex(redis).apply(events)

    return fill


def test_whatever_another_does_during_a_clear_the_index_is_what_the_log_says(
    redis: redis_py.Redis, redis_url: str, whole: Mapping[bytes, Any], meddle: Callable[[], None]
) -> None:
    for moment, client in at_every_command(redis_url, filled(redis), meddle):
        StoryIndex(client).clear()
        follow(StoryIndex(redis))
        assert contents(redis) == whole, moment


@pytest.mark.parametrize("before", [0, 2])
def test_whatever_another_does_while_events_are_taken_the_index_is_what_the_log_says(
    redis: redis_py.Redis, redis_url: str, whole: Mapping[bytes, Any], meddle: Callable[[], None], before: int
) -> None:
    for moment, client in at_every_command(redis_url, filled(redis, LOG[:before]), meddle):
        index = StoryIndex(client)
        with suppress_emptied():
            follow(index)
        follow(index)
        assert contents(redis) == whole, moment


def test_whatever_another_does_during_a_question_the_answer_is_whole_or_refused(
    redis: redis_py.Redis, redis_url: str, meddle: Callable[[], None]
) -> None:
    filled(redis)()
    right = StoryIndex(redis).candidates(RISING)
    for moment, client in at_every_command(redis_url, filled(redis), meddle):
        index = StoryIndex(client)
        with suppress_emptied():
            assert index.found(RISING, after=index.cursor()).stories in (right, []), moment
        with suppress_emptied():
            assert index.found(RISING, after=Seen(12)).stories == right, moment


# What a client has seen, and need not read again


class Counting(redis_py.Redis):
    """A real client that notes what it asks for."""

    asked: list[str]

    def execute_command(self, *args: Any, **options: Any) -> Any:
        self.asked.append(str(args[0]))
        return super().execute_command(*args, **options)


@pytest.fixture
def counting(redis_url: str) -> Iterator[Counting]:
    client = Counting.from_url(redis_url)
    client.asked = []
    yield client
    client.close()


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(came(20, 20, 10, FLOOD, DAY), id="one that was found"),
        pytest.param(Joined(20, 20, 99, packed(FLOOD), DAY, begins=True), id="one that begins with it"),
    ],
)
def test_a_story_that_was_just_read_is_written_without_being_read_again(
    redis: redis_py.Redis, counting: Counting, event: Joined
) -> None:
    filled(redis)()
    StoryIndex(redis).apply([event])
    right = contents(redis)
    filled(redis)()
    index = StoryIndex(counting)
    index.found(RISING)
    counting.asked.clear()
    index.apply([event], after=Seen(12))
    assert counting.asked == ["EVALSHA"]
    assert contents(redis) == right


@pytest.mark.parametrize("after", [Seen(12), None])
@pytest.mark.parametrize("begins", [True, False])
def test_what_another_has_changed_since_it_was_read_is_read_again(
    redis: redis_py.Redis, meddle: Callable[[], None], begins: bool, after: Seen | None
) -> None:
    """Also where the other has gone on, or begun anew: what is written is what the log says."""
    last = Joined(20, 6, 99, packed(FLOOD), DAY, begins=True) if begins else came(20, 6, 10, FLOOD, DAY)
    between, log = came(15, 7, 10, RISING, DAY), [*LOG]
    filled(redis)()
    index, other = StoryIndex(redis), StoryIndex(redis)
    index.found(RISING)
    meddle()
    cursor = other.cursor()
    other.apply([one for one in (*LOG, between) if cursor is None or one.number > cursor.number])
    log += [between, last]
    index.apply([between, last], after=after)
    found = contents(redis)
    epoch = redis.get("newsloom:assign:epoch")
    redis.flushall()
    fresh = StoryIndex(redis)
    fresh.apply(log)
    assert epoch is not None
    assert _bare(found) == _bare(contents(redis))


def _bare(found: Mapping[bytes, Any]) -> list[tuple[bytes, Any]]:
    """But for which epoch it is: emptied more than once, the index has other names."""
    return sorted((key.split(b":", 3)[-1], value) for key, value in found.items() if not key.endswith(b":epoch"))


def test_the_cursor_as_it_was_seen_costs_nothing_and_is_asked_for_where_it_is_not_known(
    redis: redis_py.Redis, counting: Counting
) -> None:
    index = StoryIndex(counting)
    assert index.seen() is None
    index.apply(LOG[:3])
    counting.asked.clear()
    assert index.seen() == Seen(7)
    assert counting.asked == []
    StoryIndex(redis).apply(LOG)
    assert index.seen() == Seen(7), "what others have done since it does not know"
    index.found(FLOOD)
    assert index.seen() == Seen(12)
    redis.flushall()
    assert index.cursor() is index.seen() is None


def test_a_client_that_knew_the_epoch_before_goes_on_in_the_new_one(redis: redis_py.Redis) -> None:
    one, other = StoryIndex(redis), StoryIndex(redis)
    follow(one)
    other.clear()
    assert one.cursor() is None
    other.clear()
    assert one.candidates(FLOOD) == []
    other.clear()
    one.apply(LOG)
    assert other.cursor() == Seen(12)
    two = StoryIndex(redis)
    two.clear()
    two.apply(LOG)
    assert one.candidates(FLOOD) == two.candidates(FLOOD) != []


def test_a_slow_clear_takes_nothing_from_a_redis_that_was_emptied_and_filled_meanwhile(
    redis: redis_py.Redis, redis_url: str, whole: Mapping[bytes, Any]
) -> None:
    """The epoch's number begins anew with Redis, so that the keys are called what those were that are to go."""

    def prepare() -> None:
        filled(redis)()
        redis.delete(*redis.keys("*:cursor"))

    def emptied_and_filled() -> None:
        redis.flushall()
        follow(StoryIndex(redis))

    for moment, client in at_every_command(redis_url, prepare, emptied_and_filled):
        StoryIndex(client).clear()
        follow(StoryIndex(redis))
        assert contents(redis) == whole, moment


def test_a_server_at_its_memory_limit_can_be_cleared(redis: redis_py.Redis, index: StoryIndex) -> None:
    index.apply(LOG)
    redis.config_set("maxmemory", "1")
    try:
        index.clear()
    finally:
        redis.config_set("maxmemory", "0")
    assert redis.keys("*") == [b"newsloom:assign:epoch"]


def test_clearing_leaves_the_keys_of_others(redis: redis_py.Redis) -> None:
    mine, other = StoryIndex(redis, "a[1]*:"), StoryIndex(redis, "a1x:")
    mine.apply(LOG)
    other.apply(LOG)
    mine.clear()
    assert (mine.cursor(), other.cursor()) == (None, Seen(12))


def test_a_vector_of_another_version_is_refused(index: StoryIndex) -> None:
    old = replace(FLOOD, version=0)
    with pytest.raises(PermanentError, match="vector-version"):
        index.candidates(old)
    with pytest.raises(PermanentError, match="vector-version"):
        index.apply([came(1, 1, 1, old, DAY)])
    assert index.cursor() is None


def test_a_redis_that_is_away_is_worth_another_try() -> None:
    gone = StoryIndex(server.impatient("unix:///nonexistent/redis.sock"))
    with pytest.raises(TransientError, match="redis-away"):
        gone.cursor()


def test_a_client_that_decodes_is_refused(redis_url: str) -> None:
    with pytest.raises(ValueError, match="decode_responses"):
        StoryIndex(redis_py.Redis.from_url(redis_url, decode_responses=True))


@contextmanager
def suppress_emptied() -> Iterator[None]:
    try:
        yield
    except OutageError as error:
        assert error.reason == "index-emptied"  # noqa: PT017 - any other outage is a fault


def lifetimes_of(redis: redis_py.Redis) -> dict[bytes, int]:
    """In milliseconds, as of one moment."""
    keys = list(redis.scan_iter())
    reading = redis.pipeline()
    for key in keys:
        reading.pttl(key)
    return dict(zip(keys, reading.execute(), strict=True))


def contents(redis: redis_py.Redis) -> Mapping[bytes, Any]:
    """Everything the server holds, lifetimes and the epoch's number apart."""
    keys = [key for key in redis.scan_iter() if not key.endswith(b":epoch")]
    found = {b":".join(key.split(b":")[3:]): redis.get(key) for key in keys}
    assert len(found) == len(keys), "keys of two epochs"
    return found


def product(a: Vector, b: Vector) -> float:
    return sum(value * b.terms.get(term, 0.0) for term, value in a.terms.items())


def wide(n: int) -> Vector:
    """A vector of 400 terms that no other has."""
    return Vector({f"w:{n}x{i}": 1 / sqrt(400) for i in range(400)})
