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


BRIEFS = {
    "en": "Ferry fares are to rise by a tenth in April, the operator said on Monday, since oil is dearer and the bridge open.",
    "de": "Die Fähre kostet ab April ein Zehntel mehr, teilte die Reederei mit, weil Öl so teuer ist wie seit vielen Jahren nicht.",
    "es": "El billete del transbordador sube una décima parte en abril, dijo el lunes la naviera, ya que el gasóleo está caro.",
}
HOUSE = {
    "en": [
        "We have told the valley what happens in the harbour since 1891, and we are owned by those who read us alone.",
        "Our newsroom of twelve people stands in the old customs house, and you may visit it on each first Monday at ten.",
        "Everything that is written here may be quoted with our name, as long as it is not changed and the page is named.",
        "Our paper is printed on Tuesday and Friday, and brought to every house between the sea and the hills by bicycle.",
    ],
    "de": [
        "Wir erzählen dem Tal seit 1891, was im Hafen geschieht, und wir gehören denen, die uns lesen, und sonst niemandem.",
        "Unsere Redaktion von zwölf Leuten sitzt im alten Zollhaus, und jeden ersten Montag im Monat steht sie allen offen.",
        "Was hier steht, darf mit unserem Namen zitiert werden, solange es nicht verändert und die Seite genannt wird.",
        "Unsere Zeitung wird am Dienstag und am Freitag gedruckt und mit dem Fahrrad in jedes Haus des Tals gebracht.",
    ],
    "es": [
        "Contamos al valle lo que pasa en el puerto desde 1891, y somos de quienes nos leen y de nadie más que de ellos.",
        "Nuestra redacción de doce personas está en la antigua aduana, y se puede visitar el primer lunes de cada mes.",
        "Todo lo que aquí se escribe puede citarse con nuestro nombre, siempre que no se cambie y se nombre la página.",
        "Nuestro periódico se imprime los martes y los viernes, y llega en bicicleta a cada casa entre el mar y el monte.",
    ],
}


def mega(rows: list[str], shape: str = "<div><a href=/{0}>Part {0}</a><p>{1}</p></div>") -> str:
    return "".join(shape.format(number, row) for number, row in enumerate(rows))


def brief(holder: str, language: str) -> str:
    tag = holder.split(maxsplit=1)[0]
    return f"<{holder}><h1>Basin to close</h1><p>{BRIEFS[language]}</p></{tag}>"


@pytest.mark.parametrize("language", BRIEFS)
@pytest.mark.parametrize("holder", ["div id=c12", "section", "td", "article", "main"])
@pytest.mark.parametrize("bar", ["nav", "menu", "dialog", "div class=main-menu"])
def test_a_menu_of_sentences_is_no_article_though_it_is_longer_than_the_brief_beside_it(
    bar: str, holder: str, language: str
) -> None:
    tag = bar.split(maxsplit=1)[0]
    shapes = ["<div><a href=/{0}>Part {0}</a><p>{1}</p></div>", "<div><h3>Part {0}</h3><p>{1}</p></div>"]
    for shape in shapes:
        tree = tree_of(page(f"<{bar}>{mega(HOUSE[language], shape)}</{tag}>{brief(holder, language)}"))
        assert opened(tree, blocks_of(tree), "Basin to close") is None
    if tag != "div":
        assert read(f"<{bar}>{mega(HOUSE[language])}</{tag}>{brief(holder, language)}").text == BRIEFS[language]


@pytest.mark.parametrize("language", BRIEFS)
@pytest.mark.parametrize("heading", ["<h1>Basin to close</h1>", "<h2>Basin to close</h2>", "<p>Basin to close</p>", ""])
@pytest.mark.parametrize("bar", ["footer", "aside", "form", "header", "div class=sidebar"])
def test_a_bar_that_speaks_of_the_house_beside_a_brief_stays_a_bar(bar: str, heading: str, language: str) -> None:
    told_of_house = f"<{bar}>{told(HOUSE[language])}</{bar.split(maxsplit=1)[0]}>"
    tree = tree_of(page(f"<div id=c12>{heading}<p>{BRIEFS[language]}</p></div>{told_of_house}"))
    assert opened(tree, blocks_of(tree), "Basin to close") is None


def test_a_brief_beside_a_footer_is_as_doubtful_as_its_readings_are_unlike() -> None:
    article = read(f"{brief('div id=c12', 'en')}<footer>{told(HOUSE['en'])}</footer>")
    assert article.confidence is not None
    assert article.confidence < DOUBTFUL


def test_a_page_whose_bar_was_opened_beside_prose_is_doubtful() -> None:
    beside = f"<div><p>{BRIEFS['en']}</p></div>"
    article = read(f"{beside}<aside><h1>Basin to close</h1>{told(TOLD['en'])}</aside>")
    assert all(row in article.text for row in TOLD["en"])
    assert article.confidence is not None
    assert article.confidence < DOUBTFUL


@pytest.mark.parametrize("trail", ["<a href=/x>Basin to close</a>", ""])
@pytest.mark.parametrize("masthead", ["<h1>Courier</h1>", "<header><h1>Courier</h1></header>", ""])
def test_the_title_tells_more_than_the_name_of_the_paper_where_the_article_stands(masthead: str, trail: str) -> None:
    """A link to the page itself, in a trail, is no headline."""
    tree = tree_of(page(f"{masthead}<p>{BRIEFS['en']}</p><aside><h2>Basin to close</h2>{told(TOLD['en'])}</aside>"))
    assert opened(tree, blocks_of(tree), "Basin to close") is not None
    tree = tree_of(page(f"<aside><div>{trail}</div><div>{told(HOUSE['en'])}</div></aside><p>{BRIEFS['en']}</p>"))
    assert opened(tree, blocks_of(tree), "Basin to close") is None


def test_a_headline_may_stand_before_the_bar_that_holds_its_article() -> None:
    tree = tree_of(page(f"<h1>Basin to close</h1><form><div>{told(TOLD['en'])}</div></form><p>Printed in Elm.</p>"))
    assert opened(tree, blocks_of(tree), "Basin to close") == 1.0


@pytest.mark.parametrize("shape", ["<a href=/{0}>{0}</a><p>{1}</p>", "<p>{1}</p><h3><a href=/{0}>More {0}</a></h3>"])
@pytest.mark.parametrize("bar", ["nav", "aside"])
def test_sentences_beside_links_alone_make_no_article(bar: str, shape: str) -> None:
    """Though nothing else is told: the page has no text then."""
    for rows in HOUSE.values():
        parts = mega(rows, f"<div>{shape}</div>")
        tree = tree_of(page(f"<p>Nothing today.</p><{bar}>{parts}</{bar}>"))
        assert opened(tree, blocks_of(tree)) is None


def test_a_bar_with_half_of_the_prose_and_the_headline_stays_a_bar() -> None:
    head = f"<header><h1>Basin to close</h1>{told(HOUSE['en'][:3])}</header>"
    tree = tree_of(page(f"{head}<div>{told(TOLD['en'])}</div>"))
    assert opened(tree, blocks_of(tree), "Basin to close") is None


@pytest.mark.parametrize("bar", ["nav", "dialog"])
def test_one_sentence_in_a_menu_is_no_article(bar: str) -> None:
    for rows in HOUSE.values():
        tree = tree_of(page(f"<p>Nothing today.</p><{bar}><p>{rows[0]}</p></{bar}>"))
        assert opened(tree, blocks_of(tree)) is None


@pytest.mark.parametrize("bar", ["nav", "aside", "div class=sidebar"])
def test_notices_make_no_article_of_a_bar(bar: str) -> None:
    notices = [
        "We use cookies and similar technologies to give you the best experience on this site and to count who reads it.",
        "Sign up for our newsletter and get the best stories of the valley in your inbox on every morning of the week.",
        "Subscribe now to read the full story, and support the work of all who write it for you on each day of the year.",
    ]
    tree = tree_of(page(f"<p>Nothing today.</p><{bar}>{told(notices)}</{bar.split(maxsplit=1)[0]}>"))
    assert opened(tree, blocks_of(tree)) is None
