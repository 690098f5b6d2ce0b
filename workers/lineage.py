"""How the copies of a text hang together, and what turns when another one is found to be the original. Pure.

The texts of a group are a tree: each copy is linked to its nearest text, as dedupe found it, and each link keeps how
the two were alike, which is the same seen from either end. Another original is another root of the same tree: the
links between it and the old one are turned round, and no text is compared again. That also serves where texts and
signatures are no longer kept.

A link that leads nowhere (its article was read anew and left, or was never told) counts as one to the original.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Link:
    """How an article is linked to another one of its group."""

    #: the nearest; None for the original.
    to: int | None
    kind: str
    #: with the nearest.
    likeness: float
    containment: float
    #: its length / that of the nearest; None where it was not kept.
    ratio: float | None = None

    def back(self, to: int) -> Link:
        """The same link, seen from its other end."""
        return replace(self, to=to, ratio=1 / self.ratio if self.ratio else None)


def towards(links: Mapping[int, Link], article: int, root: int) -> list[int]:
    """The articles from this one to the original, both included; the second is the one that it hangs on."""
    path = [article]
    while path[-1] != root:
        nearest = links[path[-1]].to
        path.append(root if nearest is None or nearest not in links or nearest in path else nearest)
    return path


def turned(links: Mapping[int, Link], new: int, root: int, original: Link) -> dict[int, Link]:
    """The links that change when `new` becomes the root: those on the way to the old one. original: that of a root."""
    path = towards(links, new, root)
    back = {upper: links[lower].back(lower) for lower, upper in pairwise(path)}
    return {new: original, **back}
