"""What a stranger's server, name or address may try, as tables, against the real client."""

from __future__ import annotations

import socket
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from urllib3.response import HTTPResponse

from tests.loopback import LOOPBACK
from tests.site import Site
from tests.unit.test_fetch_hosts import PRIVATE
from workers.errors import NewsloomError, PermanentError, RefusedError, TransientError
from workers.fetch.hosts import BAD_PORTS
from workers.fetch.http import Client

ONE = replace(LOOPBACK, max_bytes=300_000, allow_networks=("127.0.0.1/32",))
"""127.0.0.1 stands for the public internet."""
STORY = b"<!doctype html><p>The ferry is back.</p></html>"

Names = dict[str, str]


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as started:
        yield started


def resolving(names: Names) -> Callable[..., list[tuple[Any, ...]]]:
    """A resolver that knows these names alone, and addresses."""

    def resolve(host: str, port: int, *_: object) -> list[tuple[Any, ...]]:
        ip = names.get(host, host)
        family = socket.AF_INET6 if ":" in ip else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (ip, port))]

    return resolve


def reason(url: str, now: datetime, names: Names | None = None, **changed: Any) -> tuple[type[NewsloomError], str]:
    with pytest.raises(NewsloomError) as caught:
        Client(replace(ONE, **changed), resolving(names or {})).get(url, now)
    assert "\n" not in caught.value.detail
    return type(caught.value), caught.value.reason


# No way in


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("ip", PRIVATE.values(), ids=PRIVATE.keys())
def test_no_name_leads_to_an_address_that_is_not_on_the_internet(now: datetime, ip: str, scheme: str) -> None:
    names = {"news.example": ip}
    assert reason(f"{scheme}://news.example/", now, names, allow_networks=()) == (RefusedError, "private-address")


@pytest.mark.parametrize("ip", PRIVATE.values(), ids=PRIVATE.keys())
def test_no_redirect_leads_there_either(site: Site, now: datetime, ip: str) -> None:
    if ip.startswith("127.0.0.1"):
        ip = "127.0.0.2"
    site.redirect("/a", site.url("/secret", "inside.example"))
    names = {"news.example": "127.0.0.1", "inside.example": ip}
    assert reason(site.url("/a", "news.example"), now, names) == (RefusedError, "private-address")
    assert site.targets == ["/a"]


def test_of_a_name_with_a_good_and_a_bad_address_only_the_good_one_is_asked(now: datetime) -> None:
    with Site() as site, socket.create_server(("127.0.0.2", site.port)) as inside:
        inside.setblocking(False)
        site.page("/a", STORY)

        def resolve(host: str, port: int, *_: object) -> list[tuple[Any, ...]]:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ("127.0.0.2", "127.0.0.1")]

        assert Client(ONE, resolve).get(site.url("/a", "news.example"), now).status == 200
        with pytest.raises(BlockingIOError):
            inside.accept()


WRITTEN = {
    "mapped": ("http://[::ffff:127.0.0.1]/", "private-address"),
    "mapped, in hex": ("http://[::ffff:7f00:1]/", "private-address"),
    "unspecified": ("http://[::]/", "private-address"),
    "as one number": ("http://2130706433/", "bad-url"),
    "in octal": ("http://0177.0.0.1/", "bad-url"),
    "in hex": ("http://0x7f.1/", "bad-url"),
    "in full-width digits": ("http://１２７.0.0.1/", "private-address"),
    "with a dot at the end": ("http://127.0.0.1./", "private-address"),
    "with a zone": ("http://[fe80::1%25lo]/", "bad-url"),
    "behind a user": ("http://news.example@127.0.0.1/", "bad-url"),
    "behind a backslash": ("http://127.0.0.1\\@news.example/", "private-address"),
    "as a file": ("file:///etc/passwd", "bad-url"),
    "as gopher": ("gopher://127.0.0.1:6379/_INFO", "bad-url"),
    "on a mail server's port": ("http://news.example:25/", "bad-port"),
    "on Redis's port": ("http://news.example:6379/", "bad-port"),
}


@pytest.mark.parametrize(("url", "why"), WRITTEN.values(), ids=WRITTEN.keys())
def test_an_address_is_refused_however_it_is_written(now: datetime, url: str, why: str) -> None:
    names = {"news.example": "127.0.0.1"} if why == "bad-port" else {"news.example": "8.8.8.8"}
    allowed = ("127.0.0.1/32",) if why == "bad-port" else ()
    assert reason(url, now, names, allow_networks=allowed) == (RefusedError, why)


def test_the_usual_ports_are_none_of_the_bad_ones() -> None:
    assert not BAD_PORTS & {80, 443, 8000, 8080, 8443, 8888}


def test_nothing_of_us_is_sent_on(site: Site, now: datetime) -> None:
    """Neither cookies nor conditions, and no word of where we come from."""
    with Site() as other:
        site.page("/a", b"", status=302, headers={"Location": other.url("/b"), "Set-Cookie": "id=1; Domain=127.0.0.1"})
        other.page("/b", STORY)
        Client(ONE).get(site.url("/a"), now, {"if-none-match": '"7"'})
        assert set(other.asked["/b"]) == {"user-agent", "accept", "accept-encoding", "host", "connection"}


def test_no_password_that_a_file_of_the_machine_holds_is_sent(
    site: Site, now: datetime, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    site.page("/a", STORY)
    Client(ONE).get(site.url("/a"), now)
    assert "authorization" not in site.asked["/a"]


# Floods


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
FLOODS = {
    "interim answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n", (PermanentError, "too-big")),
    "interim answers with a hint": (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", (PermanentError, "http-103")),
    "headers": (OK, b"X: y\r\n", (PermanentError, "too-big")),
    "one header": (OK + b"X: ", b"y" * 80, (TransientError, "connection")),
    "a body": (OK + b"\r\n", b"<p>news", (PermanentError, "too-big")),
    "what is no text, called a page": (OK + b"\r\n%PDF-1.7\n", bytes(80), (RefusedError, "not-text")),
    "chunks of a byte": (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n", (PermanentError, "too-big")),
    "the length of a chunk": (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0" * 80, (TransientError, "cut")),
    "words behind a chunk's length": (
        OK + b"Transfer-Encoding: chunked\r\n\r\n5",
        b";x=yyyy",
        (TransientError, "cut"),
    ),
    "trailers": (OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\n<p>\r\n0\r\n", b"X: y\r\n", (PermanentError, "too-big")),
}


@pytest.mark.parametrize(("head", "piece", "ends"), FLOODS.values(), ids=FLOODS.keys())
def test_a_flood_ends_before_its_time_is_up_and_is_never_held(
    site: Site, now: datetime, head: bytes, piece: bytes, ends: tuple[type[NewsloomError], str]
) -> None:
    """With a deadline that would let it flow for a minute."""
    site.pour("/a", head, piece)
    tracemalloc.start()
    try:
        assert reason(site.url("/a"), now) == ends
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


# Lengths and encryption that are not what they say


def _with(*lines: bytes, body: bytes = STORY) -> bytes:
    return OK + b"".join(line + b"\r\n" for line in lines) + b"\r\n" + body


SHORT, LONG = str(len(STORY) - 20).encode(), str(len(STORY) + 20).encode()
LENGTHS = {
    "shorter than the body": (_with(b"Content-Length: " + SHORT), STORY[:-20]),
    "longer than the body": (_with(b"Content-Length: " + LONG), None),
    "no number": (_with(b"Content-Length: many"), STORY),
    "below zero": (_with(b"Content-Length: -5"), STORY),
    "beside chunks, which count": (
        _with(b"Content-Length: 5", b"Transfer-Encoding: chunked", body=b"2f\r\n" + STORY + b"\r\n0\r\n\r\n"),
        STORY,
    ),
    "a chunk longer than what comes": (_with(b"Transfer-Encoding: chunked", body=b"ff\r\n" + STORY), None),
    "more than any page": (_with(b"Content-Length: 99999999999999999999999"), None),
}


@pytest.mark.parametrize(("answer", "body"), LENGTHS.values(), ids=LENGTHS.keys())
def test_a_wrong_length_gives_what_was_promised_or_nothing(
    site: Site, now: datetime, answer: bytes, body: bytes | None
) -> None:
    site.raw("/a", answer)
    if body is None:
        assert reason(site.url("/a"), now) in {(TransientError, "cut"), (PermanentError, "too-big")}
    else:
        assert Client(ONE).get(site.url("/a"), now).body == body


def test_a_site_that_does_not_speak_tls_where_it_should_is_tried_again_later(site: Site, now: datetime) -> None:
    site.page("/a", STORY)
    assert reason(f"https://127.0.0.1:{site.port}/a", now) == (TransientError, "tls")


def test_a_site_that_goes_away_while_agreeing_on_encryption_is_tried_again_later(now: datetime) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def hang_up() -> None:
            with listening.accept()[0] as taken:
                taken.recv(5)

        threading.Thread(target=hang_up, daemon=True).start()
        kind, _ = reason(f"https://127.0.0.1:{listening.getsockname()[1]}/a", now)
    assert kind is TransientError


# zstd, as the other encodings


def _zstd() -> Any:
    """The module that urllib3 decodes it with."""
    try:
        from compression import zstd
    except ImportError:
        from backports import zstd
    return zstd


def test_all_encodings_that_browsers_know_are_understood() -> None:
    assert {"gzip", "deflate", "br", "zstd"} <= set(HTTPResponse.CONTENT_DECODERS)


def test_a_page_in_zstd_is_decompressed_and_half_of_one_is_none(site: Site, now: datetime) -> None:
    body = b"".join(b"<p>Ferry %d sails at noon." % number for number in range(2000))
    packed = _zstd().compress(body)
    site.page("/a", packed, headers={"Content-Encoding": "zstd"})
    assert Client(ONE).get(site.url("/a"), now).body == body
    assert "zstd" in site.asked["/a"]["accept-encoding"]
    site.page("/b", packed[: len(packed) // 2], headers={"Content-Encoding": "zstd"})
    assert reason(site.url("/b"), now) == (TransientError, "cut")
    site.page("/c", body, headers={"Content-Encoding": "zstd"})
    assert reason(site.url("/c"), now) == (PermanentError, "encoding")


def test_a_bomb_of_zstd_is_dropped_and_never_unpacked(site: Site, now: datetime) -> None:
    site.page("/a", _zstd().compress(b"a" * 60_000_000), headers={"Content-Encoding": "zstd"})
    tracemalloc.start()
    try:
        assert reason(site.url("/a"), now) == (PermanentError, "too-big")
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
