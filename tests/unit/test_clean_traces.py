"""Where a page that states no date left a trace of its day; and where a date is not its own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.clean.meta import read
from workers.clean.traces import TRACED
from workers.clean.trees import tree_of
from workers.model import Precision

LIMIT = datetime(2031, 12, 31, tzinfo=UTC)
STORY = (
    "<p>The lock keepers counted every boat that came through on the first morning of the spring tide, and wrote down"
    " its name, its master and what it carried, as their fathers had done before them and as nobody has asked of them"
    " since.</p>"
)


def traced(body: str, *, url: str = "https://ellery.example/basin", head: str = "") -> tuple[str, str] | None:
    tree = tree_of(f"<html lang=en><head><title>Basin to close</title>{head}</head><body>{body}</body></html>")
    found = read(tree, url, LIMIT)
    return (found.published.text(), found.sources["published"]) if found.published else None


@pytest.mark.parametrize(
    "url",
    [
        "https://ellery.example/2031/02/05/basin",
        "https://ellery.example/20310205-basin",
        "https://ellery.example/news/05.02.2031",
        "https://ellery.example/2031-02/05/basin",
    ],
)
def test_an_address_that_names_a_day_dates_its_page(url: str) -> None:
    assert traced("<h1>Basin to close</h1>" + STORY, url=url) == ("2031-02-05", "url")


@pytest.mark.parametrize("folder", ["events", "event", "calendar", "Termine", "veranstaltungen", "agenda"])
def test_an_address_in_a_calendar_names_the_day_of_an_event(folder: str) -> None:
    page = "<h1>Basin to close</h1>" + STORY
    assert traced(page, url=f"https://ellery.example/{folder}/2031/02/05/basin") is None
    assert traced(page, url=f"https://{folder}.example/2031/02/05/{folder}-of-the-year") == ("2031-02-05", "url")


@pytest.mark.parametrize(
    ("host", "day"),
    [("ellery.us", "2031-05-02"), ("ellery.co.uk", "2031-02-05"), ("ellery.de", None), ("ellery.example", None)],
)
def test_an_address_that_names_two_days_is_read_as_its_land_writes_them(host: str, day: str | None) -> None:
    found = traced("<h1>Basin to close</h1>" + STORY, url=f"https://{host}/news/05-02-2031")
    assert found == (day and (day, "url"))


@pytest.mark.parametrize(
    "url", ["https://ellery.example/2031-13-05", "https://ellery.example/9203102051", "", "x/1031/02/05"]
)
def test_a_number_that_is_no_day_dates_nothing(url: str) -> None:
    assert traced("<h1>Basin to close</h1>" + STORY, url=url) is None


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<h1>Basin to close</h1><div class='mod_reader'><p>5 February 2031</p></div>", "beside"),
        ("<h1>Basin to close</h1><p>Shared: 5 February 2031</p>", "beside"),
        ("<p>Harbour, 05.02.31</p><h1>Basin to close</h1>", "beside"),
        ("<h1>Basin to close</h1><p>ELLERY, Feb 5, 2031 (AP) - " + STORY[3:], "line"),
        ("<h1>Basin to close</h1>" + STORY * 9 + "<p>Last updated: 5 February 2031</p>", "line"),
        ("<h1>Basin to close</h1>" + STORY * 9 + "<div class='sidebar'><p>5 February 2031</p></div>", "aside"),
        ("<h1>Basin to close</h1>" + STORY + '<script>x = {"publishDate":"2031-02-05T07:00:00Z"}</script>', "script"),
    ],
)
def test_a_page_that_states_no_date_left_a_trace_of_it(body: str, found: str) -> None:
    assert traced(body) == ("2031-02-05", found)


@pytest.mark.parametrize(
    "far",
    [
        "<div class='comments'><p>5 February 2031</p></div>",
        "<div class='related'><p>5 February 2031</p></div>",
        "<blockquote><p>5 February 2031</p></blockquote>",
        "<figure><figcaption>The lock | 5 February 2031</figcaption></figure>",
        "<p>Broadcast: Radio Ellery, 5 February 2031</p>",
    ],
)
def test_anothers_date_is_no_trace(far: str) -> None:
    assert traced("<h1>Basin to close</h1>" + STORY * 9 + far) is None


def test_the_first_date_below_the_title_counts_and_none_far_above_it() -> None:
    above = "<p>1 February 2031</p>" + STORY * 9
    below = STORY * 9 + "<p>3 February 2031</p><p class=changed>Last updated 4 February 2031</p>"
    assert traced(f"{above}<h1>Basin to close</h1>{below}") == ("2031-02-03", "line")
    assert traced(f"{above}<h1>Basin to close</h1>{STORY}") is None


CARD = "<div><a href='/f'>Ferry fares are to rise in April</a><p>5 February 2031</p></div>"


@pytest.mark.parametrize(
    "far",
    [
        CARD,
        "<h3>Read next</h3><p>5 February 2031</p>",
        "<h3>Read next</h3>" + CARD.replace("5 Feb", "Published 5 Feb"),
        "<h3>3 comments</h3><p>Jo Berg, 5 February 2031</p>",
        "<p>1 February 2031</p><p>5 February 2031</p>",
        "<footer>Copyright 5 February 2031 Ellery Courier</footer>",
        "<footer>Last updated 5 February 2031. © 2019 Ellery Courier</footer>",
        "<div>Site Last Updated: 5 February 2031</div>",
        "<div>Website zuletzt aktualisiert: 5. Februar 2031</div>",
        "<div>Dernière mise à jour du site : 5 février 2031</div>",
        "<p>The old bridge opened on 5 February 2031.</p>",
        "<p>Photo: Jo Berg, 5 February 2031</p>",
        "<p>Offer ends 5 February 2031</p>",
    ],
)
def test_what_follows_an_article_does_not_date_it(far: str) -> None:
    assert traced("<h1>Basin to close</h1>" + STORY * 9 + far) is None


@pytest.mark.parametrize(
    "start", ["On 5 February 2031 the lock", "In Ellery, on Feb 5, 2031, the lock", "Since 5 February 2031 boats"]
)
def test_a_sentence_that_begins_with_a_date_is_no_dateline(start: str) -> None:
    assert traced(f"<h1>Basin to close</h1><p>{start} {STORY[3:]}") is None


@pytest.mark.parametrize("title", ["What they saw on 9 November 1999", "9 November 1999: what we know"])
def test_a_day_that_a_title_tells_of_is_no_trace(title: str) -> None:
    tree = tree_of(f"<html lang=en><title>{title}</title><body><h1>{title}</h1>{STORY}</body></html>")
    assert read(tree, "https://ellery.example/basin", LIMIT).published is None


def test_what_json_ld_says_of_another_article_is_no_trace_though_it_is_a_script() -> None:
    node = '{"@type": "NewsArticle", "headline": "Ferry fares rise", "url": "/f", "datePublished": "2031-02-05"}'
    body = "<h1>Basin to close</h1>" + STORY
    assert traced(body, head=f"<script>var page = {node}</script>") == ("2031-02-05", "script")
    assert traced(body, head=f'<script type="application/ld+json">{node}</script>') is None


@pytest.mark.parametrize(("number", "dated"), [(9, None), (5, ("2031-02-05", "jsonld"))])
def test_an_address_in_json_ld_is_another_articles_where_its_number_is_whatever_is_counted_behind_it(
    number: int, dated: tuple[str, str] | None
) -> None:
    address = f"https://ellery.example/a.php?id={number}&utm_source=more"
    node = (
        f'{{"@type": "NewsArticle", "headline": "Ferry fares rise", "url": "{address}", "datePublished": "2031-02-05"}}'
    )
    head = f'<script type="application/ld+json">{node}</script>'
    url = "https://ellery.example/a.php?id=5&utm_source=rss"
    assert traced("<h1>Basin to close</h1>" + STORY, url=url, head=head) == dated


def test_a_stated_date_comes_before_any_trace() -> None:
    head = '<meta name="published" content="February 6, 2031">'
    assert traced("<h1>Basin to close</h1>" + STORY, url="https://e.example/2031/02/05/", head=head) == (
        "2031-02-06",
        "meta",
    )


@given(st.text(alphabet="0123456789/-._ :,年月日abcJanuary", max_size=60), st.text("0123456789/-.", max_size=30))
def test_whatever_a_page_prints_a_trace_is_a_day_that_is_possible(text: str, path: str) -> None:
    tree = tree_of(f"<html><title>Basin</title><h1>Basin</h1><p>{text}</p><p>{text}</p></html>")
    found = read(tree, f"https://ellery.example/{path}", LIMIT)
    if found.published and found.sources["published"] in TRACED:
        assert found.published.precision is Precision.DAY
        assert found.published.utc <= LIMIT
