"""A feed -> new urls. Calls in order, decides nothing: `outcome` says what a poll means, `network` whose fault it is.

    row | conditions | ask | read | accept entries | write how it went, all but the asking in one transaction

What if it comes twice? Each entry is accepted once, by its key; polling a feed twice costs a request and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus

from sqlalchemy.engine import Connection

from workers import log, pace, urls
from workers.errors import UNREACHED, KilledError, NewsloomError, OutageError, PermanentError
from workers.feeds import follow, network, outcome
from workers.feeds.again import settled
from workers.feeds.asking import Poll, begun
from workers.feeds.decide import submissions_of
from workers.feeds.feed import Feed
from workers.feeds.follow import Fetcher
from workers.feeds.network import Polled, Verdict
from workers.feeds.outcome import Outcome
from workers.feeds.report import Report
from workers.ledger import Ledger, feeds
from workers.ledger import urls as rows
from workers.model import Page
from workers.settings import Feeds

#: why a poll ended without an outcome -> what a person is told.
DEATHS: Mapping[str, str] = {
    "worker-lost": "the process that read this feed was killed or crashed",
    "time-limit": "reading this feed did not come to an end within the time limit",
}
#: why a feed was not asked where the settings of this very process forbid it.
OWN_SETTING = "private-address"
_MEMORY = "it needs more memory than [clean] max_memory_mb allows"


def poll(
    feed_id: int,
    *,
    ledger: Ledger,
    client: Fetcher,
    chosen: Feeds,
    now: datetime,
    chance: Callable[[], float],
    rest: Callable[[], None] = follow.at_once,
    by_hand: bool = False,
) -> Report | None:
    """Ask a feed for its entries and accept them; what came of it, or None where there is no such feed.

    rest: is called before each sitemap of an index.
    by_hand: somebody asks for it, maybe before its turn, and in a process that may not go where the workers may.
    """
    with ledger.read() as connection:
        feed = feeds.get(connection, feed_id)
    if feed is None:
        return None
    log.bind(feed=feed.url)
    asks = begun(feed, now, chosen, chance(), by_hand=by_hand)
    try:
        page = client.get(feed.url, now, asks.asked.headers, feed=True)
        said = (
            None
            if page.status == HTTPStatus.NOT_MODIFIED
            else follow.read(page, client, now, chosen.sitemap_days, rest)
        )
    except OutageError:
        raise
    except MemoryError:
        return _failed(ledger, asks, PermanentError("memory", _MEMORY))
    except NewsloomError as error:
        if by_hand and error.reason == OWN_SETTING:
            return outcome.unnoted(asks, error)
        return _failed(ledger, asks, error)
    return _went_well(ledger, asks, page, said)


def died(
    feed_id: int, why: str, *, ledger: Ledger, chosen: Feeds, now: datetime, chance: Callable[[], float]
) -> Report | None:
    """The process that polled this feed did not come to an end by itself; why: one of DEATHS. A failure like others."""
    with ledger.read() as connection:
        feed = feeds.get(connection, feed_id)
    if feed is None:
        return None
    log.bind(feed=feed.url)
    return _failed(ledger, begun(feed, now, chosen, chance()), KilledError(why, DEATHS[why]))


def _failed(ledger: Ledger, asks: Poll, error: NewsloomError) -> Report:
    """Note a failure: the feed's own, or that our network is away."""
    with ledger.exclusive("network") as tx:
        judged = network.verdict(*_polls(tx, asks, error), asks.now, is_away=feeds.network_away(tx) is not None)
        what = outcome.spared(asks, error) if judged.spared else outcome.failed(asks, error)
        feeds.spare(tx, judged.others, what.report.detail or "", asks.now)
        if judged.ended:
            feeds.network_back(tx, asks.now)
        if seconds := pace.rest_asked(error):
            feeds.rest(tx, urls.host(asks.feed.url), asks.now + timedelta(seconds=seconds))
        feeds.polled(tx, asks.feed.id, asks.now, what.report.next_at, what.values)
    _say_network(judged, error)
    event = "feed.spared" if judged.spared else "feed.failed"
    log.get(__name__).warning(event, reason=error.reason, detail=error.detail, kind=what.report.kind)
    return what.report


def _polls(tx: Connection, asks: Poll, error: NewsloomError) -> tuple[Polled, list[Polled]]:
    """How a poll went, and the last of other feeds where nobody answered it."""
    feed = asks.feed
    rows = feeds.last_polls(tx, network.MOST) if error.reason in UNREACHED else []
    others = [Polled(row.id, urls.host(row.url), row.last_poll_at, row.reason, row.failures) for row in rows]
    mine = Polled(feed.id, urls.host(feed.url), asks.now, error.reason, feed.failures + 1)
    return mine, [poll for poll in others if poll.feed != feed.id]


def _went_well(ledger: Ledger, asks: Poll, page: Page, said: Feed | None) -> Report:
    """Accept the entries and note the poll, in one transaction. said: None where nothing has changed."""
    feed, now = asks.feed, asks.now
    said = said and settled(feed, said)
    submissions, refused = submissions_of(said.entries if said else (), feed.id)
    with ledger.begin() as tx:
        new = len(rows.accept(tx, submissions, now).new)
        what = outcome.read(asks, page, said, new, len(submissions), refused) if said else outcome.unchanged(asks, page)
        back = feeds.network_away(tx) and feeds.network_back(tx, now)
        feeds.polled(tx, feed.id, now, what.report.next_at, what.values)
        merged = what.moves_to and feeds.move(tx, feed.id, urls.key(what.moves_to), what.moves_to)
    if back:
        log.get(__name__).info("network.back")
    _say(what, merged)
    report = what.report
    for url, reason in report.entries_refused:  # the first: a feed of 2,000 would fill the log at each poll
        log.get(__name__).warning("entry.refused", entry=url, reason=reason)
    facts = {"status": report.status, "entries": report.entries, "new": new, "refused": report.refused}
    log.get(__name__).info("feed.polled", **facts, wait=round(report.wait), rule=report.rule)
    return report


def _say_network(judged: Verdict, error: NewsloomError) -> None:
    if judged.began:
        log.get(__name__).warning("network.away", feeds=len(judged.others) + 1, detail=error.detail)
    if judged.ended:
        log.get(__name__).info("network.back")


def _say(what: Outcome, merged: bool | str | None) -> None:
    for event, detail in what.began.items():
        log.get(__name__).warning(event, detail=detail)
    if what.moves_to:
        log.get(__name__).warning("feed.merged" if merged else "feed.moved", to=what.moves_to)
