"""A wall behind an article's beginning is known by what it is made of, in words that no table has."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workers.clean.decide import article_of
from workers.clean.offers import is_walled
from workers.clean.trees import tree_of
from workers.errors import RefusedError
from workers.model import Article, Hint, Kind, Page

TOLD = [
    "The harbour authority of Port Ellery will close its northern basin for nine months from March, its director said.",
    "Ships that carry grain are to use the southern quay, where two cranes were repaired last autumn after a storm.",
    "The council will vote on the plan next week. Farmers of the eastern valley fear longer queues at the silos.",
    "The work is to cost €11 million, a third of which the province pays if the council agrees by the end of June.",
]
WALLS = {
    "prices": "<div><h3>Keep going with us</h3><ul><li>Month: €9.99</li><li>Year: €99</li></ul><button>Choose</button></div>",
    "Finnish": "<div><h3>Jatka lukemista</h3><p>Ensin 1 €, sen jälkeen 12,90 €/kk.</p><a href=/tilaa>Tilaa</a></div>",
    "Czech": "<div class=premium><h3>Čtěte dál</h3><p>Měsíčně 99 Kč, ročně 990 Kč.</p></div>",
    "Greek": "<div><h3>Συνεχίστε την ανάγνωση</h3><form><input name=user><input type=password><button>Σύνδεση</button></form></div>",
    "Swedish": "<div><form><p>Glömt lösenord?</p><input name=user><input type=password></form></div>",
    "a button that subscribes": "<div><p>First €1, then €10.</p><button>Subscribe</button></div>",
    "a button to read": "<div><p>Zuerst 1 €, dann 10 €.</p><button>Weiterlesen</button></div>",
    "Japanese": "<div><p>初月100円</p><p>月額1,980円</p><a href=/j>申し込む</a></div>",
    "Portuguese": "<div><p>R$ 4,90 por mês</p><p>R$ 49 no primeiro ano</p><a href=/a>Quero</a></div>",
    "named": "<div class='paywall-overlay'><p>The remainder awaits our patrons.</p></div>",
}
MODAL = "<div class=modal><form><input name=user><input type=password></form></div>"


def read(rows: list[str], behind: str, beside: str = "") -> Article:
    told = "".join(f"<p>{row}</p>" for row in rows)
    html = f"<title>Basin to close</title><body><main><article><h1>Basin to close</h1>{told}{behind}</article></main>{beside}"
    page = Page("", "", 200, {}, html.encode(), Kind.HTML, datetime(2031, 2, 6, tzinfo=UTC))
    return article_of(page, Hint())


@pytest.mark.parametrize("wall", WALLS.values(), ids=WALLS)
@pytest.mark.parametrize("sentences", [1, 2])
def test_a_beginning_before_a_wall_is_refused(wall: str, sentences: int) -> None:
    with pytest.raises(RefusedError) as refused:
        read(TOLD[:sentences], wall)
    assert refused.value.reason == "stub-paywall"


@pytest.mark.parametrize("wall", WALLS.values(), ids=WALLS)
def test_an_article_before_an_offer_is_none(wall: str) -> None:
    assert read(TOLD, wall).text.startswith("\n".join(TOLD))


@pytest.mark.parametrize(
    ("behind", "beside"),
    [
        ("", MODAL),
        ("", f"<aside>{WALLS['prices']}</aside>"),
        ("<ul><li>Cars: €12</li><li>Lorries: €40</li></ul>", ""),
        ("<p>The ferry costs €12 for cars and €40 for lorries, and goes four times a day.</p>", ""),
        # a concert's
        ("<div><p>Adults: € 12</p><p>Children: € 6</p><a class=button href=/buy>Buy tickets</a></div>", ""),
        ("<div><p>Erwachsene 12 €</p><p>Kinder 6 €</p><button>Karten kaufen</button></div>", ""),
        ("<div><p>大人 1,200円</p><p>子ども 600円</p><a href=/buy>チケットを買う</a></div>", ""),
        # a table's, with links
        (
            "<table><tr><td>Diesel<td>1,62 €<td><a href=/d>chart</a><tr><td>Super<td>1,71 €<td><a href=/s>read more</a></table>",
            "",
        ),
        ("<div class=quote><a href=/q>Ellery Lines</a> <p>$12.40</p><p>+$1.10</p></div>", ""),
        ("<ul><li>Small: £40 <a href=/a>details</a></li><li>Large: £65 <a href=/b>details</a></li></ul>", ""),
        ("<div class=members-only-vote><p>Members voted by roll call.</p></div>", ""),
        # for what is said below an article
        ("<form><p>Log in to comment</p><input name=u><input type=password></form>", ""),
        (
            "<form><p>Passwort vergessen?</p><input type=password><button>Kommentieren</button><p>Kommentare (2)</p></form>",
            "",
        ),
        ("<form><p>Crew</p><input name=u><input type=password></form>", ""),
        ("<div class=comments-only><p>Two cranes, one storm.</p></div>", ""),
    ],
)
def test_a_brief_stays_one_beside_a_hidden_form_an_offer_in_a_rail_or_prices_of_its_own(
    behind: str, beside: str
) -> None:
    assert read(TOLD[:2], behind, beside).text.startswith("\n".join(TOLD[:2]))


@pytest.mark.parametrize(("around", "walled"), [(0, True), (3, True), (4, False), (40, False)])
def test_a_wall_stands_in_an_element_close_around_the_last_sentence(around: int, walled: bool) -> None:
    told = "<div>" * around + f"<p>{TOLD[0]}</p>" + "</div>" * around
    page = f"<body><main>{told}<div class=paywall><p>The rest awaits.</p></div></main>"
    assert is_walled(tree_of(page), TOLD[0]) is walled


@pytest.mark.parametrize(("lines", "walled"), [(0, True), (19, True), (20, False), (400, False)])
def test_a_wall_stands_in_the_next_twenty_lines(lines: int, walled: bool) -> None:
    page = (
        f"<body><main><p>{TOLD[0]}</p>{'<p>Ferry</p>' * lines}<div class=paywall><p>The rest awaits.</p></div></main>"
    )
    assert is_walled(tree_of(page), TOLD[0]) is walled
