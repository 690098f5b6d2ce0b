"""What second thoughts look at, and what they say: frozen values. Pure; no decisions here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from workers.assign.sums import Pairs


@dataclass(frozen=True, slots=True)
class Member:
    """An article that counts in its story: no copy, and not without words."""

    article: int
    #: its vector, terms as hashes (sums.hashed), in any order.
    terms: Pairs
    #: when it was published; None where nobody knows.
    at: datetime | None
    #: a person said where it belongs.
    pinned: bool = False
    #: articles that go where it goes: itself and its copies.
    spread: int = 1
    #: how often second thoughts have moved it already: by a move, a merge or a split.
    moved: int = 0


@dataclass(frozen=True, slots=True)
class Story:
    """A story with those of its members that are looked at; the others are taken to be like them."""

    id: int
    members: Sequence[Member]
    #: articles in it, copies among them: of two, the larger keeps its id; of equals, the older (lower) id.
    size: int = 0


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Stories that were touched since the last round, with those that are near them."""

    stories: Sequence[Story]
    #: ids of the stories that were touched; only what concerns one of them is proposed. Empty: all.
    touched: frozenset[int] = frozenset()
    #: articles that a person parted: never in one story.
    apart: Sequence[tuple[int, int]] = ()
    #: articles that a person put together: never in two.
    together: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True)
class Merge:
    """All of `gone` goes into `keep`."""

    keep: int
    gone: int
    evidence: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Split:
    """These articles, the smaller part by count, leave `story` and begin one of their own."""

    story: int
    part: tuple[int, ...]
    evidence: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """One article goes from a story into another; from its last member, that is a merge instead."""

    article: int
    source: int
    target: int
    evidence: Mapping[str, object] = field(default_factory=dict)


Change = Merge | Split | Move
