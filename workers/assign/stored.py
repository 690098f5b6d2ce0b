"""A story as Redis stores it: one string. Pure.

    members that count (uint32), sum of their pairs' likeness, first and last time (float64, seconds; NaN where all are
    undated), then the sum of their vectors (sums.py), as many of its largest terms as `kept` says

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
from typing import NamedTuple

from workers.assign import sums
from workers.assign.packed import Packed, keys_of
from workers.assign.score import StoryState
from workers.assign.vector import Vector

_HEAD = struct.Struct("<Iddd")
#: terms kept of a story of one member, for each further one, and at most.
_FIRST, _EACH, _MOST = 256, 64, 1500


class Stored(NamedTuple):
    #: without sums.
    state: StoryState
    packed: bytes


def kept(members: int) -> int:
    """How many terms are kept of a story."""
    return min(_MOST, _FIRST + _EACH * (members - 1))


def read(story: int, raw: bytes | None) -> Stored:
    """An empty story where nothing is stored."""
    if not raw:
        return Stored(StoryState(story, 0, {}, 0.0, None, None), b"")
    count, pairs, first, last = _HEAD.unpack_from(raw)
    return Stored(StoryState(story, count, {}, pairs, _time(first), _time(last)), raw[_HEAD.size :])


def write(stored: Stored) -> bytes:
    state = stored.state
    return _HEAD.pack(state.count, state.pairs, _seconds(state.first), _seconds(state.last)) + stored.packed


def members(head: bytes) -> int:
    """How many count, from the first four bytes."""
    return int.from_bytes(head[:4], "little")


def joined(old: Stored, new: Packed, at: datetime | None) -> Stored:
    """The story with one more member."""
    state = replace(
        old.state,
        count=old.state.count + 1,
        pairs=old.state.pairs + sums.product(old.packed, new.pairs),
        first=_end(min, old.state.first, at),
        last=_end(max, old.state.last, at),
    )
    return Stored(state, sums.add(old.packed, new.pairs, kept(state.count)))


def left(old: Stored, gone: Packed) -> Stored:
    """The story with one member less, its times as they were: when the others were first and last is not known here.

    An empty story stays one: what has lost its text is not known when it comes, nor when it goes.
    """
    if old.state.count <= 1:
        return read(old.state.id, None)
    rest = sums.take(old.packed, gone.pairs, kept(old.state.count - 1))
    pairs = old.state.pairs - sums.product(rest, gone.pairs) if old.state.count > 2 else 0.0
    return Stored(replace(old.state, count=old.state.count - 1, pairs=max(0.0, pairs)), rest)


def lasting(old: Stored, span: Sequence[float | None]) -> Stored:
    """With the times of its first and last member as the ledger knows them; an empty story has none."""
    first, last = (None if at is None else datetime.fromtimestamp(at, UTC) for at in span)
    return Stored(replace(old.state, first=first, last=last), old.packed) if old.state.count else old


def united(old: Stored, other: Stored) -> Stored:
    """The story with the members of another one."""
    if not old.state.count or not other.state.count:
        whole = old if old.state.count else other
        return Stored(replace(whole.state, id=old.state.id), whole.packed)
    more = sums.unpack(other.packed)
    state = replace(
        old.state,
        count=old.state.count + other.state.count,
        pairs=old.state.pairs + other.state.pairs + sums.product(old.packed, more),
        first=_end(min, old.state.first, other.state.first),
        last=_end(max, old.state.last, other.state.last),
    )
    return Stored(state, sums.add(old.packed, more, kept(state.count)))


def matched(stories: Sequence[Stored], wanted: Vector) -> list[StoryState]:
    """With the sums of the terms of `wanted` filled in."""
    held = sums.shared([packed for _, packed in stories], list(wanted.terms), keys_of(wanted.terms))
    return [
        StoryState(old.id, old.count, found, old.pairs, old.first, old.last)  # a third of the time of `replace`
        for (old, _), found in zip(stories, held, strict=True)
    ]


def _end(of: Callable[..., datetime], *times: datetime | None) -> datetime | None:
    told = [at for at in times if at is not None]
    return of(told) if told else None


def _seconds(at: datetime | None) -> float:
    return nan if at is None else at.timestamp()


def _time(seconds: float) -> datetime | None:
    return None if isnan(seconds) else datetime.fromtimestamp(seconds, UTC)
