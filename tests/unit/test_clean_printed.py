"""The date beside a page's title: which lines count, and which are somebody else's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.clean.dates import found_in
from workers.clean.evidence import Setting
from workers.clean.labels import Label, label_of
from workers.clean.land import land_of
from workers.clean.printed import printed_of
from workers.clean.sheet import rows_of, sheet_of
from workers.clean.trees import tree_of

TITLE = "Basin to close in March"
HEADING = f"<h1>{TITLE}</h1>"
PROSE = f"<p>{'The harbour office said so on Monday, and nobody was surprised. ' * 4}</p>"
ENGLISH = Setting(land_of("en", "courier.example.uk"), datetime(2031, 6, 1, tzinfo=UTC))


def printed(body: str, setting: Setting = ENGLISH) -> str | None:
    found = printed_of(sheet_of(tree_of(f"<html><body>{body}</body></html>"), TITLE, setting), setting)
    return found.text() if found else None


@pytest.mark.parametrize(
    ("body", "date"),
    [
        (f"{HEADING}<div>5 February 2031</div>{PROSE}", "2031-02-05"),
        (f"<div>5 February 2031</div>{HEADING}{PROSE}", "2031-02-05"),
        (f"{HEADING}<p>By Mara Holt | <b>5 February 2031</b>, <i>10:20 GMT</i></p>{PROSE}", "2031-02-05T10:20:00+00:00"),
        (f"{HEADING}<div>Written: 2031-02-05 10:20 / Updated: 2031-02-06 08:00</div>{PROSE}", "2031-02-05T10:20:00"),
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
        f"{HEADING}<div>Born 3 May 2015</div>{PROSE}",
        f"{HEADING}<div>3 May 1975</div>{PROSE}",
        f"{HEADING}<div>Photo: Jo Berg, 3 May 2015</div>{PROSE}",
        f"{HEADING}<div>Päivitetty 5.2.2031</div>{PROSE}",
        f"{HEADING}<div>2031年2月5日 更新</div>{PROSE}",
        f"{HEADING}<div>2031年2月5日 午後6時40分 更新</div>{PROSE}",
        f"{HEADING}{PROSE}<div><a href=/f>Ferry fares are to rise</a><p>Published 5 February 2031</p></div>",
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
    unknown = Setting(land_of("en", "courier.example"), ENGLISH.limit)
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
        ("Julkaistu 5 Feb", Label.PUBLISHED),
        ("Päivitetty 5 Feb", Label.UPDATED),
        ("Ενημερώθηκε: 5 Feb", Label.UPDATED),
        ("Zaktualizowano 5 Feb", Label.UPDATED),
        ("Uppdaterad 5 Feb", Label.UPDATED),
        ("Обновлено 5 Feb", Label.UPDATED),
        ("Güncelleme: 5 Feb", Label.UPDATED),
        ("تحديث 5 Feb", Label.UPDATED),
        ("更新日：5 Feb", Label.UPDATED),
        ("입력 5 Feb", Label.PUBLISHED),
        ("Zuletzt aktualisiert am Donnerstag, 5 Feb", Label.UPDATED),
        ("Born 5 Feb", Label.OTHER),
        ("Photo: Jo Berg, 5 Feb", Label.OTHER),
        ("Photo: Jo Berg | 5 Feb", Label.NONE),
        ("Verfügbar bis 5 Feb", Label.OTHER),
        ("Open until Monday, 5 Feb", Label.OTHER),
        ("Unpublished 5 Feb", Label.NONE),
    ],
)
def test_the_nearer_label_counts(line: str, label: Label) -> None:
    assert label_of(line, line.index("5")) is label


def test_a_date_in_the_title_is_the_storys() -> None:
    tree = tree_of(f"<html><body><h1>What they saw on 9 November 1999</h1>{PROSE}</body></html>")
    sheet = sheet_of(tree, "What they saw on 9 November 1999", ENGLISH)
    assert printed_of(sheet, ENGLISH) is None


@pytest.mark.parametrize(
    ("line", "labels"),
    [
        ("2031年2月5日 公開 / 2031年2月6日 更新", [Label.PUBLISHED, Label.UPDATED]),
        ("5 February 2031, updated 6 February 2031", [Label.NONE, Label.UPDATED]),
        ("5 February 2031 (updated)", [Label.UPDATED]),
    ],
)
def test_a_label_behind_a_date_counts_where_no_other_date_follows(line: str, labels: list[Label]) -> None:
    assert [label_of(line, found.start, found.end) for found in found_in(line)] == labels


def test_a_row_is_what_a_reader_sees_as_a_line() -> None:
    body = "<div>By <b>Mara</b> Holt<br>on <i>5 <u>Feb</u></i><style>b {}</style> 2031<ul><li>one</li>two</ul>three</div>four"
    tree = tree_of(f"<html><body>{body}</body></html>").find("body")
    assert [row.text for row in rows_of(tree)] == ["By Mara Holt", "on 5 Feb 2031", "one", "two", "three", "four"]


markup = st.lists(
    st.sampled_from(["<p>", "</p>", "<b>", "</b>", "<script>", "</script>", HEADING, "5 February 2031", ":", "word ", PROSE])
).map("".join)  # fmt: skip


@given(markup)
def test_any_markup_is_read_and_no_date_is_later_than_the_limit(body: str) -> None:
    early = Setting(land_of("en"), datetime(2031, 2, 1, tzinfo=UTC))
    assert printed(body, early) is None
    assert printed(body) in (None, "2031-02-05")


@given(markup)
def test_the_rows_of_a_page_hold_all_of_its_words_in_their_order(body: str) -> None:
    body = body.replace("<script>", "").replace("</script>", "")
    tree = tree_of(f"<html><body>{body}</body></html>")
    shown = tree.find("body")
    if shown is not None:
        assert " ".join(row.text for row in rows_of(shown)).split() == " ".join(shown.itertext()).split()
