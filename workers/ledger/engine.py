"""How each database is connected to. No decisions about news.

SQLite: write-ahead log; every write transaction takes the write lock at its start (BEGIN IMMEDIATE), because one that
reads first and then writes fails at once, without waiting, when another writer came in between.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from workers.errors import WordsError

#: seconds that a writer waits for another before it gives up (OutageError).
BUSY = 30
#: connections of one process: one for each thread of the largest worker, opened when they are needed. With fewer kept
#: (SQLAlchemy's 5), each page that was fetched opened and closed one.
_POOL: Mapping[str, Any] = {"pool_size": 16, "max_overflow": 16}
#: how SQLite's log is forced to the disk, and under which name a connection keeps what it was told last.
_OFF, _NORMAL, _FULL = 0, 1, 2
_FORCED = "newsloom_forced"
_EXPECTED = "sqlite:///path or postgresql://user:password@host/database"


def force(connection: Connection, lasting: bool) -> None:
    """SQLite: whether what is committed next is forced to the disk. Call it outside of transactions.

    It is a property of the connection, told where it changes: who fetches wants the same all day long.
    """
    wanted, now = _FULL if lasting else _NORMAL, connection.info.get(_FORCED, _FULL)
    if connection.dialect.name == "sqlite" and now not in (_OFF, wanted):
        plain: Any = connection.connection.driver_connection
        plain.execute(f"PRAGMA synchronous={wanted}")
        connection.info[_FORCED] = wanted


def hurry(engine: Engine) -> None:
    """SQLite: nothing that is committed from here on is forced to the disk."""

    def set_up(connection: Any, record: ConnectionPoolEntry) -> None:
        connection.execute(f"PRAGMA synchronous={_OFF}")
        record.info[_FORCED] = _OFF

    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", set_up)
        engine.dispose()


def engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        # without the url: it may hold a password
        raise WordsError("setting", f"NEWSLOOM_LEDGER_URL is no url: expected {_EXPECTED}") from error
    if parsed.drivername == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            _folder(Path(parsed.database).parent)
        engine = sa.create_engine(parsed, connect_args={"timeout": BUSY}, **_POOL)
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
        f"busy_timeout={BUSY * 1000}",
        f"synchronous={_FULL}",  # what was answered "accepted" is on the disk
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
    _keep_a_log(connection)


def _keep_a_log(connection: Any) -> None:
    """Write-ahead log: readers do not wait for the writer. A property of the file, so only its first openers set it.

    SQLite does not wait for a lock here, whatever its time-out: two that open a new file at once would fail.
    """
    deadline = time.monotonic() + BUSY
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
