"""The robots.txt of each site: asked for through the client that gets pages, and kept where all workers see it.

    newsloom:<ledger>:robots:<scheme>://<host>   string   what is known of it (zlib of JSON); lives for _LIFE

In Redis and not in the ledger: it is worth one request to have again, it ends by itself, and each write to the ledger
waits in one line with all others. Beside it each process keeps the rules that it has read last, so that a page costs no
question. What if Redis is emptied? They are asked for again, and 30 days of trouble begin anew. Two processes that need
the same one at the same moment both ask; threads of one process do not.

No decisions here: `robots` has them. Errors of Redis come as outages.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import NamedTuple
from weakref import WeakValueDictionary

import redis as redis_py

from workers import log, outage, urls
from workers.errors import NewsloomError
from workers.fetch import robots
from workers.fetch.http import Client
from workers.fetch.robots import Kept, Rules
from workers.pace import Heard
from workers.settings import Fetch

#: longer than the 30 days for which a server may be in trouble.
_LIFE = timedelta(days=32)
#: sites whose rules a process keeps read, and characters of their texts: read, each takes up to twenty times as much.
_READ, _READ_SIZE = 2000, 4_000_000


class _Known(NamedTuple):
    kept: Kept
    rules: Rules | None

    @property
    def size(self) -> int:
        return len(self.kept.text or "")


class Manners:
    """Asks each site once a day what may be asked for. Threads may share one.

    redis: None where nothing is to be shared with others: then what is known is known here alone.
    """

    def __init__(self, client: Client, redis: redis_py.Redis | None, prefix: str, chosen: Fetch) -> None:
        self._client = client
        self._redis = redis
        self._prefix = f"{prefix}robots:"
        self._chosen = chosen
        self._name = robots.name_of(chosen.user_agent)
        self._read: dict[str, _Known] = {}  # those read longest ago first
        self._size = 0
        self._lock = Lock()
        #: of sites that are being asked for: who comes meanwhile waits for what the first one hears.
        self._asking: WeakValueDictionary[str, Lock] = WeakValueDictionary()

    def heed(self, url: str, now: datetime, heard: Callable[[Heard], None]) -> float:
        """The seconds that the site wants between two requests. Raises RefusedError `robots`, HeldError `robots-away`.

        heard: is told of the request for robots.txt, where one is needed. Raises what the client raises, too: of a
        host that cannot be reached, and OutageError.
        """
        parts = urls.split(url)
        if not self._chosen.robots or robots.is_ignored(parts.netloc, self._chosen.ignore_robots):
            return 0.0
        known = self._known(f"{parts.scheme}://{parts.netloc}", now, heard)
        refusal = robots.refusal_of(known.kept, known.rules, parts.text(), now)
        if refusal:
            raise refusal
        return min(known.rules.delay if known.rules else 0.0, self._chosen.crawl_delay_max)

    def _known(self, site: str, now: datetime, heard: Callable[[Heard], None]) -> _Known:
        known = self._fresh(site, now)
        if known is None:
            with self._lock:
                asking = self._asking.setdefault(site, Lock())
            with asking:
                known = self._fresh(site, now) or self._learnt(site, now, heard)
        return known

    def _fresh(self, site: str, now: datetime) -> _Known | None:
        with self._lock:
            known = self._read.get(site)
        return known if known and known.kept.until > now else None

    def _learnt(self, site: str, now: datetime, heard: Callable[[Heard], None]) -> _Known:
        kept = self._load(site)
        if kept is None or kept.until <= now:
            kept = self._ask(site, kept, now, heard)
            self._save(site, kept)
        known = _Known(kept, None if kept.text is None else Rules(kept.text, self._name))
        self._keep(site, known)
        return known

    def _keep(self, site: str, known: _Known) -> None:
        with self._lock:
            self._forget(site)
            self._read[site] = known
            self._size += known.size
            while len(self._read) > _READ or self._size > _READ_SIZE:
                self._forget(next(iter(self._read)))

    def _forget(self, site: str) -> None:
        known = self._read.pop(site, None)
        self._size -= known.size if known else 0

    def _ask(self, site: str, known: Kept | None, now: datetime, heard: Callable[[Heard], None]) -> Kept:
        try:
            kept = robots.came(self._client.robots(f"{site}/robots.txt", now, heard), now)
        except NewsloomError as error:
            meant = robots.failed(error, known, now)
            if meant is None:
                raise
            kept = meant
        delay = Rules(kept.text or "", self._name).delay
        if delay > self._chosen.crawl_delay_max:
            log.get(__name__).info("robots.delay", site=site, asked=delay, kept=self._chosen.crawl_delay_max)
        return kept

    def _load(self, site: str) -> Kept | None:
        if self._redis is None:
            return None
        with outage.translated():
            found = self._redis.get(self._prefix + site)
        return _decoded(found) if isinstance(found, bytes) else None

    def _save(self, site: str, kept: Kept) -> None:
        if self._redis is None:
            return
        with outage.translated():
            self._redis.set(self._prefix + site, _encoded(kept), ex=_LIFE)


def _encoded(kept: Kept) -> bytes:
    since = kept.since and kept.since.isoformat()
    said = {"v": 1, "text": kept.text, "until": kept.until.isoformat(), "since": since}
    return zlib.compress(json.dumps(said).encode())


def _decoded(found: bytes) -> Kept | None:
    """None for what is of another version, or none of ours: it is asked for again."""
    try:
        said = json.loads(zlib.decompress(found))
        since = said["since"] and datetime.fromisoformat(said["since"])
        return Kept(said["text"], datetime.fromisoformat(said["until"]), since) if said["v"] == 1 else None
    except (ValueError, KeyError, TypeError, zlib.error):
        return None
