"""Labelled pages: none is taken for a wall, or for another page, and of the addresses that they give nearly all count.

The figures are those of docs/decisions.md ("Pages") and of workers/clean/same.py.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from functools import cache
from itertools import combinations
from typing import Any

import pytest

from tests.quality.data import rows
from workers import urls
from workers.clean.canonical import Own, address_of
from workers.clean.decide import article_of
from workers.clean.meta import read
from workers.clean.origins import ORIGINS
from workers.clean.same import Reading, is_one_page
from workers.clean.title import alike
from workers.clean.tokens import agreement
from workers.clean.trees import tree_of
from workers.errors import RefusedError
from workers.model import Article, Hint, Kind, Page

pytestmark = pytest.mark.quality

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SETS = ("aeb", "fundus_dev", "htmldate_dev", "wcxb_dev")


@cache
def labelled() -> list[dict[str, Any]]:
    return [row for name in SETS for row in rows(f"extract/{name}.jsonl.gz")]


@cache
def cleaned() -> list[tuple[str, Article | str]]:
    """The address of each page, with its article, or the reason for which it was refused."""
    return [(row["url"], _cleaned(row)) for row in labelled()]


def _cleaned(row: dict[str, Any]) -> Article | str:
    page = Page(row["url"], row["url"], 200, {}, row["html"].encode("utf-8", "replace"), Kind.HTML, NOW)
    try:
        return article_of(page, Hint())
    except RefusedError as error:
        return error.reason


@cache
def different() -> dict[str, Article]:
    """The articles, each address once."""
    return {url: found for url, found in reversed(cleaned()) if isinstance(found, Article)}


def pairs(*, one_host: bool = False, one_title: bool = False) -> list[tuple[Article, Article]]:
    """Two different articles each; not one with what an archive keeps of it, at an address that ends with its own."""
    return [
        (one, other)
        for (mine, one), (theirs, other) in combinations(different().items(), 2)
        if not (one_host and urls.host(mine) != urls.host(theirs))
        and not (
            one_title and not (alike(one.title or "", other.title or "") or alike(other.title or "", one.title or ""))
        )
        and not (mine.endswith(theirs) or theirs.endswith(mine))
    ]


def most(found: list[tuple[Article, Article]]) -> float:
    """The highest token F1 of their texts."""
    return round(max(agreement(one.text, other.text) for one, other in found), 2)


def reading(article: Article) -> Reading:
    return Reading(article.title, article.text, article.published)


@pytest.mark.slow
def test_where_each_field_is_from_is_a_word_that_is_explained() -> None:
    found = {source for _, one in cleaned() if isinstance(one, Article) for source in one.sources.values()}
    assert found <= set(ORIGINS)


@pytest.mark.slow
def test_no_page_of_which_a_person_kept_an_article_is_taken_for_a_stub() -> None:
    refused = Counter(found for _, found in cleaned() if isinstance(found, str))
    assert (len(cleaned()), refused) == (871, {"not-an-article": 7})


@pytest.mark.slow
def test_no_two_labelled_articles_are_taken_for_one_page() -> None:
    of_one_host, of_one_title = pairs(one_host=True), pairs(one_title=True)
    assert (len(of_one_host), most(of_one_host)) == (166, 0.59)
    assert (len(of_one_title), most(of_one_title)) == (7, 0.52)
    assert not any(is_one_page(reading(one), reading(other)) for one, other in of_one_host + of_one_title)


@pytest.mark.slow
def test_the_one_labelled_page_that_is_there_in_two_states_is_one_page() -> None:
    again = [url for url, times in Counter(row["url"] for row in labelled()).items() if times > 1]
    states = [found for url, found in cleaned() if url in again and isinstance(found, Article)]
    (one, other) = states
    assert most([(one, other)]) == 0.86
    assert is_one_page(reading(one), reading(other))


def test_nearly_all_pages_that_name_an_address_have_one_believed() -> None:
    """The first that a page gives itself, or a later one."""
    sources: Counter[bool] = Counter()
    why: Counter[str] = Counter()
    for row in labelled():
        about = read(tree_of(row["html"]), row["url"], NOW)
        if about.said:
            found = address_of(Own(row["url"], about.title), about.said)
            sources[found.source != "fetched"] += 1
            why.update(reason for address, reason in found.refused if address == about.said[0].address)
    assert sources == {True: 809, False: 11}
    assert why == {"elsewhere": 13, "stranger": 3}
