"""A story as Redis stores it: one string. Pure.

    members (uint32), sum of their pairs' likeness, first and last time (float64, seconds; NaN where all are undated),
    then the sum of their vectors (sums.py), as many of its largest terms as `kept` says

A string of its own costs Redis 60 bytes beside what it holds; a hash of the same fields 400.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from math import isnan, nan
from typing import NamedTuple

from workers.assign import sums
from workers.assign.score import StoryState, contributions
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


def joined(old: Stored, new: Vector, at: datetime | None) -> Stored:
    """The story with one more member."""
    (known,) = matched([old], new)
    times = [time for time in (old.state.first, old.state.last, at) if time is not None]
    count = old.state.count + 1
    state = replace(
        old.state,
        count=count,
        pairs=old.state.pairs + (sum(contributions(new, known).values()) * old.state.count if old.state.count else 0.0),
        first=min(times, default=None),
        last=max(times, default=None),
    )
    return Stored(state, sums.add(old.packed, sums.hashed(new.terms), kept(count)))


def matched(stories: Sequence[Stored], wanted: Vector) -> list[StoryState]:
    """With the sums of the terms of `wanted` filled in."""
    names, (hashes, _) = list(wanted.terms), sums.hashed(wanted.terms)
    return [replace(state, sums=sums.shared(packed, names, hashes)) for state, packed in stories]


def _seconds(at: datetime | None) -> float:
    return nan if at is None else at.timestamp()


def _time(seconds: float) -> datetime | None:
    return None if isnan(seconds) else datetime.fromtimestamp(seconds, UTC)
