"""Which story an article joins, or that it begins one. Pure: the candidates are found elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from workers.assign.score import Score, StoryState, bar, contributions, score
from workers.assign.vector import Vector
from workers.model import Assignment

#: how many shared words and names the evidence holds.
_SHOWN = 8
_NAMES = {"w": "words", "n": "names", "t": "title"}


def choose(vector: Vector, at: datetime | None, candidates: Sequence[StoryState], join_at: float) -> Assignment:
    """The best candidate when it reaches the bar, else a new story. Ties go to the oldest (lowest) story id.

    The assignment's threshold is that bar: at least `join_at`, raised where many stories resemble the article.
    """
    ranked = sorted(((score(vector, at, story), story) for story in candidates), key=lambda s: (-s[0].value, s[1].id))
    if not ranked:
        return Assignment(story=None, score=0.0, threshold=join_at, rule="created")
    best, story = ranked[0]
    threshold = bar(join_at, best, [other.likeness for other, _ in ranked[1:]])
    joins = best.value >= threshold
    return Assignment(
        story=story.id if joins else None,
        score=best.value,
        threshold=threshold,
        rule="joined" if joins else "created",
        evidence=_evidence(vector, best, story) | {"runner_up": _runner_up(ranked)},
    )


def state_of(story: int, members: Sequence[tuple[Vector, datetime | None]]) -> StoryState:
    """A story as these members of it make it."""
    sums: dict[str, float] = {}
    pairs = 0.0
    for vector, _ in members:
        pairs += sum(value * sums.get(term, 0.0) for term, value in vector.terms.items())
        for term, value in vector.terms.items():
            sums[term] = sums.get(term, 0.0) + value
    dates = [at for _, at in members if at]
    return StoryState(story, len(members), sums, pairs, min(dates, default=None), max(dates, default=None))


def told_of(best: Assignment, own: int, *, copied: bool, alone: bool) -> str:
    """What became of an article's place when it was read anew, for a person. It stays in its `own` story."""
    if copied:
        return f"stays in story {own}, where its copies are"
    if alone and best.story is None:
        return f"stays in story {own}, in which it is alone"
    if best.story == own:
        return f"still fits story {own}: score {best.score:.3f} of {best.threshold:.3f}"
    nearer = f"story {best.story}" if best.story else "a story of its own"
    return f"stays in story {own}, though its new words would go to {nearer}"


def _evidence(vector: Vector, best: Score, story: StoryState) -> dict[str, object]:
    return {
        "nearest": story.id,
        "members": story.count,
        "likeness": round(best.likeness, 4),
        "tightness": round(best.tightness, 4),
        "parts": {_NAMES[part]: round(value, 4) for part, value in best.parts.items()},
        "gap_days": None if best.gap_days is None else round(best.gap_days, 2),
        "shared_words": _strongest(vector, story, "w"),
        "shared_names": _strongest(vector, story, "n"),
    }


def _strongest(vector: Vector, story: StoryState, part: str) -> list[str]:
    shared = [(-value, term) for term, value in contributions(vector, story).items() if term[0] == part]
    return [vector.word(term) for _, term in sorted(shared)[:_SHOWN]]


def _runner_up(ranked: Sequence[tuple[Score, StoryState]]) -> dict[str, object] | None:
    if len(ranked) < 2:
        return None
    second, story = ranked[1]
    return {"story": story.id, "score": round(second.value, 4)}
