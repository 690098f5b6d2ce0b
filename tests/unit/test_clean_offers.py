"""A wall behind an article's beginning is known by what it is made of, in words that no table has."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workers.clean.decide import article_of
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
    "Greek": "<div><h3>Συνεχίστε</h3><form><input name=user><input type=password><button>Σύνδεση</button></form></div>",
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
        ("<div class=comments-only><p>Two cranes, one storm.</p></div>", ""),
    ],
)
def test_a_brief_stays_one_beside_a_hidden_form_an_offer_in_a_rail_or_prices_of_its_own(
    behind: str, beside: str
) -> None:
    assert read(TOLD[:2], behind, beside).text.startswith("\n".join(TOLD[:2]))
