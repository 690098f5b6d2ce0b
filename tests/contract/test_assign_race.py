"""Eight processes see the first articles of one story at the same moment: one story, on both databases.

How: who assigns holds exclusive("assign") (an advisory lock in PostgreSQL, the write lock in SQLite) from before the
index is asked until the membership is committed, and the index answers only as of the ledger's newest event: its cursor
is the version that is checked, so that even an index that another process has left behind, or that was emptied, cannot
answer for a moment that is past (workers/assign/stage.py).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier

import pytest
import sqlalchemy as sa

from tests.contract.test_stages import BRIDGE, OWLS, accept, counts_are_true, events, placed, run, services, submission
from tests.crowd import crowded, opened
from tests.waiting import PATIENCE
from workers.bootstrap import Services
from workers.claims import Claim
from workers.dedupe.signature import encode, sign
from workers.ledger import articles, schema, urls
from workers.model import CopyKind, Verdict
from workers.settings import Settings
from workers.step import take

__all__ = ["services"]  # the fixture

PROCESSES = 8


def assigning(ledger_url: str, redis_url: str, ids: list[int], together: Barrier) -> None:
    """One process: an article of each story, each at the same moment as its fellows."""
    one = Services(Settings(), clock=lambda: datetime.now(UTC), redis_url=redis_url)
    one.__dict__["ledger"] = opened(ledger_url)
    assert one.stories  # loaded, so that all are as quick
    for url_id in ids:
        together.wait(PATIENCE)
        take(one, Claim(url_id, 1, "assign"))


def original(one: Services, url_id: int) -> None:
    """Past dedupe as an original, however alike the texts are: nothing but their likeness may bring them together."""
    with one.ledger.begin() as tx:
        article = articles.of_url(tx, url_id)
        assert article is not None
        articles.sign(tx, article.id, encode(sign(article.text)), Verdict(CopyKind.ORIGINAL))
        urls.advance(tx, urls.get(tx, url_id), "dedupe", one.clock())


def report(story: int, process: int) -> str:
    """What one of them has to tell of the event."""
    if story % 2:
        return f"{OWLS} Year {1900 + 7 * story} was the last time, says witness {process} of Little Wexcombe."
    return f"{BRIDGE[process % 3]} Report {process} of the evening, quay {story}."


@pytest.mark.slow
def test_eight_processes_with_first_articles_of_one_story_make_one_story(
    services: Callable[[], Services], ledger_url: str, redis_url: str, now: datetime
) -> None:
    one = services()
    work: list[list[int]] = [[] for _ in range(PROCESSES)]
    for story in range(2):
        texts = [report(story, process) for process in range(PROCESSES)]
        ids = accept(one, *(submission(text, f"s{story}p{number}", now) for number, text in enumerate(texts)))
        for process, url_id in enumerate(ids):
            run(one, url_id, "clean")
            original(one, url_id)
            work[process].append(url_id)
    context = crowded()
    together = context.Barrier(PROCESSES)
    crowd = [context.Process(target=assigning, args=(ledger_url, redis_url, ids, together)) for ids in work]
    for process in crowd:
        process.start()
    for process in crowd:
        process.join(PATIENCE)
    assert [process.exitcode for process in crowd] == [0] * PROCESSES
    found = placed(one)
    for story in range(2):
        assert len({found[f"s{story}p{number}"] for number in range(PROCESSES)}) == 1, f"story {story} fell apart"
    assert len(set(found.values())) == 2
    assert events(one) == 2 * PROCESSES
    assert counts_are_true(one)
    with one.ledger.read() as connection:
        rules = connection.scalars(sa.select(schema.membership.c.rule)).all()
    assert sorted(rules) == ["created"] * 2 + ["joined"] * (2 * PROCESSES - 2)
