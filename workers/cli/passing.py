"""Homes that pass: of the demo and of replays. Gone afterwards; of a process that was killed, when the next one begins.

    <temporary folder>/newsloom-demo-*, newsloom-replay-*
        owner    flock: held whole by the process whose home it is, as long as it lives

The next one removes those of its own user of which every lock is free: the owner's, and those that its workers and the
guardian of its Redis hold (workers/server.py), who may live a moment longer. One without an owner's lock is being made,
or is of an older newsloom: it is removed after a day. No decisions about news.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from workers import flock, server

_NAMES = {"demo": "newsloom-demo-", "replay": "newsloom-replay-"}
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
            with suppress(OSError):  # another may be removing it, too
                if folder.lstat().st_uid == mine and folder.is_dir() and not folder.is_symlink():
                    _remove_left(folder)


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
