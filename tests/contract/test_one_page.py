"""One page is one article, by however many addresses it is reached; through the real stages, from a real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from tests.chaos import invariants
from tests.contract.ledger_world import an_article, look
from tests.contract.test_stages import accept, services, submission
from tests.site import Site
from tests.steps import do
from workers import urls as addresses
from workers.bootstrap import Services
from workers.claims import Claim
from workers.doctor import examine
from workers.errors import NewsloomError
from workers.ledger import aliases, articles, given_up, leases, schema, steps, stories, urls, visits
from workers.model import Hint, Published, Submission
from workers.settings import Fetch, Settings

pytestmark = pytest.mark.second_is_slow

__all__ = ["services"]  # the fixture

TITLE = "Saltmere closes its swing bridge for two years"
WORDS = (
    "The harbour board of Saltmere voted on Monday to close the old swing bridge for two years. Its bearings were cast "
    "in 1911 and can no longer be trusted in a storm, said the chair of the board, Ada Fenwick. A free ferry will take "
    "people across from June, and shopkeepers on the east quay want the council to pay for the customers they lose."
)
OWLS = "Barn owls nest in the church tower again"
OWL_WORDS = (
    "Barn owls have nested in the tower of Little Wexcombe church for the first time since the war. The vicar has "
    "stopped the bells until the four chicks can fly, and a camera in the belfry shows them to anyone who asks for it "
    "in the village shop. The parish council says that it has never had so many visitors in February."
)


def html(title: str = TITLE, words: str = WORDS, head: str = "") -> str:
    paragraphs = "".join(f"<p>{sentence.strip()}.</p>" for sentence in words.split(". "))
    return f"""<!doctype html><html lang="en"><head><title>{title}</title>{head}</head><body><main><article>
    <h1>{title}</h1>{paragraphs}</article></main></body></html>"""


@dataclass
class Town:
    """A site, and workers who are handed the stages of its urls one by one."""

    one: Services
    site: Site
    now: datetime

    def accept(self, *paths: str, hint: Hint | None = None, via: str = "enqueue") -> list[int]:
        """The ids of those that are new."""
        given = [self._submission(path, via, hint or Hint()) for path in paths]
        with self.one.ledger.begin() as tx:
            return list(urls.accept(tx, given, self.now).new)

    def _submission(self, path: str, via: str, hint: Hint) -> Submission:
        url = addresses.canonical(self.site.url(path))
        return Submission(url, addresses.key(url), addresses.host(url), via, hint)

    def lease(self) -> None:
        with self.one.ledger.exclusive("dispatch") as tx:
            leases.take(tx, self.one.clock(), 100, 3600, 0)

    def step(self, url_id: int, stage: str, one: Services | None = None) -> bool:
        row = self.row(url_id)
        return do(one or self.one, Claim(url_id, row.lease, stage))

    def run(self, *ids: int) -> None:
        """Each of these to its end, one after the other."""
        self.lease()
        for url_id in ids:
            for stage in urls.STAGES[1:]:
                try:
                    self.step(url_id, stage)
                except NewsloomError:
                    break

    def visit(self, *ids: int) -> int:
        with self.one.ledger.begin() as tx:
            return visits.again(tx, ids, self.now)

    def row(self, url_id: int) -> Any:
        return look(self.one.ledger, urls.get, url_id)

    def article(self, url_id: int) -> Any:
        return look(self.one.ledger, articles.of_url, url_id)

    def states(self, *ids: int) -> list[str]:
        return [self.row(url_id).state for url_id in ids]

    def owner(self, path: str) -> int | None:
        return look(self.one.ledger, aliases.owner, addresses.key(addresses.canonical(self.site.url(path))))

    def told(self, url_id: int) -> list[tuple[str, str, str | None]]:
        return [(step.stage, step.outcome, step.reason) for step in look(self.one.ledger, steps.of, url_id)]

    def count(self, noun: str) -> int:
        table = schema.metadata.tables[noun]
        return int(look(self.one.ledger, lambda tx: tx.scalar(sa.select(sa.func.count()).select_from(table))))

    def wrong(self) -> list[str]:
        """All that must hold and does not, by the chaos suite's own checks and by the doctor's."""
        doctor = [f"{each.check}: {each.examples}" for each in examine(self.one) if each.wrong]
        return invariants.of_ledger(self.one.ledger) + doctor


@pytest.fixture
def crew(services: Callable[[], Services]) -> Callable[[], Services]:
    """Makes services that may fetch from this machine."""

    def make() -> Services:
        mine = services()
        mine.settings = Settings(fetch=Fetch(allow_networks=("127.0.0.0/8",), user_agent="newsloom-test/1"))
        return mine

    return make


@pytest.fixture
def town(crew: Callable[[], Services], now: datetime) -> Iterator[Town]:
    with Site() as site:
        yield Town(crew(), site, now)


CANONICAL = '<link rel="canonical" href="/news/saltmere-closes-swing-bridge">'
FIVE = [
    *("/news/saltmere-closes-swing-bridge?seen=1", "/m/saltmere-closes-swing-bridge", "/saltmere-closes-bridge-swing"),
    *("/amp/saltmere-closes-swing-bridge", "/2025/02/saltmere-closes-swing-bridge"),
]


def test_a_page_by_five_addresses_is_one_article_and_each_address_says_whose(town: Town) -> None:
    for path in FIVE:
        town.site.page(path, html(head=CANONICAL))
    first, *others = town.accept(*FIVE)
    town.run(first, *others)
    assert town.states(first, *others) == ["done", "same", "same", "same", "same"]
    assert [town.count(noun) for noun in ("article", "story", "membership")] == [1, 1, 1]
    assert [town.owner(path) for path in FIVE] == [first] * 5
    assert town.article(first).url == town.site.url("/news/saltmere-closes-swing-bridge")
    assert town.told(others[0])[-1] == ("clean", "same", None)
    assert town.wrong() == []


@pytest.mark.parametrize("waits", [True, False])
def test_an_address_that_a_page_only_says_of_itself_is_fetched_before_it_is_known(town: Town, waits: bool) -> None:
    m, news = "/m/saltmere-closes-swing-bridge", "/news/saltmere-closes-swing-bridge"
    town.site.page(m, html(head=CANONICAL))
    town.site.page(news, html())
    (first,) = town.accept(m)
    second = town.accept(news) if waits else []
    town.run(first)
    second = second or town.accept(news)
    town.run(*second)
    assert town.states(first, *second) == ["done", "same"]
    assert town.site.hits[news] == 1
    assert town.accept(news, m) == []
    assert town.wrong() == []


@pytest.mark.parametrize("waits", [True, False])
def test_an_article_whose_address_another_page_claims_is_not_lost(town: Town, waits: bool) -> None:
    """A cache gave the page the canonical link of another article, in whose address is a number of its own."""
    town.site.page("/news/48812/bridge", html(head='<link rel="canonical" href="/news/48812/owls">'))
    town.site.page("/news/48812/owls", html(OWLS, OWL_WORDS))
    (liar,) = town.accept("/news/48812/bridge")
    owls = town.accept("/news/48812/owls") if waits else []
    town.run(liar)
    owls = owls or town.accept("/news/48812/owls")
    town.run(*owls)
    assert town.states(liar, *owls) == ["done", "done"]
    assert town.article(owls[0]).title == OWLS
    assert town.owner("/news/48812/owls") == owls[0]
    assert town.wrong() == []


def test_an_address_that_was_only_said_is_the_ones_whose_fetch_led_there(town: Town) -> None:
    """So that the next one who is led there is held against the page that stands there, not against who said so."""
    town.site.page("/news/48812/bridge", html(head='<link rel="canonical" href="/news/48812/owls">'))
    town.site.page("/news/48812/owls", html(OWLS, OWL_WORDS))
    for path in ("/short", "/shorter"):
        town.site.redirect(path, "/news/48812/owls")
    liar, first, second = town.accept("/news/48812/bridge", "/short", "/shorter")
    town.run(liar, first, second)
    assert town.states(liar, first, second) == ["done", "done", "same"]
    assert town.owner("/shorter") == first
    assert town.accept("/news/48812/owls") == []
    assert town.wrong() == []


def test_a_free_canonical_address_does_not_hide_that_the_page_is_known_where_it_was_fetched(town: Town) -> None:
    """A site begins to write canonical links: the page is another's by the address at which a redirect ended."""
    town.site.page("/b/saltmere-closes-swing-bridge", html())
    town.site.redirect("/short", "/b/saltmere-closes-swing-bridge")
    (first,) = town.accept("/b/saltmere-closes-swing-bridge")
    town.run(first)
    town.site.page("/b/saltmere-closes-swing-bridge", html(head=CANONICAL))
    (second,) = town.accept("/short")
    town.run(second)
    assert town.states(first, second) == ["done", "same"]
    assert town.count("article") == 1
    assert town.wrong() == []


def test_where_a_redirect_led_is_known_and_where_the_amp_page_may_be_is_not(town: Town) -> None:
    town.site.redirect("/short", "/news/saltmere-closes-swing-bridge")
    town.site.page(
        "/news/saltmere-closes-swing-bridge",
        html(head='<link rel="amphtml" href="/news/saltmere-closes-swing-bridge/amp">'),
    )
    (first,) = town.accept("/short")
    town.run(first)
    assert town.accept("/news/saltmere-closes-swing-bridge") == []
    assert town.accept("/short") == []
    amp = town.accept("/news/saltmere-closes-swing-bridge/amp")
    assert len(amp) == 1
    assert town.owner("/news/saltmere-closes-swing-bridge/amp") == first
    town.site.page("/news/saltmere-closes-swing-bridge/amp", html())
    town.run(*amp)
    assert town.states(*amp) == ["same"]
    assert town.wrong() == []


def test_the_http_header_may_say_the_address(town: Town) -> None:
    link = {"Link": f'<{town.site.url("/news/saltmere-closes-swing-bridge")}>; rel="canonical"'}
    town.site.page("/x/saltmere-closes-swing-bridge", html(), headers=link)
    (first,) = town.accept("/x/saltmere-closes-swing-bridge")
    town.run(first)
    assert town.owner("/news/saltmere-closes-swing-bridge") == first


@pytest.mark.parametrize(
    "lie",
    ["/", "/news/", "/news/barn-owls-nest-in-church-tower", "https://elsewhere.example/saltmere-closes-swing-bridge"],
)
def test_a_canonical_link_that_is_wrong_hides_no_article(town: Town, lie: str) -> None:
    head = f'<link rel="canonical" href="{lie}">'
    town.site.page("/news/saltmere-closes-swing-bridge", html(head=head))
    town.site.page("/news/barn-owls-nest-in-church-tower", html(OWLS, OWL_WORDS, head))
    ids = town.accept("/news/saltmere-closes-swing-bridge", "/news/barn-owls-nest-in-church-tower")
    town.run(*ids)
    assert town.states(*ids) == ["done", "done"]
    assert town.count("article") == 2
    assert town.wrong() == []


def test_a_believed_address_under_which_another_article_stands_is_not_shared(town: Town) -> None:
    """Two articles of one number: the site's word is believed of the first, and its text tells the second apart."""
    head = '<link rel="canonical" href="/news/48812">'
    town.site.page("/news/48812/bridge", html(head=head))
    town.site.page("/news/48812/owls", html(OWLS, OWL_WORDS, head))
    ids = town.accept("/news/48812/bridge", "/news/48812/owls")
    town.run(*ids)
    assert town.states(*ids) == ["done", "done"]
    assert [town.article(each).url for each in ids] == [town.site.url("/news/48812"), town.site.url("/news/48812/owls")]


BRIEFING = "Morning briefing"
OPENING = "Good morning from Saltmere, and here is what you need to know before you set out today."


@pytest.mark.parametrize(
    ("first", "second", "canonical"),
    [
        ("/2025/02/05/morning-briefing", "/2025/02/06/morning-briefing", "/morning-briefing"),
        ("/2025/02/05/morning-briefing", "/2025/02/06/morning-briefing", "/2025/02/05/morning-briefing"),
        ("/morning-briefing-wednesday", "/morning-briefing-thursday", "/morning-briefing-wednesday"),
    ],
)
@pytest.mark.parametrize("dated", [True, False])
def test_the_next_edition_of_a_series_is_an_article_of_its_own(
    town: Town, first: str, second: str, canonical: str, dated: bool
) -> None:
    """All have one title, and what a template says: the series' address, or that of the day before."""
    for path, words, day in ((first, WORDS, 5), (second, OWL_WORDS, 6)):
        date = f'<meta property="article:published_time" content="2025-02-0{day}T06:00:00Z">' if dated else ""
        link = f'<link rel="canonical" href="{canonical}">'
        town.site.page(path, html(BRIEFING, f"{OPENING} {words}", date + link))
    ids = town.accept(first, second)
    town.run(*ids)
    assert town.states(*ids) == ["done", "done"]
    assert town.article(ids[1]).url == town.site.url(second)
    assert town.wrong() == []


@pytest.mark.parametrize("workers", [2, 5])
def test_twins_that_are_cleaned_at_the_same_moment_are_one_article(
    town: Town, crew: Callable[[], Services], workers: int
) -> None:
    for path in FIVE[:workers]:
        town.site.page(path, html(head=CANONICAL))
    ids = town.accept(*FIVE[:workers])
    at_once(town, crew, ids)
    assert sorted(town.states(*ids)) == ["done", *["same"] * (workers - 1)]
    assert town.count("article") == 1
    assert town.wrong() == []


def test_twins_that_are_led_to_an_address_which_a_third_one_claims_are_one_article(
    town: Town, crew: Callable[[], Services]
) -> None:
    town.site.page("/news/48812/bridge", html(head='<link rel="canonical" href="/news/48812/owls">'))
    town.site.page("/news/48812/owls", html(OWLS, OWL_WORDS))
    town.run(*town.accept("/news/48812/bridge"))
    paths = [f"/short/{number}" for number in range(4)]
    for path in paths:
        town.site.redirect(path, "/news/48812/owls")
    ids = town.accept(*paths)
    at_once(town, crew, ids)
    assert sorted(town.states(*ids)) == ["done", "same", "same", "same"]
    assert town.wrong() == []


def at_once(town: Town, crew: Callable[[], Services], ids: list[int]) -> None:
    """Each of these to its end, all cleaned at the same moment."""
    town.lease()
    for url_id in ids:
        town.step(url_id, "fetch")
    crowd, together = [crew() for _ in ids], Barrier(len(ids))

    def clean(one: Services, url_id: int) -> None:
        together.wait()
        town.step(url_id, "clean", one)

    with ThreadPoolExecutor(len(ids)) as pool:
        list(pool.map(clean, crowd, ids))
    for url_id in ids:
        for stage in ("dedupe", "assign"):
            town.step(url_id, stage)


def two_of_one_page(town: Town) -> list[int]:
    """Two urls, the second of which has ended as the same as the first."""
    for path in FIVE[:2]:
        town.site.page(path, html(head=CANONICAL))
    ids = town.accept(*FIVE[:2])
    town.run(*ids)
    return ids


def test_the_same_page_comes_twice_and_ends_once(town: Town) -> None:
    _, second = two_of_one_page(town)
    assert not town.step(second, "clean")
    assert not town.step(second, "dedupe")
    town.run(second)
    assert town.states(second) == ["same"]
    assert [row for row in town.told(second) if row[1] == "same"] == [("clean", "same", None)]


def test_a_doctor_mends_a_url_whose_twin_has_no_article(town: Town) -> None:
    _, second = two_of_one_page(town)
    with town.one.ledger.begin() as tx:
        tx.execute(sa.delete(schema.alias).where(schema.alias.c.key == town.row(second).key))
        tx.execute(sa.update(schema.url).where(schema.url.c.id == second).values(attempts=5, kills=2))
    assert [each.check for each in examine(town.one) if each.wrong] == ["same-page"]
    assert [each.check for each in examine(town.one, fix=True) if each.mended] == ["same-page"]
    assert (town.row(second).attempts, town.row(second).kills) == (0, 0)
    town.run(second)
    assert town.states(second) == ["same"]
    assert town.wrong() == []


def test_a_doctor_mends_a_url_that_is_the_same_and_has_an_article_of_its_own(town: Town) -> None:
    first, second = two_of_one_page(town)
    with town.one.ledger.begin() as tx:
        articles.save(tx, second, an_article(), external_id=None, placed_at=None, now=town.now)
    assert [each.check for each in examine(town.one) if each.wrong] == ["same-page"]
    assert [each.check for each in examine(town.one, fix=True) if each.mended] == ["same-page"]
    town.run(second)
    assert town.states(first, second) == ["done", "done"]
    assert [each.check for each in examine(town.one) if each.wrong] == []


def test_what_a_late_twin_has_read_gives_no_article_to_a_url_that_ended_as_the_same(town: Town) -> None:
    for path in FIVE[:2]:
        town.site.page(path, html(head=CANONICAL))
    first, second = town.accept(*FIVE[:2])
    town.run(first)
    town.lease()
    town.step(second, "fetch")
    seen = town.row(second)
    town.step(second, "clean")
    with town.one.ledger.begin() as tx:
        assert not urls.advance(tx, seen, "clean", town.now)
    assert town.states(second) == ["same"]
    assert town.row(second).stage == "fetch"


def test_a_late_twin_of_one_visit_brings_the_next_one_no_further(town: Town) -> None:
    url_id = only(town, html())
    seen = town.row(url_id)
    town.visit(url_id)
    with town.one.ledger.begin() as tx:
        assert not urls.advance(tx, seen, "assign", town.now)
    assert (town.row(url_id).state, town.row(url_id).stage) == ("pending", "accepted")


# A feed's entry, where the page cannot be had

SUMMARY = "The harbour board of Saltmere closes its old swing bridge for two years and runs a free ferry meanwhile."


def entry(now: datetime, summary: str | None = SUMMARY, title: str | None = TITLE) -> Hint:
    return Hint(title=title, summary=summary, published=Published(now), authors=("Mara Holm",))


PAYWALL = html(
    words="The harbour board of Saltmere voted on Monday to close the bridge. Subscribe to continue reading this article. "
    "Already a subscriber? Log in. Choose your plan and cancel anytime, from two pounds a month."
)


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [(403, "no", "http-403"), (402, "no", "http-402"), (451, "no", "http-451"), (200, PAYWALL, "stub-paywall")],
)
def test_a_page_that_cannot_be_had_leaves_what_its_feed_says_of_it(
    town: Town, now: datetime, status: int, body: str, reason: str
) -> None:
    town.site.page("/a", body, status)
    (url_id,) = town.accept("/a", hint=entry(now), via="feed:1")
    town.run(url_id)
    article = town.article(url_id)
    assert town.states(url_id) == ["done"]
    assert (article.basis, article.title, article.text) == ("entry", TITLE, f"{TITLE}\n{SUMMARY}")
    assert (article.authors, article.published_at, article.lang) == (["Mara Holm"], now, "en")
    assert article.sources["page"] == reason
    assert town.wrong() == []


@pytest.mark.parametrize(("ahead", "dated"), [(timedelta(minutes=9), True), (timedelta(hours=9), False)])
def test_a_date_that_lies_ahead_is_believed_of_an_entry_no_more_than_of_a_page(
    town: Town, now: datetime, ahead: timedelta, dated: bool
) -> None:
    town.site.page("/a", "no", 403)
    (url_id,) = town.accept("/a", hint=entry(now + ahead), via="feed:1")
    town.run(url_id)
    article = town.article(url_id)
    assert (article.published_at is not None, article.sources.get("published")) == (dated, "hint" if dated else None)
    assert article.placed_at == (now + ahead if dated else town.now)


@pytest.mark.parametrize(
    ("status", "via", "summary", "state"),
    [
        (404, "feed:1", SUMMARY, "failed"),
        (410, "feed:1", SUMMARY, "failed"),
        (403, "enqueue", SUMMARY, "failed"),
        (403, "feed:1", "Read more ...", "failed"),
        (403, "feed:1", None, "failed"),
    ],
)
def test_an_entry_does_not_stand_in_for_what_was_taken_away_nor_where_it_says_nothing(
    town: Town, now: datetime, status: int, via: str, summary: str | None, state: str
) -> None:
    town.site.page("/a", "no", status)
    (url_id,) = town.accept("/a", hint=entry(now, summary), via=via)
    town.run(url_id)
    assert town.states(url_id) == [state]
    assert town.article(url_id) is None
    assert town.wrong() == []


def test_a_page_that_can_be_had_later_is_the_next_version_of_the_same_article(town: Town, now: datetime) -> None:
    town.site.page("/a", "no", 403)
    (url_id,) = town.accept("/a", hint=entry(now), via="feed:1")
    town.run(url_id)
    before = town.article(url_id)
    town.site.page("/a", html())
    assert look(town.one.ledger, visits.of_entries) == [url_id]
    assert town.visit(url_id) == 1
    town.run(url_id)
    after = town.article(url_id)
    assert (after.id, after.version, after.basis) == (before.id, 2, "page")
    assert "Ada Fenwick" in after.text
    assert town.states(url_id) == ["done"]
    assert town.wrong() == []


def test_a_page_that_can_be_had_later_is_known_by_its_addresses_from_then_on(town: Town, now: datetime) -> None:
    town.site.page("/a", "no", 403)
    (url_id,) = town.accept("/a", hint=entry(now), via="feed:1")
    town.run(url_id)
    town.site.redirect("/a", "/b")
    town.site.page("/b", html(head=CANONICAL))
    town.visit(url_id)
    town.run(url_id)
    assert town.accept("/b") == []
    town.site.page("/news/saltmere-closes-swing-bridge", html())
    (second,) = town.accept("/news/saltmere-closes-swing-bridge")
    town.run(second)
    assert town.states(url_id, second) == ["done", "same"]
    assert town.count("article") == 1
    assert town.wrong() == []


# Another visit


def only(town: Town, page: str) -> int:
    """A url whose page is this, brought to its end."""
    town.site.page("/a", page)
    (url_id,) = town.accept("/a")
    town.run(url_id)
    return url_id


TOLD_ANEW = (
    "Saltmere's swing bridge will be shut for two years from June so that its 1911 bearings can be replaced, the harbour "
    "board decided on Monday. A ferry will take people across free of charge. Ada Fenwick, who chairs the board, called "
    "the old bearings a danger in any storm. Traders on the east quay want money for the customers they expect to lose."
)
LONGER = f"{WORDS} On Tuesday the council promised forty thousand pounds, and the traders called it a beginning."


def test_a_page_with_other_text_is_the_next_version_of_its_article_in_the_same_story(town: Town) -> None:
    url_id = only(town, html())
    before = town.article(url_id)
    town.site.page("/a", html(words=LONGER))
    town.visit(url_id)
    town.run(url_id)
    after = town.article(url_id)
    assert (after.id, after.version, after.seen_at, after.placed_at) == (before.id, 2, before.seen_at, before.placed_at)
    assert "forty thousand pounds" in after.text
    assert after.signature != before.signature
    (was,) = look(town.one.ledger, lambda tx: tx.execute(sa.select(schema.article_version)).all())
    assert (was.number, was.changed, was.title, was.text) == (1, ["text"], TITLE, before.text)
    assert [town.count(noun) for noun in ("article", "story", "story_event")] == [1, 1, 1]
    assert [row[:2] for row in town.told(url_id)][-4:] == [
        (stage, "anew") for stage in ("fetch", "clean", "dedupe", "assign")
    ]
    assert town.wrong() == []


@pytest.mark.parametrize(
    ("title", "words", "told"),
    [
        (TITLE, LONGER, "still fits story"),
        (OWLS, OWL_WORDS, "though its new words would go to a story of its own"),
    ],
)
def test_where_the_new_words_would_go_is_told_and_nothing_moves(town: Town, title: str, words: str, told: str) -> None:
    town.site.page("/b", html("A ferry for Saltmere while the bridge is shut", TOLD_ANEW))
    town.run(*town.accept("/b"))
    url_id = only(town, html())
    assert town.count("story") == 1
    before = look(town.one.ledger, stories.of_article, town.article(url_id).id)
    town.site.page("/a", html(title, words))
    town.visit(url_id)
    town.run(url_id)
    last = look(town.one.ledger, steps.of, url_id)[-1]
    assert (last.stage, last.outcome) == ("assign", "anew")
    assert told in last.detail
    assert look(town.one.ledger, stories.of_article, town.article(url_id).id) == before
    assert town.wrong() == []


def test_a_story_of_one_article_is_its_own_whatever_it_says(town: Town) -> None:
    url_id = only(town, html())
    town.site.page("/a", html(OWLS, OWL_WORDS))
    town.visit(url_id)
    town.run(url_id)
    assert "in which it is alone" in look(town.one.ledger, steps.of, url_id)[-1].detail


def test_an_unchanged_page_makes_no_version_and_is_done_at_once(town: Town) -> None:
    url_id = only(town, html())
    town.site.page("/a", html().replace("<h1>", "<h1 class='new'>"))
    town.visit(url_id)
    town.run(url_id)
    assert town.article(url_id).version == 1
    assert town.count("article_version") == 0
    assert town.states(url_id) == ["done"]
    assert town.told(url_id)[-1] == ("clean", "anew", None)
    assert town.wrong() == []


@pytest.mark.parametrize(("status", "page"), [(404, "gone"), (403, "no"), (200, PAYWALL), (200, "<p>Nothing.</p>")])
def test_a_visit_that_fails_leaves_the_article_as_it_was(town: Town, status: int, page: str) -> None:
    url_id = only(town, html())
    before = town.article(url_id)
    town.site.page("/a", page, status)
    town.visit(url_id)
    town.run(url_id)
    assert town.article(url_id) == before
    assert town.states(url_id) == ["done"]
    assert town.row(url_id).reason is None
    assert town.told(url_id)[-1][1] in ("failed", "refused")
    assert town.wrong() == []


def test_a_url_on_its_way_once_more_is_no_fault_and_is_not_visited_twice(town: Town) -> None:
    url_id = only(town, html())
    assert town.visit(url_id) == 1
    assert town.visit(url_id) == 0
    assert [each.check for each in examine(town.one) if each.wrong] == []
    town.lease()
    town.step(url_id, "fetch")
    assert [each.check for each in examine(town.one) if each.wrong] == []


def test_a_message_of_the_first_journey_dies_on_the_second(town: Town) -> None:
    url_id = only(town, html())
    old = town.row(url_id).lease
    town.visit(url_id)
    town.lease()
    assert not do(town.one, Claim(url_id, old, "fetch"))
    assert town.row(url_id).lease == old + 1


def test_an_address_that_a_page_says_later_takes_its_article_off_no_url(town: Town) -> None:
    """Each of two urls has its own article by then; that their addresses meet at last changes neither."""
    town.site.page("/one/saltmere-closes-swing-bridge", html())
    town.site.page("/two/saltmere-closes-swing-bridge", html(words=LONGER))
    ids = town.accept("/one/saltmere-closes-swing-bridge", "/two/saltmere-closes-swing-bridge")
    town.run(*ids)
    for path in ("/one/saltmere-closes-swing-bridge", "/two/saltmere-closes-swing-bridge"):
        town.site.page(path, html(words=WORDS + LONGER, head=CANONICAL))
    town.visit(*ids)
    town.run(*ids)
    assert town.states(*ids) == ["done", "done"]
    assert town.wrong() == []


AGES = (3600.0, 14_400.0, 86_400.0)


def due(town: Town, hours: float) -> list[int]:
    return look(town.one.ledger, visits.due, AGES, town.now + timedelta(hours=hours), 10)


def test_young_articles_are_visited_at_the_ages_that_are_set_and_then_no_more(town: Town) -> None:
    url_id = only(town, html())
    assert due(town, 0.9) == []
    assert due(town, 1) == [url_id]
    assert look(town.one.ledger, visits.due, (), town.now + timedelta(hours=1), 10) == []
    for hours in (1, 4, 24):
        assert due(town, hours) == [url_id]
        town.visit(url_id)
        assert due(town, hours) == [], "it is on its way"
        town.run(url_id)
        assert due(town, hours) == []
    assert due(town, 1000) == []


def test_a_visit_that_was_missed_for_days_is_left_out(town: Town) -> None:
    url_id = only(town, html())
    assert due(town, 24 + 23) == [url_id]
    assert due(town, 24 + 25) == []


def test_what_can_be_visited_is_done_and_was_fetched(town: Town, now: datetime) -> None:
    url_id = only(town, html())
    failed = town.accept("/missing")
    town.run(*failed)
    document = accept(town.one, submission(WORDS, "a", now))
    for stage in ("clean", "dedupe", "assign"):
        town.step(document[0], stage)
    assert town.states(url_id, *failed, *document) == ["done", "failed", "done"]
    assert town.visit(*failed, *document) == 0
    host = town.row(url_id).host
    assert look(town.one.ledger, visits.of_host, host) == [url_id]
    assert look(town.one.ledger, visits.of_host, "127.0.0.1") == [url_id]
    story = look(town.one.ledger, stories.of_article, town.article(url_id).id).story_id  # type: ignore[union-attr]
    assert url_id in look(town.one.ledger, visits.of_story, story)


# A site's own notice under many addresses

NOTICE = (
    "This service is being prepared for you and will be with you shortly. Our editors in the harbour wish you a good "
    "day, and ask for your patience while the machines are warmed up for the evening."
)


def test_the_third_page_of_a_site_with_one_short_text_is_refused_and_all_are_marked(town: Town) -> None:
    paths = [f"/{name}" for name in ("bridge", "owls", "ferry", "market")]
    for path in paths:
        town.site.page(path, html(f"Report of the {path[1:]} and what came of it", NOTICE))
    ids = town.accept(*paths)
    town.run(*ids)
    assert town.states(*ids) == ["done", "done", "refused", "refused"]
    assert [town.row(each).reason for each in ids[2:]] == ["stub-repeated"] * 2
    assert [town.article(each).basis for each in ids] == ["stub"] * 4
    assert town.wrong() == []


def test_a_report_that_grows_under_a_new_title_each_time_is_taken_each_time(town: Town) -> None:
    first = f"{NOTICE} The machines were switched off at noon because of the storm that came in from the sea."
    said = [first, f"{first} They are back since three.", f"{first} They are back since three, and will stay."]
    for number, text in enumerate(said):
        town.site.page(f"/{number}", html(f"Report number {number} of what came of it", text))
    ids = town.accept("/0", "/1", "/2")
    town.run(*ids)
    assert town.states(*ids) == ["done"] * 3
    assert [town.article(each).copy_kind for each in ids] == ["original", "copy", "copy"]
    assert {town.article(each).basis for each in ids} == {"page"}


def test_an_unchanged_notice_stays_marked_when_it_is_visited_and_another_text_takes_its_place(town: Town) -> None:
    paths = [f"/{name}" for name in ("bridge", "owls", "ferry")]
    for path in paths:
        town.site.page(path, html(f"Report of the {path[1:]} and what came of it", NOTICE))
    first, second, third = town.accept(*paths)
    town.run(first, second, third)
    town.site.page("/owls", html(OWLS, OWL_WORDS))
    town.visit(first, second)
    town.run(first, second)
    assert [(town.article(each).basis, town.article(each).version) for each in (first, second)] == [
        ("stub", 1),
        ("page", 2),
    ]
    assert town.wrong() == []


def test_a_refused_notice_is_known_by_no_address_and_is_refused_again(town: Town) -> None:
    paths = [f"/{name}" for name in ("bridge", "owls", "ferry")]
    for path in paths:
        town.site.page(path, html(f"Report of the {path[1:]} and what came of it", NOTICE))
    ids = town.accept(*paths)
    town.run(*ids)
    assert town.owner("/ferry") is None
    with town.one.ledger.begin() as tx:
        given_up.retry(tx, ids[2:], town.now)
    town.run(ids[2])
    assert town.states(*ids) == ["done", "done", "refused"]
    assert town.wrong() == []


def test_a_refused_notice_whose_page_is_an_article_by_now_becomes_it(town: Town) -> None:
    paths = [f"/{name}" for name in ("bridge", "owls", "ferry")]
    for path in paths:
        town.site.page(path, html(f"Report of the {path[1:]} and what came of it", NOTICE))
    ids = town.accept(*paths)
    town.run(*ids)
    town.site.page("/ferry", html(OWLS, OWL_WORDS))
    with town.one.ledger.begin() as tx:
        assert given_up.retry(tx, ids[2:], town.now) == 1
    town.run(ids[2])
    article = town.article(ids[2])
    assert (article.title, article.basis, article.copy_of) == (OWLS, "page", None)
    assert town.states(*ids) == ["done"] * 3
    assert town.wrong() == []


@pytest.mark.parametrize(("page", "reason"), [(PAYWALL, "stub-paywall"), ("<p>Nothing.</p>", "not-an-article")])
def test_a_page_without_an_article_is_fetched_again_when_it_is_retried(town: Town, page: str, reason: str) -> None:
    url_id = only(town, page)
    assert (town.row(url_id).state, town.row(url_id).reason) == ("refused", reason)
    town.site.page("/a", html())
    with town.one.ledger.begin() as tx:
        given_up.retry(tx, [url_id], town.now)
    town.run(url_id)
    assert town.states(url_id) == ["done"]
    assert town.article(url_id).title == TITLE
    assert town.wrong() == []


def test_documents_that_were_imported_are_no_notice(town: Town, now: datetime) -> None:
    given = [submission(NOTICE, name, now) for name in ("a", "b", "c", "d")]
    at = "https://courier.example/"
    ids = accept(
        town.one,
        *(
            replace(
                one,
                url=f"{at}{n}",
                page=replace(one.page, final_url=f"{at}{n}"),
                hint=replace(one.hint, title=f"Report {n} of the bridge"),
            )
            for n, one in enumerate(given)
            if one.page
        ),
    )
    town.run(*ids)
    assert town.states(*ids) == ["done"] * 4


def test_a_correction_under_another_title_is_no_notice(town: Town) -> None:
    for path, title in (("/a", TITLE), ("/b", OWLS)):
        town.site.page(path, html(title, NOTICE))
    ids = town.accept("/a", "/b")
    town.run(*ids)
    assert town.states(*ids) == ["done", "done"]
    assert [town.article(each).basis for each in ids] == ["page", "page"]
