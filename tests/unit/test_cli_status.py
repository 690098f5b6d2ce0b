"""When `status` misses the clock by which urls are handed out."""

from __future__ import annotations

import pytest

from workers.cli.status import _standing


@pytest.mark.parametrize(
    ("idle", "waited", "every", "told"),
    [
        (29, 9_000.0, 1.0, ""),
        (31, 0.0, 1.0, "31 s"),
        (31, 0.0, 5.0, ""),
        (51, 0.0, 5.0, "51 s"),
        (None, 29.0, 1.0, ""),
        (None, 600.0, 1.0, "10 min"),
    ],
)
def test_the_clock_is_missed_after_half_a_minute_or_ten_rounds(
    idle: int | None, waited: float, every: float, told: str
) -> None:
    found = {"workers": ["all@here"], "unserved": ["clean"], "idle_s": idle}
    said = f"nothing has been handed out for {told}: is there a beat? `newsloom beat`"
    assert _standing(found, waited, every) == (said if told else "")


def test_without_a_worker_that_hands_out_it_is_that_worker_that_is_missed() -> None:
    for found in ({"workers": [], "unserved": None}, {"workers": ["fetch@here"], "unserved": ["upkeep"]}):
        assert _standing({**found, "idle_s": 600}, 600.0, 1.0) == ""
