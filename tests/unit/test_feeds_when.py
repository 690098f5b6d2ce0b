"""A feed's date keeps the zone that it is printed in, and claims no more than it says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.feeds.when import when
from workers.model import Precision

READ = [
    ("Mon, 06 Jan 2025 10:00:00 +0530", "2025-01-06T10:00:00+05:30", "instant"),
    ("Mon, 06 Jan 2025 10:00:00 GMT", "2025-01-06T10:00:00+00:00", "instant"),
    ("Mon, 06 Jan 2025 10:00:00 EST", "2025-01-06T10:00:00-05:00", "instant"),
    ("Mon, 06 Jan 2025 10:00:00 -0000", "2025-01-06T10:00:00+00:00", "instant"),
    ("Mon, 06 Jan 2025 10:00:00 +0000 (UTC)", "2025-01-06T10:00:00+00:00", "instant"),
    ("Mon, 06 Jan 2025 10:00:00", "2025-01-06T10:00:00", "local"),
    ("Mon, 06 Jan 2025 10:00:00 XYZ", "2025-01-06T10:00:00", "local"),
    ("  6 Jan 2025 10:00 +0100 ", "2025-01-06T10:00:00+01:00", "instant"),
    ("2025-01-06T10:00:00Z", "2025-01-06T10:00:00+00:00", "instant"),
    ("2025-01-06T10:00:00+02:00", "2025-01-06T10:00:00+02:00", "instant"),
    ("2025-01-06 10:00:00 +0000", "2025-01-06T10:00:00+00:00", "instant"),
    ("2025-01-06T10:00", "2025-01-06T10:00:00", "local"),
    ("2025-01-06", "2025-01-06", "day"),
    ("20250106", "2025-01-06", "day"),
    ("06 Jan 2025", "2025-01-06", "day"),
    # zones as Ruby, PHP and browsers print them
    ("2025-01-06 10:00:00 UTC", "2025-01-06T10:00:00+00:00", "instant"),
    ("2025-01-06T10:00:00.250 GMT", "2025-01-06T10:00:00.250000+00:00", "instant"),
    ("2025-01-06 10:00 EST", "2025-01-06T10:00:00-05:00", "instant"),
    ("2025-01-06 10:00:00 XYZ", "2025-01-06T10:00:00", "local"),
    ("Mon, 6 Jan 2025 10:00:00 +01:00", "2025-01-06T10:00:00+01:00", "instant"),
    ("Mon, 6 Jan 2025 10:00:00 -00:00", "2025-01-06T10:00:00+00:00", "instant"),
    ("Mon Jan 06 2025 10:00:00 GMT+0100 (CET)", "2025-01-06T10:00:00+01:00", "instant"),
    # halves of the day
    ("Mon, 06 Jan 2025 01:00:00 PM EST", "2025-01-06T13:00:00-05:00", "instant"),
    ("Mon, 06 Jan 2025 12:30:00 AM EST", "2025-01-06T00:30:00-05:00", "instant"),
    ("Mon, 06 Jan 2025 12:30 p.m. +0100", "2025-01-06T12:30:00+01:00", "instant"),
    ("Mon, 06 Jan 2025 13:00:00 PM GMT", "2025-01-06T13:00:00+00:00", "instant"),
    ("Jan 6, 2025 1:00pm", "2025-01-06T13:00:00", "local"),
    ("2025-01-06 01:00:00 PM", "2025-01-06T13:00:00", "local"),
    ("2025-01-06 01:00:00 AM UTC", "2025-01-06T01:00:00+00:00", "instant"),
]
NOTHING = [
    "",
    "yesterday",
    "2025",
    "2025-01",
    "1736157600",
    "2025-01-06T10:00:00+99:99",
    "Mon, 32 Jan 2025 10:00:00 GMT",
    "06/01/2025 10:00",
    "2025年01月06日 10:00",
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "1970-01-01T00:00:00Z",
    "Thu, 01 Jan 1970 01:00:00 +0100",
    "9999-12-31T23:59:59-12:00",
    "Mon, 01 Jan 0001 00:00:00 +0000",
    "Thu, 06 Feb 2025 10:00:00 +9999",
    "Thu, 06 Feb 2025 10:00:00 +99:99",
    "2025-02-32 10:00:00 UTC",
    "1970-01-01 00:00:00 UTC",
    "02/07/2025 01:00:00 PM",
    None,
    20250106,
    ["2025-01-06"],
]


@pytest.mark.parametrize(("raw", "text", "precision"), READ)
def test_a_date_is_read_as_exactly_as_it_is_printed(raw: str, text: str, precision: str) -> None:
    found = when(raw)
    assert found
    assert (found.text(), found.precision.value) == (text, precision)


@pytest.mark.parametrize("raw", NOTHING)
def test_what_is_no_date_of_an_article_gives_none_whatever_feedparser_made_of_it(raw: object) -> None:
    assert when(raw, (2025, 11, 1, 0, 0, 0) if raw and str(raw)[0].isdigit() else None) is None


def test_an_offset_that_no_place_has_is_not_reckoned_with() -> None:
    assert when("Thu, 06 Feb 2025 10:00:00 +9999", (2025, 2, 2, 5, 21, 0)) is None


def test_feedparser_helps_where_months_have_names_that_we_do_not_know() -> None:
    found = when("Κυρ, 11 Ιούλ 2004 12:00:00 EST", (2004, 7, 11, 17, 0, 0, 6, 193, 0))
    assert found
    assert found.at == datetime(2004, 7, 11, 17, tzinfo=UTC)
    assert found.precision is Precision.LOCAL


_zones = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_times = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=_zones).map(  # noqa: DTZ001
    lambda at: at.replace(microsecond=0)
)


@given(_times, st.sampled_from([format_datetime, datetime.isoformat]))
def test_a_time_survives_both_ways_of_printing_it_zone_and_all(at: datetime, spell: object) -> None:
    found = when(spell(at))  # type: ignore[operator]
    assert found
    assert found.at == at
    assert found.at.utcoffset() == at.utcoffset() or spell(at).endswith("-0000")  # type: ignore[operator]


@given(st.one_of(st.text(max_size=40), st.text("0123456789-:TZ+. JanFeb,", max_size=30)))
def test_no_text_makes_it_fail_and_what_it_finds_can_be_stored(raw: str) -> None:
    found = when(raw)
    assert found is None or found.utc.year >= 1604
