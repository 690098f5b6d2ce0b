"""Which queues what waits will be in."""

from __future__ import annotations

import pytest

from workers.app import QUEUES
from workers.cli.missing import needed


@pytest.mark.parametrize(
    ("steps", "queues"),
    [
        (["fetch"], ["fetch", "clean", "dedupe", "assign", "upkeep"]),
        (["assign", "dedupe"], ["dedupe", "assign", "upkeep"]),
        (["poll"], ["feeds", "upkeep"]),
        (["poll", "clean"], ["clean", "dedupe", "assign", "feeds", "upkeep"]),
        (["none"], ["upkeep"]),
    ],
)
def test_what_waits_will_be_in_the_queues_of_its_next_step_and_of_those_behind_it(
    steps: list[str], queues: list[str]
) -> None:
    assert [name for name in QUEUES if name in needed(steps)] == queues
    assert needed(steps) <= set(QUEUES)
