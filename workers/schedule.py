"""Beat's face: dispatch what is due, poll feeds, prune.

Each of these may run twice, or in two beats at once: dispatch and polls lease rows in the ledger, and what is leased
is not taken again. Messages expire, so that an absent worker does not come back to an hour's worth of them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from celery import Celery
from kombu.exceptions import OperationalError as BrokerError

from workers import outage
from workers.app import QUEUES, app
from workers.bootstrap import Services, services
from workers.errors import NewsloomError, OutageError
from workers.feeds.stage import poll as poll_one
from workers.ledger import feeds, steps, urls
from workers.ledger.schema import Record
from workers.ledger.urls import STAGES
from workers.pipeline import chain
from workers.tasks import Message, decode, encode, told
from workers.upkeep.stage import prune_all

#: seconds that a feed's poll may take before another worker may take it.
_POLL_LEASE = 120.0
#: feeds that are polled in one go.
_FEEDS = 100
#: seconds that pruning may take of each hour: it holds one of the two threads that also dispatch.
_PRUNE = 30.0
#: what a person is told of a url that was being worked on when its worker was killed, again and again.
_LOST = "the worker died, or ran out of time, {times} times while it was at {stage}"


# No events: in Flower's list a round each second would hide the articles' steps.
_UPKEEP: dict[str, Any] = {"throws": (OutageError,), "send_events": False}


@app.on_after_finalize.connect  # type: ignore[untyped-decorator]
def _set_up_schedule(sender: Celery, **_: object) -> None:
    chosen = services().settings
    table = {
        "dispatch": (chosen.dispatch.every, max(2.0, 2 * chosen.dispatch.every)),
        "poll": (chosen.feeds.every, max(2.0, chosen.feeds.every)),
        "prune": (3600.0, 3600.0),
    }
    for name, (every, expires) in table.items():
        sender.add_periodic_task(every, sender.signature(f"newsloom.{name}"), name=name, expires=expires)


@app.task(name="newsloom.dispatch", **_UPKEEP)  # type: ignore[untyped-decorator]
def dispatch() -> int:
    """Lease the urls that are due, as many as there is room for, and publish a chain for each."""
    with told(round="dispatch"):
        return dispatch_due(services())


def dispatch_due(with_: Services) -> int:
    """One round of dispatch; returns how many chains it published."""
    now, limits = with_.clock(), with_.settings.dispatch
    queued = _queued(with_)
    with with_.ledger.exclusive("dispatch") as tx:
        # A lease that has run out no longer counts, but its message may still wait in a queue, and then that counts:
        # a stage without workers must not collect a new message each time a lease ends.
        room = limits.max_in_flight - max(urls.running(tx, now), queued)
        leased = urls.lease(tx, now, room, limits.lease, limits.host_spacing) if room > 0 else []
        with outage.translated():
            lost = with_.begun.take_lost([row.id for row in leased])
        urls.spend(tx, lost)
        over = {row.id for row in leased if row.id in lost and row.attempts + 1 >= limits.max_attempts}
        for row in leased:
            if row.id in over:
                detail = _LOST.format(times=row.attempts + 1, stage=STAGES[STAGES.index(row.stage) + 1])
                urls.give_up(tx, row.id, now, "failed", "worker-lost", detail)
                steps.record(tx, row.id, "dispatch", "failed", now, reason="worker-lost", detail=detail)
            else:
                steps.record(tx, row.id, "dispatch", "done", now, detail=f"from {row.stage}")
    return _publish(with_, [row for row in leased if row.id not in over])


def _queued(with_: Services) -> int:
    """Messages of the path that no worker has taken yet."""
    with outage.translated():
        return sum(int(with_.redis.llen(QUEUES[stage])) for stage in STAGES[1:])


def _publish(with_: Services, rows: list[Record]) -> int:
    """A chain for each row. What cannot be published goes back at once, and Redis being away is said in one line."""
    for count, row in enumerate(rows):
        try:
            chain(row.id, row.stage).apply_async(retry=False)
        except (BrokerError, OSError) as error:
            now = with_.clock()
            with with_.ledger.begin() as tx:
                for left in sorted(rows[count:], key=lambda row: str(row.host)):  # hosts are locked in this order
                    urls.postpone(tx, left.id, now, now + timedelta(seconds=1), "redis-away", str(error), attempt=0)
            raise OutageError("redis-away", str(error)) from error
    return len(rows)


@app.task(name="newsloom.poll", **_UPKEEP)  # type: ignore[untyped-decorator]
def poll() -> int:
    """Take the feeds that are due and ask for each in a task of its own."""
    here = services()
    with told(round="poll"), here.ledger.exclusive("dispatch") as tx:
        due = feeds.lease(tx, here.clock(), _FEEDS, _POLL_LEASE)
    for feed_id in due:
        poll_feed.apply_async((encode(feed_id, "feed"),), expires=_POLL_LEASE)
    return len(due)


@app.task(name="newsloom.poll_feed", throws=(NewsloomError,))  # type: ignore[untyped-decorator]
def poll_feed(message: Message) -> int:
    """Ask one feed for its entries; if any is new, dispatch at once."""
    here = services()
    with told(round="poll"):
        new = poll_one(
            decode(message, "feed"),
            ledger=here.ledger,
            client=here.client,
            interval=here.settings.feeds.interval,
            now=here.clock(),
            chance=here.chance,
        )
    if new:
        nudge()
    return new


@app.task(name="newsloom.prune", **_UPKEEP)  # type: ignore[untyped-decorator]
def prune() -> dict[str, int]:
    """Throw away what the settings say is old, for half a minute at most; the rest goes next time."""
    here = services()
    with told(round="prune"):
        return prune_all(here.ledger, here.settings, here.clock(), seconds=_PRUNE)


def nudge(task: Any = dispatch) -> bool:
    """Ask for a round now, not at the next beat; False when Redis is away, which is no error: beat will do it."""
    try:
        task.apply_async(retry=False, expires=10)
    except (BrokerError, OSError):
        return False
    return True
