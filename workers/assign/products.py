"""The product of each two of some hundred vectors, in one table. Pure.

The vectors are sparse, and most of their terms stand in one of them alone. The others fit a dense matrix, some thousand
columns at a time, so that its size is bounded whatever the texts say.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from workers.assign.sums import Pairs

Table = npt.NDArray[np.float64]

#: columns of the dense matrix: 500 vectors take 4 MB.
_COLUMNS = 2048


def products(vectors: Sequence[Pairs]) -> Table:
    """Symmetric. On the diagonal each vector with itself: 1 for a unit vector, 0 for an empty one."""
    count = len(vectors)
    if not count:
        return np.zeros((0, 0))
    rows = np.repeat(np.arange(count), [len(keys) for keys, _ in vectors])
    values = np.concatenate([values for _, values in vectors]).astype(np.float64)
    own = np.bincount(rows, values * values, minlength=count)
    columns, met = _shared(np.concatenate([keys for keys, _ in vectors]))
    table = _dense(rows[met], columns, values[met], count)
    np.fill_diagonal(table, own)
    return table


def _shared(keys: npt.NDArray[np.uint32]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """A number for each term that stands more than once, for each place where it stands; and which places these are."""
    _, columns, held = np.unique(keys, return_inverse=True, return_counts=True)
    often = held > 1
    met: npt.NDArray[np.bool_] = often[columns]
    return (np.cumsum(often) - 1)[columns[met]], met


def _dense(rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp], values: Table, count: int) -> Table:
    table = np.zeros((count, count))
    for start in range(0, int(columns.max(initial=-1)) + 1, _COLUMNS):
        here = (columns >= start) & (columns < start + _COLUMNS)
        part = np.zeros((count, _COLUMNS), dtype=np.float32)
        np.add.at(part, (rows[here], columns[here] - start), values[here])
        table += part @ part.T
    return table
