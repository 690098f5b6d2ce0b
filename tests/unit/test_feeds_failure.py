"""How long a feed is left alone that failed, by what kind of failure it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.feeds.failure import OUR_NETWORK, TABLE, kind_of, wait
from workers.feeds.hints import DAY

#: every reason that a poll may end with: fetch/decide.py, fetch/faults.py, fetch/http.py, feeds/.
REASONS = {
    "temporary": ["our-network"],
    "gone": ["http-410"],
    "forbidden": ["http-401", "http-403", "http-451", "private-address"],
    "hard": ["http-404", "http-400", "http-304", "http-414", "dns", "tls", "redirects", "bad-url"],
    "not a feed": ["not-a-feed", "not-text", "feed-too-big", "too-big", "encoding", "bad-answer", "memory"],
    "soft": [
        *(
            "http-500",
            "http-503",
            "http-599",
            "http-429",
            "http-408",
            "http-202",
            "timeout",
            "connection",
            "cut",
            "empty",
        ),
        *("worker-lost", "time-limit", "a-reason-of-tomorrow"),
    ],
}


@pytest.mark.parametrize(("name", "reason"), [(name, reason) for name, found in REASONS.items() for reason in found])
def test_every_reason_has_its_class(name: str, reason: str) -> None:
    assert kind_of(reason).name == name


def test_no_reason_stands_in_two_classes() -> None:
    named = [reason for kind in TABLE for reason in kind.reasons]
    assert len(named) == len(set(named))
    assert all(kind.first <= kind.longest for kind in TABLE)


@pytest.mark.parametrize(
    ("reason", "failures", "hours"),
    [
        *(("http-503", 1, 0.5), ("http-503", 2, 1), ("http-503", 6, 16), ("http-503", 7, 24), ("http-503", 10**9, 24)),
        *(("http-404", 1, 1), ("http-404", 9, 168), ("http-403", 1, 6), ("http-403", 99, 14 * 24)),
        *(("not-a-feed", 1, 1), ("not-a-feed", 99, 168), (OUR_NETWORK, 50, 1 / 60)),
    ],
)
def test_each_failure_doubles_the_wait_up_to_the_longest_of_its_class(reason: str, failures: int, hours: float) -> None:
    assert wait(reason, failures, 900) == hours * 3600


def test_a_feed_that_is_asked_seldom_is_asked_no_more_often_because_it_fails() -> None:
    assert wait("http-503", 1, 7200.0) == 7200
    assert wait("http-503", 20, 3 * 86_400.0) == 3 * 86_400


def test_what_is_gone_is_asked_once_a_month_at_most() -> None:
    assert [wait("http-410", failures, 900) / DAY for failures in (1, 2, 3, 99)] == [30, 60, 120, 120]
    assert all(wait("http-410", failures, 900) >= 30 * DAY for failures in range(1, 100))


_reasons = st.sampled_from([reason for found in REASONS.values() for reason in found])
_failures = st.integers(1, 200)
_interval = st.floats(1, 30 * DAY)


@given(_reasons, _failures, _interval)
def test_no_feed_is_given_up_and_none_is_asked_more_often_because_it_fails_once_more(
    reason: str, failures: int, interval: float
) -> None:
    first, second = wait(reason, failures, interval), wait(reason, failures + 1, interval)
    assert first <= second <= max(120 * DAY, interval)
    if reason != OUR_NETWORK:
        assert first >= interval or first >= 1800
