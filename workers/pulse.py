"""Each worker says every few seconds which steps it is at, and when it stops, which it gives back.

A thread of the worker's main process, which knows what its threads or children are at: a child whose parser holds the
interpreter for a minute is as alive as its main process says. Celery tells the main process of a child that was killed
or ran out of time; that is passed on at once, of a poll to its feed. No decisions here: workers/fate.py has them.

A step that has been at work for LONGEST is no longer prolonged, so that a thread that hangs for ever (time limits do
not work in threads) holds its url no longer than that.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

import redis
from billiard.exceptions import TimeLimitExceeded
from celery import Task
from celery.signals import task_failure, worker_ready, worker_shutdown
from celery.worker import state

from workers import away, log, outage, reach
from workers.bootstrap import services
from workers.claims import LAPSE, Claim
from workers.errors import NewsloomError
from workers.fate import GIVEN_BACK
from workers.feeds.stage import died
from workers.messages import claims_of, numbers
from workers.tasks import told
from workers.threads import leaving

#: seconds between two words: three may be lost before a claim lapses.
BEAT = LAPSE / 4
#: seconds; the longest honest step is a worker that fills the index of a million articles before its own.
LONGEST = 3600.0


class Pulse:
    """The thread, from `start` to `stop`. clock: seconds that only grow; beat: seconds between two words."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, beat: float = BEAT) -> None:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="newsloom-pulse", daemon=True)
        self._clock = clock
        self._beat = beat
        self._since: dict[Claim, float] = {}
        self._claimed: set[Claim] = set()
        self._failing = False

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Say no more, and give back what is still held."""
        self._over.set()
        self._thread.join(BEAT)
        tell(_held(), GIVEN_BACK)

    def beat(self) -> None:
        """Say it once. Never raises: the next beat may get through, and a worker without any is taken for dead."""
        try:
            reach.settle(services().redis)
            self._claimed = services().claims.prolong(self._alive(), self._claimed)
        except redis.RedisError as error:
            told = outage.of(error)
            away.began(told.reason, told.detail)
            return
        except NewsloomError:
            return  # the ledger is away: workers/tasks.py says so
        except Exception as error:  # noqa: BLE001 - the edge: a thread that ends here ends without a word
            if not self._failing:
                log.get(__name__).error("pulse.failed", detail=repr(error))
            self._failing = True
            return
        self._failing = False

    def _run(self) -> None:
        while not self._over.wait(self._beat):
            self.beat()

    def _alive(self) -> list[Claim]:
        now = self._clock()
        self._since = {claim: self._since.get(claim, now) for claim in _held()}
        return [claim for claim, since in self._since.items() if now - since < LONGEST]


def tell(claims: Iterable[Claim], why: str) -> None:
    """The steps of these ended without an outcome. If Redis is away they lapse, and are found all the same."""
    try:
        services().claims.lose(claims, why)
    except (redis.RedisError, NewsloomError) as error:
        log.get(__name__).debug("claims.untold", reason=str(error))


def _held() -> list[Claim]:
    """What this worker is at."""
    return [claim for request in _requests() for claim in claims_of(request.name, request.args)]


def _requests() -> list[Any]:
    """Celery's set changes while it is read, where tasks run in threads: then it is read again."""
    while True:
        try:
            return list(state.active_requests)
        except RuntimeError:
            continue


_pulses: list[Pulse] = []


@worker_ready.connect  # type: ignore[untyped-decorator]
def _begin(**_: object) -> None:
    _pulses.append(Pulse())
    _pulses[-1].start()


@worker_shutdown.connect  # type: ignore[untyped-decorator]
@leaving.connect  # type: ignore[untyped-decorator]
def _end(**_: object) -> None:
    while _pulses:
        _pulses.pop().stop()


@task_failure.connect  # type: ignore[untyped-decorator]
def _lost(sender: Task, task_id: str, exception: BaseException, args: Any, **_: object) -> None:
    """In the main process: a child was killed, or ran out of time. What a step raises itself has been recorded."""
    why = _WHY.get(type(exception).__name__)
    if why:
        tell(claims_of(sender.name, args), why)
    if why and sender.name == "newsloom.poll_feed" and task_id not in _blamed:
        _blamed.append(task_id)
        blame(args, why)


def blame(args: Any, why: str) -> None:
    """Note that this poll took its process down. If the ledger is away, the feed is asked again when its lease ends."""
    here = services()
    with contextlib.suppress(NewsloomError), told(round="poll"):
        (feed,) = numbers(args[0], "feed")
        died(
            feed,
            why,
            ledger=here.ledger,
            chosen=here.settings.feeds,
            now=here.clock(),
            chance=here.chance,
        )


#: polls whose death was noted: Celery sends the signal twice for a time limit.
_blamed: deque[str] = deque(maxlen=100)
#: the errors that Celery makes for a child that did not answer.
_WHY = {TimeLimitExceeded.__name__: "time-limit", "WorkerLostError": "worker-lost"}
