"""How long a healthy feed is left alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.feeds import pace
from workers.feeds.hints import Hints
from workers.feeds.pace import LONGEST_WISH, MOST_ARRIVALS, Arrivals, Bounds, Pace

NOW = datetime(2025, 1, 6, 10, tzinfo=UTC)  # a Monday
BOUNDS = Bounds(900, 300, 14_400)
EVEN = 0.5


def every(seconds: int, times: int, new: int = 1) -> Arrivals:
    """Arrivals so far apart, the last of them now."""
    at = int(NOW.timestamp())
    return tuple((at - seconds * number, new) for number in reversed(range(times)))


def test_a_feed_of_which_nothing_is_known_is_asked_at_the_interval() -> None:
    assert pace.gap((), NOW, 900) == 900
    assert pace.gap(every(0, 1), NOW, 900) == 900


@pytest.mark.parametrize(
    ("seconds", "new", "gap"), [(600, 1, 600), (3600, 1, 3600), (3600, 6, 600), (86_400, 1, 86_400)]
)
def test_the_gap_of_an_even_feed_is_its_own_whatever_the_interval_was(seconds: int, new: int, gap: float) -> None:
    assert pace.gap(every(seconds, MOST_ARRIVALS, new), NOW, 900) == pytest.approx(gap, rel=0.06)


def test_a_clock_that_was_set_back_counts_as_no_time_at_all() -> None:
    assert pace.gap(every(600, 3), NOW - timedelta(days=9), 900) == 300


def test_silence_lengthens_the_gap_from_the_first_hour() -> None:
    known = every(600, 10)
    gaps = [pace.gap(known, NOW + timedelta(hours=hours), 900) for hours in range(48)]
    assert gaps == sorted(gaps)
    assert gaps[0] < 700
    assert gaps[-1] > 14_400


@pytest.mark.parametrize(
    ("found", "wishes", "too_long", "after", "seconds", "rule"),
    [
        (1800, {}, None, 0, 1800, "rhythm"),
        (20, {}, None, 0, 300, "min_interval"),
        (10**6, {}, None, 0, 14_400, "max_interval"),
        (3600, {}, 1800, 0, 900, "missed"),
        (600, {}, 1800, 0, 600, "missed"),
        (3600, {}, 400, 0, 300, "min_interval"),
        (900, {"ttl": 3600, "max-age": 60}, None, 0, 3600, "ttl"),
        (900, {"ttl": 60, "max-age": 7200}, None, 0, 7200, "max-age"),
        (900, {"ttl": 600}, None, 0, 900, "rhythm"),
        (900, {"ttl": 3600}, None, 1800, 3600, "ttl"),
        (900, {"Expires": 10**9}, None, 0, LONGEST_WISH, "Expires"),
        (900, {"ttl": 3600}, None, 86_400, 86_400, "Retry-After"),
        (900, {"Expires": 10**9}, None, 10**6, 10**6, "Retry-After"),
    ],
)
def test_each_rule_has_its_place(
    found: float, wishes: dict[str, float], too_long: float | None, after: float, seconds: float, rule: str
) -> None:
    chosen = pace.pace(found, BOUNDS, wishes, too_long=too_long, after=after)
    assert (chosen.seconds, chosen.why) == (seconds, rule)


def test_a_retry_after_puts_off_one_poll_and_changes_no_interval() -> None:
    usual, busy = (pace.pace(900, BOUNDS, {"ttl": 3600}, after=after) for after in (0, 86_400))
    assert (busy.interval, busy.rule) == (usual.interval, usual.rule) == (3600, "ttl")
    assert (usual.seconds, usual.why) == (3600, "ttl")
    assert (busy.seconds, busy.why) == (86_400, "Retry-After")
    assert pace.at(NOW, busy, Hints(), EVEN) >= NOW + timedelta(days=1)


def test_an_interval_below_the_shortest_is_its_own_bound() -> None:
    assert pace.pace(1, Bounds(10, 300, 14_400), {}).seconds == 10


def test_a_poll_in_an_hour_or_on_a_day_that_the_feed_skips_is_moved_by_whole_hours() -> None:
    night = Hints(skip_hours=(10, 11, 12))
    assert pace.past_skips(NOW + timedelta(minutes=7), night) == NOW + timedelta(hours=3, minutes=7)
    monday = Hints(skip_days=(0,))
    assert pace.past_skips(NOW, monday) == NOW + timedelta(hours=14)


def test_the_hours_that_a_feed_skips_are_those_of_greenwich_whatever_the_zone_of_the_clock() -> None:
    there = NOW.astimezone(timezone(timedelta(hours=-9)))
    assert pace.past_skips(there, Hints(skip_hours=(10,))) == NOW + timedelta(hours=1)
    assert pace.past_skips(there, Hints(skip_hours=(there.hour,))) == NOW


def test_a_feed_that_skips_everything_is_asked_all_the_same() -> None:
    assert pace.past_skips(NOW, Hints(skip_hours=tuple(range(24)))) == NOW
    assert pace.past_skips(NOW, Hints(skip_days=tuple(range(7)))) == NOW


_arrivals = st.lists(st.tuples(st.integers(0, 2 * 10**9), st.integers(1, 500)), max_size=40).map(
    lambda found: tuple(sorted(found))
)
_wishes = st.dictionaries(st.sampled_from(["ttl", "max-age", "Expires"]), st.floats(0, 10**9))
_skips = st.builds(
    lambda hours, days: Hints(skip_hours=tuple(hours), skip_days=tuple(days)),
    st.sets(st.integers(0, 23)),
    st.sets(st.integers(0, 6)),
)


@pytest.mark.parametrize(("days", "kept"), [((70, 59, 1), 2), ((70, 61, 1), 1), ((70, 61), 1)])
def test_arrivals_are_forgotten_after_sixty_days_but_for_the_newest(days: tuple[int, ...], kept: int) -> None:
    known = tuple((int((NOW - timedelta(days=ago)).timestamp()), 1) for ago in days)
    assert pace.arrived(known, NOW, 0) == known[-kept:]


@given(_arrivals, st.integers(0, 500))
def test_what_is_remembered_is_bounded_and_keeps_the_newest(before: Arrivals, new: int) -> None:
    after = pace.arrived(before, NOW, new)
    assert len(after) <= MOST_ARRIVALS
    if new:
        assert after[-1] == (int(NOW.timestamp()), new)
        assert after, "a feed that was known is never forgotten whole"


@given(_arrivals, _wishes, st.floats(0, 10**9), st.none() | st.floats(1, 10**6))
def test_the_wait_stays_in_the_bounds_whatever_a_stranger_says(
    arrivals: Arrivals, wishes: dict[str, float], after: float, too_long: float | None
) -> None:
    found = pace.gap(arrivals, NOW, BOUNDS.interval)
    chosen = pace.pace(found, BOUNDS, wishes, too_long=too_long, after=after)
    assert BOUNDS.shortest <= chosen.own <= BOUNDS.longest
    assert chosen.own <= chosen.interval <= LONGEST_WISH
    assert chosen.seconds == max(chosen.interval, after)


@given(st.floats(300, 14_400), st.floats(0, 86_400), st.floats(0, 10**6), st.floats(0, 1, exclude_max=True))
def test_chance_moves_a_wait_by_a_tenth_and_never_before_what_was_asked(
    own: float, wished: float, once: float, chance: float
) -> None:
    wait = (pace.at(NOW, Pace(own, wished, "", once), Hints(), chance) - NOW).total_seconds()
    assert wait >= max(wished, once) - 1e-3
    assert 0.899 * max(own, wished, once) <= wait <= 1.101 * max(own, wished, once)


@given(_skips, st.integers(0, 7 * 86_400))
def test_skipping_never_brings_a_poll_nearer_nor_puts_it_off_by_more_than_a_week(hints: Hints, seconds: int) -> None:
    due = NOW + timedelta(seconds=seconds)
    found = pace.past_skips(due, hints)
    assert timedelta(0) <= found - due <= timedelta(days=7)
    assert (found.minute, found.second) == (due.minute, due.second), "or all feeds would come at the full hour"
    if len(hints.skip_hours) < 24 and len(hints.skip_days) < 7:
        assert found.hour not in hints.skip_hours
        assert found.weekday() not in hints.skip_days
