"""A url -> its page, against a real server on loopback."""

from __future__ import annotations

import gc
import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time
import tracemalloc
import warnings
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import brotli
import pytest

from tests.loopback import LOOPBACK, SOON
from tests.site import Site
from workers.errors import NewsloomError, PermanentError, RefusedError, TransientError
from workers.fetch.http import Client
from workers.model import Page
from workers.pace import Heard

CHOSEN = replace(LOOPBACK, max_bytes=300_000, max_redirects=4, user_agent="newsloom-test/1 (+https://example.org/bot)")
STORY = "<!doctype html><p>The ferry to Ærø is back.</p>"

Get = Callable[..., Page]


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as started:
        yield started


@pytest.fixture
def get(now: datetime) -> Get:
    def get(url: str, *, feed: bool = False, **changed: Any) -> Page:
        return Client(replace(CHOSEN, **changed)).get(url, now, feed=feed)

    return get


def _reason(get: Get, url: str, **changed: Any) -> tuple[type[NewsloomError], str]:
    with pytest.raises(NewsloomError) as caught:
        get(url, **changed)
    assert "\n" not in caught.value.detail
    return type(caught.value), caught.value.reason


def _answers(*ips: str) -> Callable[..., list[tuple[Any, ...]]]:
    """A resolver that gives these addresses in turn, the last for ever; it remembers nothing of the name."""
    left = list(ips)

    def resolve(host: str, port: int, *_: object) -> list[tuple[Any, ...]]:
        ip = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))]

    return resolve


# A page


def test_a_page_comes_with_its_bytes_its_address_and_the_headers_worth_keeping(
    site: Site, get: Get, now: datetime
) -> None:
    site.page("/a", STORY, headers={"ETag": '"7"', "Set-Cookie": "id=1", "X-Powered-By": "hope"})
    page = get(site.url("/a?b=1"))
    assert page.body == STORY.encode()
    assert (page.url, page.final_url, page.status, page.fetched_at) == (
        site.url("/a?b=1"),
        site.url("/a?b=1"),
        200,
        now,
    )
    assert page.headers["etag"] == '"7"'
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert not {"set-cookie", "x-powered-by"} & set(page.headers)


def test_we_say_who_we_are_and_what_we_read_and_nothing_more(site: Site, get: Get) -> None:
    site.page("/a", STORY)
    get(site.url("/a"))
    asked = site.asked["/a"]
    assert asked["user-agent"] == CHOSEN.user_agent
    assert "gzip" in asked["accept-encoding"]
    assert asked["host"] == f"127.0.0.1:{site.port}"
    assert set(asked) == {"user-agent", "accept", "accept-encoding", "host", "connection"}


def test_a_page_that_has_not_changed_comes_without_a_body_where_that_was_the_condition(
    site: Site, now: datetime
) -> None:
    site.page("/a", "", status=304, headers={"ETag": '"7"'})
    page = Client(CHOSEN).get(site.url("/a"), now, {"if-none-match": '"7"'}, feed=True)
    assert (page.status, page.body, page.headers["etag"]) == (304, b"", '"7"')
    assert site.asked["/a"]["if-none-match"] == '"7"'


def test_not_modified_without_a_condition_is_no_page(site: Site, get: Get) -> None:
    site.page("/a", "", status=304)
    assert _reason(get, site.url("/a")) == (PermanentError, "http-304")


def test_not_modified_of_a_host_that_was_told_no_condition_is_no_page(site: Site, now: datetime) -> None:
    with Site() as other:
        site.redirect("/a", other.url("/b"))
        other.page("/b", "", status=304)
        with pytest.raises(PermanentError) as caught:
            Client(CHOSEN).get(site.url("/a"), now, {"if-none-match": '"7"'})
    assert caught.value.reason == "http-304"


def test_a_condition_is_told_to_the_host_that_it_is_about_and_to_no_other(site: Site, now: datetime) -> None:
    with Site() as other:
        site.redirect("/a", "/b")
        site.redirect("/b", other.url("/c"))
        other.page("/c", STORY)
        Client(CHOSEN).get(site.url("/a"), now, {"if-none-match": '"7"'})
        assert site.asked["/b"]["if-none-match"] == '"7"'
        assert "if-none-match" not in other.asked["/c"]


def test_no_cookie_is_given_back(site: Site, get: Get) -> None:
    site.page("/a", STORY, status=302, headers={"Set-Cookie": "id=1", "Location": "/b"})
    site.page("/b", STORY)
    get(site.url("/a"))
    assert "cookie" not in site.asked["/b"]


def test_no_proxy_of_the_environment_is_used(site: Site, get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.page("/a", STORY)
    assert get(site.url("/a")).status == 200


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(STORY.encode())),
        ("deflate", zlib.compress(STORY.encode())),
        ("br", brotli.compress(STORY.encode())),
        ("gzip, br", brotli.compress(gzip.compress(STORY.encode()))),
    ],
    ids=["gzip", "deflate", "br", "both"],  # the bytes of gzip hold the time at which they were made
)
def test_a_compressed_page_is_decompressed(site: Site, get: Get, encoding: str, packed: bytes) -> None:
    site.page("/a", packed, headers={"Content-Encoding": encoding})
    assert get(site.url("/a")).body == STORY.encode()


def test_a_body_that_is_not_compressed_as_it_says_is_recorded(site: Site, get: Get) -> None:
    site.page("/a", STORY, headers={"Content-Encoding": "gzip"})
    assert _reason(get, site.url("/a")) == (PermanentError, "encoding")


PACKERS = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}


@pytest.mark.parametrize("encoding", PACKERS)
@pytest.mark.parametrize("told", [True, False])
def test_half_of_a_compressed_page_is_no_page(site: Site, get: Get, encoding: str, told: bool) -> None:
    packed = PACKERS[encoding](b"".join(b"<p>Ferry %d sails at noon." % number for number in range(2000)))
    half = packed[: len(packed) // 2]
    length = {} if told else {"Content-Length": ""}
    site.page("/a", half, headers={"Content-Encoding": encoding} | length)
    assert _reason(get, site.url("/a")) == (TransientError, "cut")


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_page_that_ends_as_pages_do_needs_no_end_of_its_compression(site: Site, get: Get, encoding: str) -> None:
    page = STORY.encode() + b"</body></html>\n"
    site.page("/a", PACKERS[encoding](page)[:-4], headers={"Content-Encoding": encoding})
    assert get(site.url("/a")).body == page


def test_what_stands_behind_a_compressed_page_is_passed_over(site: Site, get: Get) -> None:
    site.page("/a", gzip.compress(STORY.encode()) + b"and more", headers={"Content-Encoding": "gzip"})
    assert get(site.url("/a")).body == STORY.encode()


def test_a_chunked_page_is_put_together(site: Site, get: Get) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    site.raw("/a", head + b"3\r\n<p>\r\n5;x=y\r\nnews!\r\n0\r\n\r\n")
    assert get(site.url("/a")).body == b"<p>news!"


# What answers mean


@pytest.mark.parametrize(
    ("status", "kind"), [(404, PermanentError), (410, PermanentError), (403, PermanentError), (500, TransientError)]
)
def test_a_status_becomes_an_error_of_ours(site: Site, get: Get, status: int, kind: type[NewsloomError]) -> None:
    site.page("/a", "sorry", status=status)
    assert _reason(get, site.url("/a")) == (kind, f"http-{status}")


def test_a_site_that_asks_for_time_is_heard_and_not_asked_again_by_us(site: Site, get: Get) -> None:
    site.page("/a", "slow down", status=429, headers={"Retry-After": "90"})
    with pytest.raises(TransientError) as caught:
        get(site.url("/a"))
    assert caught.value.after == 90
    assert site.hits["/a"] == 1


def test_a_page_that_fails_first_comes_at_the_next_try(site: Site, get: Get) -> None:
    site.fails_then("/a", 1, 503, STORY)
    assert _reason(get, site.url("/a")) == (TransientError, "http-503")
    assert get(site.url("/a")).body == STORY.encode()


def test_a_document_is_refused_by_its_type(site: Site, get: Get) -> None:
    site.page("/a", b"%PDF-1.7", headers={"Content-Type": "application/pdf"})
    assert _reason(get, site.url("/a")) == (RefusedError, "not-text")


def test_a_document_that_says_it_is_a_page_is_refused_by_its_bytes(site: Site, get: Get) -> None:
    site.page("/a", b"%PDF-1.7" + bytes(9000))
    assert _reason(get, site.url("/a")) == (RefusedError, "not-text")


def test_a_feed_may_be_a_file_of_gzip_and_a_page_may_not(site: Site, get: Get) -> None:
    body = gzip.compress(b"<urlset/>")
    site.page("/a", body, headers={"Content-Type": "application/x-gzip"})
    assert get(site.url("/a"), feed=True).body == body
    assert _reason(get, site.url("/a")) == (RefusedError, "not-text")


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [([301], "/1"), ([308, 301], "/2"), ([302], None), ([301, 302], "/1"), ([307, 301], None), ([301, 302, 301], "/1")],
)
def test_a_page_says_where_permanent_redirects_led_up_to_the_first_temporary_one(
    site: Site, get: Get, statuses: list[int], expected: str | None
) -> None:
    for number, status in enumerate(statuses):
        site.redirect(f"/{number}", f"/{number + 1}", status)
    site.page(f"/{len(statuses)}", STORY)
    assert get(site.url("/0")).permanent_url == (expected and site.url(expected))


def test_a_feed_may_be_json_and_a_page_may_not(site: Site, get: Get) -> None:
    site.page("/a", b'{"version": "https://jsonfeed.org/version/1.1"}', headers={"Content-Type": "application/json"})
    assert get(site.url("/a"), feed=True).body.startswith(b"{")
    assert "atom" in site.asked["/a"]["accept"]
    assert _reason(get, site.url("/a")) == (RefusedError, "not-text")


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_and_the_page_says_where_it_was_found(site: Site, get: Get, status: int) -> None:
    site.redirect("/a/b", "../c?d=1", status)
    site.page("/c", STORY)
    page = get(site.url("/a/b"))
    assert (page.url, page.final_url) == (site.url("/a/b"), site.url("/c?d=1"))


def test_a_redirect_is_followed_with_the_parameters_it_asks_for(site: Site, get: Get) -> None:
    site.redirect("/a", "/b?utm_source=feed")
    site.page("/b", STORY)
    assert get(site.url("/a")).final_url == site.url("/b")
    assert site.targets == ["/a", "/b?utm_source=feed"]


def test_a_redirect_written_in_bare_utf_8_is_understood(site: Site, get: Get) -> None:
    site.raw("/a", "HTTP/1.1 302 Found\r\nLocation: /Ærø\r\n\r\n".encode())
    site.page("/%C3%86r%C3%B8", STORY)
    assert get(site.url("/a")).status == 200


def test_redirects_in_a_circle_end(site: Site, get: Get) -> None:
    site.loop("/a")
    assert _reason(get, site.url("/a")) == (PermanentError, "redirects")
    assert site.hits["/a"] == 1


def test_as_many_redirects_as_allowed_are_followed_and_no_more(site: Site, get: Get) -> None:
    for step in range(5):
        site.redirect(f"/{step}", f"/{step + 1}")
    site.page("/5", STORY)
    assert get(site.url("/1")).status == 200
    assert _reason(get, site.url("/0")) == (PermanentError, "redirects")


def test_a_redirect_that_does_not_say_where_to_is_recorded(site: Site, get: Get) -> None:
    site.redirect("/a", "")
    assert _reason(get, site.url("/a")) == (PermanentError, "redirects")


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://example.org/", "javascript:alert(1)", "http://[/"])
def test_a_redirect_to_what_is_no_page_is_refused(site: Site, get: Get, to: str) -> None:
    site.redirect("/a", to)
    assert _reason(get, site.url("/a")) == (RefusedError, "bad-url")


# Private addresses


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0"])
def test_a_private_address_is_not_asked_by_default_however_it_is_written(site: Site, get: Get, host: str) -> None:
    site.page("/a", STORY)
    kind, _ = _reason(get, site.url("/a", host), allow_networks=())
    assert kind is RefusedError
    assert not site.hits


def test_a_name_that_points_to_a_private_address_is_refused_and_the_error_says_so(site: Site, now: datetime) -> None:
    client = Client(replace(CHOSEN, allow_networks=()), _answers("127.0.0.1"))
    with pytest.raises(RefusedError, match=r"news\.example \(127\.0\.0\.1\)") as caught:
        client.get(site.url("/a", "news.example"), now)
    assert caught.value.reason == "private-address"
    assert not site.hits


def test_a_redirect_to_a_private_address_is_refused(site: Site, now: datetime) -> None:
    """127.0.0.1 stands for the public internet here, and 127.0.0.2 for the network we run in."""
    site.redirect("/a", site.url("/secret", "127.0.0.2"))
    client = Client(replace(CHOSEN, allow_networks=("127.0.0.1/32",)))
    with pytest.raises(RefusedError) as caught:
        client.get(site.url("/a"), now)
    assert caught.value.reason == "private-address"
    assert site.hits == {"/a": 1}


def test_a_name_that_is_private_the_second_time_is_never_connected_to(now: datetime) -> None:
    """DNS rebinding: the second answer names a socket of ours that would notice any connection."""
    with Site() as site, socket.create_server(("127.0.0.2", site.port)) as inside:
        inside.setblocking(False)
        site.redirect("/a", "/b")
        client = Client(replace(CHOSEN, allow_networks=("127.0.0.1/32",)), _answers("127.0.0.1", "127.0.0.2"))
        with pytest.raises(RefusedError):
            client.get(site.url("/a", "news.example"), now)
        assert site.hits == {"/a": 1}
        with pytest.raises(BlockingIOError):
            inside.accept()


def test_a_name_is_resolved_once_for_a_connection_so_that_there_is_no_second_answer(site: Site, now: datetime) -> None:
    site.page("/a", STORY)
    client = Client(replace(CHOSEN, allow_networks=("127.0.0.1/32",)), _answers("127.0.0.1", "127.0.0.2"))
    assert client.get(site.url("/a", "news.example"), now).status == 200


def test_the_next_address_is_tried_when_one_does_not_answer(site: Site, now: datetime) -> None:
    site.page("/a", STORY)

    def resolve(host: str, port: int, *_: object) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ("127.0.0.3", "127.0.0.1")]

    assert Client(CHOSEN, resolve).get(site.url("/a", "news.example"), now).status == 200


def test_of_a_host_with_many_addresses_four_are_tried(site: Site, now: datetime) -> None:
    """Each may take its time, and a name may have hundreds."""
    site.page("/a", STORY)
    dead = [f"127.0.0.{number}" for number in range(2, 6)]

    def resolve(host: str, port: int, *_: object) -> list[tuple[Any, ...]]:
        ips = [*(dead if host == "many.example" else dead[1:]), "127.0.0.1"]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ips]

    client = Client(CHOSEN, resolve)
    assert client.get(site.url("/a", "few.example"), now).status == 200
    with pytest.raises(TransientError) as caught:
        client.get(site.url("/a", "many.example"), now)
    assert caught.value.reason == "connection"


# Time


NO_BYTE = rf"no byte for {SOON} s"
"""What is said where it was not the limit for the whole: that one is far away."""


def test_a_silent_site_is_left_after_the_time_to_wait_for_a_byte(site: Site, get: Get) -> None:
    site.silent("/a")
    with pytest.raises(TransientError, match=NO_BYTE) as caught:
        get(site.url("/a"), read_timeout=SOON)
    assert caught.value.reason == "timeout"


def test_a_site_that_falls_silent_is_left_after_the_time_to_wait_for_the_next_byte(site: Site, get: Get) -> None:
    site.stall("/a", STORY)
    with pytest.raises(TransientError, match=NO_BYTE):
        get(site.url("/a"), read_timeout=SOON)


def test_a_host_that_takes_no_connection_is_left_after_the_time_to_connect(get: Get) -> None:
    """Its line is full, so that the kernel answers nobody."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, ExitStack() as line:
        for _ in range(3):
            waiting = line.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        with pytest.raises(TransientError, match=r"no connection within 0\.2 s") as caught:
            get(f"http://127.0.0.1:{full.getsockname()[1]}/", connect_timeout=0.2, read_timeout=4.0)
    assert caught.value.reason == "timeout"


@pytest.mark.parametrize("headers", [False, True], ids=["body", "headers"])
def test_a_site_that_drips_is_left_at_the_deadline(site: Site, get: Get, headers: bool) -> None:
    site.drip("/a", 0.02, headers=headers)
    start = time.monotonic()
    assert _reason(get, site.url("/a"), total_timeout=SOON) == (TransientError, "timeout")
    assert time.monotonic() - start < CHOSEN.read_timeout, "each byte is soon enough"


def test_a_drip_behind_a_redirect_is_left_at_the_deadline_and_the_error_says_which_limit(site: Site, get: Get) -> None:
    site.drip("/a", 0.02)
    site.redirect("/b", "/a")
    with pytest.raises(TransientError, match=rf"not done within {SOON} s"):
        get(site.url("/b"), total_timeout=SOON)


def test_redirects_share_one_deadline(site: Site, now: datetime) -> None:
    """The clock goes on by a second with each look, so that no test has to wait."""
    site.redirect("/a", "/b")
    site.page("/b", STORY)
    ticks = iter(range(10_000))
    client = Client(replace(CHOSEN, total_timeout=5), clock=lambda: float(next(ticks)))
    with pytest.raises(TransientError) as caught:
        client.get(site.url("/a"), now)
    assert caught.value.reason == "timeout"


@pytest.mark.parametrize("late", [4.8, 6.0])
def test_a_host_is_not_blamed_for_the_time_that_one_before_it_took(site: Site, now: datetime, late: float) -> None:
    """When the first one has answered, the time for the whole is nearly up, or is over."""
    heard: list[Heard] = []
    with Site() as other:
        site.redirect("/a", other.url("/b"))
        other.silent("/b")
        client = Client(replace(CHOSEN, total_timeout=5.0), clock=lambda: late if heard else 0.0)
        with pytest.raises(TransientError) as caught:
            client.get(site.url("/a"), now, heard=heard.append)
    assert caught.value.reason == "timeout"
    assert [(each.host, each.error) for each in heard] == [(f"127.0.0.1:{site.port}", None)]


def test_a_host_that_is_too_slow_is_heard_of(site: Site, now: datetime) -> None:
    site.silent("/a")
    heard: list[Heard] = []
    with pytest.raises(TransientError) as caught:
        Client(replace(CHOSEN, read_timeout=SOON)).get(site.url("/a"), now, heard=heard.append)
    assert [each.error for each in heard] == [caught.value]


def test_a_host_that_nobody_listens_at_is_tried_again_later(get: Get) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert _reason(get, f"http://127.0.0.1:{port}/") == (TransientError, "connection")


def test_a_name_that_is_not_found_is_tried_again_later(now: datetime) -> None:
    def resolve(*_: object) -> list[tuple[Any, ...]]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(TransientError, match="name or service not known") as caught:
        Client(CHOSEN, resolve).get("http://news.example/", now)
    assert caught.value.reason == "dns"


# Size


@pytest.mark.parametrize("told", [True, False])
def test_a_page_that_is_too_big_is_dropped(site: Site, get: Get, told: bool) -> None:
    site.big("/a", 300_001, told=told)
    assert _reason(get, site.url("/a")) == (PermanentError, "too-big")


def test_a_page_of_just_the_largest_size_is_kept(site: Site, get: Get) -> None:
    site.big("/a", 300_000)
    assert len(get(site.url("/a")).body) == 300_000


@pytest.mark.parametrize("encoding", ["gzip", "br", "gzip, gzip"])
def test_a_bomb_is_dropped_and_never_unpacked(site: Site, get: Get, encoding: str) -> None:
    bomb = b"a" * 60_000_000
    packed = {"gzip": gzip.compress, "br": lambda data: brotli.compress(data, quality=4)}
    for name in encoding.split(", "):
        bomb = packed[name](bomb)
    site.page("/a", bomb, headers={"Content-Encoding": encoding})
    tracemalloc.start()
    try:
        assert _reason(get, site.url("/a")) == (PermanentError, "too-big")
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


# Broken answers


BROKEN = {
    "nothing": (b"", "connection"),
    "no HTTP": (b"220 mail.example ESMTP\r\n\r\n", "connection"),
    "a status that is no number": (b"HTTP/1.1 abc OK\r\n\r\n", "connection"),
    "fewer bytes than told": (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99\r\n\r\n<p>", "cut"),
    "half of a chunk": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n99\r\n<p>", "cut"),
    "a chunk without a size": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<p>", "cut"),
    "an endless header": (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000 + b"\r\n\r\n", "connection"),
}


@pytest.mark.parametrize(("data", "told"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_answer_is_tried_again_later(site: Site, get: Get, data: bytes, told: str) -> None:
    site.raw("/a", data)
    assert _reason(get, site.url("/a")) == (TransientError, told)


def test_an_answer_with_too_many_headers_would_have_them_again(site: Site, get: Get) -> None:
    site.raw("/a", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n")
    assert _reason(get, site.url("/a")) == (PermanentError, "too-big")


@pytest.mark.parametrize("status", [b"200 OK", b"301 Moved", b"404 Not Found", b"429 Too Many", b"503 Later"])
@pytest.mark.parametrize("headers", [b"", b"Content-Ty", b"Server: hope\r\n", b"Server: hope\r\nRetry-After: 6"])
def test_headers_without_an_end_say_nothing_whatever_their_status(
    site: Site, get: Get, status: bytes, headers: bytes
) -> None:
    site.raw("/a", b"HTTP/1.1 " + status + b"\r\n" + headers)
    assert _reason(get, site.url("/a")) == (TransientError, "cut")


def test_a_page_without_a_byte_is_no_page(site: Site, get: Get) -> None:
    site.raw("/a", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    assert _reason(get, site.url("/a")) == (TransientError, "empty")


def test_a_reset_connection_is_tried_again_later(site: Site, get: Get) -> None:
    site.reset("/a")
    assert _reason(get, site.url("/a")) == (TransientError, "connection")


# Threads and sockets


def test_many_threads_share_one_client(site: Site, now: datetime) -> None:
    for number in range(64):
        site.page(f"/{number}", f"<p>{number}</p>")
    client = Client(CHOSEN)
    with ThreadPoolExecutor(32) as pool:
        pages = list(pool.map(lambda number: client.get(site.url(f"/{number}"), now), range(64)))
    assert [page.body for page in pages] == [f"<p>{number}</p>".encode() for number in range(64)]


def test_every_socket_is_closed_however_a_fetch_ends(site: Site, get: Get) -> None:
    site.page("/good", STORY)
    site.redirect("/moved", "/good")
    site.page("/gone", STORY, status=404)
    site.big("/big", 10_000_000)
    site.silent("/silent")
    site.reset("/reset")
    site.raw("/broken", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")
    gc.collect()  # what others left is not ours
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ResourceWarning)
        for path in ("/good", "/moved", "/gone", "/big", "/silent", "/reset", "/broken"):
            with suppress(NewsloomError):
                get(site.url(path), read_timeout=SOON if path == "/silent" else CHOSEN.read_timeout)
        gc.collect()
    assert [str(each.message) for each in caught if each.category is ResourceWarning] == []


# Encryption


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate and its key for `news.example`, which nobody but the tests trusts."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl to make a certificate with")
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    words = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    words += ["-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example"]
    subprocess.run([openssl, *words, "-keyout", f"{path}.key", "-out", f"{path}.crt"], check=True, capture_output=True)
    path.write_text(Path(f"{path}.key").read_text() + Path(f"{path}.crt").read_text())
    return path


@pytest.fixture
def secure(site: Site, certificate: Path) -> Site:
    """The same site, encrypted."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    site.encrypt(context)
    return site


def _trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=f"{certificate}.crt")


def test_a_page_comes_encrypted_from_the_address_that_was_checked(
    secure: Site, certificate: Path, now: datetime
) -> None:
    secure.page("/a", STORY)
    client = Client(CHOSEN, _answers("127.0.0.1"), context=_trusting(certificate))
    page = client.get(f"https://news.example:{secure.port}/a", now)
    assert page.body == STORY.encode()


def test_a_certificate_for_another_name_is_no_certificate(secure: Site, certificate: Path, now: datetime) -> None:
    client = Client(CHOSEN, _answers("127.0.0.1"), context=_trusting(certificate))
    with pytest.raises(PermanentError, match=r"other\.example") as caught:
        client.get(f"https://other.example:{secure.port}/a", now)
    assert caught.value.reason == "tls"


def test_a_certificate_that_nobody_vouches_for_is_no_certificate(secure: Site, now: datetime) -> None:
    with pytest.raises(PermanentError) as caught:
        Client(CHOSEN, _answers("127.0.0.1")).get(f"https://news.example:{secure.port}/a", now)
    assert caught.value.reason == "tls"


@pytest.mark.parametrize("headers", [False, True], ids=["body", "headers"])
def test_an_encrypted_drip_is_left_at_the_deadline(
    secure: Site, certificate: Path, now: datetime, headers: bool
) -> None:
    secure.drip("/a", 0.02, headers=headers)
    client = Client(replace(CHOSEN, total_timeout=SOON), _answers("127.0.0.1"), context=_trusting(certificate))
    with pytest.raises(TransientError) as caught:
        client.get(f"https://news.example:{secure.port}/a", now)
    assert caught.value.reason == "timeout"


def test_a_host_that_never_agrees_on_encryption_is_left(now: datetime) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        client = Client(replace(CHOSEN, connect_timeout=0.2), _answers("127.0.0.1"))
        with pytest.raises(TransientError, match=r"no connection within 0\.2 s") as caught:
            client.get(f"https://news.example:{mute.getsockname()[1]}/a", now)
    assert caught.value.reason == "timeout"


def test_no_thread_of_ours_is_left_behind(site: Site, get: Get) -> None:
    site.page("/a", STORY)
    before = threading.active_count()
    get(site.url("/a"))
    assert threading.active_count() <= before + 1  # the site's own, which ends after its answer
