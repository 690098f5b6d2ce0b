"""How alike two groupings of the same things are: B-cubed F1 (Amigó et al. 2009), 1 where they are equal. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping

Grouping = Mapping[str, Hashable]


def f1(wanted: Grouping, found: Grouping) -> float:
    """Of `found`, as against `wanted`. What `found` lacks stands alone in it: leaving things out never helps."""
    if not wanted:
        return 1.0
    groups: dict[str, Hashable] = {name: found.get(name, ("alone", name)) for name in wanted}
    both = Counter((groups[name], wanted[name]) for name in wanted)
    precision = _mean(both, Counter(groups.values()), 0)
    recall = _mean(both, Counter(wanted.values()), 1)
    return 2 * precision * recall / (precision + recall)


def _mean(both: Counter[tuple[Hashable, Hashable]], sizes: Counter[Hashable], side: int) -> float:
    """The share of a thing's group, on one side, that is with it on the other side too; the mean over all things."""
    return sum(count * count / sizes[pair[side]] for pair, count in both.items()) / both.total()


def differences(wanted: Grouping, found: Grouping) -> list[str]:
    """The things whose companions are not the same, for people."""
    return sorted(name for name in wanted if _companions(wanted, name) != _companions(found, name))


def _companions(grouping: Grouping, name: str) -> frozenset[str]:
    mine = grouping.get(name, object())
    return frozenset(other for other, group in grouping.items() if group == mine)
