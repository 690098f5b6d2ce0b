"""The text of labelled pages: how much of it is found, and how often without asking trafilatura.

The weights were learned on these pages; on pages of the other sets alone they give what stands in workers/clean/html.py.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from statistics import mean
from typing import Any

import pytest
from lxml import html as lxml_html
from resiliparse.extract.html2text import extract_plain_text
from trafilatura import extract

from tests.quality.data import rows
from workers.clean.decide import article_of
from workers.clean.tokens import agreement
from workers.errors import RefusedError
from workers.model import Article, Hint, Kind, Page

pytestmark = [pytest.mark.quality, pytest.mark.slow]

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@cache
def found_in(name: str) -> list[tuple[dict[str, Any], Article | None]]:
    """The labelled pages of a set, each with its article; None for one that is refused."""
    return [(row, _cleaned(row)) for row in rows(f"extract/{name}.jsonl.gz")]


def _cleaned(row: dict[str, Any]) -> Article | None:
    page = Page(row["url"], row["url"], 200, {}, row["html"].encode("utf-8", "replace"), Kind.HTML, NOW)
    try:
        return article_of(page, Hint())
    except RefusedError:
        return None


def score_of(row: dict[str, Any], article: Article | None) -> float:
    return agreement(article.text, row["text"]) if article else 0.0


@pytest.mark.parametrize(
    ("name", "floor", "alone"), [("aeb", 0.9755, 0.75), ("fundus_dev", 0.9678, 0.8), ("wcxb_dev", 0.9635, 0.68)]
)
def test_the_text_of_labelled_pages_is_found(name: str, floor: float, alone: float) -> None:
    sources = Counter(article.sources["text"] for _, article in found_in(name) if article)
    assert mean(score_of(row, article) for row, article in found_in(name)) >= floor
    assert sources["blocks"] >= alone * sources.total()


#: token F1 under which a page is lost, and from which it is right.
LOST, RIGHT = 0.5, 0.8


def trafilatura(html: str) -> str:
    return extract(html) or ""


def resiliparse(html: str) -> str:
    return str(extract_plain_text(html, main_content=True))


def readability(html: str) -> str:
    from readability import Document

    try:
        return str(lxml_html.fromstring(Document(html).summary()).text_content())
    except Exception:  # noqa: BLE001 - what it raises on a broken page is not said
        return ""


#: readability-lxml is measured where it is installed: it is none of what the tests need.
RIVALS = (trafilatura, resiliparse, *((readability,) if find_spec("readability") else ()))


@pytest.mark.parametrize("name", ["aeb", "fundus_dev", "wcxb_dev"])
def test_no_page_is_lost_that_a_rival_gets_right(name: str) -> None:
    """Only pages that are lost are read by the others, in the same run."""
    lost = [row for row, article in found_in(name) if score_of(row, article) < LOST]
    assert [
        row["url"] for row in lost if any(agreement(read(row["html"]), row["text"]) >= RIGHT for read in RIVALS)
    ] == []
