"""Open the ledger, bring its schema up to date, and give out transactions. No decisions about news.

SQLite: write-ahead log; every write transaction takes the write lock at its start (BEGIN IMMEDIATE), because one that
reads first and then writes fails at once, without waiting, when another writer came in between. The threads of one
process wait for that lock in a line of their own: SQLite knows no line, and looks again after ever longer pauses.
PostgreSQL: read committed; what must be serial takes an advisory lock for its transaction (`exclusive`).
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry

from workers.errors import NewsloomError, OutageError, PermanentError, WordsError
from workers.ledger import schema

#: seconds that a writer waits for another before it gives up (OutageError).
_BUSY = 30
#: connections of one process: one for each thread of the largest worker, opened when they are needed. With fewer kept
#: (SQLAlchemy's 5), each page that was fetched opened and closed one.
_POOL: Mapping[str, Any] = {"pool_size": 16, "max_overflow": 16}
#: any number of our own: the name of the lock in PostgreSQL's one space of advisory locks.
_LOCKS = {"assign": 0x6E77_0001, "dispatch": 0x6E77_0002, "migrate": 0x6E77_0003}
_EXPECTED = "sqlite:///path or postgresql://user:password@host/database"
_NEWER = (
    "the ledger {name} has schema {found}, newer than this newsloom ({ours}): "
    "upgrade newsloom, or name another ledger in NEWSLOOM_LEDGER_URL"
)
_FOREIGN = "the database {name} holds tables that newsloom did not make ({tables}): name another in NEWSLOOM_LEDGER_URL"


class Ledger:
    """A database with our schema in it. One a process: an engine does not survive a fork."""

    def __init__(self, engine: Engine, name: str) -> None:
        self.engine = engine
        #: the url without its password, for people.
        self.name = name
        self._line = Lock()

    @classmethod
    def open(cls, url: str) -> Ledger:
        """The ledger at this SQLAlchemy url, made or migrated where needed.

        Raises WordsError for a url that is none, PermanentError for a schema newer than this program or a database
        that is not ours, OutageError while the server is away.
        """
        engine = _engine(url)
        ledger = cls(engine, engine.url.render_as_string(hide_password=True))
        try:
            with _translated(f"cannot open the ledger {ledger.name}"):
                ledger._bring_up_to_date()
        except DBAPIError as error:
            engine.dispose()
            raise PermanentError(
                "ledger-unusable", f"cannot use the ledger {ledger.name}: {_first_line(error)}"
            ) from error
        except NewsloomError:
            engine.dispose()
            raise
        return ledger

    def close(self) -> None:
        self.engine.dispose()

    def hurry(self) -> None:
        """From here on a power cut may lose what was committed: for ledgers that are thrown away."""
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
            self.engine.dispose()

    @cached_property
    def identity(self) -> str:
        """Which ledger this is, made when it was: an index in Redis that another ledger filled is not ours."""
        with self.read() as connection:
            found = connection.scalar(sa.select(schema.meta.c.value).where(schema.meta.c.name == "identity"))
        return str(found)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading; what it sees is committed."""
        with _translated(self.name), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def begin(self, *, lasting: bool = True) -> Iterator[Connection]:
        """A transaction: committed at the end, rolled back when an error leaves it.

        lasting: False where a power cut may take it back, since it would then be done again: it is not waited for
        until the disk has it. What is lost so is lost whole, and what is committed later never without it.
        """
        with _translated(self.name), self.engine.connect() as connection, self._in_line():
            writing = connection.execution_options(newsloom_writes=True)
            with nullcontext() if lasting else _unforced(writing), writing.begin():
                if not lasting and writing.dialect.name == "postgresql":
                    writing.exec_driver_sql("SET LOCAL synchronous_commit = off")
                yield writing

    @contextmanager
    def _in_line(self) -> Iterator[None]:
        """After the other threads of this process that write, where only one can. A patience that ends is SQLite's."""
        if self.engine.dialect.name != "sqlite":
            yield
            return
        first = self._line.acquire(timeout=_BUSY)
        try:
            yield
        finally:
            if first:
                self._line.release()

    @contextmanager
    def exclusive(self, lock: str) -> Iterator[Connection]:
        """A transaction that no other one with the same lock name runs beside."""
        with self.begin() as tx:
            if tx.dialect.name == "postgresql":
                tx.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCKS[lock])))
            yield tx

    def _bring_up_to_date(self) -> None:
        with self.engine.connect() as connection:
            if _revision(connection) == schema.REVISION:
                return
        # Alembic costs a third of a second to import: only who migrates pays.
        from workers.ledger import migrate

        with self.exclusive("migrate") as tx:
            found = _revision(tx)  # again: another process may have been first
            if found is None:
                self._refuse_strangers(tx)
            elif found not in migrate.known():
                raise PermanentError("ledger-newer", _NEWER.format(name=self.name, found=found, ours=schema.REVISION))
            if found != schema.REVISION:
                migrate.upgrade(tx)

    def _refuse_strangers(self, tx: Connection) -> None:
        """Somebody else's tables are not written into."""
        taken = set(sa.inspect(tx).get_table_names()) & set(schema.metadata.tables)
        if taken:
            raise PermanentError("ledger-foreign", _FOREIGN.format(name=self.name, tables=", ".join(sorted(taken))))


@contextmanager
def _unforced(connection: Connection) -> Iterator[None]:
    """SQLite: its log is not forced to the disk meanwhile. Outside of transactions, where alone it may be changed."""
    if connection.dialect.name != "sqlite":
        yield
        return
    plain: Any = connection.connection.driver_connection
    (before,) = plain.execute("PRAGMA synchronous").fetchone()
    plain.execute(f"PRAGMA synchronous={min(before, 1)}")
    try:
        yield
    finally:
        plain.execute(f"PRAGMA synchronous={before}")


def _revision(connection: Connection) -> str | None:
    """The schema's revision; None for a database that has none yet."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return found


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        # without the url: it may hold a password
        raise WordsError("setting", f"NEWSLOOM_LEDGER_URL is no url: expected {_EXPECTED}") from error
    if parsed.drivername == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            _folder(Path(parsed.database).parent)
        engine = sa.create_engine(parsed, connect_args={"timeout": _BUSY}, **_POOL)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if parsed.drivername not in {"postgresql", "postgresql+psycopg"}:
        raise WordsError("setting", f"NEWSLOOM_LEDGER_URL begins with {parsed.drivername}: expected {_EXPECTED}")
    parsed = parsed.set(drivername="postgresql+psycopg")
    return sa.create_engine(parsed, pool_pre_ping=True, connect_args={"connect_timeout": 10}, **_POOL)


def _folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise WordsError("setting", f"NEWSLOOM_HOME: cannot make {path}: {error.strerror}") from error


def _set_up_sqlite(connection: Any, _record: ConnectionPoolEntry) -> None:
    # pysqlite begins transactions by itself, and too late for us: we do it (SQLAlchemy's documented recipe).
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={_BUSY * 1000}",
        "synchronous=FULL",  # what was answered "accepted" is on the disk
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
    _keep_a_log(connection)


def _keep_a_log(connection: Any) -> None:
    """Write-ahead log: readers do not wait for the writer. A property of the file, so only its first openers set it.

    SQLite does not wait for a lock here, whatever its time-out: two that open a new file at once would fail.
    """
    deadline = time.monotonic() + _BUSY
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("newsloom_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _translated(what: str) -> Iterator[None]:
    """Our errors for the database's: away or locked is worth another try, a value that it cannot hold is not.

    Anything else is a fault of ours and stays as it is.
    """
    try:
        yield
    except DBAPIError as error:
        if _is_away(error):
            raise OutageError("ledger-away", f"{what}: {_first_line(error)}") from error
        if isinstance(error, DataError):
            raise PermanentError("unstorable", _first_line(error)) from error
        raise
    except PoolTimeoutError as error:
        raise OutageError("ledger-busy", f"{what}: all connections of this process are in use") from error
    except UnicodeEncodeError as error:
        raise PermanentError("unstorable", f"text that is not Unicode: {error}") from error


def _is_away(error: DBAPIError) -> bool:
    if isinstance(error, OperationalError):
        # SQLite says "operational" also of a wrong statement or a missing table, which no waiting mends
        return getattr(error.orig, "sqlite_errorcode", None) != sqlite3.SQLITE_ERROR
    return error.connection_invalidated


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
