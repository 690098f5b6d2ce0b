"""Open the ledger, bring its schema up to date, and give out transactions. No decisions about news.

SQLite: one writer at a time (engine.py). The threads of one process wait for their turn in a line of their own: SQLite
knows no line, and looks again after ever longer pauses.
PostgreSQL: read committed; what must be serial takes an advisory lock for its transaction (`exclusive`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from workers.errors import NewsloomError, OutageError, PermanentError
from workers.ledger import engine as connect
from workers.ledger import schema

#: any number of our own: the name of the lock in PostgreSQL's one space of advisory locks.
_LOCKS = {
    "assign": 0x6E77_0001,
    "dispatch": 0x6E77_0002,
    "migrate": 0x6E77_0003,
    "network": 0x6E77_0004,
    "copies": 0x6E77_0005,
}
#: made once, as are the other statements of a transaction that all others wait for.
_HOLD = sa.select(sa.func.pg_advisory_xact_lock(sa.bindparam("lock", type_=sa.BigInteger)))
#: the reason where what the ledger holds is damaged; what is and what to do, by SQLite's kind of error and PostgreSQL's
#: SQLSTATE; and seconds until another try: nobody puts a backup in its place sooner, and each try leaves a step.
DAMAGED = "ledger-damaged"
_RESTORE = "put a backup in its place; `newsloom doctor` says more"
_DAMAGE = {
    sqlite3.SQLITE_CORRUPT: ("its file is damaged", _RESTORE),
    sqlite3.SQLITE_NOTADB: ("its file is damaged, or none of a ledger", _RESTORE),
    "XX001": ("its data are damaged", _RESTORE),
    "XX002": ("an index of it is damaged", "make it anew (REINDEX), or put a backup in its place"),
}
_PATIENCE = 60.0
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
        that is not ours, OutageError while the server is away or the file is damaged.
        """
        engine = connect.engine(url)
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

    def settle(self) -> None:
        """SQLite: what stands in its log goes into its file, so that a copy of the file alone is whole.

        Where others read or write just now something may stay.
        """
        if self.engine.dialect.name == "sqlite":
            with self.read() as connection:
                plain: Any = connection.connection.driver_connection
                plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def hurry(self) -> None:
        """From here on a power cut may lose what was committed: for ledgers that are thrown away."""
        connect.hurry(self.engine)

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
            connect.force(writing, lasting)
            with writing.begin():
                if not lasting and writing.dialect.name == "postgresql":
                    writing.exec_driver_sql("SET LOCAL synchronous_commit = off")
                yield writing

    @contextmanager
    def _in_line(self) -> Iterator[None]:
        """After the other threads of this process that write, where only one can. A patience that ends is SQLite's."""
        if self.engine.dialect.name != "sqlite":
            yield
            return
        first = self._line.acquire(timeout=connect.BUSY)
        try:
            yield
        finally:
            if first:
                self._line.release()

    @contextmanager
    def exclusive(self, lock: str) -> Iterator[Connection]:
        """A transaction that no other one with the same lock name runs beside."""
        with self.begin() as tx:
            hold(tx, lock)
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


def _revision(connection: Connection) -> str | None:
    """The schema's revision; None for a database that has none yet."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return found


def hold(tx: Connection, lock: str) -> None:
    """From here on no other transaction that holds this lock runs beside; of SQLite none does anyway."""
    if tx.dialect.name == "postgresql":
        tx.execute(_HOLD, {"lock": _LOCKS[lock]})


@contextmanager
def _translated(what: str) -> Iterator[None]:
    """Our errors for the database's: away or locked is worth another try, a value that it cannot hold is not.

    What is damaged is worth one when a backup is in its place: no url is to blame for it.

    Anything else is a fault of ours and stays as it is.
    """
    try:
        yield
    except DBAPIError as error:
        if damage := _DAMAGE.get(getattr(error.orig, "sqlstate", None) or _code(error) & 0xFF):
            told = f"{what}: {damage[0]} ({_first_line(error)}): {damage[1]}"
            raise OutageError(DAMAGED, told, after=_PATIENCE) from error
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
        return _code(error) != sqlite3.SQLITE_ERROR
    return error.connection_invalidated


def _code(error: DBAPIError) -> int:
    """SQLite's own; its last byte is the kind. 0 where it has none."""
    return getattr(error.orig, "sqlite_errorcode", None) or 0


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
