"""What people say holds in whatever order they say it, also of articles that are in no story yet, and of many copies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sized
from datetime import datetime

import pytest
import sqlalchemy as sa

from tests.contract.ledger_world import a_url as address
from tests.contract.ledger_world import accept as take_in
from tests.contract.ledger_world import an_article, begin_story, events, look, save, write
from tests.contract.test_placing import article, member, place
from tests.contract.test_stages import BRIDGE, OWLS, accept, run, services, submission
from workers.assign import corrections
from workers.assign.corrections import Corrected
from workers.bootstrap import Services
from workers.errors import PermanentError
from workers.ledger import Ledger, bonds, pins, schema, stories, story_checks, story_counts
from workers.model import Assignment

pytestmark = pytest.mark.second_is_slow

NURSES = "Nurses in Leeds went on strike over pay, and the wards of two hospitals were closed for the day."

__all__ = ["services"]  # the fixture


@pytest.fixture
def one(services: Callable[[], Services]) -> Iterator[Services]:
    """Whatever was said, it holds."""
    mine = services()
    yield mine
    with mine.ledger.read() as connection:
        assert not connection.scalars(story_checks.disobeyed(mine.clock())).all()


def say(one: Services, what: Callable[..., Corrected], *ids: int) -> Corrected:
    with one.ledger.exclusive("assign") as tx:
        return what(tx, *ids, one.clock())


def waiting(one: Services, text: str, name: str, now: datetime) -> tuple[int, int]:
    """A url whose article is in no story yet, and that article."""
    (url_id,) = accept(one, submission(text, name, now))
    run(one, url_id, "clean", "dedupe")
    return url_id, article(one, url_id).id


def home(one: Services, article_id: int) -> int:
    return int(member(one, article_id).story_id)


def test_who_is_pinned_to_a_story_and_not_there_yet_is_not_parted_from_who_is(one: Services, now: datetime) -> None:
    there = place(one, BRIDGE[0], "there", now)
    url_id, coming = waiting(one, OWLS, "coming", now)
    say(one, corrections.pin, coming, home(one, there))
    with one.ledger.read() as connection:
        (pin,) = pins.listed(connection)
    words = rf"article {coming} is pinned to story {home(one, there)}, .* `newsloom unpin {pin.id}`"
    with pytest.raises(PermanentError, match=words):
        say(one, corrections.part, coming, there)
    run(one, url_id, "assign")
    assert home(one, coming) == home(one, there)
    say(one, corrections.part, coming, there)
    assert home(one, coming) != home(one, there)


def test_who_belongs_to_one_of_a_story_is_parted_from_another_of_it_before_being_there(
    one: Services, now: datetime
) -> None:
    first, second = place(one, BRIDGE[0], "first", now), place(one, BRIDGE[1], "second", now)
    assert home(one, first) == home(one, second)
    url_id, coming = waiting(one, OWLS, "coming", now)
    say(one, corrections.together, coming, second)
    say(one, corrections.part, coming, first)
    run(one, url_id, "assign")
    assert home(one, coming) == home(one, second) != home(one, first)


@pytest.mark.parametrize("bound_by", [corrections.together, corrections.pin])
def test_who_was_parted_from_one_that_has_to_be_in_a_story_does_not_go_there_before_it(
    one: Services, now: datetime, bound_by: Callable[..., Corrected]
) -> None:
    there = place(one, BRIDGE[0], "there", now)
    later, bound = waiting(one, OWLS, "bound", now)
    sooner, parted = waiting(one, BRIDGE[1], "parted", now)
    say(one, bound_by, bound, home(one, there) if bound_by is corrections.pin else there)
    say(one, corrections.part, bound, parted)
    run(one, sooner, "assign")
    run(one, later, "assign")
    assert home(one, bound) == home(one, there) != home(one, parted)


def test_who_was_parted_from_one_that_has_to_be_in_a_story_is_not_pinned_to_it(one: Services, now: datetime) -> None:
    there = place(one, BRIDGE[0], "there", now)
    _, bound = waiting(one, OWLS, "bound", now)
    _, parted = waiting(one, BRIDGE[1], "parted", now)
    say(one, corrections.together, bound, there)
    say(one, corrections.part, bound, parted)
    with pytest.raises(
        PermanentError, match=f"it was parted from article {bound}, which is in story {home(one, there)}"
    ):
        say(one, corrections.pin, parted, home(one, there))


def test_the_second_goes_where_the_first_belongs_that_is_still_to_come(one: Services, now: datetime) -> None:
    there, other = place(one, BRIDGE[0], "there", now), place(one, OWLS, "other", now)
    _, coming = waiting(one, NURSES, "coming", now)
    say(one, corrections.together, there, coming)
    was = home(one, there)
    done = say(one, corrections.together, coming, other)
    assert (done.moved, done.story) == ((other,), was)


def test_where_those_went_is_told_who_belong_to_one_that_is_still_to_come(one: Services, now: datetime) -> None:
    there, other = place(one, BRIDGE[0], "there", now), place(one, OWLS, "other", now)
    _, coming = waiting(one, NURSES, "coming", now)
    say(one, corrections.together, there, coming)
    done = say(one, corrections.pin, coming, home(one, other))
    assert (done.moved, done.story) == ((there,), home(one, other))


def test_who_may_be_a_copy_is_spoken_of_once_that_is_known(one: Services, now: datetime) -> None:
    """Else he would go with his group, and not where he was pinned."""
    first, owls = place(one, BRIDGE[0], "first", now), place(one, OWLS, "owls", now)
    (url_id,) = accept(one, submission(BRIDGE[0] + " More follows.", "copy", now))
    run(one, url_id, "clean")
    copied = article(one, url_id).id
    for what, *ids in (
        (corrections.part, first, copied),
        (corrections.together, owls, copied),
        (corrections.pin, copied, home(one, owls)),
    ):
        with pytest.raises(PermanentError, match="was not compared with others yet"):
            say(one, what, *ids)
    run(one, url_id, "dedupe", "assign")
    with pytest.raises(PermanentError, match="are copies of one text"):
        say(one, corrections.part, first, copied)


@pytest.mark.parametrize("by", [corrections.pin, corrections.together])
def test_the_last_of_a_story_does_not_take_one_along_who_may_not_be_where_it_goes(
    one: Services, now: datetime, by: Callable[..., Corrected]
) -> None:
    """One who was pinned to that story, and is still to come."""
    there, last = place(one, BRIDGE[0], "there", now), place(one, OWLS, "last", now)
    assert home(one, there) != home(one, last)
    url_id, coming = waiting(one, BRIDGE[1], "coming", now)
    say(one, corrections.pin, coming, home(one, last))
    parted = say(one, corrections.part, coming, there).pin
    words = f"would be merged into story {home(one, there)}, .* `newsloom unpin {parted}`"
    said = (last, home(one, there)) if by is corrections.pin else (there, last)
    with pytest.raises(PermanentError, match=words):
        say(one, by, *said)
    run(one, url_id, "assign")
    assert home(one, coming) == home(one, last) != home(one, there)
    say(one, by, *said)
    assert home(one, last) == home(one, there) != home(one, coming)


def copies(ledger: Ledger, now: datetime, original: int, story: int, count: int) -> None:
    """So many copies of an article, in its story."""
    take_in(ledger, now, *[address(f"copy-{n}") for n in range(count)])
    about = schema.article
    with ledger.begin() as tx:
        told = {"title": "t", "text": "t", "lang": "en", "placed_at": now, "seen_at": now, "site": "S", "basis": "page"}
        told |= {"authors": [], "credits": [], "sources": [], "copy_of": original, "copy_kind": "copy"}
        free = sa.select(schema.url.c.id).where(~sa.exists().where(about.c.url_id == schema.url.c.id))
        rows = [{**told, "url_id": each, "url": f"https://a.example/{each}"} for each in tx.scalars(free)]
        tx.execute(sa.insert(about), rows)
        told = {"story_id": story, "joined_at": now, "rule": "copy", "score": 1.0, "threshold": 0.0, "evidence": {}}
        ids = tx.scalars(sa.select(about.c.id).where(about.c.copy_of == original))
        tx.execute(sa.insert(schema.membership), [{**told, "article_id": each} for each in ids])
        story_counts.recount(tx, story)


def test_a_text_with_its_copies_goes_in_one_move_and_all_of_them_are_told(ledger: Ledger, now: datetime) -> None:
    original, other, third = (save(ledger, now, an_article(f"t{n}")) for n in range(3))
    story, target = begin_story(ledger, now, original), begin_story(ledger, now, other)
    write(ledger, stories.join, third, story, Assignment(story, 0.4, 0.15, "joined"), now)
    copies(ledger, now, original, story, 20)
    with ledger.exclusive("assign") as tx:
        done = corrections.together(tx, other, original, now)
    assert (len(done.moved), done.left, done.story) == (21, (story,), target)
    (event,) = (event for event in events(ledger) if event.kind == "moved")
    assert (event.article_id, len(event.detail["articles"])) == (original, 21)


def test_what_is_asked_of_a_text_names_none_of_its_copies(ledger: Ledger, now: datetime) -> None:
    """A statement takes 65,535 parameters in PostgreSQL, and a text may have more copies."""
    original, other, third = (save(ledger, now, an_article(f"t{n}")) for n in range(3))
    story, count = begin_story(ledger, now, original), 300
    begin_story(ledger, now, other)
    copies(ledger, now, original, story, count)
    write(ledger, pins.add, "together", original, now, other=third)
    write(ledger, pins.add, "apart", third, now, other=other)
    sizes: list[int] = []

    def noting(connection: object, cursor: object, statement: str, parameters: Sized, *rest: object) -> None:
        del connection, cursor, statement, rest
        sizes.append(len(parameters))

    sa.event.listen(ledger.engine, "before_cursor_execute", noting)
    for each in (original, other, third):
        look(ledger, bonds.placing, each)
        look(ledger, pins.of_article, each)
        look(ledger, bonds.pinned_in, story)
    with ledger.exclusive("assign") as tx, pytest.raises(PermanentError, match="they were parted"):
        corrections.together(tx, original, other, now)
    assert 0 < max(sizes) < count
