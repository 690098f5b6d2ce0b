"""Silent failure: a feed that answers, and says nothing, or not all. Pure; flags for people, no decision hangs on them.

| flag      | when                                                                                              |
|-----------|---------------------------------------------------------------------------------------------------|
| cut       | it ends in the middle (cut.py): what was read of it counts, and it is asked for the whole again;  |
|           | one that is cut again as it was is asked as others are, and any other flag goes before this one   |
| empty     | it lists nothing                                                                                  |
| frozen    | it has said the same for longer than TIMES its usual gap and FEW_DAYS, where a usual gap is known  |
|           | (KNOWN arrivals or more); where none is known, for longer than MANY_DAYS                           |
| shrinking | the last three changes brought items of less than SHRUNK of the length of those before            |

The usual gap is between arrivals (polls that found something new) and leaves out the silence that is being judged. A
feed that was always rare is not frozen; one that said forty things a day and falls silent for three days is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from workers.feeds.hints import DAY
from workers.feeds.pace import Arrivals

#: the flag of a feed whose last answer ended in the middle (conditional.py).
CUT = "cut"
#: a gap of exponential length is longer than ten means once in 22,000.
TIMES = 10
FEW_DAYS = 3
MANY_DAYS = 60
KNOWN = 5
SHRUNK = 0.35
#: changes whose items are remembered, and those that are compared with the rest; characters worth comparing.
MOST_SIZES, LATEST, LONG = 12, 3, 120


@dataclass(frozen=True, slots=True)
class Flag:
    """What looks wrong with a feed that answers."""

    name: str
    detail: str

    @property
    def event(self) -> str:
        """What the log calls it."""
        return "feed.cut" if self.name == CUT else "feed.silent"


def flag_of(
    entries: int,
    arrivals: Arrivals,
    sizes: Sequence[int],
    changed_at: datetime,
    now: datetime,
    *,
    cut: bool = False,
    again: bool = False,
) -> Flag | None:
    """entries: listed now. changed_at: since when it has said the same.

    cut: it ended in the middle. again: so it did before, and said the same.
    """
    read = f"{entries:,} {'entry' if entries == 1 else 'entries'} read"
    broken = Flag(CUT, f"it ends in the middle: {read}") if cut else None
    if broken and not again:
        return broken
    if entries == 0:
        return Flag("empty", "it answers, and lists no entries")
    return _frozen(arrivals, changed_at, now) or _shrinking(sizes) or broken


def _frozen(arrivals: Arrivals, changed_at: datetime, now: datetime) -> Flag | None:
    silence = (now - changed_at).total_seconds()
    usual = usual_gap(arrivals)
    bound = MANY_DAYS * DAY if usual is None else max(TIMES * usual, FEW_DAYS * DAY)
    if silence <= bound:
        return None
    told = "" if usual is None else f"; new entries used to come every {_span(usual)}"
    return Flag("frozen", f"it has said the same for {_span(silence)}{told}")


def usual_gap(arrivals: Arrivals) -> float | None:
    """Seconds between arrivals, the silence after the last left out; None where too few are known."""
    if len(arrivals) < KNOWN:
        return None
    return (arrivals[-1][0] - arrivals[0][0]) / (len(arrivals) - 1)


def _shrinking(sizes: Sequence[int]) -> Flag | None:
    before, last = sizes[:-LATEST], sizes[-LATEST:]
    if len(before) < LATEST or median(before) < LONG or max(last) >= SHRUNK * median(before):
        return None
    return Flag("shrinking", f"its entries had {median(before):.0f} characters, now {median(last):.0f}")


def sized(sizes: Sequence[int], texts: Sequence[int]) -> tuple[int, ...]:
    """The sizes with that of a poll whose entries have texts of these lengths."""
    return (*sizes, round(sum(texts) / len(texts)))[-MOST_SIZES:] if texts else tuple(sizes)


def _span(seconds: float) -> str:
    if seconds >= 2 * DAY:
        return f"{seconds / DAY:.0f} days"
    return f"{seconds / 3600:.0f} h" if seconds >= 7200 else f"{max(1, round(seconds / 60))} min"
