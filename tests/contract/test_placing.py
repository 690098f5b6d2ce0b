"""What is placed, and with what reasons: what people said comes first, silence is told, and vectors are kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import redis as redis_py

from tests.contract.ledger_world import events, look
from tests.contract.test_stages import BRIDGE, OWLS, accept, run, services, submission
from workers.assign.follow import catch_up
from workers.assign.packed import pack, unpack
from workers.assign.vector import vector_of
from workers.bootstrap import Services
from workers.doctor import examine
from workers.ledger import articles, moves, pins, stories
from workers.model import Assignment

pytestmark = pytest.mark.second_is_slow

__all__ = ["services"]  # the fixture

Make = Callable[[], Services]


def place(one: Services, text: str, name: str, now: datetime, days: float = 0) -> int:
    """The article."""
    (url_id,) = accept(one, submission(text, name, now, days))
    run(one, url_id)
    return article(one, url_id).id


def article(one: Services, url_id: int) -> Any:
    return look(one.ledger, articles.of_url, url_id)


def member(one: Services, article_id: int) -> Any:
    return look(one.ledger, stories.of_article, article_id)


def say(one: Services, kind: str, article_id: int, **what: int) -> int:
    with one.ledger.exclusive("assign") as tx:
        return pins.add(tx, kind, article_id, one.clock(), **what)


def kinds(one: Services) -> list[str]:
    return [row.kind for row in events(one.ledger)]


def test_an_article_that_belongs_together_with_another_goes_where_that_is(services: Make, now: datetime) -> None:
    one = services()
    owls = place(one, OWLS, "owls", now)
    (url_id,) = accept(one, submission(BRIDGE[0], "bridge", now))
    run(one, url_id, "clean", "dedupe")
    say(one, "together", article(one, url_id).id, other=owls)
    run(one, url_id, "assign")
    found = member(one, article(one, url_id).id)
    assert (found.rule, found.story_id) == ("pinned", member(one, owls).story_id)


def test_an_article_does_not_go_where_one_is_that_it_was_parted_from(services: Make, now: datetime) -> None:
    one = services()
    first = place(one, BRIDGE[0], "a", now)
    (url_id,) = accept(one, submission(BRIDGE[1], "b", now))
    run(one, url_id, "clean", "dedupe")
    second = article(one, url_id).id
    say(one, "apart", first, other=second)
    run(one, url_id, "assign")
    assert member(one, second).story_id != member(one, first).story_id
    third = place(one, BRIDGE[2], "c", now)
    assert member(one, third).story_id in {member(one, first).story_id, member(one, second).story_id}


def test_a_copy_goes_with_its_group_wherever_that_was_pinned(services: Make, now: datetime) -> None:
    one = services()
    bridge, owls = place(one, BRIDGE[0], "a", now), place(one, OWLS, "owls", now)
    with one.ledger.exclusive("assign") as tx:
        moves.move(tx, bridge, member(one, owls).story_id, Assignment(None, 1.0, 0.0, "pinned"), now)
    copied = place(one, BRIDGE[0] + " More follows.", "copy", now)
    assert (member(one, copied).rule, member(one, copied).story_id) == ("copy", member(one, owls).story_id)


def test_after_weeks_of_silence_a_story_is_said_to_be_reopened_by_who_joins_it(services: Make, now: datetime) -> None:
    one = services()
    first = place(one, BRIDGE[0], "a", now, days=60)
    place(one, BRIDGE[1], "b", now, days=59)
    assert kinds(one) == ["created", "joined"]
    last = place(one, BRIDGE[2], "c", now, days=30)
    assert member(one, last).story_id == member(one, first).story_id
    (*_, event) = events(one.ledger)
    assert (event.kind, event.article_id, event.detail) == ("reopened", last, {"days": 29})


def test_the_vector_by_which_an_article_was_placed_is_kept_and_a_copy_needs_none(services: Make, now: datetime) -> None:
    one = services()
    (url_id,) = accept(one, submission(BRIDGE[0], "a", now))
    run(one, url_id)
    row = article(one, url_id)
    assert row.vector == pack(vector_of(row.title, row.text, row.lang))
    assert len(unpack(row.vector)) > 30
    (copied,) = accept(one, submission(BRIDGE[0] + " More follows.", "copy", now))
    run(one, copied)
    assert article(one, copied).vector is None


def test_a_membership_says_which_members_were_nearest_and_what_they_share(services: Make, now: datetime) -> None:
    one = services()
    first, second = place(one, BRIDGE[0], "a", now, days=2), place(one, BRIDGE[1], "b", now)
    evidence = member(one, second).evidence
    (near,) = evidence["members_near"]
    assert (near["article"], near["days"]) == (first, 2.0)
    assert near["likeness"] == pytest.approx(evidence["likeness"], abs=1e-3)
    assert near["numbers"] == evidence["shared_numbers"] == ["1911"]
    assert any("fenwick" in name for name in near["names"])
    assert "quay" in evidence["shared_rare"]
    assert evidence["margin"] == pytest.approx(member(one, second).score - member(one, second).threshold, abs=1e-3)


def test_a_story_that_redis_has_let_go_may_be_come_into_and_the_doctor_finds_no_hole_in_it(
    services: Make, redis: redis_py.Redis, now: datetime
) -> None:
    """It slept for longer than it is held; people may wake it all the same."""
    one = services()
    one.clock = lambda: now - timedelta(days=400)
    old = place(one, BRIDGE[0], "a", now, days=400)
    one.clock = lambda: now
    list(catch_up(one.ledger, one.stories))
    redis.delete(*redis.keys(f"*:s:{member(one, old).story_id}"))
    one = services()  # who has seen it last, and goes on, knows it still
    (url_id,) = accept(one, submission(OWLS, "owls", now))
    run(one, url_id, "clean", "dedupe")
    say(one, "pin", article(one, url_id).id, story=member(one, old).story_id)
    run(one, url_id, "assign")
    list(catch_up(one.ledger, one.stories))
    assert one.stories.held() == {member(one, old).story_id: 1}
    assert [finding.examples for finding in examine(one) if finding.check == "redis-stories"] == [()]
