"""What headers say of time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.httpdate import LONGEST_WAIT, http_date, mail_date, retry_after

NOW = datetime(2025, 2, 7, 12, 0, tzinfo=UTC)
RETRY = {
    "120": 120.0,
    " 0 ": 0.0,
    "604800": 604_800.0,
    "604801": 604_800.0,  # a week
    "9" * 200: LONGEST_WAIT,
    format_datetime(NOW + timedelta(minutes=5), usegmt=True): 300.0,
    format_datetime(NOW - timedelta(days=1), usegmt=True): 0.0,
    format_datetime(NOW + timedelta(days=400), usegmt=True): LONGEST_WAIT,
    "": None,
    None: None,
    "soon": None,
    "-5": None,
    "1.5": None,
    "٣": None,
    "Fri, 99 Feb 2025 12:00:00 GMT": None,
}


@pytest.mark.parametrize(("value", "seconds"), RETRY.items())
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Fri, 07 Feb 2025 12:00:00 GMT", NOW),
        ("Fri, 07 Feb 2025 13:00:00 +0100", NOW),
        ("Fri, 07 Feb 2025 12:00:00", NOW),
        ("Fri, 07 Feb 2025 12:00:00 -0000", NOW),
        ("Friday, 07-Feb-25 12:00:00 GMT", NOW),
        ("0", None),
        ("", None),
        (None, None),
    ],
)
def test_a_header_that_names_no_zone_means_utc(text: str | None, at: datetime | None) -> None:
    assert http_date(text) == at


def test_a_date_of_mail_keeps_the_zone_that_it_names_and_claims_none_where_it_names_none() -> None:
    named, bare = mail_date("Fri, 07 Feb 2025 12:00:00 +0530"), mail_date("Fri, 07 Feb 2025 12:00:00")
    assert named
    assert named.utcoffset() == timedelta(hours=5, minutes=30)
    assert bare
    assert bare.tzinfo is None


_dates = st.from_regex(r"[A-Z][a-z]{2}, \d{1,3} [A-Z][a-z]{2} \d{1,6} \d\d:\d\d:\d\d.*")


@given(st.none() | st.text() | _dates)
def test_no_header_makes_it_fail_and_none_asks_for_more_than_the_longest(text: str | None) -> None:
    wait = retry_after(text, NOW)
    assert wait is None or 0 <= wait <= LONGEST_WAIT
    at = http_date(text)
    assert at is None or at.tzinfo
