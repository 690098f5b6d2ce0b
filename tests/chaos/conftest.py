"""The world's sites, the runs without faults, and trials; and the table, where it is asked for."""

from __future__ import annotations

import random
import shutil
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

Start = Callable[..., AbstractContextManager[Trial]]
_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@pytest.fixture(scope="session")
def web() -> Iterator[Web]:
    with Web(World()) as serving:
        yield serving


@pytest.fixture(scope="session")
def outcomes(request: pytest.FixtureRequest) -> Iterator[list[Outcome]]:
    """What the scenarios of this session came to; written down at its end where --chaos-table names a document."""
    found: list[Outcome] = []
    yield found
    named = request.config.getoption("--chaos-table")
    if named and found:
        path = Path(named)
        path.write_text(record.replaced(path.read_text("utf-8"), record.table(found)), "utf-8")
    if found:
        print("\n" + record.table(found))


@contextmanager
def _trial(name: str, database: str, web: Web, url: str, reference: Reference | None, **words: Any) -> Iterator[Trial]:
    """A trial in a folder of its own, which stays where the trial fails."""
    folder = Path(tempfile.mkdtemp(prefix="newsloom-chaos-"))
    web.begin()
    with Rig(folder, web, url, **words) as rig:
        yield Trial(name, _NAMES[database], rig, random.Random(f"{SEED} {name} {database}"), reference)
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def references(web: Web) -> Callable[[str, str], Reference]:
    """The run without faults on each database: once a session."""
    made: dict[str, Reference] = {}

    def reference(database: str, url: str) -> Reference:
        if database not in made:
            with _trial("no faults", database, web, url, None) as trial:
                trial.originals()
                times = finished(trial.rig.ledger)
                trial.copies()
                trial.judge()
                made[database] = Reference(results_of(trial.rig.ledger, web.names), record.usual(times))
        return made[database]

    return reference


@pytest.fixture
def start(
    database: str,
    web: Web,
    references: Callable[[str, str], Reference],
    outcomes: list[Outcome],
    request: pytest.FixtureRequest,
) -> Start:
    """Begins a scenario on this test's database; at the end of its block it is judged, and kept for the table."""

    def new_url() -> str:
        if database == "sqlite":
            return ""
        server = request.getfixturevalue("postgres")
        return str(server.url_of(server.create()))

    reference = references(database, new_url())

    @contextmanager
    def begin(name: str, *, url: str = "", **words: Any) -> Iterator[Trial]:
        with _trial(name, database, web, url or new_url(), reference, **words) as trial:
            yield trial
            outcomes.append(trial.judge())

    return begin
