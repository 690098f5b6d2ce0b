"""Second thoughts: which stories have grown together or fallen apart, who stands in the wrong one. Pure.

Each change concerns other stories than those before it in the answer, so that all of them may be performed, in order.
"""

from __future__ import annotations

from collections.abc import Sequence

from workers.assign.neighbourhood import Change, Neighbourhood


def propose(around: Neighbourhood, join_at: float) -> Sequence[Change]:
    """What is clearly better than what is; nothing where nothing is."""
    del around, join_at
    return ()
