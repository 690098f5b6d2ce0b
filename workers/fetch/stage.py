"""url -> page. Calls in order, decides nothing.

    of each hop: is its host to rest? what says its robots.txt? -> the page
    -> what its hosts have taught, and the page, in one transaction

Where the page cannot be had, its feed's entry may take its place (workers/entry.py).

What if it comes twice? The page is fetched again and replaces the first; the row's stage keeps that from happening
unless both run at the same moment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from workers import entry, log, pace, urls
from workers.errors import HeldError, NewsloomError
from workers.fetch.http import Client
from workers.fetch.manners import Manners
from workers.ledger import Ledger, articles, hosts, pages
from workers.ledger.schema import Record
from workers.ledger.urls import decode_hint
from workers.pace import Heard

Done = Callable[[Connection, str], None]


@dataclass(frozen=True, slots=True)
class Lessons:
    """What the hosts of one fetch, redirects included, have let us know."""

    #: the rows of hosts as they were before.
    before: dict[str, Record | None] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    #: seconds that a host's robots.txt asks for between two requests.
    delays: dict[str, float] = field(default_factory=dict)
    #: seconds for which nothing may be asked of a host.
    rests: dict[str, float] = field(default_factory=dict)


def fetch(url: Record, done: Done, *, ledger: Ledger, client: Client, manners: Manners, now: datetime) -> str:
    """Fetch the url's page and keep it; the event's name. Raises what client and manners raise, and HeldError."""
    lessons = Lessons()

    def may(address: str) -> None:
        host = urls.host(address)
        if host not in lessons.before:
            lessons.before[host] = _rested(ledger, host, now)
        try:
            lessons.delays[host] = manners.heed(address, now, lessons.heard.append)
        except HeldError as error:
            lessons.rests[host] = error.after or 0.0
            raise

    try:
        page = client.get(url.url, now, may=may, heard=lessons.heard.append)
    except NewsloomError as error:
        with ledger.begin(lasting=False) as tx:
            _learn(tx, lessons, now)
            if _stands_in(tx, url, error, done, now):
                return "entry.stands-in"
        raise
    with ledger.begin(lasting=False) as tx:  # lost in a power cut, it is fetched again
        _learn(tx, lessons, now)  # hosts are locked before urls (ledger/hosts.py)
        pages.save(tx, url.id, page)
        moved = f", moved to {page.final_url}" if page.final_url != url.url else ""
        done(tx, f"{page.status}, {len(page.body)} bytes{moved}")
    log.bind(status=page.status, size=len(page.body))
    return "page.fetched"


def _stands_in(tx: Connection, url: Record, error: NewsloomError, done: Done, now: datetime) -> bool:
    """Whether the feed's entry is kept as the page, which cannot be had. A url that has an article keeps that."""
    given = entry.page_of(url.url, url.via, decode_hint(url.hint), error, now)
    if given is None or articles.of_url(tx, url.id) is not None:
        return False
    pages.save(tx, url.id, given)
    done(tx, f"{error.reason}: {error.detail}; its feed's entry stands in")
    return True


def _rested(ledger: Ledger, host: str, now: datetime) -> Record | None:
    """The host. Raises HeldError where it is to rest: who is on his way there waits with the others."""
    with ledger.read() as connection:
        row = hosts.get(connection, host)
    rest = pace.rest_of(hosts.pace_of(row), now) if row else 0.0
    if rest > 0:
        raise HeldError("host-rests", f"{host} is left alone for {rest:.0f} s", after=rest)
    return row


def _learn(tx: Connection, lessons: Lessons, now: datetime) -> None:
    """Keep what is new of each host, in the order of their names, in which they are locked.

    Most answers are no news, and lock nothing. Where one is, it is judged again behind the lock: another answer of the
    same host may have taught something meanwhile.
    """
    for host in sorted({*lessons.delays, *lessons.rests, *(each.host for each in lessons.heard)}):
        if _news(lessons.before.get(host) or hosts.get(tx, host), host, lessons, now):
            hosts.learn(tx, host, _news(hosts.locked(tx, host), host, lessons, now))


def _news(row: Record | None, host: str, lessons: Lessons, now: datetime) -> dict[str, Any]:
    """What to write of this host; nothing where only a redirect led there, and nobody knows it."""
    if row is None:
        return {}
    heard = [each for each in lessons.heard if each.host == host]
    known = hosts.pace_of(row)
    learned = pace.learned(known, heard, lessons.delays.get(host), lessons.rests.get(host), now)
    return {} if learned == known else asdict(learned)
