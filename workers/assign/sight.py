"""What was last seen of an index, so that what is written next need not be read again. Pure.

Whoever looked for an article's story has read it, and mostly that is where the article goes; the cursor was read with
it. So of five times that an assignment asked Redis two are saved. Redis is told by the script whether the cursor is
still as it was seen: then nobody has changed a story since, and else the sight is dropped and all is read anew
(index.py).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from workers.assign import stored
from workers.assign.alike import StoryState
from workers.assign.changes import Change, Joined
from workers.epoch import Epoch
from workers.model import Seen


@dataclass(frozen=True, slots=True)
class Sight:
    epoch: Epoch
    #: the last event taken by then; None before the first.
    cursor: Seen | None
    #: the stories that were read at that moment; empty ones where nothing was stored.
    stories: Mapping[int, StoryState] = field(default_factory=dict)

    def of(
        self, events: Sequence[Change], concerned: Collection[int], epoch: Epoch, after: Seen | None
    ) -> Sight | None:
        """The same with those that these events begin; None where it is older than `after`, or lacks one of them."""
        if self.epoch != epoch or self.cursor is None or self.cursor.number >= events[0].number:
            return None
        if after is not None and self.cursor.number < after.number:
            return None
        begun = {one.story: stored.read(one.story, None) for one in events if isinstance(one, Joined) and one.begins}
        stories = {**begun, **self.stories}
        return Sight(epoch, self.cursor, stories) if stories.keys() >= set(concerned) else None
