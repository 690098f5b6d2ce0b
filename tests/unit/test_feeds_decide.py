"""When a feed is asked again, and what of it is taken in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers import urls
from workers.feeds.decide import LONGEST_ASKED, LONGEST_WAIT, next_poll, submissions_of
from workers.feeds.feed import Entry
from workers.model import Precision, Published
from workers.printable import said

NOW = datetime(2025, 1, 6, 10, tzinfo=UTC)
#: the middle of the spread.
EVEN = 0.5


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 900), (1, 1800), (2, 3600), (3, 7200), (6, 57_600), (7, 86_400), (50, 86_400), (10**9, 86_400)],
)
def test_each_failure_doubles_the_wait_up_to_a_day(failures: int, seconds: int) -> None:
    assert next_poll(NOW, 900, failures, jitter=EVEN) == NOW + timedelta(seconds=seconds)


def test_a_feed_asked_once_a_week_is_not_asked_more_often_because_it_fails() -> None:
    week = 7 * 86_400
    assert next_poll(NOW, week, 3, jitter=EVEN) == NOW + timedelta(seconds=week)


@pytest.mark.parametrize("asked", [float("inf"), 1e300, 10 * LONGEST_ASKED])
def test_a_wait_of_years_is_not_taken_at_its_word(asked: float) -> None:
    assert next_poll(NOW, 900, 1, retry_after=asked, jitter=0) == NOW + timedelta(seconds=LONGEST_ASKED)


_jitter = st.floats(0, 1, exclude_max=True)
_interval = st.floats(1, 200_000)
_failures = st.integers(0, 100)
_asked = st.none() | st.floats(-10, LONGEST_ASKED)


@given(_interval, _failures, _asked, _jitter)
def test_a_feed_is_never_asked_before_its_server_allows(
    interval: float, failures: int, asked: float | None, jitter: float
) -> None:
    found = next_poll(NOW, interval, failures, retry_after=asked, jitter=jitter)
    assert found >= NOW + timedelta(seconds=asked or 0)


@given(_interval, _failures, _jitter)
def test_waits_spread_by_a_tenth_at_most_and_fail_within_a_day(interval: float, failures: int, jitter: float) -> None:
    wait = (next_poll(NOW, interval, failures, jitter=jitter) - NOW).total_seconds()
    even = (next_poll(NOW, interval, failures, jitter=EVEN) - NOW).total_seconds()
    assert 0.899 * even <= wait <= 1.101 * even
    assert wait <= 1.101 * max(LONGEST_WAIT, interval)


@given(_interval, _failures, _jitter)
def test_one_more_failure_never_brings_the_next_poll_nearer(interval: float, failures: int, jitter: float) -> None:
    first, second = (next_poll(NOW, interval, count, jitter=jitter) for count in (failures, failures + 1))
    assert first <= second


# Submissions


def entry(url: str, day: int | None = None, title: str | None = None) -> Entry:
    published = Published(datetime(2025, 1, day, 9, tzinfo=UTC)) if day else None
    return Entry(url, title, published, (), None, None)


def urls_of(entries: Sequence[Entry]) -> list[str]:
    return [submission.url for submission in submissions_of(entries, 1)[0]]


def test_the_oldest_comes_first_and_the_undated_follow_in_the_order_of_the_feed() -> None:
    feed = [entry("https://a.example/3", 3), entry("https://a.example/x"), entry("https://a.example/1", 1)]
    feed += [entry("https://a.example/y"), entry("https://a.example/2", 2)]
    assert [url[-1] for url in urls_of(feed)] == ["1", "2", "3", "x", "y"]


def test_an_entry_becomes_a_submission_with_all_that_the_feed_knew() -> None:
    published = Published(datetime(2025, 1, 6, tzinfo=UTC), Precision.DAY)
    whole = Entry("HTTPS://News.Example:443/a?utm_source=rss&id=1", "A title", published, ("Ann Lee",), "Short.", "en")
    [found], refused = submissions_of([whole], 7)
    assert refused == []
    assert (found.url, found.host, found.via) == ("https://news.example/a?id=1", "news.example", "feed:7")
    assert found.key == urls.key(found.url)
    assert found.page is None
    hint = found.hint
    assert (hint.title, hint.published, hint.authors) == ("A title", published, ("Ann Lee",))
    assert (hint.summary, hint.lang, hint.id, hint.source) == ("Short.", "en", None, None)


def test_an_article_listed_twice_is_taken_in_once_as_it_was_first() -> None:
    later, first = entry("https://a.example/1?utm_source=x", 5, "Updated"), entry("https://a.example/1", 4, "First")
    [found], _ = submissions_of([later, first], 1)
    assert found.hint.title == "First"


def test_what_is_no_address_is_refused_by_name_and_the_rest_is_taken_in() -> None:
    taken, refused = submissions_of([entry("mailto:a@b"), entry("https://a.example/1"), entry("http://u:p@h/")], 1)
    assert [found.url for found in taken] == ["https://a.example/1"]
    assert [url for url, _ in refused] == ["***@b", "http://***@h/"]
    assert all(reason and "\n" not in reason for _, reason in refused)


_links = st.sampled_from(
    [f"https://a.example/{n}" for n in range(6)] + ["ftp://a/", "", "https://a.example/1#x", "\ud800"]
)
_entries = st.lists(st.builds(entry, _links, st.none() | st.integers(1, 9)), max_size=12)


@given(_entries)
def test_every_entry_is_taken_in_or_refused_and_none_twice(entries: list[Entry]) -> None:
    taken, refused = submissions_of(entries, 1)
    keys = [found.key for found in taken]
    assert len(set(keys)) == len(keys)
    assert len({url for url, _ in refused}) == len(refused)
    spelled = {urls.canonical(found.url) for found in entries if found.url.startswith("https://")}
    assert {found.url for found in taken} == spelled
    assert {url for url, _ in refused} == {said(found.url) for found in entries if not found.url.startswith("https://")}


@given(_entries)
def test_dated_submissions_stand_in_the_order_of_time_before_the_undated(entries: list[Entry]) -> None:
    dates = [found.hint.published for found in submissions_of(entries, 1)[0]]
    known = [date.utc for date in dates if date]
    assert known == sorted(known)
    assert all(date is None for date in dates[len(known) :])
