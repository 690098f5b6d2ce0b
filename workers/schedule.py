"""Beat's face: dispatch what is due (workers/dispatch.py), poll feeds, prune.

Each of these may run twice, or in two beats at once: dispatch and polls lease rows in the ledger, and what is leased
is not taken again. Messages expire, so that an absent worker does not come back to an hour's worth of them.
"""

from __future__ import annotations

from typing import Any

from celery import Celery
from kombu.exceptions import OperationalError as BrokerError

from workers import log
from workers.app import app
from workers.bootstrap import services
from workers.dispatch import dispatch_due
from workers.errors import NewsloomError, OutageError
from workers.feeds.stage import poll as poll_one
from workers.ledger import feeds
from workers.tasks import VERSION, Message, numbers, told
from workers.upkeep.stage import prune_all

#: seconds that a feed's poll may wait in its queue. One that began at the last moment may go on for `poll_limit`; the
#: lease ends after both, so that no feed is at two workers, and what hangs or crashes is noted once.
_POLL_WAIT = 120.0
#: feeds that are polled in one go.
_FEEDS = 100
#: seconds that pruning may take of every ten minutes: it holds one of the two threads that also dispatch.
_PRUNE = 30.0


# No events: in Flower's list a round each second would hide the articles' steps.
_UPKEEP: dict[str, Any] = {"throws": (OutageError,), "send_events": False}


@app.on_after_finalize.connect  # type: ignore[untyped-decorator]
def _set_up_schedule(sender: Celery, **_: object) -> None:
    chosen = services().settings
    table = {
        "dispatch": (chosen.dispatch.every, max(2.0, 2 * chosen.dispatch.every)),
        "poll": (chosen.feeds.every, max(2.0, chosen.feeds.every)),
        "prune": (600.0, 600.0),
    }
    for name, (every, expires) in table.items():
        sender.add_periodic_task(every, sender.signature(f"newsloom.{name}"), name=name, expires=expires)


@app.task(name="newsloom.dispatch", **_UPKEEP)  # type: ignore[untyped-decorator]
def dispatch() -> int:
    """Look after what is on its way; lease the urls that are due, and publish a chain for each."""
    with told(round="dispatch"):
        return dispatch_due(services())


@app.task(name="newsloom.poll", **_UPKEEP)  # type: ignore[untyped-decorator]
def poll() -> int:
    """Take the feeds that are due and ask for each in a task of its own."""
    here = services()
    with told(round="poll"), here.ledger.exclusive("dispatch") as tx:
        due = feeds.lease(tx, here.clock(), _FEEDS, _POLL_WAIT + here.settings.poll_limit)
    for feed_id in due:
        poll_feed.apply_async(({"v": VERSION, "feed": feed_id},), expires=_POLL_WAIT)
    return len(due)


@app.task(name="newsloom.poll_feed", throws=(NewsloomError,))  # type: ignore[untyped-decorator]
def poll_feed(message: Message) -> int:
    """Ask one feed for its entries; if any is new, dispatch at once."""
    here = services()
    with told(round="poll"):
        (feed,) = numbers(message, "feed")
        new = poll_one(
            feed,
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
        gone = prune_all(here.ledger, here.settings, here.clock(), seconds=_PRUNE)
        if any(gone.values()):
            log.get(__name__).info("ledger.pruned", **gone)
        return gone


def nudge(task: Any = dispatch) -> bool:
    """Ask for a round now, not at the next beat; False when Redis is away, which is no error: beat will do it."""
    try:
        task.apply_async(retry=False, expires=10)
    except (BrokerError, OSError):
        return False
    return True
