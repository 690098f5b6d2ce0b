"""A ledger that was put back from a backup, beside a Redis that has seen more than it holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
import redis as redis_py

from tests.contract.test_reindex import article_of
from tests.contract.test_stages import BRIDGE, OWLS, accept, placed, run, services, submission
from workers.bootstrap import Services
from workers.ledger import Ledger
from workers.rewound import forget_if_rewound

__all__ = ["services"]  # the fixture

Make = Callable[[], Services]


def rewound(one: Services, folder: Path, now: datetime, *, follows: bool = True) -> Services:
    """The same ledger as of a backup, which lacks what came since.

    follows: the index of stories has seen some of it, with the article behind; else that of copies alone.
    """
    saved = folder / "saved.db"
    where = one.ledger.name.removeprefix("sqlite:///")
    with closing(sqlite3.connect(where)) as of, closing(sqlite3.connect(saved)) as to:
        of.backup(to)
    run(one, *accept(one, submission(OWLS, "owls", now)))
    if follows:
        run(one, *accept(one, submission(BRIDGE[1], "retold", now)))
    back = Services(one.settings, clock=one.clock, chance=one.chance, redis_url=one.redis_url)
    back.__dict__["ledger"] = Ledger.open(f"sqlite:///{saved}")
    return back


@pytest.fixture
def one(services: Make, ledger_url: str, now: datetime) -> Services:
    if not ledger_url.startswith("sqlite"):
        pytest.skip("what is asked is the same on PostgreSQL; its backup is a server's work")
    made = services()
    run(made, *accept(made, submission(BRIDGE[0], "first", now)))
    return made


@pytest.mark.parametrize("follows", [True, False])
def test_what_a_ledger_that_was_put_back_does_not_hold_is_forgotten(
    one: Services, tmp_path: Path, now: datetime, follows: bool
) -> None:
    """Else the owls would be told as the copy of whoever was given their number."""
    back = rewound(one, tmp_path, now, follows=follows)
    assert forget_if_rewound(back)
    assert not forget_if_rewound(back), "once is enough"
    texts = {"told": BRIDGE[2], "owls": OWLS, "again": BRIDGE[0]}
    told, owls, again = accept(back, *(submission(text, name, now) for name, text in texts.items()))
    for url_id in (told, owls, again):
        run(back, url_id)
    found = placed(back)
    assert article_of(back, owls).copy_of is None
    assert article_of(back, again).copy_of == article_of(back, told).id - 1, "what the ledger holds is known again"
    assert found["first"] == found["told"] == found["again"] != found["owls"]
    back.ledger.close()


def test_what_a_ledger_knows_itself_is_left_alone(one: Services, redis: redis_py.Redis) -> None:
    before = one.stories.cursor()
    assert not forget_if_rewound(one)
    assert one.stories.cursor() == before
    redis.flushall()
    assert not forget_if_rewound(one)
