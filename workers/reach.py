"""Can the Redis of these settings be worked with? If not: what is wrong, with which, and what to do.

Starts nothing: a Redis of newsloom's own that does not run is told so. No decisions about news.
"""

from __future__ import annotations

from dataclasses import dataclass

import redis as redis_py

from workers import away, outage, server
from workers.errors import OutageError
from workers.settings import Settings


@dataclass(frozen=True, slots=True)
class Reach:
    """How Redis stands."""

    url: str
    #: as people may see it: its url without the password, or that it is our own.
    name: str
    #: why it cannot be worked with; None where it answers and takes what is written.
    trouble: OutageError | None

    @property
    def answers(self) -> bool:
        return self.trouble is None or self.trouble.reason != "redis-away"


def look(chosen: Settings) -> Reach:
    """One try, no patience."""
    named = chosen.newsloom.redis_url
    url = named or server.url_of(chosen.home)
    name = f"Redis at {server.without_password(named)}" if named else "newsloom's own Redis"
    try:
        outage.probe(server.impatient(url))
    except redis_py.RedisError as error:
        found = outage.of(error, name)
        return Reach(url, name, found if named else _of_our_own(chosen, found))
    return Reach(url, name, None)


def settle(client: redis_py.Redis) -> None:
    """If Redis was away, as this process knows, and takes writes again, that is over. Raises RedisError if not.

    On a new connection: an old one goes on when the server's socket was removed, and nobody else gets in.
    """
    if away.is_away("redis"):
        client.connection_pool.disconnect(inuse_connections=False)
        outage.probe(client)
        away.over("redis")


def _of_our_own(chosen: Settings, found: OutageError) -> OutageError:
    """Nobody but us starts it: who would, and does it?"""
    folder = server.folder_of(chosen.home)
    if found.reason != "redis-away":
        return OutageError(found.reason, f"{found.detail} (its files are in {folder})")
    if server.guarded(chosen.home):
        told = f"newsloom's own Redis does not answer yet; its guardian runs, and {folder}/redis.log says more"
    else:
        told = f"newsloom's own Redis does not run (in {chosen.home}): `newsloom up` starts it, and the workers"
    return OutageError(found.reason, told)
