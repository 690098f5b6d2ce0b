"""Pages that an archive brought are pages like those fetched here; nobody is asked for them until somebody wants that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.contract.ledger_world import a_document, finish, give_up, lease, look, turn_of, write
from tests.contract.ledger_world import accept as accepted
from tests.contract.test_one_page import (
    AGES,
    CANONICAL,
    FIVE,
    NOTICE,
    OWL_WORDS,
    OWLS,
    TITLE,
    Town,
    crew,
    html,
    services,
    town,
)
from tests.warcs import answer, record
from workers import urls as addresses
from workers.doctor import Finding, examine
from workers.ledger import Ledger, given_up, hosts, schema, urls, visits
from workers.ledger.leases import Slots, take
from workers.model import Submission
from workers.urls import is_of
from workers.warc import read

pytestmark = pytest.mark.second_is_slow

__all__ = ["crew", "services", "town"]  # the fixtures

OWLS_AT = "/owls/48812"


@pytest.fixture
def bring(town: Town, tmp_path: Path) -> Callable[..., list[int]]:
    """Takes an archive in, with a page at each of these paths; the ids of the urls that are new."""

    def bring(*paths: str, body: str = "", asked: str = "") -> list[int]:
        fields = {"Newsloom-Asked-URI": town.site.url(asked)} if asked else {}
        page = answer(body or html(head=CANONICAL))
        file = tmp_path / "a.warc"
        file.write_bytes(b"".join(record(page, uri=town.site.url(path), **fields) for path in paths))
        found = [each for each in read.submissions(file, 1_000_000, town.now) if isinstance(each, Submission)]
        return list(write(town.one.ledger, urls.accept, found, town.now).new)

    return bring


def wrong(town: Town) -> list[Finding]:
    return [each for each in examine(town.one) if each.wrong]


def home(town: Town) -> str:
    return addresses.host(town.site.url("/"))


# One page is one article


def test_a_page_by_five_addresses_of_an_archive_is_one_article_and_nobody_is_asked(
    town: Town, bring: Callable[..., list[int]]
) -> None:
    ids = bring(*FIVE)
    town.run(*ids)
    assert town.states(*ids) == ["done", "same", "same", "same", "same"]
    assert [town.count(noun) for noun in ("article", "story", "membership")] == [1, 1, 1]
    assert town.owner("/news/saltmere-closes-swing-bridge") == ids[0]
    assert not town.site.hits
    assert town.wrong() == []


def test_where_an_archives_page_was_found_is_known_when_another_was_led_there(
    town: Town, bring: Callable[..., list[int]]
) -> None:
    ids = [*bring(OWLS_AT, body=html(OWLS, OWL_WORDS), asked="/short"), *bring(OWLS_AT, body=html(OWLS, OWL_WORDS))]
    town.run(*ids)
    assert [town.row(each).url for each in ids] == [town.site.url("/short"), town.site.url(OWLS_AT)]
    assert town.states(*ids) == ["done", "same"]
    assert town.accept("/short", OWLS_AT) == []
    assert town.wrong() == []


@pytest.mark.parametrize("here_first", [True, False])
def test_a_page_that_was_fetched_here_and_came_in_an_archive_is_one_article(
    town: Town, bring: Callable[..., list[int]], here_first: bool
) -> None:
    town.site.page(FIVE[0], html(head=CANONICAL))
    ids = [*town.accept(FIVE[0]), *bring(FIVE[1])]
    first, second = ids if here_first else reversed(ids)
    town.run(first, second)
    assert town.states(first, second) == ["done", "same"]
    assert town.wrong() == []


def test_two_editions_of_an_archive_at_one_address_are_two_articles(
    town: Town, bring: Callable[..., list[int]]
) -> None:
    ids = [*bring("/live", asked="/r/1"), *bring("/live", body=html(OWLS, OWL_WORDS), asked="/r/2")]
    town.run(*ids)
    assert town.states(*ids) == ["done", "done"]
    assert town.article(ids[1]).url == town.site.url("/live")
    assert town.wrong() == []


def test_documents_that_say_one_address_are_what_they_are(town: Town, bring: Callable[..., list[int]]) -> None:
    first, second = bring(*FIVE[:2])
    write(town.one.ledger, lambda tx: tx.execute(sa.update(schema.url).values(via="import")))
    town.run(first, second)
    assert town.states(first, second) == ["done", "done"]
    assert town.article(first).url == town.article(second).url
    assert town.count("alias") == 0
    assert town.wrong() == []


def test_the_third_page_of_an_archive_with_one_short_text_is_refused(
    town: Town, bring: Callable[..., list[int]]
) -> None:
    ids = [
        each
        for name in ("bridge", "owls", "ferry")
        for each in bring(f"/{name}", body=html(f"Report of the {name} and what came of it", NOTICE))
    ]
    town.run(*ids)
    assert town.states(*ids) == ["done", "done", "refused"]
    assert town.row(ids[2]).reason == "stub-repeated"


def without_alias(town: Town) -> None:
    write(town.one.ledger, lambda tx: tx.execute(sa.delete(schema.alias)))


def test_a_doctor_sees_articles_that_share_their_address_and_their_page(
    town: Town, bring: Callable[..., list[int]]
) -> None:
    ids = bring(*FIVE[:3])
    for each in ids:
        town.run(each)
        without_alias(town)
    assert town.states(*ids) == ["done", "done", "done"]
    (found,) = wrong(town)
    assert (found.check, found.wrong, found.mended) == ("one-page", 2, False)
    assert found.examples == tuple(str(town.article(each).id) for each in ids[1:])


def led_to_one_address(town: Town, *bodies: str, at: str = "/live") -> list[int]:
    """Urls that were led to one address, each at a time when another page stood there."""
    ids = []
    for number, body in enumerate(bodies):
        town.site.redirect(f"/r/{number}", at)
        town.site.page(at, body)
        ids += town.accept(f"/r/{number}")
        town.run(ids[-1])
    return ids


def test_a_doctor_says_nothing_of_editions_that_became_alike_when_they_were_read_anew(town: Town) -> None:
    first, second = led_to_one_address(town, html(), html(OWLS, OWL_WORDS))
    town.visit(first)
    town.run(first)
    assert town.article(first).text == town.article(second).text
    assert town.article(first).url == town.article(second).url
    assert town.wrong() == []


def test_a_doctor_says_nothing_of_articles_neither_of_which_has_the_address(town: Town) -> None:
    """Each was held against the edition that has it, and not against the other."""
    ids = led_to_one_address(town, html(), html(OWLS, OWL_WORDS), html(OWLS, OWL_WORDS))
    assert town.states(*ids) == ["done", "done", "done"]
    assert town.wrong() == []


def test_a_doctor_holds_nothing_against_an_article_whose_address_is_anothers_by_now(town: Town) -> None:
    town.site.page("/news/48812/bridge", html(head='<link rel="canonical" href="/news/48812/owls">'))
    (liar,) = town.accept("/news/48812/bridge")
    town.run(liar)
    ids = led_to_one_address(town, html(OWLS, OWL_WORDS), html(), at="/news/48812/owls")
    assert town.states(*ids) == ["done", "done"]
    assert len({town.article(each).url for each in (liar, *ids)}) == 1
    assert town.wrong() == []


# To be fetched after all


def test_a_page_of_an_archive_stands_in_nobodys_line_until_it_is_fetched_once_more(
    town: Town, bring: Callable[..., list[int]]
) -> None:
    (url_id,) = bring("/a")
    town.run(url_id)
    assert (town.row(url_id).host, turn_of(town.one.ledger, home(town))) == ("", None)
    town.site.page("/a", html(OWLS, OWL_WORDS))
    assert town.visit(url_id) == 1
    row = town.row(url_id)
    assert (row.state, row.stage, row.host, row.visits) == ("pending", "accepted", home(town), 1)
    assert turn_of(town.one.ledger, home(town)) == town.now
    assert wrong(town) == []
    town.run(url_id)
    assert town.site.hits["/a"] == 1
    assert (town.article(url_id).title, town.article(url_id).version) == (OWLS, 2)
    assert town.wrong() == []


def test_pages_of_an_archive_that_are_fetched_once_more_are_spaced_by_their_host(
    town: Town, bring: Callable[..., list[int]]
) -> None:
    ids = bring(*(f"/{number}" for number in range(4)))
    finish(town.one.ledger, town.now, *ids)
    town.visit(*ids)
    with town.one.ledger.exclusive("dispatch") as tx:
        leased = take(tx, town.now, 100, 60, 2.0, Slots(1, 1))
    assert [row.host for row in leased] == [home(town)]
    free = look(town.one.ledger, hosts.get, home(town))
    assert free
    assert free.free_at == free.next_at == town.now + timedelta(seconds=2)


def test_no_visit_of_an_archives_page_is_due_by_itself(town: Town, bring: Callable[..., list[int]]) -> None:
    (url_id,) = bring("/a")
    town.run(url_id)
    later = town.now + timedelta(hours=2)
    assert look(town.one.ledger, visits.due, AGES, later, 10) == []
    assert look(town.one.ledger, visits.of_host, "127.0.0.1") == [url_id]


@pytest.mark.parametrize("reason", ["stub-paywall", "not-an-article"])
def test_an_archives_page_without_an_article_is_asked_of_its_host_when_it_is_retried(
    town: Town, bring: Callable[..., list[int]], reason: str
) -> None:
    (url_id,) = bring("/a")
    write(town.one.ledger, urls.advance, town.row(url_id), "fetch", town.now)
    give_up(town.one.ledger, town.now, url_id, "refused", reason)
    town.site.page("/a", html())
    assert write(town.one.ledger, given_up.retry, [url_id], town.now) == 1
    row = town.row(url_id)
    assert (row.stage, row.host, row.visits) == ("accepted", home(town), 1)
    assert turn_of(town.one.ledger, home(town)) == town.now - hosts.HEAD_START
    town.run(url_id)
    assert (town.states(url_id), town.article(url_id).title) == (["done"], TITLE)
    assert town.wrong() == []


def test_an_archives_page_whose_bytes_are_good_goes_on_from_them(town: Town, bring: Callable[..., list[int]]) -> None:
    (url_id,) = bring("/a")
    give_up(town.one.ledger, town.now, url_id, "failed", "bug")
    lease(town.one.ledger, town.now)
    write(town.one.ledger, given_up.retry, [url_id], town.now)
    row = town.row(url_id)
    assert (row.stage, row.host) == ("fetch", "")
    assert turn_of(town.one.ledger, home(town)) is None
    town.run(url_id)
    assert (town.states(url_id), town.site.hits.total()) == (["done"], 0)


def test_an_archives_page_whose_bytes_are_gone_is_asked_of_its_host(
    town: Town, bring: Callable[..., list[int]]
) -> None:
    (url_id,) = bring("/a")
    give_up(town.one.ledger, town.now, url_id, "failed", "page-gone")
    write(town.one.ledger, lambda tx: tx.execute(sa.delete(schema.page)))
    write(town.one.ledger, given_up.retry, [url_id], town.now)
    assert (town.row(url_id).stage, town.row(url_id).host) == ("accepted", home(town))
    assert wrong(town) == []


def test_what_a_doctor_has_fetched_again_stands_in_the_line_of_its_host(
    town: Town, bring: Callable[..., list[int]]
) -> None:
    first, second = bring(*FIVE[:2])
    town.run(first, second)
    with town.one.ledger.begin() as tx:
        tx.execute(sa.delete(schema.alias).where(schema.alias.c.key == town.row(second).key))
    assert [each.check for each in examine(town.one, fix=True) if each.mended] == ["same-page"]
    row = town.row(second)
    assert (row.state, row.stage, row.host) == ("pending", "accepted", home(town))
    assert turn_of(town.one.ledger, home(town)) == town.now
    assert wrong(town) == []


# Whose they are


GIVEN = ("http://a.example/1", "https://a.example:8080/2", "https://b.a.example/3", "https://a.example.org/4")


@pytest.fixture
def failed(ledger: Ledger, now: datetime) -> dict[int, str]:
    """Failed urls by their ids: each fetched, and brought by an archive; and a document, which is said to be empty."""
    rows = [
        Submission(f"{url}-{via}", f"{via}{url}"[-32:], host, via)
        for url in GIVEN
        for via, host in (("enqueue", addresses.host(url)), ("warc", ""))
    ]
    document = replace(a_document("5", now), url="https://a.example/5")
    ids = accepted(ledger, now, *rows, document)
    for url_id in ids:
        give_up(ledger, now, url_id)
    return dict(zip(ids, [*(row.url for row in rows), ""], strict=True))


@pytest.mark.parametrize(
    "host", ["a.example", "a.example:8080", "a.example:80", "b.a.example", "a.example.org", "example", "a_example"]
)
def test_the_urls_of_a_host_are_found_whichever_way_they_came(
    ledger: Ledger, failed: dict[int, str], host: str
) -> None:
    wanted = {url_id for url_id, url in failed.items() if url and is_of(addresses.host(url), host)}
    assert set(look(ledger, given_up.listed, host=host)) == wanted


def test_given_up_urls_are_counted_by_the_host_that_they_are_of_and_documents_are_of_none(
    ledger: Ledger, failed: dict[int, str]
) -> None:
    assert list(look(ledger, given_up.by_host).items()) == [
        *(("a.example", 2), ("a.example.org", 2), ("a.example:8080", 2), ("b.a.example", 2))
    ]
    assert len(failed) == 9
