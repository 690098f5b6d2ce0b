"""Of two pages at one address: are they one page, or two editions of a series?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.clean.same import Reading, is_one_page, whose
from workers.model import Basis, Precision, Published

TUESDAY = Published(datetime(2031, 2, 4, 6, tzinfo=UTC))
MONDAY = Published(datetime(2031, 2, 3, 6, tzinfo=UTC))
WORDS = (
    "The port closes its northern basin for two years because the quay wall has moved by a hand since the great storm"
)
#: an edition: the same opening, and other news.
BRIEFING = "Good morning from Wexcombe and here is what you need to know before you set out today"
FIRST = f"{BRIEFING} the bridge is shut owls nest in the tower and bread costs more at both bakeries again"
SECOND = f"{BRIEFING} ferries are full snow falls north of Ellery while teachers vote about a strike next Friday"
#: 9 of 22 words: token F1 0.58.
CUT = " ".join(WORDS.split()[:9])
PAGE = Reading("Port closes its northern basin", WORDS, TUESDAY)


def of(reading: Reading, **other: object) -> Reading:
    return replace(reading, **other)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("other", "one"),
    [
        (PAGE, True),
        (of(PAGE, title=None, published=None), True),
        (of(PAGE, title="The basin, a day later"), True),
        (of(PAGE, text=CUT), True),
        (of(PAGE, text=CUT, published=None), True),
        (of(PAGE, text=CUT, title="Owls nest in the tower"), False),
        (of(PAGE, text=CUT, title=None), False),
        (of(PAGE, text=SECOND), False),
        (of(PAGE, text=SECOND, title="Owls nest in the tower"), False),
        (of(PAGE, published=MONDAY), False),
        (of(PAGE, text=""), False),
    ],
)
def test_one_page_has_one_text_with_which_a_title_may_help(other: Reading, one: bool) -> None:
    assert is_one_page(PAGE, other) is one


def test_two_of_which_there_is_no_text_are_two() -> None:
    """That of neither is kept any more, so that nothing tells them apart."""
    assert not is_one_page(of(PAGE, text=""), of(PAGE, text=""))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Reading("Morning briefing", FIRST, TUESDAY), Reading("Morning briefing", SECOND, MONDAY)),
        (Reading("Morning briefing", FIRST, None), Reading("Morning briefing", SECOND, None)),
        (Reading("Morning briefing", FIRST, TUESDAY), Reading("Morning briefing", SECOND, TUESDAY)),
        (
            Reading("Weather forecast for Tuesday", "Rain in the north, sun in the south.", TUESDAY),
            Reading("Weather forecast for Monday", "Rain in the north, sun in the south.", MONDAY),
        ),
    ],
)
def test_two_editions_of_a_series_are_two_pages(one: Reading, other: Reading) -> None:
    assert not is_one_page(one, other)


@pytest.mark.parametrize(
    "same",
    [
        Published(datetime(2031, 2, 4, 23, 30, tzinfo=UTC)),
        Published(datetime(2031, 2, 5, 1, 30, tzinfo=timezone(timedelta(hours=2)))),
        Published(datetime(2031, 2, 4, 1, tzinfo=timezone(timedelta(hours=2)))),
        Published(datetime(2031, 2, 4, 12, tzinfo=UTC), Precision.DAY),
    ],
)
def test_one_day_written_in_two_zones_is_one_day(same: Published) -> None:
    assert is_one_page(of(PAGE, published=same), PAGE)


def test_a_title_helps_whichever_of_the_two_has_the_sites_name_behind_it() -> None:
    named = of(PAGE, text=CUT, title=f"{PAGE.title} | The Wexcombe Herald, for Ellery, Saltmere and all quays")
    assert is_one_page(named, PAGE)
    assert is_one_page(PAGE, named)


@pytest.mark.parametrize(
    ("theirs", "owner"),
    [
        ({}, None),
        ({7: PAGE}, 7),
        ({7: of(PAGE, basis=Basis.ENTRY)}, None),
        ({7: of(PAGE, basis=Basis.STUB)}, None),
        ({7: of(PAGE, text=SECOND), 9: PAGE, 8: PAGE}, 9),
    ],
)
def test_a_page_is_the_first_urls_that_has_it_not_an_entry_or_a_notice_in_its_place(
    theirs: dict[int, Reading], owner: int | None
) -> None:
    assert whose(1, PAGE, theirs, 1, settled=False).owner == (owner or 1)
    assert whose(1, PAGE, theirs, 1, settled=True).owner == 1


@pytest.mark.parametrize(
    ("theirs", "said", "settled", "believed"),
    [
        ({}, 1, False, True),
        ({7: of(PAGE, text=SECOND)}, 7, False, False),
        ({7: of(PAGE, text=SECOND)}, 1, False, True),
        ({7: PAGE}, 7, False, True),
        ({7: PAGE}, 7, True, False),
        ({}, 7, False, True),
    ],
)
def test_a_page_stands_where_it_says_unless_another_article_does(
    theirs: dict[int, Reading], said: int, settled: bool, believed: bool
) -> None:
    assert whose(1, PAGE, theirs, said, settled=settled).believed is believed


_readings = st.builds(
    Reading,
    st.none() | st.sampled_from(["Port closes its basin", "Port closes basin", "Owls"]),
    st.lists(st.sampled_from(WORDS.split()), min_size=1).map(" ".join),
    st.none() | st.sampled_from([MONDAY, TUESDAY]),
)


@given(_readings, _readings)
def test_which_of_the_two_came_first_does_not_matter(one: Reading, other: Reading) -> None:
    assert is_one_page(one, other) == is_one_page(other, one)
    assert is_one_page(one, one)
