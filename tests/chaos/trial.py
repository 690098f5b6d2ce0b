"""One scenario from its beginning to its verdict: the world in two waves, faults in both, and then every assertion."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import redis as redis_py

from tests.chaos import invariants, record
from tests.chaos.record import Fault, Outcome
from tests.chaos.results import Results, done_again, fetched_unsaid, finished, killed, results_of
from tests.chaos.rig import Rig
from tests.chaos.score import differences, f1
from tests.pipeline.stack import NEWSLOOM
from tests.waiting import eventually, let_pass

_NEVER = datetime.max.replace(tzinfo=UTC)
#: the least likeness of the stories with those of the run without faults.
ALIKE = 0.99
#: steps of the first wave that are done when faults begin: everything is under way, and most is left to do.
UNDER_WAY = 200


@dataclass(frozen=True)
class Reference:
    """The run without faults."""

    results: Results
    #: steps in three seconds.
    speed: float


@dataclass
class Trial:
    """A scenario that runs. `chance` has a fixed seed."""

    name: str
    database: str
    rig: Rig
    chance: random.Random
    reference: Reference | None = field(repr=False)
    faults: list[Fault] = field(default_factory=list)
    #: what goes on all the time, where faults have no beginning and no end.
    always: str = ""
    #: the first wave: when it was well under way, and when its last url was final.
    under_way: datetime = _NEVER
    first_final: datetime = _NEVER
    #: urls that only this scenario sends, and their names.
    extra: dict[str, str] = field(default_factory=dict)

    def originals(self, hurt: Callable[[Trial], None] = lambda _: None) -> None:
        """The first wave; `hurt` is called when it is well under way."""
        self.rig.send_originals()
        self.rig.reach(UNDER_WAY)
        self.under_way = datetime.now(UTC)
        hurt(self)
        self.rig.settle()
        self.first_final = datetime.now(UTC)

    def copies(self, hurt: Callable[[Trial], None] = lambda _: None) -> None:
        """The second wave, hurt as soon as it moves."""
        before = self.rig.finished()
        self.rig.send_copies()
        self.rig.reach(before + 20)
        hurt(self)
        self.rig.settle()

    def send(self, more: Mapping[str, str]) -> None:
        """Urls of this scenario alone, with their names."""
        self.rig.enqueue(list(more))
        self.rig.accepted += len(more)
        self.extra |= more

    @property
    def names(self) -> Mapping[str, str]:
        """The ledger's addresses -> names."""
        return {**self.rig.web.names, **self.extra}

    @contextmanager
    def fault(self, what: str) -> Iterator[None]:
        """What happens inside is a fault of this name."""
        began = datetime.now(UTC)
        yield
        self.faults.append(Fault(what, began, datetime.now(UTC)))

    def pause(self, shortest: float, longest: float) -> None:
        let_pass(self.chance.uniform(shortest, longest))

    # The verdict

    def judge(self) -> Outcome:
        """Every assertion; what the table says of it."""
        eventually(self._quiet)
        redeliver(self.rig.redis.client())
        eventually(self._quiet)
        doctor(self.rig)
        ledger, redis = self.rig.ledger, self.rig.redis.client()
        wrong = invariants.of_ledger(ledger) + invariants.of_redis(redis, ledger)
        assert not wrong, self._told("not as it must be", wrong)
        lost = self._compare(results_of(ledger, self.names))
        said = self.rig.tracebacks()
        assert not said, self._told("tracebacks", said[:5])
        eventually(lambda: not self.rig.crew.orphans())
        return self._outcome(lost)

    def _quiet(self) -> bool:
        """Messages that came late or twice have died by now, and nobody is at work."""
        client = self.rig.redis.client()
        return invariants.queued(client) == 0 == invariants.claimed(client, self.rig.ledger)

    def _compare(self, found: Results) -> int:
        """How many of the urls that were sent the ledger does not know any more, which must be none."""
        names = set(self.names.values())
        lost = sorted(names - found.fate.keys())
        assert not lost, self._told("accepted and lost", lost)
        if self.reference is None:
            return len(lost)
        wanted = self.reference.results
        other = [
            f"{name}: {found.fate[name]}, not {fate}" for name, fate in wanted.fate.items() if found.fate[name] != fate
        ]
        assert not other, self._told("ended otherwise than without faults", other)
        alike = f1(wanted.story, found.story)
        assert alike >= ALIKE, self._told(f"F1 {alike:.4f}; not with the same", differences(wanted.story, found.story))
        assert found.original == wanted.original, self._told(
            "other originals", sorted(set(found.original.items()) ^ set(wanted.original.items()))
        )
        return len(lost)

    def _told(self, what: str, who: object) -> str:
        return f"{self.name}, {self.database}: {what}: {who}; the logs are in {self.rig.logs}"

    def twice(self) -> int:
        """Steps done twice: those that say so, and fetches that nobody could tell of."""
        ledger = self.rig.ledger
        return done_again(ledger) + fetched_unsaid(ledger, self.names, self.rig.web.asked())

    def _outcome(self, lost: int) -> Outcome:
        times = [time for time in finished(self.rig.ledger) if time <= self.first_final]
        ends = [fault.ended for fault in self.faults if fault.ended <= self.first_final] or [self.under_way]
        back = self.reference and record.back_after(times, ends, self.reference.speed)
        final = (self.first_final - ends[-1]).total_seconds()
        faults = self.always or str(len(self.faults))
        counts = self.rig.accepted, lost, self.twice(), killed(self.rig.ledger)
        return Outcome(self.name, self.database, faults, *counts, back, final)


def redeliver(client: redis_py.Redis) -> None:
    """What killed workers had taken and never acknowledged comes again, as kombu sees to after ten minutes."""
    for tag, value in client.hgetall("unacked").items():
        message, _, queue = json.loads(value)
        if invariants.urls_of(message) and client.hdel("unacked", tag):
            client.zrem("unacked_index", tag)
            client.lpush(queue, json.dumps(message))


def doctor(rig: Rig) -> None:
    """`newsloom doctor` finds nothing either."""
    done = subprocess.run(
        [*NEWSLOOM, "doctor"], env=rig.environ, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, f"newsloom doctor: {done.stdout[-2000:]}{done.stderr[-2000:]}; see {rig.home}"
