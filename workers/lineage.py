"""How the copies of a text hang together, and what turns when another one is found to be the original. Pure.

The texts of a group are a tree: each copy is linked to its nearest text, as dedupe found it, and each link keeps how
the two were alike, which is the same seen from either end. Another original is another root of the same tree: the
links between it and the old one are turned round, and no text is compared again. That also serves where texts and
signatures are no longer kept.

A link that leads nowhere (its article was read anew and left, or was never told) counts as one to the original.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
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
    path = {article: None}
    while article != root:
        article = _hangs_on(links, article, root, path)
        path[article] = None
    return list(path)


def parents(links: Mapping[int, Link], root: int) -> dict[int, int]:
    """Of each article but the original, the one that it hangs on. Each link is followed once, however long the chains.

    By these each comes to the original: a ring, which no ledger should hold, is cut once.
    """
    found: dict[int, int] = {}
    for article in links:
        path: set[int] = set()
        while article != root and article not in found:
            path.add(article)
            found[article] = _hangs_on(links, article, root, path)
            article = found[article]  # noqa: PLW2901 - on to the next of this way
    return found


def _hangs_on(links: Mapping[int, Link], article: int, root: int, passed: Container[int]) -> int:
    nearest = links[article].to
    return root if nearest is None or nearest not in links or nearest in passed else nearest


def turned(links: Mapping[int, Link], new: int, root: int, original: Link) -> dict[int, Link]:
    """The links that change when `new` becomes the root: those on the way to the old one. original: that of a root."""
    path = towards(links, new, root)
    back = {upper: links[lower].back(lower) for lower, upper in pairwise(path)}
    return {new: original, **back}
