"""The values that travel: frozen, and times know their zone."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers import model
from workers.cli.published import published_of
from workers.ledger.hints import decode, encode
from workers.model import Hint, Precision, Published

zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
times = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=zones,
)
published = st.builds(Published, times, st.sampled_from(Precision))
texts = st.none() | st.text()
hints = st.builds(
    Hint,
    id=texts,
    title=texts,
    published=st.none() | published,
    lang=texts,
    source=texts,
    authors=st.lists(st.text(), max_size=3).map(tuple),
    summary=texts,
)


@given(published)
def test_a_time_is_printed_as_exactly_as_it_is_known_and_read_again_so(value: Published) -> None:
    again = published_of(value.text())
    assert (again.precision, again.text()) == (value.precision, value.text())


VALUES = [kind for kind in vars(model).values() if dataclasses.is_dataclass(kind)]


@pytest.mark.parametrize("kind", VALUES)
def test_values_that_travel_are_frozen_and_have_no_room_for_more(kind: type) -> None:
    assert kind.__dataclass_params__.frozen
    assert "__slots__" in vars(kind)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Published(datetime(2025, 2, 7))  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_time_that_is_none_in_utc_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="UTC"):
        Published(datetime.fromisoformat(text))


def test_a_publication_time_keeps_the_zone_of_its_page() -> None:
    at = Published(datetime(2024, 11, 7, 7, 25, tzinfo=timezone(timedelta(hours=5, minutes=30))))
    assert at.utc == datetime(2024, 11, 7, 1, 55, tzinfo=UTC)
    assert at.offset_minutes == 330
    assert at.text() == "2024-11-07T07:25:00+05:30"


def test_a_zone_west_of_greenwich_is_negative() -> None:
    assert Published(datetime(2024, 1, 1, tzinfo=timezone(-timedelta(hours=3, minutes=30)))).offset_minutes == -210


def test_a_day_is_told_as_a_day() -> None:
    assert Published(datetime(2025, 2, 7, 12, tzinfo=UTC), Precision.DAY).text() == "2025-02-07"


@given(published)
def test_a_publication_time_is_restored_from_what_is_stored(at: Published) -> None:
    found = Published.restore(at.utc, at.offset_minutes, at.precision.value)
    assert found == at
    assert found.text() == at.text()


@given(hints)
def test_a_hint_is_decoded_as_it_was_encoded(hint: Hint) -> None:
    found = decode(json.loads(json.dumps(encode(hint))))
    assert found == hint
    assert found.published is None or found.published.text() == hint.published.text()


def test_a_hint_keeps_no_room_for_what_it_does_not_know() -> None:
    assert encode(Hint()) == {}
    assert decode({}) == Hint()
    assert encode(Hint(title="T", authors=("A",))) == {"title": "T", "authors": ["A"]}
