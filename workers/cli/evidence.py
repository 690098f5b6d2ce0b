"""A membership's evidence, read: what is missing, or of a shape that is not known, is passed over. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

#: no number that is told is larger.
_LARGEST = 1e18


@dataclass(frozen=True, slots=True)
class Near:
    """A member, and how alike it was."""

    article: int
    likeness: float
    #: from its day to that of the article; None where one of them is undated, or it is not known.
    days: float | None = None
    #: what both have, by its kind.
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why an article is where it is. Older rows know less."""

    #: the story that was nearest: the one it joined, or the one that it did not.
    nearest: int | None
    #: with the members of that story on the whole, and theirs with each other.
    likeness: float | None
    tightness: float | None
    #: what words, names and title brought to the likeness.
    parts: Mapping[str, float]
    #: days outside that story's life; 0 within it, None where one of them is undated or it is not known.
    gap_days: float | None
    #: how much less was asked of it, as score, because that story was a thread under way.
    eased: float | None
    names: tuple[str, ...]
    numbers: tuple[str, ...]
    words: tuple[str, ...]
    #: words that are rare in the language, which the nearest members share with it.
    rare: tuple[str, ...]
    #: the members nearest to it, the nearest first.
    near: tuple[Near, ...]
    #: the story that came second, with its score.
    second: tuple[int, float] | None
    #: of that story, those that count; of a single one, what members have with each other is only what is usual.
    members: int | None = None
    #: how many times the likeness counts, since the story is loose or tight; and what the silence before it takes away.
    loose: float | None = None
    stale: float | None = None
    #: what was needed: this, more for other stories that are like it, more to be alike enough to its own.
    join_at: float | None = None
    crowd: float | None = None
    close: float | None = None


@dataclass(frozen=True, slots=True)
class Sides:
    """What second thoughts compared: those that stayed with those that went (workers/assign/repair.py)."""

    kin: float | None
    bar: float | None
    #: the score over what joining needs, and how much of kin it counts for: 0 but in a thread.
    law: float | None
    by_law: float | None
    #: of the members of one side with those of the other, on the whole; and the days between both.
    likeness: float | None
    gap_days: float | None
    #: the two that are most alike, the one that stayed first, and how alike they are; empty where it is not known.
    pair: tuple[int, ...]
    pair_likeness: float | None
    #: of an article that moved alone: those where it is now with it.
    there: Sides | None = None


def sides_of(stored: Mapping[str, Any]) -> Sides:
    pair, there = stored.get("nearest"), stored.get("there")
    ids = [_whole(each) for each in pair] if isinstance(pair, list | tuple) else []
    return Sides(
        kin=_number(stored.get("kin")),
        bar=_number(stored.get("bar")),
        law=_number(stored.get("law")),
        by_law=_number(stored.get("by_law")),
        likeness=_number(stored.get("likeness")),
        gap_days=_number(stored.get("gap_days")),
        pair=tuple(each for each in ids[:2] if each is not None),
        pair_likeness=_number(stored.get("nearest_likeness")),
        there=sides_of({**there, "there": None}) if isinstance(there, Mapping) else None,
    )


def read(stored: Mapping[str, Any]) -> Evidence:
    return Evidence(
        nearest=_whole(stored.get("nearest")),
        likeness=_number(stored.get("likeness")),
        tightness=_number(stored.get("tightness")),
        parts=_parts(stored.get("parts")),
        gap_days=_number(stored.get("gap_days")),
        eased=_number(stored.get("eased")),
        names=_terms(stored.get("shared_names")),
        numbers=_terms(stored.get("shared_numbers")),
        words=_terms(stored.get("shared_words")),
        rare=_terms(stored.get("shared_rare")),
        near=tuple(_near(stored.get("members_near"))),
        second=_second(stored.get("runner_up")),
        members=_whole(stored.get("members")),
        loose=_number(stored.get("loose")),
        stale=_number(stored.get("stale")),
        join_at=_number(stored.get("join_at")),
        crowd=_number(stored.get("crowd")),
        close=_number(stored.get("close")),
    )


def _number(value: object) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool) or not -_LARGEST < value < _LARGEST:
        return None  # what is not a number (nan) is in no range either
    return float(value)


def _whole(value: object) -> int | None:
    """A row's number."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < _LARGEST else None


def _parts(value: object) -> Mapping[str, float]:
    given = value if isinstance(value, Mapping) else {}
    return {str(part): number for part, each in given.items() if (number := _number(each)) is not None}


def _terms(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else ()


def _near(value: object) -> Iterator[Near]:
    for each in value if isinstance(value, list | tuple) else ():
        match each:
            case {"article": article, "likeness": likeness}:
                shared = (_terms(each.get(name)) for name in ("names", "numbers", "words"))
                number, alike = _whole(article), _number(likeness)
                if number is not None and alike is not None:
                    yield Near(number, alike, _number(each.get("days")), *shared)


def _second(value: object) -> tuple[int, float] | None:
    match value:
        case {"story": story, "score": score}:
            number, reached = _whole(story), _number(score)
            return None if number is None or reached is None else (number, reached)
    return None
