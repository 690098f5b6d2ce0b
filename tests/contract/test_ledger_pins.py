"""What people have said of articles and stories, on both databases."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from tests.contract.ledger_world import after, an_article, begin_story, copy, events, join, look, save, write
from workers.ledger import Ledger, bonds, moves, pins, stories
from workers.ledger.bonds import Placing
from workers.model import Assignment

WHY = Assignment(None, 1.0, 0.0, "pinned")


def articles(ledger: Ledger, now: datetime, count: int) -> list[int]:
    return [save(ledger, now, an_article(f"t{n}")) for n in range(count)]


def test_a_pinned_article_has_to_be_in_its_story_also_when_that_was_merged(ledger: Ledger, now: datetime) -> None:
    a, b, c = articles(ledger, now, 3)
    one, two = begin_story(ledger, now, a), begin_story(ledger, now, b)
    write(ledger, pins.add, "pin", c, now, story=one)
    assert look(ledger, bonds.must_be_in, c) == one
    join(ledger, now, two, *articles(ledger, now, 0), save(ledger, now, an_article("more")))
    write(ledger, moves.merge, one, two, WHY, now)
    assert look(ledger, bonds.must_be_in, c) == two
    assert [row.in_story for row in look(ledger, pins.touching, [c])] == [two]
    assert look(ledger, bonds.must_be_in, a) is None


def test_what_is_said_of_an_article_holds_for_its_copies(ledger: Ledger, now: datetime) -> None:
    a, b, c, d = articles(ledger, now, 4)
    copy(ledger, b, a)
    story, other = begin_story(ledger, now, c), begin_story(ledger, now, d)
    write(ledger, pins.add, "pin", b, now, story=story)
    write(ledger, pins.add, "apart", d, now, other=a)
    assert look(ledger, bonds.must_be_in, a) == story
    assert look(ledger, bonds.apart, b) == {d}
    assert look(ledger, bonds.apart, d) == {a}
    assert look(ledger, bonds.bound, b) == {a}
    assert look(ledger, bonds.closed_to, b) == {other}
    assert len(look(ledger, pins.of_article, a)) == 2


def test_who_belongs_together_goes_where_the_others_are(ledger: Ledger, now: datetime) -> None:
    a, b, c, d = articles(ledger, now, 4)
    write(ledger, pins.add, "together", a, now, other=b)
    write(ledger, pins.add, "together", c, now, other=b)
    assert look(ledger, bonds.bound, a) == {a, b, c}
    assert look(ledger, bonds.must_be_in, a) is None, "none of them is in a story yet"
    story = begin_story(ledger, now, c)
    assert look(ledger, bonds.must_be_in, a) == story
    write(ledger, pins.add, "apart", d, now, other=c)
    assert look(ledger, bonds.apart, a) == {d}
    pinned = begin_story(ledger, now, d)
    write(ledger, pins.add, "pin", b, now, story=pinned)
    assert look(ledger, bonds.must_be_in, a) == pinned


def test_of_whom_nobody_said_anything_that_is_known_by_three_questions_whatever_was_said_of_others(
    ledger: Ledger, now: datetime
) -> None:
    a, b, c, d = articles(ledger, now, 4)
    write(ledger, pins.add, "pin", a, now, story=begin_story(ledger, now, b))
    write(ledger, pins.add, "apart", a, now, other=c)
    asked: list[str] = []
    with ledger.read() as connection:
        sa.event.listen(
            connection, "before_cursor_execute", lambda *told: asked.extend([told[2]] * told[2].startswith("SELECT"))
        )
        assert bonds.placing(connection, d) == Placing()
        assert len(asked) == 3
        assert bonds.placing(connection, c).closed


def test_what_is_said_twice_is_said_once_in_either_direction(ledger: Ledger, now: datetime) -> None:
    a, b = articles(ledger, now, 2)
    story = begin_story(ledger, now, a)
    before = look(ledger, stories.last_number)
    first = write(ledger, pins.add, "together", a, now, other=b)
    assert write(ledger, pins.add, "together", b, now, other=a) == first
    pinned = write(ledger, pins.add, "pin", a, now, story=story)
    assert write(ledger, pins.add, "pin", a, now, story=story) == pinned
    found = events(ledger, before)
    assert [(row.kind, row.story_id, row.detail) for row in found] == [
        ("joined-together", story, {"pin": first, "kind": "together", "article": a, "other": b}),
        ("pinned", story, {"pin": pinned, "kind": "pin", "article": a, "story": story}),
    ]


def test_what_was_taken_back_holds_no_longer_and_is_still_there(ledger: Ledger, now: datetime) -> None:
    a, b = articles(ledger, now, 2)
    begin_story(ledger, now, a)
    number = write(ledger, pins.add, "apart", a, now, other=b)
    assert write(ledger, pins.undo, number, after(now, 5))
    assert not write(ledger, pins.undo, number, after(now, 6))
    assert look(ledger, bonds.apart, a) == set()
    assert look(ledger, pins.listed) == []
    (row,) = look(ledger, pins.listed, undone=True)
    assert (row.id, row.made_at, row.undone_at) == (number, now, after(now, 5))
    assert write(ledger, pins.add, "apart", a, now, other=b) != number
    kinds = [row.kind for row in events(ledger)]
    assert kinds == ["created", "parted", "unpinned", "parted"]


def test_of_a_story_that_is_parted_the_id_stays_with_who_is_pinned_to_it(ledger: Ledger, now: datetime) -> None:
    a, b, c = articles(ledger, now, 3)
    story = begin_story(ledger, now, a)
    join(ledger, now, story, b, c)
    write(ledger, pins.add, "pin", c, now, story=story)
    assert look(ledger, bonds.held_in, story) == {c}
    new = write(ledger, moves.split_off, story, [a, b], WHY, now)
    assert [look(ledger, stories.of_article, each).story_id for each in (a, b, c)] == [new, new, story]


def test_two_stories_are_parted_whichever_of_them_is_named_first(ledger: Ledger, now: datetime) -> None:
    a, b = articles(ledger, now, 2)
    one, two = begin_story(ledger, now, a), begin_story(ledger, now, b)
    assert look(ledger, bonds.between, one, two) is None
    number = write(ledger, pins.add, "apart", a, now, other=b)
    assert [look(ledger, bonds.between, *pair).id for pair in ((one, two), (two, one))] == [number, number]
