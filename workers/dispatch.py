"""One round of dispatch: look after what is on its way, lease what is due, publish it. Calls in order.

What is lost needs no message to be found: each second the rows whose lease has ended are held against the claims of
those who are at work and against the messages that wait in the queues (workers/fate.py). What is neither is leased
anew, from the stage that it had reached. When Redis has begun anew (workers/watch.py), all rows are looked at as soon
as the workers have had time to say what they are at.

What if it comes twice? Rounds take the ledger's lock one after the other, and each changes only rows that still stand
as it read them. Nothing of Redis is asked under the lock: a Redis that hangs holds up nobody who writes.

At most `max_in_flight` rows are on their way, so a million pending urls are a million rows and two hundred messages,
also where a stage has no workers: a message that waits is alive, however long it waits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from workers import fate, handfuls, log, outage, queues, retry
from workers.bootstrap import Services
from workers.claims import Claim, Held
from workers.errors import KilledError, OutageError, PermanentError
from workers.fate import Fate
from workers.ledger import ends, hosts, leases, steps
from workers.ledger.leases import Slots
from workers.ledger.schema import Record
from workers.ledger.urls import STAGES
from workers.messages import decode
from workers.post import post
from workers.pulse import BEAT

#: seconds after which all is looked at when Redis has begun anew: each worker has had its beat.
_SETTLED = 1.5 * BEAT


def dispatch_due(with_: Services) -> int:
    """One round of dispatch; returns how many urls it sent on their way."""
    now = with_.clock()
    again = _look_after(with_, now)
    return _publish(with_, [*again, *_lease(with_, now)])


def _lease(with_: Services, now: datetime) -> list[Record]:
    """As many of those that are due as there is room for."""
    limits = with_.settings.dispatch
    slots = Slots(limits.host_slots, limits.domain_slots)
    with with_.ledger.exclusive("dispatch") as tx:
        room = limits.max_in_flight - leases.running(tx)
        leased = leases.take(tx, now, room, limits.lease, limits.host_spacing, slots) if room > 0 else []
        steps.dispatched(tx, {row.id: f"from {row.stage}" for row in leased}, now)
    return leased


def _look_after(with_: Services, now: datetime) -> list[Record]:
    """Renew what is alive, and see to what is not; the rows that are leased anew."""
    with outage.translated():
        seen = with_.watch.look()
        held = with_.claims.all()
    if seen.anew:
        _look_soon(with_, now)
        with outage.translated():
            with_.watch.in_order(seen)
        return []
    over = [claim for claim, how in held.items() if fate.is_over(how, seen.uptime)]
    with with_.ledger.read() as connection:
        rows = leases.overdue(connection, now, {claim.url for claim in over}, with_.settings.dispatch.lease)
    again = _see_to(with_, _by_fate(with_, rows, held, seen.uptime), held, now) if rows else []
    with outage.translated():
        with_.claims.end(over)  # seen to, or left behind by a step whose url has gone on
    return again


def _look_soon(with_: Services, now: datetime) -> None:
    with with_.ledger.exclusive("dispatch") as tx:
        leases.look_at_all(tx, now + timedelta(seconds=_SETTLED))
        log.get(__name__).info("redis.anew", on_their_way=leases.running(tx))


def _by_fate(
    with_: Services, rows: Sequence[Record], held: Mapping[Claim, Held], uptime: float
) -> dict[Fate, list[Record]]:
    with outage.translated():
        waiting = [_numbers(message) for _, message in queues.messages(with_.redis)]
        held = {**with_.claims.all(), **held}  # what was taken from a queue meanwhile is claimed by now
    queued = {numbers for numbers in waiting if numbers}
    found: dict[Fate, list[Record]] = defaultdict(list)
    for row in rows:
        found[fate.fate_of(_next(row), held, queued, uptime)].append(row)
    return found


def _see_to(
    with_: Services, found: Mapping[Fate, list[Record]], held: Mapping[Claim, Held], now: datetime
) -> list[Record]:
    until = now + timedelta(seconds=with_.settings.dispatch.lease)
    lost = [*found.get(Fate.LOST, ()), *found.get(Fate.BACK, ())]
    with with_.ledger.exclusive("dispatch") as tx:
        leases.renew(tx, found.get(Fate.ALIVE, ()), until)
        again = leases.again(tx, [row for row in lost if row.stage != "accepted"], now, until)
        steps.dispatched(tx, {row.id: f"again from {row.stage}: its message was lost" for row in again}, now)
    # Each its own: hosts are locked before the urls, and once a transaction (workers/ledger/hosts.py).
    with with_.ledger.exclusive("dispatch") as tx:
        leases.put_back(tx, [row for row in lost if row.stage == "accepted"], now)
    with with_.ledger.exclusive("dispatch") as tx:
        _bury(with_, tx, leases.still(tx, found.get(Fate.KILLED, ())), held, now)
    if lost:
        log.get(__name__).info("urls.lost", found_again=len(lost))
    return again


def _bury(with_: Services, tx: Connection, rows: Sequence[Record], held: Mapping[Claim, Held], now: datetime) -> None:
    """The policy for those whose step took its process with it."""
    for row in sorted(rows, key=lambda row: str(row.host)):  # hosts are locked in this order
        claim = _next(row)
        reason = fate.why(held.get(claim))
        error = KilledError(reason, fate.KILLS[reason].format(stage=claim.stage))
        follows = retry.after(error, row.attempts, row.kills, with_.settings.dispatch, with_.chance())
        detail = ends.follow(tx, row, error, follows, now)
        steps.record(tx, [steps.row(row.id, claim.stage, follows.outcome, now, reason=reason, detail=detail)])
        log.get(__name__).warning("url.killed", url=row.id, stage=claim.stage, reason=reason, detail=detail)


def _next(row: Record) -> Claim:
    """The step that a row waits for."""
    return Claim(row.id, row.lease, STAGES[STAGES.index(row.stage) + 1])


def _numbers(message: object) -> tuple[int, int] | None:
    try:
        return decode(message)
    except PermanentError:
        return None


def _publish(with_: Services, rows: Sequence[Record]) -> int:
    """A message for each handful to be fetched, and for each other row; how many rows that were.

    What cannot be published goes back at once, and Redis being away is said in one line.
    """
    fetched = [row for row in rows if row.stage == STAGES[0]]
    with with_.ledger.read() as connection:
        quick = hosts.quick(connection, {row.host for row in fetched})
    letters = [*handfuls.dealt(fetched, quick), *([row] for row in rows if row.stage != STAGES[0])]
    try:
        post([[_next(row) for row in together] for together in letters])
    except OutageError as error:
        now = with_.clock()
        with with_.ledger.begin() as tx:
            ends.postpone_all(tx, rows, now, now + timedelta(seconds=1), error.reason, error.detail)
        raise
    return len(rows)
