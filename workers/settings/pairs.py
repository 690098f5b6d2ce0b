"""Two settings of which one bounds the other: what was set, and cannot hold beside the other, is refused. Pure.

A setting that is at its default gives way to what its neighbour says, as the code does: who asks for a whole page
within three seconds need not say so of the connection. One that somebody chose would be left aside without a word.

Not here, since both hold: `lease` and `every`, `min_interval` and `[feeds] every` (what is looked at more seldom is
seen later), `max_kills` and `max_attempts` (counted apart), the days of [upkeep] (each of its own rows, and what hangs
on a row goes with it), an `interval` under `min_interval` (it is its own bound), `ignore_robots` where `robots` is off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workers.errors import WordsError


@dataclass(frozen=True, slots=True)
class Pair:
    section: str
    #: what would be left aside, and what bounds it.
    key: str
    bound: str
    #: whether it has to be no less than its bound; else no more.
    least: bool = False

    def broken(self, of: Any) -> bool:
        value, bound = getattr(of, self.key), getattr(of, self.bound)
        return bool(value < bound if self.least else value > bound)


_PAIRS = (
    Pair("dispatch", "backoff", "backoff_max"),
    Pair("dispatch", "host_slots", "domain_slots"),
    Pair("fetch", "connect_timeout", "total_timeout"),
    Pair("fetch", "read_timeout", "total_timeout"),
    Pair("feeds", "max_interval", "min_interval", least=True),
    Pair("feeds", "interval", "max_interval"),
)


def refuse_contradictions(section: str, of: Any, places: Mapping[str, str]) -> None:
    """Raises WordsError for a section of which two settings contradict each other. places: where a key was set."""
    default = type(of)()
    for pair in _PAIRS:
        if pair.section == section and pair.broken(of) and getattr(of, pair.key) != getattr(default, pair.key):
            first, second = (_told(of, section, key, places) for key in (pair.key, pair.bound))
            relation = "less" if pair.least else "more"
            raise WordsError(
                "setting", f"{first}, and {second}: expected {pair.key} to be no {relation} than {pair.bound}"
            )


def _told(of: Any, section: str, key: str, places: Mapping[str, str]) -> str:
    """`[feeds] min_interval in news.toml is 600`."""
    place = places.get(key)
    return f"{place or f'[{section}] {key}'} is {getattr(of, key):.10g}{'' if place else ' by default'}"
