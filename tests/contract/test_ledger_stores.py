"""pages, articles, stories, feeds and steps: what is kept comes back, and twice is once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contract.ledger_world import (
    a_page,
    a_url,
    accept,
    after,
    an_article,
    begin_story,
    copy,
    join,
    look,
    save,
    write,
)
from workers.errors import PermanentError
from workers.ledger import Ledger, articles, exported, feeds, pages, schema, steps, stories, story_log
from workers.model import CopyKind, Precision, Published, Seen, Verdict

# Pages


def test_a_page_is_kept_small_and_comes_back_equal(ledger: Ledger, now: datetime) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    page = a_page(now, b"\x00\xff<p>" + b"the same words again " * 1000)
    write(ledger, pages.save, url_id, page)
    assert look(ledger, pages.get, url_id) == page
    stored = look(ledger, lambda tx: tx.execute(sa.select(schema.page)).one())
    assert stored.size == len(page.body)
    assert len(stored.body) < len(page.body) / 10


def test_a_second_fetch_replaces_the_first(ledger: Ledger, now: datetime) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    for body in (b"old", b"", b"new"):
        write(ledger, pages.save, url_id, a_page(now, body))
    assert look(ledger, pages.get, url_id) == a_page(now, b"new")


def test_a_page_that_was_never_fetched_is_none(ledger: Ledger, now: datetime) -> None:
    assert look(ledger, pages.get, 404) is None


# Articles


def test_an_article_comes_back_as_it_was(ledger: Ledger, now: datetime) -> None:
    published = Published(datetime(2024, 11, 7, 7, 25, tzinfo=timezone(timedelta(hours=5, minutes=30))))
    article = an_article(
        "石破氏が訪米",
        "一段落\n二段落 🗞",
        authors=("A", "B"),
        credits=("Kyodo",),
        image="https://a.example/i.jpg",
        confidence=0.9,
        published=published,
    )
    found = look(ledger, articles.get, save(ledger, now, article))
    assert found is not None
    assert (found.title, found.text, found.authors, found.credits) == (
        article.title,
        article.text,
        ["A", "B"],
        ["Kyodo"],
    )
    assert articles.published_of(found) == published
    assert articles.published_of(found).text() == "2024-11-07T07:25:00+05:30"


@pytest.mark.parametrize("published", [None, Published(datetime(2025, 2, 7, 12, tzinfo=UTC), Precision.DAY)])
def test_a_day_and_no_day_come_back_too(ledger: Ledger, now: datetime, published: Published | None) -> None:
    found = look(ledger, articles.get, save(ledger, now, an_article(published=published)))
    assert articles.published_of(found) == published


def test_saving_an_article_twice_keeps_its_id_and_the_newer_reading(ledger: Ledger, now: datetime) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    ids = {
        write(ledger, articles.save, url_id, an_article(text=text), external_id="x", placed_at=None, now=after(now, n))
        for n, text in enumerate(["first", "second"])
    }
    found = look(ledger, articles.of_url, url_id)
    assert ids == {found.id}
    assert (found.text, found.seen_at) == ("second", now)


def test_an_article_knows_what_it_copies(ledger: Ledger, now: datetime) -> None:
    original, copied = save(ledger, now, an_article("one")), save(ledger, now, an_article("two"))
    verdict = Verdict(CopyKind.COPY, original, original, 0.75, 0.9)
    write(ledger, articles.sign, original, b"\x01a", Verdict(CopyKind.ORIGINAL))
    write(ledger, articles.sign, copied, b"\x01b", verdict)
    assert articles.verdict_of(look(ledger, articles.get, copied)) == verdict
    assert articles.verdict_of(look(ledger, articles.get, original)) == Verdict(CopyKind.ORIGINAL)
    assert [found.signature for found in look(ledger, articles.signed, 0, 10)] == [b"\x01a", b"\x01b"]
    assert [found.id for found in look(ledger, articles.signed, original, 10)] == [copied]
    assert look(ledger, articles.signed_count) == 2


def test_text_that_the_database_cannot_hold_is_no_outage(ledger: Ledger, now: datetime) -> None:
    """A lone surrogate is not Unicode: no waiting mends it."""
    with pytest.raises(PermanentError) as caught:
        save(ledger, now, an_article(text="broken \ud800"))
    assert caught.value.reason == "unstorable"


def test_exporting_tells_each_article_its_story(ledger: Ledger, now: datetime) -> None:
    first = save(ledger, now, an_article("one"), placed_at=now)
    alone = save(ledger, now, an_article("two"), placed_at=after(now, 60))
    story_id = begin_story(ledger, now, first)

    def told(story: int | None, since: datetime | None) -> list[tuple[int, int | None]]:
        return [(row.id, row.story_id) for row in exported.articles(ledger, story, since)]

    assert told(None, None) == [(first, story_id), (alone, None)]
    assert told(story_id, None) == [(first, story_id)]
    assert told(None, after(now, 1)) == [(alone, None)]


@pytest.mark.parametrize("characters", [0, 7, 4_000_000])
def test_many_articles_are_exported_in_order_once_each_however_long_they_are(
    ledger: Ledger, now: datetime, monkeypatch: pytest.MonkeyPatch, characters: int
) -> None:
    monkeypatch.setattr(exported, "_CHARACTERS", characters)
    ids = accept(ledger, now, *(a_url(str(number)) for number in range(310)))
    with ledger.begin() as tx:
        made = [articles.save(tx, row, an_article(), external_id=None, placed_at=now, now=now) for row in ids]
    assert [row.id for row in exported.articles(ledger)] == made


def test_who_reads_articles_slowly_holds_no_connection_and_sees_none_that_come_meanwhile(
    ledger: Ledger, now: datetime
) -> None:
    ids = [save(ledger, now, an_article(name)) for name in ("one", "two")]
    told = exported.articles(ledger)
    assert next(told).id == ids[0]
    assert ledger.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    save(ledger, now, an_article("three"))
    assert [row.id for row in told] == ids[1:]


# Stories


def test_a_story_counts_its_members(ledger: Ledger, now: datetime) -> None:
    ids = [
        save(ledger, now, an_article(f"t{n}", site=site), placed_at=placed)
        for n, (site, placed) in enumerate([("A", after(now, 50)), ("B", now), ("A", None), (None, after(now, 99))])
    ]
    copy(ledger, ids[2], ids[0])
    story_id = begin_story(ledger, now, ids[0])
    join(ledger, now, story_id, *ids[1:])
    story = look(ledger, stories.get, story_id)
    assert (story.articles, story.copies, story.publishers) == (4, 1, 2)
    assert (story.first_at, story.last_at) == (now, after(now, 99))
    assert story.articles == len(look(ledger, stories.members, story_id))


def test_members_are_told_in_order_of_time_with_the_reasons(ledger: Ledger, now: datetime) -> None:
    placed = [after(now, 50), now, after(now, 10)]
    ids = [save(ledger, now, an_article(f"t{n}"), placed_at=at) for n, at in enumerate(placed)]
    story_id = begin_story(ledger, now, ids[0])
    join(ledger, now, story_id, *ids[1:])
    assert [found.id for found in look(ledger, stories.members, story_id)] == [ids[1], ids[2], ids[0]]
    member = look(ledger, stories.of_article, ids[1])
    assert (member.story_id, member.rule, member.evidence) == (story_id, "joined", {"names": ["Ishiba"]})


def test_an_article_is_in_one_story_only(ledger: Ledger, now: datetime) -> None:
    article_id = save(ledger, now, an_article())
    begin_story(ledger, now, article_id)
    with pytest.raises(sa.exc.IntegrityError):
        begin_story(ledger, now, article_id)
    assert look(ledger, stories.count) == 1, "the second story was rolled back or is empty"


def test_resolving_follows_merges_and_ends_even_in_a_circle(ledger: Ledger, now: datetime) -> None:
    a, b, c = (write(ledger, stories.create, now) for _ in range(3))

    def merge(story_id: int, into: int) -> None:
        statement = sa.update(schema.story).where(schema.story.c.id == story_id).values(merged_into=into)
        write(ledger, lambda tx: tx.execute(statement))

    merge(a, b)
    merge(b, c)
    assert [look(ledger, stories.resolve, story_id) for story_id in (a, b, c)] == [c, c, c]
    assert look(ledger, stories.resolve, 404) is None
    merge(c, a)
    assert look(ledger, stories.resolve, a) in {a, b, c}


def test_events_ascend_and_are_read_from_a_number_on(ledger: Ledger, now: datetime) -> None:
    assert look(ledger, stories.last_number) == 0
    ids = [save(ledger, now, an_article(f"t{n}")) for n in range(4)]
    first, second = begin_story(ledger, now, ids[0]), begin_story(ledger, now, ids[1])
    numbers = join(ledger, now, first, ids[2]) + join(ledger, now, second, ids[3])
    assert numbers == sorted(set(numbers))
    assert look(ledger, stories.last_number) == numbers[-1]
    found = look(ledger, story_log.changes_since, None, 10, 99, b"\1")
    assert [(row.story_id, row.id) for row in found] == list(zip([first, second] * 2, ids, strict=True))
    assert [row.id for row in look(ledger, story_log.changes_since, Seen(numbers[0], now), 10, 99, b"\1")] == [ids[3]]
    assert [row.id for row in look(ledger, story_log.changes_since, None, 2, 99, b"\1")] == ids[:2]
    assert look(ledger, story_log.length) == 4


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12), characters=st.integers(1, 13))
def test_as_many_characters_of_a_text_are_read_as_python_would_count(
    ledger: Ledger, now: datetime, text: str, characters: int
) -> None:
    """In every script: signs of four bytes, marks on letters, line ends."""
    before = look(ledger, stories.last_number)
    begin_story(ledger, now, save(ledger, now, an_article(f"t{before}", text)))
    (found,) = look(ledger, story_log.changes_since, Seen(before, now) if before else None, 10, characters, b"\1")
    assert found.text == text[:characters]


def test_a_copy_and_its_original_find_the_story_of_the_other(ledger: Ledger, now: datetime) -> None:
    original, copied, other = (save(ledger, now, an_article(name)) for name in ("one", "two", "three"))
    copy(ledger, copied, original)
    assert look(ledger, stories.of_group, copied, original) is None
    story_id = begin_story(ledger, now, copied)
    assert look(ledger, stories.of_group, original, None) == story_id
    assert look(ledger, stories.of_group, copied, original) == story_id
    assert look(ledger, stories.of_group, other, None) is None


def test_living_stories_are_listed_with_the_newest_first(ledger: Ledger, now: datetime) -> None:
    ids = [save(ledger, now, an_article(f"t{n}"), placed_at=after(now, n)) for n in range(3)]
    made = [begin_story(ledger, now, article_id) for article_id in ids]
    write(ledger, stories.create, now)  # empty: not listed
    statement = sa.update(schema.story).where(schema.story.c.id == made[1]).values(merged_into=made[0])
    write(ledger, lambda tx: tx.execute(statement))
    write(ledger, stories.entitle, made[0], "A title")
    assert [found.id for found in look(ledger, stories.listed, None, None)] == [made[2], made[0]]
    assert [found.id for found in look(ledger, stories.listed, after(now, 1), 10)] == [made[2]]
    assert [found.id for found in look(ledger, stories.listed, None, 1)] == [made[2]]
    assert look(ledger, stories.count) == 2
    assert look(ledger, stories.title_of, made[0]) == "A title"


# Feeds


def test_adding_a_feed_twice_is_adding_it_once(ledger: Ledger, now: datetime) -> None:
    first = write(ledger, feeds.add, "k", "https://a.example/rss", "A", None, now)
    again = write(ledger, feeds.add, "k", "https://a.example/rss", "B", "folder", now)
    assert again is None
    assert [(found.id, found.title) for found in look(ledger, feeds.listed)] == [(first, "A")]
    assert write(ledger, feeds.remove, "k") is True
    assert write(ledger, feeds.remove, "k") is False


def test_feeds_are_listed_by_folder_those_without_one_first(ledger: Ledger, now: datetime) -> None:
    for key, folder in (("1", "world"), ("2", None), ("3", "asia")):
        write(ledger, feeds.add, key, f"https://{key}.example/", None, folder, now)
    assert [found.folder for found in look(ledger, feeds.listed)] == [None, "asia", "world"]


def test_a_feed_is_polled_when_due_and_by_one_at_a_time(ledger: Ledger, now: datetime) -> None:
    ids = [write(ledger, feeds.add, str(n), f"https://{n}.example/", None, None, after(now, n)) for n in range(3)]
    assert look(ledger, feeds.never_polled) == 3
    assert write(ledger, feeds.lease, after(now, 1), 10, 120.0) == ids[:2]
    assert write(ledger, feeds.lease, after(now, 2), 10, 120.0) == ids[2:]
    assert write(ledger, feeds.lease, after(now, 100), 10, 120.0) == []
    assert write(ledger, feeds.lease, after(now, 121), 1, 120.0) == ids[:1], "its poller died"


def test_a_poll_says_how_it_went_and_when_the_next_one_is(ledger: Ledger, now: datetime) -> None:
    feed_id = write(ledger, feeds.add, "k", "https://a.example/rss", None, None, now)
    outcome = {"failures": 2, "reason": "http-500", "etag": '"x"', "entries": 7}
    write(ledger, feeds.polled, feed_id, now, after(now, 900), outcome)
    found = look(ledger, feeds.get, feed_id)
    assert (found.failures, found.reason, found.etag, found.entries) == (2, "http-500", '"x"', 7)
    assert (found.last_poll_at, found.next_poll_at) == (now, after(now, 900))
    assert look(ledger, feeds.never_polled) == 0
    assert look(ledger, feeds.health) == {"feeds": 1, "failing": 1}


# Steps


def test_steps_are_told_in_the_order_in_which_they_happened(ledger: Ledger, now: datetime) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    write(ledger, steps.record, [steps.row(url_id, "fetch", "retry", now, reason="timeout", detail="20 s", ms=20_000)])
    write(ledger, steps.record, [steps.row(url_id, "fetch", "done", now, task_id="t1")])
    found = look(ledger, steps.of, url_id)
    assert [(step.outcome, step.reason, step.ms, step.task_id) for step in found] == [
        ("retry", "timeout", 20_000, None),
        ("done", None, None, "t1"),
    ]


# Times


def test_a_time_without_a_zone_is_refused(ledger: Ledger, now: datetime) -> None:
    with pytest.raises(sa.exc.StatementError, match="no time without a zone"):
        accept(ledger, now.replace(tzinfo=None), a_url("1"))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    at=st.datetimes(
        min_value=datetime(1900, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
        max_value=datetime(2200, 1, 1),  # noqa: DTZ001
        timezones=st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
    )
)
def test_any_time_comes_back_as_the_same_instant_in_utc(ledger: Ledger, at: datetime) -> None:
    def there_and_back() -> datetime:
        with ledger.begin() as tx:
            tx.execute(sa.delete(schema.host))
            tx.execute(sa.insert(schema.host).values(host="h", next_at=at))
            assert tx.scalar(sa.select(sa.func.count()).where(schema.host.c.next_at <= at)) == 1
            found: datetime = tx.scalar(sa.select(schema.host.c.next_at))
            return found

    found = there_and_back()
    assert found == at
    assert found.tzinfo == UTC


def test_of_the_articles_of_a_story_is_read_what_is_told_of_them_and_no_whole_text(
    ledger: Ledger, now: datetime
) -> None:
    story = begin_story(ledger, now, save(ledger, now, an_article("Ferry", "A ferry replaces the bridge. " * 100)))
    (row,) = look(ledger, stories.members, story)
    assert (len(row.text), "vector" in row._fields, "signature" in row._fields) == (500, False, False)
