"""The world's sites, the runs without faults, and trials; and the table, where it is asked for."""

from __future__ import annotations

import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.chaos import record
from tests.chaos.record import Outcome
from tests.chaos.results import finished, results_of
from tests.chaos.rig import Rig
from tests.chaos.trial import Reference, Trial
from tests.chaos.world import SEED, Web, World
from tests.conftest import Postgres, serving_postgres

Start = Callable[..., AbstractContextManager[Trial]]
#: what the scenarios of this session came to.
OUTCOMES = pytest.StashKey[list[Outcome]]()
_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@pytest.fixture(scope="session")
def web() -> Iterator[Web]:
    with Web(World()) as serving:
        yield serving


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: pytest.ExitCode, config: pytest.Config
) -> None:
    """The table, for people; and into the document that --chaos-table names, if every scenario was run and passed."""
    found = config.stash.get(OUTCOMES, [])
    if not found:
        return
    terminalreporter.section("what was killed, and what was lost")
    terminalreporter.write_line(record.table(found))
    named = config.getoption("--chaos-table")
    if named and _skipped(config):
        terminalreporter.write_line(f"{named} is left as it is: not measured here: {', '.join(_skipped(config))}")
    elif named and exitstatus == pytest.ExitCode.OK:
        path = Path(named)
        path.write_text(record.replaced(path.read_text("utf-8"), record.table(found)), "utf-8")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A table that was asked for and cannot be written is a failure."""
    if session.config.getoption("--chaos-table") and _skipped(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _skipped(config: pytest.Config) -> list[str]:
    """Scenarios that cannot be run on this machine."""
    reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
    names = [report.nodeid for report in (reporter.stats.get("skipped", ()) if reporter else ())]
    return [name.rpartition("::")[2] for name in names if name.startswith("tests/chaos/")]


@contextmanager
def _trial(name: str, database: str, web: Web, url: str, reference: Reference | None, **words: Any) -> Iterator[Trial]:
    """A trial in a folder of its own, which stays where the trial fails."""
    folder = Path(tempfile.mkdtemp(prefix="newsloom-chaos-"))
    web.begin()
    try:
        with Rig(words.pop("home", folder), web, url, logs=folder / "logs", **words) as rig:
            yield Trial(name, _NAMES[database], rig, random.Random(f"{SEED} {name} {database}"), reference)
    except BaseException as error:
        error.add_note(f"{name}, {database}: what is left of the run is in {folder}")
        raise
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def references(web: Web) -> Callable[[str, Callable[[], str]], Reference]:
    """The run without faults on each database: once a session."""
    made: dict[str, Reference] = {}

    def reference(database: str, new_url: Callable[[], str]) -> Reference:
        if database not in made:
            with _trial("no faults", database, web, new_url(), None) as trial:
                trial.originals()
                times = finished(trial.rig.ledger)
                trial.copies()
                trial.judge()
                made[database] = Reference(results_of(trial.rig.ledger, web.names), record.usual(times))
        return made[database]

    return reference


@pytest.fixture
def own_postgres(short_folder: Path) -> Iterator[Postgres]:
    """A server that a test may restart."""
    with serving_postgres(short_folder / "pg-chaos") as started:
        yield started


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A folder on a disk of 64 MB, which is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="newsloom-disk-"))
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m", "newsloom-chaos", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        folder.rmdir()
        pytest.skip("a small disk has to be mounted, which only root may, and not in every container")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
    folder.rmdir()


@pytest.fixture
def start(
    database: str,
    web: Web,
    references: Callable[[str, Callable[[], str]], Reference],
    request: pytest.FixtureRequest,
) -> Start:
    """Begins a scenario on this test's database; at the end of its block it is judged, and kept for the table."""

    def new_url() -> str:
        if database == "sqlite":
            return ""
        server = request.getfixturevalue("postgres")
        return str(server.url_of(server.create()))

    reference = references(database, new_url)

    @contextmanager
    def begin(name: str, *, url: str = "", **words: Any) -> Iterator[Trial]:
        with _trial(name, database, web, url or new_url(), reference, **words) as trial:
            yield trial
            outcome = trial.judge()
        request.config.stash.setdefault(OUTCOMES, []).append(outcome)

    return begin
