"""What a page's markup says of itself: titles, JSON-LD as publishers write it, languages."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.clean import meta
from workers.clean.jsonld import MAX_SCRIPT, Record
from workers.clean.lang import code_of, lang_of
from workers.clean.meta import Meta
from workers.clean.sitename import site_in
from workers.clean.stated import canonical_of
from workers.clean.title import alike, title_of, without_site
from workers.clean.trees import tree_of

LIMIT = datetime(2031, 2, 7, tzinfo=UTC)
OTHER_TIME = '<time datetime="2031-01-01">of another article</time>'
URL = "https://www.courier.example/a/b"


def read(head: str, body: str = "", lang: str = "", url: str = URL) -> Meta:
    return meta.read(tree_of(f"<html{lang}><head>{head}</head><body>{body}<p>text</p></body></html>"), url, LIMIT)


@pytest.mark.parametrize(
    ("head", "url", "image"),
    [
        ("", URL, "https://www.courier.example/i/basin.jpg"),
        (f'<link rel=canonical href="{URL}/c">', "", "https://www.courier.example/i/basin.jpg"),
        (f'<link rel=canonical href="{URL}/c">', "import:basin.html", "https://www.courier.example/i/basin.jpg"),
        (f'<meta property="og:url" content="{URL}">', "", "https://www.courier.example/i/basin.jpg"),
        ('<link rel=canonical href="https://www.other.example/">', URL, "https://www.courier.example/i/basin.jpg"),
        ('<base href="https://static.courier.example/x/">', "", "https://static.courier.example/i/basin.jpg"),
        ('<base href="javascript:x">', URL, "https://www.courier.example/i/basin.jpg"),
        ("", "", None),
    ],
)
def test_a_relative_picture_is_held_against_where_the_page_stands(head: str, url: str, image: str | None) -> None:
    assert read(f'{head}<meta property="og:image" content="/i/basin.jpg">', url=url).image == image


@pytest.mark.parametrize(
    ("head", "body", "text", "source"),
    [
        ('<meta name="pubdate" content="2031-02-05T10:00:00Z">', "", "2031-02-05T10:00:00+00:00", "meta"),
        ("", '<b itemprop="datePublished" content="2031-02-05T10:00Z">x</b>', "2031-02-05T10:00:00+00:00", "microdata"),
        ("", '<article><time datetime="2031-02-05">5 Feb</time></article>', "2031-02-05", "time"),
        ("", f"{OTHER_TIME}<p class='post-date'><time datetime='2031-02-05'>y</time></p>", "2031-02-05", "time"),
    ],
)  # fmt: skip
def test_each_layer_can_date_a_page(head: str, body: str, text: str, source: str) -> None:
    found = read(head, body)
    assert found.published is not None
    assert (found.published.text(), found.sources["published"]) == (text, source)


@pytest.mark.parametrize(
    "around",
    [
        "<ol class='comments-list'><li>{}</li></ol>",
        "<article class=comment-body><footer>{}</footer></article>",
        "<div id=related><article>{}</article></div>",
        "<blockquote class=post-embed><p>{}</p></blockquote>",
        "<aside><header>{}</header></aside>",
        "<ul class=widget_recent_entries><li>{}</li></ul>",
        "<span class=mod_date>{}</span>",
        "<span class='date modified'>{}</span>",
    ],
)
def test_the_time_of_something_else_does_not_date_the_page(around: str) -> None:
    other = around.format(OTHER_TIME)
    assert read("", f"<main>{other}</main>").published is None
    own = "<article class='comments-open'><p class=publication><time datetime='2031-02-05T10:00Z'></time></p></article>"
    found = read("", f"<div class='page-wrap no-sidebar'>{other}{own}</div>").published
    assert found is not None
    assert found.text() == "2031-02-05T10:00:00+00:00"


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("5 February 2031, 23:15", "2031-02-05T23:15:00+01:00"),
        ("5 February 2031, 10:15", "2031-02-05T22:15:00+00:00"),  # a clock without its am and pm
        ("5 February 2031, 22:22", "2031-02-05T22:15:00+00:00"),  # the minute of a change
        ("5 February 2031, 07:15", "2031-02-05T22:15:00+00:00"),  # no zone is so far off
    ],
)
def test_an_instant_has_the_zone_in_which_its_page_prints_it_if_there_is_such_a_zone(printed: str, text: str) -> None:
    head = '<meta property="article:published_time" content="2031-02-05T22:15:00Z">'
    found = read(f"<title>Basin to close</title>{head}", f"<h1>Basin to close</h1><p>{printed}</p>").published
    assert found is not None
    assert found.text() == text


@pytest.mark.parametrize("key", ["startDate", "endDate"])
def test_a_time_element_that_says_when_something_begins_or_ends_does_not_date_the_page(key: str) -> None:
    time = "<time {} datetime='2031-02-05T19:30'>Wednesday</time>"
    assert read("", f"<h1>Basin to close</h1>{time.format('')}").published is not None
    assert read("", f"<h1>Basin to close</h1>{time.format(f'itemprop={key}')}").published is None


def test_a_later_layer_adds_the_zone_and_never_another_day() -> None:
    local = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2031-02-05T10:00:00"}</script>'
    zoned = read(local + '<meta name="pubdate" content="2031-02-05T10:00:00+01:00">').published
    assert zoned is not None
    assert zoned.text() == "2031-02-05T10:00:00+01:00"
    other = read(local + '<meta name="pubdate" content="2031-01-05T10:00:00+01:00">').published
    assert other is not None
    assert other.at.day == 5
    assert other.at.month == 2


def test_an_ambiguous_date_in_markup_needs_a_language_or_a_country() -> None:
    head = '<meta name="pubdate" content="05/01/2031">'
    late = datetime(2031, 12, 1, tzinfo=UTC)

    def day(lang: str, body: str = "") -> str | None:
        tree = tree_of(f"<html lang={lang}><head>{head}</head><body>{body}<p>text</p></body></html>")
        found = meta.read(tree, URL, late).published
        return found.text() if found else None

    assert day("en") is None
    assert day("it") == "2031-01-05"
    assert day("en", "<p>30/01/2031</p>") == "2031-01-05"
    assert day("en", "<time datetime='2031-05-01'></time>") == "2031-05-01"


ANOTHER = {"@type": "NewsArticle", "headline": "Ferry fares to rise", "datePublished": "2030-11-01T08:00:00Z"}


@pytest.mark.parametrize(
    "node",
    [
        {**ANOTHER, "url": "https://www.courier.example/f"},
        {**ANOTHER, "mainEntityOfPage": {"@id": "https://www.courier.example/f"}},
        ANOTHER,
        {**ANOTHER, "@type": "VideoObject", "uploadDate": "2030-11-01"},
        {**ANOTHER, "@type": "WebPage", "url": "https://www.courier.example/f"},
    ],
)
def test_the_node_of_another_article_does_not_date_the_page(node: dict[str, object]) -> None:
    title = "<title>Basin to close in March</title>"
    linked = f'<script type="application/ld+json">{script([node])}</script>'
    body = "<h1>Basin to close in March</h1><p>5 February 2031</p>"
    found = read(title + linked, body)
    assert found.published is not None
    assert (found.published.text(), found.sources["published"]) == ("2031-02-05", "printed")
    own = {"@type": "Article", "url": URL, "datePublished": "2031-02-04T08:00:00Z"}
    both = read(f'{title}<script type="application/ld+json">{script([node, own])}</script>', body)
    assert both.published is not None
    assert both.published.text() == "2031-02-04T08:00:00+00:00"


@pytest.mark.parametrize(
    ("lang", "said", "told"),
    [
        ("de", "2031-02-04T23:00:00Z", "2031-02-05T00:00:00+01:00"),
        ("de", "2030-07-04T22:00:00Z", "2030-07-05T00:00:00+02:00"),
        ("ja", "2031-02-04T15:00:00Z", "2031-02-05T00:00:00+09:00"),
        ("ja", "2031-02-04T14:00:00Z", "2031-02-04T14:00:00+00:00"),
        ("de", "2031-02-04T23:10:00Z", "2031-02-04T23:10:00+00:00"),
        ("en-us", "2031-02-05T05:00:00Z", "2031-02-05T05:00:00+00:00"),  # several zones
    ],
)
def test_the_beginning_of_a_day_where_a_page_is_written_is_of_that_day(lang: str, said: str, told: str) -> None:
    country = {"de": "de", "ja": "jp", "en-us": "com"}[lang]
    tree = tree_of(f'<html lang={lang}><head><meta name="datePublished" content="{said}"></head><body><p>Words.</p>')
    found = meta.read(tree, f"https://courier.{country}/basin", LIMIT).published
    assert found is not None
    assert found.text() == told


def test_authors_are_people_and_not_the_site() -> None:
    head = '<meta property="og:site_name" content="Ellery Courier"><meta name="author" content="Ellery Courier">'
    assert read(head).authors == ()
    assert read(head, '<span class="byline">By Mara Holm and Jo Berg</span>').authors == ("Mara Holm", "Jo Berg")
    assert read(head, '<span class="byline">Written by: Mara Holm</span>').authors == ("Mara Holm",)
    assert read('<meta name="author" content="https://courier.example/holm">').authors == ()


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("<p class=meta>By Mara Holm</p>", ("Mara Holm",)),
        ("<font size=1>By Mara Holm &nbsp;|&nbsp; Tuesday 4 February 2031, 22.50 GMT</font>", ("Mara Holm",)),
        ("<div><b>By</b> Mara de la Cruz and J. R. O’Hara</div>", ("Mara de la Cruz", "J. R. O’Hara")),
        ("<p>By Mara Holm, Political Editor</p>", ("Mara Holm",)),
        ("<p>Von Jörg Möller</p>", ("Jörg Möller",)),
        ("<p>By Friday, ships move</p>", ()),
        ("<p>By Election Day, Harbours Will Have to move</p>", ()),
        ("<p>By the numbers</p>", ()),
        ("<p>By Mara</p>", ()),
        ("<p>By Ellery Courier</p>", ()),
        ("<p>By Area 51</p>", ()),
        (f"<p>{'A long paragraph. ' * 20}</p><p>By Mara Holm</p>", ()),
    ],
)
@pytest.mark.parametrize("tag", ["h1", "h2"])
def test_a_line_below_the_title_that_only_names_people_is_a_byline(
    tag: str, line: str, authors: tuple[str, ...]
) -> None:
    head = '<title>Basin to close</title><meta property="og:site_name" content="Ellery Courier">'
    assert read(head, f"<p>By Jo Berg</p><{tag}>Basin to close</{tag}>{line}").authors == authors


def script(value: object) -> str:
    return json.dumps(value)


def test_the_article_is_found_among_other_nodes() -> None:
    record = Record(
        [
            script({"@type": "Organization", "name": "Courier"}),
            script(
                {
                    "@graph": [
                        {"@type": "WebPage", "name": "A page"},
                        {"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "Another"}]},
                        {
                            "@type": "http://schema.org/NewsArticle",
                            "headline": "Basin &amp; quay",
                            "author": {"name": "Mara"},
                        },
                    ]
                }
            ),
        ]
    )
    assert record.text("headline", "name") == "Basin & quay"
    assert record.texts("author") == ("Mara",)


@pytest.mark.parametrize(
    "wrapped",
    [
        '<!-- {"@type":"Article","headline":"A"} -->',
        '/*<![CDATA[*/{"@type":"Article","headline":"A"}/*]]>*/',
        '{"@type":"Article","headline":"A",}',
        '{"@type":"Article",\n"headline":"A"};',
        '[[{"@type":"Article","headline":"A"}]]',
        '{"@type":"Article","articleBody":"line\nbreak","headline":"A"}',
    ],
)
def test_json_is_read_as_publishers_write_it(wrapped: str) -> None:
    assert Record([wrapped]).text("headline") == "A"


@pytest.mark.parametrize(
    "broken", ["", "{", "null", "3", "[" * 100_000, '{"a":' * 5_000, " " * (MAX_SCRIPT + 1), "{" + " " * 50_000 + "x"]
)
def test_broken_deep_or_huge_json_says_nothing(broken: str) -> None:
    assert Record([broken]).text("headline") is None


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=10), st.just("NewsArticle")),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["@type", "headline", "author", "name", "datePublished", "@graph"]), inner),
    ),
    max_leaves=20,
)


@given(json_values)
def test_any_json_is_read_without_an_error(value: object) -> None:
    record = Record([script(value)])
    assert record.text("headline", "name") is None or record.text("headline", "name")
    assert all(record.texts("author", "creator"))


@pytest.mark.parametrize(
    ("headings", "headline", "social", "element", "title", "source"),
    [
        (["Courier", "Basin to close in March"], None, "Basin to close in May", None, "Basin to close in March", "h1"),
        (["Harbour Basin to close"], "Basin to close", None, None, "Basin to close", "jsonld"),
        (["Courier"], "Basin to close in March", None, None, "Basin to close in March", "jsonld"),
        ([], None, "Basin to close - Ellery Courier", None, "Basin to close", "meta"),
        ([], None, None, "Ellery Courier: Basin to close", "Basin to close", "title"),
        (["Basin to close in March"], None, None, None, "Basin to close in March", "h1"),
    ],
)  # fmt: skip
def test_the_title_is_what_most_sources_agree_on(
    headings: list[str], headline: str | None, social: str | None, element: str | None, title: str, source: str
) -> None:
    assert title_of(headings, headline, social, element, ["Ellery Courier"]) == (title, source)


@pytest.mark.parametrize(
    ("heading", "headline", "social", "title"),
    [
        ("Basin\u2019s gate \u201cshut\u201d", None, 'Basin\'s gate "shut" | Ellery Courier', 'Basin\'s gate "shut"'),
        ("Basin\u2019s gate shut", None, "Basin\u2019s gate shut", "Basin\u2019s gate shut"),
        (
            "Harbour vote The gate stays - for now",
            "Harbour vote: The gate stays - for now",
            None,
            "Harbour vote: The gate stays - for now",
        ),
        ("Harbour vote: the gate stays", "Harbour vote - the gate stays", None, "Harbour vote: the gate stays"),
        ("The gate stays", None, '"The gate stays"', "The gate stays"),
        ("&quot;The gate stays&quot;", None, None, '"The gate stays"'),
    ],
)
def test_a_heading_is_spelt_as_its_site_hands_it_on(
    heading: str, headline: str | None, social: str | None, title: str
) -> None:
    assert title_of([heading], headline, social, heading, ["Ellery Courier"]) == (title, "h1")


@pytest.mark.parametrize(
    ("headline", "social", "title"),
    [
        (
            "Basin to close in late March",
            "Basin to close in late March | Ellery Courier",
            "Basin to close in late March",
        ),
        ("Basin to close in late March", "Basin to close in May", "Basin to close in March, mayor says"),
        ("Basin to close in late March", None, "Basin to close in March, mayor says"),
        ("Basin to close in March", "Basin to close in March", "Basin to close in March, mayor says"),
    ],
)
def test_two_that_agree_outvote_a_heading_unless_theirs_is_only_its_beginning(
    headline: str, social: str | None, title: str
) -> None:
    found = title_of(["Basin to close in March, mayor says"], headline, social, None, ["Ellery Courier"])
    assert found is not None
    assert found[0] == title


@pytest.mark.parametrize(
    ("heading", "source"),
    [
        ("What the old basin means to Ellery", "h1"),
        ("Old Basin", "jsonld"),
        ("A page of the harbour office", "jsonld"),
        ("What the old basin means to Ellery " * 5, "jsonld"),
    ],
)
def test_a_heading_of_some_words_that_the_others_bear_out_is_the_title(heading: str, source: str) -> None:
    found = title_of([heading], "Seven facts about Ellery's basin", None, None, [])
    assert found is not None
    assert found[1] == source


@pytest.mark.parametrize(
    ("heading", "social", "title"),
    [
        ("Feb 3 2031 Basin to close", "Basin to close | Ellery Courier", "Basin to close"),
        ("Basin to close (courier.example) 41", "Basin to close | Ellery Courier", "Basin to close"),
        ("Basin to close in 2031", "Basin to close", "Basin to close in 2031"),
        ("Basin to close on Feb 3 2031", "Feb 3 2031", "Basin to close on Feb 3 2031"),
        ("Harbour: Basin to close", "Basin to close", "Harbour: Basin to close"),
    ],
)
def test_a_date_before_a_heading_and_a_count_behind_it_are_no_part_of_the_title(
    heading: str, social: str, title: str
) -> None:
    assert title_of([heading], None, social, None, ["Ellery Courier"]) == (title, "h1")


def test_a_number_before_a_headline_is_no_kicker() -> None:
    heading = "2031 guide to the harbour of Ellery"
    assert title_of([heading], "guide to the harbour of Ellery", None, None, []) == (heading, "h1")


def test_a_headline_that_was_cut_off_is_read_on_where_another_source_has_the_whole() -> None:
    cut = "The old basin of Ellery, its gate, its three bridges and the men who have kept them since the"
    whole = f"{cut} flood of 1931"
    assert title_of([], cut, f"{whole} - Ellery Courier", None, ["Ellery Courier"]) == (whole, "jsonld")
    assert title_of([], cut, f"{cut} - Ellery Courier", None, []) == (cut, "jsonld")
    assert title_of([], "Basin to close", "Basin to close in March", None, []) == ("Basin to close", "jsonld")


def test_a_section_of_the_pages_address_at_a_titles_end_is_cut_off() -> None:
    head = '<meta property="og:title" content="Basin to close | Ports | Ellery Courier">'
    named = f'{head}<meta property="og:site_name" content="Ellery Courier">'
    tree = tree_of(f"<html><head>{named}</head></html>")
    assert meta.read(tree, "https://courier.example/ports/basin-7", LIMIT).title == "Basin to close"
    assert meta.read(tree, "https://courier.example/news/ports", LIMIT).title == "Basin to close | Ports"


def test_the_sign_before_a_sites_name_may_be_any_that_templates_use() -> None:
    for sign in ("|", "::", "‹", "*", "/", "~"):
        assert without_site(f"Basin to close {sign} Ellery Courier", ["Ellery Courier"]) == "Basin to close"


def test_a_site_is_known_by_its_initials_in_the_host() -> None:
    element = "Basin to close - Ellery Harbour Council"
    assert site_in(element, tree_of("<p></p>"), "ehc.example") == "Ellery Harbour Council"
    assert site_in(element, tree_of("<p></p>"), "eh.example") is None


def test_meta_headline_stands_in_for_json_ld() -> None:
    head = (
        '<meta name=headline content="Gate stays"><meta property="og:title" content="Gate stays-Harbour\u3163Ellery">'
    )
    assert (read(head).title, read(head).sources["title"]) == ("Gate stays", "jsonld")


def test_the_name_of_a_drawing_is_no_title() -> None:
    drawn = "<svg><g><title>Icon</title></g></svg>"
    assert read("", drawn).title is None
    assert read("", f"{drawn}<title>Late</title>").title == "Late"


def test_a_page_without_any_title_has_none() -> None:
    assert title_of([], None, None, None, []) is None


def test_only_the_sites_name_is_cut_off() -> None:
    assert without_site("Basin to close – and ships move | Courier", ["courier"]) == "Basin to close – and ships move"
    assert without_site("Basin to close – and ships move", ["courier"]) == "Basin to close – and ships move"


@pytest.mark.parametrize(
    ("text", "names", "cut"),
    [
        ("Basin to close · Ellery Courier", ["The Ellery Courier"], "Basin to close"),
        ("Basin to close — Courier Sport", ["Courier"], "Basin to close"),
        ("Basin to close • ellery-courier", ["elleryCourier"], "Basin to close"),
        ("Basin to close: Courier", ["courier"], "Basin to close"),
        ("Basin plan: ships move at last", ["Basin"], "Basin plan: ships move at last"),
        ("Ship lost – in the nick of time", ["Time"], "Ship lost – in the nick of time"),
        ("Russland-Wahl: Ships move", ["DW"], "Russland-Wahl: Ships move"),
        ("Courier", ["Courier"], "Courier"),
    ],
)
def test_a_part_of_a_title_is_the_sites_name_or_stays(text: str, names: list[str], cut: str) -> None:
    assert without_site(text, names) == cut


def test_a_heading_that_is_the_sites_name_is_no_title() -> None:
    assert title_of(["Ellery Courier"], None, None, "Ellery Courier: Basin to close", ["ellery courier"]) == (
        "Basin to close", "title"
    )  # fmt: skip


def test_a_lesser_heading_is_a_title_where_the_title_element_begins_with_it() -> None:
    lesser = ["Most read", "Basin to close – in March"]
    element = "Basin to close – in March - Quay Paper"
    assert title_of([], None, None, element, [], lesser) == ("Basin to close – in March", "h2")
    assert title_of([], None, None, "Basin to close", [], ["Basin"]) == ("Basin to close", "title")


SUPPORT = [
    ('<link rel="alternate" type="application/atom+xml" title="Quay Paper" href="/atom.xml">', ""),
    ("", '<header><a href="/">Quay Paper</a></header>'),
    ("", '<a href="https://www.courier.example/index.html"><img src=x alt="Quay Paper"></a>'),
    ("", '<div class="page-logo">Quay <b>Paper</b></div>'),
    ("", "<p><i>Quay Paper</i>, 4 Pier Street. Copyright 2031.</p>"),
    ("", "<p>© 2031 Quay Paper. All rights reserved.</p>"),
]


def test_a_title_of_a_hundred_thousand_parts_is_read_no_further_than_a_title_goes() -> None:
    parts = "a - " * 100_000
    found = read(f'<title>{parts}</title><meta property="og:title" content="{parts}">', "<h2>a</h2>" * 10)
    assert found.title == "a"


@pytest.mark.parametrize("joint", [" - ", " · ", " | ", " – ", " — ", " • ", ": "])
@pytest.mark.parametrize(("head", "body"), SUPPORT)
def test_the_end_of_a_title_with_support_is_the_sites_name(head: str, body: str, joint: str) -> None:
    found = read(f"<title>Basin to close{joint}Quay Paper</title>{head}", body)
    assert (found.title, found.site) == ("Basin to close", "Quay Paper")


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", ""),
        ("", '<nav><a href="/quay">Quay Paper</a></nav>'),
        ("", '<a href="https://other.example/">Quay Paper</a>'),
        ("", "<p>Quay Paper</p>"),
        ("", "<script>'© Quay Paper'</script>"),
        ('<link rel="alternate" type="application/rss+xml" title="Harbour Paper" href="/f">', ""),
    ],
)
def test_the_end_of_a_title_without_support_is_no_site(head: str, body: str) -> None:
    found = read(f"<title>Basin to close - Quay Paper</title>{head}", body)
    assert (found.title, found.site) == ("Basin to close - Quay Paper", None)


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("quay-paper.example", "Quay Paper"),
        ("news.thequaypaper.example", "Quay Paper"),
        ("quay.example", None),
        ("laidpipers.example", None),
        ("paper.example", None),
        ("127.0.0.1", None),
        ("", None),
    ],
)
def test_a_host_of_that_name_is_support(host: str, site: str | None) -> None:
    assert site_in("Basin to close | Quay Paper", tree_of("<p>text</p>"), host) == site


@pytest.mark.parametrize(("part", "host"), [("Ellery Courier", "courier.example"), ("The Courier", "courier.example")])
def test_a_host_that_is_a_word_of_the_name_is_support(part: str, host: str) -> None:
    assert site_in(f"Basin to close | {part}", tree_of("<p>text</p>"), host) == part


@pytest.mark.parametrize(("part", "host"), [("Politics", "tideline.example"), ("News", "news.example.org")])
def test_a_host_of_another_name_as_long_is_none(part: str, host: str) -> None:
    assert site_in(f"Basin to close | {part}", tree_of("<p>text</p>"), host.removeprefix("news.")) is None


@pytest.mark.parametrize(
    ("element", "heading", "site"),
    [
        ("Basin to close | Ellery Courier", "Basin to close", "Ellery Courier"),
        ("Basin to close - Ellery Courier", "Basin to close", "Ellery Courier"),
        ("Basin to close | Politics | Ellery Courier", "Basin to close", "Ellery Courier"),
        ("Ellery Courier | Basin to close", "Basin to close", "Ellery Courier"),
        ("Hafenbecken wird geschlossen – Elleryer Bote", "Hafenbecken wird geschlossen", "Elleryer Bote"),
        ("港の閉鎖｜エレリー新聞社", "港の閉鎖", "エレリー新聞社"),
        ("The old basin is to close for repairs | Ellery Courier", "", "Ellery Courier"),
        ("Basin to close | Politics", "Basin to close", None),
        ("Hafenbecken wird geschlossen – Wirtschaft", "Hafenbecken wird geschlossen", None),
        ("Basin to close - and ships move", "Basin to close", None),
        ("Basin to close | 5 February 2031", "Basin to close", None),
        ("The old basin is to close for repairs | Ellery Courier", "Ferries move", None),
        ("Basin to close: Ellery Courier", "Basin to close", None),
        ("Tides | Ellery Courier", "", None),
    ],
)
def test_without_an_address_the_name_behind_the_heading_is_the_sites(
    element: str, heading: str, site: str | None
) -> None:
    found = read(f"<title>{element}</title>", f"<h1>{heading}</h1>" if heading else "", url="")
    assert found.site == site


def test_nor_is_the_name_of_a_link_the_sites() -> None:
    body = "<nav><a href='/harbour-news'>Harbour News</a></nav><h1>Basin to close</h1>"
    assert read("<title>Basin to close | Harbour News</title>", body, url="").site is None


@given(st.text(max_size=80), st.lists(st.text(max_size=20), max_size=3))
def test_what_is_cut_off_a_title_is_one_of_its_ends(text: str, names: list[str]) -> None:
    cut = without_site(text, names)
    assert text.strip().startswith(cut) or text.strip().endswith(cut)


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_title_with_words_is_like_itself_and_nothing_is_like_one_without(one: str, other: str) -> None:
    worded = bool(re.search(r"\w", one.casefold()))
    assert alike(one, one) is worded
    assert worded or not alike(one, other)


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_address_is_joined_without_an_error(address: str, base: str) -> None:
    found = canonical_of(address, base)
    assert found is None or found.startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("en-US", "en"),
        ("de_AT.UTF-8", "de"),
        ("iw", "he"),
        ("nb-NO", "no"),
        ("english", None),
        ("", None),
        (None, None),
    ],
)
def test_a_declared_language_becomes_its_code(declared: str | None, code: str | None) -> None:
    assert code_of(declared) == code


def test_the_model_judges_long_texts_and_the_page_short_ones() -> None:
    german = "Die Hafenbehörde schließt das nördliche Becken für neun Monate, sagte die Direktorin am Montag. " * 3
    assert lang_of(german) == lang_of(german, "en-US") == "de"
    assert lang_of(german[:60]) == "de"
    assert lang_of(german[:60], "nl", "fr") == "nl"
    assert lang_of("Ja.") is None
    assert lang_of("Ja.", None, "de") == "de"


@given(st.text(max_size=100))
def test_any_text_has_a_code_or_none(text: str) -> None:
    code = lang_of(text)
    assert code is None or len(code) == 2


@pytest.mark.parametrize(
    ("line", "prose", "day"),
    [
        (
            "Publié le 03/11/2026 à 07:15",
            "Le boulanger du village a signé lundi l’achat du vieux moulin, fermé depuis 1957, pour une somme qui n’est pas"
            " connue. Il veut y moudre dès le mois de mai les blés des fermes voisines, et en faire du pain avec sa fille.",
            "2026-11-03",
        ),
        (
            "Veröffentlicht: 03/11/2026",
            "Der Bäcker hat am Montag die alte Mühle gekauft, die seit 1957 nicht mehr läuft, und will dort das Korn von"
            " vier Höfen mahlen. Die Gemeinde ist mit dem Plan zufrieden und wird sich an den Kosten des Rades beteiligen.",
            "2026-11-03",
        ),
        (
            "Published: 03/11/2026",
            "The baker has bought the old mill that stood idle for years, and is to grind the corn of four farms there."
            " The council, which had feared that it would be a hotel, is to pay for a part of the wheel and of its race.",
            None,
        ),
    ],
)
def test_the_language_of_the_text_orders_a_date_where_the_page_declares_none(
    line: str, prose: str, day: str | None
) -> None:
    tree = tree_of(f"<html><body><h1>Le moulin</h1><p>{line}</p><p>{prose}</p></body></html>")
    found = meta.read(tree, "https://courier.example/moulin", datetime(2026, 11, 26, tzinfo=UTC)).published
    assert (found.text()[:10] if found else None) == day
