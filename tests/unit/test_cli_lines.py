"""Text for one line or one column: safe to print, and as wide as it says."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.cli import context
from workers.cli.lines import (
    counted,
    dated,
    flowed,
    grid,
    linkable,
    listed,
    moment,
    one_line,
    opening,
    width_of,
    wrapped,
)
from workers.model import Precision, Published

#: letters of several scripts and widths, white, and what does not belong into a line.
TEXTS = st.text(st.sampled_from("ab Zé0-:’石東 \t\n\x1b\x07\u202e\u2028ก็अ"), max_size=60)


@pytest.mark.parametrize(
    ("precision", "shown"),
    [
        (Precision.INSTANT, "2031-02-05T18:40:00+00:00"),
        (Precision.LOCAL, "2031-02-05T18:40:00 (time zone unknown)"),
        (Precision.DAY, "2031-02-05 (time of day unknown)"),
    ],
)
def test_a_time_says_what_is_not_known_of_it(precision: Precision, shown: str) -> None:
    assert dated(Published(datetime(2031, 2, 5, 18, 40, tzinfo=UTC), precision)) == shown


def test_a_moment_is_told_in_utc_to_the_second() -> None:
    at = datetime(2025, 2, 7, 23, 59, 59, 999_999, tzinfo=timezone(timedelta(hours=-5)))
    assert moment(at) == "2025-02-08 04:59:59"


@given(st.datetimes(min_value=datetime(1, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis adds the zone
def test_a_moment_that_is_told_can_be_typed(at: datetime) -> None:
    assert context.moment("--at", moment(at), datetime(2025, 2, 7, tzinfo=UTC)) == at.replace(microsecond=0)


@given(TEXTS)
def test_one_line_has_nothing_that_moves_a_cursor(text: str) -> None:
    found = one_line(text)
    assert not any(unicodedata.category(c) in {"Cc", "Zl", "Zp"} for c in found)
    assert "\u202e" not in found


@given(TEXTS)
def test_one_line_twice_is_one_line_once(text: str) -> None:
    assert one_line(one_line(text)) == one_line(text)


def test_an_escape_sequence_loses_its_power() -> None:
    assert one_line("Breaking\x1b[31m news\r\n now") == "Breaking [31m news now"


@given(TEXTS, st.integers(2, 40))
def test_no_wrapped_line_is_wider_than_asked(text: str, width: int) -> None:
    assert all(width_of(line) <= width for line in wrapped(one_line(text), width))


@given(TEXTS, st.integers(2, 40))
def test_wrapping_loses_no_letter(text: str, width: int) -> None:
    text = one_line(text)
    assert "".join("".join(wrapped(text, width)).split()) == "".join(text.split())


@given(TEXTS)
def test_without_a_width_nothing_is_wrapped(text: str) -> None:
    assert wrapped(text, None) == [text]


def test_words_stay_whole_where_they_fit() -> None:
    assert wrapped("a golden age for the alliance", 12) == ["a golden age", "for the", "alliance"]


def test_text_without_spaces_is_broken_by_columns() -> None:
    assert wrapped("石破首相訪米", 5) == ["石破", "首相", "訪米"]


@given(st.lists(st.text("abc", min_size=1, max_size=9), max_size=9), st.integers(1, 40))
def test_flowing_breaks_only_between_pieces(pieces: list[str], width: int) -> None:
    lines = flowed(pieces, width)
    assert [piece for line in lines for piece in line.split(" · ")] == pieces
    assert all(len(line) <= width or line in pieces for line in lines)


def test_a_list_is_broken_between_pieces_and_hangs_behind_its_head() -> None:
    assert listed("failed  ", ["12 http-404", "3 timeout", "1 private-address; see there"], 30) == [
        "failed  12 http-404,",
        "        3 timeout,",
        "        1 private-address; see",
        "        there",
    ]
    assert listed("failed  ", ["12 http-404", "3 timeout"], None) == ["failed  12 http-404, 3 timeout"]
    assert listed("failed  ", [], 30) == ["failed  "]


@given(st.lists(st.text("abc1 ", min_size=1, max_size=9).map(str.strip).filter(bool), max_size=9), st.integers(8, 60))
def test_no_line_of_a_list_is_wider_than_asked_and_no_piece_is_lost(pieces: list[str], width: int) -> None:
    lines = listed("head  ", pieces, width)
    assert all(width_of(line) <= width for line in lines)
    assert all(line.startswith("      ") for line in lines[1:])
    assert "".join(line[6:] for line in lines).replace(" ", "") == ",".join(pieces).replace(" ", "")


def test_a_text_without_a_title_is_called_by_its_first_words() -> None:
    assert opening("one two\nthree") == "one two three"
    assert opening("1 2 3 4 5 6 7 8 9 10 11") == "1 2 3 4 5 6 7 8 9 10 ..."


@pytest.mark.parametrize(
    ("number", "told"), [(0, "0 copies"), (1, "1 copy"), (2, "2 copies"), (1234567, "1,234,567 copies")]
)
def test_counts_are_told_with_the_right_noun(number: int, told: str) -> None:
    assert counted(number, "copy", "copies") == told


@pytest.mark.parametrize("url", ["import:a.txt", "javascript:alert(1)", "https://a.example/\x1b]8;;x", "https://a b"])
def test_what_is_no_plain_web_address_is_no_link(url: str) -> None:
    assert not linkable(url)


def test_a_grid_is_aligned_by_columns_not_by_characters() -> None:
    rows = [("1", "東の朝", "x"), ("12", "Echo", "a\tlong one")]
    assert list(grid(("id", "site", "title"), rows, right=("id",))) == [
        "id  site    title",
        " 1  東の朝  x",
        "12  Echo    a long one",
    ]


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=6))
def test_a_row_of_a_grid_is_one_line_and_nothing_is_cut(rows: list[tuple[str, str]]) -> None:
    lines = list(grid(("a", "b"), rows))
    assert len(lines) == len(rows) + 1
    for line, row in zip(lines[1:], rows, strict=True):
        assert line.split() == " ".join(map(one_line, row)).split()
        assert line.splitlines() in ([line], [])
