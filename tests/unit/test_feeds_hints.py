"""What feeds and their servers say about how often it is worth asking."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.feeds.document import Document
from workers.feeds.hints import Hints, freshness, hints_of
from workers.feeds.kind import Kind
from workers.feeds.parse import parse

NOW = datetime(2025, 1, 6, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
LATER, EARLIER = format_datetime(NOW + HOUR, usegmt=True), format_datetime(NOW - HOUR, usegmt=True)
HEAD = """<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>x</title>"""


def said(inner: str) -> Hints:
    body = f"{HEAD}{inner}<item><link>https://a.example/1</link></item></channel></rss>"
    return parse(Document(Kind.FEED, body, "https://a.example/f")).hints


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("", Hints()),
        ("<ttl>60</ttl>", Hints(ttl=3600)),
        ("<ttl>soon</ttl><ttl/>", Hints()),
        ("<ttl>0</ttl>", Hints()),
        ("<sy:updatePeriod> Hourly </sy:updatePeriod>", Hints(period=3600)),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", Hints(period=21_600)),
        ("<sy:updatePeriod>often</sy:updatePeriod>", Hints()),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", Hints(period=86_400)),
        ("<skipHours><hour>3</hour><hour>24</hour><hour>99</hour><hour>x</hour></skipHours>", Hints(skip_hours=(0, 3))),
        ("<skipDays><day>Sunday</day><day>saturday</day><day>Caturday</day></skipDays>", Hints(skip_days=(5, 6))),
    ],
)
def test_a_feed_is_taken_at_its_word_where_it_can_be_read(inner: str, expected: Hints) -> None:
    assert said(inner) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"cache-control": "max-age=600"}, ("max-age", 600)),
        ({"cache-control": "public, Max-Age = 600", "age": "100"}, ("max-age", 500)),
        ({"cache-control": "max-age=600", "age": "700"}, None),
        ({"cache-control": "max-age=0", "expires": LATER}, None),
        ({"cache-control": "no-cache, max-age=600"}, None),
        ({"cache-control": "s-maxage=600"}, None),
        ({"cache-control": "max-age=soon"}, None),
        ({"expires": LATER}, ("Expires", 3600)),
        ({"expires": LATER, "date": EARLIER}, ("Expires", 7200)),  # by the server's own clock
        ({"expires": EARLIER}, None),
        ({"expires": "0"}, None),
        ({"expires": "-1"}, None),
    ],
)
def test_how_long_an_answer_is_fresh_is_read_as_caches_read_it(
    headers: dict[str, str], expected: tuple[str, float] | None
) -> None:
    assert freshness(headers, NOW) == expected


_header = st.text(max_size=40) | st.text("0123456789max-age=,noch ", max_size=40)


@given(_header, _header, _header, _header)
def test_no_header_makes_it_fail_and_none_asks_for_less_than_nothing(one: str, two: str, three: str, four: str) -> None:
    found = freshness({"cache-control": one, "age": two, "expires": three, "date": four}, NOW)
    assert found is None or found[1] > 0


@given(
    st.dictionaries(st.sampled_from(["ttl", "sy_updateperiod", "sy_updatefrequency"]), _header), st.text(max_size=99)
)
def test_no_feed_makes_it_fail(about: dict[str, str], text: str) -> None:
    found = hints_of(about, f"<skipHours><hour>{text}</hour></skipHours><skipDays>{text}")
    assert all(0 <= hour < 24 for hour in found.skip_hours)
