"""When a feed is asked only for what has changed, and when its validators are no longer believed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.feeds.conditional import (
    LONGEST_VALIDATOR,
    MOST_CONDITIONAL,
    Known,
    ask,
    content_of,
    lies,
    validators,
    was_wrong,
)
from workers.feeds.feed import Entry
from workers.model import Precision, Published

NOW = datetime(2025, 1, 6, 10, tzinfo=UTC)
KNOWN = Known('"7"', "Mon, 06 Jan 2025 09:00:00 GMT", "c1", NOW - timedelta(hours=1))


def test_both_validators_are_sent_where_all_is_well() -> None:
    assert ask(KNOWN, NOW).headers == {"if-none-match": '"7"', "if-modified-since": KNOWN.modified}
    assert ask(replace(KNOWN, etag=None), NOW).headers == {"if-modified-since": KNOWN.modified}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"content": None}, "never read"),
        ({"etag": None, "modified": None}, "no validators"),
        ({"etag": None, "modified": None, "cut": True}, "it ended in the middle"),
        ({"distrust_until": NOW + timedelta(days=1)}, "its validators lied, and are not sent until 2025-01-07"),
        ({"failures": 1}, "only a body that can be read is health"),
        ({"conditional_polls": MOST_CONDITIONAL}, "12 polls were conditional"),
        ({"full_at": NOW - timedelta(days=1)}, "a day old"),
    ],
)
def test_why_a_feed_is_asked_for_whole_is_said(changed: dict[str, object], why: str) -> None:
    asked = ask(replace(KNOWN, **changed), NOW)  # type: ignore[arg-type]
    assert asked.headers == {}
    assert asked.why.startswith("whole: ")
    assert why in asked.why


@pytest.mark.parametrize("other", [{"etag": None}, {"modified": None}])
def test_a_feed_that_ended_in_the_middle_is_asked_by_what_is_known_of_it(other: dict[str, None]) -> None:
    """Nothing is, unless it always ends so."""
    assert ask(replace(KNOWN, cut=True, **other), NOW).headers


def test_distrust_ends() -> None:
    assert ask(replace(KNOWN, distrust_until=NOW), NOW).headers


@pytest.mark.parametrize(
    ("etag", "modified", "content", "expected"),
    [
        ('"7"', KNOWN.modified, "c2", True),
        ('"7"', "Mon, 06 Jan 2025 09:30:00 GMT", "c2", True),  # an ETag is the stronger word (RFC 9110, 13.2.2)
        ('"8"', KNOWN.modified, "c2", False),
        ('"7"', KNOWN.modified, "c1", False),
        (None, None, "c2", False),
        (None, KNOWN.modified, "c2", False),
    ],
)
def test_other_content_under_the_same_validator_is_a_lie(
    etag: str | None, modified: str | None, content: str, expected: bool
) -> None:
    assert lies(KNOWN, etag, modified, content) is expected


def test_a_date_alone_may_lie_too() -> None:
    dated = replace(KNOWN, etag=None)
    assert lies(dated, None, KNOWN.modified, "c2")
    assert not lies(dated, None, "Mon, 06 Jan 2025 09:30:00 GMT", "c2"), "another date is no lie"
    assert not lies(replace(dated, modified=None), None, None, "c2")
    assert not lies(replace(dated, content=None), None, KNOWN.modified, "c2"), "there is nothing to compare with"


def _at(hours_ago: float) -> Entry:
    return Entry("/a", None, Published(NOW - timedelta(hours=hours_ago)), (), None, None)


DENIED = replace(KNOWN, full_at=NOW - timedelta(hours=10), conditional_polls=3, polled_at=NOW)


@pytest.mark.parametrize(
    ("known", "hours", "expected"),
    [
        (DENIED, [2, 3, 20, 30], True),
        (DENIED, [2, 20, 30], False),  # one date may be wrong
        (DENIED, [0.2, 0.5, 20], False),  # caches lag
        (DENIED, [20, 30, 40], False),
        (DENIED, [], False),
        (replace(DENIED, conditional_polls=0), [2, 3], False),
        (Known(), [2, 3], False),
    ],
)
def test_a_304_that_denied_entries_of_hours_before_was_wrong(known: Known, hours: list[float], expected: bool) -> None:
    assert was_wrong(known, [_at(ago) for ago in hours]) is expected


@pytest.mark.parametrize("precision", [Precision.DAY, Precision.LOCAL])
def test_a_date_that_may_be_hours_off_accuses_nobody(precision: Precision) -> None:
    dates = [Published(NOW - timedelta(hours=ago), precision) for ago in (2, 3)]
    assert not was_wrong(DENIED, [Entry("/a", None, date, (), None, None) for date in dates])


def test_a_validator_that_was_cut_on_its_way_is_not_kept() -> None:
    assert validators({"etag": "x" * LONGEST_VALIDATOR, "last-modified": "m"}) == (None, "m")
    assert validators({"etag": ' "1" '}) == ('"1"', None)
    assert validators({}) == (None, None)


def _entry(url: str, title: str | None, summary: str | None) -> Entry:
    return Entry(url, title, None, (), summary, None)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"url": "/b"}, True),
        ({"title": "Another"}, True),
        ({"summary": "Corrected"}, True),
        ({"published": Published(NOW)}, True),
        ({"authors": ("Mara Holm",)}, False),
        ({"lang": "en"}, False),
    ],
)
def test_whatever_a_feed_says_anew_of_an_article_is_in_the_hash(changed: dict[str, Any], told: bool) -> None:
    entry = Entry("/a", "The bridge", Published(NOW - timedelta(hours=1)), (), "It is closed", None)
    assert (content_of([entry]) != content_of([replace(entry, **changed)])) is told


_entries = st.lists(
    st.builds(_entry, st.text(max_size=5), st.none() | st.text(max_size=5), st.none() | st.text(max_size=5))
)


@given(_entries, _entries)
def test_the_hash_is_of_what_is_said_and_of_nothing_else(one: list[Entry], other: list[Entry]) -> None:
    def spoken(entries: list[Entry]) -> list[tuple[str, str, str]]:
        return [(entry.url, entry.title or "", entry.summary or "") for entry in entries]

    assert content_of(one) == content_of(list(one))
    if not any("\x1e" in "".join(said) or "\x1f" in "".join(said) for said in [*spoken(one), *spoken(other)]):
        assert (content_of(one) == content_of(other)) == (spoken(one) == spoken(other))


_known = st.builds(
    Known,
    st.none() | st.just('"7"'),
    st.none() | st.just("then"),
    st.none() | st.just("c1"),
    st.none() | st.datetimes(timezones=st.just(UTC)),
    st.integers(0, 20),
    st.none() | st.datetimes(timezones=st.just(UTC)),
    st.integers(0, 5),
)


@given(_known)
def test_conditions_are_sent_only_for_what_was_read_and_is_well(known: Known) -> None:
    asked = ask(known, NOW)
    assert asked.why
    if asked.headers:
        assert known.content
        assert not known.failures
        assert known.conditional_polls < MOST_CONDITIONAL
        assert not (known.distrust_until and known.distrust_until > NOW)
