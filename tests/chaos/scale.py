"""How much is sent, and how long a scenario waits for what is lost; what is hurt, and how often, never changes.

Two scenarios and the run without faults, before there was a short scale (world of 60 stories, the three ways in one
after the other, second thoughts every 2 s) and with it, one after the other on two busy cores: 225 s and 185 s of CPU,
then 142 s and 118 s. Most of it is work, not waiting: so less is sent.
"""

from __future__ import annotations

from dataclasses import dataclass

from workers.settings import Dispatch


@dataclass(frozen=True, slots=True)
class Scale:
    #: of which articles are sent (world.py).
    stories: int
    #: seconds: [dispatch] lease.
    lease: float


#: for the table, whose seconds are those of the settings that people run.
WHOLE = Scale(60, Dispatch().lease)
#: for all other runs. The faults of a wave take some eight seconds, for which this is work enough; and what is lost is
#: found in the same way when a shorter lease ends, only sooner.
SHORT = Scale(30, 5.0)
