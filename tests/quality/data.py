"""Where the labelled data is, outside the project, and what to do where it is not."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

#: beside the project's root. The texts in it belong to their publishers and are never copied here.
DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def needs(path: str) -> Path:
    """The labelled file or folder; the test is skipped where it is not present."""
    found = DATA / path
    if not found.exists():
        pytest.skip(f"labelled data not present: ../shared/data/{path}")
    return found


def rows(path: str) -> Iterator[dict[str, Any]]:
    """The rows of a gzipped file of JSON lines."""
    with gzip.open(needs(path), "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
