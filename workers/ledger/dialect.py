"""Where the databases differ, and SQLAlchemy does not hide it: times, numbers that count up, ON CONFLICT, indexes, the
order of words.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

#: 64 bits; SQLite counts by itself only in a column called INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


class Utc(sa.TypeDecorator[datetime]):
    """A point in time: aware in Python, UTC in the database (SQLite has no zones)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("the ledger takes no time without a zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class _Words(FunctionElement[str]):
    """A column's words, of which one database is told otherwise than another."""

    type = sa.String()
    inherit_cache = True


@compiles(_Words)
def _as_they_are(element: _Words, compiler: SQLCompiler, **more: Any) -> str:
    return compiler.process(element.clauses, **more)


class unindexed(_Words):  # noqa: N801 - read as what it does
    """A column's words, of which SQLite sees no index: for what is asked of rows that another condition finds.

    SQLite keeps no count of what is in a table, and takes few rows to have any one state. It would find some hundred
    numbers by reading all rows that are done. PostgreSQL knows better, and is told nothing.
    """

    inherit_cache = True


@compiles(unindexed, "sqlite")
def _without_index(element: unindexed, compiler: SQLCompiler, **more: Any) -> str:
    return f"+{compiler.process(element.clauses, **more)}"


class by_bytes(_Words):  # noqa: N801 - read as what it does
    """A column's words, in the order in which Python sorts them, if they are ASCII: that of their bytes.

    PostgreSQL has the order of its database, which is a language's unless somebody chose another: `ab` before `a-z`.
    """

    inherit_cache = True


@compiles(by_bytes, "postgresql")
def _as_c_has_it(element: by_bytes, compiler: SQLCompiler, **more: Any) -> str:
    return f'({compiler.process(element.clauses, **more)}) COLLATE "C"'


def insert(tx: Connection, table: sa.Table) -> Any:
    """An INSERT that knows ON CONFLICT."""
    return insert_of(tx.dialect.name, table)


def insert_of(dialect: str, table: sa.Table) -> Any:
    """The same, for statements that are made once."""
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)
