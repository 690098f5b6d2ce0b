"""Two events of one kind in one story: when second thoughts part them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workers.assign.ground import ground_of
from workers.assign.halves import halves, parts
from workers.assign.neighbourhood import Member, Merge, Neighbourhood, Split, Story
from workers.assign.products import Table
from workers.assign.repair import propose
from workers.assign.rift import FEW, least, rift
from workers.assign.score import bar
from workers.assign.sums import hashed

DAY = datetime(2025, 2, 7, 12, tzinfo=UTC)
JOIN_AT = 0.17
COUNT = 15


def member(article: int, quake: str, own: int = 5) -> Member:
    """A report of one of several quakes in a country: three words are any quake's there, two this one's, the rest its
    own."""
    words = [
        "w:quake",
        "w:country",
        "w:felt",
        *(f"w:{quake} {i}" for i in range(2)),
        *(f"w:{article} {i}" for i in range(own)),
    ]
    return Member(article, hashed(dict.fromkeys(words, len(words) ** -0.5)), DAY)


def reports(quake: str, first: int, count: int = COUNT, own: int = 5) -> list[Member]:
    return [member(number, quake, own) for number in range(first, first + count)]


def met(*members: Member, size: int = 0) -> Neighbourhood:
    return Neighbourhood([Story(1, members, size)])


BOTH = [*reports("north", 100), *reports("south", 200, COUNT - 1)]


def test_two_events_of_one_kind_are_parted_though_by_the_law_they_met() -> None:
    ground = ground_of(met(*BOTH))
    score = ground.score(range(COUNT), range(COUNT, len(BOTH)))
    assert score.value >= bar(JOIN_AT, score, ())
    (change,) = propose(met(*BOTH), JOIN_AT)
    assert isinstance(change, Split)
    assert change.part == tuple(one.article for one in BOTH[COUNT:])
    assert float(str(change.evidence["kin"])) < float(str(change.evidence["bar"]))


def test_they_do_not_meet_again() -> None:
    parted = Neighbourhood([Story(1, BOTH[:COUNT]), Story(2, BOTH[COUNT:])])
    assert propose(parted, JOIN_AT) == []


def test_a_story_of_one_event_stays_whole_and_its_halves_meet() -> None:
    one = reports("north", 100, 2 * COUNT)
    assert propose(met(*one), JOIN_AT) == []
    (change,) = propose(Neighbourhood([Story(1, one[:COUNT]), Story(2, one[COUNT:])]), JOIN_AT)
    assert isinstance(change, Merge)


def test_the_phases_of_a_loose_thread_are_no_events() -> None:
    loose = [*reports("north", 100, own=12), *reports("south", 200, own=12)]
    assert propose(met(*loose), JOIN_AT) == []


def test_two_articles_are_no_event_of_their_own() -> None:
    assert FEW > 2
    assert propose(met(*BOTH[: COUNT + 2]), JOIN_AT) == []


def test_what_came_since_leaves_a_story_that_is_not_all_seen_and_what_was_there_stays() -> None:
    new = reports("south", 200, COUNT - 1)
    (change,) = propose(met(*BOTH[:COUNT], *new, size=100), JOIN_AT)
    assert isinstance(change, Split)
    assert change.part == tuple(one.article for one in new)
    mixed = [one for pair in zip(BOTH[:COUNT], new, strict=False) for one in pair]
    assert propose(met(*mixed, size=100), JOIN_AT) == []


def test_pinned_articles_stay_and_so_do_those_that_people_put_together() -> None:
    pinned = [*BOTH[:-1], replace(BOTH[-1], pinned=True)]
    assert propose(met(*pinned), JOIN_AT) == []
    assert propose(replace(met(*BOTH), together=[(100, 200)]), JOIN_AT) == []


tables = st.integers(2, 12).flatmap(
    lambda count: st.lists(st.floats(0.0, 1.0), min_size=count * count, max_size=count * count).map(
        lambda found: _mutual(np.array(found).reshape(count, count))
    )
)


def _mutual(table: Table) -> Table:
    found: Table = (table + table.T) / 2
    return found


@given(tables, st.integers(0, 4))
def test_a_rift_is_between_few_and_the_rest_and_no_other_part_is_more_apart(kin: Table, oldest: int) -> None:
    found = rift(kin, oldest)
    if found is None:
        return
    part, rest = found
    assert sorted([*part, *rest]) == list(range(len(kin)))
    assert FEW <= len(part) <= len(rest)
    assert part[0] >= oldest

    def oneness(one: list[int]) -> float:
        other = sorted(set(range(len(kin))) - set(one))
        return float(kin[np.ix_(one, other)].mean()) ** 2 / max(1e-9, least(kin, one, other, 1.0) ** 2)

    rivals = [one for one in parts(kin) if FEW <= len(one) <= len(kin) / 2 and one[0] >= oldest]
    assert all(oneness(part) <= oneness(one) * (1 + 1e-9) + 1e-12 for one in rivals)


@given(tables)
def test_the_halves_are_the_last_of_the_parts_and_each_part_is_met_once(kin: Table) -> None:
    found = list(parts(kin))
    assert found[-1] in halves(kin)
    assert len({tuple(one) for one in found}) == len(found) == max(1, len(kin) - 2)


@given(tables)
def test_the_least_is_the_same_from_both_sides_and_nothing_between_two_alone(kin: Table) -> None:
    one, other = halves(kin)
    assert least(kin, one, other, 0.2) == least(kin, other, one, 0.2)
    assert least(kin, [0], [1], 0.2) == 0.0
