"""How a score and a bar came about, as sums that are right in the figures that are printed. Pure.

    score     0.1941 likeness x 1.212 for a loose story - 0.021 for silence = 0.214
    needed    0.180 to join + 0.012 for the crowd - 0.042 as it is under way = 0.150
    likeness  0.31 (words 0.20, names 0.06, title 0.05)

What comes to nothing is left out. Where rounding leaves a rest, the silence has it, or where there was none, what the
loose story makes of it; of what was needed the largest of what was added and taken off, never what is asked to join,
which people have set. So a figure may be some thousandths beside what was reckoned with. Nothing is told where a number
is not known, as of older rows, or where together they do not make the score that is kept.

The parts of a likeness are rounded so that together they make it: down, and those that lose the most by that up.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

from workers.cli.evidence import Evidence

#: how far what is kept, each number rounded, may be from the score; further off it is not what made it.
_NEAR = 0.001
#: digits of the looseness: more where a likeness is so high that three could miss the score.
_HIGH = 0.5
_SILENCE = "for silence"
#: what is added to, or taken off, what is asked to join.
_ASKED = ("for the crowd", "to be alike enough", "as it is under way")


def of_score(evidence: Evidence, score: float) -> str:
    """Likeness times looseness less what silence takes away; empty where that is not known."""
    likeness, loose, stale = evidence.likeness, evidence.loose, evidence.stale
    if likeness is None or loose is None or stale is None or abs(likeness * loose - stale - score) > _NEAR:
        return ""
    total, silence = _thousandths(score), _thousandths(stale)
    digits = 4 if likeness >= _HIGH else 3
    kept, times = round(likeness * 10**4), round(loose * 10**digits)
    unit = 10 ** (digits + 1)  # of `kept * times`, for a thousandth
    if times == 10**digits or not kept:
        return f"{_told(total + silence)} likeness{_term(-silence, _SILENCE)} = {_told(total)}"
    if silence:
        silence = round(kept * times / unit) - total
    else:
        times = _between(times, (total - 0.5) * unit / kept, (total + 0.5) * unit / kept)
    more = f"{times / 10**digits:.{digits}f} for a {'loose' if loose > 1 else 'tight'} story"
    return f"{likeness:.4f} likeness x {more}{_term(-silence, _SILENCE)} = {_told(total)}"


def of_bar(evidence: Evidence, threshold: float) -> str:
    """What joining asks for, more for a crowd and for closeness, less for a thread; empty where that is not known."""
    join_at, crowd, close, eased = evidence.join_at, evidence.crowd, evidence.close, evidence.eased
    if join_at is None or crowd is None or close is None or eased is None:
        return ""
    if abs(join_at + crowd + close - eased - threshold) > _NEAR:
        return ""
    digits = 3 if round(join_at, 3) == join_at else 4
    join, *others = (round(round(each, 4) * 10**digits) for each in (join_at, crowd, close, -eased))
    asked, total = f"{join / 10**digits:.{digits}f}", _thousandths(threshold)
    if not any(others):
        return f"{asked} to join = {asked}"
    largest = max(range(3), key=lambda at: abs(others[at]))
    others[largest] += total * 10 ** (digits - 3) - join - sum(others)
    told = "".join(_term(each, what, digits) for each, what in zip(others, _ASKED, strict=True))
    return f"{asked} to join{told} = {_told(total)}"


def of_parts(parts: Sequence[float], whole: float) -> list[str]:
    """The parts in hundredths that make the whole as it is printed; each as it is where they do not make it."""
    plain = [f"{each:.2f}" for each in parts]
    if abs(sum(parts) - whole) > _NEAR:
        return plain
    exact = [round(each * 100, 6) for each in parts]
    least = [floor(each) for each in exact]
    rest = round(float(f"{whole:.2f}") * 100) - sum(least)
    if not 0 <= rest <= len(parts):
        return plain
    up = sorted(range(len(parts)), key=lambda at: least[at] - exact[at])[:rest]
    return [f"{(each + (at in up)) / 100:.2f}" for at, each in enumerate(least)]


def _thousandths(number: float) -> int:
    return round(round(number, 3) * 1000)


def _told(thousandths: int) -> str:
    return f"{thousandths / 1000:.3f}"


def _term(figure: int, what: str, digits: int = 3) -> str:
    """One more, or less, of a sum; nothing where it is none."""
    return f" {'+' if figure > 0 else '-'} {abs(figure) / 10**digits:.{digits}f} {what}" if figure else ""


def _between(number: int, least: float, most: float) -> int:
    """The whole number nearest to it within these bounds, which are more than two apart."""
    return min(max(number, floor(least) + 1), ceil(most) - 1)
