"""Opening a ledger: made, migrated or refused, and what is said when it cannot be opened."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from tests.contract.ledger_world import a_url, accept, look, write
from tests.waiting import PATIENCE
from workers.errors import NewsloomError, OutageError, PermanentError, WordsError
from workers.ledger import Ledger, aliases, migrate, schema, urls


@pytest.fixture
def bare(empty_url: str, tmp_path: Path) -> Iterator[sa.Engine]:
    """A connection to a database that newsloom has not seen yet."""
    (tmp_path / "new").mkdir(exist_ok=True)
    engine = sa.create_engine(empty_url)
    yield engine
    engine.dispose()


def _run(engine: sa.Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def _close(ledger: Ledger) -> Ledger:
    ledger.close()
    return ledger


def test_the_migrated_schema_is_the_one_in_the_code(ledger: Ledger) -> None:
    with ledger.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []


def test_the_migrated_indexes_have_the_conditions_in_the_code(ledger: Ledger) -> None:
    """compare_metadata does not look at them."""
    with ledger.read() as connection:
        tables, inspector = schema.metadata.sorted_tables, sa.inspect(connection)
        found = {index["name"]: index for table in tables for index in inspector.get_indexes(table.name)}
        dialect = connection.dialect.name
    for index in (index for table in tables for index in table.indexes):
        where = found[index.name].get("dialect_options", {}).get(f"{dialect}_where")
        assert (where is None) == (index.dialect_options[dialect]["where"] is None)


def test_the_revision_in_the_code_is_the_newest_migration() -> None:
    assert schema.REVISION in migrate.known()
    assert max(migrate.known()) == schema.REVISION


def test_opening_twice_keeps_what_is_there(empty_url: str, now: object) -> None:
    first = Ledger.open(empty_url)
    accept(first, now, a_url("1"))
    second = Ledger.open(empty_url)
    assert look(second, urls.counts) == {"pending": 1}
    assert second.identity == first.identity
    _close(first)
    _close(second)


def test_two_ledgers_are_not_the_same_one(tmp_path: Path) -> None:
    one, two = (_close(Ledger.open(f"sqlite:///{tmp_path / name}")) for name in ("a.db", "b.db"))
    assert one.identity != two.identity


_FOUR_AT_ONCE = """
import multiprocessing, sys
from workers.ledger import Ledger, migrate
fork = multiprocessing.get_context("fork")
start = fork.Barrier(4)
def opening():
    start.wait()
    Ledger.open(sys.argv[1]).close()
racers = [fork.Process(target=opening) for _ in range(4)]
[racer.start() for racer in racers]
[racer.join() for racer in racers]
sys.exit(sum(racer.exitcode for racer in racers))
"""


def test_four_processes_may_open_a_new_ledger_at_once(empty_url: str) -> None:
    command = [sys.executable, "-c", _FOUR_AT_ONCE, empty_url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert look(_close(Ledger.open(empty_url)), urls.counts) == {}


@pytest.mark.parametrize("revision", sorted(migrate.known())[:-1])
def test_a_ledger_of_a_version_before_is_brought_up_to_date_with_what_it_holds(
    bare: sa.Engine, empty_url: str, revision: str
) -> None:
    at = "'2025-02-07 12:00:00+00:00'" if bare.dialect.name == "postgresql" else "'2025-02-07 12:00:00.000000'"
    with bare.begin() as connection:
        migrate.upgrade(connection, revision)
        for statement in (
            f"INSERT INTO url (id, key, url, host, via, hint, state, stage, attempts, accepted_at, touched_at, closed_at)"
            f" VALUES (1, 'k', 'https://a.example/1', 'a.example', 'enqueue', '{{}}', 'done', 'assign', 0, {at}, {at}, {at}),"
            f" (2, 'm', 'https://m.a.example/1', 'm.a.example', 'enqueue', '{{}}', 'same', 'fetch', 0, {at}, {at}, {at})",
            f"INSERT INTO article (id, url_id, url, text, authors, credits, sources, seen_at)"
            f" VALUES (1, 1, 'https://a.example/1', 'Words.', '[]', '[]', '{{}}', {at})",
        ):
            connection.exec_driver_sql(statement)
        if revision >= "0006":
            for key in ("k", "m", "said"):
                connection.exec_driver_sql(f"INSERT INTO alias (key, url_id, noted_at) VALUES ('{key}', 1, {at})")
        if revision >= "0007":
            connection.exec_driver_sql("UPDATE alias SET seen = true WHERE key IN ('k', 'm')")
    ledger = _close(Ledger.open(empty_url))
    with ledger.read() as connection:
        found = connection.execute(sa.select(schema.article)).one()
        assert (found.text, found.text_gone_at, found.image) == ("Words.", None, None)
        seen = {"k", "m"} if revision >= "0006" else {"k"}
        assert aliases.known(connection, ["k", "m", "said"]) == seen, "where it came from, its page was seen"
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []


def test_a_database_at_no_revision_is_migrated(bare: sa.Engine, empty_url: str) -> None:
    _run(bare, "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    assert look(_close(Ledger.open(empty_url)), urls.counts) == {}


def test_a_database_with_tables_of_others_beside_is_migrated(bare: sa.Engine, empty_url: str) -> None:
    _run(bare, "CREATE TABLE invoice (id INTEGER)")
    assert look(_close(Ledger.open(empty_url)), urls.counts) == {}


def test_tables_of_others_with_our_names_are_not_touched(bare: sa.Engine, empty_url: str) -> None:
    _run(bare, "CREATE TABLE feed (name TEXT)", "CREATE TABLE page (name TEXT)")
    with pytest.raises(PermanentError) as caught:
        Ledger.open(empty_url)
    assert caught.value.reason == "ledger-foreign"
    assert "(feed, page)" in caught.value.detail
    with bare.connect() as connection:
        assert set(sa.inspect(connection).get_table_names()) == {"feed", "page"}


def test_a_newer_ledger_is_refused_with_what_to_do(empty_url: str, bare: sa.Engine) -> None:
    _close(Ledger.open(empty_url))
    _run(bare, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(PermanentError) as caught:
        Ledger.open(empty_url)
    error = caught.value
    assert error.reason == "ledger-newer"
    assert sa.make_url(empty_url).render_as_string() in error.detail
    for words in ("9999", schema.REVISION, "upgrade newsloom", "NEWSLOOM_LEDGER_URL"):
        assert words in error.detail


def test_a_migration_that_is_interrupted_leaves_nothing_behind(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrade = migrate.upgrade

    def crash(connection: sa.Connection) -> None:
        upgrade(connection)
        raise KeyboardInterrupt

    monkeypatch.setattr(migrate, "upgrade", crash)
    with pytest.raises(KeyboardInterrupt):
        Ledger.open(empty_url)
    monkeypatch.undo()
    assert look(_close(Ledger.open(empty_url)), urls.counts) == {}


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "",
        "mysql://user:secret@localhost/news",
        "postgresql+asyncpg://user:secret@localhost/news",
        "postgresql://user:secret@localhost:port/news",
    ],
)
def test_a_wrong_url_is_said_without_its_password(url: str) -> None:
    with pytest.raises(WordsError) as caught:
        Ledger.open(url)
    assert caught.value.reason == "setting"
    assert "NEWSLOOM_LEDGER_URL" in caught.value.detail
    assert "expected sqlite:///" in caught.value.detail
    assert "secret" not in str(caught.value)


def test_a_home_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WordsError, match=r"cannot make .*file/home"):
        Ledger.open(f"sqlite:///{tmp_path}/file/home/ledger.db")


@pytest.mark.parametrize("host", ["127.0.0.1:1", "localhost:1"])
def test_a_server_that_is_away_is_one_clear_line(host: str) -> None:
    with pytest.raises(OutageError) as caught:
        Ledger.open(f"postgresql://user:secret@{host}/news")
    said = str(caught.value)
    assert caught.value.reason == "ledger-away"
    assert "refused" in said
    assert f"postgresql+psycopg://user:***@{host}/news" in said
    assert "\n" not in said


def test_a_database_that_goes_away_in_mid_run_is_an_outage(postgres_url: str) -> None:
    ledger = Ledger.open(postgres_url)
    with pytest.raises(OutageError) as caught, ledger.begin() as tx:
        tx.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
    assert caught.value.reason == "ledger-away"
    assert look(_close(ledger), urls.counts) == {}, "the next connection is a new one"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("code", "told"), [("XX001", "its data are damaged (invalid page"), ("XX002", "(REINDEX)")])
def test_what_postgresql_says_of_damage_is_the_same_outage(ledger: Ledger, code: str, told: str) -> None:
    with pytest.raises(OutageError) as caught, ledger.read() as connection:
        connection.exec_driver_sql(_says(code))
    assert told in str(caught.value)
    assert caught.value.reason == "ledger-damaged"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_fault_of_postgresqls_own_is_no_outage(ledger: Ledger) -> None:
    """No backup mends it, and it would be tried again for ever: not even where it speaks of pages."""
    with pytest.raises(sa.exc.DBAPIError) as caught, ledger.read() as connection:
        connection.exec_driver_sql(_says("XX000"))
    assert getattr(caught.value.orig, "sqlstate", None) == "XX000"


def _says(code: str) -> str:
    """A statement to which PostgreSQL answers with this code."""
    said = f"RAISE EXCEPTION 'invalid page in block 7 of relation base/5/1247' USING ERRCODE = '{code}'"
    return f"DO $$ BEGIN {said}; END $$"


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(b"no database, but somebody's letters " * 100)
    with pytest.raises(OutageError, match=r"ledger-damaged: .* or none of a ledger") as caught:
        Ledger.open(f"sqlite:///{path}")
    assert str(path) in caught.value.detail


def test_a_fault_of_ours_is_not_taken_for_an_outage(ledger: Ledger) -> None:
    """It would be tried again for ever."""
    with pytest.raises(sa.exc.DBAPIError):
        write(ledger, lambda tx: tx.exec_driver_sql("SELECT * FROM no_such_table"))


def test_a_locked_ledger_is_an_outage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.ledger.engine.BUSY", 0)
    ledger = Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}")
    with ledger.begin(), pytest.raises(OutageError, match="locked"), ledger.begin():
        pass
    ledger.close()


@pytest.mark.skipif(os.name != "posix", reason="permissions of files are POSIX's")
def test_a_new_home_is_its_owners_alone(tmp_path: Path) -> None:
    _close(Ledger.open(f"sqlite:///{tmp_path}/home/ledger.db"))
    assert (tmp_path / "home").stat().st_mode & 0o077 == 0


def test_every_error_of_opening_is_one_of_ours() -> None:
    for error in (WordsError, PermanentError, OutageError):
        assert issubclass(error, NewsloomError)


def _forced(ledger: Ledger, tx: sa.Connection) -> bool:
    """Does a commit wait until the disk has it?"""
    if ledger.engine.dialect.name == "sqlite":
        return tx.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    return tx.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"


def test_what_need_not_last_is_committed_unforced_and_what_comes_after_it_is_forced_again(
    empty_url: str, now: object, database: str
) -> None:
    ledger = Ledger.open(empty_url)
    with ledger.begin(lasting=False) as tx:
        assert not _forced(ledger, tx)
        urls.accept(tx, [a_url("1")], now)
    with ledger.begin() as tx:
        assert _forced(ledger, tx) or database == "postgresql", "the tests' PostgreSQL forces nothing"
    assert look(_close(ledger), urls.counts) == {"pending": 1}


def test_threads_of_one_process_write_one_after_the_other_and_all_of_it(ledger: Ledger, now: object) -> None:
    with ThreadPoolExecutor(16) as threads:
        done = threads.map(lambda n: accept(ledger, now, a_url(str(n))), range(200))
    assert len({url_id for ids in done for url_id in ids}) == 200
    assert look(ledger, urls.counts) == {"pending": 200}


def test_the_file_of_a_settled_ledger_is_whole_without_its_log(tmp_path: Path, now: datetime) -> None:
    ledger, log = Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}"), tmp_path / "ledger.db-wal"
    reader = Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}")
    with reader.read() as connection:  # another that has it open, so that closing would not do
        connection.exec_driver_sql("SELECT 1")
    accept(ledger, now, a_url("1"))
    assert log.stat().st_size > 0
    ledger.settle()
    assert log.stat().st_size == 0
    _close(reader)
    _close(ledger)
