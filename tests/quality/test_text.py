"""The text of labelled pages: how much of it is found, and how often without asking trafilatura.

The weights were learned on these pages; on pages of the other sets alone they give what stands in workers/clean/html.py.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from statistics import mean

import pytest

from tests.quality.data import rows
from workers.clean.decide import article_of
from workers.clean.html import agreement
from workers.errors import RefusedError
from workers.model import Hint, Kind, Page

pytestmark = [pytest.mark.quality, pytest.mark.slow]

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "floor", "alone"), [("aeb", 0.974, 0.75), ("fundus_dev", 0.965, 0.8), ("wcxb_dev", 0.962, 0.68)]
)
def test_the_text_of_labelled_pages_is_found(name: str, floor: float, alone: float) -> None:
    scores, sources = [], Counter[str]()
    for row in rows(f"extract/{name}.jsonl.gz"):
        page = Page(row["url"], row["url"], 200, {}, row["html"].encode("utf-8", "replace"), Kind.HTML, NOW)
        try:
            article = article_of(page, Hint())
        except RefusedError:
            scores.append(0.0)
            continue
        sources[article.sources["text"]] += 1
        scores.append(agreement(article.text, row["text"]))
    assert mean(scores) >= floor
    assert sources["blocks"] >= alone * sources.total()
