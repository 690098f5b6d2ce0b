"""What calls itself a bar and holds the article is none; what is a bar stays one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workers.clean.bars import opened
from workers.clean.blocks import blocks_of
from workers.clean.confidence import DOUBTFUL
from workers.clean.decide import article_of
from workers.clean.trees import tree_of
from workers.model import Article, Hint, Kind, Page

NOW = datetime(2031, 2, 6, 9, tzinfo=UTC)
TOLD = {
    "en": [
        "The harbour authority of Port Ellery will close its northern basin for nine months, its director said.",
        "Ships that carry grain are to use the southern quay, where two cranes were repaired after a storm.",
        "The council will vote on the plan next week. Farmers of the eastern valley fear longer queues at the silos.",
    ],
    "de": [
        "Das Hafenamt von Elmsand schließt das Nordbecken für neun Monate, wie seine Leiterin am Montag mitteilte.",
        "Schiffe mit Getreide sollen am Südkai anlegen, wo zwei Kräne nach einem Sturm erneuert worden sind.",
        "Der Rat stimmt in der nächsten Woche darüber ab. Die Bauern im Tal befürchten Schlangen vor den Speichern.",
    ],
    "ja": [
        "エラリー港の港湾局は、北の岸壁を三月から九か月にわたって閉鎖すると月曜日に明らかにした。",
        "穀物を運ぶ船は南の岸壁を使うことになり、そこでは嵐で壊れたクレーン二基の修理が終わっている。",
        "市議会は来週この計画を採決する。東の谷の農家は、倉庫の前の行列が長くなることを心配している。",
    ],
}
MENU = '<ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li><li><a href="/s">Sport</a></li></ul>'
RAIL = "".join(
    f"<div><h3><a href=/{number}>Ferry {number}</a></h3><p>The ferry number {number} will not sail before Thursday, since "
    "a plate below the water line has to be changed, the office said.</p></div>"
    for number in range(6)
)


def told(rows: list[str]) -> str:
    return "".join(f"<p>{row}</p>" for row in rows)


def page(body: str) -> str:
    return f"<html><head><title>Basin to close</title></head><body>{body}</body></html>"


def read(body: str) -> Article:
    return article_of(Page("", "", 200, {}, page(body).encode(), Kind.HTML, NOW), Hint())


@pytest.mark.parametrize("rows", TOLD.values(), ids=TOLD)
@pytest.mark.parametrize("heading", ["", "<h1>Basin to close</h1>", "<h2>Basin to close</h2>"])
@pytest.mark.parametrize(
    "bar", ["nav", "menu", "button", "dialog", "aside", "header", "footer", "form", "div class=main-menu", "div id=nav"]
)
def test_an_article_is_found_in_a_bar_that_nobody_closed(bar: str, heading: str, rows: list[str]) -> None:
    article = read(f"<div>Courier</div><{bar}>{MENU}<div>{heading}{told(rows)}</div><div>© 2031 Courier</div>")
    assert article.text == "\n".join(rows)
    assert article.confidence is not None
    assert article.confidence > DOUBTFUL


@pytest.mark.parametrize("bar", ["nav", "aside", "header", "form", "div class=sidebar"])
def test_an_article_is_found_in_a_bar_that_is_closed(bar: str) -> None:
    article = read(
        f"<{bar}>{MENU}<article>{told(TOLD['en'])}</article></{bar.split(maxsplit=1)[0]}><div>© 2031 Courier</div>"
    )
    assert article.text == "\n".join(TOLD["en"])


@pytest.mark.parametrize("bar", ["nav", "aside", "div class=sidebar", "footer"])
def test_a_rail_stays_one_though_it_is_longer_than_the_brief_beside_it(bar: str) -> None:
    article = read(
        f"<main><h1>Basin to close</h1>{told(TOLD['en'][:2])}</main><{bar}>{RAIL}</{bar.split(maxsplit=1)[0]}>"
    )
    assert article.text == "\n".join(TOLD["en"][:2])


@pytest.mark.parametrize(
    "beside",
    [
        "<ul>" + "".join(f"<li><p>{row}</p></li>" for row in TOLD["en"]) + "</ul>",
        f"<div class=comment-list>{told(TOLD['en'])}</div>",
        f"<p>{TOLD['en'][0]}</p>",
    ],
)
def test_teasers_in_a_list_remarks_and_one_sentence_alone_make_no_article_of_a_rail(beside: str) -> None:
    tree = tree_of(page(f"<p>Nothing today.</p><aside>{beside}</aside>"))
    assert not opened(tree, blocks_of(tree))
