"""Articles that change their story, on both databases: nothing that was decided is lost, and each change is told once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from tests.contract.ledger_world import after, an_article, begin_story, copy, events, join, look, save, write
from workers.ledger import Ledger, moves, schema, stories, story_checks, story_log
from workers.model import Assignment

REPAIR = Assignment(None, 0.31, 0.2, "moved", {"names": ["Ada Fenwick"]})


def articles(ledger: Ledger, now: datetime, count: int) -> list[int]:
    return [save(ledger, now, an_article(f"t{n}", site=f"s{n}"), placed_at=after(now, n)) for n in range(count)]


def a_story(ledger: Ledger, now: datetime, first: int, *others: int) -> int:
    story = begin_story(ledger, now, first)
    write(ledger, stories.entitle, story, f"t{first}")
    join(ledger, now, story, *others)
    return story


def told(ledger: Ledger, kind: str) -> list[Any]:
    return [row for row in events(ledger) if row.kind == kind]


def members(ledger: Ledger, story: int) -> list[int]:
    return [row.id for row in look(ledger, stories.members, story)]


def at(ledger: Ledger, story: int, when: datetime) -> list[int]:
    return [row.id for row in look(ledger, stories.members_at, story, when)]


def test_undated_members_stand_behind_by_their_numbers_now_and_then(ledger: Ledger, now: datetime) -> None:
    """Whichever of them was read first."""
    a, b, c = (save(ledger, after(now, -n), an_article(f"u{n}")) for n in range(3))
    d, other = articles(ledger, now, 2)
    one, two = a_story(ledger, now, a, b, c, d), a_story(ledger, now, other)
    assert members(ledger, one) == at(ledger, one, now) == [d, a, b, c]
    write(ledger, moves.move, b, two, REPAIR, after(now, 60))
    assert (at(ledger, one, now), at(ledger, one, after(now, 60))) == ([d, a, b, c], [d, a, c])
    assert members(ledger, two) == [other, b]


def test_an_article_that_moves_leaves_its_old_membership_behind_with_the_reasons(ledger: Ledger, now: datetime) -> None:
    a, b, c = articles(ledger, now, 3)
    one, two = a_story(ledger, now, a, b), a_story(ledger, now, c)
    later = after(now, 60)
    number = write(ledger, moves.move, b, two, REPAIR, later)
    assert (members(ledger, one), members(ledger, two)) == ([a], [b, c])
    (former,) = look(ledger, stories.formers, b)
    assert (former.story_id, former.joined_at, former.left_at, former.rule) == (one, now, later, "joined")
    assert (former.score, former.evidence, former.why, former.number) == (0.4, {"names": ["Ishiba"]}, "moved", number)
    member = look(ledger, stories.of_article, b)
    assert member is not None
    assert (member.rule, member.score, member.evidence, member.joined_at) == ("moved", 0.31, REPAIR.evidence, later)
    (event,) = told(ledger, "moved")
    assert (event.number, event.story_id, event.other_id, event.article_id, event.at) == (number, two, one, b, later)
    assert event.detail == {
        "from": one,
        "to": two,
        "articles": [b],
        "why": "moved",
        "score": 0.31,
        "span": [now.timestamp(), now.timestamp()],
    }


def test_who_came_by_a_clock_that_was_ahead_does_not_leave_before_he_came(ledger: Ledger, now: datetime) -> None:
    ahead, a, b = after(now, 5), *articles(ledger, now, 2)
    one, two = a_story(ledger, ahead, a), a_story(ledger, now, b)
    join(ledger, ahead, one, *[save(ledger, now, an_article("stays"))])
    write(ledger, moves.move, a, two, REPAIR, after(now, 1))
    (former,), member = look(ledger, stories.formers, a), look(ledger, stories.of_article, a)
    assert member is not None
    assert (former.joined_at, former.left_at, member.joined_at) == (ahead, ahead, ahead)
    assert not look(ledger, lambda connection: connection.scalars(story_checks.out_of_time(now)).all())


def test_both_stories_are_counted_anew(ledger: Ledger, now: datetime) -> None:
    a, b, c = articles(ledger, now, 3)
    one, two = a_story(ledger, now, a, b), a_story(ledger, now, c)
    write(ledger, moves.move, b, two, REPAIR, now)
    rows = {row.id: row for row in look(ledger, stories.listed, None, None)}
    assert (rows[one].articles, rows[one].last_at, rows[two].articles, rows[two].first_at) == (1, now, 2, after(now, 1))
    assert rows[two].publishers == 2


def test_an_article_takes_its_copies_along_and_they_stay_copies(ledger: Ledger, now: datetime) -> None:
    a, b, c, d = articles(ledger, now, 4)
    copy(ledger, c, b)
    one, two = a_story(ledger, now, a, b), a_story(ledger, now, d)
    write(ledger, stories.join, c, one, Assignment(one, 0.95, 0.0, "copy", {"copy_of": b}), now)
    write(ledger, moves.move, c, two, REPAIR, now)
    assert members(ledger, two) == [b, c, d]
    copied = look(ledger, stories.of_article, c)
    assert copied is not None
    assert (copied.rule, copied.evidence) == ("copy", {"copy_of": b})
    assert told(ledger, "moved")[0].detail["articles"] == [b, c]
    number = told(ledger, "moved")[0].number
    assert [row.id for row in look(ledger, lambda tx: list(story_log.moved_by(tx, number, 9, b"")))] == [b]


def test_who_is_there_already_stays_and_nothing_is_told(ledger: Ledger, now: datetime) -> None:
    (a,) = articles(ledger, now, 1)
    one = a_story(ledger, now, a)
    before = look(ledger, stories.last_number)
    assert write(ledger, moves.move, a, one, REPAIR, now) is None
    assert write(ledger, moves.merge, one, one, REPAIR, now) == one
    assert look(ledger, stories.last_number) == before


def test_a_story_that_its_last_article_leaves_leads_to_where_it_went(ledger: Ledger, now: datetime) -> None:
    a, b, c = articles(ledger, now, 3)
    one, two = a_story(ledger, now, a), a_story(ledger, now, b, c)
    write(ledger, moves.move, a, two, REPAIR, now)
    assert look(ledger, stories.resolve, one) == two
    (event,) = told(ledger, "merged")
    assert (event.story_id, event.other_id, event.detail["into"], event.detail["count"]) == (one, two, two, 1)
    assert told(ledger, "moved") == []


def test_of_two_stories_that_merge_the_larger_keeps_its_id_and_of_equals_the_older(
    ledger: Ledger, now: datetime
) -> None:
    a, b, c, d, e = articles(ledger, now, 5)
    one, two, three = a_story(ledger, now, a), a_story(ledger, now, b, c), a_story(ledger, now, d)
    assert write(ledger, moves.merge, one, two, REPAIR, now) == two
    assert write(ledger, moves.merge, three, one, REPAIR, now) == two, "a merged story stands for where it went"
    four = a_story(ledger, now, e)
    five = a_story(ledger, now, save(ledger, now, an_article("t9")))
    assert write(ledger, moves.merge, five, four, REPAIR, now) == four
    assert [look(ledger, stories.resolve, story) for story in (one, three, five)] == [two, two, four]
    assert members(ledger, two) == [a, b, c, d]
    row = look(ledger, stories.get, one)
    assert row is not None
    assert (row.articles, row.merged_into) == (0, two)


def test_a_story_that_was_merged_twice_over_leads_to_the_last_one_at_once(ledger: Ledger, now: datetime) -> None:
    a, b, c, d, e, f = articles(ledger, now, 6)
    one, two = a_story(ledger, now, a), a_story(ledger, now, b, c)
    three = a_story(ledger, now, d, e, f, *articles(ledger, now, 0))
    write(ledger, moves.merge, one, two, REPAIR, now)
    join(ledger, now, three, *[save(ledger, now, an_article(f"more{n}")) for n in range(2)])
    assert write(ledger, moves.merge, two, three, REPAIR, now) == three
    row = look(ledger, stories.get, one)
    assert row is not None
    assert row.merged_into == three


def test_a_split_keeps_the_id_with_the_larger_part(ledger: Ledger, now: datetime) -> None:
    ids = articles(ledger, now, 5)
    one = a_story(ledger, now, *ids)
    new = write(ledger, moves.split_off, one, ids[:3], REPAIR, now)
    assert new is not None
    assert (members(ledger, one), members(ledger, new)) == (ids[:3], ids[3:])
    (event,) = told(ledger, "split")
    assert (event.story_id, event.other_id, event.detail["articles"]) == (new, one, ids[3:])
    assert look(ledger, stories.title_of, new) == "t3"
    assert [row.article_id for row in look(ledger, lambda tx: tx.execute(sa.select(schema.former_membership)).all())]


def test_of_equal_parts_the_one_with_the_first_article_keeps_the_id(ledger: Ledger, now: datetime) -> None:
    ids = articles(ledger, now, 4)
    one = a_story(ledger, now, *ids)
    write(ledger, moves.split_off, one, [ids[0], ids[3]], REPAIR, now)
    assert members(ledger, one) == [ids[0], ids[3]]


@pytest.mark.parametrize("part", ["all", "none", "a stranger"])
def test_where_nothing_is_to_be_parted_nothing_happens(ledger: Ledger, now: datetime, part: str) -> None:
    a, b, c = articles(ledger, now, 3)
    one = a_story(ledger, now, a, b)
    a_story(ledger, now, c)
    before = look(ledger, stories.last_number)
    ids = {"all": [a, b], "none": [], "a stranger": [c]}[part]
    assert write(ledger, moves.split_off, one, ids, REPAIR, now) is None
    assert look(ledger, stories.last_number) == before


def test_a_story_is_shown_as_it_was_at_any_time(ledger: Ledger, now: datetime) -> None:
    a, b, c, d = articles(ledger, now, 4)
    one, two = a_story(ledger, now, a, b), a_story(ledger, after(now, 10), c)
    join(ledger, after(now, 20), two, d)
    write(ledger, moves.move, b, two, REPAIR, after(now, 30))
    write(ledger, moves.merge, one, two, REPAIR, after(now, 40))
    write(ledger, moves.split_off, two, [a], REPAIR, after(now, 50))
    assert at(ledger, one, after(now, -1)) == []
    assert at(ledger, one, now) == [a, b]
    assert (at(ledger, two, after(now, 15)), at(ledger, two, after(now, 25))) == ([c], [c, d])
    assert (at(ledger, one, after(now, 30)), at(ledger, two, after(now, 30))) == ([a], [b, c, d])
    assert (at(ledger, one, after(now, 45)), at(ledger, two, after(now, 45))) == ([], [a, b, c, d])
    assert at(ledger, two, after(now, 50)) == [b, c, d]


def test_a_renamed_story_says_what_it_was_called(ledger: Ledger, now: datetime) -> None:
    (a,) = articles(ledger, now, 1)
    one = begin_story(ledger, now, a)
    assert write(ledger, moves.rename, one, "First", now)
    assert not write(ledger, moves.rename, one, "First", now)
    assert write(ledger, moves.rename, one, "Second", now, margin=0.2)
    (event,) = told(ledger, "renamed")
    assert (event.story_id, event.detail) == (one, {"was": "First", "title": "Second", "margin": 0.2})
    assert event.story_title == "Second"


def test_events_are_read_on_from_a_cursor_each_once(ledger: Ledger, now: datetime) -> None:
    a, b, c = articles(ledger, now, 3)
    one, two = a_story(ledger, now, a, b), a_story(ledger, now, c)
    write(ledger, moves.move, b, two, REPAIR, now)
    write(ledger, moves.merge, one, two, REPAIR, now)
    seen: list[Any] = []
    while batch := events(ledger, seen[-1].number if seen else 0)[:2]:
        seen += batch
    assert [row.kind for row in seen] == ["created", "joined", "created", "moved", "merged"]
    assert look(ledger, story_log.length) == 5
    assert look(ledger, stories.last_number) == seen[-1].number
