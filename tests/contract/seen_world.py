"""What is seen of stories, on both databases: this process's services with the ledger that a test asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import REGCLASS

from tests.contract.cli import Newsloom, in_process
from tests.contract.test_cli_reading import EVIDENCE, NOW, World
from workers import bootstrap
from workers.bootstrap import Services
from workers.ledger import Ledger, schema
from workers.settings import read

__all__ = ["EVIDENCE", "NOW", "World", "newsloom", "services", "world"]


@pytest.fixture
def services(tmp_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """A home of their own, no Redis, a clock that stands still, and a ledger of either kind."""
    monkeypatch.setenv("NEWSLOOM_HOME", str(tmp_path))
    _count_from_one(ledger)
    made = Services(read(os.environ), clock=lambda: NOW)
    made.__dict__["ledger"] = ledger
    monkeypatch.setattr(bootstrap, "_of_process", {os.getpid(): made})
    yield made
    made.close()


def _count_from_one(ledger: Ledger) -> None:
    """PostgreSQL goes on counting where the test before has ended: a story would be called otherwise in each test."""
    if ledger.engine.dialect.name != "postgresql":
        return
    with ledger.begin() as tx:
        for table in schema.metadata.sorted_tables:
            for column in table.primary_key if table.name != "meta" else ():
                counter = sa.func.pg_get_serial_sequence(table.name, column.name)
                tx.execute(sa.select(sa.func.setval(sa.cast(counter, REGCLASS), 1, sa.false())))


@pytest.fixture
def newsloom(services: Services, capsys: pytest.CaptureFixture[str]) -> Newsloom:
    return in_process(capsys)


@pytest.fixture
def world(services: Services) -> World:
    return World(services, services.ledger)
