"""The date beside a page's title: which lines count, and which are somebody else's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.clean.evidence import Setting
from workers.clean.labels import Label, label_of
from workers.clean.printed import printed_of, rows_of, sheet_of
from workers.clean.trees import tree_of

TITLE = "Basin to close in March"
HEADING = f"<h1>{TITLE}</h1>"
PROSE = f"<p>{'The harbour office said so on Monday, and nobody was surprised. ' * 4}</p>"
ENGLISH = Setting("en", "courier.example.uk", datetime(2031, 6, 1, tzinfo=UTC))


def printed(body: str, setting: Setting = ENGLISH) -> str | None:
    found = printed_of(sheet_of(tree_of(f"<html><body>{body}</body></html>"), TITLE, setting), setting)
    return found.text() if found else None


@pytest.mark.parametrize(
    ("body", "date"),
    [
        (f"{HEADING}<div>5 February 2031</div>{PROSE}", "2031-02-05"),
        (f"<div>5 February 2031</div>{HEADING}{PROSE}", "2031-02-05"),
        (f"{HEADING}<p>By Mara Holt | <b>5 February 2031</b>, <i>10:20 GMT</i></p>{PROSE}", "2031-02-05T10:20:00+00:00"),
        (f"{HEADING}<div>Written: 2031-02-05 10:20 / Updated: 2031-02-06 08:00</div>{PROSE}", "2031-02-05T10:20:00+00:00"),
        (f"{HEADING}<div>Updated 6 February 2031</div><div>Published 5 February 2031</div>{PROSE}", "2031-02-05"),
        (f"{HEADING}<h5>Datum:</h5><div>05.02.2031</div>{PROSE}", "2031-02-05"),
        (f"{HEADING}{PROSE}<div>First published: 5 February 2031</div>", "2031-02-05"),
        (f"<h3>{TITLE}</h3><div>1 January 2031</div>{PROSE}{HEADING}<div>5 February 2031</div>{PROSE}", "2031-02-05"),
        (f"{HEADING}<div>05/02/2031</div>{PROSE}", "2031-02-05"),
        (f"<div>5 February 2031 by Mara Holt, no comments, Harbour, Ships, Picked by our desk</div>{HEADING}", "2031-02-05"),
    ],
)  # fmt: skip
def test_a_line_made_for_it_beside_the_title_dates_the_page(body: str, date: str) -> None:
    assert printed(body) == date


@pytest.mark.parametrize(
    "body",
    [
        f"{HEADING}<div>Updated 6 February 2031</div>{PROSE}",
        f"{HEADING}<div>Registered: 18 September 2028</div>{PROSE}",
        f"{HEADING}{PROSE}<div>5 February 2031</div>",
        f"{HEADING}<p>The guns of the old harbour fort as they stood in the spring, 24 April 2023</p>{PROSE}",
        f"{HEADING}<div class=comment>5 February 2031</div>{PROSE}",
        f"{HEADING}<aside><p>5 February 2031</p></aside>{PROSE}",
        f"{HEADING}<script>var date = '5 February 2031'</script>{PROSE}",
        f"{HEADING}<div>5 February 2032</div>{PROSE}",
        f"<div>5 February 2031</div>{'<p>menu</p>' * 5}{HEADING}{PROSE}",
        f"<h1>Another title</h1><div>5 February 2031</div>{PROSE}",
        "",
    ],
)
def test_a_date_of_something_else_does_not_date_the_page(body: str) -> None:
    assert printed(body) is None


def test_day_and_month_are_told_apart_by_other_dates_of_the_page() -> None:
    unknown = Setting("en", "courier.example", ENGLISH.limit)
    line = f"{HEADING}<div>05/02/2031</div>{PROSE}"
    assert printed(line, unknown) is None
    assert printed(f"{line}<div>31/01/2031</div>", unknown) == "2031-02-05"
    assert printed(f"{line}<div>01/31/2031</div>", unknown) == "2031-05-02"


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Published 5 Feb", Label.PUBLISHED),
        ("Last updated: 5 Feb", Label.UPDATED),
        ("Published, then updated 5 Feb", Label.UPDATED),
        ("Updated; first published 5 Feb", Label.PUBLISHED),
        ("On 5 Feb", Label.NONE),
    ],
)
def test_the_nearer_label_counts(line: str, label: Label) -> None:
    assert label_of(line, line.index("5")) is label


def test_a_row_is_what_a_reader_sees_as_a_line() -> None:
    body = "<div>By <b>Mara</b> Holt<br>on <i>5 <u>Feb</u></i><style>b {}</style> 2031<ul><li>one</li>two</ul>three</div>four"
    tree = tree_of(f"<html><body>{body}</body></html>").find("body")
    assert [row.text for row in rows_of(tree)] == ["By Mara Holt", "on 5 Feb 2031", "one", "two", "three", "four"]


markup = st.lists(
    st.sampled_from(["<p>", "</p>", "<b>", "</b>", "<script>", "</script>", HEADING, "5 February 2031", ":", "word ", PROSE])
).map("".join)  # fmt: skip


@given(markup)
def test_any_markup_is_read_and_no_date_is_later_than_the_limit(body: str) -> None:
    early = Setting("en", "", datetime(2031, 2, 1, tzinfo=UTC))
    assert printed(body, early) is None
    assert printed(body) in (None, "2031-02-05")


@given(markup)
def test_the_rows_of_a_page_hold_all_of_its_words_in_their_order(body: str) -> None:
    body = body.replace("<script>", "").replace("</script>", "")
    tree = tree_of(f"<html><body>{body}</body></html>")
    shown = tree.find("body")
    if shown is not None:
        assert " ".join(row.text for row in rows_of(shown)).split() == " ".join(shown.itertext()).split()
