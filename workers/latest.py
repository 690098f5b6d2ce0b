"""A worker that was told to stop, and has let its tasks go, is gone at the latest LAST seconds after that.

Celery 5.7 ends a prefork worker in two threads: one still beats its heart, the other says that the heart stops. Each
needs the broker, and the one that cannot reach it asks for ever, holding what the other waits for. So a worker whose
Redis was gone when it was told to stop stayed: both prefork workers of a `newsloom up` that was killed together with
its Redis. Who supervises such a worker would kill it; it may be that nobody does any more.

The kernel keeps the time, since no thread of such a process can be trusted to: SIGALRM's own action ends it.
"""

from __future__ import annotations

import signal

#: seconds, of which a worker's end takes two or three; with the ten of a soft shutdown less than supervisor.GRACE.
LAST = 20


def be_gone(seconds: int = LAST) -> None:
    """From here on this process has so many seconds. In a signal's handler: two system calls."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds)
