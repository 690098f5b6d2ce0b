"""Figures in prose follow from the tables beside them."""

from __future__ import annotations

import re
from pathlib import Path

BENCHMARKS = (Path(__file__).parents[2] / "docs" / "benchmarks.md").read_text("utf-8")


def test_the_bytes_of_a_pending_url_are_those_of_the_tables() -> None:
    told = re.search(r"disk, (\d+) bytes each in SQLite and (\d+) in PostgreSQL", BENCHMARKS)
    rows = [line.split("|")[2:] for line in BENCHMARKS.splitlines() if line.startswith("| ledger on disk")]
    assert told
    for said, (_, fewer, more, *_) in zip(map(int, told.groups()), rows, strict=True):
        grown = int(more.split()[0]) - int(fewer.split()[0])  # MB, from 100,000 urls to a million
        assert said == round(grown * 1e6 / 900_000)
