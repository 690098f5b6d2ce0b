"""What two ways of putting the same articles into stories differ in. Pure.

The stories of both are matched by their members, whatever their ids: a story goes on in the one that most of its
members are in now, and comes from the one that most of its members were in before. Of equals it is the smaller one, so
that a story of two that lost one goes on where the other one stayed; and of those, one that no other story is matched
with, so that two stories of two that exchange a member both go on. Then each article has one of four fates:

    stays    its story goes on in the one that comes from it
    merged   its story goes on in one that comes from another story
    split    its story now comes from the one that it was in, which goes on in another
    moved    none of these: it changed alone, or with few

A story can go on in one that comes from another, which itself goes on elsewhere: of that one a part has split off, and
the two are one. Both are told, the merge with that part first, so that no article is counted whose change is not told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A story that is of others, or others of it."""

    story: int
    articles: int


@dataclass(frozen=True, slots=True)
class Merged:
    """Stories that are one now. The first of `parts` is the one that it comes from, the others go on in it."""

    into: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Parted:
    """A story that is several now. The first of `parts` is the one that it goes on in, the others come from it."""

    story: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Went:
    """An article that is elsewhere."""

    #: its key in what was compared.
    article: int
    was: int
    now: int


@dataclass(frozen=True, slots=True)
class Comparison:
    #: how many articles met each fate: `stays`, `merged`, `split`, `moved`.
    fates: Mapping[str, int]
    merged: Sequence[Merged]
    split: Sequence[Parted]
    moved: Sequence[Went]


def compared(before: Mapping[int, int], after: Mapping[int, int]) -> Comparison:
    """Both say the story of each article, by its number in both; articles that only one has are left out."""
    both = {article: (before[article], after[article]) for article in before if article in after}
    shared = Counter(both.values())
    home, origin = _matched(both, shared)
    fates = {article: _fate(pair, home, origin) for article, pair in both.items()}
    return Comparison(
        fates={fate: sum(found == fate for found in fates.values()) for fate in ("stays", "merged", "split", "moved")},
        merged=[Merged(now, parts) for now, parts in _gathered(home, origin, shared, flip=False)],
        split=[Parted(was, parts) for was, parts in _gathered(origin, home, shared, flip=True)],
        moved=[Went(article, *both[article]) for article, fate in fates.items() if fate == "moved"],
    )


def _matched(
    both: Mapping[int, tuple[int, int]], shared: Mapping[tuple[int, int], int]
) -> tuple[dict[int, int], dict[int, int]]:
    """In which one each story goes on, and from which one each comes."""
    old, new = Counter(was for was, _ in both.values()), Counter(now for _, now in both.values())
    first = {both[article]: article for article in sorted(both, reverse=True)}  # settles what is equal on either side
    ranked = sorted(shared, key=lambda pair: (-shared[pair], old[pair[0]] + new[pair[1]], first[pair]))
    most_old, most_new = ({pair[side]: shared[pair] for pair in reversed(ranked)} for side in (0, 1))
    home, origin = dict[int, int](), dict[int, int]()
    for was, now in ranked:
        if was not in home and now not in origin and most_old[was] == shared[was, now] == most_new[now]:
            home[was], origin[now] = now, was
    for was, now in ranked:
        home.setdefault(was, now)
        origin.setdefault(now, was)
    return home, origin


def _fate(pair: tuple[int, int], home: Mapping[int, int], origin: Mapping[int, int]) -> str:
    was, now = pair
    goes_on, comes_from = home[was] == now, origin[now] == was
    return {(True, True): "stays", (True, False): "merged", (False, True): "split"}.get((goes_on, comes_from), "moved")


def _gathered(
    leads: Mapping[int, int], back: Mapping[int, int], shared: Mapping[tuple[int, int], int], *, flip: bool
) -> list[tuple[int, tuple[Part, ...]]]:
    """The stories that others lead to, with these: the one that it leads back to first, then the larger."""
    found: dict[int, set[int]] = defaultdict(set)
    for one, other in leads.items():
        found[other] |= {one, back[other]}
    several = {
        other: [Part(one, shared[(other, one) if flip else (one, other)]) for one in ones]
        for other, ones in found.items()
        if len(ones) > 1
    }
    return [
        (other, tuple(sorted(parts, key=lambda part: (part.story != back[other], -part.articles, part.story))))
        for other, parts in sorted(several.items())
    ]
