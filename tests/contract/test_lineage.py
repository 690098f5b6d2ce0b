"""Who is the original, in a ledger: the earliest that is known, whoever came first, and what the story's log says of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise, permutations
from threading import Barrier
from typing import Any

import pytest
import redis as redis_py
import sqlalchemy as sa

from tests.chaos import invariants
from tests.contract import copies_world
from tests.contract.test_doctor import damage, wrong
from tests.contract.test_stages import BRIDGE, OWLS, accept, run, services, submission
from workers.bootstrap import Services
from workers.dedupe.refill import rebuild
from workers.dedupe.signature import encode, sign
from workers.ledger import articles, exported, lineage, prune, schema, stories
from workers.model import CopyKind, Hint, Submission, Verdict

pytestmark = pytest.mark.second_is_slow

__all__ = ["services"]  # the fixture

Make = Callable[[], Services]

#: one text in four states, each of which is a copy of the others.
TEXTS = {
    "whole": BRIDGE[0],
    "more": BRIDGE[0] + " More follows.",
    "cut": BRIDGE[0].rsplit(". ", 1)[0] + ".",
    "begun": "Saltmere. " + BRIDGE[0],
}
#: how many days ago each was published: the order of time is begun, cut, more, whole.
AGES = {"whole": 1, "more": 2, "cut": 3, "begun": 4}


def brought(name: str, now: datetime, days: float | None = None) -> Submission:
    return submission(TEXTS[name], name, now, AGES[name] if days is None else days)


def rows(one: Services) -> dict[str, Any]:
    """Imported id -> the article's row."""
    with one.ledger.read() as connection:
        return {row.external_id: row for row in connection.execute(sa.select(schema.article))}


def original(one: Services) -> set[str]:
    """The names of all that copy nothing."""
    return {name for name, row in rows(one).items() if row.copy_of is None}


def told(one: Services) -> list[tuple[str, str]]:
    """Who was the original and who is, by each event that says so."""
    names = {row.id: name for name, row in rows(one).items()}
    with one.ledger.read() as connection:
        statement = sa.select(schema.story_event.c.detail).where(schema.story_event.c.kind == lineage.REROOTED)
        said = connection.scalars(statement.order_by(schema.story_event.c.number)).all()
    return [(names[each["was"]], names[each["original"]]) for each in said]


def sound(one: Services) -> None:
    """What must hold of a ledger does, by both who look."""
    assert invariants.of_ledger(one.ledger) == []
    assert wrong(one) == {}


@pytest.mark.parametrize("order", list(permutations(("whole", "cut", "begun"))))
def test_the_earliest_is_the_original_in_whatever_order_they_come(
    services: Make, now: datetime, order: tuple[str, ...]
) -> None:
    one = services()
    for name in order:
        run(one, *accept(one, brought(name, now)))
    assert original(one) == {"begun"}
    assert len({row.story_id for row in all_of(one)}) == 1
    later = [name for number, name in enumerate(order) if all(AGES[name] > AGES[x] for x in order[:number])]
    assert told(one) == list(pairwise(later)), "each that was earlier than all before it"
    sound(one)


def all_of(one: Services) -> list[Any]:
    return list(exported.articles(one.ledger))


def test_a_link_that_is_turned_keeps_what_it_said(services: Make, now: datetime) -> None:
    one = services()
    run(one, *accept(one, brought("whole", now)))
    (late,) = accept(one, brought("cut", now))
    run(one, late, "clean", "dedupe")
    before = rows(one)["cut"]
    run(one, late, "assign")
    turned, root = rows(one)["whole"], rows(one)["cut"]
    assert (turned.copy_of, turned.copy_nearest) == (root.id, root.id)
    assert (turned.copy_kind, turned.copy_likeness) == (before.copy_kind, before.copy_likeness)
    assert turned.copy_containment == before.copy_containment
    assert (root.copy_kind, root.copy_nearest) == (CopyKind.ORIGINAL, None)
    with one.ledger.read() as connection:
        member = stories.of_article(connection, root.id)
    assert member is not None
    assert (member.rule, member.evidence["copy_of"]) == ("copy", None), "it goes where its copies are, moving nothing"


def test_until_it_is_in_a_story_an_earlier_text_is_a_copy_like_others(services: Make, now: datetime) -> None:
    one = services()
    run(one, *accept(one, brought("whole", now)))
    run(one, *accept(one, brought("cut", now)), "clean", "dedupe")
    assert original(one) == {"whole"}
    assert told(one) == []


def test_an_original_that_is_not_placed_yet_does_not_keep_its_copies_waiting(services: Make, now: datetime) -> None:
    one = services()
    first, second = accept(one, brought("cut", now), brought("whole", now))
    for url_id in (first, second):
        run(one, url_id, "clean", "dedupe")
    run(one, second, "assign")
    assert original(one) == {"whole"}
    assert told(one) == [], "nobody was told of another"
    sound_but_open(one)
    run(one, first, "assign")
    assert original(one) == {"cut"}
    assert told(one) == [("whole", "cut")]
    sound(one)


def sound_but_open(one: Services) -> None:
    said = invariants.of_ledger(one.ledger)
    assert [each for each in said if not each.startswith("not final")] == []


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [(None, 1, "cut"), (1, None, "whole"), (None, None, "whole"), (-2, None, "whole")],
    ids=["a date before none", "none after a date", "none, none: who came first", "a date ahead is no later than seen"],
)
def test_an_undated_text_is_taken_to_be_as_old_as_our_knowledge_of_it(
    services: Make, now: datetime, first: int | None, second: int | None, expected: str
) -> None:
    one = services()
    for name, days in (("whole", first), ("cut", second)):
        run(one, *accept(one, dated(name, now, days)))
    assert original(one) == {expected}
    sound(one)


def dated(name: str, now: datetime, days: int | None) -> Submission:
    made = brought(name, now, days or 0)
    if days is not None:
        return made
    return Submission(made.url, made.key, made.host, made.via, Hint(id=name, title="Untold"), made.page)


def test_after_reindex_the_index_knows_the_originals_of_the_ledger(
    services: Make, redis: redis_py.Redis, now: datetime
) -> None:
    one = services()
    for name in ("whole", "cut"):
        run(one, *accept(one, brought(name, now)))
    redis.flushall()
    assert sum(rebuild(one.ledger, one.copies)) == 2
    (third,) = accept(one, brought("more", now))
    run(one, third, "clean")
    assert answer(one, "more", now).original == rows(one)["cut"].id
    run(one, third, "dedupe", "assign")
    assert original(one) == {"cut"}
    sound(one)


def test_what_the_index_knows_no_better_is_put_right_by_the_ledger(services: Make, now: datetime) -> None:
    one = services()
    for name in ("whole", "cut"):
        run(one, *accept(one, brought(name, now)))
    (third,) = accept(one, brought("more", now))
    run(one, third, "clean")
    assert answer(one, "more", now).original == rows(one)["whole"].id
    run(one, third, "dedupe")
    assert rows(one)["more"].copy_of == rows(one)["cut"].id


def answer(one: Services, name: str, now: datetime) -> Verdict:
    """What the index says of an article that has been cleaned."""
    return copies_world.answer(one, rows(one)[name], sign(TEXTS[name]), now)


@pytest.mark.parametrize("stage", ["dedupe", "assign"])
def test_copies_at_the_same_moment_have_one_original_the_earliest(services: Make, now: datetime, stage: str) -> None:
    crowd = [services() for _ in TEXTS]
    ids = accept(crowd[0], *(brought(name, now) for name in TEXTS))
    before, after = (("clean",), ("dedupe", "assign")) if stage == "dedupe" else (("clean", "dedupe"), ("assign",))
    for url_id in ids:
        run(crowd[0], url_id, *before)
    together = Barrier(len(crowd))

    def walk(one: Services, url_id: int) -> None:
        together.wait()
        run(one, url_id, *after)

    with ThreadPoolExecutor(len(crowd)) as pool:
        list(pool.map(walk, crowd, ids))
    assert original(crowd[0]) == {"begun"}
    sound(crowd[0])


def test_a_link_waits_for_whoever_turns_its_group(services: Make, now: datetime) -> None:
    """Two at once: one is told that it copies an article which the other makes a copy meanwhile."""
    one, other = services(), services()
    for name in ("whole", "cut"):
        run(one, *accept(one, brought(name, now)), "clean")
    ids = {name: row.id for name, row in rows(one).items()}
    text = encode(sign(TEXTS["more"]))
    with one.ledger.begin() as tx:
        lineage.link(tx, ids["whole"], encode(sign(TEXTS["whole"])), Verdict(CopyKind.ORIGINAL))
        lineage.link(tx, ids["cut"], encode(sign(TEXTS["cut"])), copy_of(ids["whole"]))
    run(one, *accept(one, brought("more", now)), "clean")
    third = rows(one)["more"].id

    def link() -> None:
        with other.ledger.begin() as tx:
            lineage.link(tx, third, text, copy_of(ids["whole"]))

    with ThreadPoolExecutor(1) as pool:
        with one.ledger.exclusive("assign") as tx:
            lineage.settle(tx, ids["cut"])
            waiting = pool.submit(link)
        waiting.result()
    assert {name: row.copy_of for name, row in rows(one).items()} == {
        "whole": ids["cut"],
        "cut": None,
        "more": ids["cut"],
    }


def copy_of(article: int) -> Verdict:
    return Verdict(CopyKind.COPY, article, article, 0.9, 0.95)


def test_a_copy_that_is_read_anew_stays_in_its_group_and_so_does_an_original(services: Make, now: datetime) -> None:
    one = services()
    for name in ("whole", "cut"):
        run(one, *accept(one, brought(name, now)))
    before = {name: (row.copy_of, row.copy_nearest, row.copy_likeness) for name, row in rows(one).items()}
    other = encode(sign(OWLS))
    with one.ledger.begin() as tx:
        for row in rows(one).values():
            articles.resign(tx, row.id, other)
    assert {name: (row.copy_of, row.copy_nearest, row.copy_likeness) for name, row in rows(one).items()} == before
    sound(one)


def test_an_article_that_comes_again_with_another_text_before_it_is_placed_leaves_its_group(
    services: Make, now: datetime
) -> None:
    one = services()
    for name in ("whole", "cut", "more"):
        run(one, *accept(one, brought(name, now)), "clean", "dedupe")
    first = rows(one)["whole"].id
    with one.ledger.begin() as tx:
        lineage.link(tx, first, encode(sign(OWLS)), Verdict(CopyKind.ORIGINAL))
    assert original(one) == {"whole", "cut"}
    after = rows(one)
    assert after["more"].copy_of == after["cut"].id
    assert first not in {after["more"].copy_nearest, after["cut"].copy_nearest}


def test_a_text_that_is_linked_twice_is_left_as_the_ledger_has_it(services: Make, now: datetime) -> None:
    one = services()
    for name in ("whole", "cut"):
        run(one, *accept(one, brought(name, now)), "clean", "dedupe")
    before = rows(one)
    with one.ledger.begin() as tx:
        for row in before.values():
            lineage.link(tx, row.id, row.signature, Verdict(CopyKind.ORIGINAL))
    assert rows(one) == before


def test_a_group_that_was_rooted_by_arrival_is_found_and_mended_by_the_doctor(services: Make, now: datetime) -> None:
    """As ledgers are that were filled before originals went by time."""
    one = services()
    for name in ("cut", "whole", "more"):
        run(one, *accept(one, brought(name, now)))
    damage(one, f"UPDATE article SET published_at = '1999-01-01 00:00:00' WHERE id = {rows(one)['more'].id}")
    assert set(wrong(one)) == {"copy-first"}
    assert wrong(one, fix=True)["copy-first"].mended
    assert original(one) == {"more"}
    assert told(one) == [("cut", "more")]
    sound(one)


def test_a_nearest_text_of_another_group_is_found(services: Make, now: datetime) -> None:
    one = services()
    for each in (brought("cut", now), brought("whole", now), submission(OWLS, "owls", now, 9)):
        run(one, *accept(one, each))
    damage(one, f"UPDATE article SET copy_nearest = {rows(one)['owls'].id} WHERE id = {rows(one)['whole'].id}")
    assert set(wrong(one)) == {"copy-nearest"}


def test_an_event_that_brought_nobody_goes_with_its_story(services: Make, now: datetime) -> None:
    one = services()
    for each in (brought("whole", now), brought("cut", now)):
        run(one, *accept(one, each))
    one.clock = lambda: now + timedelta(days=900)
    run(one, *accept(one, submission(OWLS, "owls", now, -899)))
    late = now + timedelta(days=800)
    with one.ledger.exclusive("assign") as tx:
        batch = prune.events(tx, prune.Walk(late, None, 100), prune.Rest(late, late))
        left = list(tx.scalars(sa.select(schema.story_event.c.kind)))
    assert (batch.gone, left) == (3, ["created"])


def test_a_copy_whose_text_is_another_now_is_nobodys_nearest_text(services: Make, now: datetime) -> None:
    one = services()
    for name in ("whole", "more", "cut"):
        run(one, *accept(one, brought(name, now)), "clean", "dedupe")
    known = {name: row.id for name, row in rows(one).items()}
    with one.ledger.begin() as tx:
        mine = sa.update(schema.article).where(schema.article.c.id == known["cut"])
        tx.execute(mine.values(copy_of=known["whole"], copy_nearest=known["more"]))
        lineage.link(tx, known["more"], encode(sign(OWLS)), Verdict(CopyKind.ORIGINAL))
    assert (rows(one)["cut"].copy_of, rows(one)["cut"].copy_nearest) == (known["whole"], None)
    assert original(one) == {"whole", "more"}
