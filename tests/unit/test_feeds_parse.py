"""Feeds of every format, as publishers print them and as they should not."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.errors import RefusedError
from workers.feeds.document import document
from workers.feeds.feed import MOST_ENTRIES, Feed
from workers.feeds.parse import parse
from workers.model import Kind, Page, Published

URL = "https://news.example/feeds/all.xml"
NOW = datetime(2025, 1, 6, 10, tzinfo=UTC)

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Saltmere &amp;amp; Bay</title><link>/</link><language>en-GB</language>
<item><title>Tram &lt;b&gt;opens&lt;/b&gt;</title><link>https://news.example/tram?id=7&amp;utm_source=rss</link>
<pubDate>Mon, 06 Jan 2025 10:00:00 +0100</pubDate><dc:creator>Ann Lee</dc:creator>
<description>&lt;p&gt;The line&lt;/p&gt;&lt;p&gt;is open.&lt;/p&gt;</description></item>
<item><title>No link at all</title><guid isPermaLink="false">x1</guid></item>
<item><title>Only a guid</title><guid>https://news.example/guid</guid></item>
<item><link>harbour/1</link></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Blatt</title>
<link href="https://blatt.example/"/><link rel="self" href="https://blatt.example/atom"/>
<entry><title type="html">Stra&amp;szlig;e</title><link rel="enclosure" href="/x.mp3"/><link href="/a"/>
<author><name>A. Maier</name></author><author><name>B. Huber</name></author>
<published>2025-01-06T10:00:00+01:00</published><updated>2025-02-01T00:00:00Z</updated>
<summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Ein <b>Satz</b>.</p></div></summary></entry>
<entry xml:lang="en"><title>Later</title><link href="/b"/><updated>2025-01-07</updated></entry></feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="/"><title>Old</title><link>https://old.example/</link></channel>
<item rdf:about="https://old.example/1"><title>One</title><link>https://old.example/1</link>
<dc:date>2025-01-06T10:00:00-05:00</dc:date></item></rdf:RDF>"""

JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "J\u0000son",
        "home_page_url": "https://json.example/",
        "language": "fr-CA",
        "authors": [{"name": "Desk"}],
        "items": [
            {"id": "1", "url": "/1", "title": "One", "date_published": "2025-01-06T10:00:00-05:00"},
            {
                "id": "2",
                "external_url": "https://else.example/2",
                "content_html": "<p>Two</p>",
                "author": {"name": "C"},
            },
            {"id": "https://json.example/3", "language": "en", "title": 3, "date_modified": "2025-01-07"},
            {"id": "4", "title": "no address"},
            "nonsense",
        ],
    }
)


def read(text: str | bytes, **headers: str) -> Feed:
    body = text.encode() if isinstance(text, str) else text
    return parse(document(Page(URL, URL, 200, headers, body, Kind.HTML, NOW)))


def test_rss_is_read() -> None:
    feed = read(RSS)
    assert (feed.title, feed.link) == ("Saltmere & Bay", "https://news.example/")
    tram, guid, harbour = feed.entries
    assert tram.url == "https://news.example/tram?id=7&utm_source=rss"
    assert (tram.title, tram.summary, tram.authors, tram.lang) == (
        "Tram opens",
        "The line is open.",
        ("Ann Lee",),
        "en",
    )
    assert tram.published
    assert tram.published.text() == "2025-01-06T10:00:00+01:00"
    assert guid.url == "https://news.example/guid"
    assert harbour.url == "https://news.example/feeds/harbour/1"
    assert (harbour.title, harbour.published, harbour.authors, harbour.summary) == (None, None, (), None)


def test_the_entry_in_which_a_feed_ends_is_left_and_the_ones_before_it_are_not() -> None:
    entries = read(RSS).entries
    found = read(RSS[: RSS.index("</item>\n<item><link>")])
    assert (found.entries, found.left, found.cut) == (entries[:1], entries[1:2], True)
    found = read(RSS[: RSS.index("\n<item><link>")])
    assert (found.entries, found.left, found.cut) == (entries[:2], (), True)


def test_atom_is_read() -> None:
    feed = read(ATOM)
    assert (feed.title, feed.link) == ("Blatt", "https://blatt.example/")
    first, second = feed.entries
    assert first.url == "https://news.example/a"
    assert (first.title, first.summary) == ("Straße", "Ein Satz.")
    assert (first.authors, first.lang) == (("A. Maier", "B. Huber"), "de")
    assert first.published
    assert first.published.text() == "2025-01-06T10:00:00+01:00"
    assert second.published
    assert (second.published.text(), second.lang) == ("2025-01-07", "en")


def test_rdf_is_read() -> None:
    [entry] = read(RDF).entries
    assert entry.published
    assert (entry.url, entry.published.text()) == ("https://old.example/1", "2025-01-06T10:00:00-05:00")


def test_json_feed_is_read() -> None:
    feed = read(JSON)
    assert (feed.title, feed.link) == ("Json", "https://json.example/")
    one, two, three = feed.entries
    assert (one.url, one.title, one.lang, one.authors) == ("https://news.example/1", "One", "fr", ("Desk",))
    assert one.published
    assert one.published.offset_minutes == -300
    assert (two.url, two.summary, two.authors) == ("https://else.example/2", "Two", ("C",))
    assert (three.url, three.title, three.lang) == ("https://json.example/3", None, "en")


@pytest.mark.parametrize("domain", ["paper.example", "paper.co.uk", "paper.online", "news.paper.press", "paper.com"])
@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("desk@{}", ()),
        ("desk@{} (Mara Holm)", ("Mara Holm",)),
        ("Mara Holm <desk@{}>", ("Mara Holm",)),
        ("Mara Holm (desk@{})", ("Mara Holm",)),
        ("Mara Holm (Saltmere)", ("Mara Holm (Saltmere)",)),
        ("Mara Holm", ("Mara Holm",)),
    ],
)
def test_an_address_of_mail_is_no_part_of_an_authors_name(author: str, names: tuple[str, ...], domain: str) -> None:
    said = author.format(domain).replace("<", "&lt;")
    [entry] = read(f"<rss><channel><item><link>/a</link><author>{said}</author></item></channel></rss>").entries
    assert entry.authors == names


def test_an_item_that_names_only_the_time_of_its_last_change_has_that() -> None:
    item = '{"url": "/a", "date_modified": "2025-01-06T10:00:00Z"}'
    [entry] = read(f'{{"items": [{item}]}}').entries
    assert entry.published == Published(datetime(2025, 1, 6, 10, tzinfo=UTC))


def test_the_address_behind_a_counting_redirect_is_preferred() -> None:
    item = "<item><link>https://count.example/~r/1</link><f:origLink>https://news.example/1</f:origLink></item>"
    [entry] = read(f'<rss xmlns:f="http://rssnamespace.org/feedburner/ext/1.0"><channel>{item}</channel></rss>').entries
    assert entry.url == "https://news.example/1"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("The line", "AT&T &nbsp; <br> line"),
        lambda text: text.replace("</item>", "", 1),
        lambda text: text[: text.index("</channel>")],
        lambda text: "<b>Warning</b>: cannot modify headers\n" + text,
        lambda text: "\n\n  " + text,
        lambda text: text.replace("The", "\x0b\x1fThe"),
        lambda text: text.replace("UTF-8", "nonsense"),
        lambda text: text.replace('<?xml version="1.0"', '<?xml version="1.0" standalone="perhaps"'),
        lambda text: text.replace(' xmlns:dc="http://purl.org/dc/elements/1.1/"', ""),
    ],
)
def test_a_feed_that_is_not_well_formed_is_read_all_the_same(spoil: Callable[[str], str]) -> None:
    feed = read(spoil(RSS))
    assert feed.entries[0].url == "https://news.example/tram?id=7&utm_source=rss"
    assert feed.entries[0].title == "Tram opens"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("text", [RSS, ATOM, RDF, JSON])
def test_a_feed_says_the_same_in_every_encoding(text: str, encoding: str) -> None:
    assert read(text.encode(encoding), **{"content-type": "text/html; charset=iso-8859-1"}) == read(text)


def test_a_feed_without_news_is_a_feed() -> None:
    assert read('<rss version="2.0"><channel><title>Quiet</title></channel></rss>') == Feed("Quiet", None, ())
    assert read('{"items": []}') == Feed(None, None, ())


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", "the answer is empty"),
        (" \r\n", "the answer is empty"),
        ("<!DOCTYPE html><title>x</title><p>Hello", "this is a web page, not a feed"),
        ("<html><body>Access denied", "this is a web page, not a feed"),
        (
            '<html><link rel=alternate href="/rss.xml" type="application/rss+xml">',
            "this is a web page, not a feed; its feed: https://news.example/rss.xml",
        ),
        (f"<html><script>feed = `{RSS}`</script>", "this is a web page, not a feed"),
        ("<channel></channel>", "this is XML, but neither RSS, Atom nor a sitemap"),
        ("<opml></opml>", "this is XML, but neither RSS, Atom nor a sitemap"),
        ("Too many requests", "this is neither RSS, Atom nor JSON Feed"),
        ("%PDF-1.7", "this is neither RSS, Atom nor JSON Feed"),
        ('{"error": "gone"}', "this is JSON, but not a JSON Feed: it has no list of items"),
        ("[1, 2]", "this is JSON, but not a JSON Feed: it has no list of items"),
        ('{"items": [', "this begins like JSON and cannot be read as such"),
    ],
)
def test_what_is_no_feed_is_refused_by_what_it_is(body: str, expected: str) -> None:
    with pytest.raises(RefusedError) as caught:
        read(body)
    assert caught.value.reason == "not-a-feed"
    assert expected in caught.value.detail
    assert "\n" not in caught.value.detail
    assert len(caught.value.detail) < 300


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("&#xD83D;&#xDE00; ride", "😀 ride"),
        ("&#55357;&#56832; ride", "😀 ride"),
        ("half &#xD83D; ride", "half ride"),
        ("&#0;&#x1F;&#xFFFFFFFFFF;ride", "ride"),
        ("&#00009;caf&#xE9; &#233;", "café é"),
    ],
)
def test_references_to_half_a_character_spoil_neither_title_nor_feed(printed: str, expected: str) -> None:
    [entry] = read(f"<rss><channel><item><title>{printed}</title><link>/1</link></item></channel></rss>").entries
    assert entry.title == expected


_QUERIES = ["lang=en", "copy=2", "part=2", "not=2", "times=2", "section=2", "p.x=1", "id-2=a&times=2"]


@pytest.mark.parametrize("query", _QUERIES)
@pytest.mark.parametrize(
    "item",
    [
        "<link>{}</link>",
        "<link>\n{}\n</link><description>Ann & Bo</description>",
        "<LINK>{}</LINK>",
        "<guid>{}</guid>",
        "<guid isPermaLink='true'>{}</guid>",
        "<link>https://a.example/</link><feedburner:origLink>{}</feedburner:origLink>",
        "<link><![CDATA[{}]]></link>",
    ],
)
def test_the_query_of_a_link_is_its_own_whether_escaped_or_not(item: str, query: str) -> None:
    url = f"https://news.example/r?id=5&{query}"
    feedburner = 'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
    for printed in [url] if "CDATA" in item else [url, url.replace("&", "&amp;"), url.replace("&", "&#38;")]:
        feed = read(f"<rss {feedburner}><channel><item>{item.format(printed)}</item></channel></rss>")
        assert [entry.url for entry in feed.entries] == [url]


def test_what_stands_elsewhere_than_in_a_link_is_left_as_it_is_printed() -> None:
    printed = "<item><title>Fish&eacute;e &copy=1</title><link>https://news.example/1</link></item>"
    [entry] = read(f"<rss><channel>{printed}</channel></rss>").entries
    assert (entry.title, entry.url) == ("Fishée ©=1", "https://news.example/1")


_PHOTO = "<media:content url='/a.jpg'><media:title>Photo</media:title><media:description>The quay</media:description></media:content>"
_THUMBNAIL = "<media:thumbnail url='/a.jpg'><media:description>The quay</media:description></media:thumbnail>"
_OF_ALL = "<media:description>All that is shown</media:description>"
_TEXT = "<description>The ferry is back.</description>"


@pytest.mark.parametrize("broken", ["", "<title>Fish & chips</title>"])
@pytest.mark.parametrize(
    ("item", "summary"),
    [
        (_PHOTO + _TEXT, "The ferry is back."),
        (_TEXT + _PHOTO, "The ferry is back."),
        (_TEXT + _PHOTO + _OF_ALL, "The ferry is back."),
        (f"{_PHOTO}<content:encoded>The ferry is back.</content:encoded>", "The ferry is back."),
        (_PHOTO, None),
        (f"<media:group>{_PHOTO}{_OF_ALL}</media:group>", "All that is shown"),
        (_OF_ALL + _PHOTO, "All that is shown"),
        (_THUMBNAIL, None),
        (_THUMBNAIL + _OF_ALL, "All that is shown"),
        ("<media:content url='/a.jpg'/>" + _OF_ALL, "All that is shown"),
        ("<media:content url='/a.jpg'/>" + _OF_ALL + _TEXT, "The ferry is back."),
    ],
)
def test_a_caption_is_no_summary_and_what_describes_all_media_is_one_where_there_is_no_other(
    item: str, summary: str | None, broken: str
) -> None:
    media = 'xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    printed = f"<item><title>Ferry</title><link>/1</link>{item}</item>"
    [entry] = read(f"<rss {media}><channel>{broken}{printed}</channel></rss>").entries
    assert (entry.title, entry.summary) == ("Ferry", summary)


@pytest.mark.parametrize("medium", ["content", "thumbnail"])
@pytest.mark.parametrize("entry", ["item", "entry"])
def test_a_medium_that_nobody_closed_ends_with_its_entry(medium: str, entry: str) -> None:
    opened = f"<media:{medium} url='/a.jpg'>"
    printed = "".join(
        f"<{entry}><title>{n}</title><link>/{n}</link>{inner}</{entry}>" for n, inner in enumerate([opened, _OF_ALL])
    )
    entries = read(f'<rss xmlns:media="http://search.yahoo.com/mrss/"><channel>{printed}</channel></rss>').entries
    assert [(each.title, each.summary) for each in entries] == [("0", None), ("1", "All that is shown")]


def test_a_path_that_comes_as_a_body_is_not_opened() -> None:
    with pytest.raises(RefusedError):
        read("/etc/passwd")


# Hostile documents. Seconds of CPU for each, on a slow and busy machine; before the guard some took minutes.

_HEAD, _TAIL = "<rss version='2.0'><channel>", "</channel></rss>"
_ITEM = "<item><link>https://a.example/1</link><title>{}</title></item>"
_ENTITIES = "<!ENTITY a 'xxxxxxxxxx'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 20}'>" for n in range(9)
)
HOSTILE = {
    "entity bomb": f"<!DOCTYPE r [{_ENTITIES}]>{_HEAD}{_ITEM.format('&j;')}{_TAIL}",
    "quadratic bomb": f"<!DOCTYPE r [<!ENTITY a '{'x' * 100_000}'>]>{_HEAD}{_ITEM.format('&a;' * 50_000)}{_TAIL}",
    "quadratic bomb that the lenient parser knows": f'<!DOCTYPE r [\n<!ENTITY a "{"x" * 100_000}">\n]>'
    f"{_HEAD}{_ITEM.format('&a;' * 20_000)}{_TAIL}",
    "blank lines first": f"<!DOCTYPE rss>{chr(10) * 4_000_000}{_HEAD}{_TAIL}",
    "one long author": f"{_HEAD}<item><author>{'1' * 4_000_000}</author></item>{_TAIL}",
    "as many attributes as there may be tags": _HEAD + "<item " + "".join(f"a{n}='' " for n in range(100_000)) + "/>",
    "external entity": f"<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>{_HEAD}{_ITEM.format('&a;')}{_TAIL}",
    "open items": _HEAD + "<item>" * 800_000,
    "growing base": "<feed xmlns='http://www.w3.org/2005/Atom'>" + "<a xml:base='b/'>" * 290_000,
    "hidden depth": _HEAD + "<!--<![CDATA[-->" + "<a>" * 1_000_000 + "<!--]]>-->",
    "half tags": _HEAD + "<a " * 1_600_000,
    "attributes": _HEAD + "<item " + "".join(f"a{n}='' " for n in range(400_000)) + "/>",
    "open cdata": _HEAD + "<item><title>" + "<![CDATA[ <" * 400_000,
    "open comments": _HEAD + "<!--" * 1_200_000,
    "open instructions": _HEAD + "<?x " * 1_200_000,
    "a query without end": f"{_HEAD}<item><link>https://a.example/?{'&a' * 900_000}=1</link></item>{_TAIL}",
    "a name without end": f"{_HEAD}<item><link>https://a.example/?&{'a' * 4_000_000}</link></item>{_TAIL}",
    "queries": f"{_HEAD}<item><link>https://a.example/?{'&a=' * 900_000}</link></item>{_TAIL}",
    "half links": _HEAD + "<link " * 900_000,
    "ampersands": _HEAD + "&" * 4_900_000,
    "links": "<feed xmlns='http://www.w3.org/2005/Atom'><entry>" + "<link href='http://a/'/>" * 200_000,
    "one long text": _HEAD + _ITEM.format("x &lt;p&gt; " * 400_000) + _TAIL,
    "deep json": "[" * 4_900_000,
    "huge number": '{"items": [{"id": ' + "9" * 4_000_000 + "}]}",
    "tags in json": '{"items": [{"url": "https://a.example/1", "summary": "' + "<a " * 1_600_000 + '"}]}',
    "as much as is allowed": _HEAD + _ITEM.format("x") * 19_000 + _TAIL,
}


#: read to the end, which takes seconds.
_LONG = {"as much as is allowed", "one long text"}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if name in _LONG else []) for name in HOSTILE]
)
def test_a_hostile_document_is_read_or_refused_within_seconds(name: str) -> None:
    begun = time.process_time()
    try:
        feed = read(HOSTILE[name])
    except RefusedError as error:
        assert error.reason in {"not-a-feed", "feed-too-big"}  # noqa: PT017 - either is good
    else:
        assert len(feed.entries) <= MOST_ENTRIES
        assert all("root:" not in (entry.title or "") for entry in feed.entries)
        assert all(len(entry.title or "") <= 500 for entry in feed.entries)
    assert time.process_time() - begun < 30


_PIECES = """<rss> <channel> <item> </item> <link> </link> <title> </title> <feed> <entry> & <![CDATA[ ]]> <!-- --> x
 http://a.example/ <pubDate> 2025 <author> <name> </ > &#0; &#xD800; &#99999999999; <guid> <!DOCTYPE [ ' " = xml:base
 <link/href='http://[a'/> <a:b <xhtml:div> &#xD83D;&#xDE00; type='xhtml' mode='base64' <content""".split()  # noqa: SIM905 - half of them hold quotes
_pieces = st.sampled_from([*_PIECES, " ", "\x0b", "\ud800"])


@given(st.lists(_pieces, max_size=25).map("".join), st.binary(max_size=60))
def test_any_document_is_a_feed_or_refused(text: str, data: bytes) -> None:
    for body in (f"<rss><channel>{text}".encode("utf-8", "replace"), text.encode("utf-8", "surrogatepass"), data):
        try:
            feed = read(body)
        except RefusedError as error:
            assert error.reason in {"not-a-feed", "feed-too-big", "encoding"}  # noqa: PT017 - nothing else may come
        else:
            assert all(entry.url for entry in feed.entries)


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9), lambda inner: st.lists(inner, max_size=3)
)
_names = [
    "url",
    "external_url",
    "id",
    "title",
    "summary",
    "content_html",
    "date_published",
    "language",
    "author",
    "authors",
]


@given(st.lists(st.dictionaries(st.sampled_from(_names), _values, max_size=5) | _values, max_size=4))
def test_json_of_any_shape_is_read(items: list[object]) -> None:
    feed = read(json.dumps({"items": items, "authors": [{"name": 1}, 7], "title": []}))
    assert len(feed.entries) <= len(items)
