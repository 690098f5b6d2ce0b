"""The parts into which a story falls most easily. Pure.

Average linkage from single members up (Sokal and Michener 1958): each part that forms on the way stands against the
rest, the two that are left in the end are the halves. Not 2-medoids: two events that became one story are seldom of a
size, and the smaller is mostly one or two articles that stand apart.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from workers.assign.products import Table


def halves(kin: Table) -> tuple[list[int], list[int]]:
    """The members of both parts, as places in the table: first the part of the first of them.

    Of two members at least. The time it takes grows with the third power of their number.
    """
    *_, part = parts(kin)
    rest = sorted(set(range(len(kin))) - set(part))
    return (part, rest) if part[0] == 0 else (rest, part)


def parts(kin: Table) -> Iterator[list[int]]:
    """Each part that forms, in order; the last is one of the halves. Of two members, the first."""
    groups = [[member] for member in range(len(kin))]
    sums = kin.copy()
    sizes = np.ones(len(kin))
    means = kin.copy()
    np.fill_diagonal(means, -np.inf)
    if len(kin) == 2:
        yield [0]
    for _ in range(len(kin) - 2):
        one, other = sorted(divmod(int(means.argmax()), len(kin)))
        _join(sums, one, other)
        sizes[one] += sizes[other]
        groups[one] += groups[other]
        groups[other] = []
        row = np.where(np.isneginf(means[one]), -np.inf, sums[one] / (sizes[one] * sizes))
        row[[one, other]] = -np.inf
        means[one], means[:, one] = row, row
        means[other], means[:, other] = -np.inf, -np.inf
        yield sorted(groups[one])


def _join(sums: Table, one: int, other: int) -> None:
    sums[one] += sums[other]
    sums[:, one] += sums[:, other]
