"""A SQLite file with a damaged page: that is said in one line, and is no fault of any url's."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from tests.contract.cli import Newsloom, in_process
from tests.contract.test_stages import BRIDGE, accept, run, services, step, submission
from workers import bootstrap
from workers.bootstrap import Services
from workers.doctor import examine
from workers.errors import OutageError
from workers.ledger import steps, urls

__all__ = ["services"]  # the fixture

Make = Callable[[], Services]


@pytest.fixture
def database() -> str:
    """PostgreSQL looks after its files itself."""
    return "sqlite"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


def scribble(path: Path, table: str) -> None:
    """Overwrite the first page of a table, while nobody has the file open."""
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("PRAGMA journal_mode=DELETE")
        (size,) = plain.execute("PRAGMA page_size").fetchone()
        (page,) = plain.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table]).fetchone()
    with path.open("r+b") as bytes_:
        bytes_.seek((page - 1) * size)
        bytes_.write(b"\xa5" * size)


@pytest.fixture
def one(services: Make, file: Path, now: datetime) -> Services:
    """An article in its story, a url that was fetched, and a page of articles that cannot be read."""
    first = services()
    done, _ = accept(first, submission(BRIDGE[0], "a", now), submission(BRIDGE[1], "b", now))
    run(first, done)
    first.ledger.close()
    scribble(file, "article")
    return services()


@pytest.fixture
def newsloom(one: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Newsloom:
    """Commands of this process, on that ledger."""
    monkeypatch.setattr(bootstrap, "_of_process", {os.getpid(): one})
    return in_process(capsys)


def test_a_url_that_meets_a_damaged_page_waits_and_is_charged_nothing(one: Services) -> None:
    with pytest.raises(OutageError, match=r"ledger\.db: its file is damaged \(database disk image is malformed\)"):
        step(one, 2, "clean")
    with one.ledger.read() as connection:
        row, told = urls.get(connection, 2), steps.of(connection, 2)[-1]
    assert row is not None
    assert (row.state, row.stage, row.attempts, row.kills, row.reason) == ("pending", "fetch", 0, 0, "ledger-damaged")
    assert (row.due_at - one.clock()).total_seconds() >= 60, "no backup is put in its place within seconds"
    assert "SELECT" not in told.detail


def test_a_command_that_meets_a_damaged_page_says_so_in_one_line(newsloom: Newsloom) -> None:
    said = newsloom("export")
    assert (said.code, said.err.count("\n")) == (1, 1)
    assert "its file is damaged" in said.err
    assert "put a backup in its place" in said.err


def test_the_doctor_says_what_is_damaged_leaves_out_what_it_cannot_read_and_examines_the_rest(one: Services) -> None:
    found = {finding.check: finding for finding in examine(one)}
    assert (found["file"].good, found["file"].wrong) == (False, 1)
    assert "its file is damaged" in found["story-counts"].skipped
    assert not any(found[name].skipped for name in ("url-state", "url-queue", "story-empty", "redis-writes"))


def test_the_doctor_comes_to_its_verdict_on_a_damaged_file(newsloom: Newsloom) -> None:
    said = newsloom("doctor")
    assert said.code == 1
    assert said.err == ""
    assert "1 check found something wrong" in said.out
    assert "checks left out" in said.out


def test_the_doctor_mends_nothing_in_a_damaged_file(one: Services) -> None:
    with one.ledger.begin() as tx:
        tx.exec_driver_sql("UPDATE url SET stage = 'assign' WHERE id = 2")
    found = {finding.check: finding for finding in examine(one, fix=True)}
    assert (found["url-state"].wrong, found["url-state"].mended) == (1, False)


def test_the_doctor_comes_to_its_verdict_on_a_file_that_is_none_of_a_database(
    one: Services, file: Path, newsloom: Newsloom
) -> None:
    one.ledger.close()
    file.write_bytes(b"somebody's letters " * 1000)
    said = newsloom("doctor")
    assert (said.code, said.err) == (1, "")
    assert "file is not a database" in said.out
