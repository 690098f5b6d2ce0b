"""What stands between a title and an article's first sentence is left out, in a page and in a flattened one alike."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.clean.decide import article_of
from workers.clean.opening import MOST, is_reading_time, is_signed, without_opening
from workers.model import Article, Hint, Kind, Page

NOW = datetime(2031, 2, 6, 9, tzinfo=UTC)
TITLE = "Port Ellery to close northern basin"
TOLD = [
    "The harbour authority of Port Ellery will close its northern basin for nine months from March, its director said.",
    "Ships that carry grain are to use the southern quay, where two cranes were repaired last autumn after a storm.",
    "The council will vote on the plan next week. Farmers of the eastern valley fear longer queues at the silos.",
]
#: kicker, byline, date, reading time.
OPENINGS = {
    "en": ("HARBOUR", "By Jane Doe and John Smith", "Published: 5 Feb 2031 10:12 GMT", "4 min read"),
    "de": ("Hafen", "Ein Beitrag von Jana Dorn", "Stand: 05.02.2031, 17:10 Uhr", "Lesezeit: 4 Minuten"),
    "fr": ("Port", "Par Jeanne Dupont", "Publié le 5 février 2031 à 17h10", "Temps de lecture : 4 min"),
    "es": ("Puerto", "Por Juana Díaz", "Publicado el 5 de febrero de 2031", "Tiempo de lectura: 4 minutos"),
    "it": ("Porto", "Di Giovanna Rossi", "Pubblicato il 5 febbraio 2031", "Tempo di lettura: 4 minuti"),
    "pt": ("Porto", "Por Joana Dias", "Publicado em 05/02/2031 às 17h10", "4 min de leitura"),
    "nl": ("Haven", "Door Jan de Vries", "Gepubliceerd op 5 februari 2031", "Leestijd: 4 minuten"),
    "pl": ("Port", "Autor: Jan Nowak", "Opublikowano 5 lutego 2031", "Czas czytania: 4 min"),
    "sv": ("Hamnen", "Av Anna Berg", "Publicerad 5 februari 2031", "Lästid: 4 min"),
    "tr": ("Liman", "Yazan: Ayşe Kaya", "Yayınlanma: 5 Şubat 2031", "Ortalama okuma süresi: 4 dakika"),
    "ru": ("Порт", "Автор: Иван Петров", "Опубликовано 5 февраля 2031", "Время на чтение: 4 минуты"),
    "ja": ("港湾", "記者 山田太郎", "2031年2月5日 17時10分 公開", "この記事は約4分で読めます"),
    "zh": ("港口", "记者 王小明", "2031年2月5日 17:10 发布", "预计阅读时间：4分钟"),
    "ko": ("항만", "홍길동 기자", "2031년 2월 5일", "읽는 시간 약 4분"),
}


def read(text: str, kind: Kind) -> Article:
    return article_of(Page("", "", 200, {}, text.encode(), kind, NOW), Hint())


def page(*rows: str) -> str:
    told = "".join(f"<p>{row}</p>" for row in (*rows, *TOLD))
    return f"<html><head><title>{TITLE}</title></head><body><nav><a href=/>Home</a></nav>{told}</body></html>"


@pytest.mark.parametrize("rows", OPENINGS.values(), ids=OPENINGS)
@pytest.mark.parametrize("around", ["article", "div class=content"])
def test_a_page_begins_with_its_first_sentence(rows: tuple[str, ...], around: str) -> None:
    kicker, *others = (f"<p>{row}</p>" for row in rows)
    told = "".join(f"<p>{row}</p>" for row in TOLD)
    html = page().replace("<p>", f"<{around}>{kicker}<h1>{TITLE}</h1>{''.join(others)}<p>", 1)
    assert read(html, Kind.HTML).text == "\n".join(TOLD)
    assert told in html


@pytest.mark.parametrize("rows", OPENINGS.values(), ids=OPENINGS)
def test_a_flattened_page_begins_with_its_first_sentence(rows: tuple[str, ...]) -> None:
    assert read("\n".join(["Home", TITLE, *rows, *TOLD]), Kind.FLAT).text == "\n".join(TOLD)


@pytest.mark.parametrize(
    "rows",
    [
        ["What happened", *TOLD],
        ["Photos", "which were published on Monday show the cranes.", *TOLD],
        ["Key points:", *TOLD],
        ["The port's basin will be shut for nine months from spring", *TOLD],
        ["Minutes of the meeting that the council held on 5 February 2031", *TOLD],
        ["Oats", "Milk", "Salt", "Honey", "Butter", "Apples", "Nuts", "Figs", "Plums"],
    ],
)
def test_what_may_be_the_articles_own_is_kept(rows: list[str]) -> None:
    assert without_opening(rows, TITLE, {"What happened"}) == rows


#: first sentences, one of them in each of some scripts.
FIRST = [
    "It was over.", "He is dead.", "“I am tired.”", "How are you?", "Er ist tot.", "« Assez ! »", "¿Y ahora qué?", "Он умер.",
    "他死了。", "彼は死んだ。", "그가 죽었다.", "مات الرجل.", "ماذا حدث؟", "वह मर गया।", "वह मर गया |", "ሞተ።", "Նա մահացավ։", "ཁོ་ཤི་སོང་།",
]  # fmt: skip


@pytest.mark.parametrize("first", FIRST)
@pytest.mark.parametrize("above", [[], [TITLE], ["By Jane Doe", "5 February 2031"]])
def test_a_first_sentence_is_kept_however_short_it_is(first: str, above: list[str]) -> None:
    assert without_opening([*above, first, *TOLD], TITLE, ()) == [first, *TOLD]


@pytest.mark.parametrize("around", ["p", "b"])
def test_an_interview_begins_with_its_first_question(around: str) -> None:
    asked = f"<p><{around}>How are you?</{around}></p>"
    assert read(page().replace("<p>", f"{asked}<p>", 1), Kind.HTML).text == "\n".join(["How are you?", *TOLD])


#: a result; the first lines of a poem; what a recipe needs.
SHORT_LINES = {
    "result": ["Holm 3-1 Port Ellery"],
    "poem": ["The tide is out", "The boats lie still", "A gull goes by", "Above the hill"],
    "Gedicht": ["Der Hafen schläft", "Die Flut ist fern", "Kein Boot fährt aus"],
    "詩": ["港は眠る", "舟は動かず", "鴎が一羽"],
    "recipe": ["250 g flour", "2 eggs", "Salt", "Butter for the pan"],
    "needs": ["Flour", "Eggs", "Salt", "Butter"],
}


@pytest.mark.parametrize("rows", SHORT_LINES.values(), ids=SHORT_LINES)
@pytest.mark.parametrize("above", [[], [TITLE], [TITLE, "By Jane Doe", "5 February 2031"]])
def test_short_lines_that_may_be_the_article_are_kept_without_what_names_it(rows: list[str], above: list[str]) -> None:
    assert without_opening([*above, *rows, *TOLD], TITLE, ()) == [*rows, *TOLD]


def test_a_kicker_is_left_out_where_something_names_the_article_and_kept_where_nothing_does() -> None:
    for named in (TITLE, "By Jane Doe", "5 February 2031", "4 min read"):
        assert without_opening(["HARBOUR", named, *TOLD], TITLE, ()) == TOLD
        assert without_opening([named, "Harbour", "Trade", *TOLD], TITLE, ()) == TOLD
    assert without_opening(["HARBOUR", *TOLD], TITLE, ()) == ["HARBOUR", *TOLD]


@pytest.mark.parametrize(
    ("line", "kicker"),
    [
        ("From the harbour board", True),
        ("Hafen " * 4, True),
        ("Grain ships go to the quay", False),
        ("Grain ships go to the southern quay today", False),
        ("Walls of 1911", False),
        ("港湾局長の会見", True),
        ("港湾局が北側の岸壁を", False),
    ],
)
def test_a_kicker_is_a_line_of_few_letters_and_no_figure(line: str, kicker: bool) -> None:
    rows = [line.strip(), *TOLD]
    assert without_opening(["By Jane Doe", *rows], TITLE, ()) == (TOLD if kicker else rows)


def test_a_heading_that_only_repeats_the_title_or_names_the_author_is_left_out() -> None:
    rows = [TITLE, "By Jane Doe", *TOLD]
    assert without_opening(rows, TITLE, {TITLE, "By Jane Doe"}) == TOLD


@pytest.mark.parametrize("line", ["Jane Doe | Harbour correspondent", "By Jane Doe", "Auteur : Jeanne Dupont"])
def test_lines_that_sign(line: str) -> None:
    assert is_signed(line)


@pytest.mark.parametrize(
    "line", ["Port Ellery | Harbour and sea", "By Friday the basin will be shut", "Jane Doe | Opening hours"]
)
def test_lines_that_sign_nothing(line: str) -> None:
    assert not is_signed(line)


@pytest.mark.parametrize("line", ["4 minutes later the crane fell", "Reading is at 4 minutes from here", "4 min"])
def test_lines_that_speak_of_minutes_are_no_reading_times(line: str) -> None:
    assert not is_reading_time(line)


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([TOLD[0], "By Jane Doe", "5 February 2031, 17:10", "4 min read", *TOLD[1:]], TOLD),
        ([TOLD[0], "5 February 2031", "By Jane Doe", *TOLD[1:]], TOLD),
        ([TOLD[0], TITLE, *TOLD[1:]], TOLD),
        ([TOLD[0], "5 February 2031", *TOLD[1:]], [TOLD[0], "5 February 2031", *TOLD[1:]]),
        ([*TOLD[:2], "By Jane Doe", TOLD[2]], [*TOLD[:2], "By Jane Doe", TOLD[2]]),
    ],
)
def test_behind_a_standfirst_a_byline_is_left_out_and_a_day_that_may_head_a_part_is_kept(
    rows: list[str], wanted: list[str]
) -> None:
    assert without_opening(rows, TITLE, ()) == wanted


@given(st.lists(st.sampled_from([*TOLD, *OPENINGS["en"], *OPENINGS["ja"], TITLE, "Oats", "a", ""]), max_size=12))
def test_only_lines_at_the_beginning_are_left_out_and_no_sentence(rows: list[str]) -> None:
    kept = list(without_opening(rows, TITLE, ()))
    assert kept[len(kept) - len(rows[MOST:]) :] == rows[MOST:]
    assert [row for row in kept if row in TOLD] == [row for row in rows if row in TOLD]
    assert [row for row in rows if row in kept] == [row for row in rows if row in set(kept)]
    assert kept or not rows
