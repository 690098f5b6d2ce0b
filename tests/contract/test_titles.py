"""What a story is called as it grows, and after its members went elsewhere; on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tests.contract.ledger_world import an_article, begin_story, events, join, look, save, write
from workers.assign.titles import grown, retitle
from workers.ledger import Ledger, headlines, moves, schema, stories
from workers.model import Assignment

TELLS = "The council of Saltmere votes for the night tram across the old swing bridge."
ASIDE, TRAM, AGAIN, BRIDGE = (
    ("Editorial: courage", "Courage is rare. A tram needs it, and so do we all, in Saltmere as elsewhere."),
    ("Saltmere council votes for the night tram", TELLS),
    ("Night tram: the council says yes", f"{TELLS} It took an hour."),
    ("Night tram will cross Saltmere's swing bridge", f"{TELLS} The bridge is old."),
)


def a_story(ledger: Ledger, now: datetime, *members: tuple[str, str]) -> tuple[int, list[int]]:
    """A story, called by its first member, and its articles."""
    known = look(ledger, lambda tx: tx.scalar(sa.select(sa.func.count()).select_from(schema.article)))
    ids = [
        save(ledger, now, an_article(title, text), placed_at=now, url=f"{known + number}")
        for number, (title, text) in enumerate(members)
    ]
    story = begin_story(ledger, now, ids[0])
    join(ledger, now, story, *ids[1:])
    write(ledger, stories.entitle, story, members[0][0])
    return story, ids


def renamed(ledger: Ledger) -> list[Any]:
    return [event.detail for event in events(ledger) if event.kind == "renamed"]


def grew(tx: Connection, story: int, now: datetime) -> str | None:
    """It is looked at as when one more has come."""
    found = stories.get(tx, story)
    assert found is not None
    return grown(tx, found, now)


def test_a_story_that_has_grown_is_called_by_the_member_that_stands_for_it(ledger: Ledger, now: datetime) -> None:
    story, ids = a_story(ledger, now, ASIDE, TRAM, AGAIN, BRIDGE)
    assert write(ledger, grew, story, now) == "nearer"
    assert look(ledger, stories.title_of, story) == TRAM[0]
    assert renamed(ledger) == [{"was": ASIDE[0], "title": TRAM[0], "article": ids[1], "why": "nearer"}]
    assert write(ledger, grew, story, now) is None, "twice is once"
    assert len(renamed(ledger)) == 1


def test_it_is_looked_at_only_when_it_has_grown_by_much(ledger: Ledger, now: datetime) -> None:
    story, _ = a_story(ledger, now, ASIDE, TRAM, AGAIN, BRIDGE, *[(f"{BRIDGE[0]} {n}", BRIDGE[1]) for n in range(3)])
    assert write(ledger, grew, story, now) is None
    assert write(ledger, retitle, story, now) == "nearer"


def test_a_story_that_is_told_in_english_by_most_is_not_called_by_a_german_headline(
    ledger: Ledger, now: datetime
) -> None:
    german = ("Der Rat von Saltmere stimmt für die Nachttram", "Der Rat von Saltmere stimmt ab, für die Nachttram.")
    english = [TRAM, AGAIN, BRIDGE, ASIDE, *[(f"{BRIDGE[0]} {n}", BRIDGE[1]) for n in range(3)]]
    story, ids = a_story(ledger, now, german, (f"{german[0]}: 5 zu 2", german[1]), *english)
    with ledger.begin() as tx:
        tx.execute(sa.update(schema.article).where(schema.article.c.id.in_(ids[:2])).values(lang="de"))
    assert write(ledger, retitle, story, now) == "language"
    assert look(ledger, stories.title_of, story) in {title for title, _ in english}
    assert [each["why"] for each in renamed(ledger)] == ["language"]
    assert write(ledger, retitle, story, now) is None, "twice is once"


def test_copies_have_no_say(ledger: Ledger, now: datetime) -> None:
    story, _ = a_story(ledger, now, ASIDE, TRAM, AGAIN, BRIDGE)
    with ledger.begin() as tx:
        tx.execute(sa.update(schema.membership).where(schema.membership.c.rule == "joined").values(rule="copy"))
    assert write(ledger, retitle, story, now) is None


def test_a_title_whose_article_went_elsewhere_goes(ledger: Ledger, now: datetime) -> None:
    story, ids = a_story(ledger, now, TRAM, AGAIN, BRIDGE)
    other, _ = a_story(ledger, now, ("Rain", "Rain."), ("More rain", "Rain, and rain."))
    write(ledger, moves.move, ids[0], other, Assignment(None, 1.0, 0.0, "pinned"), now)
    assert write(ledger, retitle, story, now) == "gone"
    assert look(ledger, stories.title_of, story) == BRIDGE[0]


def test_a_title_of_which_the_text_is_gone_gives_way(ledger: Ledger, now: datetime) -> None:
    story, ids = a_story(ledger, now, ASIDE, TRAM, AGAIN, BRIDGE)
    with ledger.begin() as tx:
        gone = {"text": "", "vector": None, "text_gone_at": now}
        tx.execute(sa.update(schema.article).where(schema.article.c.id == ids[0]).values(**gone))
    assert write(ledger, retitle, story, now) == "nearer"
    with ledger.begin() as tx:
        tx.execute(sa.update(schema.article).values(**gone))
    assert write(ledger, retitle, story, now) is None, "nobody is left to compare"


def test_a_story_that_is_part_of_another_keeps_its_title(ledger: Ledger, now: datetime) -> None:
    story, _ = a_story(ledger, now, ASIDE, TRAM)
    into, _ = a_story(ledger, now, TRAM, AGAIN, BRIDGE)
    write(ledger, moves.merge, into, story, Assignment(None, 1.0, 0.0, "grown"), now)
    assert write(ledger, retitle, story, now) is None
    assert write(ledger, retitle, 99, now) is None
    assert look(ledger, stories.title_of, story) == ASIDE[0]


@pytest.mark.parametrize(("days", "called"), [(-1, "First"), (0, "Second"), (1, "Third"), (9, "Third")])
def test_it_is_known_what_a_story_was_called_at_a_time(ledger: Ledger, now: datetime, days: int, called: str) -> None:
    story, _ = a_story(ledger, now, ("First", "One."))
    write(ledger, moves.rename, story, "Second", now)
    write(ledger, moves.rename, story, "Third", now + timedelta(days=1))
    assert look(ledger, headlines.title_at, story, now + timedelta(days=days)) == called
