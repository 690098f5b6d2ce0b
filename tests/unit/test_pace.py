"""What a host's answers teach of its pace, and how fast it is then asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.errors import NewsloomError, PermanentError, TransientError
from workers.pace import LONGEST_SPACING, Heard, Pace, after, gap, is_quick, is_spared, learned, rest_of, why

NOW = datetime(2025, 2, 7, 12, 0, tzinfo=UTC)
GOOD = None
BUSY = TransientError("http-429", "too many")
LOST = TransientError("timeout", "too slow")

errors = st.sampled_from(
    [
        GOOD,
        BUSY,
        LOST,
        TransientError("http-503", after=90.0),
        TransientError("dns"),
        TransientError("http-500"),
        PermanentError("http-404"),
    ]
)
answers = st.lists(st.tuples(errors, st.floats(0, 60), st.floats(0, 1e5)), max_size=30)


def heard(pace: Pace, error: NewsloomError | None, seconds: float = 0.1, at: float = 0.0) -> Pace:
    return after(pace, Heard("a.example", seconds, error), NOW + timedelta(seconds=at))


def rest(pace: Pace, at: float = 0.0) -> float:
    return rest_of(pace, NOW + timedelta(seconds=at))


def test_a_host_that_answers_well_and_fast_teaches_nothing() -> None:
    assert heard(Pace(), GOOD) == Pace()
    assert heard(Pace(), PermanentError("http-404")) == Pace()


def test_why_a_host_is_left_alone_is_what_it_did_last() -> None:
    pace = Pace()
    assert why(pace) == ""
    pace = heard(pace, BUSY)
    assert why(pace) == "it has answered 429 or 503"
    for at in range(3):
        pace = heard(pace, LOST, at=at)
    assert why(pace) == "it could not be reached 3 times in a row"
    for at in range(9):
        pace = heard(pace, GOOD, at=at)
    assert why(pace) == ""


@given(answers)
def test_a_host_that_an_answer_makes_us_leave_alone_is_never_without_a_reason(
    all_: list[tuple[Any, float, float]],
) -> None:
    pace = Pace()
    for error, seconds, at in all_:
        before, pace = pace, heard(pace, error, seconds, at)
        assert pace.held_until == before.held_until or why(pace)


@pytest.mark.parametrize("reason", ["cut", "empty", "http-500", "bad-answer"])
def test_a_host_that_answers_badly_is_not_away(reason: str) -> None:
    away = Pace(failures=2, down_since=NOW)
    assert heard(away, TransientError(reason)) == Pace()


@pytest.mark.parametrize("error", [TransientError("tls"), PermanentError("tls"), TransientError("connection")])
def test_a_host_with_which_there_is_no_connection_or_no_encryption_is_away(error: NewsloomError) -> None:
    pace = Pace()
    for at in range(3):
        pace = heard(pace, error, at=at)
    assert (pace.failures, rest(pace, 2)) == (3, 60)


@pytest.mark.parametrize(
    ("pace", "quick"),
    [
        (Pace(), True),
        (Pace(latency=0.25), True),
        (Pace(latency=0.26), False),
        (Pace(spacing=0.5), False),
        (Pace(failures=1), False),
        (Pace(latency=6.0), False),
    ],
)
def test_a_host_is_quick_that_answers_at_once_and_has_no_trouble(pace: Pace, quick: bool) -> None:
    assert is_quick(pace) is quick


@pytest.mark.parametrize(
    ("known", "seconds", "kept"),
    [(0.0, 0.25, 0.0), (0.0, 0.26, 0.13), (2.0, 2.5, 2.0), (2.0, 2.6, 2.3), (2.0, 1.5, 2.0), (2.0, 1.4, 1.7)],
)
def test_how_long_an_answer_takes_counts_where_it_is_news(known: float, seconds: float, kept: float) -> None:
    assert heard(Pace(latency=known), GOOD, seconds).latency == kept


def test_a_busy_host_is_asked_half_as_often_each_time_and_left_alone_for_as_long() -> None:
    pace, spacings = Pace(), []
    for at in range(7):
        pace = heard(pace, BUSY, at=100 * at)
        spacings.append(pace.spacing)
        assert rest(pace, 100 * at) == pace.spacing
    assert spacings == [2, 4, 8, 16, 32, 60, 60]


def test_what_was_learned_of_a_busy_host_wears_off_by_and_by() -> None:
    pace, answered = heard(Pace(), BUSY), 0
    while pace.spacing:
        before, pace = pace.spacing, heard(pace, GOOD)
        answered += 1
        assert before - pace.spacing == 0.5
    assert answered == 4


@pytest.mark.parametrize("reason", ["http-429", "http-503"])
def test_a_host_that_says_when_to_come_back_is_left_alone_until_then(reason: str) -> None:
    pace = heard(Pace(), TransientError(reason, after=900.0))
    assert (rest(pace), rest(pace, 899), rest(pace, 900)) == (900, 1, 0)


def test_a_week_is_more_than_a_host_may_ask_for() -> None:
    assert rest(heard(Pace(), TransientError("http-503", after=7 * 86400.0))) == 86400


def test_who_may_come_back_at_once_may() -> None:
    assert rest(heard(Pace(), TransientError("http-429", after=0.0))) == 0


def test_a_host_out_of_reach_three_times_in_a_row_is_left_alone_for_a_growing_while() -> None:
    pace, rests = Pace(), []
    at = 0.0
    for _ in range(11):
        pace = heard(pace, LOST, at=at)
        rests.append(rest(pace, at))
        at += rests[-1] + 1
    assert rests == [0, 0, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]


@pytest.mark.parametrize("error", [GOOD, PermanentError("http-404"), TransientError("http-500")])
def test_a_host_that_answers_anything_is_there_again(error: NewsloomError | None) -> None:
    pace = Pace()
    for at in range(5):
        pace = heard(pace, LOST, at=1000 * at)
    back = heard(pace, error, at=9000)
    assert (back.failures, back.down_since) == (0, None)
    assert rest(heard(back, LOST, at=9001), 9001) == 0, "and is counted anew"


def test_a_host_that_was_away_for_a_week_is_no_longer_spared() -> None:
    pace = Pace()
    for day in (0, 1, 2, 7.1):
        pace = heard(pace, LOST, at=86400 * day)
    assert rest(pace, 86400 * 7.1) == 0
    assert pace.failures == 4


def test_a_slow_answer_counts_by_half_and_one_like_those_before_is_no_news() -> None:
    slow = heard(Pace(), GOOD, seconds=4.0)
    assert slow.latency == 2.0
    assert heard(slow, GOOD, seconds=2.4) == slow
    assert heard(slow, GOOD, seconds=0.0).latency == 1.0


@given(answers)
def test_whatever_a_host_answers_it_is_spared_within_bounds(
    said: list[tuple[NewsloomError | None, float, float]],
) -> None:
    pace, at = Pace(), 0.0
    for error, seconds, wait in said:
        at += wait
        before, pace = pace, heard(pace, error, seconds, at)
        assert 0 <= pace.spacing <= LONGEST_SPACING
        assert 0 <= pace.latency <= 60
        assert rest(pace, at) <= 86400
        assert (pace.failures > 0) == (pace.down_since is not None)
        if before.held_until and pace.held_until:
            assert pace.held_until >= before.held_until, "no answer cuts short what another has asked for"


def test_one_fetch_teaches_all_that_was_heard_in_its_order_then_the_rest_that_was_asked_for() -> None:
    heard_of = [Heard("a.example", 0.1, BUSY), Heard("a.example", 0.1, GOOD)]
    assert learned(Pace(), heard_of, None, None, NOW).spacing == 1.5
    assert learned(Pace(), [], 20.0, 300.0, NOW) == Pace(crawl_delay=20.0, held_until=NOW + timedelta(seconds=300))
    assert learned(Pace(crawl_delay=20.0), [], None, None, NOW).crawl_delay == 20, "robots.txt was not asked for"
    assert learned(Pace(crawl_delay=20.0), [], 0.0, None, NOW).crawl_delay == 0, "it asks for nothing any more"


@pytest.mark.parametrize(
    ("pace", "setting", "seconds"),
    [
        (Pace(), 1.0, 1.0),
        (Pace(spacing=8.0, crawl_delay=5.0, latency=3.0), 1.0, 8.0),
        (Pace(crawl_delay=20.0), 1.0, 20.0),
        (Pace(latency=3.0), 1.0, 3.0),
        (Pace(latency=500.0), 1.0, 60.0),
        (Pace(), 0.0, 0.0),
        (Pace(latency=8.0), 0.0, 0.0),
        (Pace(latency=8.0, spacing=2.0), 0.0, 2.0),
        (Pace(crawl_delay=5.0), 0.0, 5.0),
    ],
)
def test_a_host_is_asked_as_seldom_as_the_most_of_what_is_known_and_ones_own_only_where_it_asks_for_it(
    pace: Pace, setting: float, seconds: float
) -> None:
    assert gap(pace, setting) == seconds


@pytest.mark.parametrize(
    ("pace", "spared"),
    [
        (Pace(), False),
        (Pace(latency=5.0, crawl_delay=60.0), False),
        (Pace(latency=5.1), True),
        (Pace(spacing=0.5), True),
        (Pace(failures=1), True),
    ],
)
def test_a_host_that_is_slow_busy_or_away_is_asked_for_one_page_at_a_time(pace: Pace, spared: bool) -> None:
    assert is_spared(pace) is spared
