"""The faults, each on a running trial: what is killed is chosen by the trial's seeded chance. No assertions here."""

from __future__ import annotations

import os
import signal
from contextlib import suppress

from tests.chaos.rig import WORKERS
from tests.chaos.trial import Trial
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
        trial.rig.redis.start()


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
