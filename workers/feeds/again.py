"""A feed that ends in the middle as it did before: it was made so, and does so by no accident. Pure."""

from __future__ import annotations

from dataclasses import replace

from workers.feeds import conditional
from workers.feeds.feed import Feed
from workers.ledger.schema import Record


def says_again(feed: Record, said: Feed, content: str) -> bool:
    """Does it say what it said before, and something?

    One with which nothing was wrong was whole before: behind what it said then, something new may be cut off.
    """
    return content == feed.content and feed.flag is not None and bool(said.entries or said.left)


def settled(feed: Record, said: Feed) -> Feed:
    """What is taken in of it: the entry in which it ends, too, where it ends as it did at the last poll."""
    listed = (*said.entries, *said.left)
    if not said.left or said.windowed or not says_again(feed, said, conditional.content_of(listed)):
        return said
    return replace(said, entries=listed, left=())
