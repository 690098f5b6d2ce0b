"""Where the two databases differ, and SQLAlchemy does not hide it: times, numbers that count up, ON CONFLICT."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

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


def insert(tx: Connection, table: sa.Table) -> Any:
    """An INSERT that knows ON CONFLICT."""
    return insert_of(tx.dialect.name, table)


def insert_of(dialect: str, table: sa.Table) -> Any:
    """The same, for statements that are made once."""
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)
