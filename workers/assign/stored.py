"""A story, and the cursor, as Redis stores them: a string each. Pure.

    members that count (uint32), sum of their pairs' likeness, first and last time (float64, seconds; NaN where all are
    undated), their days (days.py), then the sum of their vectors (sums.py), as many of its largest terms as `kept` says

A string of its own costs Redis 60 bytes beside what it holds; a hash of the same fields 400.

Sums follow their members, who come, go, or come with all of their story; the same changes in the same order give the
same bytes. A term that was cut from a sum is not there when its member goes, and then nothing of it is taken out.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from math import isnan, nan

from workers.assign import days, sums
from workers.assign.alike import StoryState
from workers.assign.packed import Packed
from workers.model import Seen

_HEAD = struct.Struct(f"<Iddd{days.TURN}s")
#: terms kept of a story of one member, for each further one, and at most.
_FIRST, _EACH, _MOST = 256, 64, 1500


def kept(members: int) -> int:
    """How many terms are kept of a story."""
    return min(_MOST, _FIRST + _EACH * (members - 1))


def read(story: int, raw: bytes | None) -> StoryState:
    """An empty story where nothing is stored."""
    if not raw:
        return StoryState(story, 0, b"", 0.0, None, None)
    count, pairs, first, last, there = _HEAD.unpack_from(raw)
    return StoryState(story, count, raw[_HEAD.size :], pairs, _time(first), _time(last), there)


def write(story: StoryState) -> bytes:
    head = _HEAD.pack(story.count, story.pairs, _seconds(story.first), _seconds(story.last), story.days)
    return head + story.sums


def members(head: bytes) -> int:
    """How many count, from the first four bytes."""
    return int.from_bytes(head[:4], "little")


def joined(old: StoryState, new: Packed, at: datetime | None) -> StoryState:
    """The story with one more member."""
    count = old.count + 1
    return StoryState(
        old.id,
        count,
        sums.add(old.sums, new.pairs, kept(count)),
        old.pairs + sums.product(old.sums, new.pairs),
        _end(min, old.first, at),
        _end(max, old.last, at),
        days.joined(old.days, at),
    )


def left(old: StoryState, gone: Packed, at: datetime | None) -> StoryState:
    """The story with one member less, its times as they were: when the others were first and last is not known here.

    An empty story stays one: what has lost its text is not known when it comes, nor when it goes.
    """
    if old.count <= 1:
        return read(old.id, None)
    rest = sums.take(old.sums, gone.pairs, kept(old.count - 1))
    pairs = old.pairs - sums.product(rest, gone.pairs) if old.count > 2 else 0.0
    there = days.left(old.days, at)
    return replace(old, count=old.count - 1, sums=rest, pairs=max(0.0, pairs), days=there)


def lasting(old: StoryState, span: Sequence[float | None]) -> StoryState:
    """With the times of its first and last member as the ledger knows them; an empty story has none."""
    first, last = (None if at is None else datetime.fromtimestamp(at, UTC) for at in span)
    return replace(old, first=first, last=last) if old.count else old


def united(old: StoryState, other: StoryState) -> StoryState:
    """The story with the members of another one."""
    if not old.count or not other.count:
        return replace(old if old.count else other, id=old.id)
    more, count = sums.unpack(other.sums), old.count + other.count
    return StoryState(
        old.id,
        count,
        sums.add(old.sums, more, kept(count)),
        old.pairs + other.pairs + sums.product(old.sums, more),
        _end(min, old.first, other.first),
        _end(max, old.last, other.last),
        days.united(old.days, other.days),
    )


def _end(of: Callable[..., datetime], *times: datetime | None) -> datetime | None:
    told = [at for at in times if at is not None]
    return of(told) if told else None


def _seconds(at: datetime | None) -> float:
    return nan if at is None else at.timestamp()


def _time(seconds: float) -> datetime | None:
    return None if isnan(seconds) else datetime.fromtimestamp(seconds, UTC)


def write_cursor(seen: Seen) -> str:
    """The last event taken: its number, and when it was noted."""
    return f"{seen.number} {seen.at.isoformat() if seen.at else ''}"


def read_cursor(cursor: bytes | None) -> Seen | None:
    """None where nothing is stored."""
    if cursor is None:
        return None
    number, _, at = cursor.decode().partition(" ")
    return Seen(int(number), datetime.fromisoformat(at) if at else None)
