"""Calls to subscribe and to follow, which stand between paragraphs; and prose that names the same things."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.clean.calls import is_call, without_calls
from workers.clean.decide import article_of
from workers.clean.why import told_of
from workers.model import Hint, Kind, Page

CALLS = [
    "Subscribe to our newsletter",
    "Sign up for our daily briefing.",
    "Sign up for breaking news alerts",
    "Follow us on Facebook and Instagram",
    "Follow Mara Holt on Twitter",
    "Want more of this? Sign up for our newsletter!",
    "Join our WhatsApp channel",
    "Join the conversation on Facebook",
    "Register to receive our newsletter",
    "Get the latest news in your inbox",
    "Receive the day's news by email",
    "Abonnieren Sie unseren Newsletter",
    "Jetzt den Newsletter des Kuriers abonnieren",
    "Folgen Sie uns auf Facebook",
    "Melden Sie sich hier für unseren Newsletter an.",
    "Abonnez-vous à notre newsletter",
    "Suivez-nous sur WhatsApp",
    "Inscrivez-vous à notre infolettre.",
    "Suscríbete a nuestro boletín",
    "Síguenos en Facebook y en X",
    "Follow us on X for more of this.",
    "Folgen Sie uns auf Threads",
    "Sign up for push alerts",
    "Únete a nuestro canal de WhatsApp",
    "Iscriviti alla nostra newsletter",
    "Seguici su Instagram",
    "Assine nossa newsletter",
    "Siga-nos no Instagram",
    "Participe do nosso canal no WhatsApp",
    "Schrijf je in voor onze nieuwsbrief",
    "Volg ons op Facebook",
    "Zapisz się do naszego newslettera",
    "Obserwuj nas na Facebooku",
    "Bültenimize abone olun",
    "Bizi Twitter'da takip edin",
    "WhatsApp kanalımıza katılın",
    "Подписывайтесь на наш телеграм-канал",
    "Подпишитесь на нашу рассылку",
    "Читайте нас в Telegram",
    "メールマガジンに登録する",
    "公式アカウントをフォロー",
    "订阅我们的电子报",
    "关注我们的微信公众号",
    "뉴스레터 구독하기",
    "Prenumerera på vårt nyhetsbrev",
    "Følg oss på Facebook",
    "Підписуйтесь на наш канал у Telegram",
    "تابعونا على فيسبوك",
]
PROSE = [
    "The council sends its newsletter to 4,000 readers each Monday.",
    "She told subscribers of her newsletter on Monday that the ferry is back.",
    "“Subscribe to our newsletter,” the poster at the quay said in red letters.",
    "Join us, the mayor asked the people of Saltmere, and two hundred came to the quay.",
    "Follow the road to the bridge, and turn left at the mill.",
    "Join the line early: doors open at six and the hall holds two hundred.",
    "Get more out of the last push before the vote.",
    "Receive a push from behind, and the boat slides off the slip.",
    "Join the threads with a reef knot, and wet it.",
    "Register by email at the town hall before 12 May, the council asks.",
    "Register the car by e-mail or at the counter; the fee is nine pounds.",
    "Get the daily bread to the quay by six, and tell the baker by email.",
    "Join the dots between the podcasts and the vote.",
    "Register before May, or the boat may not leave the harbour.",
    "Sign up for the race closes on Friday.",
    "Receiving no answer by email, she went to the quay herself.",
    "Facebook will close its office in Saltmere in March.",
    "Folgen hatte der Sturm vor allem für die Fähre.",
    "Der Verein verschickt seinen Newsletter an 4.000 Leser.",
    "Abonnés depuis mars, ils attendent toujours leur journal.",
    "El boletín de la cofradía llega a mil casas.",
    "Bizi en çok üzen, köprünün kapanmasıdır, dedi.",
    "Следите за погодой, советует капитан парома.",
    "市はメールマガジンで三月の工事を知らせた。",
]
PARAGRAPH = "On day {} the board of Saltmere spoke for an hour about the ferry, and nobody left before the tide turned."


@pytest.mark.parametrize("line", CALLS)
def test_a_line_that_asks_to_be_followed_somewhere_is_a_call(line: str) -> None:
    assert is_call(line)


@pytest.mark.parametrize("line", PROSE)
def test_a_line_that_mentions_such_things_is_prose(line: str) -> None:
    assert not is_call(line)


@pytest.mark.parametrize("line", CALLS)
def test_a_call_between_two_paragraphs_of_a_page_is_left_out_and_why_says_so(line: str) -> None:
    rows = [*(PARAGRAPH.format(number) for number in range(4)), line, *(PARAGRAPH.format(n) for n in range(4, 8))]
    html = f"<html><head><title>Ferry</title></head><body><article><h1>Ferry</h1>{''.join(f'<p>{row}</p>' for row in rows)}</article></body></html>"
    page = Page("", "", 200, {}, html.encode(), Kind.HTML, datetime(2031, 2, 6, tzinfo=UTC))
    article = article_of(page, Hint())
    assert article.text.split("\n") == [row for row in rows if row != line]
    assert line in [told.text for told in told_of(page, article) if not told.kept]


@given(st.lists(st.sampled_from([*CALLS, *PROSE]) | st.text(max_size=80)).map("\n".join))
def test_what_is_left_is_left_again(text: str) -> None:
    assert without_calls(without_calls(text)) == without_calls(text)
