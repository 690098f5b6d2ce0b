"""What `newsloom explain` knows of an article, and who is told of in it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workers.cli.entries import UNKNOWN, entry_of
from workers.cli.evidence import Evidence
from workers.cli.lines import named, one_line
from workers.cli.pins_lines import Said
from workers.cli.timeline import day_of
from workers.cli.why import BY_PEOPLE
from workers.ledger.schema import Record
from workers.ledger.since import Change

#: the least of a score that is told.
TOLD = 0.001


@dataclass(frozen=True, slots=True)
class Explained:
    """All that the ledger knows of why an article is where it is."""

    article: Record
    member: Record
    #: the membership whose reasons count: of a copy, that of the first of its group.
    first: Record
    #: of that one, or of how it was placed, where it was moved since.
    evidence: Evidence
    #: those that are spoken of, by id; some may not be there any more.
    articles: Mapping[int, Record]
    #: the memberships of today of those that were nearest, by article; of those that are in a story.
    homes: Mapping[int, Record]
    #: those that are spoken of, by the number that they had -> where they are now.
    stories: Mapping[int, Record | None]
    #: its memberships before this one, the first one first.
    was: Sequence[Record] = ()
    #: what people said of it, and still holds.
    pins: Sequence[Said] = ()
    #: the membership that the first of its group was placed with, where something moved that one since.
    placed: Record | None = None
    #: what happened to its story since it came, the last of it.
    since: Sequence[Change] = ()

    @property
    def story(self) -> Record:
        story = self.stories[self.member.story_id]
        assert story is not None, "a membership's story is there"
        return story

    @property
    def reasons(self) -> Record:
        """The membership that `evidence` is of."""
        return self.first if self.placed is None else self.placed

    @property
    def copied(self) -> bool:
        """Whether it is here because another article is."""
        return bool(self.member.rule == "copy")

    @property
    def scoreless(self) -> bool:
        """Whether no score brought it here."""
        return self.first.rule == "copy" or self.first.rule in BY_PEOPLE


def facts(row: Record) -> list[str]:
    entry = entry_of(row)
    day = f"{'~' if entry.guessed else ''}{day_of(entry.day)}" if entry.day else "undated"
    return [day, entry.publisher or UNKNOWN]


def described(row: Record) -> str:
    return " · ".join([*facts(row), named(row.title, row.text, row.text_gone_at)])


def called(story: Record) -> str:
    return one_line(story.title or "") or "(untitled)"


def beside(score: float, bar: float) -> str:
    """`0.064 above the 0.150`: of the figures as they are shown, so that a reader who adds them up is right."""
    return f"{abs(round(score, 3) - round(bar, 3)):.3f} {'above' if score >= bar else 'below'} the {bar:z.3f}"


def thread(found: Explained, story: int) -> str:
    """A story that was spoken of, and where it is now."""
    row = found.stories.get(story)
    if row is None:
        return f"story {story}"
    moved = "" if row.id == story else f", now part of story {row.id}"
    return f"story {story}{moved} · {called(row)}"
