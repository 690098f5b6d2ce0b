"""`python -m workers.named ...`: Celery's worker under a name of its own: `fetch`, and beside it `fetch-2`, `fetch-3`.

Celery warns where two workers have one name, and Flower shows them as one. The name is the first that nobody holds, so
that a worker that is started again has the one that it had, and Flower fills with none that are dead.

It is held by a record lock (POSIX) on a file of its name under `<home>/locks/`: the kernel keeps that over the exec by
which this process becomes Celery's worker, gives it to none of the worker's children, and lets go of it however the
worker dies. (The locks of workers/flock.py are their children's, too, some of which live on for seconds.)

Workers of other homes are not seen: two homes on one machine with one Redis name their workers apart by --name. Where
no lock can be had, as in a home that cannot be written, a worker is called as it is told, and Celery warns.
"""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from urllib.parse import quote

from workers import settings
from workers.errors import NewsloomError


def claimed(folder: Path, name: str) -> str:
    """The first of `name`, `name-2`, ... that no process holds: this one does to its end, whatever it turns into."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for number in count(1):
        each = name if number == 1 else f"{name}-{number}"
        if _hold(folder / f"worker-{quote(each, safe='')}"):
            return each
    raise AssertionError("numbers do not end")


def renamed(words: Sequence[str], claim: Callable[[str], str]) -> list[str]:
    """A worker's command line with the name that is free, where it has one: `-n fetch@%h`. Pure but for the claim."""
    at = words.index("-n") + 1
    name, mark, host = words[at].partition("@")
    return [*words[:at], f"{claim(name)}{mark}{host}", *words[at + 1 :]]


def main(words: Sequence[str]) -> None:
    """Become Celery with these words."""
    try:
        folder = settings.read(os.environ).home / "locks"
        words = renamed(words, lambda name: claimed(folder, name))
    except (OSError, NewsloomError):  # Celery's own start says what is wrong with the settings
        pass
    os.execv(sys.executable, [sys.executable, "-m", "celery", *words])  # noqa: S606 - our own command


def _hold(path: Path) -> bool:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    os.set_inheritable(descriptor, True)
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # both mean that somebody holds it
        os.close(descriptor)
        return False
    return True


if __name__ == "__main__":
    main(sys.argv[1:])
