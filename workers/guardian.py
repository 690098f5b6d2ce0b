"""The guardian of newsloom's own Redis: `python -m workers.guardian HOME BINARY`, started by workers/server.py.

Starts the server, starts it again when it is killed, and stops it when no process uses it any more. A server that a
killed guardian left behind is taken over. Imports little: it lives beside the workers all day.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

import redis

from workers import flock, server

#: seconds between two looks; and for how long another guardian is waited for before this one leaves.
_LOOK, _PATIENCE = 0.2, 2.0

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
pidfile {pid}
daemonize no
"""


def main(home: Path, program: str) -> None:
    """Guard until nobody uses the server."""
    folder = server.folder_of(home)
    with (folder / "guardian").open("a") as mine, (folder / "users").open("r+") as users:
        if not _alone(mine.fileno()):
            return
        child: subprocess.Popen[bytes] | None = None
        while not flock.take(users.fileno(), flock.WHOLE):  # once it is ours, a newcomer waits until the server is gone
            if not _there(home, child):
                child = _start(home, program)
            time.sleep(_LOOK)
        _stop(home, child)


def _alone(descriptor: int) -> bool:
    """Take the guardian's lock. Whoever looks whether there is a guardian holds it for a moment: try for a while."""
    deadline = time.monotonic() + _PATIENCE
    while not flock.take(descriptor, flock.WHOLE):
        if time.monotonic() > deadline:
            return False
        time.sleep(_LOOK / 10)
    return True


def _there(home: Path, child: subprocess.Popen[bytes] | None) -> bool:
    """Our child runs (perhaps still loading its data), or a server that a dead guardian left behind answers."""
    if child is not None:
        return child.poll() is None
    try:
        return bool(server.client(home).ping())
    except redis.BusyLoadingError:
        return True
    except (redis.RedisError, OSError):
        return False


def _start(home: Path, program: str) -> subprocess.Popen[bytes]:
    folder, socket = server.folder_of(home), server.socket_of(home)
    configuration = folder / "redis.conf"
    paths = {"folder": folder, "socket": socket, "log": folder / "redis.log", "pid": folder / "redis.pid"}
    configuration.write_text(_CONFIGURATION.format_map({name: f'"{path}"' for name, path in paths.items()}))
    with contextlib.suppress(FileNotFoundError):
        socket.unlink()  # left over from a killed server
    return subprocess.Popen(  # noqa: S603 - the binary that workers/server.py found
        [program, str(configuration)], stdin=subprocess.DEVNULL, start_new_session=True
    )


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
