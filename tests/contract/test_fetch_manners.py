"""robots.txt, asked for from a real server and kept in a real Redis."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import brotli
import pytest
import redis as redis_py

from tests.loopback import LOOPBACK
from tests.site import Site
from tests.waiting import eventually
from workers.errors import HeldError, NewsloomError, RefusedError, TransientError
from workers.fetch.http import Client
from workers.fetch.manners import Manners
from workers.fetch.robots import LARGEST
from workers.pace import Heard

TEXT = {"Content-Type": "text/plain"}
FORBID = "User-agent: *\nDisallow: /private"

Make = Callable[..., Manners]


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as started:
        yield started


@pytest.fixture
def make(redis: redis_py.Redis) -> Make:
    """A worker's own, beside those of other workers."""

    def make(**changed: Any) -> Manners:
        chosen = replace(LOOPBACK, **changed)
        return Manners(Client(chosen), redis, "newsloom:test:", chosen)

    return make


def nobody(_: Heard) -> None:
    pass


def reason(manners: Manners, url: str, now: datetime) -> tuple[type[NewsloomError], str]:
    with pytest.raises(NewsloomError) as caught:
        manners.heed(url, now, nobody)
    return type(caught.value), caught.value.reason


def test_what_a_site_forbids_is_refused_and_the_rest_is_not(site: Site, make: Make, now: datetime) -> None:
    site.page("/robots.txt", FORBID, headers=TEXT)
    mine = make()
    assert reason(mine, site.url("/private/1"), now) == (RefusedError, "robots")
    assert mine.heed(site.url("/news/1"), now, nobody) == 0.0
    assert site.asked["/robots.txt"]["user-agent"] == LOOPBACK.user_agent


def test_a_site_is_asked_once_a_day_by_all_workers_together(site: Site, make: Make, now: datetime) -> None:
    site.page("/robots.txt", FORBID, headers=TEXT)
    one, other = make(), make()
    for hour in range(24):
        for each in (one, other):
            each.heed(site.url("/1"), now + timedelta(hours=hour), nobody)
    assert site.hits["/robots.txt"] == 1
    other.heed(site.url("/1"), now + timedelta(hours=24), nobody)
    assert site.hits["/robots.txt"] == 2
    assert make().heed(site.url("/1"), now + timedelta(hours=25), nobody) == 0.0
    assert site.hits["/robots.txt"] == 2


def test_each_scheme_has_rules_of_its_own(site: Site, make: Make, now: datetime) -> None:
    """What a site says without encryption is no word about its encrypted pages; here nobody speaks it."""
    site.page("/robots.txt", FORBID, headers=TEXT)
    mine = make()
    assert mine.heed(site.url("/1"), now, nobody) == 0.0
    assert reason(mine, site.url("/1").replace("http:", "https:"), now) == (TransientError, "tls")


def test_threads_that_come_at_the_same_moment_ask_once(site: Site, make: Make, now: datetime) -> None:
    site.page("/robots.txt", FORBID, headers=TEXT)
    mine, together = make(), Barrier(8)

    def heed(number: int) -> float:
        together.wait()
        return mine.heed(site.url(f"/{number}"), now, nobody)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(heed, range(8))) == [0.0] * 8
    assert site.hits["/robots.txt"] == 1


def test_while_one_site_says_nothing_others_are_asked(site: Site, make: Make, now: datetime) -> None:
    site.silent("/robots.txt")
    mine = make()
    with Site() as other, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(mine.heed, site.url("/1"), now, nobody)
        eventually(lambda: site.hits["/robots.txt"])
        assert mine.heed(other.url("/1"), now, nobody) == 0.0
        assert not waiting.done()
        site.over.set()
        with pytest.raises(TransientError):
            waiting.result()


def test_of_many_long_texts_a_process_keeps_those_that_it_read_last(
    site: Site, redis: redis_py.Redis, now: datetime
) -> None:
    """Nine of half a million characters each are more than the four million that there is room for."""
    site.page("/robots.txt", "#" * 500_000, headers=TEXT)

    def resolve(*_: object) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", site.port))]

    mine = Manners(Client(LOOPBACK, resolve), redis, "newsloom:test:", LOOPBACK)
    sites = [f"http://n{number}.example/" for number in range(9)]
    for each in sites:
        mine.heed(each, now, nobody)
    redis.delete(*redis.keys("newsloom:test:robots:*"))
    for each in sites[1:]:
        mine.heed(each, now, nobody)
    assert site.hits["/robots.txt"] == 9
    mine.heed(sites[0], now, nobody)
    assert site.hits["/robots.txt"] == 10


def test_what_is_kept_ends_by_itself(site: Site, make: Make, redis: redis_py.Redis, now: datetime) -> None:
    make().heed(site.url("/1"), now, nobody)
    (key,) = redis.keys("newsloom:test:robots:*")
    assert 30 * 86400 < redis.ttl(key) <= 32 * 86400


def test_what_another_version_has_kept_is_asked_for_again(
    site: Site, make: Make, redis: redis_py.Redis, now: datetime
) -> None:
    redis.set(f"newsloom:test:robots:{site.url('')}", b"\x00nonsense")
    make().heed(site.url("/1"), now, nobody)
    assert site.hits["/robots.txt"] == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_site_without_rules_forbids_nothing(site: Site, make: Make, now: datetime, status: int) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /", status=status)
    assert make().heed(site.url("/1"), now, nobody) == 0.0


@pytest.mark.parametrize("status", [202, 408, 425, 429, 500, 502, 503])
def test_while_a_site_cannot_say_what_it_allows_its_pages_wait(
    site: Site, make: Make, now: datetime, status: int
) -> None:
    site.fails_then("/robots.txt", 1, status, FORBID)
    mine = make()
    assert reason(mine, site.url("/1"), now) == (HeldError, "robots-away")
    assert reason(mine, site.url("/1"), now + timedelta(seconds=299)) == (HeldError, "robots-away")
    assert site.hits["/robots.txt"] == 1
    assert mine.heed(site.url("/1"), now + timedelta(seconds=300), nobody) == 0.0


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("br", brotli.compress)])
def test_half_of_compressed_rules_is_no_rules(
    site: Site, make: Make, now: datetime, encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    packed = pack(b"User-agent: *\n" + b"".join(b"Disallow: /%d/\n" % (number**2) for number in range(2000)))
    site.page("/robots.txt", packed[: len(packed) // 2], headers={"Content-Encoding": encoding, "Content-Length": ""})
    mine = make()
    assert reason(mine, site.url("/news"), now) == (HeldError, "robots-away")
    site.page("/robots.txt", packed, headers={"Content-Encoding": encoding})
    later = now + timedelta(minutes=5)
    assert mine.heed(site.url("/news"), later, nobody) == 0.0
    assert reason(mine, site.url(f"/{1999**2}/"), later) == (RefusedError, "robots")


@pytest.mark.parametrize("status", [b"200 OK", b"301 Moved", b"404 Not Found"])
def test_headers_without_an_end_allow_nothing(site: Site, make: Make, now: datetime, status: bytes) -> None:
    site.raw("/robots.txt", b"HTTP/1.1 " + status + b"\r\nServer: hope\r\n")
    assert reason(make(), site.url("/1"), now) == (HeldError, "robots-away")


def test_the_rules_of_yesterday_hold_on_while_there_are_none_of_today(site: Site, make: Make, now: datetime) -> None:
    site.page("/robots.txt", FORBID, headers=TEXT)
    mine, later = make(), now + timedelta(hours=30)
    mine.heed(site.url("/1"), now, nobody)
    site.page("/robots.txt", "", status=503)
    assert mine.heed(site.url("/1"), later, nobody) == 0.0
    assert reason(mine, site.url("/private"), later) == (RefusedError, "robots")
    assert reason(make(), site.url("/private"), later) == (RefusedError, "robots")


def test_a_host_that_cannot_be_reached_says_so_itself(site: Site, make: Make, now: datetime) -> None:
    site.reset("/robots.txt")
    assert reason(make(), site.url("/1"), now) == (TransientError, "connection")


def test_five_redirects_lead_to_the_rules_and_six_to_none(site: Site, make: Make, now: datetime) -> None:
    site.redirect("/robots.txt", "/1")
    for hop in range(1, 6):
        site.redirect(f"/{hop}", f"/{hop + 1}")
    site.page("/5", FORBID, headers=TEXT)
    assert reason(make(), site.url("/private"), now) == (RefusedError, "robots")
    site.redirect("/5", "/6")
    site.page("/6", FORBID, headers=TEXT)
    assert make().heed(site.url("/private"), now + timedelta(days=2), nobody) == 0.0


def test_more_than_the_largest_size_is_not_read(site: Site, make: Make, now: datetime) -> None:
    long = FORBID.encode() + b"\n# long" * 100_000 + b"\nDisallow: /late"
    site.page("/robots.txt", long, headers=TEXT)
    mine = make()
    assert reason(mine, site.url("/private"), now) == (RefusedError, "robots")
    assert mine.heed(site.url("/late"), now, nobody) == 0.0


def test_rules_are_read_to_their_own_size_where_pages_may_only_be_small(site: Site, make: Make, now: datetime) -> None:
    site.page("/robots.txt", "#" * 500_000 + f"\n{FORBID}", headers=TEXT)
    assert reason(make(max_bytes=1000), site.url("/private"), now) == (RefusedError, "robots")


def test_half_a_line_that_ends_a_piece_at_the_largest_size_is_no_rule(site: Site, make: Make, now: datetime) -> None:
    text = f"{FORBID}\n#".ljust(LARGEST - 12, "#") + "\nDisallow: /archive/\n"
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(each), each.encode()) for each in (text[:LARGEST], text[LARGEST:], ""))
    site.raw("/robots.txt", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
    mine = make()
    assert reason(mine, site.url("/private"), now) == (RefusedError, "robots")
    assert mine.heed(site.url("/news"), now, nobody) == 0.0


def test_a_redirect_of_the_rules_into_our_network_is_not_followed(site: Site, make: Make, now: datetime) -> None:
    site.redirect("/robots.txt", site.url("/secret", "127.0.0.2"))
    site.page("/secret", "User-agent: *\nDisallow: /")
    assert make(allow_networks=("127.0.0.1/32",)).heed(site.url("/1"), now, nobody) == 0.0
    assert "/secret" not in site.hits


def test_the_delay_that_a_site_asks_for_is_told_up_to_the_longest(site: Site, make: Make, now: datetime) -> None:
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 90", headers=TEXT)
    assert make(crawl_delay_max=120.0).heed(site.url("/1"), now, nobody) == 90.0
    assert make().heed(site.url("/1"), now, nobody) == 60.0


def test_a_site_that_a_setting_names_is_not_asked(site: Site, make: Make, now: datetime) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /")
    assert make(ignore_robots=("127.0.0.1",)).heed(site.url("/1"), now, nobody) == 0.0
    assert make(robots=False).heed(site.url("/1"), now, nobody) == 0.0
    assert not site.hits


def test_the_request_for_the_rules_is_one_that_is_heard_of(site: Site, make: Make, now: datetime) -> None:
    site.page("/robots.txt", "", status=503)
    heard: list[Heard] = []
    with pytest.raises(HeldError):
        make().heed(site.url("/1"), now, heard.append)
    ((host, _, error),) = heard
    assert host == f"127.0.0.1:{site.port}"
    assert error
    assert error.reason == "http-503"
