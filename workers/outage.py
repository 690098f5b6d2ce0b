"""Redis's errors as ours: each is an outage of our own, and no fault of the url's. No decisions here.

`of` says what an error means and what to do about it, in the words of one table, for the log, for rows that wait, and
for whoever asks how it stands (workers/reach.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import redis
from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    ConnectionError,  # noqa: A004
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    TimeoutError,  # noqa: A004
)

from workers.errors import OutageError


class Kind(NamedTuple):
    """One row of the table."""

    error: tuple[type[Exception], ...]
    #: the server's own word for it, where the class does not tell.
    code: str
    reason: str
    #: what it means, said of Redis; and what to do.
    what: str
    advice: str


_START = "start it, or name another in NEWSLOOM_REDIS_URL"
#: the narrower class first: the first row that fits is meant.
_KINDS = (
    Kind((OutOfMemoryError,), "", "redis-full", "is at its memory limit", "raise its maxmemory, or make room in it"),
    Kind((ReadOnlyError,), "", "redis-refused", "is a copy that only reads", "name its primary in NEWSLOOM_REDIS_URL"),
    Kind(
        (RedisError,),
        "MISCONF",
        "redis-refused",
        "cannot write to its disk",
        "make room there; the rest it does itself",
    ),
    Kind((RedisError,), "NOREPLICAS", "redis-refused", "misses the replicas that it waits for", "start them"),
    Kind(
        (AuthenticationError, NoPermissionError),
        "",
        "redis-refused",
        "does not let us in",
        "correct the user and the password in NEWSLOOM_REDIS_URL",
    ),
    Kind((BusyLoadingError,), "", "redis-away", "is still loading its data", "wait until it has done"),
    Kind((ConnectionError, TimeoutError), "", "redis-away", "does not answer", _START),
    Kind((RedisError,), "", "redis-refused", "refused", "its own log may say more"),
    Kind((Exception,), "", "redis-away", "does not answer", _START),  # of kombu, and of sockets
)


def of(error: Exception, name: str = "Redis") -> OutageError:
    """What a failing Redis means: what is wrong, with which, and what to do.

    error: of redis-py; or kombu's, which wraps one where it is no fault of a connection.
    """
    told = error.__cause__ if isinstance(error.__cause__, RedisError) else error
    said = " ".join(str(told).split()).rpartition("of pipeline caused error: ")[2]
    kind = next(kind for kind in _KINDS if isinstance(told, kind.error) and kind.code in said)
    return OutageError(kind.reason, f"{name} {kind.what} ({said[:200].rstrip('.')}): {kind.advice}")


@contextmanager
def translated() -> Iterator[None]:
    try:
        yield
    except RedisError as error:
        raise of(error) from error


def probe(client: redis.Redis) -> None:
    """Raises RedisError where it does not take what is written: its disk may be full, its memory, or it only reads."""
    with client.pipeline() as pipe:  # in one step, so that nothing is left
        pipe.set("newsloom:probe", "")
        pipe.delete("newsloom:probe")
        pipe.execute()
