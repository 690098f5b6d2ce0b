"""Which lines of a flattened page are its article: pages of our own, and laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.test_clean_lines import BODY, LEAD, MENU, SECOND, THIRD, TRAIL, page
from workers.clean.lines import is_comments, is_head
from workers.clean.passage import LIST, article_lines, picked
from workers.clean.runs import seen

LONG = [f"{LEAD} {THIRD}", f"{SECOND} {LEAD}", f"{THIRD} {SECOND}"]
COMMENTS = [
    f"I have sailed from that basin since I was a boy, and I say that number {number} of its walls is the worst of all."
    for number in range(30)
]
TEASER = "Bakers in Brennick mill their own flour again, and long queues of early risers form before their doors."


@pytest.mark.parametrize(
    "head",
    [
        "Comments", "12 comments", "3 responses to the plan", "Leave a reply", "24 Kommentare",
        "Kommentare (24)", "Commentaires (3)",
        "Comentarios", "Комментарии (3)", "コメント", "댓글 12",
    ],
)  # fmt: skip
def test_a_page_is_at_its_end_where_comments_begin_however_long_they_are(head: str) -> None:
    assert article_lines(page(MENU, LONG, BODY, head, COMMENTS)) == [*LONG, *BODY]


def test_a_count_of_comments_above_the_article_does_not_end_it() -> None:
    assert article_lines(page(MENU, "12 comments", LONG)) == LONG


@pytest.mark.parametrize(
    "line",
    ["The minister would not comment.", "He said on Monday:", "No reply came from the harbour", "A comment on walls"],
)
def test_a_line_that_only_speaks_of_comments_does_not_begin_them(line: str) -> None:
    assert not is_comments(line)


@pytest.mark.parametrize("line", ["Jo Berg says:", "Jo Berg said on 3 March 2031:", "Reply", "Antworten", "返信"])
def test_a_line_between_comments_is_a_head_and_ends_no_page(line: str) -> None:
    assert is_head(line)
    assert article_lines(page(LONG, BODY, line, LONG[0] + SECOND)) == [*LONG, *BODY, LONG[0] + SECOND]


def test_a_list_behind_a_colon_is_kept() -> None:
    told = [*LONG, "These quays are closed:", "North quay", "Fish quay", "Old quay", *BODY]
    assert article_lines(page(MENU, told, TRAIL)) == told


def test_what_goes_on_for_ever_behind_a_colon_is_no_list() -> None:
    rows = [f"Quay number {number}" for number in range(LIST + 1)]
    assert not set(rows) & set(article_lines(page(LONG, BODY, "These quays are closed:", rows, LONG)))


def test_sentences_under_dates_of_their_own_are_other_articles() -> None:
    others = [
        (f"Bakers, part {day}", f"{day} March 2031", f"{TEASER[:-1]}, for the {day}th day.") for day in range(3, 9)
    ]
    assert article_lines(page(MENU, LONG, *others)) == LONG


def test_the_articles_own_date_does_not_part_it_from_its_standfirst() -> None:
    assert article_lines(page(MENU, LEAD, "3 March 2031", LONG)) == [LEAD, *LONG]


def test_the_day_of_a_quotation_parts_nothing() -> None:
    quoted = (*LONG, "— Harbour of Ellery (@ellery) 3 March 2031", TEASER)
    assert TEASER in article_lines(page(MENU, quoted))
    assert TEASER not in article_lines(page(MENU, LONG, "3 March 2031", TEASER))


def test_a_list_of_the_articles_own_words_is_kept_and_one_of_others_is_not() -> None:
    own = " ".join(sorted(set(LEAD.strip(".").split()[:6]) | set(SECOND.strip(".").split()[:4])))
    told = article_lines(page(MENU, LONG, own, "Bakers and their flour", "Queues in Brennick", BODY))
    assert own in told
    assert not {"Bakers and their flour", "Queues in Brennick"} & set(told)


def test_a_menu_in_one_long_line_is_no_article() -> None:
    menu = " ".join(["Harbour Council Ferries Schools Weather Markets Sport Culture Letters"] * 4)
    assert article_lines(page(menu, BODY)) == BODY


def test_teasers_of_other_articles_below_it_are_left_out() -> None:
    told = [*LONG, *BODY]
    assert article_lines(page(told, "Bread", "Brennick", "Mills", "Ovens", TEASER)) == told


def test_a_sentence_that_says_more_of_the_same_is_kept_where_a_teaser_is_not() -> None:
    more = "Ships that wait for the basin, its director said, will anchor near the southern quay until grain is moved."
    gap = ["Bread", "Brennick", "Mills"]
    assert more in article_lines(page(LONG, gap, more))
    assert TEASER not in article_lines(page(LONG, gap, TEASER))


ASIDE = ["Ice on the river is gone by March", "Why gulls steal chips"]
MORE = "Pilots have asked for the plans. Berg says that all of them will be printed, a day after the council has them."
LAST = "The next trial begins in May off Brennick."


@pytest.mark.parametrize(
    "head",
    ["READ MORE", "Lesen Sie auch", "À lire aussi :", "Leggi anche", "Czytaj także", "Läs även", "あわせて読みたい"],
)
def test_an_article_goes_on_behind_a_block_of_pointers(head: str) -> None:
    went_on = [MORE, LAST]
    assert article_lines(page(MENU, LONG, head, ASIDE, went_on, TRAIL)) == [*LONG, *went_on]


def test_teasers_of_a_block_of_pointers_are_left_out() -> None:
    assert article_lines(page(MENU, LONG, "READ MORE", ASIDE, TEASER, "Storm over the fens", TRAIL)) == LONG


@pytest.mark.parametrize("last", [LAST, "Der nächste Versuch beginnt im Mai.", "次の実験は五月にこの港で始まる。"])
def test_a_short_last_sentence_is_the_articles(last: str) -> None:
    assert article_lines(page(MENU, LONG, last, "More from Science", TEASER)) == [*LONG, last]


@pytest.mark.parametrize("line", ["Will the harbour ever freeze again?", "Sign up for our newsletter.", "Follow us"])
def test_a_question_or_a_call_below_an_article_is_no_last_sentence(line: str) -> None:
    assert article_lines(page(MENU, LONG, line, TRAIL)) == LONG


@pytest.mark.parametrize(
    "caption",
    [
        "The basin at dawn, with two ships that wait for the tide to come in again (Photo: Anna Berg)",
        "Das Hafenbecken am Morgen, davor zwei Schiffe, die auf die Flut warten [Bild: Anna Berg]",
        "어제 엘러리 항구에서 두 척의 배가 밀물을 기다리고 있는 모습이 보인다. 항구는 내년 봄부터 닫힌다. 연합뉴스",
    ],
)
def test_a_caption_with_its_credit_is_no_paragraph(caption: str) -> None:
    assert caption not in article_lines(page(LEAD, caption, SECOND, THIRD))


parts = st.sampled_from([*BODY, *LONG, *MENU, *TRAIL, *COMMENTS[:3], TEASER, "Comments", "These quays are closed:"])
pages = st.lists(st.one_of(parts, st.text(max_size=200)), max_size=40)


@given(pages)
def test_what_is_picked_are_lines_of_the_page_ascending_and_each_once(rows: list[str]) -> None:
    found = picked(seen(rows))
    assert found == sorted(set(found))
    assert all(0 <= index < len(rows) for index in found)


@given(pages)
def test_no_head_notice_or_caption_is_ever_picked(rows: list[str]) -> None:
    told = seen(rows)
    assert not any(told[index].head or told[index].waste for index in picked(told))


@given(pages)
def test_where_a_sentence_speaks_for_an_article_there_is_one(rows: list[str]) -> None:
    told = seen(rows)
    assert bool(picked(told)) == any(line.good for line in told)
