"""A page to its article: pages of our own, every kind, every way to be refused, and laws."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workers.clean import tokens
from workers.clean.confidence import DOUBTFUL
from workers.clean.decide import article_of, place
from workers.clean.guard import DEEP, MAX_DEPTH
from workers.clean.refuse import MIN_WORDS
from workers.errors import NewsloomError, RefusedError
from workers.model import Article, Hint, Kind, Page, Precision, Published
from workers.printable import is_fit

URL = "https://www.courier.example/local/basin-closes?ref=home"
PLAIN = "https://www.courier.example/local/basin-closes"
NOW = datetime(2031, 2, 6, 9, tzinfo=UTC)
TITLE = "Port Ellery to close northern basin for nine months"
BODY = [
    "The harbour authority of Port Ellery will close its northern basin for nine months from March, its director said.",
    "Ships that carry grain are to use the southern quay, where two cranes were repaired last autumn after a storm.",
    "“We have waited long enough,” Mara Lindqvist told reporters, adding that the walls were built in 1911.",
    "The council will vote on the plan next week. Farmers of the eastern valley fear longer queues at the silos.",
]
LD = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
  {"@type": "WebPage", "name": "Courier page", "datePublished": "2030-01-01T00:00:00Z"},
  {"@type": ["NewsArticle"], "headline": "Port Ellery to close northern basin for nine months",
   "datePublished": "2031-02-05T17:10:00+01:00",
   "author": [{"@type": "Person", "name": "Mara Holm"}],
   "publisher": {"@type": "Organization", "name": "Ellery Courier"}}]}</script>"""


def web(head: str = LD, body: str = "", lang: str = ' lang="en-GB"', paragraphs: list[str] = BODY) -> str:
    told = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"""<!DOCTYPE html><html{lang}><head><title>{TITLE} | Ellery Courier</title>{head}</head>
    <body><nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
    <main><article><h1>{TITLE}</h1>{body}{told}</article></main>
    <aside><h2>Most read</h2><ul><li><a href="/f">Ferry fares to rise in April, operator says</a></li></ul></aside>
    <footer>© 2031 Ellery Courier. All rights reserved. Terms of use. We use cookies.</footer></body></html>"""


def page(body: str | bytes, kind: Kind = Kind.HTML, url: str = URL) -> Page:
    return Page(url, url, 200, {}, body.encode() if isinstance(body, str) else body, kind, NOW)


def clean(body: str | bytes, hint: Hint | None = None, kind: Kind = Kind.HTML, url: str = URL) -> Article:
    return article_of(page(body, kind, url), hint or Hint())


def instant(text: str) -> Published:
    return Published(datetime.fromisoformat(text))


def test_a_web_page_gives_the_article_and_nothing_but_it() -> None:
    article = clean(web('<link rel="canonical" href="/local/basin-closes">' + LD))
    assert article.text == "\n".join(BODY)
    assert article.title == TITLE
    assert article.published == instant("2031-02-05T17:10:00+01:00")
    assert article.lang == "en"
    assert article.site == "Ellery Courier"
    assert article.authors == ("Mara Holm",)
    assert article.url == "https://www.courier.example/local/basin-closes"
    assert article.confidence is not None
    assert article.confidence > 0.9
    assert article.sources["published"] == article.sources["authors"] == "jsonld"


@pytest.mark.parametrize(
    ("below", "named"),
    [
        ("<p>dpa/kmö</p>", ("dpa",)),
        ('<p class="source">(AFP)</p>', ("AFP",)),
        ("<div>Quelle: dpa</div>", ("dpa",)),
        ('<ul><li><a href="/t/reuters">Reuters</a></li></ul>', ()),
    ],
)
def test_an_agency_that_signs_below_the_last_paragraph_is_credited(below: str, named: tuple[str, ...]) -> None:
    article = clean(web().replace("</article>", f"{below}</article>"))
    assert article.text.startswith("\n".join(BODY))
    assert article.credits == named


@pytest.mark.parametrize(("line", "named"), [("dpa/kmö", ("dpa",)), ("Quelle: dpa", ("dpa",)), ("AA", ())])
def test_an_agency_that_signs_a_flattened_page_is_credited(line: str, named: tuple[str, ...]) -> None:
    text = "\n".join([TITLE, *BODY, line, "Most read", "Ferry fares to rise in April, operator says"])
    assert clean(text, kind=Kind.FLAT).credits == named


def test_where_the_page_is_silent_the_hint_is_heard() -> None:
    hint = Hint(title="A title", published=instant("2031-02-05T12:00:00+00:00"), source="Wire", authors=("Jo Berg",))
    bare = web(head="").replace(f"<h1>{TITLE}</h1>", "").replace(f"<title>{TITLE} | Ellery Courier</title>", "")
    article = clean(bare, hint)
    assert (article.title, article.published, article.site) == (hint.title, hint.published, "Wire")
    assert article.authors == ("Jo Berg",)
    assert set(article.sources.values()) == {"hint", "blocks"}


def test_the_pages_own_data_wins_over_the_hint() -> None:
    hint = Hint(title="A feed's title", published=instant("2031-02-01T12:00:00+00:00"), source="Wire", lang="de")
    article = clean(web(), hint)
    assert article.title == TITLE
    assert article.published == instant("2031-02-05T17:10:00+01:00")
    assert article.site == "Ellery Courier"
    assert article.lang == "en"


def test_a_hint_that_agrees_makes_a_day_exact() -> None:
    hint = Hint(published=instant("2031-02-05T17:10:00+01:00"))
    article = clean(web('<meta name="date" content="2031-02-05">'), hint)
    assert article.published == hint.published
    assert article.sources["published"] == "hint"


def test_a_day_far_from_the_title_is_no_more_than_a_trace() -> None:
    article = clean(web(head="", paragraphs=[*BODY * 4, "5 February 2031"]))
    assert article.published is not None
    assert article.published.precision is Precision.DAY
    assert article.published.text() == "2031-02-05"
    assert article.sources["published"] == "line"


def test_a_feeds_date_comes_before_a_trace_of_one() -> None:
    hint = Hint(published=instant("2031-02-04T17:10:00+01:00"))
    article = clean(web(head="", paragraphs=[*BODY * 4, "5 February 2031"]), hint)
    assert article.published == hint.published
    assert article.sources["published"] == "hint"


@pytest.mark.parametrize("date", ["2031-05-02T10:00:00Z", "2031-02-06T21:00:00Z", "2 May 2031", "05/25/2031"])
def test_a_date_after_the_fetch_is_dropped_and_never_swapped(date: str) -> None:
    assert clean(web(f'<meta property="article:published_time" content="{date}">')).published is None


def test_of_two_readings_the_one_after_the_fetch_is_none() -> None:
    read = clean(web('<meta property="article:published_time" content="05/02/2031 10:00 GMT">', lang=' lang="en"'))
    assert read.published == instant("2031-02-05T10:00:00+00:00")


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.FLAT, Kind.HTML, Kind.ENTRY])
def test_no_hint_dates_an_article_later_than_its_fetch(kind: Kind) -> None:
    body = web(head="") if kind is Kind.HTML else "\n\n".join(BODY)
    ahead = clean(body, Hint(title=TITLE, published=instant("2031-05-02T10:00:00+00:00")), kind)
    assert ahead.published is None
    past = clean(body, Hint(title=TITLE, published=instant("2031-02-05T10:00:00+00:00")), kind)
    assert past.published == instant("2031-02-05T10:00:00+00:00")


def test_a_repeated_paragraph_is_given_once_and_credits_apart() -> None:
    article = clean(web(paragraphs=[*BODY, BODY[1], "(With inputs from agencies.)"]))
    assert article.text == "\n".join(BODY)
    assert article.credits == ("With inputs from agencies",)


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ('<link rel="canonical" href="https://www.courier.example/local/basin-closes">', PLAIN),
        ('<link rel="canonical" href="https://www.wire.example/local/basin-closes">', URL),
        ('<link rel="canonical" href="https://www.courier.example/">', URL),
        ('<link rel="canonical" href="javascript:alert(1)">', URL),
        ('<link rel="canonical" href="http://[broken">', URL),
        ('<link rel="canonical" href="https://me:secret@www.courier.example/local/basin-closes">', URL),
        ('<link rel="canonical" href="https://www.courier.example:99999/local/basin-closes">', URL),
        ('<link rel="canonical" href="HTTPS://www.Courier.example:443/a/../local/basin-closes#top">', PLAIN),
        ('<meta property="og:url" content="https://www.courier.example/local/basin-closes">', PLAIN),
    ],
)
def test_a_canonical_address_is_a_page_of_its_own(link: str, url: str) -> None:
    assert clean(web(link + LD)).url == url


def test_a_site_without_a_name_is_its_host() -> None:
    assert clean(web(head="").replace(" | Ellery Courier", "")).site == "courier.example"


def test_a_feeds_name_for_the_site_is_cut_off_the_title_and_stays_the_sites_name() -> None:
    bare = web(head="").replace(f"<h1>{TITLE}</h1>", "").replace("Ellery Courier", "The Basin")
    assert clean(bare, Hint(source="The Basin")).title == TITLE
    assert clean(bare, Hint(source="The Basin")).site == "The Basin"


def test_the_language_of_the_text_outvotes_the_templates() -> None:
    french = [
        "L'autorité portuaire va fermer le bassin nord pendant neuf mois à partir de mars, a annoncé son directeur.",
        "Les navires qui transportent des céréales utiliseront le quai sud, où deux grues ont été réparées l'automne.",
        "Le conseil votera la semaine prochaine. Les agriculteurs de la vallée craignent de longues files d'attente.",
    ]
    assert clean(web(paragraphs=french)).lang == "fr"


def test_a_page_too_heavy_for_trafilatura_is_read_by_the_line_rules() -> None:
    heavy = web(body="<i></i>" * 31_000)
    article = clean(heavy)
    assert article.sources["text"] == "lines"
    assert article.confidence is None
    assert BODY[1] in article.text


def test_a_page_too_deep_for_trafilatura_is_read_by_the_line_rules() -> None:
    assert clean(web(body="<div>" * (DEEP - 20))).sources["text"] != "lines"
    assert clean(web(body="<div>" * (DEEP + 1))).sources["text"] == "lines"


@pytest.mark.parametrize(
    "crossed",
    [
        "<div></x>",
        "<div/>",
        "<span><div></span></div>",
        "<div><table><tr><td></div></td></tr></table>",
        "<div><select></div></select>",
        "<div><textarea></div></textarea>",
        "<ul><div></ul></div>",
    ],
)
def test_crossed_tags_that_nest_only_in_a_parsers_tree_are_refused(crossed: str) -> None:
    with pytest.raises(RefusedError, match="in each other") as caught:
        clean(web(body=crossed * (MAX_DEPTH + 100)))
    assert caught.value.reason == "hostile-page"


HOSTILE = "A\\ud83d\\u0000B\\u001b[ \\u009bC\\u202eD\\u2028E"


def test_what_cannot_be_stored_or_printed_is_in_no_text_of_an_article() -> None:
    told = (
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "H {HOSTILE}",'
        f' "author": {{"name": "Ann\\u0000 Lee\\ud83d\\u001b"}}, "publisher": {{"name": "Post {HOSTILE}"}},'
        f' "description": "Said nowhere else {HOSTILE}"}}</script>'
    )
    article = clean(web(told).replace(f"<h1>{TITLE}</h1>", "").replace(f"<title>{TITLE} | Ellery Courier</title>", ""))
    wanted = "A\ufffdB[ CD E"
    assert article.title == f"H {wanted}"
    assert article.authors == ("Ann Lee\ufffd",)
    assert article.site == f"Post {wanted}"
    assert article.summary == f"Said nowhere else {wanted}"


def test_references_to_control_characters_are_dropped() -> None:
    article = clean(
        web('<meta property="og:site_name" content="Post&#0;&#27;[31m&#x9b;">', body="<p>One &#27;[2J.</p>")
    )
    assert is_fit(article.site or "")
    assert all(is_fit(line) for line in article.text.split("\n"))


def test_a_hint_is_made_fit_as_well() -> None:
    hint = Hint(title="T\x1b\ud83d", source="S\x00", authors=("A\n B", "\x07"), summary="One\x9b\u202e two")
    article = clean("A text.", hint, Kind.TEXT)
    assert (article.title, article.site, article.authors, article.summary) == ("T\ufffd", "S", ("A B",), "One two")


def test_a_name_of_a_megabyte_is_cut() -> None:
    endless = "word " * 200_000
    article = clean("A text.", Hint(title=endless, source=endless, authors=(endless,), summary=endless), Kind.TEXT)
    assert article.title
    assert article.title.endswith("word…")
    assert article.site
    assert len(article.title) + len(article.site) + len(article.authors[0]) + len(article.summary or "") < 3000


def test_a_date_that_is_none_in_utc_is_no_date() -> None:
    ends = '{"@type": "NewsArticle", "datePublished": "9999-12-31T23:59:59-12:00"}'
    assert clean(web(f'<script type="application/ld+json">{ends}</script>')).published is None


def test_a_canonical_address_too_long_for_an_index_is_none() -> None:
    assert clean(web(f'<link rel="canonical" href="/{"x" * 3000}">' + LD)).url == URL


@pytest.mark.parametrize(
    "body", ["", " \n ", "<html></html>", "<p>Only a few words.</p>", "<title>x</title>", "<script>var a = 1;</script>"]
)
def test_a_page_without_text_is_no_article(body: str) -> None:
    with pytest.raises(RefusedError) as caught:
        clean(body)
    assert caught.value.reason == "not-an-article"


def test_a_flattened_page_gives_what_it_says() -> None:
    text = "\n".join(["Home", TITLE, "11:53 JST, February 5, 2031", *BODY, "TRENDING", "Ferry fares to rise"])
    article = clean(text, kind=Kind.FLAT, url="")
    assert article.text == "\n".join(BODY)
    assert article.title == TITLE
    assert article.published == instant("2031-02-05T11:53:00+09:00")
    assert article.site is None
    assert article.lang == "en"
    assert article.sources == {"title": "flat", "published": "flat"}


OTHERS = [
    f"In Brennick the bakers of street number {number} mill their own flour again, and queues form before their doors."
    for number in range(2)
]


@pytest.mark.parametrize(
    ("beside", "doubtful"),
    [([], False), (["TRENDING", "Ferry fares"], False), (["TRENDING", *["Ferry fares"] * 12, *OTHERS], True)],
)
def test_the_text_of_a_flattened_page_is_doubtful_where_as_much_speaks_for_another(
    beside: list[str], doubtful: bool
) -> None:
    article = clean("\n".join(["Home", TITLE, *BODY, *beside]), kind=Kind.FLAT, url="")
    assert article.text == "\n".join(BODY)
    assert article.confidence is not None
    assert (article.confidence < DOUBTFUL) is doubtful
    assert (article.confidence == 1.0) is not doubtful


def test_a_text_that_was_given_was_not_read_twice() -> None:
    assert clean("\n".join(BODY), kind=Kind.TEXT, url="").confidence is None


def test_a_hint_wins_over_what_is_guessed_from_a_flattened_page() -> None:
    hint = Hint(title="A title", published=instant("2031-02-01T12:00:00+00:00"), source="Wire", lang="en")
    article = clean("\n".join([TITLE, "February 5, 2031", *BODY]), hint, Kind.FLAT)
    assert (article.title, article.published, article.site) == (hint.title, hint.published, "Wire")


def test_a_given_text_is_only_tidied() -> None:
    hint = Hint(title=TITLE, published=instant("2031-02-01T12:00:00+00:00"), lang="en-US", source="Wire")
    article = clean("  One  short line.\r\n\r\n\nTRENDING\nBy hand ", hint, Kind.TEXT, "")
    assert article.text == "One short line.\nTRENDING\nBy hand"
    assert (article.title, article.published, article.lang, article.site) == (TITLE, hint.published, "en", "Wire")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a short line about the tide\n", "one line is a title without a text"),
        ("\n", "no word of text"),
        ("Tides\n\nHome\nMenu\n", "no text among its 3 lines"),
    ],
)
def test_a_flat_page_without_a_text_is_refused_for_what_it_is(text: str, why: str) -> None:
    with pytest.raises(RefusedError) as caught:
        clean(text, kind=Kind.FLAT, url="import:d.txt")
    assert (caught.value.reason, caught.value.detail) == ("not-an-article", why)


@pytest.mark.parametrize("kind", [Kind.FLAT, Kind.TEXT])
def test_an_empty_document_is_refused(kind: Kind) -> None:
    with pytest.raises(RefusedError) as caught:
        clean(" \n\n ", kind=kind)
    assert caught.value.reason == "not-an-article"


def test_an_article_stands_at_its_publication_else_at_its_fetch() -> None:
    published = instant("2031-02-05T17:10:00+01:00")
    assert place(published, NOW, imported=True) == published.utc
    assert place(None, NOW, imported=False) == NOW
    assert place(None, NOW, imported=True) is None


def test_an_import_that_is_dated_ahead_stands_where_it_came_and_a_page_where_it_says() -> None:
    ahead = instant("2031-02-06T09:10:00+00:00")
    assert place(ahead, NOW, imported=True) == NOW
    assert place(ahead, NOW, imported=False) == ahead.utc


@pytest.mark.parametrize(("boats", "read"), [(0, "blocks"), (1, "precise"), (2, "blocks")])
def test_where_the_second_reading_does_not_quite_agree_trafilatura_is_asked(boats: int, read: str) -> None:
    """Where it does not agree at all, and we are sure of ours, the second is wrong."""
    beside = "".join(
        f"<p>Boat {number} of the yard is for hire from May, with oars and a lamp, and its price hangs at the gate.</p>"
        for number in range(boats)
    )
    article = clean(web().replace("</main>", f'<div class="comments">{beside}</div></main>'))
    assert article.sources["text"] == read
    assert article.text.split("\n") == BODY


@given(
    st.one_of(st.text(), st.text(st.characters(max_codepoint=0xFF)), st.text(st.sampled_from("a\u2019\u20ac\u00e9_1 ")))
)
def test_a_letter_of_another_script_behind_a_text_changes_none_of_its_words(text: str) -> None:
    assert [*tokens.tokens_of(text), "\u8336"] == tokens.tokens_of(f"{text} \u8336")
    assert tokens.tokens_of("It\u2019s 5\u20ac \u2013 caf\u00e9_1 \u00bd") == ["It", "s", "5", "caf\u00e9_1", "\u00bd"]


def test_agreement_is_symmetric_and_whole_for_the_same_words() -> None:
    assert tokens.agreement("a b c", "C b a") == 1
    assert tokens.agreement("a b", "c d") == 0
    assert tokens.agreement("a b", "a b c d") == tokens.agreement("a b c d", "a b")


tags = st.sampled_from(
    ["<p>", "</p>", "<div>", "</div>", "<h1>", "<time datetime='2031-13-45'>", "<meta name=date content=99999999999>",
     "<a href='http://['>", "<link rel=canonical href='http://[::1'>", LD[:40],
     '{"@type":"NewsArticle","author":[[[1]]]}',
     "</script>", "<!--", "<![CDATA[", "<?xml version='1.0' encoding='utf-7'?>", "<base href='//'>", "&#0;",
     "&#xd800;",
     "By A", "2031-02-05", *BODY]
)  # fmt: skip
soups = st.lists(st.one_of(tags, st.text(max_size=20)), max_size=30).map("".join)


@settings(deadline=None, max_examples=150)
@given(
    st.one_of(st.binary(max_size=500), soups.map(lambda soup: soup.encode("utf-8", "replace"))), st.sampled_from(Kind)
)
@example(b"<html><body>" + b"word " * 40, Kind.HTML)
def test_any_bytes_give_an_article_or_an_error_of_ours(body: bytes, kind: Kind) -> None:
    try:
        article = clean(body, kind=kind)
    except NewsloomError:
        return
    assert article.text
    assert tokens.words_in(article.text) >= (MIN_WORDS if kind is Kind.HTML else 1)
    assert all(line == " ".join(line.split()) and line for line in article.text.split("\n"))
    if article.published:
        assert article.published.utc <= NOW + timedelta(days=1)


def test_a_flattened_pages_date_is_heard_below_one_that_is_yet_to_come() -> None:
    text = "\n".join([TITLE, f"12 June {NOW.year + 1}, 19:30, Town Hall", f"2 January {NOW.year}", *BODY])
    published = clean(text, kind=Kind.FLAT, url="").published
    assert published is not None
    assert published.text() == f"{NOW.year}-01-02"


def test_no_flattened_page_is_published_after_it_was_fetched() -> None:
    article = clean("\n".join([TITLE, f"5 February {NOW.year + 10}, 10:00 GMT", *BODY]), kind=Kind.FLAT)
    assert (article.title, article.published) == (TITLE, None)
    late = Hint(published=Published(NOW + timedelta(days=400)))
    assert clean("\n".join([TITLE, *BODY]), late, Kind.FLAT).published is None


@settings(deadline=None, max_examples=25)
@given(st.integers(-11_000, 11_000), st.integers(0, 1439), st.integers(-12, 14))
def test_no_web_page_is_published_after_it_was_fetched(days: int, minutes: int, hours: int) -> None:
    local = NOW.replace(tzinfo=timezone(timedelta(hours=hours)))
    at = local + timedelta(days=days, minutes=minutes)
    head = f'<meta property="article:published_time" content="{at.isoformat()}">'
    published = clean(web(head), Hint(published=Published(at))).published
    assert published is None or published.utc <= NOW + timedelta(days=1)
    if at <= NOW + timedelta(days=1):
        assert published == Published(at)


@settings(deadline=None, max_examples=25)
@given(st.permutations(BODY))
def test_cleaning_twice_gives_the_same_article(paragraphs: list[str]) -> None:
    assert clean(web(paragraphs=paragraphs)) == clean(web(paragraphs=paragraphs))
