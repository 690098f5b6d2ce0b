"""What a story says of its members is so, whatever comes into it or leaves it; and to say so costs a join little."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.contract.ledger_world import after, an_article, begin_story, copy, counting, join, look, save, write
from workers.ledger import Ledger, lineage, moves, schema, stories, story_checks, story_counts
from workers.model import Assignment, Precision, Published

COPIED = Assignment(None, 1.0, 0.0, "copy")
MOVED = Assignment(None, 0.3, 0.2, "moved")

choices = st.integers(0, 1000)
sites = st.sampled_from(["a", "b", "c", "", None])
days = st.sampled_from([None, -400, -3, 0, 3])


class Stories(RuleBasedStateMachine):
    """Articles come, some of them as copies, of these some earlier than their original; and stories change."""

    ledger: Ledger
    now: datetime
    #: one for all examples, which share the ledger.
    numbers = count()

    def __init__(self) -> None:
        super().__init__()
        self.members: list[int] = []

    def _new(self, site: str | None, day: int | None) -> int:
        at = None if day is None else self.now + timedelta(days=day)
        published = at and Published.restore(at, 0, Precision.INSTANT.value)
        made = an_article(f"t{next(self.numbers)}", site=site, published=published)
        return save(self.ledger, self.now, made, placed_at=at)

    def _member(self, choice: int) -> int:
        return self.members[choice % len(self.members)]

    def _story(self, choice: int) -> int:
        member = look(self.ledger, stories.of_article, self._member(choice))
        assert member is not None
        return int(member.story_id)

    @rule(site=sites, day=days)
    def begin(self, site: str | None, day: int | None) -> None:
        article = self._new(site, day)
        begin_story(self.ledger, self.now, article)
        self.members.append(article)

    @precondition(lambda self: self.members)
    @rule(site=sites, day=days, choice=choices)
    def come(self, site: str | None, day: int | None, choice: int) -> None:
        article = self._new(site, day)
        join(self.ledger, self.now, self._story(choice), article)
        self.members.append(article)

    @precondition(lambda self: self.members)
    @rule(site=sites, day=days, choice=choices)
    def come_as_a_copy(self, site: str | None, day: int | None, choice: int) -> None:
        article, story = self._new(site, day), self._story(choice)
        copy(self.ledger, article, look(self.ledger, lineage.original_of, self._member(choice)))
        with self.ledger.exclusive("assign") as tx:
            was = lineage.settle(tx, article)
            stories.join(tx, article, story, COPIED, self.now)
            if was:
                lineage.tell(tx, story, article, was, self.now)
        self.members.append(article)

    @precondition(lambda self: self.members)
    @rule(one=choices, other=choices)
    def move(self, one: int, other: int) -> None:
        write(self.ledger, moves.move, self._member(one), self._story(other), MOVED, self.now)

    @precondition(lambda self: self.members)
    @rule(one=choices, other=choices)
    def merge(self, one: int, other: int) -> None:
        write(self.ledger, moves.merge, self._story(one), self._story(other), MOVED, self.now)

    @precondition(lambda self: self.members)
    @rule(choice=choices)
    def split(self, choice: int) -> None:
        write(self.ledger, moves.split_off, self._story(choice), [self._member(choice)], MOVED, self.now)

    @invariant()
    def every_count_is_that_of_the_members(self) -> None:
        with self.ledger.read() as connection:
            assert connection.scalars(story_checks.miscounted(self.now)).all() == []


def test_a_story_counts_its_members_right_whatever_comes_or_goes(ledger: Ledger, now: datetime) -> None:
    machine = type("Machine", (Stories,), {"ledger": ledger, "now": now})
    run_state_machine_as_test(machine, settings=settings(max_examples=15, stateful_step_count=20))


def crowd(ledger: Ledger, now: datetime, story: int, first: int, many: int) -> None:
    """So many articles of one publisher, in a story."""
    told: dict[str, Any] = {"title": "t", "text": "t", "seen_at": now, "site": "S", "basis": "page", "placed_at": now}
    told |= {"authors": [], "credits": [], "sources": {}}
    member = {"story_id": story, "joined_at": now, "rule": "joined", "score": 1.0, "threshold": 0.0, "evidence": {}}
    given = {"via": "enqueue", "hint": {}, "state": "done", "stage": "assign", "attempts": 1, "host": "a.example"}
    given |= {"accepted_at": now, "touched_at": now}
    ids = range(first, first + many)
    with ledger.begin() as tx:
        tx.execute(sa.insert(schema.url), [{**given, "id": n, "key": f"{n}", "url": f"u{n}"} for n in ids])
        tx.execute(sa.insert(schema.article), [{**told, "id": n, "url_id": n, "url": f"u{n}"} for n in ids])
        tx.execute(sa.insert(schema.membership), [{**member, "article_id": n} for n in ids])
        story_counts.recount(tx, story)


def steps_of_a_join(ledger: Ledger, now: datetime, story: int, name: str) -> int:
    article = save(ledger, now, an_article(name, site="S"), placed_at=now)
    with ledger.begin() as tx, counting(tx) as steps:
        stories.join(tx, article, story, Assignment(story, 0.4, 0.15, "joined"), now)
    return steps[0]


def test_an_article_of_a_known_publisher_joins_a_large_story_as_cheaply_as_a_small_one(
    sqlite_template: Any, tmp_path: Any
) -> None:
    path, now = tmp_path / "ledger.db", datetime(2025, 2, 7, 12, 0, tzinfo=UTC)
    path.write_bytes(sqlite_template.read_bytes())
    ledger = Ledger.open(f"sqlite:///{path}")
    small, large = (begin_story(ledger, now, save(ledger, now, an_article(name))) for name in ("small", "large"))
    crowd(ledger, now, small, 1000, 10)
    crowd(ledger, after(now, 1), large, 2000, 2000)
    one, other = (steps_of_a_join(ledger, after(now, 2), story, f"more-{story}") for story in (small, large))
    ledger.close()
    assert other <= one + 2
