"""What an index of stories is told, in the order of the ledger's log, and what it makes of it. Pure.

The strongest words of an article lead to the story that it came into. To the one that it left they go on leading: who
else there has them is not known here, and a story that is found in vain is compared, and not taken. The words of a
story that was merged lead to where it went.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from workers.assign import stored
from workers.assign.alike import StoryState
from workers.assign.packed import Packed
from workers.assign.postings import strongest
from workers.model import Seen


@dataclass(frozen=True, slots=True)
class Joined:
    """An article came into this story, its first one."""

    number: int  #: ascending in the log, with gaps.
    article: int
    story: int
    #: None for a copy, which counts as spread and moves nothing; and where it is no longer kept.
    vector: Packed | None
    at: datetime | None
    #: whether it began the story; False where that is not known.
    begins: bool = False
    #: when it was noted, here and below.
    told: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """Some articles went from a story that goes on into another one."""

    number: int
    source: int
    target: int
    #: those that count, and when each was published.
    articles: Sequence[tuple[Packed, datetime | None]]
    #: times of the first and the last that stayed, in seconds.
    span: Sequence[float | None]
    told: datetime | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """All of a story went into another one."""

    number: int
    gone: int
    into: int
    #: those of it that count.
    articles: Sequence[Packed]
    told: datetime | None = None


@dataclass(frozen=True, slots=True)
class Forgotten:
    """None of a story's members counts any more: their texts go, since it sleeps."""

    number: int
    story: int
    told: datetime | None = None


Change = Joined | Moved | Merged | Forgotten


def last_of(events: Sequence[Change]) -> Seen:
    """What an index has seen that has taken these."""
    return Seen(events[-1].number, events[-1].told)


def left_of(events: Sequence[Change], seen: Seen | None, after: Seen | None) -> Sequence[Change] | None:
    """Those of the events behind `after` that an index has not taken yet that has seen this.

    None where it has not come to them (it was emptied), or is among them and at none of them (it follows another
    history). after: None where nobody says what the events follow.
    """
    if seen is None or seen.number < events[0].number:
        return events if after in (None, seen) else None
    if seen.number > events[-1].number:
        return []
    place = next((place for place, one in enumerate(events) if one.number == seen.number), None)
    return events[place + 1 :] if place is not None and events[place].told == seen.at else None


@dataclass(slots=True)
class Folded:
    """What is to be written after some changes."""

    #: those that changed, as they are then; one that nobody is in any more is gone.
    stories: dict[int, StoryState] = field(default_factory=dict)
    #: hash of a word -> step by step, to which story it leads from then on (True), or leads no longer.
    words: dict[int, list[tuple[int, bool]]] = field(default_factory=dict)


def concerned(events: Iterable[Change]) -> list[int]:
    """The stories that have to be known to take these, each once."""
    found: list[int] = []
    for event in events:
        match event:
            case Joined(story=story) | Forgotten(story=story):
                found.append(story)
            case Moved(source=one, target=other) | Merged(gone=one, into=other):
                found += (one, other)
    return list(dict.fromkeys(found))


def folded(events: Iterable[Change], before: Mapping[int, StoryState]) -> Folded:
    """What these make of the stories as they were before."""
    made = Folded()
    for event in events:
        match event:
            case Joined():
                _join(event, made, before)
            case Moved():
                _move(event, made, before)
            case Merged():
                _merge(event, made, before)
            case Forgotten(story=story):
                made.stories[story] = stored.read(story, None)
    return made


def _join(event: Joined, made: Folded, before: Mapping[int, StoryState]) -> None:
    if event.vector is not None and len(event.vector):
        made.stories[event.story] = stored.joined(_now(event.story, made, before), event.vector, event.at)
        _lead(event.vector, event.story, made)


def _move(event: Moved, made: Folded, before: Mapping[int, StoryState]) -> None:
    source, target = (_now(story, made, before) for story in (event.source, event.target))
    for article, at in event.articles:
        if len(article):
            source, target = stored.left(source, article, at), stored.joined(target, article, at)
            _lead(article, event.target, made)
    made.stories |= {event.source: stored.lasting(source, event.span), event.target: target}


def _merge(event: Merged, made: Folded, before: Mapping[int, StoryState]) -> None:
    gone, into = (_now(story, made, before) for story in (event.gone, event.into))
    made.stories |= {event.into: stored.united(into, gone), event.gone: stored.read(event.gone, None)}
    for article in event.articles:
        _lead(article, event.into, made, instead=event.gone)


def _now(story: int, made: Folded, before: Mapping[int, StoryState]) -> StoryState:
    return made.stories.get(story, before[story])


def _lead(article: Packed, story: int, made: Folded, instead: int | None = None) -> None:
    """The article's strongest words lead to this story, and to another one no longer."""
    steps = [(story, True)] if instead is None else [(instead, False), (story, True)]
    for word, _ in strongest(article):
        known = made.words.setdefault(word, [])
        if known[-len(steps) :] != steps:  # so of a story of a thousand, each word is led elsewhere once
            known += steps
