"""Blocks of one kind (same tag and class, inside the same): one template set them. Numbers for `weigh.py`. Pure.

The paragraphs of an article are of one kind on nearly all sites, and what stands between them is of another.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from workers.clean.beside import Column
from workers.clean.blocks import Blocks


def kin_of(page: Blocks, prose: Column) -> Mapping[str, Column]:
    """Columns by name. prose: how many characters of each block count as prose."""
    numbers: dict[tuple[str, str], int] = {}
    kind = cache(page.kind)
    own = np.array(
        [numbers.setdefault((kind(row.around[0]), kind(max(0, row.around[1]))), len(numbers)) for row in page.rows]
    )
    total = prose.sum() + 1e-9
    shares, counts = np.bincount(own, prose), np.bincount(own)
    return {
        "prose of its kind": shares[own] / total,
        "prose of others of its kind": (shares[own] - prose) / total,
        "of the best kind": (shares[own] == shares.max()).astype(np.float64),
        "log of its kind": np.log1p(counts[own]),
    }
