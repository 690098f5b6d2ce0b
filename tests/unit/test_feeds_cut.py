"""Feeds that end in the middle, and feeds that look as if they did."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.test_feeds_parse import ATOM, RDF, RSS, read
from tests.unit.test_feeds_sitemap import TWO
from workers.feeds import sitemap
from workers.feeds.cut import Ending, ending, is_cut

INDEX = "<sitemapindex><sitemap><loc>/1.xml</loc></sitemap><sitemap><loc>/2.xml</loc></sitemap></sitemapindex>"
#: each with the tag that closes what lists the entries.
WHOLE = {RSS: "</channel>", ATOM: "</feed>", RDF: "</rdf:RDF>", TWO: "</urlset>", INDEX: "</sitemapindex>"}


@pytest.mark.parametrize("text", WHOLE)
def test_what_is_whole_is_not_said_to_end_in_the_middle(text: str) -> None:
    assert not is_cut(text)


@pytest.mark.parametrize(
    "text",
    [
        RSS.replace("The line", "AT&T &nbsp; <br> line"),
        RSS.replace("</item>", ""),
        *(RSS.replace("<item>", f"<item x={quote}1>", 1) + f"<a b={quote}{quote}>" for quote in "\"'"),
        RSS.removesuffix("</rss>"),
        RSS.removesuffix(">"),
        RSS.replace("</channel></rss>", "</rss x>"),
        RSS.replace("</channel>\n", "").replace("</rss>", "</RSS >"),
        RSS.removesuffix("</rss>") + "<image><url>https://news.example/logo.png</url></image>",
        f"{RSS}\n<!-- 42 queries; <item> was cached -->\n<script>count()</script>",
        RSS.removesuffix("</rss>") + "<!-- <item> was cached --><![CDATA[<item >]]>",
        *(f"{RSS}{junk}" for junk in ("<url>x</url>", "<item x>", "<entry >", "<!-- <item >", "<![CDATA[<item >]]>")),
        RSS.replace("The line", "<![CDATA[In </channel> and <item> stands]]>"),
        '<rss version="2.0"><channel><title>Quiet</title></channel></rss>',
        '<rss version="2.0"><channel/>',
        '<rss version="2.0"/>',
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" />',
        '<feed xmlns="http://www.w3.org/2005/Atom"/>',
        """<feed title="a>b" subtitle='"c">'/>""",
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>',
        "<sitemapindex/>",
        ATOM.replace("<feed xmlns=", "<a-1.b:feed xmlns:a-1.b=").replace("</feed>", "</a-1.b:feed>"),
    ],
)
def test_what_is_sloppy_and_whole_is_not_said_to_end_in_the_middle(text: str) -> None:
    assert not is_cut(text)


@given(st.sampled_from(list(WHOLE)), st.data())
def test_whatever_is_broken_off_before_its_entries_are_closed_is_told(text: str, data: st.DataObject) -> None:
    end = data.draw(st.integers(0, text.index(WHOLE[text])))
    assert is_cut(text[:end])


@pytest.mark.parametrize(
    "behind",
    [
        "<![CDATA[x </channel></rss> y",
        "<!-- </channel></rss> y",
        "<!-- </rss> --> y",
        "<!--\n</rss>\n--> y",
        "<![CDATA[</rss>]]> y",
        "<channel>BBC</channel><x:channel>BBC</x:channel>",
        "<x:feed>BBC</x:feed><rss>BBC</rss>",
        "</channel-name></rss-name></rss.name></rss:name>",
    ],
)
def test_no_end_tag_that_closes_something_else_or_nothing_hides_a_cut(behind: str) -> None:
    assert is_cut(RSS[: RSS.index("harbour")] + behind)


def test_the_channel_closes_rdf_nowhere_and_rss_where_no_item_begins_behind_it() -> None:
    head, _, items = RDF.removesuffix("</rdf:RDF>").partition("<channel")
    channel, _, items = items.partition("</channel>")
    assert is_cut(f"{head}{items}<channel{channel}</channel>")
    assert is_cut("<rss><channel><title>Old</title></channel><item><title>One</title></item>")


@pytest.mark.parametrize(
    ("behind", "how"),
    [
        ("", Ending.CUT),
        ("<item><link>/a</link></item>", Ending.CUT),
        ("<item><link>/a</link></item><item about='", Ending.CUT),
        ("<item/>", Ending.CUT),
        ("</item><item>", Ending.IN_ENTRY),
        ("<item>", Ending.IN_ENTRY),
        ("<ENTRY x='>'><title>Council vo", Ending.IN_ENTRY),
        ("<item><x:entry>1</x:entry><title>Council vo", Ending.IN_ENTRY),
        ("<item><![CDATA[</item>", Ending.IN_ENTRY),
    ],
)
def test_whether_an_entry_is_cut_is_told(behind: str, how: Ending) -> None:
    assert ending(f"<rss><channel><title>News</title>{behind}") is how


@pytest.mark.parametrize("head", ["", "<rss><channel>", "<rss ", "<rss><channel></channel>"])
@pytest.mark.parametrize(
    "hostile", ["<", "<a-", "a.a:", "<!-- ", "<![CDATA[", "<item>", "<item x='\"", "<rss ", "</feed", "'", "'\"", "="]
)
def test_no_text_takes_long(head: str, hostile: str) -> None:
    """200 kB each; what grows with the square of it would take minutes."""
    start = time.process_time()
    assert is_cut(head + hostile * (200_000 // len(hostile))) or head.endswith("</channel>") or hostile == "</feed"
    assert time.process_time() - start < 10


def test_what_was_read_before_the_cut_is_kept_and_the_cut_is_told() -> None:
    entries = read(RSS).entries
    found = read(RSS[: RSS.index("harbour")])
    assert (found.entries, found.cut) == (entries[:2], True)
    assert not read(RSS).cut
    listed = sitemap.read(TWO, "https://news.example/").pages
    assert sitemap.read(TWO[: TWO.index("/harbour")], "https://news.example/") == (listed[:1], (), True)
