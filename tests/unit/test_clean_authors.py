"""Who signs a page: by references in JSON-LD, by marked elements, by links to authors, by labels below the title."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.clean.byline import is_full_name, listed, signed
from workers.clean.jsonld import Record
from workers.clean.meta import Meta, read
from workers.clean.names import is_label, names_of
from workers.clean.trees import tree_of

LIMIT = datetime(2031, 2, 7, tzinfo=UTC)
PROSE = f"<p>{'The lock keepers counted every boat that came through on the first morning of the tide. ' * 4}</p>"
SITE = '<meta property="og:site_name" content="Ellery Courier">'


def page(body: str = "", head: str = SITE) -> Meta:
    tree = tree_of(f"<html><head>{head}</head><body><h1>Basin to close</h1>{body}{PROSE}</body></html>")
    return read(tree, "https://courier.example/basin", LIMIT)


def said(*nodes: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@graph": nodes})}</script>'


def article(author: object) -> dict[str, object]:
    return {"@type": "Article", "headline": "Basin to close", "author": author}


def test_an_author_whom_json_refers_to_is_read_where_they_are_named() -> None:
    people = [{"@type": "Person", "@id": f"#{name}", "name": name} for name in ("Mara Quill", "Jo Berg")]
    upload = '<meta name="author" content="Ann Lee">'
    assert page(head=upload + said(article({"@id": "#Jo Berg"}), *people)).authors == ("Jo Berg",)
    assert page(head=said(article([{"@id": f"#{one['name']}"} for one in people]), *people)).authors == (
        "Mara Quill",
        "Jo Berg",
    )
    assert page(head=upload + said(article({"@id": "#nobody"}), *people)).authors == ("Ann Lee",)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("GovernmentOrganization", "Office for Tides and Locks"),
        ("Organization", "Centre for Law and Order"),
        ("Organization", "Jo Berg and Ann Lee"),
        ("Corporation", "Berg and Sons"),
        ("CollegeOrUniversity", "Ellery University of Art and Design"),
        ("", "Centre for Law and Order"),
        ("Person", "Amt für Natur und Umwelt"),
    ],
)
def test_the_name_of_an_office_is_not_parted(kind: str, name: str) -> None:
    assert page(head=said(article({"@type": kind, "name": name}))).authors == (name,)
    assert page(head=said(article([{"@type": [kind], "name": name}]))).authors == (name,)


def test_the_name_of_a_person_may_be_two() -> None:
    assert page(head=said(article({"@type": "Person", "name": "Mara Quill and Jo Berg"}))).authors == (
        "Mara Quill",
        "Jo Berg",
    )


def test_a_person_whose_site_bears_their_name_signs_it_where_nobody_else_does() -> None:
    own = '<meta property="og:site_name" content="Mara Quill">'
    person, office = (said(article({"@type": kind, "name": "Mara Quill"})) for kind in ("Person", "Organization"))
    assert page(head=own + person).authors == ("Mara Quill",)
    assert page(head=own + office).authors == ()
    assert page("<p>By Jo Berg</p>", own + person).authors == ("Jo Berg",)
    firm = said(article({"@type": "Person", "name": "Courier"}))
    assert page(head='<meta property="og:site_name" content="Courier">' + firm).authors == ()


def test_each_of_several_authors_may_have_a_meta_element() -> None:
    head = "".join(f'<meta name="citation_author" content="{name}">' for name in ("Mara Quill", "Jo Berg", "Ann Lee"))
    assert page(head=head).authors == ("Mara Quill", "Jo Berg", "Ann Lee")


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("<div><p>Written by</p><p>Mara Quill</p></div>", ("Mara Quill",)),
        ("<div><span>Von:</span><span>Jörg Möller</span></div>", ("Jörg Möller",)),
        ("<p class=author>Mara Quill<br>4 February 2031</p>", ("Mara Quill",)),
        ("<div class='post-author'><i>Mara Quill, Jo Berg</i></div>", ("Mara Quill", "Jo Berg")),
        ("<div id=authors><b>Mara Quill</b></div>", ("Mara Quill",)),
        ("<p><a href='/contributors/mara-quill/'>Mara Quill</a> <i>5 min</i></p>", ("Mara Quill",)),
        ("<p>By <a href='/author/quill'>Mara Quill</a> View Digital Edition</p>", ("Mara Quill",)),
        ("<p>By <a href='/author/quill'>Mara Quill</a> Read More</p>", ("Mara Quill",)),
        ("<p>by: Mara Quill, Feb 4, 2031</p>", ("Mara Quill",)),
        ("<div class=byline>By <a rel=author href=/m/quill>TideWatcher</a> in <a href=/w>Locks</a></div>",
         ("TideWatcher",)),
        ("<div class=byline>Posted by <a href=/u/1>TideWatcher</a> on Tuesday February 4, 2031 @08:00PM</div>",
         ("TideWatcher",)),
        ("<p class=byline>Posted by:</p><p class=byline>Mara Quill</p>", ("Mara Quill",)),
        ("<p class=authorName>Mara Quill</p>", ("Mara Quill",)),
    ],
)  # fmt: skip
def test_what_stands_below_the_title_names_authors(body: str, names: tuple[str, ...]) -> None:
    assert page(body).authors == names


@pytest.mark.parametrize(
    "body",
    [
        "<p class=comment-author>Mara Quill</p>",
        "<ul class='related author'><li>Mara Quill</li></ul>",
        "<p class=author>Senior Harbour Writer</p>",
        "<p class=author>The tide came in at six</p>",
        "<p class=author>About The Author</p>",
        "<p><a href='/author/mara'>View Profile</a></p>",
        "<p>By The Numbers</p>",
        "<p class=authority>Mara Quill</p>",
        "<p><a href='/harbour/mara-quill'>Mara Quill</a></p>",
        "<p><a href='/authors/'>Our Authors</a></p>",
        "<p>Written by</p><p>the tide and other powers</p>",
        "<p class=author>Ellery Courier</p>",
        "<p class=author>Harbour Editor, Mara</p>",
        "<div class=byline>Author Posted by Ellery Courier</div>",
    ],
)
def test_what_names_nobody_by_a_full_name_is_no_byline(body: str) -> None:
    assert page(body).authors == ()


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("<p>Par Mara Quill<br>Publié le 5 février 2031 à 18h22, modifié hier</p>", ("Mara Quill",)),
        ("<p>Par Mara Quill<br>\nPublié le 5 février 2031 à 18h22</p>", ("Mara Quill",)),
        ('<p class="byline">By Mara Quill<br>Published Monday</p>', ("Mara Quill",)),
        ('<p class="byline">By<br>Mara Quill<br>and Jo Berg</p>', ("Mara Quill", "Jo Berg")),
        ("<p>By Mara Quill,<br/>Jo Berg<br/>5 February 2031</p>", ("Mara Quill", "Jo Berg")),
        ("<p>Von <b>Mara Quill</b><br><span>Hafenstadt</span></p>", ("Mara Quill",)),
    ],
)
def test_a_break_of_a_line_parts_a_name_from_what_is_no_name(body: str, names: tuple[str, ...]) -> None:
    assert page(body).authors == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Par Mara Quill Publié le 5 février 2031 à 18h22", ("Mara Quill",)),
        ("By Mara Quill Published 5 February 2031", ("Mara Quill",)),
        ("Von Mara Quill, aktualisiert am 5. Februar 2031", ("Mara Quill",)),
        ("Por Mara Quill Actualizado el 5 de febrero de 2031", ("Mara Quill",)),
        ("Publié le 05/02/2031 à 07:15 par Mara Quill", ("Mara Quill",)),
        ("Published 5 February 2031 at 18:40 by Mara Quill and Jo Berg", ("Mara Quill", "Jo Berg")),
        ("Veröffentlicht am 5. Februar 2031, 18.40 Uhr von Mara Quill", ("Mara Quill",)),
        ("Publicado el 5 de febrero de 2031 por Mara Quill", ("Mara Quill",)),
        ("5 февраля 2031, 10:05 | Автор: Мария Ивина | 1 254 просмотра", ("Мария Ивина",)),
        ("5 lutego 2031, 12:40 | Autor: Anna Wrona", ("Anna Wrona",)),
        ("Text: Mara Quill | 5. Februar 2031", ("Mara Quill",)),
        ("Published 5 February 2031 by the harbour office", ()),
        ("The pier was opened on 5 February 2031 by Mara Quill", ()),
        ("5 February 2031, 18:40 by Friday Noon Bell rings", ()),
    ],
)
def test_a_line_signs_behind_its_date_and_names_end_before_a_word_for_publishing(
    line: str, names: tuple[str, ...]
) -> None:
    assert signed(line) == names


def test_a_line_is_a_label_where_no_name_is_behind_it() -> None:
    assert all(map(is_label, ("Written by", "By:", "Autor/in:", "Posted by:")))
    assert not any(map(is_label, ("", "By Mara Quill", "The basin", "by" * 100)))


def test_dates_beside_names_leave_them_whole() -> None:
    assert signed("By Mara Quill and Jo Berg, 4 February 2031") == ("Mara Quill", "Jo Berg")
    assert listed("Mara Quill 4 February 2031") == ("Mara Quill",)
    assert names_of("Author Posted by Mara Quill") == ("Mara Quill",)
    assert listed("Harbour Editor, JB") == ()


@given(st.text(max_size=200))
def test_of_any_line_only_full_names_are_listed(line: str) -> None:
    assert all(map(is_full_name, listed(line)))


@given(st.recursive(st.none() | st.text(max_size=5) | st.integers(), lambda inner: st.lists(inner, max_size=3)
                    | st.dictionaries(st.sampled_from(["@type", "@id", "@graph", "author", "name"]), inner)))  # fmt: skip
def test_whatever_json_says_signers_are_texts(value: object) -> None:
    signers = Record([json.dumps({"@type": "Article", "author": value}), json.dumps(value)]).signers("author")
    assert all(text and isinstance(kind, str) for text, kind in signers)
