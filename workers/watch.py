"""Has Redis begun anew since somebody last looked? Then what was on its way may be gone. No decisions here.

    newsloom:<ledger>:server   string   run_id of the server that was last seen in order. A day after the last look

Gone when Redis was emptied, or came back without its data; of another run when it was restarted, which may have cost it
its last second of writes, or when another server took its place. Errors of Redis come through as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import redis

from workers.epoch import beginning_with

#: seconds.
_LIFE = 86_400


@dataclass(frozen=True, slots=True)
class Seen:
    """The server as it is now."""

    run_id: str
    #: seconds that it has been running.
    uptime: float
    #: it is not the one that was last seen to be in order, or it was emptied since.
    anew: bool


class Watch:
    """Looks at one server, for one ledger."""

    def __init__(self, client: redis.Redis, prefix: str) -> None:
        self._redis = client
        self._key = f"{prefix}server"

    def look(self) -> Seen:
        with self._redis.pipeline() as pipe:
            pipe.info("server")
            pipe.get(self._key)
            pipe.expire(self._key, _LIFE)
            about, known, _ = pipe.execute()
        return _seen(about, known)

    def in_order(self, seen: Seen) -> None:
        """What was on its way when this server came is seen to: from here on it is the one that is known."""
        self._redis.set(self._key, seen.run_id, ex=_LIFE)

    def idle(self) -> float | None:
        """Seconds since somebody looked, as each round of dispatch does; None where nobody has within a day."""
        left: Any = self._redis.pttl(self._key)
        return max(_LIFE - left / 1000, 0.0) if left >= 0 else None

    def others(self) -> list[str]:
        """Other ledgers that have been dispatched by this server's database within a day."""
        names = (name.decode() for name in beginning_with(self._redis, "newsloom:") if name.endswith(b":server"))
        return sorted(name for name in names if name != self._key)


def _seen(about: Any, known: bytes | None) -> Seen:
    run_id = str(about["run_id"])
    return Seen(run_id, float(about["uptime_in_seconds"]), known != run_id.encode())
