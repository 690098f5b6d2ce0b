"""Why an article is where it is, in words. Pure: a membership's evidence in, lines out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def why(rule: str, score: float, threshold: float, evidence: Mapping[str, Any]) -> list[str]:
    """Lines that explain a membership; evidence of a shape that is not known is passed over."""
    begin = _RULES.get(rule, _other)(score, threshold, evidence)
    return [line for line in (begin, *_details(evidence)) if line]


def _joined(score: float, threshold: float, evidence: Mapping[str, Any]) -> str:
    return f"joined with score {score:.3f} ({threshold:.3f} needed){_second(evidence.get('runner_up'))}"


def _second(runner_up: object) -> str:
    match runner_up:
        case {"story": int(story), "score": float(score)}:
            return f"; next best: story {story} with {score:.3f}"
    return ""


def _created(score: float, threshold: float, evidence: Mapping[str, Any]) -> str:
    nearest = evidence.get("nearest")
    if nearest is None:
        return "began it: no story had anything in common with it"
    return f"began it: the nearest, story {nearest}, had score {score:.3f} ({threshold:.3f} needed)"


def _copy(score: float, threshold: float, evidence: Mapping[str, Any]) -> str:
    del score, threshold
    return "goes where its original is" if evidence.get("copy_of") else "goes where its copies are"


def _other(score: float, threshold: float, evidence: Mapping[str, Any]) -> str:
    del evidence
    return f"score {score:.3f} ({threshold:.3f} needed)"


_RULES = {"joined": _joined, "created": _created, "copy": _copy}


def _details(evidence: Mapping[str, Any]) -> list[str]:
    lines = [
        f"{label}: {', '.join(str(term) for term in terms)}"
        for key, label in (("shared_names", "names in common"), ("shared_words", "words in common"))
        if isinstance(terms := evidence.get(key), Sequence) and not isinstance(terms, str) and terms
    ]
    gap = evidence.get("gap_days")
    if isinstance(gap, int | float):
        lines.append(f"{gap:.1f} days from the story's nearest article" if gap else "")
    return [line for line in lines if line]
