"""`newsloom feeds` against a real site: what is found, what is checked, how feeds are shown."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog

from tests.contract.cli import Newsloom, Said, in_process
from tests.loopback import LOOPBACK
from tests.site import Site
from tests.terminal import on_a_terminal, plain
from workers import bootstrap
from workers import urls as addresses
from workers.bootstrap import Services
from workers.cli import feed_lines
from workers.cli.spaced import Spaced
from workers.errors import TransientError
from workers.feeds import outcome
from workers.feeds.asking import begun
from workers.feeds.finding import find
from workers.fetch.http import Client
from workers.ledger import feeds
from workers.settings import Clean, Fetch, read

NOW = datetime(2025, 2, 10, 12, 0, tzinfo=UTC)
RSS = {"Content-Type": "application/rss+xml"}
FEED = '<rss version="2.0"><channel><title>News</title><item><link>/a</link></item></channel></rss>'
SITEMAP = "<urlset><url><loc>/a</loc><lastmod>2025-02-10</lastmod></url></urlset>"


@dataclass
class Desk:
    """This process's services, their clock, and a site that every host name leads to but those that are lost."""

    site: Site
    services: Services
    now: datetime = NOW
    lost: set[str] = field(default_factory=set)

    def resolve(self, host: str, port: int, *_: object) -> list[tuple[Any, ...]]:
        if host in self.lost:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", self.site.port))]

    def polled(self, url: str, **values: object) -> int:
        """A feed with how its last poll went."""
        with self.services.ledger.begin() as tx:
            feed = feeds.add(tx, addresses.key(url), url, None, None, NOW)
            assert feed
            feeds.polled(tx, feed, NOW, NOW + timedelta(hours=1), values)
        return feed


@pytest.fixture
def desk(ledger_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("NEWSLOOM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NEWSLOOM_LEDGER_URL", ledger_url)
    monkeypatch.setenv("NEWSLOOM_DISPATCH_HOST_SPACING", "0")
    root = logging.getLogger()
    before = root.handlers[:], root.level
    with Site() as site:
        found = Desk(site, Services(read(os.environ), chance=lambda: 0.5))
        found.services.clock = lambda: found.now
        found.services.__dict__["client"] = Client(LOOPBACK, found.resolve)
        found.services.ledger.hurry()
        monkeypatch.setattr(bootstrap, "_of_process", {os.getpid(): found.services})
        yield found
        found.services.close()
    root.handlers[:], root.level = before
    structlog.reset_defaults()


@pytest.fixture
def newsloom(desk: Desk, capsys: pytest.CaptureFixture[str]) -> Newsloom:
    return in_process(capsys)


def listed(newsloom: Newsloom) -> list[str]:
    return [row["url"] for row in newsloom("feeds", "list", "--json").objects]


# Adding


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (FEED, "application/rss+xml"),
        (FEED, "text/html"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": []}', "application/json"),
        (SITEMAP, "application/xml"),
    ],
)
def test_a_feed_or_a_sitemap_is_added_as_it_is(newsloom: Newsloom, desk: Desk, body: str, kind: str) -> None:
    desk.site.page("/f", body, headers={"Content-Type": kind})
    said = newsloom("feeds", "add", "http://a.example/f")
    assert (said.code, said.out, said.err) == (0, "added http://a.example/f\n", "")


def test_a_page_gives_its_main_feed_and_names_the_others(newsloom: Newsloom, desk: Desk) -> None:
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{href}">'
        for href in ("/comments/feed", "/feed", "/sport")
    )
    desk.site.page("/", f"<!doctype html><html>{links}<a href='/world.rss'>World</a>")
    for path in ("/feed", "/sport", "/comments/feed"):
        desk.site.page(path, FEED, headers=RSS)
    said = newsloom("feeds", "add", "http://a.example/")
    assert (said.code, said.out) == (0, "added http://a.example/feed\n")
    assert said.err == (
        "newsloom: there are other feeds, too (--all adds them): "
        "http://a.example/sport http://a.example/world.rss http://a.example/comments/feed\n"
    )
    every = newsloom("feeds", "add", "--all", "--json", "http://a.example/").objects
    assert [(found["url"], found["result"]) for found in every] == [
        ("http://a.example/feed", "known"),
        ("http://a.example/sport", "added"),
        ("http://a.example/comments/feed", "added"),
    ], "world.rss is not there"


PLAIN = {"Content-Type": "text/plain"}
NOR = "; nor can a robots.txt be had to name a sitemap: the site answered 404 Not Found"
ROBOTS = """User-agent: *
Disallow: /
Sitemap: http://a.example/all.xml
sitemap : /news-map.xml  # of this week
Sitemap: http://me:secret@a.example/news.xml
"""


def test_where_a_page_names_no_feed_the_news_sitemap_of_its_robots_txt_is_meant(newsloom: Newsloom, desk: Desk) -> None:
    desk.site.page("/world/", "<html><p>Hello")
    desk.site.page("/robots.txt", ROBOTS, headers=PLAIN)
    for path in ("/all.xml", "/news-map.xml"):
        desk.site.page(path, SITEMAP, headers={"Content-Type": "application/xml"})
    said = newsloom("feeds", "add", "http://a.example/world/")
    assert (said.code, said.out) == (0, "added http://a.example/news-map.xml\n")
    assert said.err.splitlines() == [
        "newsloom: http://a.example/news-map.xml: the page names no feed; "
        "this sitemap is named by its site's robots.txt",
        "newsloom: there are other feeds, too (--all adds them): http://a.example/all.xml",
    ]
    assert desk.site.hits["/all.xml"] == 0
    every = newsloom("feeds", "add", "--all", "--json", "http://a.example/world/").objects
    assert [(found["url"], found["result"]) for found in every] == [
        ("http://a.example/news-map.xml", "known"),
        ("http://a.example/all.xml", "added"),
    ]


def test_a_sitemap_that_robots_txt_names_and_that_is_none_is_passed_over(newsloom: Newsloom, desk: Desk) -> None:
    desk.site.page("/", "<html><p>Hello")
    desk.site.page("/robots.txt", ROBOTS, headers=PLAIN)
    desk.site.page("/news-map.xml", "<html>Not here")
    said = newsloom("feeds", "add", "http://a.example/")
    assert (said.code, said.out) == (1, "")
    assert said.err.endswith("it names no feed; nor does its robots.txt name a sitemap that can be read\n")
    desk.site.page("/all.xml", SITEMAP, headers={"Content-Type": "application/xml"})
    assert newsloom("feeds", "add", "http://a.example/").out == "added http://a.example/all.xml\n"


def test_no_robots_txt_leads_into_a_network_of_our_own(newsloom: Newsloom, desk: Desk) -> None:
    desk.site.page("/", "<html><p>Hello")
    desk.site.page("/robots.txt", "Sitemap: http://inner.example/news.xml", headers=PLAIN)

    def resolve(host: str, port: int, *more: object) -> list[tuple[Any, ...]]:
        found = desk.resolve(host, port, *more)
        return [(*entry[:4], ("10.9.8.7", 80)) for entry in found] if host == "inner.example" else found

    desk.services.__dict__["client"] = Client(Fetch(allow_networks=("127.0.0.0/8",)), resolve)
    said = newsloom("feeds", "add", "http://a.example/")
    assert (said.code, said.out) == (1, "")
    assert desk.site.targets == ["/", "/robots.txt"]


def test_of_a_page_that_names_a_feed_no_robots_txt_is_asked_for(newsloom: Newsloom, desk: Desk) -> None:
    desk.site.page("/", '<html><a href="/rss">RSS</a>')
    desk.site.page("/rss", FEED, headers=RSS)
    assert newsloom("feeds", "add", "http://a.example/").code == 0
    assert desk.site.hits["/robots.txt"] == 0


def test_a_site_is_asked_in_its_pace_however_much_it_names_and_no_other_waits_for_it(desk: Desk) -> None:
    desk.site.page("/", "<html><p>Hello")
    desk.site.page("/robots.txt", ROBOTS, headers=PLAIN)
    desk.site.page("/f", FEED, headers=RSS)
    times = [100.0]
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        times.append(times[-1] + seconds)

    client = Spaced(desk.services.client, 1.5, sleep, lambda: times[-1])
    assert find("http://a.example/", client, NOW).refusal
    assert desk.site.targets == ["/", "/robots.txt", "/news-map.xml", "/all.xml"]
    assert waits == [1.5] * 3
    assert find("http://b.example/f", client, NOW).feeds
    times.append(times[-1] + 1.0)
    assert find("http://a.example/f", client, NOW).feeds
    assert waits[3:] == [0.5]


def test_what_a_page_names_first_and_is_no_feed_is_passed_over(newsloom: Newsloom, desk: Desk) -> None:
    desk.site.page("/", '<html><a href="/rss">RSS</a><a href="/all.rss">All</a>')
    desk.site.page("/rss", "<html>Our feeds: none")
    desk.site.page("/all.rss", FEED, headers=RSS)
    assert newsloom("feeds", "add", "http://a.example/").out == "added http://a.example/all.rss\n"


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ("<html><p>Hello", 200, f"this is a web page, and it names no feed{NOR}"),
        (
            "<html><a href='/rss'>RSS</a>",
            200,
            f"this is a web page, and what it names is no feed: http://a.example/rss{NOR}",
        ),
        ("Hello", 200, "this is neither a feed nor a web page that names one"),
        ("{}", 200, "this is neither a feed nor a web page that names one"),
        ("gone", 404, "the site answered 404 Not Found"),
        ("gone", 410, "the site answered 410 Gone"),
    ],
)
def test_what_is_neither_is_one_line_and_exit_code_1(
    newsloom: Newsloom, desk: Desk, body: str, status: int, words: str
) -> None:
    desk.site.page("/f", body, status)
    said = newsloom("feeds", "add", "http://a.example/f")
    assert (said.code, said.out) == (1, "")
    assert said.err == f"newsloom: refused http://a.example/f: {words}\n"
    assert listed(newsloom) == []


def test_without_a_network_a_url_is_added_as_it_is_and_a_line_says_so(newsloom: Newsloom, desk: Desk) -> None:
    desk.lost = {"a.example"}
    said = newsloom("feeds", "add", "http://a.example/f")
    assert (said.code, said.out) == (0, "added http://a.example/f\n")
    assert said.err == "newsloom: http://a.example/f: added as it is, unseen: a.example: name or service not known\n"


def test_a_feed_that_is_known_and_does_not_answer_is_not_said_to_be_added(newsloom: Newsloom, desk: Desk) -> None:
    desk.polled("http://a.example/f")
    desk.lost = {"a.example"}
    said = newsloom("feeds", "add", "http://a.example/f")
    assert (said.code, said.out) == (0, "already known: http://a.example/f\n")
    assert said.err == ("newsloom: http://a.example/f: it does not answer now: a.example: name or service not known\n")


def test_a_feed_that_ends_in_the_middle_is_added_and_a_line_says_so(newsloom: Newsloom, desk: Desk) -> None:
    told = "it ends in the middle: what is in it counts, and each poll asks for the whole of it"
    desk.site.page("/f", FEED[: FEED.index("</channel>")], headers=RSS)
    for first in ("added", "already known:"):
        said = newsloom("feeds", "add", "http://a.example/f")
        assert said == Said(0, f"{first} http://a.example/f\n", f"newsloom: http://a.example/f: {told}\n")
    desk.site.page("/", '<html><link rel="alternate" type="application/rss+xml" href="/g">')
    desk.site.page("/g", FEED[: FEED.index("</item>")], headers=RSS)
    (named,) = newsloom("feeds", "add", "--json", "http://a.example/").objects
    assert (named["url"], named["note"]) == ("http://a.example/g", told)
    desk.site.page("/robots.txt", "Sitemap: http://b.example/map")
    desk.site.page("/home", "<html>")
    desk.site.page("/map", SITEMAP.removesuffix("</urlset>"))
    (by_robots,) = newsloom("feeds", "add", "--json", "http://b.example/home").objects
    assert by_robots["note"] == f"the page names no feed; this sitemap is named by its site's robots.txt; {told}"


def test_a_site_in_trouble_is_added_as_it_is(newsloom: Newsloom, desk: Desk) -> None:
    desk.site.page("/f", "busy", 503)
    said = newsloom("feeds", "add", "--json", "http://a.example/f").objects
    assert (said[0]["result"], said[0]["note"]) == (
        "added",
        "added as it is, unseen: the site answered 503 Service Unavailable",
    )


def test_a_url_that_is_not_to_be_checked_is_asked_for_by_nobody(newsloom: Newsloom, desk: Desk) -> None:
    assert newsloom("feeds", "add", "--unchecked", "http://a.example/f").out == "added http://a.example/f\n"
    assert desk.site.targets == []


def test_nobody_can_be_asked_for_all_feeds_and_not_be_asked(newsloom: Newsloom, desk: Desk) -> None:
    said = newsloom("feeds", "add", "--all", "--unchecked", "http://a.example/f")
    assert (said.code, said.out) == (2, "")
    assert said.err == "newsloom: --all asks a page for its feeds, and --unchecked asks nobody: one of them\n"
    assert listed(newsloom) == []


def test_a_feed_that_has_moved_for_good_is_added_where_it_is(newsloom: Newsloom, desk: Desk) -> None:
    desk.site.redirect("/f", "http://b.example/new", 301)
    desk.site.page("/new", FEED, headers=RSS)
    assert newsloom("feeds", "add", "http://a.example/f").out == "added http://b.example/new\n"


def test_a_private_address_is_refused_before_it_is_asked(newsloom: Newsloom, desk: Desk) -> None:
    desk.services.__dict__["client"] = Client(Fetch())
    said = newsloom("feeds", "add", desk.site.url("/f"))
    assert said.code == 1
    assert "[fetch] allow_networks" in said.err
    assert desk.site.targets == []


def test_folders_survive_an_export_and_an_import(newsloom: Newsloom, tmp_path: Path) -> None:
    file = tmp_path / "feeds.opml"
    file.write_text(
        '<opml><body><outline text="News"><outline text="Europe"><outline text="A" xmlUrl="http://a.example/f"/></outline>'
        '<outline text="B" xmlUrl="http://b.example/f"/></outline>'
        '<outline text="Sea/Air"><outline text="C" xmlUrl="http://c.example/f"/></outline></body></opml>'
    )
    assert newsloom("feeds", "import", str(file)).out == "3 added, 0 already known, 0 refused\n"
    before = newsloom("feeds", "list", "--json").objects
    assert {row["folder"] for row in before} == {"News/Europe", "News", r"Sea\/Air"}
    exported = newsloom("feeds", "export").out
    newsloom("feeds", "remove", *(row["url"] for row in before))
    file.write_text(exported)
    newsloom("feeds", "import", str(file))
    kept = [(row["url"], row["title"], row["folder"]) for row in newsloom("feeds", "list", "--json").objects]
    assert kept == [(row["url"], row["title"], row["folder"]) for row in before]


# Checking


def test_a_check_polls_now_takes_in_what_is_new_and_explains(newsloom: Newsloom, desk: Desk) -> None:
    desk.site.validated("/f", FEED, RSS | {"ETag": '"1"', "Cache-Control": "max-age=3600"})
    newsloom("feeds", "add", "http://a.example/f")
    said = newsloom("feeds", "check", "HTTP://A.example/f")
    assert said.code == 0
    assert said.out.splitlines() == [
        "feed      http://a.example/f",
        "asked     whole: it was never read",
        f"answer    200, {len(FEED)} bytes",
        "found     1 entry, 1 new",
        "wait      60 min: the server's Cache-Control",
        "next      2025-02-10 13:03:00, in 63 min: moved by chance, a tenth at most",
    ]
    assert newsloom("status", "--json").objects[0]["urls"]["pending"] == 1
    feed = newsloom("feeds", "list", "--json").objects[0]["id"]
    assert newsloom("feeds", "check", str(feed)).out.splitlines()[1:4] == [
        'asked     only if it has changed (if-none-match: "1")',
        "answer    304, as it was",
        "found     nothing new; 1 entry when it was last read",
    ]


def test_a_check_that_fails_names_the_class_and_is_exit_code_1(newsloom: Newsloom, desk: Desk) -> None:
    desk.polled("http://a.example/f")
    desk.site.page("/f", "no", 403)
    said = newsloom("feeds", "check", "http://a.example/f")
    assert said.code == 1
    assert said.out.splitlines()[2:] == [
        "failed    forbidden, we are not let in: the site answered 403 Forbidden",
        "failures  1 in a row",
        "wait      6 h: after a failure of this kind (forbidden): 6 h at first, twice as long each time, 14 days at most",
        "next      2025-02-10 18:00:00, in 6 h",
    ]


def test_a_check_says_why_the_next_poll_does_not_come_when_the_wait_is_over(newsloom: Newsloom, desk: Desk) -> None:
    feed = desk.polled("http://a.example/f")
    hours = "".join(f"<hour>{hour}</hour>" for hour in range(12, 20))
    desk.site.page("/f", FEED.replace("<channel>", f"<channel><skipHours>{hours}</skipHours>"), headers=RSS)
    assert newsloom("feeds", "check", str(feed)).out.splitlines()[-2:] == [
        "wait      15 min: as often as new entries come",
        "next      2025-02-10 20:15:00, in 8 h: the feed skips the time before",
    ]
    desk.site.page("/f", "no", 410)
    for wait in ("30 days: after a failure of this kind (gone)", "30 days: its turn, which a check does not move"):
        lines = newsloom("feeds", "check", str(feed)).out.splitlines()
        assert lines[-2].startswith(f"wait      {wait}")
        assert lines[-1].startswith("next      2025-03-12 ")


def test_a_check_of_an_overdue_feed_that_its_own_settings_forbid_says_that_its_turn_is_now(
    newsloom: Newsloom, desk: Desk
) -> None:
    feed = desk.polled(desk.site.url("/f"))
    desk.services.__dict__["client"] = Client(Fetch())
    for late, told in ((300, ", now"), (0, ", now"), (-300, ", in 5 min")):
        desk.now = NOW + timedelta(hours=1, seconds=late)
        lines = newsloom("feeds", "check", str(feed)).out.splitlines()
        assert "nothing was noted" in lines[2]
        assert lines[-2].endswith(": its turn, which a check does not move")
        assert lines[-1] == f"next      2025-02-10 13:00:00{told}"


def test_a_check_that_does_not_come_to_an_end_is_ended_where_a_workers_poll_is_and_counts_as_a_failure(
    newsloom: Newsloom, desk: Desk
) -> None:
    feed = desk.polled("http://a.example/f")
    desk.site.silent("/f")
    desk.services.settings = replace(
        desk.services.settings, fetch=Fetch(total_timeout=0.1), clean=Clean(time_limit=0.2)
    )
    said = newsloom("feeds", "check", str(feed))
    assert (said.code, said.err) == (1, "")
    assert said.out.splitlines()[2:4] == [
        "failed    soft, the site is in trouble: reading this feed did not come to an end within the time limit",
        "failures  1 in a row",
    ]
    [row] = newsloom("feeds", "list", "--json").objects
    assert (row["failures"], row["reason"]) == (1, "time-limit")


def test_a_check_names_the_entries_that_it_refused(newsloom: Newsloom, desk: Desk) -> None:
    feed = desk.polled("http://a.example/f")
    desk.site.page("/f", FEED.replace("/a", "mailto:desk@a.example"), headers=RSS)
    lines = newsloom("feeds", "check", str(feed)).out.splitlines()
    assert "found     1 entry, 0 new, 1 refused" in lines
    told = "expected an address that begins with http:// or https://, not 'mailto:desk@a.example'"
    assert f"refused   mailto:desk@a.example: {told}" in lines


def notes(newsloom: Newsloom, feed: int) -> list[str]:
    return [line[10:] for line in newsloom("feeds", "check", str(feed)).out.splitlines() if line.startswith("note ")]


def test_each_check_says_that_a_feed_lists_nothing_not_the_first_alone(newsloom: Newsloom, desk: Desk) -> None:
    feed = desk.polled("http://a.example/f")
    desk.site.page("/f", '<rss version="2.0"><channel><title>News</title></channel></rss>', headers=RSS)
    assert [notes(newsloom, feed) for _ in range(3)] == [["it answers, and lists no entries"]] * 3


def test_a_feed_that_ends_in_the_middle_is_told_in_a_check_and_in_the_list(newsloom: Newsloom, desk: Desk) -> None:
    feed = desk.polled("http://a.example/f")
    desk.site.page("/f", FEED.removesuffix("></channel></rss>"), headers=RSS)
    assert notes(newsloom, feed) == ["it ends in the middle: 1 entry read"]
    assert "cut: it ends in the middle: 1 entry read" in newsloom("feeds", "list").out
    [row] = newsloom("feeds", "list", "--json").objects
    assert (row["flag"], row["failures"], row["health"]) == ("cut", 0, ["cut: it ends in the middle: 1 entry read"])


def test_a_check_says_that_a_feed_moves_and_at_last_where_it_is_now(newsloom: Newsloom, desk: Desk) -> None:
    feed = desk.polled("http://a.example/f")
    desk.site.redirect("/f", "http://b.example/new", 301)
    desk.site.page("/new", FEED, headers=RSS)

    def at_its_turn() -> list[str]:
        desk.now += timedelta(days=1)
        return notes(newsloom, feed)

    assert [at_its_turn() for _ in range(4)] == [
        ["moves to http://b.example/new (seen at 1 of 3 polls)"],
        ["moves to http://b.example/new (seen at 2 of 3 polls)"],
        ["has moved: http://b.example/new is its url now"],
        [],
    ]
    said = newsloom("feeds", "check", "http://a.example/f")
    assert (said.code, said.out) == (1, "")
    assert "one that has moved at its new url" in said.err


def test_a_check_as_json_has_every_key_of_the_report(newsloom: Newsloom, desk: Desk) -> None:
    feed = desk.polled("http://a.example/f")
    desk.site.page("/f", FEED, headers=RSS)
    [found] = newsloom("feeds", "check", "--json", str(feed)).objects
    assert (found["status"], found["new"], found["rule"], found["conditions"]) == (200, 1, "rhythm", {})
    assert found["next_at"] == "2025-02-10T12:15:00Z"


@pytest.mark.parametrize("word", ["http://never.example/", "99", "0", "9" * 40, "²", "no url"])
def test_a_check_of_what_is_not_listed_is_one_line(newsloom: Newsloom, word: str) -> None:
    said = newsloom("feeds", "check", word)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"newsloom: no such feed: {word}; `newsloom feeds list` shows them")
    assert said.err.count("\n") == 1


# Listing


@pytest.fixture
def ailing(desk: Desk) -> None:
    """One feed of each kind of trouble."""
    soon = {"last_new_at": NOW - timedelta(days=2), "entries": 20}
    desk.polled("http://a.example/well", **soon)
    desk.polled("http://b.example/gone", failures=3, reason="http-410", detail="the site answered 410 Gone")
    desk.polled("http://c.example/frozen", **soon, flag="frozen", flag_detail="it has said the same for 9 days")
    desk.polled("http://d.example/missed", **soon, missed_at=NOW - timedelta(hours=3))
    desk.polled("http://e.example/missed", **soon, missed_at=NOW - timedelta(days=30))
    desk.polled("http://f.example/lies", **soon, distrust_until=NOW + timedelta(days=9))
    desk.polled("http://g.example/moving", **soon, moved_to="http://h.example/there", moved_polls=2)


SAID = {
    "a": "",
    "b": "failed 3 times: gone, the site says that it is gone for good: the site answered 410 Gone",
    "c": "frozen: it has said the same for 9 days",
    "d": "entries may have been missed: every one was new at 2025-02-10 09:00:00",
    "e": "",
    "f": "its ETag or Last-Modified lied: not sent until 2025-02-19",
    "g": "moves to http://h.example/there (seen at 2 of 3 polls)",
}


@pytest.mark.usefixtures("ailing")
def test_a_list_in_a_pipe_has_a_line_a_feed_and_says_in_words_what_is_wrong(newsloom: Newsloom) -> None:
    heads, *lines = newsloom("feeds", "list").out.splitlines()
    assert heads.split() == [
        "id",
        "last",
        "poll",
        "last",
        "new",
        "next",
        "poll",
        "failures",
        "url",
        "title",
        "folder",
        "health",
    ]
    for line, (host, words) in zip(lines, SAID.items(), strict=True):
        assert f"http://{host}.example/" in line
        assert line.endswith(words)
    found = newsloom("feeds", "list", "--json").objects
    assert [row["health"] for row in found] == [[words] if words else [] for words in SAID.values()]


@pytest.mark.parametrize("columns", [80, 200])
@pytest.mark.usefixtures("ailing")
def test_on_a_terminal_a_list_fits_its_width(columns: int) -> None:
    said = plain(on_a_terminal(columns, ["feeds", "list"]))
    assert max(len(line.rstrip()) for line in said.splitlines()) <= columns
    joined = " ".join(said.split())
    for words in ("http://a.example/well", "failed 3 times: gone", "frozen: it has", "moves to http"):
        assert words in joined


def test_the_folder_by_which_feeds_are_ordered_is_shown_in_a_pipe_and_on_a_terminal(
    newsloom: Newsloom, desk: Desk
) -> None:
    for name, folder in (("a", "Sea/Air"), ("b", None), ("c", "Sea/Air")):
        with desk.services.ledger.begin() as tx:
            feeds.add(tx, name, f"http://{name}.example/f", name.upper(), folder, NOW)
    lines = [line.split() for line in newsloom("feeds", "list").out.splitlines()[1:]]
    assert [line[-2:] for line in lines] == [["http://b.example/f", "B"], ["A", "Sea/Air"], ["C", "Sea/Air"]]
    shown = [line.split()[-1] for line in plain(on_a_terminal(80, ["feeds", "list"])).splitlines()[1:]]
    assert shown == ["B", "http://b.example/f", "Sea/Air", "A", "http://a.example/f", "C", "http://c.example/f"]


def test_while_our_network_is_away_status_and_list_say_so(newsloom: Newsloom, desk: Desk) -> None:
    assert newsloom("status", "--json").objects[0]["network_away_since"] is None
    desk.polled("http://a.example/f", reason="our-network", detail="a.example: no address")
    assert newsloom("status", "--json").objects[0]["network_away_since"] == "2025-02-10T12:00:00Z"
    assert (
        "feeds       1, 0 failing; all fail at once since 2025-02-10 12:00:00: "
        "our own network is away, polls pause but for a probe\n"
    ) in newsloom("status").out
    [row] = newsloom("feeds", "list", "--json").objects
    assert row["health"] == ["our network is away, and polls pause: a.example: no address"]


@pytest.mark.parametrize("columns", [80, 200])
def test_on_a_terminal_what_a_check_says_stands_behind_its_names(desk: Desk, columns: int) -> None:
    feed = desk.polled("http://a.example/" + "f" * 60)
    with desk.services.ledger.read() as connection:
        row = feeds.get(connection, feed)
    assert row
    report = outcome.failed(
        begun(row, NOW, desk.services.settings.feeds, 0.5), TransientError("timeout", "word " * 40)
    ).report
    lines = feed_lines.polled(report, NOW, columns)
    assert max(map(len, lines)) <= columns
    names = [line[:10].strip() for line in lines]
    assert [name for name in names if name] == ["feed", "asked", "failed", "failures", "wait", "next"]
    assert names.count("") > 0
