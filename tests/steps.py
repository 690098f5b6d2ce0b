"""One step of one url, whichever stage it is of."""

from __future__ import annotations

from workers.bootstrap import Services
from workers.claims import Claim
from workers.gather import gather
from workers.step import take


def do(services: Services, claim: Claim) -> bool:
    """Whether it was due, and was done and goes on."""
    if claim.stage != "fetch":
        return take(services, claim)
    return sum(len(stored) for stored in gather(services, [claim])) > 0
