"""Homes that pass: of the demo and of replays. Gone afterwards; of a process that was killed, when the next one begins.

    <temporary folder>/newsloom-demo-*, newsloom-replay-*
        owner    flock: held whole by the process whose home it is, as long as it lives

The next one removes those of its own user of which every lock is free: the owner's, and those that its workers and the
guardian of its Redis hold (workers/server.py), who may live a moment longer. One without an owner's lock is being made,
or is of an older newsloom: it is removed after a day. What a person made, and called by such a name, is let alone: only
what mkdtemp makes is taken for one of these, by its last eight letters and because it is private. No decisions about
news.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from workers import flock, server
from workers.errors import PermanentError

_NAMES = {"demo": "newsloom-demo-", "replay": "newsloom-replay-"}
#: what mkdtemp puts behind a name.
_CHANCE = re.compile("[a-z0-9_]{8}")
#: seconds after which a home without an owner's lock is nobody's.
_DAY = 86400.0


@contextmanager
def home(kind: str) -> Iterator[Path]:
    """A new one for this process, without those that were left. kind: demo or replay."""
    root = Path(tempfile.gettempdir())
    sweep(root)
    folder, descriptor = _made(root, _NAMES[kind])
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # what cannot be removed now is removed by the next one
        os.close(descriptor)


def sweep(root: Path, uid: int | None = None) -> None:
    """Remove those that are nobody's any more. What cannot be removed stays. uid: whose; None: ours."""
    mine = os.getuid() if uid is None else uid
    for name in _NAMES.values():
        for folder in root.glob(f"{name}*"):
            # Another may be removing it, too; and the folder for its socket may be open to others.
            with suppress(OSError, PermanentError):
                if _CHANCE.fullmatch(folder.name.removeprefix(name)) and _is_private(folder, mine):
                    _remove_left(folder)


def _is_private(folder: Path, mine: int) -> bool:
    """Is it a folder of this user's, no link to one, that nobody else may look into?"""
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == mine and not found.st_mode & 0o077


def _made(root: Path, name: str) -> tuple[Path, int]:
    """A home whose owner's lock is held. One that is taken for left before it is, is given up."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=name, dir=root))
        descriptor = os.open(folder / "owner", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if flock.take(descriptor, flock.WHOLE) and os.fstat(descriptor).st_nlink:
            return folder, descriptor
        os.close(descriptor)


def _remove_left(folder: Path) -> None:
    """Whoever removes it holds the owner's lock meanwhile, so that nobody who is making one takes it."""
    try:
        descriptor = os.open(folder / "owner", os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        if time.time() - folder.stat().st_mtime > _DAY and not _used(folder):
            _remove(folder)
        return
    try:
        if flock.take(descriptor, flock.WHOLE) and not _used(folder):
            _remove(folder)
    finally:
        os.close(descriptor)


def _used(folder: Path) -> bool:
    """Do workers, a guardian or a server still use it?"""
    locks = [lock for name in ("users", "guardian") if (lock := server.locks_of(folder) / name).exists()]
    return not all(map(flock.is_free, locks)) or server.alive(folder)


def _remove(folder: Path) -> None:
    socket = server.socket_of(folder).parent  # a folder of its own, where the home's path is long
    if socket != server.folder_of(folder):
        shutil.rmtree(socket)
    shutil.rmtree(folder)
