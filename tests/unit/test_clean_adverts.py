"""Where an advertisement stands an article goes on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workers.clean.adverts import is_advert
from workers.clean.decide import article_of
from workers.clean.why import told_of
from workers.model import Hint, Kind, Page

TITLE = "Port Ellery to close northern basin"
TOLD = [
    "The harbour authority of Port Ellery will close its northern basin for nine months from March, its director said.",
    "Ships that carry grain are to use the southern quay, where two cranes were repaired last autumn after a storm.",
    "The council will vote on the plan next week. Farmers of the eastern valley fear longer queues at the silos.",
    "The work is to cost eleven million crowns, a third of which the province pays if the council agrees in June.",
]
MARKS = [
    "ADVERTISEMENT", "- Advertisement -", "Story continues below advertisement", "Scroll to continue with content",
    "Anzeige", "Werbung", "Publicité", "PUBLICIDAD", "Publicidade", "Pubblicità", "Advertentie", "Annons", "Annonce",
    "Mainos", "REKLAMA", "Reklam", "Реклама", "広告", "スポンサーリンク", "广告", "광고",
]  # fmt: skip


def page(mark: str, at: int, kind: Kind) -> Page:
    rows = [*TOLD[:at], mark, *TOLD[at:]]
    told = "".join(f"<p>{row}</p>" for row in rows)
    html = f"<title>{TITLE}</title><body><article><h1>{TITLE}</h1>{told}</article></body>"
    text = html if kind is Kind.HTML else "\n".join(["Home", TITLE, *rows, "Most read", "Ferry fares to rise"])
    return Page("", "", 200, {}, text.encode(), kind, datetime(2031, 2, 6, tzinfo=UTC))


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("at", [1, 3])
@pytest.mark.parametrize("kind", [Kind.HTML, Kind.FLAT])
def test_no_paragraph_is_lost_around_the_mark_of_an_advertisement(mark: str, at: int, kind: Kind) -> None:
    read = page(mark, at, kind)
    article = article_of(read, Hint())
    assert article.text == "\n".join(TOLD)
    assert [line.rule for line in told_of(read, article) if line.text == mark] == ["advertisement"]


@pytest.mark.parametrize("line", ["The advertisement was taken down", "Reklama się opłaca", "広告費は去年より増えた"])
def test_a_line_that_speaks_of_advertisements_is_none(line: str) -> None:
    assert not is_advert(line)
