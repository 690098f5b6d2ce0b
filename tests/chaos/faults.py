"""The faults, each on a running trial: what is killed is chosen by the trial's seeded chance. No assertions here."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
from contextlib import suppress
from pathlib import Path

from tests.chaos.invariants import left_behind
from tests.chaos.rig import WORKERS
from tests.chaos.trial import Trial
from tests.conftest import Postgres
from tests.waiting import eventually, let_pass

#: seconds that Redis is away.
AWAY = 10.0


def kill_children(trial: Trial, times: int) -> None:
    """kill -9 of a process below the cleaning worker, again and again."""
    for _ in range(times):
        children = eventually(lambda: trial.rig.crew.children("clean"))
        with trial.fault("child killed"), suppress(ProcessLookupError):
            os.kill(trial.chance.choice(children), signal.SIGKILL)
        trial.pause(0.3, 1.0)


def kill_workers(trial: Trial, times: int) -> None:
    """kill -9 of a whole worker of any kind; the crew starts a new one."""
    for _ in range(times):
        name = trial.chance.choice(WORKERS)
        eventually(lambda: trial.rig.crew.pid(name))  # noqa: B023 - called at once
        with trial.fault(f"{name} killed"):
            trial.rig.crew.kill(name)
        trial.pause(0.5, 1.5)


def kill_redis(trial: Trial) -> None:
    """kill -9 of Redis, which is away for ten seconds."""
    with trial.fault("Redis killed"):
        trial.rig.redis.stop()
        let_pass(AWAY)
        trial.rig.start_redis()


def send_without_redis(trial: Trial) -> None:
    """kill -9 of Redis once more; what is sent while it is away is accepted all the same."""
    with trial.fault("Redis killed"):
        trial.rig.redis.stop()
        trial.rig.send_copies()
        trial.rig.start_redis()
    trial.rig.settle()


def empty_redis(trial: Trial, times: int) -> None:
    """FLUSHALL, while everything goes on."""
    for _ in range(times):
        with trial.fault("Redis emptied"):
            trial.rig.redis.client().flushall()
        trial.pause(1.5, 3.0)


def kill_beat(trial: Trial, times: int) -> None:
    """kill -9 of beat; the crew starts a new one."""
    for _ in range(times):
        eventually(lambda: trial.rig.crew.pid("beat"))
        with trial.fault("beat killed"):
            trial.rig.crew.kill("beat")
        trial.pause(1.0, 3.0)


#: the folder of the file by which faults come from inside a process.
SABOTEUR = Path(__file__).parent / "saboteur"
#: seconds that PostgreSQL is away, and that the disk stays full.
RESTART, FULL = 5.0, 8.0
#: seconds that workers have to stop: what `newsloom up` gives them.
GRACE = 45.0


def saboteur(**switches: str) -> dict[str, str]:
    """The environment of processes that are to harm themselves."""
    return {"PYTHONPATH": str(SABOTEUR), **switches}


def lock_file(trial: Trial, seconds: float) -> None:
    """Another writer has SQLite's file, for longer than anything should."""
    with trial.fault("ledger locked"):
        other = sqlite3.connect(trial.rig.home / "ledger.db", isolation_level=None, timeout=30)
        other.execute("BEGIN IMMEDIATE")
        let_pass(seconds)
        other.execute("ROLLBACK")
        other.close()


def restart_postgres(trial: Trial, server: Postgres) -> None:
    """PostgreSQL ends all sessions and is away for a while."""
    with trial.fault("PostgreSQL restarted"):
        server.restart(lambda: let_pass(RESTART))


def stop_workers(trial: Trial) -> None:
    """SIGTERM to all workers while all are busy: each exits with 0, gives back what it was at, and then they come back."""
    with trial.fault("workers stopped"):
        codes = trial.rig.crew.stop(WORKERS, GRACE)
        assert codes == [0] * len(WORKERS), dict(zip(WORKERS, codes, strict=True))
        left = left_behind(trial.rig.redis.client(), trial.rig.ledger)
        assert not left, f"stopped at, and not given back: {left}"
        trial.rig.crew.resume(WORKERS)


def fill_disk(trial: Trial) -> None:
    """No byte is left where the ledger and Redis's file are; a command says so; then there is room again."""
    filler, large = trial.rig.home / "filler", trial.rig.logs / "large.jsonl"
    large.write_text(json.dumps({"id": "large", "text": trial.chance.randbytes(4_000_000).hex()}) + "\n")
    with trial.fault("disk full"):
        _fill(filler)
        said = trial.rig.refused("import", str(large))
        assert "disk is full" in said, said
        let_pass(FULL)
        filler.unlink()


def _fill(path: Path) -> None:
    """Bytes until there is no room, the last one by one."""
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            with suppress(OSError):
                while file.write(bytes(size)):
                    pass
