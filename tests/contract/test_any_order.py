"""What people say holds in any order, of articles that are in a story, that wait, and of copies, whatever repair proposes."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest
import sqlalchemy as sa

from tests.contract.ledger_world import after
from tests.contract.test_crowd import proposing, speaking
from tests.contract.test_stages import BRIDGE, OWLS, accept, run, services, submission
from workers.assign.mend import repair_round
from workers.bootstrap import Services
from workers.ledger import pins, schema
from workers.ledger.checks import CHECKS

pytestmark = pytest.mark.second_is_slow

__all__ = ["services"]  # the fixture


def steps_of(chance: random.Random, urls: list[int]) -> list[tuple[int, str]]:
    """Each url's stages in their order, those of one between those of others."""
    left = {url_id: ["clean", "dedupe", "assign"] for url_id in urls}
    order = []
    while left:
        url_id = chance.choice(list(left))
        order.append((url_id, left[url_id].pop(0)))
        if not left[url_id]:
            del left[url_id]
    return order


@pytest.mark.parametrize("seed", range(2))
def test_what_was_said_is_obeyed_whatever_comes_in_between(
    services: Callable[[], Services], now: datetime, seed: int
) -> None:
    one, chance = services(), random.Random(seed)
    proposals = random.Random(seed)  # its own: how far repair comes is by the clock
    texts = [(*BRIDGE, OWLS)[n % 4] + ("" if n < 6 else " More follows.") for n in range(9)]
    urls = accept(one, *(submission(text, f"n{n}", now, n) for n, text in enumerate(texts)))
    for n, (url_id, stage) in enumerate(steps_of(chance, urls)):
        one.clock = partial(after, now, float(n))
        run(one, url_id, stage)
        for _ in range(2):
            speaking(one, chance)
        if chance.random() < 0.2:
            unsay(one, chance)
        if chance.random() < 0.4:
            repair_round(one.ledger, one.stories, 0.2, one.clock, seconds=0.3, propose=partial(proposing, proposals))
    with one.ledger.read() as connection:
        said = len(pins.listed(connection))
        found = {check.name: list(connection.scalars(check.find(one.clock()))) for check in CHECKS}
    assert said > 1
    assert {name: ids for name, ids in found.items() if ids} == {}


def unsay(one: Services, chance: random.Random) -> None:
    with one.ledger.exclusive("assign") as tx:
        numbers = list(tx.scalars(sa.select(schema.pin.c.id).where(schema.pin.c.undone_at.is_(None))))
        if numbers:
            pins.undo(tx, chance.choice(numbers), one.clock())
