"""What the ledger keeps of texts that are near: copies, briefs in round-ups, reports out of one form."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime
from itertools import count

import pytest
import redis as redis_py
import sqlalchemy as sa

from tests.contract.copies_world import answer
from tests.contract.test_stages import accept, run, submission
from tests.quality.templates import FORMS, report
from workers.bootstrap import Services
from workers.dedupe.refill import rebuild
from workers.dedupe.signature import decode
from workers.ledger import Ledger, articles, schema, steps
from workers.ledger.schema import Record
from workers.settings import Settings

pytestmark = pytest.mark.second_is_slow


@pytest.fixture
def one(ledger_url: str, redis_url: str, redis: redis_py.Redis, now: datetime) -> Iterator[Services]:
    made = Services(Settings(), clock=lambda: now, chance=lambda: 0.5, redis_url=redis_url)
    made.__dict__["ledger"] = Ledger.open(ledger_url)
    yield made
    made.close()
    made.ledger.close()


def prose(seed: int, words: int) -> str:
    """Sentences of ten made-up words, five a paragraph."""
    chance = random.Random(seed)
    drawn = [f"{chance.choice('bdfgklmnprst')}{chance.choice('aeiou')}{chance.randrange(10**4)}" for _ in range(words)]
    sentences = [" ".join(drawn[n : n + 10]) + "." for n in range(0, words, 10)]
    return "\n".join(" ".join(sentences[n : n + 5]) for n in range(0, len(sentences), 5))


NUMBERS = count()


def deduped(one: Services, text: str) -> Record:
    """An article's row when it has gone through the stage."""
    (url,) = accept(one, submission(text, f"n{next(NUMBERS)}", one.clock()))
    run(one, url, "clean", "dedupe")
    with one.ledger.read() as connection:
        row = articles.of_url(connection, url)
    assert row is not None
    return row


def told(one: Services, article: Record) -> str:
    with one.ledger.read() as connection:
        return next(step.detail for step in steps.of(connection, article.url_id) if step.stage == "dedupe")


def kept(article: Record) -> tuple[str, int | None, int | None]:
    return article.copy_kind, article.copy_of, article.copy_nearest


def test_a_text_that_was_cut_keeps_how_much_shorter_it_is(one: Services) -> None:
    whole = deduped(one, prose(1, 300))
    half = deduped(one, prose(1, 150))
    assert kept(half) == ("copy", whole.id, whole.id)
    assert (half.copy_containment, half.copy_ratio) == (1.0, pytest.approx(147 / 297, abs=1e-4))
    assert half.copy_likeness == pytest.approx(147 / 297, abs=1e-4)


def test_a_brief_in_a_round_up_is_linked_to_it_whichever_comes_first(one: Services) -> None:
    brief, other = prose(2, 50), prose(3, 50)
    first = deduped(one, brief)
    round_up = deduped(one, "\n".join([prose(4, 250), brief, other, prose(5, 250)]))
    last = deduped(one, other)
    assert kept(first) == ("original", None, None)
    assert kept(round_up) == ("contained", None, first.id)
    assert kept(last) == ("contained", None, round_up.id)
    assert round_up.copy_ratio == pytest.approx(1 / last.copy_ratio, rel=1e-2)
    assert told(one, round_up) == f"original; article {first.id} is inside, and this one 13 times as long"
    assert told(one, last) == f"original; inside article {round_up.id}, which is 13 times as long"


@pytest.mark.parametrize("form", FORMS)
def test_a_report_out_of_the_same_form_is_an_original_and_its_own_copy_is_found(one: Services, form: str) -> None:
    first, second = (deduped(one, report(form, seed)) for seed in (1, 2))
    assert kept(second) == ("template", None, first.id)
    assert told(one, second) == f"original; the wording of article {first.id} with other names and numbers"
    assert kept(deduped(one, report(form, 2) + "\n" + prose(6, 10))) == ("copy", second.id, second.id)


def test_where_the_other_text_is_pruned_the_sketches_decide(one: Services) -> None:
    first = deduped(one, report("weather", 1))
    with one.ledger.begin() as tx:
        gone = {"text": "", "text_gone_at": one.clock()}
        tx.execute(sa.update(schema.article).where(schema.article.c.id == first.id).values(**gone))
    assert kept(deduped(one, report("weather", 2))) == ("copy", first.id, first.id)


def test_what_was_found_comes_back_from_the_ledger_when_redis_was_emptied(one: Services, redis: redis_py.Redis) -> None:
    found = [deduped(one, text) for text in (prose(7, 300), prose(7, 150), report("bond issue", 1))]
    found.append(deduped(one, report("bond issue", 2)))
    redis.flushall()
    assert list(rebuild(one.ledger, one.copies)) == [4]
    for row in found:
        verdict = answer(one, row, decode(row.signature), row.placed_at)
        assert verdict == articles.verdict_of(row)
    assert [row.copy_kind for row in found] == ["original", "copy", "original", "template"]
