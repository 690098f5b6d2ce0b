"""What goes and what stays, on both databases; beside workers, beside itself, and killed in the middle."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contract.ledger_world import (
    a_document,
    a_page,
    a_url,
    accept,
    an_article,
    begin_story,
    copy,
    events,
    finish,
    give_up,
    join,
    lease,
    look,
    row,
    save,
    write,
)
from tests.waiting import eventually
from workers.ledger import (
    Ledger,
    articles,
    checks,
    given_up,
    hosts,
    moves,
    pages,
    schema,
    steps,
    stories,
    urls,
    versions,
)
from workers.ledger.story_log import FORGOTTEN
from workers.model import Assignment
from workers.settings import Assign, Dedupe, Settings, Upkeep
from workers.upkeep.stage import KINDS, batches, prune_all

pytestmark = pytest.mark.second_is_slow

#: everything goes as soon as it may; a story sleeps after a hundred days.
SHORT = Settings(
    upkeep=Upkeep(30, 30, 30, 30, 30, 30),
    assign=Assign(dormant_days=100),
    dedupe=Dedupe(window_days=10),
)


def days(now: datetime, ago: float) -> datetime:
    return now - timedelta(days=ago)


def prune(ledger: Ledger, now: datetime, size: int = 300, chosen: Settings = SHORT) -> dict[str, int]:
    """What goes, of each kind that any goes of."""
    gone: Counter[str] = Counter()
    for kind, count in batches(ledger, chosen, now, size=size, pause=lambda _: None):
        gone[kind] += count
    return dict(+gone)


def count(ledger: Ledger, table: sa.Table) -> int:
    return int(look(ledger, lambda tx: tx.scalar(sa.select(sa.func.count()).select_from(table))) or 0)


def told(ledger: Ledger, name: str, at: datetime, story: int | None = None) -> tuple[int, int]:
    """An article that came at this time, dated so, in its story; both ids."""
    article = save(ledger, at, an_article(name, f"The text of {name}.", summary="In short."), placed_at=at)
    url_id = article_row(ledger, article).url_id
    finish(ledger, at, url_id)
    if story is None:
        return article, begin_story(ledger, at, article)
    join(ledger, at, story, article)
    return article, story


def article_row(ledger: Ledger, article: int) -> Any:
    found = look(ledger, articles.get, article)
    assert found is not None
    return found


def events_of(ledger: Ledger) -> list[int]:
    """The articles that events tell of, but for those that tell what was pruned."""
    return [row.article_id for row in events(ledger) if row.kind != FORGOTTEN]


# Versions, pages, steps, hosts


def test_texts_that_were_replaced_long_ago_go_and_their_rows_stay(ledger: Ledger, now: datetime) -> None:
    article, _ = told(ledger, "bridge", days(now, 50))
    for ago in (40, 31, 29):
        reading = an_article("bridge", f"The text of {ago} days ago.")
        write(ledger, versions.replace, article_row(ledger, article), reading, ["text"], days(now, ago))
    assert prune(ledger, now, 1)["versions"] == 2
    assert [row.text for row in look(ledger, versions.of, article)] == [None, None, "The text of 31 days ago."]
    assert article_row(ledger, article).text == "The text of 29 days ago."
    assert "versions" not in prune(ledger, now)


def test_old_pages_of_urls_that_are_at_their_end_go(ledger: Ledger, now: datetime) -> None:
    old, fresh, going = accept(ledger, now, a_url("old"), a_url("fresh"), a_url("going"))
    for url_id, ago in ((old, 40), (fresh, 1), (going, 40)):
        write(ledger, pages.save, url_id, a_page(days(now, ago)))
    finish(ledger, now, old, fresh)
    assert prune(ledger, now) == {"pages": 1}
    assert [bool(look(ledger, pages.get, url_id)) for url_id in (old, fresh, going)] == [False, True, True]


def test_old_steps_go_and_younger_ones_stay(ledger: Ledger, now: datetime) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    for ago in (31, 30.5, 30, 29):
        write(ledger, steps.record, [steps.row(url_id, "fetch", "done", days(now, ago))])
    assert prune(ledger, now) == {"steps": 2}
    assert [step.at for step in look(ledger, steps.of, url_id)] == [days(now, 30), days(now, 29)]


@pytest.mark.parametrize("served", [True, False])
def test_hosts_of_which_nothing_waits_are_forgotten_and_the_others_are_not(
    ledger: Ledger, now: datetime, served: bool
) -> None:
    idle, *_ = accept(ledger, now, a_url("1", "idle.example"), *(a_url(name, "busy.example") for name in "23"))
    if served:
        lease(ledger, now, spacing=1)
    give_up(ledger, now, idle)
    with ledger.begin() as tx:
        hosts.requeue(tx, ["idle.example", "busy.example"])
    assert prune(ledger, now) == ({} if served else {"hosts": 1})
    assert prune(ledger, now + timedelta(days=2)) == ({"hosts": 1} if served else {})
    assert look(ledger, lambda tx: list(tx.scalars(sa.select(schema.host.c.host)))) == ["busy.example"]


def test_many_rows_that_must_stay_hide_none_that_may_go(ledger: Ledger, now: datetime) -> None:
    ids = accept(ledger, now, *(a_url(str(number)) for number in range(20)))
    for url_id in ids:
        write(ledger, pages.save, url_id, a_page(days(now, 40)))  # all of one moment, as an import has them
    finish(ledger, now, *ids[::-7])
    assert prune(ledger, now, size=3) == {"pages": 3}


# Texts


def test_an_article_of_a_sleeping_story_loses_its_text_and_stays_a_member(ledger: Ledger, now: datetime) -> None:
    first, story = told(ledger, "first", days(now, 400))
    second, _ = told(ledger, "second", days(now, 390), story)
    copy(ledger, second, first)
    told(ledger, "fresh", now)
    before, member = article_row(ledger, second), look(ledger, stories.of_article, second)
    assert prune(ledger, now)["texts"] == 2
    found = article_row(ledger, second)
    assert (found.text, found.summary, found.signature, found.text_gone_at) == ("", None, None, now)
    lost = ("text", "summary", "signature", "text_gone_at", "vector")
    kept = [column.name for column in schema.article.c if column.name not in lost]
    assert [getattr(found, name) for name in kept] == [getattr(before, name) for name in kept]
    assert look(ledger, stories.of_article, second) == member
    assert member is not None
    assert member.evidence == {"names": ["Ishiba"]}
    assert row(ledger, found.url_id).state == "done"
    assert look(ledger, stories.get, story).articles == 2  # type: ignore[union-attr]
    assert prune(ledger, now) == {}


def test_no_text_of_a_story_goes_while_anything_can_join_it(ledger: Ledger, now: datetime) -> None:
    """By the dates of its articles, and by the day on which the last one came."""
    old, story = told(ledger, "old", days(now, 400))
    told(ledger, "newer", days(now, 90), story)
    late, _ = told(ledger, "late", days(now, 400))
    write(ledger, came_on, late, days(now, 5))  # an old article, imported last week
    told(ledger, "fresh", now)
    assert "texts" not in prune(ledger, now)
    told(ledger, "fresher", now + timedelta(days=12))
    assert prune(ledger, now + timedelta(days=12))["texts"] == 2
    assert [bool(article_row(ledger, article).text) for article in (old, late)] == [False, True]


def came_on(tx: sa.Connection, article: int, at: datetime) -> None:
    tx.execute(sa.update(schema.membership).where(schema.membership.c.article_id == article).values(joined_at=at))


def test_a_ledger_that_stood_still_for_years_keeps_what_its_newest_articles_may_meet(
    ledger: Ledger, now: datetime
) -> None:
    far, _ = told(ledger, "far", days(now, 2150))
    told(ledger, "near", days(now, 2050))
    told(ledger, "last", days(now, 2000))
    assert prune(ledger, now) == {"texts": 1, "events": 1}
    assert article_row(ledger, far).text_gone_at == now


def test_an_undated_story_sleeps_by_the_clock_alone(ledger: Ledger, now: datetime) -> None:
    undated = save(ledger, days(now, 101), an_article("undated"), placed_at=None)
    begin_story(ledger, days(now, 101), undated)
    awake = save(ledger, days(now, 99), an_article("awake"), placed_at=None)
    begin_story(ledger, days(now, 99), awake)
    assert prune(ledger, now)["texts"] == 1
    assert article_row(ledger, undated).text_gone_at == now


def test_an_article_in_no_story_keeps_its_text(ledger: Ledger, now: datetime) -> None:
    alone = save(ledger, days(now, 4000), an_article("alone"), placed_at=days(now, 4000))
    told(ledger, "fresh", now)
    assert prune(ledger, now) == {}
    assert article_row(ledger, alone).text


def test_a_text_that_is_cleaned_again_is_kept_again(ledger: Ledger, now: datetime) -> None:
    article, _ = told(ledger, "old", days(now, 400))
    told(ledger, "fresh", now)
    assert prune(ledger, now)["texts"] == 1
    url_id = article_row(ledger, article).url_id
    again = an_article("old", "Read anew.")
    assert write(ledger, articles.save, url_id, again, external_id=None, placed_at=None, now=now) == article
    assert (article_row(ledger, article).text, article_row(ledger, article).text_gone_at) == ("Read anew.", None)


# Events


def test_events_of_sleeping_stories_go_and_the_members_stay(ledger: Ledger, now: datetime) -> None:
    first, story = told(ledger, "first", days(now, 400))
    told(ledger, "second", days(now, 380), story)
    living, other = told(ledger, "living", days(now, 400))
    newer, _ = told(ledger, "newer", days(now, 10), other)
    assert prune(ledger, now, chosen=replace(SHORT, upkeep=Upkeep(0, 0, 0, 30, 0))) == {"events": 2}
    assert events_of(ledger) == [living, newer]
    assert len(look(ledger, stories.members, story)) == 2
    assert article_row(ledger, first).text


def test_the_newest_event_stays_with_its_story_whatever_sleeps(ledger: Ledger, now: datetime) -> None:
    told(ledger, "first", days(now, 4000))
    one, story = told(ledger, "one", days(now, 3000))
    last, _ = told(ledger, "last", days(now, 3000), story)
    assert prune(ledger, now)["events"] == 1
    assert events_of(ledger) == [one, last]
    assert whole(ledger)
    number = look(ledger, stories.last_number)
    assert prune(ledger, now + timedelta(days=400)) == {}
    assert events_of(ledger) == [one, last]
    assert look(ledger, stories.last_number) == number


def test_an_event_of_two_stories_stays_while_one_of_them_is_awake(ledger: Ledger, now: datetime) -> None:
    """Else an index that is made anew would have the article in both, or in none."""
    first, old = told(ledger, "first", days(now, 400))
    told(ledger, "second", days(now, 400), old)
    _, awake = told(ledger, "awake", days(now, 10))
    left = write(ledger, moves.move, first, awake, Assignment(awake, 0.3, 0.2, "moved"), days(now, 390))
    told(ledger, "last", days(now, 10))
    prune(ledger, now)
    assert left in numbers_of(ledger, old, awake)
    assert len(numbers_of(ledger, old)) == 1, "what brought its members is gone"


def test_the_events_of_a_merged_story_stay_while_the_one_is_awake_that_it_went_into(
    ledger: Ledger, now: datetime
) -> None:
    _, gone = told(ledger, "first", days(now, 400))
    _, keep = told(ledger, "second", days(now, 400))
    told(ledger, "third", days(now, 10), keep)
    write(ledger, moves.merge, gone, keep, Assignment(None, 0.3, 0.2, "merged"), days(now, 390))
    told(ledger, "last", days(now, 9))
    before = numbers_of(ledger, gone, keep)
    prune(ledger, now)
    assert numbers_of(ledger, gone, keep) == before


def numbers_of(ledger: Ledger, *ids: int) -> set[int]:
    """The events that changed these stories, but for those that tell what was pruned."""
    rows = [row for row in events(ledger) if row.kind != FORGOTTEN]
    return {row.number for row in rows if {row.story_id, row.other_id} & set(ids)}


# Urls that failed


@pytest.mark.parametrize("state", urls.GIVEN_UP)
def test_urls_given_up_long_ago_are_forgotten_with_their_pages_and_steps(
    ledger: Ledger, now: datetime, state: str
) -> None:
    old, fresh = accept(ledger, days(now, 60), a_url("old"), a_url("fresh"))
    for url_id, ago in ((old, 31), (fresh, 29)):
        write(ledger, pages.save, url_id, a_page(now))
        write(ledger, steps.record, [steps.row(url_id, "fetch", "failed", now)])
        give_up(ledger, days(now, ago), url_id, state)
    assert prune(ledger, now)["urls"] == 1
    assert look(ledger, urls.get, old) is None
    assert row(ledger, fresh).state == state
    assert (count(ledger, schema.page), count(ledger, schema.step)) == (1, 1)


def test_a_feed_that_lists_it_again_brings_it_back_as_a_new_url(ledger: Ledger, now: datetime) -> None:
    (old,) = accept(ledger, days(now, 60), a_url("old"))
    give_up(ledger, days(now, 31), old)
    prune(ledger, now)
    (again,) = accept(ledger, now, a_url("old"))
    assert again > old, "ids are for ever"
    assert lease(ledger, now) == [again]


def test_a_failed_url_that_has_become_an_article_stays(ledger: Ledger, now: datetime) -> None:
    """It may be the original of copies; and one in a story is not forgotten in any case."""
    article = save(ledger, days(now, 60), an_article("cleaned"))
    url_id = article_row(ledger, article).url_id
    give_up(ledger, days(now, 60), url_id)
    assert "urls" not in prune(ledger, now)
    assert row(ledger, url_id).state == "failed"


@pytest.mark.parametrize("path", ["retried", "done"])
def test_a_url_that_failed_once_and_went_on_stays(ledger: Ledger, now: datetime, path: str) -> None:
    (url_id,) = accept(ledger, days(now, 60), a_url("1"))
    give_up(ledger, days(now, 60), url_id)
    write(ledger, given_up.retry, [url_id], days(now, 50))
    if path == "done":
        lease(ledger, days(now, 50))
        finish(ledger, days(now, 50), url_id)
    prune(ledger, now)
    assert row(ledger, url_id).state == ("pending" if path == "retried" else "done")


# In batches


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(size=st.integers(1, 7), ages=st.lists(st.integers(0, 60), max_size=12))
def test_batches_of_any_size_take_the_same(ledger: Ledger, now: datetime, size: int, ages: list[int]) -> None:
    with ledger.begin() as tx:
        for table in (schema.step, schema.page, schema.url):
            tx.execute(sa.delete(table))
    if ages:
        (url_id, *_) = accept(ledger, now, *(a_url(str(number)) for number in range(len(ages))))
    for ago in ages:
        write(ledger, steps.record, [steps.row(url_id, "fetch", "done", days(now, ago))])
    expected = sum(ago > 30 for ago in ages)
    assert prune(ledger, now, size).get("steps", 0) == expected
    assert count(ledger, schema.step) == len(ages) - expected


def test_kinds_take_turns_so_that_none_waits_for_a_long_one(ledger: Ledger, now: datetime) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    for _ in range(20):
        write(ledger, steps.record, [steps.row(url_id, "fetch", "done", days(now, 40))])
    first = [kind for kind, _ in islice(batches(ledger, SHORT, now, size=2, pause=lambda _: None), len(KINDS))]
    assert first == list(KINDS)


def test_a_run_ends_when_its_time_is_up_and_the_next_one_goes_on(ledger: Ledger, now: datetime) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    write(ledger, pages.save, url_id, a_page(days(now, 40)))
    for _ in range(10):
        write(ledger, steps.record, [steps.row(url_id, "fetch", "done", days(now, 40))])
    assert sum(prune_all(ledger, SHORT, now, seconds=0, size=4).values()) == 0, "one batch: pages, of which none goes"
    assert prune_all(ledger, SHORT, now, size=4) == dict.fromkeys(KINDS, 0) | {"steps": 10}


def test_others_have_as_long_as_each_batch_took(ledger: Ledger, now: datetime) -> None:
    pauses: list[float] = []
    done = list(batches(ledger, SHORT, now, pause=pauses.append))
    assert len(pauses) == len(done) == len(KINDS)
    assert all(pause > 0 for pause in pauses)


# Beside others


def test_two_at_once_take_each_row_once(ledger: Ledger, ledger_url: str, now: datetime) -> None:
    ids = accept(ledger, days(now, 60), *(a_url(str(number)) for number in range(60)))
    for url_id in ids:
        write(ledger, steps.record, [steps.row(url_id, "fetch", "failed", days(now, 40))])
        give_up(ledger, days(now, 40), url_id)
    for number in range(30):
        told(ledger, f"n{number}", days(now, 400 + number))
    last, _ = told(ledger, "fresh", now)
    crowd = [Ledger.open(ledger_url) for _ in range(3)]
    with ThreadPoolExecutor(len(crowd)) as pool:
        found = sum((Counter(gone) for gone in pool.map(lambda one: prune(one, now, 5), crowd)), Counter())
    found += Counter(prune(ledger, now))  # a row that one had locked, another passes over
    for one in crowd:
        one.close()
    assert (found["texts"], found["events"], found["urls"]) == (30, 30, 60)
    assert events_of(ledger) == [last]
    assert count(ledger, schema.step) == 0


def test_workers_that_write_meanwhile_lose_nothing_and_wait_for_nobody(
    ledger: Ledger, ledger_url: str, now: datetime
) -> None:
    for number in range(40):
        told(ledger, f"old{number}", days(now, 400 + number))
    told(ledger, "fresh", now)
    ids = accept(ledger, days(now, 60), *(a_url(f"f{number}", f"h{number % 7}.example") for number in range(80)))
    for url_id in ids:
        write(ledger, steps.record, [steps.row(url_id, "fetch", "failed", days(now, 40))])
        give_up(ledger, days(now, 40), url_id)
    with ledger.begin() as tx:
        hosts.requeue(tx, [f"h{number}.example" for number in range(7)])
    worker = Ledger.open(ledger_url)

    def work(number: int) -> int:
        url_id, *_ = accept(worker, now, a_url(f"new{number}", f"h{number % 7}.example"), a_url(f"more{number}"))
        write(worker, steps.record, [steps.row(url_id, "fetch", "done", now)])
        write(worker, given_up.retry, [ids[number]], now)
        article = save(worker, now, an_article(f"now{number}"), placed_at=now)
        with worker.exclusive("assign") as tx:
            story = stories.create(tx, now)
            stories.join(tx, article, story, Assignment(None, 0.0, 0.13, "created"), now)
        return url_id

    with ThreadPoolExecutor(2) as pool:
        pruned = pool.submit(prune, ledger, now, 3)
        new = list(pool.map(work, range(40)))
        assert pruned.result()["texts"] == 40
    worker.close()
    assert [row(ledger, url_id).state for url_id in new] == ["pending"] * 40
    assert count(ledger, schema.membership) == 81
    states = Counter(found.state for found in (look(ledger, urls.get, url_id) for url_id in ids) if found)
    assert set(states) <= {"pending"}, "a failed url is forgotten or taken up again, never both"
    assert whole(ledger)


def test_an_article_that_wakes_a_story_in_the_middle_of_a_run_keeps_the_rest_of_it(
    ledger: Ledger, now: datetime
) -> None:
    ids = [told(ledger, "first", days(now, 400))]
    story = ids[0][1]
    ids += [told(ledger, f"n{number}", days(now, 390 - number), story) for number in range(5)]
    told(ledger, "fresh", now)
    run = batches(ledger, replace(SHORT, upkeep=Upkeep(0, 0, 2, 0, 0)), now, size=2, pause=lambda _: None)
    assert next(run) == ("texts", 2)
    told(ledger, "late", days(now, 1), story)
    assert sum(count for kind, count in run if kind == "texts") == 0
    assert [bool(article_row(ledger, article).text) for article, _ in ids] == [False, False, True, True, True, True]


# Killed

_PRUNE = """
import sys
from datetime import datetime
from tests.contract.test_upkeep import SHORT
from workers.ledger import Ledger
from workers.upkeep.stage import batches
for kind, count in batches(Ledger.open(sys.argv[1]), SHORT, datetime.fromisoformat(sys.argv[2]), size=2):
    print(kind, count, flush=True)
"""


@pytest.mark.parametrize("after", [9, *(pytest.param(after, marks=pytest.mark.slow) for after in (1, 30))])
def test_a_run_that_is_killed_in_the_middle_leaves_all_consistent_and_the_next_one_ends_it(
    ledger: Ledger, ledger_url: str, now: datetime, after: int
) -> None:
    for number in range(40):
        told(ledger, f"n{number}", days(now, 400 + number))
    for url_id in accept(ledger, days(now, 60), *(a_url(f"f{number}") for number in range(40))):
        write(ledger, steps.record, [steps.row(url_id, "fetch", "failed", days(now, 40))])
        give_up(ledger, days(now, 40), url_id)
    told(ledger, "fresh", now)
    command = [sys.executable, "-c", _PRUNE, ledger_url, now.isoformat()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        said = list(islice(running.stdout, after))
        running.kill()
        said += running.stdout.readlines()
    assert running.returncode == -9
    assert len(said) < 80
    assert whole(ledger)
    eventually(lambda: not look(ledger, is_held))
    prune(ledger, now)
    assert count(ledger, schema.membership) == 41
    assert sum(bool(found.text) for found in look(ledger, all_articles)) == 1
    assert (len(events_of(ledger)), count(ledger, schema.step)) == (1, 0)
    assert whole(ledger)


def is_held(tx: sa.Connection) -> bool:
    """Whether PostgreSQL has not noticed yet that a client is gone."""
    if tx.dialect.name == "sqlite":
        return False
    asked = "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND state <> 'idle'"
    return bool(tx.exec_driver_sql(asked).scalar())


def all_articles(tx: sa.Connection) -> list[Any]:
    return list(tx.execute(sa.select(schema.article)).all())


def whole(ledger: Ledger) -> bool:
    """What is a stub is one as a whole, no row points to one that is gone, and stories, members and events agree."""
    laws = {"story-counts", "story-empty", "event-told", "event-member", "copy-root", "copy-story"}
    with ledger.read() as tx:
        halves = [
            row.id
            for row in all_articles(tx)
            if (row.text_gone_at is None) != bool(row.text) or (not row.text and row.summary)
        ]
        found = [
            check.name
            for check in checks.CHECKS
            if check.name in laws and tx.scalars(check.find(datetime.now(UTC))).all()
        ]
        return not halves and not found and not checks.orphans(tx)


def test_times_of_the_first_year_are_no_error(ledger: Ledger, now: datetime) -> None:
    told(ledger, "ancient", datetime(1, 1, 2, tzinfo=UTC))
    assert prune(ledger, now) == {}


def test_an_imported_document_that_failed_can_be_retried_however_old_it_is(ledger: Ledger, now: datetime) -> None:
    """There is nothing to fetch it from: without its bytes it could never come to a good end."""
    failed, done = accept(ledger, now, a_document("1", now), a_document("2", now))
    give_up(ledger, now, failed, reason="worker-lost")
    finish(ledger, now, done)
    prune_all(ledger, Settings(), now + timedelta(days=400), seconds=60)
    assert look(ledger, pages.get, done) is None
    write(ledger, given_up.retry, [failed], now)
    assert look(ledger, pages.get, failed) is not None
    assert row(ledger, failed).stage == "fetch"
