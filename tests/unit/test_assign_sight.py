"""What was last seen of an index serves where nothing has changed since, and nothing is lacking."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.assign import changes, stored
from workers.assign.changes import Change, Forgotten, Joined, Merged
from workers.assign.packed import packed
from workers.assign.sight import Sight
from workers.assign.vector import vector_of
from workers.epoch import Epoch
from workers.model import Seen

DAY = datetime(2025, 2, 7, 12, tzinfo=UTC)
FLOOD = packed(vector_of("Elbe floods Dresden", "The Elbe rose in Dresden.", "en"))
NOW, BEFORE = Epoch(b"2.1", "p:2:"), Epoch(b"1.1", "p:1:")
HELD = stored.joined(stored.read(7, None), FLOOD, DAY)
SEEN = Sight(NOW, Seen(10), {7: HELD})


def came(number: int, story: int, *, begins: bool = False) -> Joined:
    return Joined(number, number, story, FLOOD, DAY, begins)


def of(seen: Sight, events: list[Change], epoch: Epoch = NOW, after: Seen | None = SEEN.cursor) -> Sight | None:
    return seen.of(events, changes.concerned(events), epoch, after)


def test_what_was_seen_of_a_story_serves_who_writes_it_next() -> None:
    assert of(SEEN, [came(11, 7)]) == SEEN
    assert of(SEEN, [came(11, 7)], after=None) == SEEN


def test_a_story_that_begins_is_empty_before() -> None:
    found = of(SEEN, [came(11, 8, begins=True), came(12, 8), came(13, 7)])
    assert found is not None
    assert found.stories == {7: HELD, 8: stored.read(8, None)}


@pytest.mark.parametrize(
    ("seen", "events", "epoch", "after"),
    [
        pytest.param(SEEN, [came(11, 8)], NOW, Seen(10), id="a story that was not seen"),
        pytest.param(SEEN, [Merged(11, 8, 7, [])], NOW, Seen(10), id="one of two that was not seen"),
        pytest.param(SEEN, [Forgotten(11, 8)], NOW, Seen(10), id="a story that is forgotten and was not seen"),
        pytest.param(SEEN, [came(11, 7)], BEFORE, Seen(10), id="another epoch"),
        pytest.param(SEEN, [came(11, 7)], NOW, Seen(11), id="older than what the events continue"),
        pytest.param(SEEN, [came(10, 8, begins=True)], NOW, Seen(9), id="events that are in already"),
        pytest.param(replace(SEEN, cursor=None), [came(11, 7)], NOW, None, id="seen before the first event"),
    ],
)
def test_it_does_not_serve_for(seen: Sight, events: list[Change], epoch: Epoch, after: Seen | None) -> None:
    assert of(seen, events, epoch, after) is None


@given(st.lists(st.tuples(st.integers(1, 4), st.booleans()), min_size=1, max_size=6), st.sets(st.integers(1, 4)))
def test_where_it_serves_it_holds_all_that_the_events_concern(told: list[tuple[int, bool]], known: set[int]) -> None:
    events: list[Change] = [came(11 + place, story, begins=begins) for place, (story, begins) in enumerate(told)]
    seen = Sight(NOW, Seen(10), {story: replace(HELD, id=story) for story in known})
    found = of(seen, events)
    begun = {story for story, begins in told if begins}
    assert (found is not None) == ({story for story, _ in told} <= known | begun)
    if found is not None:
        assert all(found.stories[story] == replace(HELD, id=story) for story in known), "what was seen is not forgotten"
        assert all(not found.stories[story].count for story in begun - known)
