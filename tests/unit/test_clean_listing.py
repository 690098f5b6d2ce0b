"""A front page is no article: a list of headlines is refused, and an article that has links is none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from workers.clean.decide import article_of
from workers.clean.listing import MANY, trouble_with
from workers.errors import RefusedError
from workers.model import Article, Hint, Kind, Page

HEADLINES = {
    "en": [
        "Ferry fares to rise in April, operator says", "Fish market moves to the old school", "Storm tears down two cranes",
        "Grain harvest smaller than last year, ministry reports", "Mayor announces sale of the town hall",
        "Two hurt as bus hits tree near Holm", "Swimming pool stays shut until spring", "Teachers strike for a second week",
        "New bridge over the Elm to open in June", "Police find stolen boats in a barn", "Bakery burns down in the old town",
        "Museum shows maps of the harbour", "Library to lend tools and sewing machines", "Hospital opens new ward",
        "Farmers fear queues at the silos", "Train line to the valley closed for repairs",
    ],
    "de": [
        "Fähre wird im April teurer", "Fischmarkt zieht in die alte Schule", "Sturm reißt zwei Kräne um",
        "Ernte kleiner als im Vorjahr, meldet Ministerium", "Bürgermeister verkauft das Rathaus", "Bus prallt gegen Baum",
        "Freibad bleibt bis zum Frühjahr zu", "Lehrer streiken die zweite Woche", "Neue Brücke über die Elm im Juni fertig",
        "Polizei findet gestohlene Boote in Scheune", "Bäckerei in der Altstadt brennt ab", "Museum zeigt Karten des Hafens",
        "Bücherei verleiht Werkzeug und Nähmaschinen", "Klinik eröffnet neue Station", "Bauern fürchten Schlangen vor Silos",
        "Strecke ins Tal wegen Bauarbeiten gesperrt",
    ],
    "ja": [
        "渡し船の運賃、四月から値上げへ", "魚市場が旧校舎に移転", "嵐でクレーン二基が倒れる", "穀物の収穫、昨年を下回る", "市長が市庁舎の売却を発表",
        "バスが木に衝突、二人けが", "市民プールは春まで閉鎖", "教員のストが二週目に", "新しい橋が六月に開通", "盗まれた船を納屋で発見",
        "旧市街のパン屋が全焼", "博物館で港の古地図展", "図書館が工具を貸し出し", "病院に新しい病棟", "農家、倉庫の行列を心配", "谷への鉄道が工事で運休",
    ],
}  # fmt: skip
TEASER = "{}: what is known of it so far, and what the council is going to say when it meets on Monday evening."


def read(html: str, kind: Kind = Kind.HTML, url: str = "https://c.example/") -> Article:
    return article_of(Page(url, url, 200, {}, html.encode(), kind, datetime(2031, 2, 6, tzinfo=UTC)), Hint())


def front(cards: Sequence[str]) -> str:
    return f"<title>The Courier</title><body><main><h1>The Courier</h1>{''.join(cards)}</main></body>"


SHAPES = {
    "links": "<div><h3><a href=/1>{0}</a></h3></div>",
    "teasers": "<div><h3><a href=/1>{0}</a></h3><p>{1}</p></div>",
    "articles": "<article><h2><a href=/1>{0}</a></h2><p>{1}</p><time>5 Feb 2031</time></article>",
    "in links": "<div><a href=/1><h2>{0}</h2><p>{1}</p></a></div>",
    "paragraphs": "<p><a href=/1>{0}</a></p>",
    "list": "<ul><li><a href=/1>{0}</a></li></ul>",
    "no links": "<h3>{0}</h3>",
}


@pytest.mark.parametrize("headlines", HEADLINES.values(), ids=HEADLINES)
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_front_page_is_refused_in_words(shape: str, headlines: list[str]) -> None:
    with pytest.raises(RefusedError, match=r"https://c\.example/") as refused:
        read(front([shape.format(one, TEASER.format(one)) for one in headlines]))
    assert refused.value.reason == "not-an-article"


def test_it_is_said_what_makes_a_page_a_list() -> None:
    with pytest.raises(RefusedError, match="a list: 16 of its 32 lines are links to other pages, at"):
        read(front([SHAPES["teasers"].format(one, TEASER.format(one)) for one in HEADLINES["en"]]))


def test_a_file_that_is_a_list_is_not_said_to_stand_anywhere() -> None:
    with pytest.raises(RefusedError, match=r"a list: 16 of its 16 lines are links to other pages$"):
        read(front([SHAPES["links"].format(one) for one in HEADLINES["en"]]), url="")


@pytest.mark.parametrize("headlines", HEADLINES.values(), ids=HEADLINES)
def test_a_flattened_front_page_is_refused_too(headlines: list[str]) -> None:
    rows = [row for one in headlines for row in (one, TEASER.format(one))]
    with pytest.raises(RefusedError, match=r"headline|no text"):
        read("\n".join(["Home", "World", *rows, "Imprint"]), Kind.FLAT)


def test_an_article_with_a_subhead_and_a_link_in_each_part_is_none() -> None:
    parts = [f"<h2>{one}</h2><p>{TEASER.format(one)} {TEASER.format('And')}</p>" for one in HEADLINES["en"][:9]]
    links = [f"<p><a href=/{one}>{one}</a></p>" for one in HEADLINES["en"][9:12]]
    article = read(f"<title>Nine things</title><body><article>{''.join(parts + links)}</article></body>")
    assert all(TEASER.format(one) in article.text for one in HEADLINES["en"][:9])


@pytest.mark.parametrize(
    ("rows", "linked", "listed"),
    [
        (HEADLINES["en"][:3], 3, True),
        ([*HEADLINES["en"][:3], *[TEASER.format(one) for one in HEADLINES["en"][:4]]], 3, False),
        (HEADLINES["en"][:2], 2, False),
        (HEADLINES["en"][: MANY - 1], 0, False),
        (HEADLINES["en"][:MANY], 0, True),
        ([*HEADLINES["en"][:MANY], "It rains."], 0, True),
        ([*HEADLINES["en"][:MANY], "It rains, and it will rain."], 0, False),
    ],
)
def test_where_the_bounds_are(rows: list[str], linked: int, listed: bool) -> None:
    assert bool(trouble_with("\n".join(rows), set(rows[:linked]))) is listed
