"""The commands about pages that are fetched once more, and what is said of articles that are not what they seem."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tests.contract.cli import Newsloom
from tests.contract.test_cli_reading import (
    NOW,
    World,
    long_ago,
    newsloom,
    services,
    three_failed,
    two_stories,
    world,
)
from workers import schedule
from workers import urls as addresses
from workers.ledger import aliases, articles, ends, schema, urls, versions, visits
from workers.model import Article, Basis
from workers.settings import Fetch, Settings

__all__ = ["long_ago", "newsloom", "services", "three_failed", "two_stories", "world"]  # the fixtures


def counts(world: World) -> dict[str, int]:
    with world.ledger.read() as connection:
        return urls.counts(connection)


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (("https://harbor.example/call",), 1),
        (("1", "https://delta.example/call"), 2),
        (("1", "1"), 1),
        (("--story", "1"), 3),
        (("--host", "harbor.example"), 3),
        (("--story", "1", "--host", "harbor.example"), 4),
        (("--entries",), 0),
    ],
)
def test_refetch_takes_up_what_it_is_told_and_says_how_many(
    newsloom: Newsloom, two_stories: World, words: tuple[str, ...], count: int
) -> None:
    done = counts(two_stories)["done"]
    said = newsloom("refetch", *words)
    assert (said.code, said.out) == (0, f"{count} page{'' if count == 1 else 's'} to be fetched once more\n")
    assert counts(two_stories).get("pending", 0) == count
    assert counts(two_stories).get("done", 0) == done - count


def test_a_host_of_which_there_is_no_page_is_named_as_a_story_that_never_was_is(
    newsloom: Newsloom, two_stories: World
) -> None:
    said = newsloom("refetch", "--host", "nowhere.example")
    assert (said.code, said.out) == (1, "0 pages to be fetched once more\n")
    assert said.err == "newsloom: no page of nowhere.example is there to be fetched once more\n"
    assert newsloom("refetch", "--host", "nowhere.example", "--json").objects == [{"refetched": 0, "missing": 1}]


def test_refetch_as_json_has_its_keys_and_a_second_time_finds_them_on_their_way(
    newsloom: Newsloom, two_stories: World
) -> None:
    assert newsloom("refetch", "--story", "1", "--json").objects == [{"refetched": 3, "missing": 0}]
    assert newsloom("refetch", "--story", "1", "--json").objects == [{"refetched": 0, "missing": 0}]
    said = newsloom("refetch", "1")
    assert said.code == 1
    assert said.err == "newsloom: 1: it is on its way\n"


def test_what_has_no_article_is_named_with_what_to_do(newsloom: Newsloom, three_failed: World) -> None:
    three_failed.article("import:h", "A document")
    said = newsloom("refetch", "1", "https://never.example/", "import:h", "--json")
    assert said.code == 1
    assert said.objects == [{"refetched": 0, "missing": 3}]
    assert said.err.splitlines() == [
        "newsloom: 1: it is failed: `newsloom failed retry` takes it up again",
        "newsloom: https://never.example/: never accepted",
        "newsloom: import:h: it was imported: there is nothing to fetch",
    ]


@pytest.fixture
def brought(two_stories: World) -> World:
    """The pages of the two stories came in an archive."""
    with two_stories.ledger.begin() as tx:
        tx.execute(sa.update(schema.url).values(via="warc", host=""))
    return two_stories


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (("https://harbor.example/call",), 1),
        (("--story", "1"), 3),
        (("--host", "harbor.example"), 3),
        (("--host", "harbor.example:8080"), 0),
    ],
)
def test_refetch_takes_up_pages_that_an_archive_brought_and_they_are_of_their_host_from_then_on(
    newsloom: Newsloom, brought: World, words: tuple[str, ...], count: int
) -> None:
    assert newsloom("refetch", *words, "--json").objects == [{"refetched": count, "missing": int(not count)}]
    with brought.ledger.read() as connection:
        rows = connection.execute(sa.select(schema.url).where(schema.url.c.state == "pending")).all()
    assert len(rows) == count
    assert all(row.host == addresses.host(row.url) and row.stage == "accepted" for row in rows)


def test_failed_finds_a_page_that_an_archive_brought_by_its_host_and_says_it(newsloom: Newsloom, world: World) -> None:
    world.failed("https://harbor.example/gone")
    with world.ledger.begin() as tx:
        tx.execute(sa.update(schema.url).values(via="warc", host=""))
    (found,) = newsloom("failed", "--host", "harbor.example", "--json").objects
    assert (found["url"], found["host"]) == ("https://harbor.example/gone", "harbor.example")
    assert newsloom("failed", "--host", "x.example").err.endswith("on host x.example; hosts: 1 harbor.example\n")
    assert newsloom("failed", "retry", "--host", "harbor.example").out == "1 retried\n"


@pytest.mark.parametrize("words", [(), ("--host", "no host"), ("--story", "x")])
def test_wrong_words_for_refetch_are_exit_code_2(
    newsloom: Newsloom, two_stories: World, words: tuple[str, ...]
) -> None:
    assert newsloom("refetch", *words).code == 2


def test_refetch_of_a_story_that_never_was_is_one_line(newsloom: Newsloom, two_stories: World) -> None:
    said = newsloom("refetch", "--story", "99")
    assert (said.code, said.err) == (1, "newsloom: there is no story 99: `newsloom stories` lists them\n")


@pytest.fixture
def twin(two_stories: World) -> int:
    """A url whose page is that of the first url."""
    row = two_stories.url("https://harbor.example/call?seen=1")
    with two_stories.ledger.begin() as tx:
        found = urls.get(tx, row)
        assert found
        tx.execute(sa.update(schema.url).where(schema.url.c.id == row).values(state="running", due_at=None))
        assert ends.same(tx, found, 1, NOW)
    return row


def test_a_url_with_anothers_page_is_traced_to_that_ones_article(
    newsloom: Newsloom, two_stories: World, twin: int
) -> None:
    first = newsloom("trace", str(twin), "--json").objects[0]
    assert (first["state"], first["same_as"], first["article"], first["story"]) == ("same", 1, 1, 1)
    told = newsloom("trace", str(twin)).out
    assert "same as  url 1, which has the article\n         https://harbor.example/call\n" in told


def test_refetch_of_a_url_with_anothers_page_fetches_that_ones(
    newsloom: Newsloom, two_stories: World, twin: int
) -> None:
    assert newsloom("refetch", str(twin)).out == "1 page to be fetched once more\n"
    assert two_stories.state(1) == ("pending", None)
    assert two_stories.state(twin) == ("same", None)


def test_a_url_with_anothers_page_has_not_failed(newsloom: Newsloom, two_stories: World, twin: int) -> None:
    assert newsloom("failed").err == "newsloom: nothing has failed\n"
    assert newsloom("failed", "retry", str(twin)).err.startswith(f"newsloom: {twin}: has not failed: it is same")


def test_an_address_at_which_a_page_was_seen_is_not_accepted_again_and_one_that_was_only_said_is(
    newsloom: Newsloom, two_stories: World
) -> None:
    known, told = "https://harbor.example/the-call", "https://harbor.example/told"
    with two_stories.ledger.begin() as tx:
        aliases.claim(tx, 1, [addresses.key(known), addresses.key(told)], NOW)
        aliases.see(tx, 1, [addresses.key(known)])
    said = newsloom("enqueue", known, told, "https://harbor.example/new", "--json")
    assert said.objects == [{"accepted": 2, "known": 1, "refused": 0}]
    assert newsloom("enqueue", known, "--json").objects == [{"accepted": 0, "known": 1, "refused": 0}]


@pytest.fixture
def read_anew(two_stories: World) -> World:
    """The first article has another text since."""
    with two_stories.ledger.begin() as tx:
        before = articles.get(tx, 1)
        assert before
        article = Article("", "Ishiba and Trump talk", "They talked for ten minutes.", None, "en", "Harbor Post")
        versions.replace(tx, before, article, ["text"], NOW)
    return two_stories


def test_a_trace_shows_what_the_article_was(newsloom: Newsloom, read_anew: World) -> None:
    told = newsloom("trace", "1").out
    at = f"{NOW:%Y-%m-%d %H:%M:%S}"
    assert f"was      version 1 from {at} to {at}: 13 words; then new: text\n" in told
    (was,) = newsloom("trace", "1", "--json").objects[0]["versions"]
    assert was["number"] == 1
    assert (was["changed"], was["words"], was["title"]) == (["text"], 13, "Ishiba and Trump talk")
    assert newsloom("trace", "2", "--json").objects[0]["versions"] == []


def test_a_text_that_is_no_longer_kept_takes_those_that_it_was_along(newsloom: Newsloom, long_ago: World) -> None:
    with long_ago.ledger.begin() as tx:
        before = articles.get(tx, 3)
        assert before
        versions.replace(tx, before, Article("", "T", "Other.", None, "en", "Harbor Post"), ["text"], NOW)
    assert ": 13 words; then new: text" in newsloom("trace", "3").out
    assert newsloom("prune").code == 0
    assert ": text no longer kept; then new: text" in newsloom("trace", "3").out


@pytest.mark.parametrize(
    ("basis", "in_story", "in_trace"),
    [
        (Basis.ENTRY, "from the feed alone: the page could not be had", "made of its feed's entry alone"),
        (Basis.STUB, "a notice of the site, no article", "not an article but a notice of its site"),
    ],
)
def test_what_an_article_is_made_of_is_said_wherever_it_is_shown(
    newsloom: Newsloom, two_stories: World, basis: Basis, in_story: str, in_trace: str
) -> None:
    with two_stories.ledger.begin() as tx:
        articles.mark(tx, 1, basis)
    assert in_story in newsloom("story", "1").out
    assert in_trace in newsloom("trace", "1").out
    assert newsloom("story", "1", "--json").objects[0]["basis"] == basis
    assert newsloom("trace", "1", "--json").objects[0]["basis"] == basis
    assert newsloom("export").objects[0]["basis"] == basis
    assert newsloom("refetch", "--entries", "--json").objects[0]["refetched"] == (1 if basis is Basis.ENTRY else 0)


def test_a_notice_that_came_into_no_story_is_not_exported(newsloom: Newsloom, world: World) -> None:
    row = world.url("https://a.example/1")
    with world.ledger.begin() as tx:
        made = Article("https://a.example/1", None, "Words.", None, None, None)
        found = articles.save(tx, row, made, external_id=None, placed_at=None, now=NOW)
        articles.mark(tx, found, Basis.STUB)
    assert newsloom("export").objects == []


def test_beat_takes_up_young_articles_at_the_ages_that_are_set(two_stories: World) -> None:
    mine = two_stories.services
    mine.settings = Settings(fetch=Fetch(revisit=(3600.0, 7200.0)))
    assert schedule.revisit() == 0
    mine.clock = lambda: NOW + timedelta(hours=1)
    assert schedule.revisit() == 4
    assert schedule.revisit() == 0
    with two_stories.ledger.read() as connection:
        assert visits.due(connection, mine.settings.fetch.revisit, mine.clock(), 10) == []


def test_beat_looks_for_what_is_due_for_a_visit_while_others_write(two_stories: World) -> None:
    mine = two_stories.services
    mine.settings = Settings(fetch=Fetch(revisit=(3600.0,)))
    mine.clock = lambda: NOW + timedelta(hours=1)
    asked: list[tuple[bool, str]] = []

    def note(connection: Connection, _cursor: object, statement: str, *_more: object) -> None:
        asked.append((connection.get_execution_options().get("newsloom_writes", False), statement))

    sa.event.listen(mine.ledger.engine, "before_cursor_execute", note)
    assert schedule.revisit() == 4
    assert [writes for writes, statement in asked if "seen_at" in statement] == [False]
    asked.clear()
    assert schedule.revisit() == 0
    assert [statement for writes, statement in asked if writes] == []
