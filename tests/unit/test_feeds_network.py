"""When everything fails at once: whose fault it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.errors import UNREACHED
from workers.feeds.network import LOOK, Polled, Verdict, answered, away, verdict

NOW = datetime(2025, 1, 6, 10, tzinfo=UTC)


def polled(host: str, minutes_ago: float, reason: str | None, failures: int = 1) -> Polled:
    at = NOW - timedelta(minutes=minutes_ago)
    return Polled(ord(host), f"{host}.example", at, reason, failures if reason else 0)


def broken(hosts: str, reason: str = "dns", failures: int = 1) -> list[Polled]:
    """These hosts, one a minute, the last now."""
    return [polled(host, ago, reason, failures) for ago, host in enumerate(reversed(hosts))]


WELL = [polled(host, 20, None) for host in "xyz"]


@pytest.mark.parametrize("reason", sorted(UNREACHED))
def test_four_hosts_that_fail_with_no_answer_since_are_our_network(reason: str) -> None:
    assert away([*WELL, *broken("abcd", reason)], NOW) == {ord(host) for host in "abcd"}


@pytest.mark.parametrize(
    ("polls", "why"),
    [
        ([*WELL, *broken("abc")], "three of many hosts may be three bad ones"),
        ([*WELL, *broken("abcd"), polled("e", 0.5, None)], "one was answered in between"),
        ([*WELL, *broken("abcd"), polled("e", 0.5, "http-500")], "an error of a server is an answer"),
        ([*WELL, *broken("abcd", failures=2)], "they failed before, too"),
        ([*WELL, *broken("abcd", "http-503")], "all of them answered"),
        ([*WELL, *broken("abcd", "cut")], "half an answer is one"),
        ([*WELL, *broken("abcd"), polled("e", 0.5, "cut")], "half an answer came in between"),
        ([*WELL, *broken("aaaa")], "it is one host"),
        ([polled(host, 31 + ago, "dns") for ago, host in enumerate("abcd")], "it was long ago"),
        (broken("ab"), "two feeds may be two bad ones"),
        ([], "nothing was polled"),
    ],
)
def test_it_is_not_our_network_where(polls: list[Polled], why: str) -> None:
    assert away(polls, NOW) == frozenset(), why


def test_where_three_hosts_are_polled_all_three_are_enough() -> None:
    assert away(broken("abc"), NOW) == {ord(host) for host in "abc"}


@pytest.mark.parametrize("reason", ["worker-lost", "time-limit", "bad-url", "private-address", "bad-port"])
def test_polls_that_say_nothing_of_the_network_are_no_answer(reason: str) -> None:
    died = polled("e", 0.5, reason)
    assert away([*WELL, *broken("abcd"), died], NOW) == {ord(host) for host in "abcd"}
    assert not answered("our-network")
    assert answered(None)
    assert answered("http-404")


_polls = st.lists(
    st.builds(
        polled,
        st.sampled_from("abcdefgh"),
        st.floats(0, 60),
        st.sampled_from([None, "dns", "timeout", "connection", "http-500", "not-a-feed", "worker-lost"]),
        st.integers(1, 3),
    ),
    max_size=14,
)


@given(_polls)
def test_only_feeds_that_were_well_and_failed_since_the_last_answer_are_spared(polls: list[Polled]) -> None:
    spared = [
        poll for poll in polls if poll.feed in away(polls, NOW) and poll.reason in UNREACHED and poll.failures < 2
    ]
    last = max((poll.at for poll in polls if answered(poll.reason)), default=NOW - LOOK)
    hosts = {poll.host for poll in spared if poll.at > last}
    assert not spared or len(hosts) >= 3


@given(_polls)
def test_an_answer_now_ends_it(polls: list[Polled]) -> None:
    assert away([*polls, polled("z", 0, None)], NOW) == frozenset()


_mine = st.builds(
    lambda reason, failures: polled("m", 0, reason, failures),
    st.sampled_from(["dns", "timeout", "tls", "cut", "http-500", "not-a-feed", "worker-lost"]),
    st.integers(1, 3),
)


@given(_mine, _polls, st.booleans())
def test_the_network_goes_away_once_and_comes_back_once(mine: Polled, others: list[Polled], is_away: bool) -> None:
    found = verdict(mine, others, NOW, is_away=is_away)
    assert not (found.began and is_away)
    assert found.began <= bool(found.others), "no feed alone is evidence"
    assert found.ended == (is_away and answered(mine.reason))
    assert mine.feed not in found.others
    assert not ((found.spared or found.others) and mine.reason not in UNREACHED), "whoever was answered is to blame"
    assert found.spared or not is_away or mine.reason not in UNREACHED, "a probe that fails is not to blame"


@pytest.mark.parametrize("is_away", [True, False])
def test_a_feed_that_was_ill_before_is_evidence_of_nothing_and_is_not_blamed_either(is_away: bool) -> None:
    mine = polled("e", 0, "dns", failures=2)
    assert verdict(mine, [*WELL, *broken("abc")], NOW, is_away=False) == Verdict()
    found = verdict(mine, [*WELL, *broken("abcd")], NOW, is_away=is_away)
    assert found == Verdict(spared=True, others=frozenset(map(ord, "abcd")), began=not is_away)


@given(_polls, st.randoms(use_true_random=False))
def test_the_order_of_polls_does_not_matter(polls: list[Polled], chance: object) -> None:
    mixed = list(polls)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert away(mixed, NOW) == away(polls, NOW)
