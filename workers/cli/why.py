"""Why an article is where it is, in words. Pure: a membership's evidence in, lines out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workers.assign.weight import weight

#: what a word tells at least that is shown (0 to 3.5): the hundred commonest words of English, and `year`, tell less.
_TELLING = 1.1


def why(rule: str, score: float, threshold: float, evidence: Mapping[str, Any], lang: str | None = None) -> list[str]:
    """Lines that explain a membership; evidence of a shape that is not known is passed over.

    Of the words in common, those that everybody uses in this language are left out: they count, but tell nothing.
    """
    begin = _RULES.get(rule, _other)(score, threshold, evidence)
    return [line for line in (begin, *_details(evidence, lang)) if line]


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


def _details(evidence: Mapping[str, Any], lang: str | None) -> list[str]:
    words = [word for word in _terms(evidence, "shared_words") if weight(word, lang) >= _TELLING]
    shared = (("names in common", _terms(evidence, "shared_names")), ("words in common", words))
    lines = [f"{label}: {', '.join(terms)}" for label, terms in shared if terms]
    gap = evidence.get("gap_days")
    if isinstance(gap, int | float):
        lines.append(f"{gap:.1f} days from the story's nearest article" if gap else "")
    return [line for line in lines if line]


def _terms(evidence: Mapping[str, Any], key: str) -> list[str]:
    terms = evidence.get(key)
    return [str(term) for term in terms] if isinstance(terms, Sequence) and not isinstance(terms, str) else []
