"""The timeline: every article once, in the order of its days, never wider than the screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from workers.cli.entries import entries_of
from workers.cli.lines import width_of
from workers.cli.timeline import View, lines_of

TOKYO = timezone(timedelta(hours=9))
EASTERN = timezone(timedelta(hours=-5))


def member(
    number: int,
    at: datetime | None = None,
    *,
    site: str | None = "Harbor Post",
    title: str | None = None,
    precision: str = "instant",
    fetched: datetime | None = None,
    copy_of: int | None = None,
    gone: datetime | None = None,
    basis: str = "page",
    credits: Sequence[str] = (),  # noqa: A002 - the name of the column
) -> Any:
    """A member of a story, as the ledger gives it."""
    offset = at and int((at.utcoffset() or timedelta()).total_seconds() // 60)
    return SimpleNamespace(
        id=number,
        title=f"Article {number}" if title is None else title,
        text="The prime minister left on Thursday evening with a small delegation, officials said.",
        site=site,
        url=f"https://harbor.example/{number}",
        copy_of=copy_of,
        published_at=at and at.astimezone(UTC),
        published_offset=offset,
        published_precision=at and precision,
        placed_at=at.astimezone(UTC) if at else fetched,
        text_gone_at=gone,
        basis=basis,
        credits=list(credits),
    )


def shown(members: Sequence[Any], width: int | None = 80, *, title: str = "A story", **view: bool) -> list[str]:
    return [line.plain for line in lines_of(3, title, entries_of(members), View(width, **view))]


def day(month: int, number: int, hour: int = 12, zone: Any = UTC) -> datetime:
    return datetime(2025, month, number, hour, 0, tzinfo=zone)


def test_an_undated_article_of_an_unknown_publisher_is_no_note_on_the_one_above_it() -> None:
    assert shown([member(1, credits=["AFP"]), member(2, site=None)])[3:] == [
        "undated",
        "Harbor Post        Article 1",
        "                   credits AFP",
        "publisher unknown  Article 2",
    ]
    assert shown([member(1, day(1, 5), site=None)])[3:] == ["Sunday 5 January 2025", "12:00  Article 1"]


def test_a_long_story_goes_by_months() -> None:
    found = shown([member(1, day(1, 5)), member(2, day(1, 17)), member(3, day(2, 1)), member(4, day(3, 30))])
    assert found == [
        "A story",
        "story 3 · 5 Jan 2025 – 30 Mar 2025",
        "4 articles · 4 independent texts · 1 publisher",
        "",
        "January 2025",
        " Sun  5  Harbor Post  Article 1",
        " Fri 17  Harbor Post  Article 2",
        "",
        "February 2025",
        " Sat  1  Harbor Post  Article 3",
        "",
        "March 2025",
        " Sun 30  Harbor Post  Article 4",
    ]


def test_a_short_story_goes_by_days_with_times() -> None:
    found = shown([member(1, day(1, 5, 9, EASTERN)), member(2, day(1, 6), precision="day")], 120)
    assert found[2:] == [
        "",
        "Sunday 5 January 2025",
        "09:00 -5  Harbor Post  Article 1",
        "",
        "Monday 6 January 2025",
        "          Harbor Post  Article 2",
    ]


def test_an_article_stands_on_the_day_that_its_page_gives() -> None:
    found = shown([member(1, day(2, 7, 20, EASTERN)), member(2, day(2, 8, 7, TOKYO))])
    assert found.index("Friday 7 February 2025") < found.index("Saturday 8 February 2025")
    assert found[found.index("Friday 7 February 2025") + 1].endswith("Article 1")


def test_the_same_day_is_said_once() -> None:
    many = [member(number, day(1, number)) for number in range(1, 5)]
    found = shown([*many, member(9, day(1, 4, 13), site="Delta Courier")])
    assert found[-2:] == [" Sat  4  Harbor Post    Article 4", "         Delta Courier  Article 9"]


def test_copies_are_folded_under_their_original() -> None:
    copies = [
        member(n, day(1, n), site=site, copy_of=1) for n, site in ((2, "Delta Courier"), (3, "Echo"), (4, "Echo"))
    ]
    found = shown([member(1, day(1, 1)), *copies])
    assert found[2] == "4 articles · 1 independent text · 3 publishers"
    assert found[-2:] == ["12:00  Harbor Post  Article 1", "                    + 3 copies: Delta Courier, Echo (2)"]


def test_a_copy_by_whose_headline_the_story_is_called_is_not_folded_where_nobody_else_has_it() -> None:
    """It was the original until an earlier article came."""
    copies = [member(n, day(1, n), site="Echo", copy_of=1) for n in (2, 3, 4)]
    indent = " " * 20
    called = shown([member(1, day(1, 1)), *copies], title="Article  3")
    assert called[0] == "Article 3"
    assert called[-2:] == [f"{indent}+ 3 Jan 2025 · Echo · Article 3", f"{indent}+ 2 copies: Echo (2)"]
    alone = shown([member(1, day(1, 1)), copies[0]], title="Article 2")
    assert alone[-2:] == ["12:00  Harbor Post  Article 1", f"{indent}+ 2 Jan 2025 · Echo · Article 2"]
    another = shown([member(1, day(1, 1)), *copies, member(5, day(1, 5), title="Article 3")], title="Article 3")
    assert f"{indent}+ 3 copies: Echo (3)" in another


def test_agencies_are_credited_under_the_title_and_behind_an_unfolded_copy() -> None:
    copy = member(2, day(1, 2), copy_of=1, title="Article 1", credits=["Kyodo"])
    found = shown([member(1, day(1, 1), credits=["Reuters", "AFP"]), copy], copies=True)
    assert [line.strip() for line in found[-2:]] == [
        "credits Reuters, AFP",
        "+ 2 Jan 2025 · Harbor Post · credits Kyodo",
    ]


def test_unfolded_copies_have_their_day_their_publisher_and_a_title_of_their_own() -> None:
    copies = [member(2, day(1, 2), site=None, copy_of=1, title="Article 1"), member(3, day(1, 3), copy_of=1)]
    found = shown([member(1, day(1, 1)), *copies], copies=True)
    indent = " " * 20
    assert found[-2:] == [
        f"{indent}+ 2 Jan 2025 · publisher unknown",
        f"{indent}+ 3 Jan 2025 · Harbor Post · Article 3",
    ]


def test_a_copy_whose_original_is_elsewhere_stands_for_itself() -> None:
    assert shown([member(2, day(1, 2), copy_of=1)])[-1] == "12:00  Harbor Post  Article 2"


def test_undated_articles_come_last_and_say_so() -> None:
    found = shown([member(1), member(2, day(1, 1))])
    assert found[-2:] == ["undated", "       Harbor Post  Article 1"]


def test_the_day_of_a_fetch_is_marked_as_no_day_of_the_page() -> None:
    found = shown([member(1, fetched=day(1, 3))])
    assert found[-3:] == [
        "~12:00  Harbor Post  Article 1",
        "",
        "~ the page gives no date that counts: this is when it was fetched",
    ]


def test_an_article_without_a_title_is_called_by_its_first_words() -> None:
    assert shown([member(1, day(1, 1), title="")], 120)[-1].endswith(
        "(The prime minister left on Thursday evening with a small ...)"
    )


def test_where_no_publisher_is_known_there_is_no_column_for_one() -> None:
    assert shown([member(1, day(1, 1), site=None)])[-1] == "12:00  Article 1"


def test_without_a_screen_an_article_is_one_line() -> None:
    title = "A long title " * 30
    found = shown([member(1, day(1, 1), title=title, site="A publisher with a name longer than any column")], None)
    assert found[-1] == f"12:00  A publisher with a name longer than any column {title.strip()}"


def test_urls_stand_under_their_titles_when_asked_for() -> None:
    assert shown([member(1, day(1, 1))], urls=True)[-1].strip() == "https://harbor.example/1"


def test_only_web_addresses_are_links() -> None:
    row = member(1, day(1, 1))
    row.url = "import:seed.txt"
    lines = list(lines_of(3, "A story", entries_of([member(2, day(1, 1)), row]), View(80)))
    links = [span.style.link for line in lines for span in line.spans if getattr(span.style, "link", None)]
    assert links == ["https://harbor.example/2"]


BEGAN = datetime(2024, 11, 1, tzinfo=UTC)
TIMES = st.none() | st.builds(
    lambda hours, zone: (BEGAN + timedelta(hours=hours)).astimezone(zone),
    st.integers(0, 24 * 120),
    st.sampled_from([UTC, TOKYO, EASTERN]),
)


@st.composite
def story(draw: st.DrawFn) -> list[Any]:
    count = draw(st.integers(1, 12))
    return [
        member(
            number,
            draw(TIMES),
            site=draw(
                st.sampled_from(["Harbor Post", "東の朝新聞", None, "The Capital Wire Service of the Eastern Seaboard"])
            ),
            title=f"<{number}> " + draw(st.text("ab 石", max_size=120)),
            precision=draw(st.sampled_from(["instant", "local", "day"])),
            copy_of=draw(st.sampled_from([None, None, 1])) if number > 1 else None,
        )
        for number in range(1, count + 1)
    ]


@settings(max_examples=40)
@given(story(), st.integers(60, 220), st.booleans())
def test_no_line_is_wider_than_the_screen(members: list[Any], width: int, copies: bool) -> None:
    assert all(width_of(line) <= width for line in shown(members, width, copies=copies, urls=True))


@settings(max_examples=40)
@given(story())
def test_every_article_is_there_once(members: list[Any]) -> None:
    text = "\n".join(shown(members, None, title="", copies=True))
    assert all(text.count(f"<{row.id}>") == 1 for row in members)


@settings(max_examples=40)
@given(story(), st.randoms())
def test_the_order_in_which_members_come_changes_nothing(members: list[Any], chance: Any) -> None:
    others = list(members)
    chance.shuffle(others)
    assert shown(others, copies=True) == shown(members, copies=True)


@settings(max_examples=40)
@given(story())
def test_days_go_up_and_undated_ones_stand_at_the_end(members: list[Any]) -> None:
    labels = [line.plain for line in lines_of(3, "", entries_of(members), View(None)) if line.style == "bold"][1:]
    dated = [
        datetime.strptime(label.split()[-2] + label.split()[-1], "%B%Y").replace(tzinfo=UTC)
        for label in labels
        if label != "undated"
    ]
    assert dated == sorted(dated)
    assert "undated" not in labels[:-1]


def test_of_how_many_articles_the_text_is_gone_is_told_at_the_end() -> None:
    pruned = day(12, 1)
    lines = shown(
        [member(1, day(2, 1), gone=pruned), member(2, day(2, 1), gone=pruned, copy_of=1), member(3, day(2, 2))]
    )
    assert lines[-2:] == ["", "text no longer kept: 2 of 3 articles"]
    assert not any("no longer kept" in line for line in shown([member(1, day(2, 1))]))


def test_an_article_without_a_title_whose_text_is_gone_says_so() -> None:
    assert any(
        line.endswith("(text no longer kept)") for line in shown([member(1, day(2, 1), title="", gone=day(3, 1))])
    )


def test_an_article_that_is_not_made_of_its_page_says_what_it_is() -> None:
    lines = shown([member(1, day(2, 1), basis="entry"), member(2, day(2, 2), basis="stub"), member(3, day(2, 3))])
    told = [line.strip() for line in lines if "feed" in line or "notice" in line]
    assert told == ["from the feed alone: the page could not be had", "a notice of the site, no article"]
