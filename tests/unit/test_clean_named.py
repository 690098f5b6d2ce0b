"""A line that is left out has the name that speaks of it truly."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workers.clean.decide import article_of
from workers.clean.named import BY_LINE, BY_PLACE, BY_WORDS, name_of
from workers.clean.why import told_of
from workers.model import Hint, Kind, Page

TITLE = "Port Ellery to close northern basin"
TOLD = [
    "The harbour authority of Port Ellery will close its northern basin for nine months from March, its director said.",
    "Ships that carry grain are to use the southern quay, where two cranes were repaired last autumn after a storm.",
    "The council will vote on the plan next week. Farmers of the eastern valley fear longer queues at the silos.",
]


def rules(before: str = "", behind: str = "", around: str = "main") -> dict[str, str]:
    """The rule of each line that is left out of a page."""
    told = "".join(f"<p>{row}</p>" for row in TOLD)
    html = f"<title>{TITLE}</title><body>{before}<{around}><h1>{TITLE}</h1>{told}</{around}>{behind}</body>"
    page = Page("", "", 200, {}, html.encode(), Kind.HTML, datetime(2031, 2, 6, tzinfo=UTC))
    return {line.text: line.rule for line in told_of(page, article_of(page, Hint())) if not line.kept}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Share this article", "share or follow"),
        ("Share on Facebook", "share or follow"),
        ("Teilen", "share or follow"),
        ("Partager sur WhatsApp", "share or follow"),
        ("Compartir en Telegram", "share or follow"),
        ("シェアする", "share or follow"),
        ("分享到微博", "share or follow"),
        ("© 2031 Ellery Courier. All rights reserved.", "foot of the page"),
        ("Terms of use", "foot of the page"),
        ("Impressum", "foot of the page"),
        ("Mentions légales", "foot of the page"),
        ("Все права защищены", "foot of the page"),
        ("12 comments", "comments"),
        ("Kommentare (3)", "comments"),
        ("Ferry Fan says:", "comments"),
        ("Read more: Ferry fares to rise", "pointer to a page"),
        ("Lesen Sie auch: Fähre wird teurer", "pointer to a page"),
        ("Related: what a basin costs", "pointer to a page"),
        ("Subscribe to our newsletter for more", "call"),
        ("Trending", "head of a section"),
        ("Meistgelesen", "head of a section"),
        ("Photo: Mara Holt/Reuters", "caption"),
        ("4 min read", "reading time"),
        ("By Mara Holt", "byline"),
    ],
)
def test_a_line_is_called_what_it_is(line: str, name: str) -> None:
    assert name_of([*BY_LINE, *BY_PLACE, *BY_WORDS], line) == name


def test_a_link_is_no_caption_and_a_caption_in_a_link_is_none() -> None:
    links = (
        "<div><p><a href=/1>Photos of the storm that hit Ellery</a></p><ul><li><a href=/2>Video: cranes</a></ul></div>"
    )
    figure = "<figure><a href=/3><img src=a.jpg><figcaption>The basin from above in June</figcaption></a></figure>"
    assert rules(behind=links + figure) == {
        TITLE: "title",
        "Photos of the storm that hit Ellery": "link",
        "Video: cranes": "link",
        "The basin from above in June": "caption",
    }


def test_a_bar_that_holds_the_article_is_not_why_a_line_is_left_out() -> None:
    found = rules("<form><header><a href=/>Front page</a></header><p>Ellery, Monday</p>", "<p>Tide 14.20</p></form>")
    assert found == {
        "Front page": "bar or form",
        "Ellery, Monday": "no sentence",
        TITLE: "title",
        "Tide 14.20": "no sentence",
    }


def test_a_copyright_in_a_foot_and_a_button_in_a_header_are_called_so() -> None:
    found = rules("<header><p>Share</p><p>Sport</p></header>", "<footer><p>© 2031 Courier</p></footer>")
    assert [found[line] for line in ("Share", "Sport", "© 2031 Courier")] == [
        "share or follow",
        "bar or form",
        "foot of the page",
    ]
