"""Redis's errors as ours: each is an outage of our own, and no fault of the url's. No decisions here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from redis.exceptions import BusyLoadingError, ConnectionError, OutOfMemoryError, RedisError, TimeoutError  # noqa: A004

from workers.errors import OutageError


def of(error: RedisError) -> OutageError:
    """What a failing Redis means, by the class of its error."""
    if isinstance(error, OutOfMemoryError):
        return OutageError("redis-full", f"Redis is at its memory limit: {error}")
    if isinstance(error, ConnectionError | TimeoutError | BusyLoadingError):
        return OutageError("redis-away", f"Redis does not answer: {' '.join(str(error).split())}")
    return OutageError("redis-refused", f"Redis refused: {' '.join(str(error).split())}")


@contextmanager
def translated() -> Iterator[None]:
    try:
        yield
    except RedisError as error:
        raise of(error) from error
