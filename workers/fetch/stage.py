"""url -> page. Calls in order, decides nothing.

    of each hop: is its host to rest? what says its robots.txt? -> the page, and what its hosts have taught

Where the page cannot be had, its feed's entry may take its place (workers/entry.py). All is stored elsewhere, with the
pages of a handful (workers/gather.py). What if it comes twice? The page is fetched again, and what comes second to be
stored is thrown away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy.engine import Connection

from workers import entry, pace, urls
from workers.errors import HeldError, NewsloomError
from workers.fetch.http import Client
from workers.fetch.manners import Manners
from workers.ledger import Ledger, articles, hosts
from workers.ledger.schema import Record
from workers.ledger.urls import decode_hint
from workers.model import Page
from workers.pace import Heard

_NOBODY: Mapping[str, Record] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Lessons:
    """What the hosts of one fetch, redirects included, have let us know."""

    #: the host whose turn it was.
    home: str
    #: the rows of hosts as they were before.
    before: dict[str, Record | None] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    #: seconds that a host's robots.txt asks for between two requests.
    delays: dict[str, float] = field(default_factory=dict)
    #: seconds for which nothing may be asked of a host.
    rests: dict[str, float] = field(default_factory=dict)

    @property
    def hosts(self) -> set[str]:
        """Those that it is about."""
        return {*self.delays, *self.rests, *(each.host for each in self.heard)}

    def led_to(self, host: str) -> bool:
        """Whether a redirect of another host led there."""
        return host != self.home and any(each.host == host for each in self.heard)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What is to be stored."""

    page: Page
    lessons: Lessons
    #: the event's name, and what is told of the step.
    event: str
    detail: str


def fetch(
    url: Record,
    *,
    ledger: Ledger,
    client: Client,
    manners: Manners,
    spacing: float,
    now: datetime,
    known: Mapping[str, Record] = _NOBODY,
) -> Fetched:
    """Fetch the url's page, or take its feed's entry for it. spacing: as for `learn`.

    known: the rows of hosts that were read a moment ago; others are read where they are needed. Raises what client and
    manners raise, and HeldError; what the hosts have taught by then is stored.
    """
    lessons = Lessons(url.host)
    try:
        page = asked(url.url, lessons, ledger=ledger, client=client, manners=manners, now=now, known=known)
    except NewsloomError as error:
        given = _stands_in(ledger, url, error, now)
        if given:
            detail = f"{error.reason}: {error.detail}; its feed's entry stands in"
            return Fetched(given, lessons, "entry.stands-in", detail)
        with ledger.begin(lasting=False) as tx:
            learn(tx, [lessons], spacing, now)
        raise
    moved = f", moved to {page.final_url}" if page.final_url != url.url else ""
    return Fetched(page, lessons, "page.fetched", f"{page.status}, {len(page.body)} bytes{moved}")


def asked(
    address: str,
    lessons: Lessons,
    *,
    ledger: Ledger,
    client: Client,
    manners: Manners,
    now: datetime,
    known: Mapping[str, Record] = _NOBODY,
) -> Page:
    """The page at an address, each hop asked for as its host and its robots.txt allow. Stores nothing.

    lessons: are told what the hosts let us know. Raises what client and manners raise, and HeldError.
    """

    def may(hop: str) -> None:
        host = urls.host(hop)
        if host not in lessons.before:
            lessons.before[host] = _rested(known.get(host) or _read(ledger, host), host, now)
        try:
            lessons.delays[host] = manners.heed(hop, now, lessons.heard.append)
        except HeldError as error:
            lessons.rests[host] = error.after or 0.0
            raise

    return client.get(address, now, may=may, heard=lessons.heard.append)


def _stands_in(ledger: Ledger, url: Record, error: NewsloomError, now: datetime) -> Page | None:
    """The feed's entry as the page, which cannot be had. A url that has an article keeps that."""
    given = entry.page_of(url.url, url.via, decode_hint(url.hint), error, now)
    if given is None:
        return None
    with ledger.read() as connection:
        return given if articles.of_url(connection, url.id) is None else None


def _read(ledger: Ledger, host: str) -> Record | None:
    with ledger.read() as connection:
        return hosts.get(connection, host)


def _rested(row: Record | None, host: str, now: datetime) -> Record | None:
    """The host. Raises HeldError where it is to rest: who is on his way there waits with the others."""
    known = hosts.pace_of(row) if row else pace.Pace()
    rest, why = pace.rest_of(known, now), pace.why(known)
    if rest > 0:
        raise HeldError("host-rests", f"{host} is left alone for {rest:.0f} s{why and f': {why}'}", after=rest)
    return row


def learn(tx: Connection, all_: Sequence[Lessons], spacing: float, now: datetime) -> None:
    """Keep what is new of each host, in the order of their names, in which they are locked; before urls are touched.

    Most answers are no news, and lock nothing. Where one is, it is judged again behind the lock: another answer of the
    same host may have taught something meanwhile. A host to which another's redirect led was asked beside its turns:
    they are later by as much. spacing: seconds between two requests of a host, by setting.
    """
    for host in sorted({host for lessons in all_ for host in lessons.hosts}):
        taught = [lessons for lessons in all_ if host in lessons.hosts]
        beside = sum(lessons.led_to(host) for lessons in taught)
        before = next((lessons.before[host] for lessons in taught if host in lessons.before), None)
        if not beside and not _news(before or hosts.get(tx, host), host, taught, now):
            continue
        row = hosts.locked(tx, host)
        if row is None and _news(None, host, taught, now):
            row = hosts.met(tx, host, now)
        hosts.learn(tx, host, _news(row, host, taught, now), now)
        if beside and row:
            hosts.put_off(tx, row, beside * pace.gap(hosts.pace_of(row), spacing), now)


def _news(row: Record | None, host: str, taught: Sequence[Lessons], now: datetime) -> dict[str, Any]:
    """What to write of this host. Of one that nobody knows, to which only redirects led, how fast it is is no news."""
    known = learned = hosts.pace_of(row) if row else pace.Pace()
    for lessons in taught:
        heard = [each for each in lessons.heard if each.host == host]
        learned = pace.learned(learned, heard, lessons.delays.get(host), lessons.rests.get(host), now)
    if row is None:
        known = replace(known, latency=learned.latency)
    return {} if learned == known else asdict(learned)
