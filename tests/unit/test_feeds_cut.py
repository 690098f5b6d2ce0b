"""Feeds that end in the middle, and feeds that look as if they did."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.test_feeds_parse import ATOM, RDF, RSS, read
from tests.unit.test_feeds_sitemap import TWO
from workers.feeds import sitemap
from workers.feeds.cut import is_cut

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
        RSS.removesuffix("</rss>"),
        RSS.removesuffix(">"),
        RSS.replace("</rss>", "</RSS >"),
        f"{RSS}\n<!-- 42 queries; <item> was cached -->\n<script>count()</script>",
        RSS.replace("The line", "<![CDATA[In </channel> and <item> stands]]>"),
        '<rss version="2.0"><channel><title>Quiet</title></channel></rss>',
        '<rss version="2.0"><channel/></rss>',
        '<feed xmlns="http://www.w3.org/2005/Atom"/>',
        ATOM.replace("<feed xmlns=", "<a:feed xmlns:a=").replace("</feed>", "</a:feed>"),
    ],
)
def test_what_is_sloppy_and_whole_is_not_said_to_end_in_the_middle(text: str) -> None:
    assert not is_cut(text)


@given(st.sampled_from(list(WHOLE)), st.data())
def test_whatever_is_broken_off_before_its_entries_are_closed_is_told(text: str, data: st.DataObject) -> None:
    """But between the channel of RDF and its first entry: there nothing tells it."""
    untold = range(RDF.index("</channel>"), RDF.index("<item ") + len("<item ")) if text is RDF else ()
    end = data.draw(st.integers(0, text.index(WHOLE[text])).filter(lambda at: at not in untold))
    assert is_cut(text[:end])


def test_what_was_read_before_the_cut_is_kept_and_the_cut_is_told() -> None:
    entries = read(RSS).entries
    found = read(RSS[: RSS.index("harbour")])
    assert (found.entries, found.cut) == (entries[:2], True)
    assert not read(RSS).cut
    listed = sitemap.read(TWO, "https://news.example/").pages
    assert sitemap.read(TWO[: TWO.index("/harbour")], "https://news.example/") == (listed[:1], (), True)
