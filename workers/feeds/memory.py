"""What is remembered of a feed's past, bounded, as one JSON value of its row. Pure.

Law: decode(encode(x)) == x; a value that is none of ours, or of another version, is an empty memory: what it holds is
learnt again in a few polls.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from workers.feeds.hints import Hints

VERSION = 1


@dataclass(frozen=True, slots=True)
class Memory:
    """What polls found."""

    #: polls that found something new: (seconds since 1970, how many entries), the oldest first.
    arrivals: tuple[tuple[int, int], ...] = ()
    #: mean characters of an entry's title and summary, at polls that found a change, the oldest first.
    sizes: tuple[int, ...] = ()
    #: what the feed last said of itself: an answer without a body says nothing.
    hints: Hints = field(default_factory=Hints)
    #: it was put together from several documents.
    assembled: bool = False


def encode(memory: Memory) -> dict[str, Any]:
    hints = memory.hints
    return {
        "v": VERSION,
        "arrivals": [list(arrival) for arrival in memory.arrivals],
        "sizes": list(memory.sizes),
        "hints": [hints.ttl, hints.period, list(hints.skip_hours), list(hints.skip_days)],
        "assembled": memory.assembled,
    }


def decode(value: Any) -> Memory:
    match value:
        case {
            "v": 1,
            "arrivals": list(arrivals),
            "sizes": list(sizes),
            "hints": [ttl, period, list(hours), list(days)],
        }:
            kept = tuple((int(arrival[0]), int(arrival[1])) for arrival in arrivals)
            told = Hints(ttl, period, tuple(hours), tuple(days))
            return Memory(kept, tuple(sizes), told, bool(value.get("assembled")))
    return Memory()
