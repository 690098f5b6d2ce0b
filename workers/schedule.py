"""Beat's face: dispatch what is due (workers/dispatch.py), poll feeds, prune, think again, fill the index of copies.

Each of these rounds may run twice, late, or in two beats at once: dispatch and polls lease rows in the ledger, and what
is leased is not taken again; a late round does what one of its own time would. So no round expires. None is asked for
while one of its kind waits, so that an absent worker does not come back to an hour's worth of them, and its queue has a
bound.

Dropped: messages that expire, after 2 s. That is by the worker's clock and the sender's: a worker whose clock was 3 s
ahead threw every round away, without a word, and those that it was spared lay in Redis all the same.
"""

from __future__ import annotations

import contextlib
from typing import Any

import redis
from celery import Celery
from celery.beat import ScheduleEntry, Scheduler
from celery.signals import beat_init
from kombu.exceptions import OperationalError as BrokerError

from workers import log, queues, reach
from workers.app import app
from workers.bootstrap import services
from workers.dispatch import dispatch_due
from workers.errors import NewsloomError, OutageError
from workers.feeds.follow import resting
from workers.feeds.stage import poll as poll_one
from workers.ledger import feeds, visits
from workers.messages import VERSION, Message, numbers
from workers.settings import Settings
from workers.tasks import told
from workers.upkeep.stage import prune_all

#: seconds that a feed's poll may wait in its queue. One that began at the last moment may go on for `poll_limit`; the
#: lease ends after both, so that no feed is at two workers, and what hangs or crashes is noted once.
_POLL_WAIT = 120.0
#: feeds that are polled in one go.
_FEEDS = 100
#: the same while our own network is away: the first that is answered ends that.
_PROBES = 1
#: seconds between two looks for young articles that are due for another visit, and how many are taken at a time.
_REVISIT, _VISITS = 60.0, 500
#: seconds that pruning may take of every ten minutes: it holds one of the threads that also dispatch (cli/roles.py).
_PRUNE = 30.0
#: seconds between two looks whether the index of copies is to be filled, and for how long that is done at a time.
_REFILL, _FILL = 10.0, 20.0
#: seconds that second thoughts may take of each round, in which they hold one of the threads that also dispatch.
_REPAIR = 5.0


# No events: in Flower's list a round each second would hide the articles' steps.
_UPKEEP: dict[str, Any] = {"throws": (OutageError,), "send_events": False}


def rounds(chosen: Settings) -> dict[str, float]:
    """The rounds that beat asks for, with the seconds between two."""
    table = {"dispatch": chosen.dispatch.every, "poll": chosen.feeds.every, "prune": 600.0, "refill": _REFILL}
    if 0 < chosen.dispatch.host_spacing < chosen.feeds.every:
        table["line"] = max(chosen.dispatch.host_spacing, chosen.dispatch.every)
    if chosen.fetch.revisit:
        table["revisit"] = _REVISIT
    if chosen.assign.repair_every:
        table["repair"] = chosen.assign.repair_every
    return table


@app.on_after_finalize.connect  # type: ignore[untyped-decorator]
def _set_up_schedule(sender: Celery, **_: object) -> None:
    for name, every in rounds(services().settings).items():
        sender.add_periodic_task(every, sender.signature(f"newsloom.{name}"), name=name)


class Rounds(Scheduler):  # type: ignore[misc]
    """Beat's clock."""

    def apply_entry(self, entry: ScheduleEntry, producer: Any = None) -> None:
        with contextlib.suppress(redis.RedisError):
            reach.settle(services().redis)
        if not _waits(entry.task):
            super().apply_entry(entry, producer)


def _waits(task: str) -> bool:
    """Does a message of this task wait already? While Redis is away, none: who publishes then says what is wrong."""
    with contextlib.suppress(redis.RedisError):
        return task in queues.tasks(services().redis, "upkeep")
    return False


@beat_init.connect  # type: ignore[untyped-decorator]
def _say_ready(**_: object) -> None:
    """Workers say it by Celery's own words; beat would run without any."""
    log.get(__name__).info("beat.ready", dispatch_every=services().settings.dispatch.every)


@app.task(name="newsloom.dispatch", **_UPKEEP)  # type: ignore[untyped-decorator]
def dispatch() -> int:
    """Look after what is on its way; lease the urls that are due, and publish a message for each."""
    with told(round="dispatch"):
        return dispatch_due(services())


@app.task(name="newsloom.poll", **_UPKEEP)  # type: ignore[untyped-decorator]
def poll() -> int:
    """Take the feeds that are due and ask for each in a task of its own."""
    return _ask_feeds(_PROBES)


@app.task(name="newsloom.line", **_UPKEEP)  # type: ignore[untyped-decorator]
def line() -> int:
    """The same between two such rounds, of which each asks for one feed of a host: many of one host stand in line.

    While our own network is away none: how often it is probed is a setting.
    """
    return _ask_feeds(0)


def _ask_feeds(probes: int) -> int:
    """probes: how many feeds are asked while our own network is away."""
    here = services()
    with told(round="poll"), here.ledger.exclusive("dispatch") as tx:
        most = probes if feeds.network_away(tx) else _FEEDS
        spacing = here.settings.dispatch.host_spacing
        due = feeds.lease(tx, here.clock(), most, _POLL_WAIT + here.settings.poll_limit, spacing)
    for feed_id in due:
        poll_feed.apply_async(({"v": VERSION, "feed": feed_id},), expires=_POLL_WAIT)
    return len(due)


@app.task(name="newsloom.poll_feed", throws=(NewsloomError,))  # type: ignore[untyped-decorator]
def poll_feed(message: Message) -> int:
    """Ask one feed for its entries; if any is new, dispatch at once."""
    here = services()
    with told(round="poll"):
        (feed,) = numbers(message, "feed")
        report = poll_one(
            feed,
            ledger=here.ledger,
            client=here.client,
            chosen=here.settings.feeds,
            now=here.clock(),
            chance=here.chance,
            rest=resting(here.settings.dispatch.host_spacing),
        )
    new = report.new if report else 0
    if new:
        nudge()
    return new


@app.task(name="newsloom.revisit", **_UPKEEP)  # type: ignore[untyped-decorator]
def revisit() -> int:
    """Take up again the urls of young articles that have come to the age of their next visit.

    They are looked for before others have to wait: what has been taken up meanwhile is not done, and is passed over.
    """
    here = services()
    with told(round="revisit"):
        with here.ledger.read() as connection:
            due = visits.due(connection, here.settings.fetch.revisit, here.clock(), _VISITS)
        if not due:
            return 0
        with here.ledger.begin() as tx:
            count = visits.again(tx, due, here.clock())
        log.get(__name__).info("urls.revisited", count=count)
        return count


@app.task(name="newsloom.prune", **_UPKEEP)  # type: ignore[untyped-decorator]
def prune() -> dict[str, int]:
    """Throw away what the settings say is old, for half a minute at most; the rest goes next time."""
    here = services()
    with told(round="prune"):
        gone = prune_all(here.ledger, here.settings, here.clock(), seconds=_PRUNE)
        if any(gone.values()):
            log.get(__name__).info("ledger.pruned", **gone)
        return gone


@app.task(name="newsloom.refill", **_UPKEEP)  # type: ignore[untyped-decorator]
def refill() -> bool:
    """Fill the index of copies where it is empty, for some seconds; the rest goes next time. Whether it is filled."""
    from workers.dedupe.refill import fill_for  # numpy: only who runs this loads it

    here = services()
    with told(round="refill"):
        if here.copies.ready():
            return True
        filled = fill_for(here.ledger, here.copies, _FILL)
        log.get(__name__).info("copies.filled" if filled else "copies.filling")
        return filled


@app.task(name="newsloom.repair", **_UPKEEP)  # type: ignore[untyped-decorator]
def repair() -> dict[str, int]:
    """Look again at stories that have changed, for some seconds at most; what is left is looked at next time."""
    from workers.assign.mend import repair_round  # numpy: only who runs this loads it

    here = services()
    with told(round="repair"):
        join_at = here.settings.assign.join_at
        done = repair_round(here.ledger, here.stories, join_at, here.clock, seconds=_REPAIR)
        if done["articles"]:
            log.get(__name__).info("stories.repaired", **done)
        return dict(done)


def nudge(task: Any = dispatch) -> bool:
    """Ask for a round now, not at the next beat; False when Redis is away, which is no error: beat will do it."""
    try:
        if not _waits(task.name):
            task.apply_async(retry=False)
    except (BrokerError, OSError):
        return False
    return True
