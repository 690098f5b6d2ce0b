"""Why an article is where it is, in words. Pure: a membership's evidence in, lines out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from workers.assign.weight import weight
from workers.cli.calendar_names import is_of_the_calendar
from workers.cli.evidence import Evidence, read

#: what a word tells at least that is shown (0 to 3.5): the hundred commonest words of English, and `year`, tell less.
_TELLING = 1.1


def why(rule: str, score: float, threshold: float, evidence: Mapping[str, Any], lang: str | None = None) -> list[str]:
    """Lines that explain a membership; evidence of a shape that is not known is passed over.

    Of the words in common, those that everybody uses in this language are left out, and of the names days and months:
    they count, but tell nothing.
    """
    if rule in BY_PEOPLE or rule in SECOND:
        return [how(rule, evidence)]
    found = read(evidence)
    begin = _RULES.get(rule, _other)(score, threshold, found, evidence.get("copy_of"))
    return [begin, *_details(found, lang)]


def telling(words: Iterable[str], lang: str | None) -> list[str]:
    """Those of these words that not everybody uses in this language."""
    return [word for word in words if weight(word, lang) >= _TELLING]


def speaking(names: Iterable[str], lang: str | None) -> list[str]:
    """Those of these names that are of somebody or something, and not of a day or a month; each in full alone."""
    found = [name for name in names if not is_of_the_calendar(name, lang)]
    return [name for name in found if not any(f" {name} " in f" {other} " for other in found if other != name)]


def reason(rule: object) -> str:
    """Why something was moved, by the rule that moved it; nothing where the change says so itself."""
    return "" if rule in SECOND or not isinstance(rule, str) else BY_PEOPLE.get(rule, rule)


def left(rule: str) -> str:
    """Why an article left a story."""
    return SECOND[rule][1] if rule in SECOND else reason(rule)


def how(rule: str, evidence: Mapping[str, Any]) -> str:
    """What moved it into its story: `a person pinned it (pin 3)`, `it left story 5, which had fallen apart`."""
    if rule in SECOND:
        return SECOND[rule][0].format(evidence.get("from", "?"))
    number = evidence.get("pin")
    return reason(rule) + (f" (pin {number})" if isinstance(number, int) else "")


#: rules by which people move an article.
BY_PEOPLE = {
    "pinned": "a person pinned it",
    "parted": "a person parted it from another",
    "joined-together": "a person put two together",
}
#: rules of second thoughts (workers/assign/mend.py) -> how an article came by them, and why it left.
SECOND = {
    "merged": ("it came with story {}, which was merged into this one", "its story was merged into another"),
    "split": ("it left story {}, which had fallen apart", "its story had fallen apart"),
    "moved": ("it was nearer to this story than to story {}", "it was nearer to another story"),
}


def _joined(score: float, threshold: float, found: Evidence, original: object) -> str:
    del original
    second = f"; next best: story {found.second[0]} with {found.second[1]:z.3f}" if found.second else ""
    return f"joined with score {score:z.3f} ({threshold:.3f} needed){second}"


def _created(score: float, threshold: float, found: Evidence, original: object) -> str:
    del original
    if found.nearest is None:
        return "began it: no story had anything in common with it"
    return f"began it: the nearest, story {found.nearest}, had score {score:z.3f} ({threshold:.3f} needed)"


def _copy(score: float, threshold: float, found: Evidence, original: object) -> str:
    del score, threshold, found
    return "goes where its original is" if original else "goes where its copies are"


def _other(score: float, threshold: float, found: Evidence, original: object) -> str:
    del found, original
    return f"score {score:z.3f} ({threshold:.3f} needed)"


_RULES = {"joined": _joined, "created": _created, "copy": _copy}


def _details(found: Evidence, lang: str | None) -> list[str]:
    shared = (
        ("names in common", speaking(found.names, lang)),
        ("numbers in common", found.numbers),
        ("words in common", telling(found.words, lang)),
    )
    lines = [f"{label}: {', '.join(terms)}" for label, terms in shared if terms]
    return [*lines, *([f"{found.gap_days:.1f} days from the story's nearest article"] if found.gap_days else [])]
