"""How much articles belong together, seen with what is near them. Pure.

    kin = OWN x likeness + SHARED x (likeness of whom they resemble)

likeness                 the product of two vectors, which is what an article's likeness to a story is the mean of
                         (score.py): the one law, asked again when more is known.
whom they resemble       an article's likenesses to all that is near, each less FAINT of the mean of its NEAR highest,
                         to the power of POWER, as one vector; of two such vectors the cosine. Two reports of one event
                         resemble the same reports, though they may share few words themselves; two events with the
                         same people in them share words, but not their reports. It cannot be had when an article
                         arrives alone.
staleness                what silence takes away, as in lasting.py.
two stories              the mean over the pairs of their members: average linkage. An article alone is a story of one.

Evidence: mean B-cubed F1 of four labelled sets after second thoughts (repair.py), which is 0.905 at arrival and 0.919
with what stands here; then of the four in one stream, 0.862 and 0.876. Each change alone; one run moves by 0.005.

    likeness alone, KIN 0.17 / 0.25               0.893, 0.852 / 0.907, 0.871   what arrival knew gains nothing more
    POWER 1                                       0.901, 0.862
    FAINT 0 / 0.6                                 0.902, 0.858 / 0.915, 0.877
    SELF 0.2                                      0.920, 0.877

Over all articles at once, average linkage with one threshold for the four sets has 0.900 by likeness and 0.924 by kin,
with the best threshold for each set 0.915 and 0.936. SELF is dear where all articles have company, and worth it where
most are alone: there two strangers who resemble nobody else resemble the same, which is each other. Likeness divided by
that of the five nearest was as good (0.930 at once, no better after repair).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from workers.assign.lasting import FADE, STALE, life_days, staleness
from workers.assign.products import Table

#: the share of what two articles have in common themselves.
OWN = 0.2
#: the share of whom they resemble.
SHARED = 0.32
#: how much of its usual likeness an article has to what is merely near.
FAINT = 0.4
#: so many of the nearest make what is usual; missing ones count as 0.
NEAR = 30
#: how much more the near count than the far.
POWER = 1.5
#: as much as an article resembles itself at least: who resembles nobody but one, and him little, is not his kin.
SELF = 0.3

_DAY = 86400.0


def kin(likeness: Table) -> Table:
    """Symmetric; the diagonal says nothing. likeness: of each two articles, of products()."""
    if not len(likeness):
        return likeness
    return OWN * likeness + SHARED * _alike(_resembled(likeness))


def _resembled(likeness: Table) -> Table:
    """Whom each article resembles, a row each. Itself it resembles as the one that is nearest to it, or by SELF."""
    others = likeness - np.diag(likeness.diagonal())
    usual = -np.sort(-others, axis=1)[:, :NEAR].sum(axis=1, keepdims=True) / NEAR
    rows: Table = np.maximum(others - FAINT * usual, 0.0) ** POWER
    np.fill_diagonal(rows, np.maximum(rows.max(axis=1), SELF**POWER))
    return rows


def _alike(rows: Table) -> Table:
    unit: Table = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit @ unit.T


def aged(kin: Table, times: Sequence[datetime | None]) -> Table:
    """The kin of each two, less what the days between them take away; nothing where one is undated."""
    seconds = np.array([np.nan if at is None else at.timestamp() for at in times])
    days = np.nan_to_num(np.abs(seconds[:, None] - seconds[None])) / _DAY
    taken: Table = STALE * (1.0 - np.exp(-days / FADE))
    return kin - taken


@dataclass(frozen=True, slots=True)
class Silence:
    """Between two stories."""

    #: days between their lives: 0 where they overlap, None where one of them is undated.
    gap: float | None
    #: days of the longer life.
    life: float

    def taken(self) -> float:
        """What it takes away."""
        return staleness(self.gap, self.life)


def silence(one: Iterable[datetime | None], other: Iterable[datetime | None]) -> Silence:
    """one, other: the times of their members."""
    lives = [(min(dated), max(dated)) for life in (one, other) if (dated := [at for at in life if at])]
    longer = max((life_days(*life) for life in lives), default=0.0)
    if len(lives) < 2:
        return Silence(None, longer)
    (first, last), (begun, ended) = lives
    return Silence(max((begun - last).total_seconds(), (first - ended).total_seconds(), 0.0) / _DAY, longer)
