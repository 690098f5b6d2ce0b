"""A call in a process of its own, bounded in time and memory as a worker's is. No decisions.

For what may hang, crash or eat all memory in code written in C, of which a command would hang or die with it. The child
is a fork, so that it has all that the call was made of; connections do not survive that, so whoever calls closes them
before, and the call opens its own.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeVar

from workers.confine import confine
from workers.errors import KilledError

_T = TypeVar("_T")


def apart(call: Callable[[], _T], seconds: float, megabytes: int) -> _T:
    """What the call gives, or raises, in a child of this process; megabytes: 0 for no limit.

    Raises KilledError: `time-limit` for a child that has not done by then, which is killed; `worker-lost` for one that
    died.
    """
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    child = fork.Process(target=_run, args=(call, ours, theirs, megabytes), daemon=True)
    child.start()
    theirs.close()  # so that the child's death is the end of what can be read
    try:
        if not ours.poll(seconds):
            raise KilledError("time-limit")
        went_well, what = ours.recv()
    except EOFError as error:
        raise KilledError("worker-lost") from error
    finally:
        child.kill()
        child.join()
        ours.close()
    if not went_well:
        raise what
    return what  # type: ignore[no-any-return]


def _run(call: Callable[[], object], ours: Connection, theirs: Connection, megabytes: int) -> None:
    ours.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the command, which ends its child
    confine(megabytes)
    try:
        said: tuple[bool, object] = True, call()
    except Exception as error:  # noqa: BLE001 - the edge: it is raised on the other side
        said = False, error
    theirs.send(said)
