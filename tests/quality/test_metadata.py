"""Titles and dates of labelled pages do not become worse than they are: floors, and no instant that is wrong.

Of the days that are wrong most are a label's that tells of a change: 13 of 21 on wcxb_dev, 8 of 23 on htmldate_dev.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from tests.quality.data import rows
from workers.clean.decide import metadata_of
from workers.model import Kind, Page, Precision, Published

pytestmark = pytest.mark.quality

NOW = datetime(2026, 11, 22, tzinfo=UTC)
Dated = list[tuple[datetime, Published | None]]


@cache
def read(name: str) -> list[tuple[dict[str, Any], str | None, Published | None]]:
    found = []
    for row in rows(f"extract/{name}.jsonl.gz"):
        page = Page(row["url"], row["url"], 200, {}, row["html"].encode("utf-8", "replace"), Kind.HTML, NOW)
        about = metadata_of(page)
        found.append((row, about.title, about.published))
    return found


def dated(name: str) -> Dated:
    return [(datetime.fromisoformat(row["date"]), published) for row, _, published in read(name) if row.get("date")]


def days(found: Dated) -> tuple[int, int, int]:
    """How many days there are, how many right, and how many wrong."""
    right = sum(
        published is not None
        and published.at.date() in {gold.date(), *([gold.astimezone(UTC).date()] if gold.tzinfo else [])}
        for gold, published in found
    )
    return len(found), right, sum(published is not None for _, published in found) - right


@pytest.mark.slow
@pytest.mark.parametrize(("name", "pages", "floor"), [("fundus_dev", 111, 95), ("wcxb_dev", 220, 189)])
def test_titles_are_exact(name: str, pages: int, floor: int) -> None:
    titles = [(row["title"], title) for row, title, _ in read(name) if row.get("title")]
    assert len(titles) == pages
    assert sum(" ".join(gold.split()) == title for gold, title in titles) >= floor


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "pages", "floor", "wrong"),
    [("fundus_dev", 111, 111, 0), ("wcxb_dev", 192, 171, 21), ("htmldate_dev", 359, 334, 23)],
)
def test_days_are_right(name: str, pages: int, floor: int, wrong: int) -> None:
    count, right, amiss = days(dated(name))
    assert count == pages
    assert right >= floor
    assert amiss <= wrong


@pytest.mark.slow
def test_no_instant_is_wrong() -> None:
    zoned = [(gold, published) for gold, published in dated("fundus_dev") if gold.tzinfo]
    exact = [(gold, found) for gold, found in zoned if found and found.precision is Precision.INSTANT]
    assert len(zoned) == 103
    assert len(exact) == 103
    assert all(abs(found.at - gold) < timedelta(minutes=1) for gold, found in exact)
