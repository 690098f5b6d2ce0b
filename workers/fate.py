"""What has become of a url whose lease has ended, or whose step was seen to die. Pure.

Read from the top, the first line that is true is its fate:

KILLED   its step was claimed, and the claim has lapsed or was seen to be lost: the step may be what killed its worker
BACK     its worker was told to stop, and gave it back
ALIVE    somebody is at it, or its message waits in a queue
LOST     nobody had claimed it, and its message is nowhere: Redis was emptied, a worker was killed just before or after
         it, or its message sits with a worker that does not answer

LOST and BACK go on at once and are charged nothing. The worst that a wrong verdict does is a second message, and of two
messages one bears an old lease and dies.

While Redis is young no claim has lapsed: workers that lost it have not yet had the time to say that they live.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import Enum

from workers.claims import LAPSE, Claim, Held

#: why a step ended without an outcome -> what a person is told.
KILLS: Mapping[str, str] = {
    "worker-lost": "the process that worked on it at {stage} was killed or crashed",
    "time-limit": "it did not come to an end at {stage} within the time limit",
}
#: its worker was stopping.
GIVEN_BACK = "given-back"


class Fate(Enum):
    KILLED = "killed"
    BACK = "given back"
    ALIVE = "alive"
    LOST = "lost"


def fate_of(claim: Claim, held: Mapping[Claim, Held], queued: Collection[tuple[int, int]], uptime: float) -> Fate:
    """The fate of the url whose next step is `claim`.

    held: all claims. queued: (url, lease) of the messages that wait. uptime: seconds that Redis has been running.
    """
    found = held.get(claim)
    if found is None:
        return Fate.ALIVE if (claim.url, claim.lease) in queued else Fate.LOST
    if found.lost == GIVEN_BACK:
        return Fate.BACK
    return Fate.KILLED if is_over(found, uptime) else Fate.ALIVE


def is_over(held: Held, uptime: float) -> bool:
    """Nobody is at this step any more."""
    return bool(held.lost) or (held.left < 0 and uptime > LAPSE)


def why(held: Held | None) -> str:
    """The reason to give of a step that was killed: one of KILLS."""
    return held.lost if held is not None and held.lost in KILLS else "worker-lost"
