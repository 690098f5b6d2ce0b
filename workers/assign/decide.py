"""Which story an article joins, or that it begins one. Pure: the candidates are found elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from workers.assign import stored
from workers.assign.alike import StoryState, alike
from workers.assign.packed import packed
from workers.assign.phrases import strongest, told
from workers.assign.score import Score, bar, crowding, looseness, scores
from workers.assign.vector import Vector
from workers.model import Assignment

#: how many shared words and names the evidence holds.
_SHOWN = 8
_NAMES = {"w": "words", "n": "names", "t": "title"}


def choose(vector: Vector, at: datetime | None, candidates: Sequence[StoryState], join_at: float) -> Assignment:
    """The best candidate when it reaches the bar, else a new story. Ties go to the oldest (lowest) story id.

    The assignment's threshold is that bar: `join_at`, raised where many stories resemble the article (`crowd` of the
    evidence) or where it must be closer to the story than that (`close`), and lowered where that is a thread under way
    (`eased`). Its score is `likeness` times `loose`, less `stale`.
    """
    if not candidates:
        return Assignment(story=None, score=0.0, threshold=join_at, rule="created")
    found = alike(vector, candidates)
    ranked = sorted(enumerate(scores(found, at)), key=lambda one: (-one[1].value, candidates[one[0]].id))
    (nearest, best), *others = ranked
    crowd = [other.likeness for _, other in others]
    threshold = bar(join_at, best, crowd)
    joins = best.value >= threshold
    second = [{"story": candidates[row].id, "score": round(other.value, 4)} for row, other in others[:1]]
    return Assignment(
        story=candidates[nearest].id if joins else None,
        score=best.value,
        threshold=threshold,
        rule="joined" if joins else "created",
        evidence={
            **_evidence(best, candidates[nearest]),
            **_asked(join_at, best, crowd, threshold),
            **_shared(vector, found.contributions(nearest)),
            "runner_up": second[0] if second else None,
        },
    )


def state_of(story: int, members: Sequence[tuple[Vector, datetime | None]]) -> StoryState:
    """A story as these members of it make it."""
    made = stored.read(story, None)
    for vector, at in members:
        made = stored.joined(made, packed(vector), at)
    return made


def told_of(best: Assignment, own: int, *, copied: bool, alone: bool) -> str:
    """What became of an article's place when it was read anew, for a person. It stays in its `own` story."""
    if copied:
        return f"stays in story {own}, where its copies are"
    if alone and best.story is None:
        return f"stays in story {own}, in which it is alone"
    if best.story == own:
        return f"still fits story {own}: score {best.score:z.3f} of {best.threshold:.3f}"
    nearer = f"story {best.story}" if best.story else "a story of its own"
    return f"stays in story {own}, though its new words would go to {nearer}"


def _asked(join_at: float, best: Score, crowd: Sequence[float], threshold: float) -> dict[str, object]:
    """What the threshold is made of: the first three together, less the last."""
    still, crowded = bar(join_at, replace(best, running=0.0), crowd), crowding(crowd)
    return {
        "join_at": join_at,
        "crowd": round(crowded, 4),
        "close": round(max(still - join_at - crowded, 0.0), 4),
        "eased": round(still - threshold, 4),
    }


def _evidence(best: Score, story: StoryState) -> dict[str, object]:
    return {
        "nearest": story.id,
        "members": story.count,
        "likeness": round(best.likeness, 4),
        "tightness": round(best.tightness, 4),
        "loose": round(looseness(best.tightness), 4),
        "stale": round(best.stale, 4),
        "parts": {_NAMES[part]: round(value, 4) for part, value in best.parts.items()},
        "gap_days": None if best.gap_days is None else round(best.gap_days, 2),
    }


def _shared(vector: Vector, brings: Mapping[str, float]) -> dict[str, object]:
    """The words and names in common that bring the most."""
    most = strongest(brings)
    return {
        "shared_words": told(vector, most, _SHOWN, lambda term: term[0] == "w"),
        "shared_names": told(vector, most, _SHOWN, lambda term: term[0] == "n"),
    }
