"""Where feeds are polled in tests: a site under many host names, a clock that is set, and what was polled and said."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from tests.loopback import LOOPBACK
from tests.site import Site
from workers import urls as addresses
from workers.feeds.report import Report
from workers.feeds.stage import poll
from workers.fetch.http import Client
from workers.ledger import Ledger, feeds, schema
from workers.settings import Feeds

NOW = datetime(2025, 1, 6, 10, tzinfo=UTC)
CHOSEN = Feeds()
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
RSS = {"Content-Type": "application/rss+xml"}


def rss(*links: str, head: str = "", words: int = 5) -> str:
    text = "word " * words
    items = "".join(
        f"<item><title>On {link}</title><link>{link}</link><description>{text}</description></item>" for link in links
    )
    return f'<rss version="2.0"><channel><title>News</title>{head}{items}</channel></rss>'


def dated(*times: datetime) -> str:
    """A feed with an entry of each of these times."""
    items = "".join(f"<item><link>/{at:%H%M}</link><pubDate>{format_datetime(at)}</pubDate></item>" for at in times)
    return f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


@dataclass
class Desk:
    """Polls feeds of a site, each under a host of its own; the clock is what a test says."""

    ledger: Ledger
    site: Site
    now: datetime = NOW
    #: hosts that have no address today; None: no host has any.
    lost: set[str] | None = None

    def __post_init__(self) -> None:
        self.client = self.waiting(LOOPBACK.read_timeout)
        self.lost = set()

    def waiting(self, seconds: float) -> Client:
        """One that waits so long for a byte."""
        return Client(replace(LOOPBACK, read_timeout=seconds), self._resolve)

    def _resolve(self, host: str, port: int, *_: object) -> list[tuple[Any, ...]]:
        if self.lost is None or host in self.lost:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", self.site.port))]

    def add(self, url: str) -> int:
        with self.ledger.begin() as tx:
            found = feeds.add(tx, addresses.key(url), url, None, None, NOW)
        assert found
        return found

    def poll(self, feed: int, after: timedelta = 15 * MINUTE, *, by_hand: bool = False) -> Report:
        self.now += after
        how: dict[str, Any] = {"ledger": self.ledger, "client": self.client, "by_hand": by_hand}
        report = poll(feed, **how, chosen=CHOSEN, now=self.now, chance=lambda: 0.5)
        assert report
        return report

    def row(self, feed: int) -> Any:
        with self.ledger.read() as connection:
            return feeds.get(connection, feed)

    def accepted(self) -> list[str]:
        with self.ledger.read() as connection:
            return list(connection.scalars(sa.select(schema.url.c.url).order_by(schema.url.c.id)))

    def away(self) -> datetime | None:
        with self.ledger.read() as connection:
            return feeds.network_away(connection)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as started:
        yield started


@pytest.fixture
def desk(ledger: Ledger, site: Site) -> Desk:
    return Desk(ledger, site)


URL = "http://news.example/f"


@pytest.fixture
def feed(desk: Desk) -> int:
    return desk.add(URL)


@contextmanager
def heard() -> Iterator[list[str]]:
    """The events of log lines, complete at the end of the block."""
    events: list[str] = []
    with capture_logs() as lines:
        yield events
    events += [line["event"] for line in lines]
