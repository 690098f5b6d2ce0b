"""A neighbourhood as second thoughts see it: its members in one row, with the kin of each two of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from workers.assign.kin import Silence, aged, kin, silence
from workers.assign.neighbourhood import Member, Neighbourhood, Story
from workers.assign.products import Table, products
from workers.assign.score import Score, score_of_two

Part = Sequence[int]


@dataclass(frozen=True, slots=True)
class Ground:
    """Members are told by their places in the row, a story by its number among the `stories`."""

    around: Neighbourhood
    #: by id; all have members.
    stories: Sequence[Story]
    #: of all stories, one after the other.
    members: Sequence[Member]
    #: of each story, the first of its members and the one after its last.
    ends: Sequence[int]
    likeness: Table
    kin: Table
    #: kin, less what the days between the two take away.
    aged: Table

    def places(self, story: int) -> range:
        return range(self.ends[story], self.ends[story + 1])

    def touched(self, story: int) -> bool:
        return not self.around.touched or self.stories[story].id in self.around.touched

    def whole(self, story: int) -> bool:
        """Whether all its members are here, copies counted."""
        here = self.stories[story]
        return here.size <= sum(member.spread for member in here.members)

    def own(self, story: int) -> Table:
        """The kin of its members with each other."""
        here = self.places(story)
        return self.kin[here.start : here.stop, here.start : here.stop]

    def between(self, one: Part, other: Part) -> float:
        """The kin of two parts, less what the days between their lives take away."""
        return float(self.kin[np.ix_(one, other)].mean()) - self.silence(one, other).taken()

    def silence(self, one: Part, other: Part) -> Silence:
        return silence(*([self.members[i].at for i in part] for part in (one, other)))

    def score(self, one: Part, other: Part) -> Score:
        """Of two stories, by the one law."""
        within = [self.likeness[np.ix_(part, part)] for part in (one, other)]
        inner = sum(float(table.sum() - table.trace()) / 2 for table in within)
        pairs = sum(len(part) * (len(part) - 1) / 2 for part in (one, other))
        likeness = float(self.likeness[np.ix_(one, other)].mean())
        silent = self.silence(one, other)
        return score_of_two(likeness, inner, pairs, silent.gap, silent.life)

    def articles(self, part: Iterable[int]) -> set[int]:
        return {self.members[i].article for i in part}

    def weight(self, part: Iterable[int]) -> tuple[int, int]:
        """The heavier first: who has more articles, copies among them; of equals, who has the oldest id."""
        members = [self.members[i] for i in part]
        return -sum(member.spread for member in members), min(member.article for member in members)


def ground_of(around: Neighbourhood) -> Ground:
    stories = [story for story in sorted(around.stories, key=lambda story: story.id) if story.members]
    members = [member for story in stories for member in story.members]
    ends = [0, *np.cumsum([len(story.members) for story in stories]).tolist()]
    likeness = products([member.terms for member in members])
    near = kin(likeness)
    return Ground(around, stories, members, ends, likeness, near, aged(near, [member.at for member in members]))
