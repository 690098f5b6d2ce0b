"""Second thoughts on a real ledger and a real Redis: what is proposed is done once, and never against what people said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
import redis as redis_py

from tests.contract.ledger_world import after, an_article, copy, events, join, look, save, write
from tests.contract.test_stages import BRIDGE, services
from workers import schedule
from workers.assign import corrections
from workers.assign.follow import BATCH
from workers.assign.index import StoryIndex
from workers.assign.mend import MEMBERS, NEAR, neighbourhood, repair_round
from workers.assign.neighbourhood import Change, Merge, Move, Neighbourhood, Split
from workers.assign.packed import pack
from workers.assign.vector import vector_of
from workers.bootstrap import Services
from workers.errors import OutageError
from workers.ledger import Ledger, articles, looks, moves, pins, stories
from workers.ledger.checks import CHECKS
from workers.model import Assignment

pytestmark = pytest.mark.second_is_slow

__all__ = ["services"]  # the fixture

FLOOD = ("The Elbe rose in Dresden.", "Dresden waits for the crest of the Elbe.", "The Elbe floods Dresden's meadows.")
OWLS = ("Barn owls nest in the belfry.", "The belfry's owls have chicks.", "A vicar stops the belfry's bells for owls.")
EVIDENCE = {"kin": 0.4, "bar": 0.25}

Say = Callable[[Neighbourhood, float], Sequence[Change]]


@pytest.fixture
def index(redis: redis_py.Redis) -> StoryIndex:
    return StoryIndex(redis)


@pytest.fixture(autouse=True)
def sound(ledger: Ledger, now: datetime) -> Iterator[None]:
    """Whatever was done, the ledger's laws hold."""
    yield
    with ledger.read() as connection:
        for check in CHECKS:
            if (
                check.name.startswith(("story-", "event-", "move-", "pin-", "copy-story"))
                and check.name != "story-done"
            ):
                assert not connection.scalars(check.find(now)).all(), check.law


def story(ledger: Ledger, now: datetime, *texts: str) -> tuple[int, list[int]]:
    """A story of these texts, and its articles."""
    number, ids = write(ledger, stories.create, now), []
    for n, text in enumerate(texts):
        told = an_article(text.split(".")[0], text)
        article = save(ledger, now, told, placed_at=now - timedelta(hours=n), url=f"{number}-{n}")
        write(ledger, articles.keep_vector, article, pack(vector_of(None, text, "en")))
        rule = "joined" if ids else "created"
        write(ledger, stories.join, article, number, Assignment(number, 0.3, 0.2, rule), now)
        ids.append(article)
    return number, ids


def saying(*changes: Change) -> Say:
    """Proposes this once all that it needs is there, and then nothing more."""
    left = list(changes)

    def propose(around: Neighbourhood, join_at: float) -> Sequence[Change]:
        del join_at
        there = {one.id for one in around.stories}
        said = [change for change in left if set(_named(change)) <= there]
        left[:] = [change for change in left if change not in said]
        return said

    return propose


def _named(change: Change) -> tuple[int, ...]:
    match change:
        case Merge(keep=one, gone=other) | Move(source=one, target=other):
            return one, other
        case Split(story=one):
            return (one,)


def mend(ledger: Ledger, index: StoryIndex, now: datetime, say: Say, **more: Any) -> dict[str, int]:
    return dict(repair_round(ledger, index, 0.13, lambda: now, propose=say, **more))


def members(ledger: Ledger, number: int) -> list[int]:
    return sorted(row.id for row in look(ledger, stories.members, number))


def test_two_stories_that_have_grown_together_are_one_with_the_reasons(
    ledger: Ledger, index: StoryIndex, now: datetime
) -> None:
    one, here = story(ledger, now, *FLOOD[:2])
    two, there = story(ledger, now, FLOOD[2])
    done = mend(ledger, index, after(now, 60), saying(Merge(one, two, EVIDENCE)))
    assert (done["merged"], done["articles"]) == (1, 1)
    assert members(ledger, one) == sorted(here + there)
    member = look(ledger, stories.of_article, there[0])
    assert member is not None
    assert (member.rule, member.score, member.threshold) == ("merged", 0.4, 0.25)
    assert member.evidence == {"from": two, **EVIDENCE}
    assert [event.kind for event in events(ledger)][-1] == "merged"


def test_a_part_begins_a_story_of_its_own_and_a_misplaced_article_is_moved(
    ledger: Ledger, index: StoryIndex, now: datetime
) -> None:
    one, ids = story(ledger, now, *FLOOD, *OWLS[:2])
    mend(ledger, index, now, saying(Split(one, tuple(ids[3:]), EVIDENCE)))
    (event,) = (event for event in events(ledger) if event.kind == "split")
    assert (members(ledger, one), members(ledger, event.story_id)) == (ids[:3], ids[3:])
    two, more = story(ledger, now, OWLS[2], FLOOD[0] + " Again.")
    mend(ledger, index, now, saying(Move(more[1], two, one, EVIDENCE)))
    assert members(ledger, one) == sorted([*ids[:3], more[1]])


def test_a_neighbourhood_holds_the_story_and_those_near_it_and_what_is_known_of_their_members(
    ledger: Ledger, index: StoryIndex, now: datetime
) -> None:
    one, here = story(ledger, now, *FLOOD[:2])
    two, there = story(ledger, now, FLOOD[2])
    far, _ = story(ledger, now, *OWLS)
    copied = save(ledger, now, an_article("copy", FLOOD[0]), placed_at=now)
    copy(ledger, copied, here[0])
    write(ledger, stories.join, copied, one, Assignment(one, 1.0, 0.0, "copy"), now)
    write(ledger, pins.add, "pin", copied, now, story=one)
    write(ledger, pins.add, "apart", there[0], now, other=here[1])
    mend(ledger, index, now, saying())
    around = look(ledger, lambda connection: neighbourhood(connection, index, one))
    assert {found.id: found.size for found in around.stories} == {one: 3, two: 1}
    assert far not in {found.id for found in around.stories}
    assert around.touched == {one}
    (mine,) = (found for found in around.stories if found.id == one)
    assert [(member.article, member.pinned, member.spread, member.moved) for member in mine.members] == [
        (here[0], True, 2, 0),
        (here[1], False, 1, 0),
    ]
    assert list(around.apart) == [(there[0], here[1])]
    assert len(around.stories) <= NEAR + 1


def test_how_often_second_thoughts_moved_an_article_is_known_and_what_people_did_is_not_counted(
    ledger: Ledger, index: StoryIndex, now: datetime
) -> None:
    one, (a, b) = story(ledger, now, *FLOOD[:2])
    two, _ = story(ledger, now, FLOOD[2])
    mend(ledger, index, now, saying(Move(b, one, two, EVIDENCE)))
    write(ledger, moves.move, b, one, Assignment(None, 1.0, 0.0, "pinned"), now)
    assert look(ledger, looks.moved, [a, b]) == {b: 1}


@pytest.mark.parametrize("said", ["apart", "pinned", "together"])
def test_what_people_said_is_not_undone_whatever_is_proposed(
    ledger: Ledger, index: StoryIndex, now: datetime, said: str
) -> None:
    one, here = story(ledger, now, *FLOOD[:2])
    two, there = story(ledger, now, FLOOD[2])
    if said == "apart":
        write(ledger, pins.add, "apart", here[1], now, other=there[0])
        wrong: Change = Merge(one, two, EVIDENCE)
    elif said == "pinned":
        write(ledger, pins.add, "pin", here[1], now, story=one)
        wrong = Move(here[1], one, two, EVIDENCE)
    else:
        write(ledger, pins.add, "together", here[1], now, other=here[0])
        wrong = Split(one, (here[1],), EVIDENCE)
    assert mend(ledger, index, now, saying(wrong)).get("articles", 0) == 0
    assert (members(ledger, one), members(ledger, two)) == (here, there)


def test_a_story_stays_where_it_is_while_one_of_it_is_pinned_who_was_not_looked_at(
    ledger: Ledger, index: StoryIndex, now: datetime
) -> None:
    """By the words of a copy, too: they spoke of its group."""
    one, here = story(ledger, now, *FLOOD[:2])
    copied = save(ledger, now, an_article("copy", FLOOD[0]), placed_at=now)
    copy(ledger, copied, here[0])
    write(ledger, pins.add, "pin", copied, now, story=one)
    for n in range(MEMBERS):
        more = save(ledger, now, an_article(f"more {n}", FLOOD[1]), placed_at=now)
        write(ledger, articles.keep_vector, more, pack(vector_of(None, FLOOD[1], "en")))
        write(ledger, stories.join, more, one, Assignment(one, 0.3, 0.2, "joined"), after(now, 1))
    two, _ = story(ledger, now, FLOOD[2])
    around = look(ledger, lambda connection: neighbourhood(connection, index, one))
    assert not any(member.pinned for found in around.stories for member in found.members)
    assert mend(ledger, index, after(now, 60), saying(Merge(two, one, EVIDENCE))).get("merged", 0) == 0
    assert look(ledger, stories.of_article, here[0]).story_id == one


@pytest.mark.parametrize("said", ["pinned", "together", "both"])
@pytest.mark.parametrize("turned", [False, True])
def test_stories_are_not_merged_against_the_word_of_one_who_is_still_to_come(
    ledger: Ledger, index: StoryIndex, now: datetime, said: str, turned: bool
) -> None:
    one, here = story(ledger, now, *FLOOD[:2])
    two, there = story(ledger, now, FLOOD[2])
    coming, late = (save(ledger, now, an_article(name, OWLS[0]), placed_at=now) for name in ("coming", "late"))
    if said == "together":
        write(ledger, pins.add, "together", coming, now, other=here[1])
    else:
        write(ledger, pins.add, "pin", coming, now, story=one)
    if said == "both":
        write(ledger, pins.add, "together", late, now, other=there[0])
    write(ledger, pins.add, "apart", coming, now, other=late if said == "both" else there[0])
    wrong = Merge(two, one, EVIDENCE) if turned else Merge(one, two, EVIDENCE)
    assert mend(ledger, index, now, saying(wrong)).get("merged", 0) == 0
    assert (members(ledger, one), members(ledger, two)) == (here, there)


def test_who_is_still_to_come_to_a_story_that_he_is_pinned_to_holds_it(
    ledger: Ledger, index: StoryIndex, now: datetime
) -> None:
    """As if he were there."""
    one, _ = story(ledger, now, *FLOOD[:2])
    two, there = story(ledger, now, FLOOD[2])
    coming = save(ledger, now, an_article("coming", OWLS[0]), placed_at=now)
    write(ledger, pins.add, "pin", coming, now, story=two)
    assert mend(ledger, index, now, saying(Merge(one, two, EVIDENCE))).get("merged", 0) == 0
    assert mend(ledger, index, now, saying(Move(there[0], two, one, EVIDENCE))).get("articles", 0) == 0
    assert members(ledger, two) == there


def test_what_was_decided_before_somebody_came_is_not_done_and_looked_at_once_more(
    ledger: Ledger, index: StoryIndex, now: datetime
) -> None:
    one, here = story(ledger, now, *FLOOD[:2])
    two, _ = story(ledger, now, FLOOD[2])
    sizes: list[int] = []

    def hesitating(around: Neighbourhood, join_at: float) -> Sequence[Change]:
        """Meanwhile one more comes, the first time."""
        del join_at
        sizes.append(sum(found.size for found in around.stories if found.id == one))
        if len(sizes) == 1:
            more = save(ledger, now, an_article("more", FLOOD[0]), placed_at=now)
            write(ledger, stories.join, more, one, Assignment(one, 0.3, 0.2, "joined"), now)
        return [Split(one, (here[1],), EVIDENCE)] if len(sizes) <= 2 else []

    done = mend(ledger, index, now, hesitating)
    assert sizes[:2] == [2, 3]
    assert (done["split"], done["articles"]) == (1, 1)
    assert two


def test_a_story_is_looked_at_again_when_it_has_grown_by_a_quarter_and_not_by_copies(
    ledger: Ledger, index: StoryIndex, now: datetime
) -> None:
    one, ids = story(ledger, now, *[f"{FLOOD[n % 3]} {n}" for n in range(8)])
    assert mend(ledger, index, now, saying())["looked"] == 1
    assert mend(ledger, index, now, saying()).get("looked", 0) == 0

    def join(text: str, rule: str) -> None:
        article = save(ledger, now, an_article(text, text), placed_at=now)
        if rule == "copy":
            copy(ledger, article, ids[0])
        write(ledger, stories.join, article, one, Assignment(one, 0.3, 0.2, rule), now)

    for n in range(3):
        join(f"copy {n}", "copy")
    join("one", "joined")
    assert mend(ledger, index, now, saying()).get("looked", 0) == 0
    join("two", "joined")
    assert mend(ledger, index, now, saying())["looked"] == 1


def looking(meanwhile: Callable[[], object]) -> tuple[Say, list[int]]:
    """Proposes nothing. Something happens during the first look; the stories that were looked at, in order."""
    seen: list[int] = []

    def propose(around: Neighbourhood, join_at: float) -> Sequence[Change]:
        del join_at
        seen.extend(around.touched)
        if len(seen) == 1:
            meanwhile()
        return ()

    return propose, seen


def test_a_story_of_which_something_is_taken_back_during_a_look_is_looked_at_once_more(
    ledger: Ledger, index: StoryIndex, now: datetime
) -> None:
    one, here = story(ledger, now, *FLOOD)
    pin = write(ledger, pins.add, "together", here[0], now, other=here[1])
    say, seen = looking(lambda: write(ledger, corrections.unpin, pin, now))
    mend(ledger, index, now, say)
    assert seen == [one, one]
    assert mend(ledger, index, now, say) == {}


def test_who_comes_into_a_story_during_a_look_is_not_taken_for_looked_at(
    ledger: Ledger, index: StoryIndex, now: datetime
) -> None:
    one, _ = story(ledger, now, *FLOOD[:2])
    more = save(ledger, now, an_article("more", FLOOD[2]), placed_at=now)
    say, seen = looking(lambda: join(ledger, now, one, more))
    mend(ledger, index, now, say)
    assert seen == [one, one]
    assert mend(ledger, index, now, say) == {}


def test_a_story_that_grows_a_little_during_a_look_is_looked_at_all_the_same(
    ledger: Ledger, index: StoryIndex, now: datetime
) -> None:
    one, _ = story(ledger, now, *(FLOOD[0] for _ in range(5)))
    more = save(ledger, now, an_article("more", FLOOD[0]), placed_at=now)
    say, seen = looking(lambda: join(ledger, now, one, more))
    mend(ledger, index, now, say)
    assert seen == [one]


def test_two_rounds_at_once_do_a_thing_once(ledger: Ledger, redis: redis_py.Redis, now: datetime) -> None:
    one, _ = story(ledger, now, *FLOOD[:2])
    two, _ = story(ledger, now, FLOOD[2])
    both = Barrier(2)

    def at_once(around: Neighbourhood, join_at: float) -> Sequence[Change]:
        """Both have looked before either does anything."""
        del join_at
        if {found.id for found in around.stories} < {one, two}:
            return []
        with suppress(BrokenBarrierError):
            both.wait(5)
        both.abort()
        return [Merge(one, two, EVIDENCE)]

    with ThreadPoolExecutor(2) as pool:
        rounds = [pool.submit(mend, ledger, StoryIndex(redis), now, at_once) for _ in range(2)]
        assert sum(done.result().get("articles", 0) for done in rounds) == 1
    assert [event.kind for event in events(ledger)].count("merged") == 1


def test_a_round_that_has_no_time_left_goes_on_the_next_time(ledger: Ledger, index: StoryIndex, now: datetime) -> None:
    for text in (*FLOOD, *OWLS):
        story(ledger, now, text)
    assert mend(ledger, index, now, saying(), seconds=0) == {}
    assert mend(ledger, index, now, saying())["looked"] == 6


def test_a_round_whose_index_is_far_behind_ends_when_its_time_is_up(
    ledger: Ledger, index: StoryIndex, now: datetime
) -> None:
    """It brings the index on by as much as it has time for, here by one batch, and the next one looks."""
    one, (first,) = story(ledger, now, FLOOD[0])
    for n in range(BATCH):
        join(ledger, now, one, save(ledger, now, an_article(f"more {n}", FLOOD[1]), placed_at=now))
    assert mend(ledger, index, now, saying(), seconds=0) == {}
    assert sum(index.held().values()) == BATCH
    assert mend(ledger, index, now, saying())["looked"] == 1
    assert sum(index.held().values()) == BATCH + 1
    assert first


def test_who_comes_during_a_round_and_is_moved_by_it_leaves_after_having_come(
    ledger: Ledger, index: StoryIndex, now: datetime
) -> None:
    one, _ = story(ledger, now, *FLOOD[:2])
    times = [now]

    def slowly(around: Neighbourhood, join_at: float) -> Sequence[Change]:
        """While it thinks, one more comes, and a minute goes by."""
        said = thought(around, join_at)
        if said:
            times.append(after(now, 60))
        return said

    two, there = story(ledger, after(now, 4), FLOOD[2])
    thought = saying(Merge(one, two, EVIDENCE))
    repair_round(ledger, index, 0.13, lambda: times[-1], propose=slowly)
    (was,) = look(ledger, stories.formers, there[0])
    assert (was.joined_at, was.left_at) == (after(now, 4), after(now, 60))
    assert there[0] not in [row.id for row in look(ledger, stories.members_at, one, after(now, 2))]


def test_a_story_whose_look_fails_does_not_stop_the_round(ledger: Ledger, index: StoryIndex, now: datetime) -> None:
    for text in FLOOD:
        story(ledger, now, text)
    begun: list[int] = []

    def failing(around: Neighbourhood, join_at: float) -> Sequence[Change]:
        """The first one that is looked at is too much for the database."""
        del join_at
        begun.extend(around.touched)
        if around.touched == {begun[0]}:
            raise OutageError("ledger-away", "too many parameters")
        return ()

    assert mend(ledger, index, now, failing) == {"looked": 2}
    assert mend(ledger, index, now, failing) == {}
    assert len(begun) == 3


def test_a_change_lets_its_stories_be_looked_at_once_more(ledger: Ledger, index: StoryIndex, now: datetime) -> None:
    """Also where they have not grown: what is left of one is another story."""
    one, ids = story(ledger, now, *FLOOD, *OWLS)
    looked: list[int] = []
    thought = saying(Split(one, tuple(ids[4:]), EVIDENCE))

    def watched(around: Neighbourhood, join_at: float) -> Sequence[Change]:
        looked.extend(around.touched)
        return thought(around, join_at) if len(looked) > 1 else ()

    mend(ledger, index, now, watched)
    assert looked == [one]
    for n in range(2):
        join(ledger, now, one, save(ledger, now, an_article(f"more {n}", FLOOD[0]), placed_at=now))
    mend(ledger, index, now, watched)
    assert looked.count(one) == 3


def test_a_story_that_changes_during_two_looks_is_looked_at_a_third_time(
    ledger: Ledger, index: StoryIndex, now: datetime
) -> None:
    one, here = story(ledger, now, *FLOOD[:2])
    looks_at_it: list[int] = []

    def hesitating(around: Neighbourhood, join_at: float) -> Sequence[Change]:
        del join_at
        if one not in around.touched:
            return ()
        looks_at_it.append(len(looks_at_it))
        if len(looks_at_it) < 3:
            join(ledger, now, one, save(ledger, now, an_article(f"more {len(looks_at_it)}", FLOOD[0]), placed_at=now))
        return [Split(one, (here[1],), EVIDENCE)] if len(looks_at_it) <= 3 else []

    assert mend(ledger, index, now, hesitating)["split"] == 1
    assert looks_at_it[:3] == [0, 1, 2]


def test_the_index_follows_what_was_mended(ledger: Ledger, index: StoryIndex, now: datetime) -> None:
    one, here = story(ledger, now, *FLOOD[:2])
    two, there = story(ledger, now, FLOOD[2])
    mend(ledger, index, now, saying(Merge(one, two, EVIDENCE)))
    assert index.held() == {one: len(here + there)}
    assert len(look(ledger, stories.formers, there[0])) == 1


def test_beats_round_looks_at_what_has_changed_and_performs_what_is_proposed(
    services: Callable[[], Services], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the real proposals: the same report twice, in two stories, is one story."""
    one = services()
    monkeypatch.setattr(schedule, "services", lambda: one)
    keep, here = story(one.ledger, now, *BRIDGE)
    gone, there = story(one.ledger, now, BRIDGE[0].replace("Monday", "Tuesday"))
    assert schedule.repair() == {"looked": 3, "merged": 1, "articles": 1}
    assert members(one.ledger, keep) == sorted(here + there)
    assert look(one.ledger, stories.resolve, gone) == keep
    assert schedule.repair() == {}


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("size", [1, 3])
def test_what_was_parted_comes_together_by_the_round_after_that_was_taken_back(
    services: Callable[[], Services], now: datetime, monkeypatch: pytest.MonkeyPatch, turned: bool, size: int
) -> None:
    one = services()
    monkeypatch.setattr(schedule, "services", lambda: one)
    keep, here = story(one.ledger, now, *BRIDGE[:size])
    _, there = story(one.ledger, now, BRIDGE[0].replace("Monday", "Tuesday"))
    first, other = (there[0], here[0]) if turned else (here[0], there[0])
    pin = write(one.ledger, pins.add, "apart", first, now, other=other)
    assert "merged" not in schedule.repair()
    assert schedule.repair() == {}
    assert write(one.ledger, corrections.unpin, pin, now)
    assert schedule.repair()["merged"] == 1
    assert members(one.ledger, keep) == sorted(here + there)
    assert not write(one.ledger, corrections.unpin, pin, now), "once"


@pytest.mark.parametrize("said", ["pin", "together"])
def test_what_was_held_in_a_story_leaves_it_by_the_round_after_that_was_taken_back(
    services: Callable[[], Services], now: datetime, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    one = services()
    monkeypatch.setattr(schedule, "services", lambda: one)
    keep, here = story(one.ledger, now, *BRIDGE, OWLS[0])
    other = {"story": keep} if said == "pin" else {"other": here[0]}
    pin = write(one.ledger, pins.add, said, here[-1], now, **other)
    assert schedule.repair() == {"looked": 1}
    assert write(one.ledger, corrections.unpin, pin, now)
    assert schedule.repair()["split"] == 1
    assert members(one.ledger, keep) == here[:-1]


def test_what_was_taken_back_of_a_story_that_was_merged_is_looked_at_where_that_is_now(
    ledger: Ledger, index: StoryIndex, now: datetime
) -> None:
    one, here = story(ledger, now, *FLOOD[:2])
    two, _ = story(ledger, now, FLOOD[2])
    pin = write(ledger, pins.add, "pin", here[0], now, story=one)
    write(ledger, moves.merge, one, two, Assignment(None, 1.0, 0.0, "pinned"), now, keep=two)
    assert mend(ledger, index, now, saying())["looked"] == 1
    write(ledger, corrections.unpin, pin, now)
    assert mend(ledger, index, now, saying()) == {"looked": 1}


@pytest.mark.parametrize("turned", [False, True])
def test_what_was_taken_back_of_one_who_is_in_no_story_yet_is_looked_at_where_the_other_is(
    ledger: Ledger, index: StoryIndex, now: datetime, turned: bool
) -> None:
    _, here = story(ledger, now, *FLOOD)
    coming = save(ledger, now, an_article("coming", OWLS[0]), placed_at=now)
    first, other = (here[0], coming) if turned else (coming, here[0])
    pin = write(ledger, pins.add, "apart", first, now, other=other)
    assert mend(ledger, index, now, saying())["looked"] == 1
    assert write(ledger, corrections.unpin, pin, now)
    assert mend(ledger, index, now, saying()) == {"looked": 1}
