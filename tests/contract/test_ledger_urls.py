"""urls: what was accepted ends in exactly one final state, whatever comes twice or late."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.contract.ledger_world import (
    LEASE,
    a_document,
    a_page,
    a_url,
    accept,
    advance,
    after,
    an_article,
    finish,
    give_up,
    lease,
    look,
    postpone,
    row,
    write,
)
from workers import urls as addresses
from workers.ledger import Ledger, articles, ends, given_up, leases, pages, urls
from workers.model import Hint, Kind


def test_accepting_twice_is_accepting_once(ledger: Ledger, now: datetime) -> None:
    first = write(ledger, urls.accept, [a_url("1"), a_url("2")], now)
    again = write(ledger, urls.accept, [a_url("2"), a_url("3")], now)
    assert (len(first.new), first.known) == (2, 0)
    assert (len(again.new), again.known) == (1, 1)
    assert look(ledger, urls.counts) == {"pending": 3}


def test_a_url_twice_in_one_batch_is_one_url(ledger: Ledger, now: datetime) -> None:
    found = write(ledger, urls.accept, [a_url("1"), a_url("2"), a_url("1")], now)
    assert (len(found.new), found.known) == (2, 1)


def test_accepting_nothing_is_no_error(ledger: Ledger, now: datetime) -> None:
    assert write(ledger, urls.accept, [], now) == urls.Accepted((), 0)


def test_ids_follow_the_order_of_submission(ledger: Ledger, now: datetime) -> None:
    ids = accept(ledger, now, *(a_url(name) for name in ("zebra", "apple", "mango")))
    assert [row(ledger, url_id).url[18:] for url_id in ids] == ["zebra", "apple", "mango"]


def test_what_is_known_is_not_opened_again(ledger: Ledger, now: datetime) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    finish(ledger, now, url_id)
    accept(ledger, after(now, 60), a_url("1"))
    assert row(ledger, url_id).state == "done"
    assert lease(ledger, after(now, 61)) == []


def test_a_rolled_back_transaction_accepted_nothing(ledger: Ledger, now: datetime) -> None:
    def crash() -> None:
        with ledger.begin() as tx:
            urls.accept(tx, [a_url("1")], now)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        crash()
    assert look(ledger, urls.counts) == {}
    assert len(accept(ledger, now, a_url("1"))) == 1


def test_a_committed_row_is_due_at_once(ledger: Ledger, now: datetime) -> None:
    ids = accept(ledger, now, a_url("1"))
    assert lease(ledger, now) == ids
    found = row(ledger, ids[0])
    assert (found.state, found.stage, found.attempts) == ("running", "accepted", 0)
    assert (found.due_at, found.lease, found.lease_until) == (None, 1, after(now, LEASE))


def test_a_document_begins_after_the_fetch_and_keeps_its_bytes(ledger: Ledger, now: datetime) -> None:
    ids = accept(ledger, now, a_document("one", now), a_document("two", now), a_document("one", now))
    assert [row(ledger, url_id).stage for url_id in ids] == ["fetch", "fetch"]
    assert [look(ledger, pages.get, url_id).body for url_id in ids] == [b"one", b"two"]


def test_a_hint_stays_with_its_url(ledger: Ledger, now: datetime) -> None:
    hint = Hint(title="大統領", lang="ja")
    (url_id,) = accept(ledger, now, replace(a_url("1"), via="feed:7", hint=hint))
    found = row(ledger, url_id)
    assert urls.decode_hint(found.hint) == hint
    assert found.via == "feed:7"


def test_several_are_put_off_in_one_go_but_for_what_has_gone_on_and_no_try_is_used_up(
    ledger: Ledger, now: datetime
) -> None:
    ids = accept(ledger, now, a_url("1", "b.example"), a_url("2", "a.example"), a_url("3", "c.example"))
    assert lease(ledger, now) == ids
    seen = [row(ledger, url_id) for url_id in ids]
    advance(ledger, now, ids[2], "fetch")
    later = after(now, 1)
    write(ledger, ends.postpone_all, seen, now, later, "redis-away", "no answer")
    write(ledger, ends.postpone_all, [], now, later, "redis-away", "no answer")
    found = [row(ledger, url_id) for url_id in ids]
    assert [(each.state, each.reason, each.due_at, each.attempts) for each in found] == [
        *[("pending", "redis-away", later, 0)] * 2,
        ("running", None, None, 0),
    ]
    assert [each.lease_until for each in found[:2]] == [None, None]
    assert lease(ledger, later) == ids[:2]


def test_the_last_stage_closes_the_row(ledger: Ledger, now: datetime) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    postpone(ledger, now, url_id, now)
    lease(ledger, now)
    finish(ledger, after(now, 5), url_id)
    found = row(ledger, url_id)
    assert (found.state, found.stage, found.due_at, found.reason) == ("done", "assign", None, None)
    assert found.closed_at == after(now, 5)


def test_stages_only_move_forward(ledger: Ledger, now: datetime) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    for stage, expected in [("fetch", "fetch"), ("dedupe", "dedupe"), ("clean", "dedupe"), ("fetch", "dedupe")]:
        advance(ledger, now, url_id, stage)
        assert row(ledger, url_id).stage == expected


def test_a_stage_that_does_not_exist_is_refused(ledger: Ledger, now: datetime) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    with pytest.raises(ValueError):
        advance(ledger, now, url_id, "fetsch")


def test_a_late_twin_does_not_open_what_is_done(ledger: Ledger, now: datetime) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    finish(ledger, now, url_id)
    postpone(ledger, after(now, 1), url_id, after(now, 2))
    give_up(ledger, after(now, 1), url_id)
    write(ledger, given_up.retry, [url_id], after(now, 1))
    advance(ledger, after(now, 1), url_id, "clean")
    found = row(ledger, url_id)
    assert (found.state, found.stage, found.due_at, found.reason) == ("done", "assign", None, None)
    assert found.closed_at == now


def test_a_late_twin_does_not_open_what_was_given_up(ledger: Ledger, now: datetime) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    give_up(ledger, now, url_id, "refused", "robots")
    postpone(ledger, now, url_id, now)
    found = row(ledger, url_id)
    assert (found.state, found.reason, found.due_at) == ("refused", "robots", None)


def test_postponing_uses_an_attempt_and_says_why(ledger: Ledger, now: datetime) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    lease(ledger, now)
    postpone(ledger, now, url_id, after(now, 30))
    found = row(ledger, url_id)
    assert (found.state, found.attempts, found.reason) == ("pending", 1, "timeout")
    assert found.due_at == after(now, 30)
    assert lease(ledger, after(now, 29)) == []
    assert lease(ledger, after(now, 30)) == [url_id]


def test_a_fault_of_ours_uses_no_attempt(ledger: Ledger, now: datetime) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    write(ledger, ends.postpone, url_id, now, now, "redis-away", "", attempt=0)
    assert row(ledger, url_id).attempts == 0


@pytest.mark.parametrize("state", urls.GIVEN_UP)
def test_giving_up_closes_and_retrying_reopens(ledger: Ledger, now: datetime, state: str) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    write(ledger, articles.save, url_id, an_article(), external_id=None, placed_at=None, now=now)
    advance(ledger, now, url_id, "clean")
    postpone(ledger, now, url_id, now)
    give_up(ledger, after(now, 1), url_id, state)
    found = row(ledger, url_id)
    assert (found.state, found.due_at, found.closed_at, found.attempts) == (state, None, after(now, 1), 1)
    assert lease(ledger, after(now, 1000)) == []
    write(ledger, given_up.retry, [url_id], after(now, 2000))
    found = row(ledger, url_id)
    assert (found.state, found.stage, found.closed_at, found.attempts) == ("pending", "clean", None, 0)
    assert lease(ledger, after(now, 2000)) == [url_id]


def test_retrying_fetches_again_what_is_no_longer_kept(ledger: Ledger, now: datetime) -> None:
    kept, pruned = accept(ledger, now, a_url("1"), a_url("2"))
    write(ledger, pages.save, kept, a_page(now))
    for url_id in (kept, pruned):
        advance(ledger, now, url_id, "fetch")
        give_up(ledger, now, url_id)
    write(ledger, given_up.retry, [kept, pruned], now)
    assert [row(ledger, url_id).stage for url_id in (kept, pruned)] == ["fetch", "accepted"]


@pytest.mark.parametrize("reason", ["stub-paywall", "stub-repeated", "not-an-article"])
@pytest.mark.parametrize("stage", ["fetch", "clean"])
def test_retrying_fetches_again_what_holds_no_article_and_reads_a_document_again(
    ledger: Ledger, now: datetime, reason: str, stage: str
) -> None:
    ids = accept(ledger, now, a_url("1"), a_document("2", now))
    write(ledger, pages.save, ids[0], a_page(now))
    for url_id in ids:
        write(ledger, articles.save, url_id, an_article(), external_id=None, placed_at=None, now=now)
        advance(ledger, now, url_id, stage)
        give_up(ledger, now, url_id, "refused", reason)
    write(ledger, given_up.retry, ids, now)
    assert [row(ledger, url_id).stage for url_id in ids] == ["accepted", stage]
    assert [row(ledger, url_id).visits for url_id in ids] == [1, 0]


def test_retrying_fetches_again_what_a_feeds_entry_stands_in_for(ledger: Ledger, now: datetime) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    write(ledger, pages.save, url_id, replace(a_page(now), kind=Kind.ENTRY))
    advance(ledger, now, url_id, "fetch")
    give_up(ledger, now, url_id, reason="bug")
    write(ledger, given_up.retry, [url_id], now)
    assert row(ledger, url_id).stage == "accepted"


def test_what_failed_can_be_dropped_and_is_then_no_longer_listed(ledger: Ledger, now: datetime) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    give_up(ledger, now, url_id)
    give_up(ledger, now, url_id, "dropped")
    assert look(ledger, given_up.listed) == []
    assert look(ledger, given_up.listed, ids=[url_id]) == [url_id]


def test_retrying_what_is_not_there_does_nothing(ledger: Ledger, now: datetime) -> None:
    write(ledger, given_up.retry, [404], now)
    assert look(ledger, urls.counts) == {}


def test_status_counts_by_state_and_reason(ledger: Ledger, now: datetime) -> None:
    ids = accept(ledger, now, *(a_url(str(n)) for n in range(6)))
    finish(ledger, now, ids[0])
    for url_id, reason in zip(ids[1:4], ["http-404", "timeout", "http-404"], strict=True):
        give_up(ledger, now, url_id, reason=reason)
    assert lease(ledger, now, room=1) == [ids[4]]
    assert look(ledger, urls.counts) == {"done": 1, "failed": 3, "running": 1, "pending": 1}
    assert look(ledger, given_up.by_reason) == {"http-404": 2, "timeout": 1}
    assert look(ledger, urls.unfinished) == 2
    assert look(ledger, leases.running) == 1


def test_the_oldest_pending_url_is_the_oldest_that_is_not_final(ledger: Ledger, now: datetime) -> None:
    assert look(ledger, urls.oldest_pending) is None
    (first,) = accept(ledger, now, a_url("1"))
    accept(ledger, after(now, 10), a_url("2"))
    assert look(ledger, urls.oldest_pending) == now
    finish(ledger, after(now, 20), first)
    assert look(ledger, urls.oldest_pending) == after(now, 10)


def test_the_last_error_is_the_newest_that_nobody_has_got_over(ledger: Ledger, now: datetime) -> None:
    first, second = accept(ledger, now, a_url("1"), a_url("2"))
    assert look(ledger, urls.last_error) is None
    give_up(ledger, now, first, reason="http-500")
    postpone(ledger, after(now, 1), second, after(now, 2))
    assert look(ledger, urls.last_error).reason == "timeout"
    finish(ledger, after(now, 3), second)
    assert look(ledger, urls.last_error).reason == "http-500"


def test_given_up_rows_are_listed_newest_first_by_reason_and_host(ledger: Ledger, now: datetime) -> None:
    ids = accept(ledger, now, a_url("1"), a_url("2", "b.example"), a_url("3"))
    for seconds, (url_id, reason) in enumerate(zip(ids, ["http-404", "http-404", "timeout"], strict=True)):
        give_up(ledger, after(now, seconds), url_id, reason=reason)

    def listed(**filters: str) -> list[int]:
        return look(ledger, given_up.listed, **filters)

    assert listed() == [ids[2], ids[1], ids[0]]
    assert listed(reason="http-404") == [ids[1], ids[0]]
    assert listed(host="a.example", reason="http-404") == [ids[0]]
    write(ledger, given_up.retry, ids[1:2], now)
    assert [found.id for found in look(ledger, given_up.told, ids)] == [ids[2], ids[0]], "one is taken up again"


@pytest.mark.parametrize("host", ["a.example", "[2001:db8::1]"])
def test_a_host_without_a_port_is_that_host_on_all_its_ports(ledger: Ledger, now: datetime, host: str) -> None:
    """In rows, and in Python."""
    others = "xa.example", "a.example.org", "axexample", "[2001:db8::1:8080]"
    names = (host, f"{host}:80", f"{host}:8080", *others)
    ids = accept(ledger, now, *(a_url(name, name) for name in names))
    for url_id in ids:
        give_up(ledger, now, url_id)

    def listed(named: str) -> list[int]:
        found = sorted(look(ledger, given_up.listed, host=named))
        assert found == [url_id for url_id, name in zip(ids, names, strict=True) if addresses.is_of(name, named)]
        return found

    assert listed(host) == ids[:3]
    assert listed(f"{host}:8080") == [ids[2]]
    assert listed(f"{host}:808") == []


def test_all_that_is_retried_goes_back_at_once_each_to_where_it_was(ledger: Ledger, now: datetime) -> None:
    first, cleaned, other, done, open_ = ids = accept(
        ledger, now, a_url("1"), a_url("2"), a_url("3", "b.example"), a_url("4", "c.example"), a_url("5", "d.example")
    )
    write(ledger, articles.save, cleaned, an_article(), external_id=None, placed_at=None, now=now)
    advance(ledger, now, cleaned, "clean")
    finish(ledger, now, done)
    for url_id in (first, cleaned, other):
        give_up(ledger, now, url_id)
    write(ledger, given_up.retry, [*ids, 404], after(now, 60))
    assert [(row(ledger, url_id).state, row(ledger, url_id).stage) for url_id in ids] == [
        ("pending", "accepted"),
        ("pending", "clean"),
        ("pending", "accepted"),
        ("done", "assign"),
        ("pending", "accepted"),
    ]
    assert [row(ledger, url_id).due_at for url_id in (first, open_)] == [after(now, 60), now]
    assert set(lease(ledger, after(now, 60))) == {first, cleaned, other, open_}  # all hosts have their turn


def test_dropping_leaves_what_was_taken_up_again_meanwhile(ledger: Ledger, now: datetime) -> None:
    first, again = accept(ledger, now, a_url("1"), a_url("2"))
    for url_id in (first, again):
        give_up(ledger, now, url_id, reason="timeout")
    write(ledger, given_up.retry, [again], now)
    write(ledger, given_up.drop, [first, again], after(now, 5))
    found = row(ledger, first)
    assert (found.state, found.reason, found.closed_at) == ("dropped", "timeout", after(now, 5))
    assert row(ledger, again).state == "pending"


def test_a_url_is_found_by_its_key(ledger: Ledger, now: datetime) -> None:
    (url_id,) = accept(ledger, now, a_url("1"))
    assert look(ledger, urls.find, a_url("1").key).id == url_id
    assert look(ledger, urls.find, "none") is None


def test_a_clock_in_another_zone_tells_the_same_time(ledger: Ledger, now: datetime) -> None:
    tokyo = now.astimezone(timezone(timedelta(hours=9)))
    first, second = accept(ledger, tokyo, a_url("1"), a_url("2"))
    assert lease(ledger, tokyo, room=1, spacing=10) == [first]
    postpone(ledger, tokyo, first, after(tokyo, 600))
    assert row(ledger, second).due_at == now
    assert row(ledger, second).due_at.tzinfo == UTC
    assert lease(ledger, after(now, 10), spacing=10) == [second]


@pytest.mark.parametrize("stage", ["clean", "dedupe"])
def test_retrying_a_url_whose_article_is_gone_goes_back_to_where_it_can_be_had(
    ledger: Ledger, now: datetime, stage: str
) -> None:
    fetched, document = accept(ledger, now, a_url("1"), a_document("2", now))
    for url_id in (fetched, document):
        advance(ledger, now, url_id, stage)
        give_up(ledger, now, url_id, reason="article-gone")
    write(ledger, given_up.retry, [fetched, document], now)
    assert [row(ledger, url_id).stage for url_id in (fetched, document)] == ["accepted", "fetch"]


def test_what_has_been_dropped_or_has_failed_otherwise_since_it_was_chosen_stays_as_it_is(
    ledger: Ledger, now: datetime
) -> None:
    dropped, otherwise, same = accept(ledger, now, a_url("1"), a_url("2"), a_url("3"))
    for each in (dropped, otherwise, same):
        give_up(ledger, now, each, reason="timeout")
    write(ledger, given_up.drop, [dropped], now)
    give_up(ledger, now, otherwise, reason="http-404")
    asked = {"reason": "timeout", "states": ("failed", "refused")}
    before = [row(ledger, each) for each in (dropped, otherwise)]
    ids = [dropped, otherwise, same]
    assert write(ledger, given_up.retry, ids, after(now, 1), **asked) == 1
    assert row(ledger, same).state == "pending"
    give_up(ledger, now, same, reason="timeout")
    assert write(ledger, given_up.drop, ids, after(now, 2), **asked) == 1
    assert [row(ledger, each) for each in (dropped, otherwise)] == before
