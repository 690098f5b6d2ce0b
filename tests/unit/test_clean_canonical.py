"""Which of the addresses that a page gives itself is believed, and why the others are not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from workers import urls
from workers.clean.canonical import REFUSALS, Own, address_of, refusal_of
from workers.clean.jsonld import Record
from workers.clean.stated import Said, amp_of, in_header, said

HOST = "https://www.courier.example"
OWN = Own(f"{HOST}/local/port-closes-northern-basin?from=home", "Port closes its northern basin")


@pytest.mark.parametrize(
    ("own", "address"),
    [
        ("/local/port-closes-northern-basin", "/local/port-closes-northern-basin"),
        ("/local/port-closes-northern-basin", "/port-closes-northern-basin.html"),
        ("/amp/local/port-closes-northern-basin", "/local/port-closes-northern-basin"),
        ("/local/port-closes-northern-basin/amp", "/local/port-closes-northern-basin"),
        ("/local/basin/amp.html", "/local/basin"),
        ("/basin", "https://courier.example/basin"),
        ("/basin", "http://www.courier.example/basin"),
        ("/basin?utm_source=x", "/basin"),
        ("/basin", "https://amp.courier.example/basin"),
        ("/basin", "https://local.courier.example/basin"),
        ("/article/481516", "/local/port-481516.html"),
        ("/us-markets-idUSKBN1XT00W", "/markets/asia-idUSKBN1XT00W"),
        ("/?p=17", "/2031/02/northern-basin-port"),
        ("/basin.html;jsessionid=B01BDCE4530EF0FB", "/basin.html"),
        ("/2031/02/05/port-closes-northern-basin", "/port-closes-northern-basin-20310205"),
        ("/2031/02/05/port-closes-northern-basin", "/2031/02/port-closes-northern-basin"),
        ("/local/port-closes-basin-part-one", "/port-closes-basin-part-one"),
        ("/local/port-closes-basin-part-one", "/port-closes-basin"),
        ("/port-closes-basin/department-1", "/port-closes-basin/department-2"),
    ],
)
def test_what_has_a_number_or_words_in_common_with_the_page_is_believed(own: str, address: str) -> None:
    assert refusal_of(Own(urls.join(HOST, own), OWN.title), urls.join(HOST, address)) is None


@pytest.mark.parametrize(
    ("own", "address", "why"),
    [
        ("/local/port-closes-northern-basin", "https://wire.example/local/port-closes-northern-basin", "elsewhere"),
        ("/basin", "https://www.courier.example.evil.example/basin", "elsewhere"),
        ("/local/port-closes-northern-basin", "/", "home"),
        ("/local/port-closes-northern-basin", "/en/", "home"),
        ("/local/port-closes-northern-basin", "/index.html?ref=top", "home"),
        ("/local/port-closes-northern-basin", "/local/", "stranger"),
        ("/2031/02/05/port-closes-northern-basin", "/2031/02/05/", "stranger"),
        ("/local/port-closes-northern-basin", "/local/owls-nest-in-church-tower", "stranger"),
        ("/article/481516", "/article/481517", "stranger"),
        ("/story.php?id=481516", "/story.php", "stranger"),
        ("/story.php?id=481516", "/story.php?id=481517", "stranger"),
        ("/local/port-closes-northern-basin?page=2", "/local/port-closes-northern-basin", "page"),
        ("/local/port-closes-northern-basin/page/3", "/local/port-closes-northern-basin", "page"),
        ("/20310205/basin", "/20310205/owls", "stranger"),
        ("/2031/02/05/morning-briefing", "/2031/02/04/morning-briefing", "day"),
        ("/morning-briefing-20310205", "/2031/2/4/morning-briefing", "day"),
        ("/morning-briefing-2031-02-05.html", "/morning-briefing-2031-02-04.html", "day"),
        ("/local/port-closes-basin-part-one", "/local/port-closes-basin-part-two", "part"),
        ("/lokal/hafen-sperrt-becken-teil-2.html", "/lokal/hafen-sperrt-becken-teil-3.html", "part"),
    ],
)
def test_what_may_be_another_page_is_not_believed_and_the_reason_is_told(own: str, address: str, why: str) -> None:
    assert refusal_of(Own(urls.join(HOST, own), OWN.title), urls.join(HOST, address)) == why
    assert why in dict(REFUSALS)


def test_a_cache_of_amp_pages_is_believed_of_any_site() -> None:
    cached = Own("https://www-courier-example.cdn.ampproject.org/c/s/port-closes-northern-basin", OWN.title)
    assert refusal_of(cached, f"{HOST}/port-closes-northern-basin") is None


@pytest.mark.parametrize("own", ["", "import:basin.html", "http://["])
def test_a_document_without_an_address_has_the_one_that_it_says(own: str) -> None:
    assert address_of(Own(own, None), [Said(f"{HOST}/basin", "canonical")]).address == f"{HOST}/basin"


def test_the_first_that_is_believed_is_the_address_and_the_others_are_told() -> None:
    given_ = (
        Said(f"{HOST}/local/", "canonical"),
        Said("https://wire.example/port-closes-northern-basin", "header"),
        Said(f"{HOST}/local/port-closes-northern-basin", "og:url"),
    )
    found = address_of(OWN, given_)
    assert (found.address, found.source) == (f"{HOST}/local/port-closes-northern-basin", "og:url")
    assert [why for _, why in found.refused] == ["stranger", "elsewhere"]
    assert address_of(OWN, given_[:2]).address == OWN.address
    assert address_of(OWN, ()).source == "fetched"


HEAD = f"""<link rel="amphtml" href="/amp/basin"><link rel="Canonical" href="/a"><link rel="canonical" href="javascript:x">
<meta property="og:url" content="{HOST}/b">"""
RECORD = """{"@type": "NewsArticle", "mainEntityOfPage": {"@type": "WebPage", "@id": "/c"}, "url": "/d"}"""


def tree(head: str) -> Any:
    return lxml_html.document_fromstring(f"<html><head>{head}</head><body><p>Words.</p></body></html>")


def test_a_page_says_its_address_in_four_places() -> None:
    header = f'<{HOST}/e>; rel="canonical", </amp/e>; rel=amphtml; type="text/html", </x>; rel=next'
    found = said(tree(HEAD), {"og:url": f"{HOST}/b"}, Record([RECORD]), HOST, [], header)
    assert [(each.address.removeprefix(HOST), each.source) for each in found] == [
        ("/a", "canonical"),
        ("/e", "header"),
        ("/b", "og:url"),
        ("/c", "jsonld"),
        ("/d", "jsonld"),
    ]
    assert amp_of(tree(HEAD), HOST, header) == (f"{HOST}/amp/basin", f"{HOST}/amp/e")


def test_an_address_that_is_said_twice_keeps_the_place_of_the_first_who_said_it() -> None:
    record = Record(['{"@type": "NewsArticle", "mainEntityOfPage": "/c", "url": "/a"}'])
    found = said(tree('<link rel="canonical" href="/a">'), {"og:url": "/b"}, record, HOST, [])
    assert [(each.address.removeprefix(HOST), each.source) for each in found] == [
        ("/a", "canonical"),
        ("/b", "og:url"),
        ("/c", "jsonld"),
    ]


RELATED = """[{"@type": "NewsArticle", "headline": "Owls return to the mill", "url": "https://courier.example/owls-77123"},
{"@type": "NewsArticle", "headline": "Port closes its northern basin", "url": "%s"}]"""


@pytest.mark.parametrize(
    ("mine", "found"),
    [
        ("/local/port-closes-northern-basin", "/local/port-closes-northern-basin"),
        ("/a/4711223", "/a/4711223"),
        ("/article", None),  # what a template names
        ("/local/index.html", None),
    ],
)
def test_a_document_without_an_address_takes_from_json_ld_the_address_of_its_own_node_alone(
    mine: str, found: str | None
) -> None:
    title = "Port closes its northern basin"
    given_ = said(tree(f'<base href="{HOST}">'), {}, Record([RELATED % f"{HOST}{mine}"]), "", [title])
    where = address_of(Own("", title), given_)
    assert (where.address or None) == (f"{HOST}{found}" if found else None)


def test_a_node_that_does_not_say_what_it_is_about_names_no_document() -> None:
    record = Record([f'{{"@type": "NewsArticle", "url": "{HOST}/local/owls-return-to-the-mill-77123"}}'])
    assert said(tree(""), {}, record, "", ["Port closes its northern basin"]) == ()
    assert len(said(tree(""), {}, record, f"{HOST}/local/", ["Port closes its northern basin"])) == 1


@pytest.mark.parametrize("kind", ["VideoObject", "Event", "Comment", "https://schema.org/VideoObject"])
def test_what_a_page_shows_beside_its_article_names_no_address_of_the_page(kind: str) -> None:
    title = "Port closes its northern basin"
    node = {"@type": ["WebPage", kind], "name": title, "url": f"{HOST}/film/port-closes-northern-basin"}
    assert said(tree(""), {}, Record([json.dumps(node)]), OWN.address, [title]) == ()
    assert said(tree(""), {}, Record([json.dumps({**node, "@type": "WebPage"})]), OWN.address, [title]) != ()


def test_a_node_of_json_ld_with_another_number_than_the_pages_is_of_another_article() -> None:
    own = Own(f"{HOST}/port-closes-northern-basin-481516", "Port closes its northern basin")
    other, same = f"{HOST}/port-closes-northern-basin-again-234219", f"{HOST}/local/port-481516"
    assert address_of(own, [Said(other, "jsonld"), Said(same, "jsonld")]).address == same
    assert address_of(own, [Said(other, "jsonld")]).refused == ((other, "stranger"),)
    assert address_of(own, [Said(other, "canonical")]).address == other


@pytest.mark.parametrize(
    ("headline", "believed"),
    [
        ("Port closes its northern basin", True),
        ("Port closes its northern basin | Courier", True),
        ("Port closes its northern basin again after storm", False),
        ("Port closes", False),
    ],
)
def test_a_document_without_an_address_is_named_by_a_node_that_says_all_its_title_says_and_no_more(
    headline: str, *, believed: bool
) -> None:
    node = {"@type": "NewsArticle", "headline": headline, "url": f"{HOST}/port-closes-northern-basin"}
    assert bool(said(tree(""), {}, Record([json.dumps(node)]), "", ["Port closes its northern basin"])) is believed


@pytest.mark.parametrize("header", ["", "garbage", "<>; rel=canonical", "</a>", '</a>; rel="next"', "<" * 1000])
def test_a_header_that_says_nothing_gives_nothing(header: str) -> None:
    assert [word for word in in_header(header, "canonical") if word] == []


_paths = st.text("abc/-?=&0123456789é%", max_size=40).map(lambda path: urls.normal(f"{HOST}/{path}"))


@given(_paths, st.none() | st.text(max_size=40))
def test_a_page_may_always_name_the_address_where_it_is_unless_that_is_the_front_page(
    address: str, title: str | None
) -> None:
    assert refusal_of(Own(address, title), address) in (None, "home")


@given(_paths, _paths, st.none() | st.text(max_size=40))
def test_whatever_a_page_says_there_is_one_address(own: str, address: str, title: str | None) -> None:
    found = address_of(Own(own, title), [Said(address, "canonical")])
    assert found.address in (own, address)
    assert (found.source == "fetched") == bool(found.refused)
