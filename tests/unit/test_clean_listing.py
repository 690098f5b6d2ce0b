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
    ("rows", "linked", "headed", "listed"),
    [
        (HEADLINES["en"][:3], 3, 0, True),
        ([*HEADLINES["en"][:3], *[TEASER.format(one) for one in HEADLINES["en"][:4]]], 3, 0, False),
        (HEADLINES["en"][:2], 2, 0, False),
        (HEADLINES["en"][: MANY - 1], 0, MANY, False),
        (HEADLINES["en"][:MANY], 0, MANY, True),
        (HEADLINES["en"][:16], 4, 9, True),
        (HEADLINES["en"][:16], 4, 8, False),
        ([*HEADLINES["en"][:MANY], "It rains."], 0, MANY, True),
        ([*HEADLINES["en"][:MANY], "It rains, and it will rain."], 0, MANY, False),
    ],
)
def test_where_the_bounds_are(rows: list[str], linked: int, headed: int, listed: bool) -> None:
    assert bool(trouble_with("\n".join(rows), set(rows[:linked]), set(rows[:headed]))) is listed


#: articles in which most lines are links: an opening, what is repeated for each headline, and where that leads.
LINKING = {
    "ten things to buy": ("{intro}{parts}", "<h2><a href=https://shop.example/{1}>{0}</a></h2><p>{2}</p>"),
    "a briefing": ("{intro}{parts}", "<p><b><a href=/{1}>{0}</a></b></p><p>{2}</p>"),
    "a report with its papers": ("{intro}<p>Papers:</p>{parts}", "<p><a href=/{1}.pdf>{0}</a></p>"),
    "questions that are marks": ("<h2>Contents</h2>{parts}", "<h3><a href=#q{1}>{0}</a></h3><p>{2}</p>"),
}
INTROS = {
    "en": "We walked along the harbour for six weeks, in rain and in wind, and this is what we have seen and heard there.",
    "de": "Wir sind sechs Wochen lang am Hafen entlang gegangen, bei Regen und Wind, und das haben wir dort erlebt.",
    "ja": "私たちは六週間、雨の日も風の日も港を歩き、そこで見たことと聞いたことをここにまとめて読者の皆さんにお伝えする。",
}


@pytest.mark.parametrize("lang", INTROS)
@pytest.mark.parametrize("shape", LINKING.values(), ids=LINKING)
def test_an_article_that_says_first_what_its_links_are_is_no_list(shape: tuple[str, str], lang: str) -> None:
    around, part = shape
    parts = "".join(part.format(one, number, TEASER.format(one)) for number, one in enumerate(HEADLINES[lang][:10]))
    html = around.format(intro=f"<p>{INTROS[lang]}</p>", parts=parts)
    article = read(f"<title>By the sea</title><body><article><h1>By the sea</h1>{html}</article></body>")
    assert all(one in article.text for one in HEADLINES[lang][:10])


@pytest.mark.parametrize("lang", INTROS)
def test_a_chart_of_links_behind_a_sentence_is_no_list_and_one_before_it_is(lang: str) -> None:
    links = HEADLINES[lang][:10]
    assert not trouble_with("\n".join([INTROS[lang], *links]), set(links))
    assert trouble_with("\n".join([*links, INTROS[lang]]), set(links))
    assert trouble_with("\n".join([INTROS[lang], *links]), {INTROS[lang], *links})


@pytest.mark.parametrize("href", ["#", "#/{0}", "#!{0}", "/{0}#top"])
def test_links_that_scripts_follow_lead_to_other_pages(href: str) -> None:
    shape = f"<h3><a href='{href}'>{{1}}</a></h3><p>{{2}}</p>"
    cards = [shape.format(number, one, TEASER.format(one)) for number, one in enumerate(HEADLINES["en"])]
    with pytest.raises(RefusedError, match="are links to other pages"):
        read(front(cards))


NAMES = [
    f"{first} {last}, {60 + len(last)}"
    for first in ("Anna", "Jan", "Maria", "Rosa")
    for last in ("Smit", "Dorn", "Nowak", "Berg")
]
RESULTS = [
    f"{home} {len(away)}-{len(home)} {away}"
    for home in ("Holm", "Saltmere", "Elm", "Ellery")
    for away in ("Oak", "Ash", "Birch", "Yew")
]
POEM = [
    "The tide is out and all the boats lie still upon the mud",
    "A gull goes over, white and slow, above the empty flood",
    "The bell has rung, the men are gone, the nets hang out to dry",
    "And I am here and watch the last of evening die",
    "O harbour of my fathers, shut against the coming sea",
    "What shall become of all the boats and what become of me",
    "The cranes are down, the quay is cold, the silos stand alone",
    "And every ship that ever came has left us for its own",
    "I count the lamps along the pier, I count the years between",
    "The water takes the light away from all that I have seen",
    "And in the morning when the tide comes round the point again",
    "I row beyond the northern wall and listen to the rain",
    "There is no ending to the song the water sings at night",
    "It sings of those who sailed away and never saw the light",
    "And when my turn has come to go I hope that it will be",
    "A morning when the tide is high and carries me to sea",
]
PERSIAN = [
    f"اداره بندر اعلام کرد که حوضچه شمالی را به مدت {count} ماه خواهد بست و این را مدیر آن روز دوشنبه گفت"
    for count in range(16)
]


@pytest.mark.parametrize("rows", [NAMES, RESULTS, POEM, PERSIAN], ids=["the dead", "results", "a poem", "no stops"])
@pytest.mark.parametrize("shape", ["<p>{}</p>", "{}<br>", "<tr><td>{}</td></tr>"])
def test_an_article_without_a_sentence_is_no_list(rows: list[str], shape: str) -> None:
    parts = "".join(shape.format(row) for row in rows)
    told = f"<table>{parts}</table>" if "td" in shape else f"<p>{parts}</p>"
    article = read(f"<title>Today</title><body><article><h1>Today</h1>{told}</article></body>")
    assert all(row in article.text for row in rows)


@pytest.mark.parametrize("parts", [7, 10])
def test_a_flattened_article_of_many_heads_is_no_list(parts: int) -> None:
    """Seven sentences with a head before each; ten, one of which has none."""
    rows = [row for one in HEADLINES["en"][:parts] for row in (one, TEASER.format(one))]
    told = [TEASER.format("The harbour is shut"), *rows[2:]] if parts == 10 else rows
    article = read("\n".join(["Home", "World", *told, "Imprint"]), Kind.FLAT)
    assert all(row in article.text for row in told[3::2])
