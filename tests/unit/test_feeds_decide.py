"""What of a feed is taken in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from workers import urls
from workers.feeds.decide import submissions_of
from workers.feeds.feed import Entry
from workers.model import Precision, Published
from workers.printable import said


def entry(url: str, day: int | None = None, title: str | None = None) -> Entry:
    published = Published(datetime(2025, 1, day, 9, tzinfo=UTC)) if day else None
    return Entry(url, title, published, (), None, None)


def urls_of(entries: Sequence[Entry]) -> list[str]:
    return [submission.url for submission in submissions_of(entries, 1)[0]]


def test_the_oldest_comes_first_and_the_undated_follow_in_the_order_of_the_feed() -> None:
    feed = [entry("https://a.example/3", 3), entry("https://a.example/x"), entry("https://a.example/1", 1)]
    feed += [entry("https://a.example/y"), entry("https://a.example/2", 2)]
    assert [url[-1] for url in urls_of(feed)] == ["1", "2", "3", "x", "y"]


def test_an_entry_becomes_a_submission_with_all_that_the_feed_knew() -> None:
    published = Published(datetime(2025, 1, 6, tzinfo=UTC), Precision.DAY)
    whole = Entry("HTTPS://News.Example:443/a?utm_source=rss&id=1", "A title", published, ("Ann Lee",), "Short.", "en")
    [found], refused = submissions_of([whole], 7)
    assert refused == []
    assert (found.url, found.host, found.via) == ("https://news.example/a?id=1", "news.example", "feed:7")
    assert found.key == urls.key(found.url)
    assert found.page is None
    hint = found.hint
    assert (hint.title, hint.published, hint.authors) == ("A title", published, ("Ann Lee",))
    assert (hint.summary, hint.lang, hint.id, hint.source) == ("Short.", "en", None, None)


def test_an_article_listed_twice_is_taken_in_once_as_it_was_first() -> None:
    later, first = entry("https://a.example/1?utm_source=x", 5, "Updated"), entry("https://a.example/1", 4, "First")
    [found], _ = submissions_of([later, first], 1)
    assert found.hint.title == "First"


def test_what_is_no_address_is_refused_by_name_and_the_rest_is_taken_in() -> None:
    taken, refused = submissions_of([entry("mailto:a@b"), entry("https://a.example/1"), entry("http://u:p@h/")], 1)
    assert [found.url for found in taken] == ["https://a.example/1"]
    assert [url for url, _ in refused] == ["mailto:a@b", "http://***@h/"]
    assert all(reason and "\n" not in reason for _, reason in refused)


_links = st.sampled_from(
    [f"https://a.example/{n}" for n in range(6)] + ["ftp://a/", "", "https://a.example/1#x", "\ud800"]
)
_entries = st.lists(st.builds(entry, _links, st.none() | st.integers(1, 9)), max_size=12)


@given(_entries)
def test_every_entry_is_taken_in_or_refused_and_none_twice(entries: list[Entry]) -> None:
    taken, refused = submissions_of(entries, 1)
    keys = [found.key for found in taken]
    assert len(set(keys)) == len(keys)
    assert len({url for url, _ in refused}) == len(refused)
    spelled = {urls.canonical(found.url) for found in entries if found.url.startswith("https://")}
    assert {found.url for found in taken} == spelled
    assert {url for url, _ in refused} == {said(found.url) for found in entries if not found.url.startswith("https://")}


@given(_entries)
def test_dated_submissions_stand_in_the_order_of_time_before_the_undated(entries: list[Entry]) -> None:
    dates = [found.hint.published for found in submissions_of(entries, 1)[0]]
    known = [date.utc for date in dates if date]
    assert known == sorted(known)
    assert all(date is None for date in dates[len(known) :])
