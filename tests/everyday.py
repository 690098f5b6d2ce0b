"""What takes seconds on each database: every day on one of them, on both in `make test`."""

from __future__ import annotations

import pytest

SECOND_IS_SLOW = pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)], indirect=True
)
