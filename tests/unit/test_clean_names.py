"""The names in bylines, as they are written in many languages, without what is no name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.clean.byline import signed
from workers.clean.credits import people
from workers.clean.decide import article_of
from workers.clean.meta import read
from workers.clean.names import LONGEST, names_of
from workers.clean.trees import tree_of
from workers.model import Hint, Kind, Page

LIMIT = datetime(2031, 2, 7, tzinfo=UTC)
PROSE = f"<p>{'The lock keepers counted every boat that came through on the first morning of the tide. ' * 4}</p>"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Mara Quill and Jo Berg", ("Mara Quill", "Jo Berg")),
        ("BY MARA QUILL AND JO BERG", ("MARA QUILL", "JO BERG")),
        ("Mara Quill, Jo Berg, and Ann Lee", ("Mara Quill", "Jo Berg", "Ann Lee")),
        ("Mara Quill/Jo Berg", ("Mara Quill", "Jo Berg")),
        ("By Mara Quill with Jo Berg", ("Mara Quill", "Jo Berg")),
        ("Jo E Berg", ("Jo E Berg",)),
        ("Centre for Law and Order", ("Centre for Law and Order",)),
        ("Jo Berg and Centre for Law and Order", ("Jo Berg", "Centre for Law and Order")),
        ("Jo Berg of Reuters and Ann Lee", ("Jo Berg of Reuters", "Ann Lee")),
        ("Por João Costa e Silva", ("João Costa e Silva",)),
        ("Por João Costa e Ana Lima", ("João Costa", "Ana Lima")),
        ("Av Kari Nordmann og Ola Hansen", ("Kari Nordmann", "Ola Hansen")),
        ("Oleh: Naufal Putra dan Sari Dewi", ("Naufal Putra", "Sari Dewi")),
        ("Автор: Анна Петрова и Пётр Иванов", ("Анна Петрова", "Пётр Иванов")),
        ("Yazan: Ayşe Yılmaz ve Can Demir", ("Ayşe Yılmaz", "Can Demir")),
        ("文/王小明、李大海", ("王小明", "李大海")),
        ("本報記者 王小明", ("王小明",)),
        ("박준수 기자", ("박준수",)),
        ("Mara Quill, Political Editor", ("Mara Quill",)),
        ("Mara Quill, Chief Correspondent in Ellery", ("Mara Quill",)),
        ("María de la Cruz y José Núñez, corresponsal", ("María de la Cruz", "José Núñez")),
        ("Von Anna Müller, Redakteurin", ("Anna Müller",)),
        ("Von Anna Müller, Ellern", ("Anna Müller",)),
        ("Quill, Mara", ("Mara Quill",)),
        ("5 Feb 2031 | By Mara Quill | 3 min read", ("Mara Quill",)),
        ("Published 5 February 2031 by Mara Quill", ("Mara Quill",)),
        ("Mara Quill • 5 Feb 2031, 10:15", ("Mara Quill",)),
        ("Text: Mara Quill, Fotos: Jo Berg", ("Mara Quill",)),
        ("Story by Mara Quill Photos by Jo Berg", ("Mara Quill",)),
        ("Mara Quill und dpa", ("Mara Quill", "dpa")),
        ("Analysis by Mara Quill", ("Mara Quill",)),
        ("Posted by Mara Quill on Friday, 5 February 2031", ("Mara Quill",)),
        ("Autor/in: Mara Quill", ("Mara Quill",)),
        ("Ellery Web Works - www.works.example", ()),
        ("courier.ex / Ellery Courier", ()),
        ("Courier News Desk", ("Courier News Desk",)),
        ("Madonna and Prince", ("Madonna", "Prince")),
        ("admin", ()),
        ("Redaktion", ()),
        ("https://courier.example/Quill", ()),
        ("the harbour board", ()),
        ("", ()),
    ],
)
def test_a_byline_holds_these_names(line: str, names: tuple[str, ...]) -> None:
    assert names_of(line) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Mara Quill, Ellery", ("Mara Quill",)),
        ("Do 25.04.31 | 14:07 Uhr | Von Mara Quill", ("Mara Quill",)),
        ("By Friday, ships", ()),
        ("Mara Quill", ()),
    ],
)
def test_a_line_that_no_markup_marks_is_signed_by_full_names_alone(line: str, names: tuple[str, ...]) -> None:
    assert signed(line) == names


@pytest.mark.parametrize(
    ("head", "body", "names"),
    [
        (
            '<meta name="author" content="Ellery Courier"><meta name="sailthru.author" content="Mara Quill">',
            "",
            ("Mara Quill",),
        ),
        (
            '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Mara Quill">',
            "",
            ("Mara Quill",),
        ),
        ("", '<span class="authorname">Mara Quill</span>', ("Mara Quill",)),
        ("", "<p>By Mara Quill, Ellery Courier</p>", ("Mara Quill",)),
        ("", "<p>By Mara Quill, Ellery Courier North</p>", ("Mara Quill",)),
        (
            '<meta name="author" content="Harbour Press"><script type="application/ld+json">'
            '{"@type": "NewsArticle", "publisher": {"name": "Harbour Press"}}</script>',
            "",
            (),
        ),
    ],
)
def test_a_page_names_its_authors_in_many_places_and_is_none_of_them(
    head: str, body: str, names: tuple[str, ...]
) -> None:
    site = '<meta property="og:site_name" content="Ellery Courier">'
    tree = tree_of(f"<html><head>{site}{head}</head><body><h1>Basin to close</h1>{body}{PROSE}</body></html>")
    assert read(tree, "https://courier.example/basin", LIMIT).authors == names


def test_an_agency_is_credited_and_is_no_author() -> None:
    node = (
        '{"@type": "NewsArticle", "headline": "Basin to close", "author": [{"name": "Mara Quill"}, {"name": "dpa "}]}'
    )
    html = f'<html><head><script type="application/ld+json">{node}</script></head><body><h1>Basin to close</h1>{PROSE}'
    url = "https://courier.example/basin"
    article = article_of(Page(url, url, 200, {}, html.encode(), Kind.HTML, LIMIT), Hint())
    assert (article.authors, article.credits) == (("Mara Quill",), ("dpa",))
    assert people(["dpa", "Reuters/AFP", "Mara Quill"]) == ("Mara Quill",)


@given(st.text(max_size=300))
def test_of_any_text_names_are_short_lines_each_once(text: str) -> None:
    found = names_of(text)
    assert len(set(found)) == len(found)
    assert all(name and len(name) <= 2 * LONGEST and "\n" not in name for name in found)
