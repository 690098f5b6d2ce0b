"""The stories as Redis holds them: a projection of the ledger's memberships, with a cursor. No decisions here.

All keys but the epoch begin with `<prefix><epoch's number>:<LAYOUT>.<vector.VERSION>:`

    <prefix>epoch  string  which keys are the index now (workers/epoch.py): emptying it is one step. No lifetime
    cursor       string   number of the last event taken. Lives twice as long as the rest, and as long as it was to live
                          before: where it is gone all is gone, and the ledger's events are applied from the first on
    s:<story>    hash     n members, sum of their pairs' likeness, first and last time (seconds; '' where all are
                          undated), terms: their sum (sums.py, at most 12 KB). `dormant_days` after its last event
    t:<word>     zset     stories that an article with this among its strongest words joined -> number of that event;
                          the POSTINGS latest. `dormant_days` after its last event; the word as 8 hex digits

Lifetimes run on the server's clock and only tidy up; whether a story sleeps is counted in the articles' own time.
An event is taken in one script, and only by whoever saw the epoch and the cursor before it: a second delivery, a late
one, a twin process, or one that began before a `clear` changes nothing. Foreign errors become OutageError:
`redis-away`, `redis-full`, `redis-refused`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, partial
from importlib.resources import files
from typing import Any, NamedTuple
from zlib import crc32

import redis

from workers import outage
from workers.assign import sums, vector
from workers.assign.score import StoryState, contributions
from workers.assign.vector import Vector
from workers.epoch import Epoch, Epochs, OverError, beginning_with, same
from workers.errors import OutageError, PermanentError

#: of the keys and values above.
LAYOUT = 1
#: stories remembered for a word.
POSTINGS = 200
#: strongest words of an article that lead to stories.
STRONGEST = 32
#: stories handed out to be compared.
NEAREST = 20
_DAY = 86400


@dataclass(frozen=True, slots=True)
class Joined:
    """One line of the ledger's log: this article came into this story."""

    number: int  #: ascending in the log, with gaps.
    article: int
    story: int
    #: None for a copy, which counts as spread and moves nothing.
    vector: Vector | None
    at: datetime | None


class _Kept(NamedTuple):
    """A story as stored."""

    state: StoryState
    terms: bytes


class StoryIndex:
    """Stories by what they speak of. Safe to share between threads and processes.

    client: with `decode_responses` off. dormant_days: silence after which a story is no candidate any more.
    """

    def __init__(self, client: redis.Redis, prefix: str = "newsloom:assign:", dormant_days: int = 180) -> None:
        if client.get_encoder().decode_responses:
            raise ValueError("StoryIndex needs a Redis client with decode_responses=False")
        self._redis = client
        self._epochs = Epochs(client, prefix)
        self._life = dormant_days * _DAY
        self._apply = client.register_script(_script("apply.lua"))
        self._nearest = client.register_script(_script("nearest.lua"))

    def cursor(self) -> int | None:
        """Number of the last event taken; None when Redis holds nothing."""
        with outage.translated():
            return self._epochs.live(self._cursor)

    def apply(self, events: Sequence[Joined], after: int | None = None) -> None:
        """Take events in ascending order; those up to the cursor are skipped, so twice is once.

        after: the cursor that the events continue. When Redis, or the index, has been emptied since, taking them would
        leave a hole for ever: OutageError("index-emptied"); read the cursor again and begin from there.
        """
        with outage.translated():
            for event in events:
                while not self._epochs.live(partial(self._take, event, after)):
                    pass  # a twin was faster: look again
                after = event.number

    def candidates(
        self, wanted: Vector, at: datetime | None = None, limit: int = NEAREST, after: int | None = None
    ) -> list[StoryState]:
        """Stories that share the strongest words, the likeliest first; their `sums` hold the terms of `wanted`.

        A story without a member within `dormant_days` of `at` is left out, where both are dated. after: an event that
        must be in; OutageError("index-emptied") when it is not.
        """
        _check(wanted)
        strongest = _strongest(wanted)
        if not strongest:
            return []
        with outage.translated():
            cursor, *rows = self._epochs.live(partial(self._likeliest, strongest, _seconds(at), limit))
        _continues(cursor, after)
        return [kept.state for kept in _matched([_kept(int(row[0]), row[1:]) for row in rows], wanted)]

    def clear(self) -> None:
        """Forget everything under this prefix, of whatever layout and version, in one step for everyone."""
        with outage.translated():
            self._epochs.empty()

    def held(self) -> dict[int, int]:
        """The stories that the index holds, with how many members count in each."""
        with outage.translated():
            epoch = self._epochs.present()
            start = f"{_base(epoch)}s:" if epoch else ""
            names = beginning_with(self._redis, start) if start else ()
            return {int(name[len(start) :]): int(self._redis.hget(name.decode(), "n") or 0) for name in names}

    def _cursor(self, epoch: Epoch | None) -> int | None:
        if epoch is None:
            return None
        values: Any = self._redis.mget(self._epochs.key, _base(epoch) + "cursor")
        same(epoch, values[0])
        return None if values[1] is None else int(values[1])

    def _likeliest(self, strongest: Sequence[tuple[str, float]], at: str, limit: int, epoch: Epoch | None) -> list[Any]:
        """The cursor, then rows of stories."""
        if epoch is None:
            return [None]
        base = _base(epoch)
        keys = [self._epochs.key, base + "cursor", *(_posting(base, word) for word, _ in strongest)]
        head = (epoch.value, base + "s:", limit, at, self._life)
        found: list[Any] | None = self._nearest(keys=keys, args=[*head, *(weight for _, weight in strongest)])
        if found is None:
            raise OverError
        return found

    def _take(self, event: Joined, after: int | None, epoch: Epoch | None) -> bool:
        """Whether the event is in now, or was before; False when another process moved the cursor meanwhile."""
        if epoch is None:
            _continues(None, after)
            epoch = self._epochs.open()
        base, story = _base(epoch), f"{_base(epoch)}s:{event.story}"
        reading = self._redis.pipeline()  # all as of one moment
        reading.mget(self._epochs.key, base + "cursor")
        reading.hmget(story, "n", "pairs", "first", "last", "terms")
        (seen, cursor), row = reading.execute()
        same(epoch, seen)
        _continues(cursor, after)
        if cursor is not None and event.number <= int(cursor):
            return True
        new = event.vector if event.vector is not None and event.vector.terms else None
        words = [] if new is None else [word for word, _ in _strongest(new)]
        fields = () if new is None else _fields(_with(_kept(event.story, row), new, event.at))
        keys = [self._epochs.key, base + "cursor", story, *(_posting(base, word) for word in words)]
        head = (epoch.value, cursor or b"", event.number, 2 * self._life, self._life, POSTINGS, event.story)
        return bool(self._apply(keys=keys, args=[*head, *fields]))


def _base(epoch: Epoch) -> str:
    return f"{epoch.base}{LAYOUT}.{vector.VERSION}:"


def _posting(base: str, word: str) -> str:
    return f"{base}t:{crc32(word.encode()):08x}"


def _continues(cursor: bytes | None, after: int | None) -> None:
    if after is not None and (cursor is None or int(cursor) < after):
        raise OutageError("index-emptied", f"Redis no longer holds the stories as of event {after}")


def _strongest(of: Vector) -> list[tuple[str, float]]:
    """The words that weigh most, whichever part they stand in, with their share of the vector."""
    weights: dict[str, float] = {}
    for term, value in of.terms.items():
        weights[term[2:]] = weights.get(term[2:], 0.0) + value * value
    return sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:STRONGEST]


def _with(old: _Kept, new: Vector, at: datetime | None) -> _Kept:
    """The story with one more member."""
    _check(new)
    (known,) = _matched([old], new)
    times = [time for time in (old.state.first, old.state.last, at) if time is not None]
    state = replace(
        old.state,
        count=old.state.count + 1,
        pairs=old.state.pairs + _likeness_sum(new, known.state),
        first=min(times, default=None),
        last=max(times, default=None),
    )
    return _Kept(state, sums.add(old.terms, new.terms))


def _likeness_sum(new: Vector, story: StoryState) -> float:
    return sum(contributions(new, story).values()) * story.count if story.count else 0.0


def _matched(stories: Sequence[_Kept], wanted: Vector) -> list[_Kept]:
    """With the sums of the terms of `wanted` filled in."""
    names, (hashes, _) = list(wanted.terms), sums.hashed(wanted.terms)
    return [_Kept(replace(state, sums=sums.shared(terms, names, hashes)), terms) for state, terms in stories]


def _kept(story: int, row: Sequence[bytes | None]) -> _Kept:
    count, pairs, first, last, terms = (value or b"" for value in row)
    return _Kept(StoryState(story, int(count or 0), {}, float(pairs or 0), _time(first), _time(last)), terms)


def _fields(kept: _Kept) -> tuple[str | bytes | int | float, ...]:
    state = kept.state
    numbers = ("n", state.count, "pairs", state.pairs)
    return (*numbers, "first", _seconds(state.first), "last", _seconds(state.last), "terms", kept.terms)


def _seconds(at: datetime | None) -> str:
    return "" if at is None else repr(at.timestamp())


def _time(seconds: bytes) -> datetime | None:
    return datetime.fromtimestamp(float(seconds), UTC) if seconds else None


def _check(given: Vector) -> None:
    if given.version != vector.VERSION:
        raise PermanentError("vector-version", f"version {given.version}: the index holds {vector.VERSION}")


@cache
def _script(name: str) -> str:
    return files("workers.assign").joinpath(name).read_text("utf-8")
