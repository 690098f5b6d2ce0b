"""What a robots.txt allows: RFC 9309 as a table, and what comes of asking for one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.errors import HeldError, NewsloomError, PermanentError, RefusedError, TransientError
from workers.fetch import robots
from workers.fetch.robots import Kept, Rules

NOW = datetime(2025, 2, 7, 12, 0, tzinfo=UTC)

#: (what it shows, section) -> (robots.txt, {path: allowed})
RFC = {
    "nothing forbids nothing": ("", {"/": True, "/a": True}),
    "the longest match wins, in any order (2.2.2)": (
        "User-agent: *\nDisallow: /a/\nAllow: /a/b/\nDisallow: /a/b/c",
        {"/": True, "/a/x": False, "/a/b/x": True, "/a/b/c": False, "/a/b/cd": False},
    ),
    "of two as long, allow wins (2.2.2)": ("User-agent: *\nDisallow: /a\nAllow: /a", {"/a": True}),
    "case counts in paths (2.2.2)": ("User-agent: *\nDisallow: /A", {"/a": True, "/A": False}),
    "an asterisk is any text (2.2.3)": (
        "User-agent: *\nDisallow: /*/print\nDisallow: /*.php",
        {"/news/print": False, "/news/2025/print": False, "/print": True, "/a.php": False, "/a.php?x": False},
    ),
    "a dollar is the end (2.2.3)": ("User-agent: *\nDisallow: /*.pdf$", {"/a.pdf": False, "/a.pdf?x": True}),
    "the query belongs to the path (2.2.2)": ("User-agent: *\nDisallow: /?s=", {"/?s=owl": False, "/": True}),
    "escapes are compared as what they stand for (2.2.2)": (
        "User-agent: *\nDisallow: /%C3%A6r%C3%B8\nDisallow: /ferry%7e\nDisallow: /brücke",
        {"/%C3%A6r%C3%B8": False, "/ferry~": False, "/br%C3%BCcke": False, "/br": True},
    ),
    "our own group is the only one that counts (2.2.1)": (
        "User-agent: *\nDisallow: /\n\nUser-agent: newsloom\nDisallow: /private",
        {"/a": True, "/private": False},
    ),
    "names are compared without their case, and groups of one name are one (2.2.1)": (
        "User-agent: NewsLoom\nDisallow: /a\n\nUser-agent: other\nDisallow: /c\n\nUser-agent: newsloom\nDisallow: /b",
        {"/a": False, "/b": False, "/c": True},
    ),
    "several names may head one group (2.2.1)": (
        "User-agent: other\nUser-agent: newsloom\nDisallow: /a\n\nUser-agent: *\nDisallow: /b",
        {"/a": False, "/b": True},
    ),
    "another's group is none of ours (2.2.1)": ("User-agent: newsloomer\nDisallow: /", {"/a": True}),
    "nor is one whose name is the beginning of ours (2.2.1)": (
        "User-agent: news\nDisallow: /b\n\nUser-agent: *\nDisallow: /a",
        {"/a": False, "/b": True},
    ),
    "nor one whose name ours follows": ("User-agent: not-newsloom\nUser-agent: my newsloom\nDisallow: /", {"/a": True}),
    "nor is all that stands in a rule": ("User-agent: *\nDisallow: /user-agent: newsloom", {"/user-agent": True}),
    "what stands behind our name, as in a log, is no part of it": (
        "\ufeffUser-agent: NewsLoom/0.1 (+https://example.org/bot) # too fast\rDisallow: /a\r\rUser-agent: *\rDisallow: /b",
        {"/a": False, "/b": True},
    ),
    "a line that names us may be misspelt": ("useragent newsloom*\ndisalow: /a", {"/a": False}),
    "an empty rule forbids nothing (2.2.2)": ("User-agent: *\nDisallow:", {"/a": True}),
    "comments, carriage returns and unknown words are passed over (2.2)": (
        "# hello\r\nUser-agent: * # all\r\nSitemap: /s.xml\r\nNoindex: /b\r\nDisallow: /a # not this\r\n",
        {"/a": False, "/b": True},
    ),
    "a mark of the order of bytes is no part of the first word (2.3)": (
        "\ufeffUser-agent: *\nDisallow: /a",
        {"/a": False},
    ),
    "a page of HTML forbids nothing": ("<!doctype html><title>Not found</title><p>User-agent: gone</p>", {"/a": True}),
    "robots.txt itself is never forbidden (2.2.2)": ("User-agent: *\nDisallow: /", {"/robots.txt": True, "/": False}),
}


@pytest.mark.parametrize(("text", "paths"), RFC.values(), ids=RFC.keys())
def test_the_rules_mean_what_the_rfc_says(text: str, paths: dict[str, bool]) -> None:
    kept = robots.came(text.encode(), NOW)
    rules = Rules(kept.text or "", "newsloom")
    assert {path: rules.allows(f"https://news.example{path}") for path in paths} == paths


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("newsloom/0.1 (+https://example.org/bot)", "newsloom"),
        ("Example-News/2.0 (bot@example.org)", "example-news"),
        ("My_Bot (+https://example.org)", "my_bot"),
        ("7days/1.0 (+https://example.org)", "7days"),
    ],
)
def test_we_answer_to_the_name_with_which_we_introduce_ourselves(agent: str, name: str) -> None:
    assert robots.name_of(agent) == name


def test_a_crawl_delay_is_that_of_our_own_group() -> None:
    text = (
        "User-agent: *\nCrawl-delay: 2\n\nUser-agent: newsloom/0.1\nCrawl-delay: 9\n\nUser-agent: news\nCrawl-delay: 4"
    )
    assert [Rules(text, name).delay for name in ("newsloom", "another")] == [9.0, 2.0]


@pytest.mark.parametrize(("said", "delay"), [("7", 7.0), ("0.5", 0.5), ("-1", 0.0), ("nan", 0.0), ("soon", 0.0)])
def test_a_crawl_delay_is_a_number_of_seconds_or_nothing(said: str, delay: float) -> None:
    assert Rules(f"User-agent: *\nCrawl-delay: {said}", "newsloom").delay == delay


def test_no_more_is_read_than_the_largest_size_and_what_is_read_counts() -> None:
    text = b"User-agent: *\nDisallow: /a\n" + b"# long\n" * 100_000 + b"Disallow: /b\n"
    rules = Rules(robots.came(text, NOW).text or "", "newsloom")
    assert (rules.allows("https://a.example/a"), rules.allows("https://a.example/b")) == (False, True)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("more", range(-2, 4))
def test_half_a_line_at_the_largest_size_is_no_rule(end: str, more: int) -> None:
    """more: bytes of the line that are within the size, beside those that would forbid everything."""
    head, line = f"User-agent: *{end}Disallow: /a{end}", "Disallow: /b"
    pad = "#" * (robots.LARGEST - len(head) - len(end) - len(line) + 1 - more)
    rules = Rules(robots.came(f"{head}{pad}{end}{line}cdefg{end}".encode(), NOW).text or "", "newsloom")
    assert [rules.allows(f"https://a.example/{path}") for path in ("a", "b", "news")] == [False, True, True]


# What comes of asking


def hours(number: float) -> datetime:
    return NOW + timedelta(hours=number)


def test_an_answer_counts_for_a_day() -> None:
    assert robots.came(b"", NOW) == Kept("", hours(24))


@pytest.mark.parametrize("reason", ["http-404", "http-403", "http-410", "redirects", "bad-answer", "private-address"])
def test_a_file_that_is_not_there_allows_everything(reason: str) -> None:
    assert robots.failed(PermanentError(reason), None, NOW) == Kept("", hours(24))


@pytest.mark.parametrize("reason", ["http-500", "http-503", "http-429"])
def test_a_server_in_trouble_allows_nothing_and_is_asked_again_ever_more_seldom(reason: str) -> None:
    known, waits, at = None, [], NOW
    for _ in range(9):
        known = robots.failed(TransientError(reason), known, at)
        assert known
        assert (known.text, known.since) == (None, NOW)
        waits.append(round((known.until - at).total_seconds() / 60))
        at = known.until
    assert waits == [5, 5, 10, 20, 40, 80, 160, 320, 360]


def test_the_rules_that_were_known_hold_on_while_the_server_is_in_trouble() -> None:
    known = Kept("User-agent: *\nDisallow: /a", NOW)
    again = robots.failed(TransientError("http-503"), known, hours(24))
    assert again
    assert again.text == known.text


def test_after_thirty_days_of_trouble_everything_is_allowed_and_trouble_is_not_forgotten() -> None:
    known = Kept(None, NOW, NOW)
    late = robots.failed(TransientError("http-503"), known, NOW + timedelta(days=30, hours=1))
    assert late
    assert (late.text, late.since) == ("", NOW)


def test_a_server_that_says_when_to_come_back_is_asked_then() -> None:
    kept = robots.failed(TransientError("http-503", after=7200.0), None, NOW)
    assert kept
    assert kept.until == hours(2)


@pytest.mark.parametrize("reason", ["dns", "timeout", "connection", "tls"])
def test_a_host_that_cannot_be_reached_has_said_nothing(reason: str) -> None:
    assert robots.failed(TransientError(reason), None, NOW) is None


def test_a_certificate_that_is_not_valid_allows_nothing_for_the_time_when_it_is() -> None:
    assert robots.failed(PermanentError("tls"), None, NOW) is None


def test_a_host_that_floods_whoever_asks_has_not_said_that_everything_is_allowed() -> None:
    forbids = Kept("User-agent: *\nDisallow: /", NOW)
    assert robots.failed(PermanentError("too-big"), forbids, hours(24)) is None


def test_half_a_robots_txt_is_no_rules_and_allows_nothing() -> None:
    kept = robots.failed(TransientError("cut"), None, NOW)
    assert kept
    assert kept.text is None


def test_what_is_forbidden_is_refused_and_what_is_unknown_waits() -> None:
    rules = Rules("User-agent: *\nDisallow: /a", "newsloom")
    kept = Kept("", hours(24))
    refusal = robots.refusal_of(kept, rules, "https://a.example/a", NOW)
    assert isinstance(refusal, RefusedError)
    assert refusal.reason == "robots"
    assert robots.refusal_of(kept, rules, "https://a.example/b", NOW) is None
    held = robots.refusal_of(Kept(None, hours(2)), None, "https://a.example/b", NOW)
    assert isinstance(held, HeldError)
    assert held.after == 7200


errors = st.builds(
    lambda kind, reason, after: kind(reason) if kind is PermanentError else kind(reason, after=after),
    st.sampled_from([PermanentError, TransientError]),
    st.sampled_from(["http-404", "http-500", "http-429", "timeout", "dns", "redirects"]),
    st.none() | st.floats(0, 7 * 86400),
)


@given(
    errors,
    st.none() | st.builds(Kept, st.none() | st.just(""), st.just(NOW), st.none() | st.just(NOW)),
    st.floats(0, 60),
)
def test_whatever_comes_of_asking_we_ask_again_but_not_at_once(
    error: NewsloomError, known: Kept | None, days: float
) -> None:
    at = NOW + timedelta(days=days)
    kept = robots.failed(error, known, at)
    if kept:
        assert 300 <= (kept.until - at).total_seconds() <= 7 * 86400


@given(st.text(max_size=300), st.text(max_size=60))
def test_no_text_keeps_the_rules_from_being_read(text: str, path: str) -> None:
    rules = Rules(robots.came(text.encode("utf-8", "replace"), NOW).text or "", "newsloom")
    rules.allows(f"https://a.example/{path}")
    assert rules.delay >= 0
