"""What an index found near an article, and whether that still holds after others have come into stories since. Pure.

It holds no more when one of them came into a story that was looked at, or is so like the article that the two alone
would be one story (score.py: CLOSE of USUAL). Who came elsewhere, and is less like it, could only raise the bar, by a
hundredth: as if the article had come a moment sooner.

Dropped: that it holds no more when one of them has any of the words by which stories were looked for, which would give
what the index finds now to the last digit. Of two labelled articles of different stories 26 to 73 % have such a word in
common, 0.8 to 9 % a likeness of 0.17 or more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from workers.assign.alike import StoryState
from workers.assign.changes import Joined
from workers.assign.packed import Packed
from workers.assign.products import products
from workers.assign.score import CLOSE, USUAL
from workers.model import Seen


@dataclass(frozen=True, slots=True)
class Found:
    #: the likeliest first.
    stories: Sequence[StoryState] = ()
    #: all that were looked at, those that sleep or are gone among them.
    looked_at: frozenset[int] = frozenset()
    #: the article; None for one without words, to which nothing is near.
    article: Packed | None = field(default=None, compare=False)
    #: the last event that the index had taken then, whoever brought it; None for an article without words.
    seen: Seen | None = field(default=None, compare=False)

    def stands(self, since: Sequence[Joined]) -> bool:
        """Whether it holds after these."""
        came = [(event.story, event.vector.pairs) for event in since if event.vector is not None]
        if self.article is None or not came:
            return True
        if any(story in self.looked_at for story, _ in came):
            return False
        likeness = products([self.article.pairs, *(pairs for _, pairs in came)])[0, 1:]
        return bool(likeness.max() < CLOSE * USUAL)
