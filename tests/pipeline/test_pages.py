"""Pages by real workers: many addresses, a feed whose page is walled, and what is seen again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.test_one_page import CANONICAL, FIVE, LONGER, SUMMARY, TITLE, html
from tests.pipeline.stack import Stack
from tests.site import Site

pytestmark = pytest.mark.slow

FEED = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Saltmere Courier</title><item><title>{TITLE}</title>
<link>%s</link><description>{SUMMARY}</description><pubDate>Fri, 07 Feb 2025 12:00:00 GMT</pubDate></item></channel></rss>"""


@pytest.fixture
def stack(short_folder: Path) -> Iterator[Stack]:
    home = short_folder / "pages"
    home.mkdir()
    started = Stack(home)
    try:
        yield started
    finally:
        started.close()


def test_pages_come_to_one_article_each_and_to_a_next_version_when_they_are_seen_again(stack: Stack) -> None:
    with Site() as site:
        for path in FIVE:
            site.page(path, html(head=CANONICAL))
        site.page("/walled", "no", 403)
        site.page("/feed", FEED % site.url("/walled"), headers={"Content-Type": "application/rss+xml"})
        stack.up()
        stack.run("enqueue", *(site.url(path) for path in FIVE))
        stack.run("feeds", "add", site.url("/feed"))
        stack.finish()
        assert (stack.status()["urls"]["done"], stack.status()["urls"]["same"]) == (2, 4)
        assert sorted(row["basis"] for row in stack.lines("export")) == ["entry", "page"]

        for path in FIVE:
            site.page(path, html(words=LONGER, head=CANONICAL))
        site.page("/walled", html())
        assert stack.lines("refetch", *(site.url(path) for path in FIVE), "--entries") == [
            {"refetched": 2, "missing": 0}
        ]
        stack.finish()
        first, *_ = stack.lines("trace", site.url(FIVE[0]))
        walled, *_ = stack.lines("trace", site.url("/walled"))
        assert [was["changed"] for was in (first["versions"][0], walled["versions"][0])] == [
            ["text"],
            ["basis", "text"],
        ]
        assert [row["basis"] for row in stack.lines("export")] == ["page", "page"]
        assert all(check["wrong"] == 0 for check in stack.lines("doctor"))
        assert stack.down() == 0
