"""Fetch a handful of urls, one after the other, and store their pages together.

All that is read of the world is fetched first; then one transaction keeps the pages, moves the rows on, and keeps what
the hosts have taught. Threads that store wait for each other (SQLite has one writer, and Python one interpreter): page
by page, the sixteen of a worker spent a fifth of their time in that line, and came to 65 % of a bare loop's speed.

What if it comes twice? As for each step (workers/step.py): a twin finds the claim; what comes late to be stored, since
its row has gone on, is thrown away by itself (`again`).

A handful is claimed, and its rows and those of its hosts are read, in one go: one by one it took a quarter of the
interpreter's time. So all of them are charged when their process dies, the one that was at work and those that were not
yet; what was charged travels alone from then on.

What cannot be stored together is stored one by one, so that a fault is its own url's. A page waits for the rest of its
handful for SOON, and not where it is large: eight of a slow host may take minutes, and until it is stored it is lost
with its process.

What was read of hosts beforehand counts while it is fresh, and until something fails: a host that says "too much" to
the first of a handful has its rest from those behind, who are charged nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from workers import log, seats
from workers.bootstrap import Services
from workers.claims import Claim
from workers.errors import NewsloomError, OutageError
from workers.ledger import hosts, pages, steps, urls
from workers.ledger.schema import Record
from workers.step import AGAIN, LATE, Step, begin, end, give_back

if TYPE_CHECKING:  # whoever fetches loads it
    from workers.fetch.stage import Fetched

#: bytes of pages that are held to be stored together: each thread of a worker may hold so many, and one page more.
LARGEST = 1_000_000
#: seconds that a page waits to be stored, and that what was read of hosts is fresh: eight quick ones take as long.
SOON = 2.0
#: seconds after which what is left of a handful is given back: no message is out for much longer than that.
LONG = 60.0


def gather(
    services: Services,
    claims: Sequence[Claim],
    task_id: str | None = None,
    ends: Callable[[], bool] = lambda: False,
) -> Iterator[list[Claim]]:
    """Fetch these; gives those whose pages were stored, as they are, and which go on.

    An error is its own url's, and is recorded; the last one is raised when all are done. An outage ends it, as `ends`
    does, which is asked before each, and again when it has a seat; so does LONG. What was not begun is given back.
    """
    left = begin(services, claims, task_id)
    handful = _Handful(services)
    try:
        handful.meet(left)
        while left and not handful.is_over and not ends():
            handful.fetch(left.pop(0), ends)
            if handful.is_full:
                yield from handful.store()
        yield from handful.store()
    finally:
        give_back(services, [step.claim for step in left])
    if handful.failed:
        raise handful.failed


class _Held(NamedTuple):
    """What was fetched, and the milliseconds that it took."""

    step: Step
    fetched: Fetched
    ms: int


class _Handful:
    """What was fetched and is not stored yet, and the last error."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._spacing = services.settings.dispatch.host_spacing
        self._held: list[_Held] = []
        self._hosts: Mapping[str, Record] = {}
        self._began = self._met = services.clock()
        self.failed: NewsloomError | None = None

    @property
    def outage(self) -> bool:
        return isinstance(self.failed, OutageError)

    @property
    def is_over(self) -> bool:
        """Nothing more of it is to be fetched."""
        return self.outage or self._is_past(self._began, LONG)

    @property
    def is_full(self) -> bool:
        """What is held is large, or has waited for long enough."""
        size = sum(len(held.fetched.page.body) for held in self._held)
        return size > LARGEST or (bool(self._held) and self._is_past(self._held[0].step.now))

    def meet(self, steps: Sequence[Step]) -> None:
        """What is known of their hosts."""
        self._met = self._services.clock()
        with self._services.ledger.read() as connection:
            self._hosts = hosts.get_all(connection, {step.url.host for step in steps})

    def fetch(self, step: Step, ends: Callable[[], bool]) -> None:
        from workers.fetch.stage import fetch

        here = self._services
        try:
            with step.recorded(), seats.seat():
                if ends():
                    give_back(here, [step.claim])
                    return
                step = step.begun()
                how: dict[str, Any] = {"ledger": here.ledger, "client": here.client, "manners": here.manners}
                known = {} if self._is_past(self._met) else self._hosts
                found = fetch(step.url, **how, spacing=self._spacing, now=step.now, known=known)
                self._held.append(_Held(step, found, step.ms))
        except NewsloomError as error:
            self.failed, self._hosts = error, {}  # it may have taught something

    def store(self) -> Iterator[list[Claim]]:
        """Store what is held; gives the claims of those that go on, and then gives these up."""
        held, self._held = self._held, []
        kept = self._stored(held) if held else {}
        if kept:
            yield [claim for claim, in_time in kept.items() if in_time]
        end(self._services, list(kept))  # not before: whose message is lost between the two is found by its claim

    def _is_past(self, then: datetime, seconds: float = SOON) -> bool:
        return (self._services.clock() - then).total_seconds() > seconds

    def _stored(self, held: Sequence[_Held]) -> dict[Claim, bool]:
        """Each claim whose end is stored, and whether it was in time."""
        if len(held) > 1:
            try:
                return self._together(held)
            except Exception as error:  # noqa: BLE001 - whatever it is: one by one it is found out whose it is
                log.get(__name__).debug("handful.parted", detail=repr(error))
        kept: dict[Claim, bool] = {}
        for place, each in enumerate(held):
            kept |= self._alone(each)
            if self.outage:
                give_back(self._services, [one.step.claim for one in held[place + 1 :]])
                break
        return kept

    def _alone(self, held: _Held) -> dict[Claim, bool]:
        try:
            with held.step.recorded():
                return self._together([held])
        except NewsloomError as error:
            self.failed = error
        return {}

    def _together(self, held: Sequence[_Held]) -> dict[Claim, bool]:
        from workers.fetch.stage import learn

        now = self._services.clock()
        packed = {each.step.url.id: pages.packed(each.fetched.page) for each in held}
        with self._services.ledger.begin(lasting=False) as tx:  # lost in a power cut, they are fetched again
            learn(
                tx, [each.fetched.lessons for each in held], self._spacing, now
            )  # hosts are locked before urls (ledger/hosts.py)
            in_time = urls.advance_all(tx, [each.step.url for each in held], "fetch", now)
            pages.put(tx, {url_id: page for url_id, page in packed.items() if url_id in in_time})
            steps.record(tx, [_told(each, each.step.url.id in in_time) for each in held])
        for each in held:
            _tell(each, each.step.url.id in in_time)
        return {each.step.claim: each.step.url.id in in_time for each in held}


def _told(held: _Held, in_time: bool) -> Mapping[str, Any]:
    step, fetched, ms = held
    if in_time:
        return step.told(step.outcome, fetched.detail, ms=ms)
    return step.told(AGAIN, LATE.format(fetched.detail), ms=ms)


def _tell(held: _Held, in_time: bool) -> None:
    (url, page), event = (held.step.url, held.fetched.page), held.fetched.event if in_time else f"step.{AGAIN}"
    log.get(__name__).info(event, url=url.id, status=page.status, size=len(page.body), ms=held.ms)
