"""A line that says for whom an article is, or how much of it is left, is no line of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workers.clean.decide import article_of
from workers.clean.members import is_for_members, without_notices
from workers.clean.why import told_of
from workers.model import Hint, Kind, Page

TOLD = [
    "The harbour authority of Port Ellery will close its northern basin for nine months from March, its director said.",
    "Ships that carry grain are to use the southern quay, where two cranes were repaired last autumn after a storm.",
    "The council will vote on the plan next week. Farmers of the eastern valley fear longer queues at the silos, since "
    "the road to the southern quay is narrow and goes through the old town, where lorries may not drive after eight.",
    "The work is to cost eleven million crowns, a third of which the province pays if the council agrees in June; the "
    "rest is lent by a bank in the capital, and the port will have paid it back in nineteen years if trade stays as it is.",
    "Two ferries that land in the basin will be sent to the old fishing pier, which has no ramp for cars and only one "
    "waiting room. Their owner said that she had learned of it from the newspaper, and would ask for her money back.",
]
NOTICES = [
    "This article is for subscribers only.", "This story is available exclusively to our members", "Subscriber-only content",
    "You have 62% of this article left to read.", "Dieser Artikel ist nur für Abonnenten verfügbar.", "Plus-Artikel",
    "Dieser Beitrag ist exklusiv für Abonnentinnen und Abonnenten.", "Cet article est réservé aux abonnés.",
    "Il vous reste 72.5% de cet article à lire. La suite est réservée aux abonnés.", "Contenido exclusivo para suscriptores",
    "Este artículo es solo para suscriptores.", "Conteúdo exclusivo para assinantes", "Questo articolo è riservato agli abbonati.",
    "Dit artikel is alleen voor abonnees.", "Den här artikeln är endast för prenumeranter", "Tekst dostępny tylko dla prenumeratorów.",
    "Bu haber sadece abonelere özeldir.", "Материал доступен только подписчикам", "Матеріал доступний лише для передплатників",
    "この記事は有料会員記事です", "この記事は会員限定です。", "【有料会員限定】", "この記事は有料記事です。残り1,234文字",
    "本文仅限会员阅读", "付费文章", "會員專享", "이 기사는 유료회원 전용 기사입니다.", "구독자 전용 콘텐츠",
]  # fmt: skip


@pytest.mark.parametrize("notice", NOTICES)
@pytest.mark.parametrize("at", [0, 1, 3])
@pytest.mark.parametrize("kind", [Kind.HTML, Kind.FLAT])
def test_a_notice_for_members_is_left_out_of_an_article_and_said_to_be_one(notice: str, at: int, kind: Kind) -> None:
    rows = [*TOLD[:at], notice, *TOLD[at:]]
    told = "".join(f"<p>{row}</p>" for row in rows)
    html = f"<title>Basin to close</title><body><article><h1>Basin to close</h1>{told}</article></body>"
    text = html if kind is Kind.HTML else "\n".join(["Home", "Basin to close", *rows])
    page = Page("", "", 200, {}, text.encode(), kind, datetime(2031, 2, 6, tzinfo=UTC))
    article = article_of(page, Hint())
    assert article.text == "\n".join(TOLD)
    assert [line.rule for line in told_of(page, article) if line.text == notice] == ["for members"]


@pytest.mark.parametrize(
    "line",
    [
        "This article is for those who have never seen a tide table.",
        "The club is open to members only, its chairman told the council on Monday.",
        "Members only meet twice a year",
        "Für Mitglieder kostet der Eintritt die Hälfte.",
        "Les abonnés du théâtre sont remboursés",
        "会員は三百人を超えた。",
        "有料会員が去年より三割増えたと新聞社が発表した。",
        "本文是文章",
        "本文仅供阅读",
        "本文是",
        "此内容為內容",
        "이 글은 기사입니다",
    ],
)
def test_what_is_told_of_members_is_kept(line: str) -> None:
    assert not is_for_members(line)
    assert without_notices(line) == line


#: what may stand at the door of a club that an article tells of.
DOORS = [
    "Members only.", "For members only.", "Only for our members.", "Exclusive to members.", "Nur für Mitglieder.",
    "Réservé aux membres.", "Solo para socios.", "Alleen voor leden.", "Endast för medlemmar.", "Kun for medlemmer.",
    "会員限定。", "会員専用です。", "회원 전용.",
]  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
def test_what_stands_at_a_clubs_door_is_kept(door: str) -> None:
    rows = [*TOLD[:2], door, *TOLD[2:]]
    told = "".join(f"<p>{row}</p>" for row in rows)
    html = f"<title>Basin to close</title><body><article><h1>Basin to close</h1>{told}</article></body>"
    page = Page("", "", 200, {}, html.encode(), Kind.HTML, datetime(2031, 2, 6, tzinfo=UTC))
    assert article_of(page, Hint()).text == "\n".join(rows)
