"""One run: a home, a Redis of its own, workers for each stage and beat, and the world sent through them in two waves.

with Rig(folder, web, ledger_url) as rig:
    rig.send_originals()
    ... faults ...
    rig.settle()
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Self

import sqlalchemy as sa

from tests.chaos.crew import Crew, Hand
from tests.chaos.reaper import Reaper
from tests.chaos.world import Web, lines
from tests.pipeline.own_redis import OwnRedis
from tests.pipeline.stack import NEWSLOOM, Home
from tests.waiting import eventually
from workers.cli import roles
from workers.errors import OutageError
from workers.ledger import Ledger, schema, urls

#: seconds that a wave may take, faults and all.
PATIENCE = 150.0
WORKERS = tuple(roles.ROLES)


class Rig(Home):
    """What is under test, and the ways to hurt it."""

    def __init__(
        self,
        folder: Path,
        web: Web,
        ledger_url: str = "",
        *,
        persistent: bool = True,
        beats: int = 1,
        cleaners: int = 2,
        environ: Mapping[str, str] | None = None,
        logs: Path | None = None,
    ) -> None:
        self.redis = OwnRedis(folder, persistent=persistent)
        self.web = web
        url = ledger_url or f"sqlite:///{folder / 'ledger.db'}"
        super().__init__(
            folder,
            NEWSLOOM_REDIS_URL=self.redis.url,
            NEWSLOOM_LEDGER_URL=url,
            NEWSLOOM_LOG_FORMAT="json",
            NEWSLOOM_FEEDS_EVERY="1",
            # more often than people have it, so that rounds go on while things die
            NEWSLOOM_ASSIGN_REPAIR_EVERY="10",
            **(environ or {}),
        )
        self._reaper = Reaper()
        #: how many urls are accepted by now.
        self.accepted = 0
        #: the folder of the logs.
        self.logs = logs or folder / "logs"
        self.logs.mkdir()
        hands = [self._hand(child.name, child.argv, child.environ) for child in roles.children(cleaners, None)]
        hands += [self._hand(f"beat{number}", roles.beat(), {}) for number in range(2, beats + 1)]
        self.crew = Crew(hands, self._reaper)
        self._url = url
        self._ledger: Ledger | None = None

    def _hand(self, name: str, argv: Sequence[str], environ: Mapping[str, str]) -> Hand:
        return Hand(name, argv, {**self.environ, **environ}, self.logs / f"{name}.log")

    def __enter__(self) -> Self:
        try:
            self.start_redis()
            self._ledger = Ledger.open(self._url)
            self.crew.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.crew.close()
        self.redis.stop()
        if self._ledger:
            self._ledger.close()

    def start_redis(self) -> None:
        self.redis.start()
        self._reaper.tell(self.redis.pid)

    @property
    def ledger(self) -> Ledger:
        assert self._ledger
        return self._ledger

    # What is sent

    def send_originals(self) -> None:
        """The first wave, by all three ways in at once; returns when every one is accepted."""
        world = self.web.world
        at_once(
            lambda: self.run("feeds", "add", *self.web.feeds),
            lambda: self._import("originals", lines(world.originals)),
            lambda: self.enqueue([*self.web.typed(world.originals), *self.web.odd]),
        )
        self.accepted += len(world.originals) + len(self.web.odd)
        eventually(lambda: self.count(*urls.OPEN, *urls.FINAL) == self.accepted)

    def send_copies(self) -> None:
        """The second wave, by two ways at once."""
        world = self.web.world
        at_once(
            lambda: self._import("copies", lines(world.copies)),
            lambda: self.enqueue(self.web.typed(world.copies)),
        )
        self.accepted += len(world.copies)

    def _import(self, name: str, text: str) -> None:
        file = self.home / f"{name}.jsonl"
        file.write_text(text)
        said = self.run("import", str(file))
        assert said.startswith(f"{text.count(chr(10))} accepted"), said

    def enqueue(self, typed: list[str]) -> None:
        """Send urls; every one must be new."""
        said = self.run("enqueue", "-", given="\n".join(typed))
        assert said.startswith(f"{len(typed)} accepted"), said

    # How far it is

    def count(self, *states: str) -> int:
        """Urls in these states; -1 while the ledger cannot be asked."""
        with suppress(OutageError), self.ledger.read() as connection:
            return sum(count for state, count in urls.counts(connection).items() if state in states)
        return -1

    def finished(self) -> int:
        """Steps done; -1 while the ledger cannot be asked."""
        step = schema.step
        done = sa.select(sa.func.count()).where(step.c.outcome == "done", step.c.stage.in_(urls.STAGES[1:]))
        with suppress(OutageError), self.ledger.read() as connection:
            return int(connection.scalar(done) or 0)
        return -1

    def reach(self, steps: int) -> None:
        """Wait until so many steps are done."""
        eventually(lambda: self.finished() >= steps, PATIENCE)

    def settle(self) -> None:
        """Wait until every accepted url is final; says what is not."""
        try:
            eventually(lambda: self.count(*urls.FINAL) == self.accepted, PATIENCE)
        except AssertionError as error:
            raise AssertionError(f"not final after {PATIENCE:.0f} s; see {self.home}\n{self._open()}") from error

    def _open(self) -> str:
        table = schema.url
        statement = sa.select(
            table.c.url, table.c.state, table.c.stage, table.c.attempts, table.c.due_at, table.c.reason
        )
        with self.ledger.read() as connection:
            rows = connection.execute(statement.where(table.c.state.in_(urls.OPEN)).limit(20)).all()
        return "\n".join(" ".join(map(str, row)) for row in rows)

    # What the processes said

    def said(self) -> dict[str, str]:
        """Each process's log."""
        return {file.stem: file.read_text(errors="replace") for file in sorted(self.logs.glob("*.log"))}

    def tracebacks(self) -> list[str]:
        """What no log may hold, with where it stands and what came before it.

        Not the interpreter's own remark on a process that was told to go in the middle of a destructor.
        """
        found = []
        for name, text in self.said().items():
            said = text.splitlines()
            found += [
                f"{name}.log:{number + 1}: {' | '.join(said[max(0, number - 1) : number + 2])[:600]}"
                for number, line in enumerate(said)
                if "Traceback" in line and not said[max(0, number - 1)].startswith("Exception ignored in")
            ]
        return found

    def refused(self, *words: str) -> str:
        """What a command says on standard error when its work fails: one line, and no traceback."""
        done = subprocess.run(
            [*NEWSLOOM, *words], env=self.environ, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 1, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert done.stderr.count("\n") == 1, done.stderr
        return done.stderr


def at_once(*what: Callable[[], object]) -> None:
    """Do all of these, each in a thread of its own; what one raises comes out when all have ended."""
    with ThreadPoolExecutor(len(what)) as threads:
        done = [threads.submit(one) for one in what]
    for one in done:
        one.result()
