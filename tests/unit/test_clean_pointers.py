"""Lines that point out of an article are left out of it, and heads of comments end a flattened page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workers.clean.decide import article_of
from workers.model import Article, Hint, Kind, Page

TITLE = "Port Ellery to close northern basin"
TOLD = [
    "The harbour authority of Port Ellery will close its northern basin for nine months from March, its director said.",
    "Ships that carry grain are to use the southern quay, where two cranes were repaired last autumn after a storm.",
    "The council will vote on the plan next week. Farmers of the eastern valley fear longer queues at the silos.",
]
REMARK = (
    "I have said for years that the basin would fall down one day, and nobody would listen to an old man from Holm."
)


def read(text: str, kind: Kind) -> Article:
    return article_of(Page("", "", 200, {}, text.encode(), kind, datetime(2031, 2, 6, tzinfo=UTC)), Hint())


@pytest.mark.parametrize(
    "line",
    [
        "Lees ook: Waarom de muren afbrokkelen",
        "Czytaj też: Bilety na prom zdrożeją",
        "Läs också: Färjan blir dyrare",
        "À lire également : pourquoi les murs s'effritent",
        "Ранее мы писали: почему рушатся стены",
        "İlgili haber: Feribot pahalanıyor",
        "関連記事：渡し船の運賃、値上げへ",
        "© 2031 The Ellery Courier",
        "Copyright © 2031 The Ellery Courier. All rights reserved.",
    ],
)
@pytest.mark.parametrize("at", [1, 3])
def test_a_line_that_points_elsewhere_is_no_line_of_the_article(line: str, at: int) -> None:
    told = "".join(f"<p>{row}</p>" for row in [*TOLD[:at], line, *TOLD[at:]])
    page = f"<title>{TITLE}</title><body><article><h1>{TITLE}</h1>{told}</article></body>"
    assert read(page, Kind.HTML).text == "\n".join(TOLD)


@pytest.mark.parametrize(
    "line", ["Copyright is what the council fears", "Lees die borden goed", "По теме говорили мало"]
)
def test_a_subhead_in_such_words_is_kept(line: str) -> None:
    told = "".join(f"<p>{row}</p>" for row in TOLD[:2])
    page = (
        f"<title>{TITLE}</title><body><article><h1>{TITLE}</h1>{told}<h2>{line}</h2><p>{TOLD[2]}</p></article></body>"
    )
    assert read(page, Kind.HTML).text == "\n".join([*TOLD[:2], line, TOLD[2]])


@pytest.mark.parametrize(
    "head",
    [
        "Schreibe einen Kommentar", "2 Gedanken zu „Nordbecken“", "Laisser un commentaire", "Deja un comentario",
        "Lascia un commento", "Deixe um comentário", "Geef een reactie", "Dodaj komentarz", "Lämna ett svar",
        "Оставить комментарий", "Bir yanıt yazın", "コメントを残す", "发表评论",
    ],
)  # fmt: skip
def test_the_head_of_the_comments_ends_a_flattened_page(head: str) -> None:
    told = [f"On day {number} it was said in the council: {row}" for number in range(1, 4) for row in TOLD]
    text = read("\n".join(["Home", TITLE, *told, head, REMARK, REMARK.replace("Holm", "Ellery")]), Kind.FLAT).text
    assert text == "\n".join(told)
