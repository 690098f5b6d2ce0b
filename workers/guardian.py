"""The guardian of newsloom's own Redis: `python -m workers.guardian HOME BINARY`, started by workers/server.py.

Starts the server, starts it again when it is killed or can no longer be reached (its socket was removed, perhaps with
all of its folder), and stops it when no process uses it any more. A server that a killed guardian left behind is taken
over, or ended where it cannot be reached: two servers would write one file, and each worker would see another one.
Imports little: it lives beside the workers all day.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import redis

from workers import flock, server

#: seconds between two looks; and for how long another guardian, or a server's socket, is waited for.
_LOOK, _PATIENCE = 0.2, 5.0

#: each line of the server's configuration; the reasons stand in config/redis.conf.
_CONFIGURATION = """\
dir {folder}
port 0
unixsocket {socket}
unixsocketperm 700
appendonly yes
appendfsync everysec
aof-load-truncated yes
save ""
maxmemory-policy noeviction
hash-max-listpack-entries 1024
logfile {log}
daemonize no
"""


def main(home: Path, program: str) -> None:
    """Guard until nobody uses the server."""
    folder = server.locks_of(home)
    with (folder / "guardian").open("a") as mine, (folder / "users").open("r+") as users:
        if not _alone(mine.fileno()):
            return
        guarded: _Guarded | None = None
        while not flock.take(users.fileno(), flock.WHOLE):  # once it is ours, a newcomer waits until the server is gone
            if not (guarded.there() if guarded else _reached(home)):
                guarded = _started_anew(home, program, guarded)
            time.sleep(_LOOK)
        _stop(home, guarded.child if guarded else None)


class _Guarded:
    """The server that this guardian started."""

    def __init__(self, child: subprocess.Popen[bytes], socket: Path) -> None:
        self.child = child
        self._socket = socket
        deadline = time.monotonic() + _PATIENCE  # it listens before it loads its data
        while not socket.exists() and child.poll() is None and time.monotonic() < deadline:
            time.sleep(_LOOK / 20)
        self._inode = _inode(socket)

    def there(self) -> bool:
        """It runs (perhaps still loading its data), and its socket is where it was."""
        return self.child.poll() is None and self._inode is not None and _inode(self._socket) == self._inode


def _inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except OSError:
        return None


def _alone(descriptor: int) -> bool:
    """Take the guardian's lock. Whoever looks whether there is a guardian holds it for a moment: try for a while."""
    deadline = time.monotonic() + _PATIENCE
    while not flock.take(descriptor, flock.WHOLE):
        if time.monotonic() > deadline:
            return False
        time.sleep(_LOOK / 10)
    return True


def _reached(home: Path) -> bool:
    """A server that a dead guardian left behind answers, or is too busy to."""
    try:
        return bool(server.client(home).ping())
    except (redis.BusyLoadingError, redis.TimeoutError):
        return True
    except (redis.RedisError, OSError):
        return False


def _started_anew(home: Path, program: str, before: _Guarded | None) -> _Guarded:
    """A server, after the end of the one that was, if it still runs."""
    if before:
        before.child.kill()
        before.child.wait()
    folder, socket, pid = server.folder_of(home), server.socket_of(home), server.locks_of(home) / "redis.pid"
    _end_left(pid, socket)
    folder.mkdir(exist_ok=True, mode=0o700)
    configuration = folder / "redis.conf"
    paths = {"folder": folder, "socket": socket, "log": folder / "redis.log"}
    configuration.write_text(_CONFIGURATION.format_map({name: f'"{path}"' for name, path in paths.items()}))
    socket.unlink(missing_ok=True)  # left over from a killed server
    child = subprocess.Popen(  # noqa: S603 - the binary that workers/server.py found
        [program, str(configuration)], stdin=subprocess.DEVNULL, start_new_session=True
    )
    pid.write_text(f"{child.pid}")
    return _Guarded(child, socket)


def _end_left(file: Path, socket: Path) -> None:
    """End the server that a dead guardian left behind and nobody can reach any more. Its title names its socket."""
    try:
        pid = int(file.read_text())
    except (OSError, ValueError):
        return
    if str(socket) in _title(pid):
        os.kill(pid, signal.SIGKILL)
        while str(socket) in _title(pid):
            time.sleep(_LOOK / 10)


def _title(pid: int) -> str:
    """What a process calls itself; empty when it has ended."""
    with contextlib.suppress(OSError):
        if Path("/proc/self").exists():
            return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        words = ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)]
        return subprocess.run(words, capture_output=True, text=True, check=False).stdout  # noqa: S603
    return ""


def _stop(home: Path, child: subprocess.Popen[bytes] | None) -> None:
    """Ask it to flush and leave; its data stays."""
    with contextlib.suppress(redis.RedisError, OSError):
        server.client(home, timeout=10.0).shutdown()
    if child is not None:
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
    socket = server.socket_of(home)
    with contextlib.suppress(OSError):
        socket.unlink(missing_ok=True)
        if socket.parent != server.folder_of(home):
            socket.parent.rmdir()


if __name__ == "__main__":
    os.chdir("/")
    main(Path(sys.argv[1]), sys.argv[2])
