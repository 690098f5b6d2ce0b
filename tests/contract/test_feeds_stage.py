"""A poll on a real ledger: what a feed announces becomes rows, and how the poll went stands at the feed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from workers import urls as addresses
from workers.errors import NewsloomError, OutageError, PermanentError, TransientError
from workers.feeds.stage import DEATHS, died, poll
from workers.ledger import Ledger, feeds, schema, urls
from workers.model import Hint, Kind, Page
from workers.settings import Feeds

NOW = datetime(2025, 1, 6, 10, tzinfo=UTC)
FEED = "https://news.example/feed"
INTERVAL = 900.0


class Web:
    """A Fetcher that has what a test gave it: a feed's text, or the error that asking for it brings."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._holds: str | NewsloomError | MemoryError = ""
        self._moved_to: str | None = None

    def holds(self, answer: str | NewsloomError | MemoryError, moved_to: str | None = None) -> None:
        self._holds, self._moved_to = answer, moved_to

    def get(self, url: str, now: datetime, headers: Mapping[str, str] | None = None, *, feed: bool = False) -> Page:
        assert feed, "a feed is asked for as a feed"
        self.asked.append(url)
        if isinstance(self._holds, NewsloomError | MemoryError):
            raise self._holds
        answer = {"content-type": "application/rss+xml"}
        return Page(url, self._moved_to or url, 200, answer, self._holds.encode(), Kind.HTML, now)


def rss(*items: tuple[str, str | None], title: str = "News") -> str:
    """A feed of (link, date), in this order."""
    listed = "".join(
        f"<item><title>On {link}</title><link>{link}</link>{f'<pubDate>{date}</pubDate>' if date else ''}</item>"
        for link, date in items
    )
    return f'<rss version="2.0"><channel><title>{title}</title>{listed}</channel></rss>'


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def feed_id(ledger: Ledger) -> int:
    with ledger.begin() as tx:
        found = feeds.add(tx, addresses.key(FEED), FEED, None, None, NOW)
    assert found
    return found


@pytest.fixture
def ask(ledger: Ledger, web: Web, feed_id: int) -> Callable[..., int]:
    """Poll the feed, some seconds after NOW; how many urls were new."""

    def asked(seconds: float = 0.0) -> int:
        now = NOW + timedelta(seconds=seconds)
        report = poll(feed_id, ledger=ledger, client=web, chosen=Feeds(), now=now, chance=lambda: 0.5)
        return report.new if report else 0

    return asked


def accepted(ledger: Ledger) -> list[Any]:
    with ledger.read() as connection:
        return list(connection.execute(sa.select(schema.url).order_by(schema.url.c.id)).all())


def state_of(ledger: Ledger, feed_id: int) -> Any:
    with ledger.read() as connection:
        return feeds.get(connection, feed_id)


def test_entries_become_pending_urls_the_oldest_first(
    ledger: Ledger, web: Web, feed_id: int, ask: Callable[..., int]
) -> None:
    web.holds(rss(("/b", "Mon, 06 Jan 2025 09:00:00 +0100"), ("/a?utm_source=rss", "Sun, 05 Jan 2025 09:00:00 +0100")))
    assert ask() == 2
    first, second = accepted(ledger)
    assert (first.url, second.url) == ("https://news.example/a", "https://news.example/b")
    assert (first.state, first.stage, first.host) == ("pending", "accepted", "news.example")
    assert first.via == f"feed:{feed_id}"
    hint: Hint = urls.decode_hint(first.hint)
    assert hint.title == "On /a?utm_source=rss"
    assert hint.published
    assert hint.published.text() == "2025-01-05T09:00:00+01:00"


def test_a_poll_that_went_well_is_written_at_the_feed(
    ledger: Ledger, web: Web, feed_id: int, ask: Callable[..., int]
) -> None:
    web.holds(rss(("/a", None), title="Saltmere News"))
    ask()
    feed = state_of(ledger, feed_id)
    assert (feed.title, feed.entries, feed.failures, feed.reason) == ("Saltmere News", 1, 0, None)
    assert (feed.last_poll_at, feed.last_new_at) == (NOW, NOW)
    assert feed.next_poll_at == NOW + timedelta(seconds=INTERVAL)


def test_a_second_poll_takes_in_only_what_is_new(
    ledger: Ledger, web: Web, feed_id: int, ask: Callable[..., int]
) -> None:
    web.holds(rss(("/a", None)))
    assert ask() == 1
    assert ask(60) == 0
    assert state_of(ledger, feed_id).last_new_at == NOW
    web.holds(rss(("/b", None), ("/a#comments", None)))
    assert ask(120) == 1
    assert [row.url for row in accepted(ledger)] == ["https://news.example/a", "https://news.example/b"]
    assert state_of(ledger, feed_id).last_new_at == NOW + timedelta(seconds=120)


def test_entries_that_are_no_pages_do_not_keep_the_others_out(
    ledger: Ledger, web: Web, ask: Callable[..., int]
) -> None:
    web.holds(rss(("mailto:desk@news.example", None), ("/a", None), ("http://u:p@news.example/", None)))
    assert ask() == 1
    assert [row.url for row in accepted(ledger)] == ["https://news.example/a"]


def test_links_start_where_the_feed_was_found(ledger: Ledger, web: Web, ask: Callable[..., int]) -> None:
    web.holds(rss(("a", None)), moved_to="https://moved.example/feeds/new")
    ask()
    assert [row.url for row in accepted(ledger)] == ["https://moved.example/feeds/a"]


@pytest.mark.parametrize(
    ("answer", "reason", "hours"),
    [
        (TransientError("timeout", "no answer in 45 s"), "timeout", 0.5),
        (PermanentError("http-404", "the server answered 404"), "http-404", 1),
        (PermanentError("http-403", "the server answered 403"), "http-403", 6),
        (PermanentError("http-410", "the server answered 410"), "http-410", 30 * 24),
        ("<html><body>Access denied</body></html>", "not-a-feed", 1),
        ("", "not-a-feed", 1),
    ],
)
def test_a_failure_is_written_at_the_feed_and_it_is_asked_ever_more_seldom(
    ledger: Ledger,
    web: Web,
    feed_id: int,
    ask: Callable[..., int],
    answer: str | NewsloomError,
    reason: str,
    hours: float,
) -> None:
    web.holds(answer)
    for count, factor in ((1, 1), (2, 2), (3, 4)):
        assert ask(count) == 0
        feed = state_of(ledger, feed_id)
        assert (feed.failures, feed.reason) == (count, reason)
        assert feed.detail
        assert feed.next_poll_at == NOW + timedelta(seconds=count, hours=factor * hours)
    assert accepted(ledger) == []


@pytest.mark.parametrize("why", sorted(DEATHS))
def test_a_feed_that_takes_its_process_down_has_failed_like_any_other(ledger: Ledger, feed_id: int, why: str) -> None:
    for count, factor in ((1, 2), (2, 4), (3, 8)):
        now = NOW + timedelta(seconds=count)
        died(feed_id, why, ledger=ledger, chosen=Feeds(), now=now, chance=lambda: 0.5)
        feed = state_of(ledger, feed_id)
        assert (feed.failures, feed.reason, feed.detail) == (count, why, DEATHS[why])
        assert (feed.last_poll_at, feed.next_poll_at) == (now, now + timedelta(seconds=factor * INTERVAL))


def test_a_feed_that_was_removed_before_its_process_died_is_left_alone(ledger: Ledger, feed_id: int) -> None:
    with ledger.begin() as tx:
        assert feeds.remove(tx, addresses.key(FEED))
    died(feed_id, "worker-lost", ledger=ledger, chosen=Feeds(), now=NOW, chance=lambda: 0.5)
    assert state_of(ledger, feed_id) is None


def test_a_feed_that_wants_more_memory_than_there_is_has_failed(
    ledger: Ledger, web: Web, feed_id: int, ask: Callable[..., int]
) -> None:
    web.holds(MemoryError())
    assert ask() == 0
    feed = state_of(ledger, feed_id)
    assert (feed.failures, feed.reason) == (1, "memory")


def test_a_feed_that_comes_back_is_forgiven_and_keeps_its_title(
    ledger: Ledger, web: Web, feed_id: int, ask: Callable[..., int]
) -> None:
    web.holds(rss(("/a", None)))
    ask()
    web.holds(TransientError("http-503", "the server answered 503"))
    ask(10)
    assert state_of(ledger, feed_id).title == "News"
    web.holds(rss(("/b", None), title=""))
    assert ask(20) == 1
    feed = state_of(ledger, feed_id)
    assert (feed.failures, feed.reason, feed.detail, feed.title) == (0, None, None, "News")
    assert NOW + timedelta(seconds=20) < feed.next_poll_at < NOW + timedelta(seconds=20 + INTERVAL)


def test_a_server_that_asks_us_to_wait_is_not_asked_before(
    ledger: Ledger, web: Web, feed_id: int, ask: Callable[..., int]
) -> None:
    web.holds(TransientError("http-429", "the server answered 429", after=7200.0))
    ask()
    assert state_of(ledger, feed_id).next_poll_at >= NOW + timedelta(seconds=7200)


def test_an_outage_of_our_own_is_no_failure_of_the_feed(
    ledger: Ledger, web: Web, feed_id: int, ask: Callable[..., int]
) -> None:
    web.holds(OutageError("redis-away", "no Redis"))
    with pytest.raises(OutageError):
        ask()
    feed = state_of(ledger, feed_id)
    assert (feed.failures, feed.last_poll_at) == (0, None)


def test_a_feed_that_was_removed_meanwhile_is_not_asked(ledger: Ledger, web: Web, ask: Callable[..., int]) -> None:
    with ledger.begin() as tx:
        assert feeds.remove(tx, addresses.key(FEED))
    assert ask() == 0
    assert web.asked == []
