"""Each row of the corpus has the outcome that it states, on both databases; every day on the first."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.hostile.corpus import ROWS
from tests.hostile.make import SITE
from tests.hostile.rows import Article, Ends, FeedFails, Listed, Nothing, Partly, Refused, Row, Told
from tests.hostile.world import Seen, World
from workers.ledger import articles
from workers.ledger.schema import Record


def _pairs() -> Iterator[object]:
    """Each row with each database that it comes to: what is refused at the door comes to none."""
    for database in ("sqlite", "postgresql"):
        for row in ROWS:
            if database == "sqlite" or not isinstance(row.outcome, Refused | Told):
                named = f"{database}-{row.door.name.lower()}: {row.name}"
                slow = row.slow or database != "sqlite"
                yield pytest.param(database, row, id=named, marks=[pytest.mark.slow] if slow else [])


@pytest.mark.parametrize(("database", "row"), list(_pairs()), indirect=["database"])
def test_what_comes_of_it_is_what_is_stated(world: World, row: Row) -> None:
    seen = world.seen(row)
    match row.outcome:
        case Article():
            assert _troubles(seen) == []
            assert len(seen.articles) == 1
            assert _facts(row.outcome, seen.articles[0]) == _stated(row.outcome)
            assert row.outcome.text in seen.articles[0].text
            assert seen.said[0].code == 0
        case Ends(state, reason, words):
            (url,) = seen.urls
            assert (url.state, url.reason) == (state, reason), url.detail
            assert words in url.detail
            assert not seen.articles
        case Refused(words, code):
            assert not seen.urls
            assert not seen.feed
            for said in seen.said:
                assert words in said.out + said.err
                assert row.sent() in ("", b"") or said.code == (code if "0 accepted" not in words else 0)
        case Partly(words):
            assert seen.articles
            assert (_troubles(seen), seen.said[0].code) == ([], 1)
            assert words in seen.said[0].err
        case FeedFails(reason, words):
            assert seen.feed
            assert (seen.feed.failures, seen.feed.reason) == (1, reason), seen.feed.detail
            assert words in seen.feed.detail
            assert not seen.urls
        case Nothing(refused):
            assert seen.feed
            assert (seen.feed.failures, seen.refused) == (0, refused), seen.feed.detail
            assert not seen.urls
        case Told(code, words):
            (said,) = seen.said
            assert (said.code, said.out) == (code, "")
            assert words in said.err
            assert len(said.err.splitlines()) == 1
        case Listed(url, title):
            assert seen.feed
            assert (seen.feed.url, seen.feed.title) == (url, title)


def _troubles(seen: Seen) -> list[tuple[str, str, str]]:
    return [(url.state, url.reason, url.detail) for url in seen.urls if url.state != "done"]


def _facts(stated: Article, found: Record) -> dict[str, object]:
    """Of an article, what the row states."""
    published = articles.published_of(found)
    facts = {
        "title": found.title,
        "date": published and published.text(),
        "url": re.sub(r"^http://n\d+\.example", SITE, found.url),
        "site": found.site,
    }
    return {name: value for name, value in facts.items() if getattr(stated, name) is not ...}


def _stated(stated: Article) -> dict[str, object]:
    return {name: value for name in ("title", "date", "url", "site") if (value := getattr(stated, name)) is not ...}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_refusal_at_the_door_is_one_line(world: World) -> None:
    for row in ROWS:
        if isinstance(row.outcome, Refused) and not row.slow:
            for said in world.seen(row).said:
                assert len(said.err.splitlines()) <= 1, row.name
                assert len(said.err) < 500, row.name
