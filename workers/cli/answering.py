"""Which workers answer, over the broker. Starts nothing, decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from celery import Celery
from celery.app.control import Inspect
from kombu.exceptions import OperationalError as BrokerError

from workers import app as celery_app

#: seconds that all workers have to answer, and that the first one has.
_PATIENCE, _FIRST = 1.0, 0.5


def workers(redis_url: str) -> dict[str, list[str]]:
    """The workers that answer, by name, and the queues that each reads: what it does, whatever it is called."""
    with _asking(redis_url, _PATIENCE) as inspect:
        answers = inspect.active_queues() or {}
    return {name: [queue["name"] for queue in queues] for name, queues in answers.items() if isinstance(queues, list)}


def anybody(redis_url: str) -> bool:
    """Whether one of them answers: known as soon as it does. True also where Redis went away, which others tell."""
    try:
        with _asking(redis_url, _FIRST, limit=1) as inspect:
            return bool(inspect.ping())
    except (BrokerError, OSError):
        return True


@contextmanager
def _asking(redis_url: str, patience: float, limit: int | None = None) -> Iterator[Inspect]:
    asking = Celery("newsloom-asking", broker=celery_app.broker_url(redis_url), set_as_current=False)
    try:
        yield asking.control.inspect(timeout=patience, limit=limit)
    finally:
        asking.close()
