"""What is old enough to go: laws of the horizon."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.settings import Assign, Dedupe, Settings, Upkeep
from workers.upkeep.decide import IDLE, LONGEST_MEETING, Horizon, horizon

NOW = datetime(2025, 2, 7, 12, 0, tzinfo=UTC)
EPOCH = datetime(1, 1, 1, tzinfo=UTC)
KEPT = {
    "pages": "keep_pages_days",
    "steps": "keep_steps_days",
    "failed": "keep_failed_days",
    "texts": "keep_texts_days",
    "events": "keep_events_days",
    "versions": "keep_versions_days",
}

days = st.integers(0, 36_500)
keeps = st.builds(Upkeep, **dict.fromkeys(KEPT.values(), days))
chosen = st.builds(
    Settings,
    upkeep=keeps,
    assign=st.builds(Assign, dormant_days=st.integers(1, 3650)),
    dedupe=st.builds(Dedupe, window_days=st.integers(1, 3650)),
)
#: of an article: any year that a page may claim.
dates = st.none() | st.datetimes(timezones=st.just(UTC))


@given(chosen, dates)
def test_zero_days_is_for_ever_and_any_other_number_is_not(settings: Settings, newest: datetime | None) -> None:
    found = horizon(settings, NOW, newest)
    for kind, key in KEPT.items():
        assert (getattr(found, kind) is None) == (getattr(settings.upkeep, key) == 0)


@given(chosen, dates)
def test_nothing_goes_before_its_days_are_over(settings: Settings, newest: datetime | None) -> None:
    found = horizon(settings, NOW, newest)
    for kind, key in KEPT.items():
        before = getattr(found, kind)
        assert before is None or before <= NOW - timedelta(days=getattr(settings.upkeep, key))


@given(chosen, dates, st.sampled_from(sorted(KEPT)), st.integers(1, 1000))
def test_to_keep_longer_lets_nothing_more_go(settings: Settings, newest: datetime | None, kind: str, more: int) -> None:
    kept = getattr(settings.upkeep, KEPT[kind]) or 1
    shorter, longer = (
        horizon(replace(settings, upkeep=replace(settings.upkeep, **{KEPT[kind]: days})), NOW, newest)
        for days in (kept, kept + more)
    )
    assert getattr(longer, kind) <= getattr(shorter, kind)
    assert [(f.name, getattr(longer, f.name)) for f in fields(Horizon) if f.name != kind] == [
        (f.name, getattr(shorter, f.name)) for f in fields(Horizon) if f.name != kind
    ]


@given(chosen, dates)
def test_what_an_index_can_still_answer_with_stays_by_both_clocks(settings: Settings, newest: datetime | None) -> None:
    found = horizon(settings, NOW, newest)
    for rest in (
        timedelta(days=settings.assign.dormant_days),
        timedelta(days=LONGEST_MEETING * settings.dedupe.window_days),
    ):
        assert found.quiet <= NOW - rest
        assert found.asleep <= max(min(newest or NOW, NOW), EPOCH + rest) - rest
    assert found.texts is None or found.texts <= found.quiet
    assert found.events is None or found.events <= found.quiet


@given(chosen, dates, st.timedeltas(timedelta(0), timedelta(days=4000)))
def test_the_newer_the_newest_article_the_more_may_sleep_and_never_less(
    settings: Settings, newest: datetime | None, later: timedelta
) -> None:
    before = horizon(settings, NOW, newest)
    after = horizon(settings, NOW, min(newest or NOW, NOW - later) + later)
    assert after.asleep >= before.asleep


@given(chosen, st.timedeltas(timedelta(0), timedelta(days=4000)))
def test_a_date_in_the_future_puts_nothing_to_sleep(settings: Settings, ahead: timedelta) -> None:
    assert horizon(settings, NOW, NOW + ahead) == horizon(settings, NOW, NOW)


def test_half_an_import_of_old_news_does_not_sleep_while_the_other_half_is_to_come() -> None:
    newest = datetime(2010, 6, 1, tzinfo=UTC)
    found = horizon(Settings(), NOW, newest)
    assert found.asleep == newest - timedelta(days=365)
    assert found.quiet == NOW - timedelta(days=365)


@pytest.mark.parametrize(
    ("settings", "rest"),
    [
        (Settings(), 365),
        (Settings(assign=Assign(dormant_days=10)), 45),
        (Settings(dedupe=Dedupe(window_days=400)), 600),
    ],
)
def test_a_story_rests_as_long_as_the_longer_of_both_memories(settings: Settings, rest: int) -> None:
    assert horizon(settings, NOW, None).quiet == NOW - timedelta(days=rest)


def test_by_default_only_what_always_went_goes() -> None:
    found = horizon(Settings(), NOW, None)
    assert (found.pages, found.steps) == (NOW - timedelta(days=30), NOW - timedelta(days=30))
    assert (found.texts, found.events, found.failed) == (None, None, None)
    assert found.hosts == NOW - timedelta(days=IDLE)
