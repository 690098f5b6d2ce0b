"""How a run is judged: normal speed by its definition, and the table where it belongs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.chaos.record import BEGIN, END, Outcome, back, back_after, in_window, replaced, table, usual

START = datetime(2025, 2, 7, tzinfo=UTC)


def at(*seconds: float) -> list[datetime]:
    return [START + timedelta(seconds=value) for value in sorted(seconds)]


def steadily(begin: float, end: float, a_second: int) -> list[float]:
    return [begin + number / a_second for number in range(round((end - begin) * a_second))]


def test_the_usual_speed_is_what_most_windows_of_three_seconds_have() -> None:
    slow_start = [*steadily(0, 5, 1), *steadily(5, 30, 20)]
    assert usual(at(*slow_start)) == pytest.approx(60, abs=1)


def test_a_run_is_back_when_a_window_begins_that_is_three_quarters_full() -> None:
    times = at(*steadily(0, 10, 20), *steadily(14, 18, 5), *steadily(18, 30, 16))
    assert back(times, START + timedelta(seconds=10), 60) == pytest.approx(8, abs=0.8)


def test_a_run_that_never_gets_up_again_is_not_called_back() -> None:
    assert back(at(*steadily(0, 10, 20), *steadily(10, 30, 5)), START + timedelta(seconds=10), 60) is None


def test_silence_after_the_fault_counts_even_before_a_flood() -> None:
    times = at(*steadily(0, 10, 20), *steadily(12.9, 14, 500))
    assert back(times, START + timedelta(seconds=10), 60) == pytest.approx(2.9, abs=0.01)


def test_where_work_ends_with_the_last_fault_the_one_before_it_tells() -> None:
    times = at(*steadily(0, 10, 20), *steadily(11, 20, 20))
    faults = at(10, 19.5)
    assert back_after(times, faults, 60) == pytest.approx(1.0, abs=0.01)
    assert back_after(times, faults[1:], 60) is None


def test_a_run_that_had_work_enough_and_never_got_up_again_fails_whatever_came_before() -> None:
    times = at(*steadily(0, 20, 20), *steadily(20, 620, 1))
    with pytest.raises(AssertionError, match="never at normal speed again"):
        back_after(times, at(5, 20), 60)


@given(st.lists(st.integers(0, 60_000), min_size=1, max_size=200), st.integers(0, 60_000))
def test_a_window_counts_what_is_in_it(values: list[int], start: int) -> None:
    times = at(*(value / 1000 for value in values))
    begin = START + timedelta(seconds=start / 1000)
    assert in_window(times, begin) == sum(begin <= time < begin + timedelta(seconds=3) for time in times)


@given(st.lists(st.floats(0, 60), min_size=1, max_size=100), st.floats(0, 60))
def test_a_slower_normal_is_reached_no_later(values: list[float], ended: float) -> None:
    times, end = at(*values), START + timedelta(seconds=ended)
    found = [back(times, end, normal) for normal in (30, 10, 3, 1)]
    reached = [value for value in found if value is not None]
    assert reached == sorted(reached, reverse=True)
    assert found[len(found) - len(reached) :] == reached


def test_the_table_is_written_between_its_marks_and_nowhere_else() -> None:
    outcome = Outcome("kill -9 of Redis", "SQLite", "3", 612, 0, 2, 5, 4.04, None)
    document = f"# Operating\n\n{BEGIN}\nold\n{END}\n\nThe rest.\n"
    found = replaced(document, table([outcome]))
    assert "| kill -9 of Redis | SQLite | 3 | 612 | 0 | 2 | 5 | 4.0 | - |" in found
    assert "old" not in found
    assert found.startswith("# Operating\n")
    assert found.endswith("\n\nThe rest.\n")
    assert replaced(found, table([outcome])) == found


def test_rows_stand_by_number_and_sqlite_comes_first() -> None:
    names = [("10. poison", "SQLite"), ("2. workers", "PostgreSQL"), ("2. workers", "SQLite")]
    rows = table([Outcome(name, database, "1", 1, 0, 0, 0, 1.0, 1.0) for name, database in names]).splitlines()[2:]
    assert [tuple(row.split(" | ")[:2]) for row in rows] == [(f"| {name}", base) for name, base in reversed(names)]


def test_a_document_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="no <!-- chaos: begin"):
        replaced("# Operating", "table")
