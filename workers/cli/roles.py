"""The processes that make a newsloom: command lines, as data.

Pools, each by measurement (docs/decisions.md): threads for fetching, which waits for others (prefork of that size takes
a gigabyte, gevent stalls with Redis); prefork for cleaning and for feeds, because only a process can be killed while C
code hangs in a hostile document, and only a child can crash alone; one thread for `assign`, whose work is serial under
the ledger's lock anyway (more are correct); of upkeep one thread more than there are rounds that take seconds (prune,
refill, repair): one of each at once leaves one to dispatch. That is reasoned, not measured.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workers import threads
from workers.app import QUEUES
from workers.errors import WordsError
from workers.settings import Flower
from workers.supervisor import Child


@dataclass(frozen=True, slots=True)
class Role:
    """One kind of worker: the queues it reads, its pool, and how many at once."""

    queues: tuple[str, ...]
    pool: str
    concurrency: int


ROLES: Mapping[str, Role] = {
    "fetch": Role(("fetch",), "threads", 24),
    "feeds": Role(("feeds",), "prefork", 2),
    "clean": Role(("clean",), "prefork", 2),
    "dedupe": Role(("dedupe",), "threads", 2),
    "assign": Role(("assign",), "threads", 1),
    "upkeep": Role(("upkeep",), "threads", 4),
}

#: queues whose tasks read strangers' documents.
PARSING = frozenset(queue for role in ROLES.values() if role.pool == "prefork" for queue in role.queues)

#: SIGTERM means: finish or give back what you hold, and go (Celery's soft shutdown). Plain SIGTERM on prefork hung for
#: 32 s in 4 of 11 tries under load; this took 4 to 7 s.
#: The warning about root comes once from each worker, in ten lines; `up` says it in one.
ENVIRON = threads.NAMED | {
    "REMAP_SIGTERM": "SIGQUIT",
    "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
}

_APP = ("-q", "-A", "workers.app")
_CELERY = (sys.executable, "-m", "celery", *_APP)
#: a worker that finds a name of its own first.
_NAMED = (sys.executable, "-m", "workers.named", *_APP)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def worker(name: str, queues: Sequence[str], pool: str, concurrency: int) -> list[str]:
    """The command line of one worker."""
    listed = ",".join(QUEUES[queue] for queue in queues)
    kind = "custom" if pool == "threads" else pool  # workers/threads.py
    words = ["worker", "-Q", listed, "-P", kind, "-c", str(concurrency), "-n", f"{name}@%h"]
    # Gossip and mingle tell workers of each other, which none of ours needs, and slow each start by a second.
    return [*_NAMED, *words, "--without-gossip", "--without-mingle", "--loglevel", "info"]


def at_once(queues: Sequence[str], pool: str) -> int:
    """How many tasks a worker of this pool has at once that reads these queues: as many as the largest role needs."""
    of_pool = [role for role in ROLES.values() if role.pool == pool]
    mine = [role for role in of_pool if not set(queues).isdisjoint(role.queues)]
    return max(role.concurrency for role in mine or of_pool)


def beat() -> list[str]:
    return [*_CELERY, "beat"]


def flower(chosen: Flower) -> list[str]:
    """Flower's command line. Raises WordsError for an open address without a password: it shows and starts tasks."""
    if chosen.address not in _LOOPBACK and not chosen.basic_auth:
        raise WordsError(
            "setting",
            f"Flower would listen on {chosen.address} without a password: set NEWSLOOM_FLOWER_BASIC_AUTH=user:password",
        )
    return [*_CELERY, "flower", f"--address={chosen.address}", f"--port={chosen.port}", "--logging=error"]


def refuse_taken(chosen: Flower, advice: str) -> None:
    """Raises WordsError where Flower cannot listen: it would say so in forty lines."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((chosen.address, chosen.port))
        except OSError as error:
            where = f"{chosen.address}:{chosen.port}"
            raise WordsError("port", f"Flower cannot listen on {where} ({error.strerror}): {advice}") from error


def children(cleaners: int | None, viewer: Flower | None) -> list[Child]:
    """All the processes of `newsloom up`: a worker for each role, beat, and Flower if it is wanted."""
    found = [
        Child(name, worker(name, role.queues, role.pool, _size(name, role, cleaners)), ENVIRON)
        for name, role in ROLES.items()
    ]
    found.append(Child("beat", beat()))
    if viewer is not None:
        # by environment: a command line is visible to every user of the machine
        auth = {"FLOWER_BASIC_AUTH": viewer.basic_auth} if viewer.basic_auth else {}
        found.append(Child("flower", flower(viewer), auth))
    return found


def _size(name: str, role: Role, cleaners: int | None) -> int:
    return cleaners if name == "clean" and cleaners else role.concurrency
