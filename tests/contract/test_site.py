"""The site of the tests really misbehaves as it says; and what a fetch makes of each of its ways."""

from __future__ import annotations

import gzip
import itertools
import socket
import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.contract.test_fetch_http import CHOSEN, STORY, certificate, site
from tests.loopback import SOON
from tests.site import Site
from tests.waiting import PATIENCE
from workers.errors import NewsloomError, PermanentError, RefusedError, TransientError
from workers.fetch.http import Client

__all__ = ["certificate", "site"]  # the fixtures

PAGE = STORY.encode()


def encrypted(site: Site, certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    site.encrypt(context)


class Call:
    """One request over a bare socket; nothing of a client's good manners stands between."""

    def __init__(self, site: Site, path: str, patience: float = PATIENCE) -> None:
        self.socket = socket.create_connection(("127.0.0.1", site.port), timeout=patience)
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: a.example\r\n\r\n".encode())
        self.heard = b""

    def until(self, size: int) -> bytes:
        """What was heard once there are so many bytes of it, or the other side has closed."""
        while len(self.heard) < size and (piece := self.socket.recv(65_536)):
            self.heard += piece
        return self.heard

    def all(self) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body, to the end of the connection."""
        with self.socket:
            head, _, body = self.until(10**9).partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        return int(first.split()[1]), dict(line.split(": ", 1) for line in lines), body


def heard(site: Site, path: str = "/a") -> tuple[int, dict[str, str], bytes]:
    return Call(site, path).all()


# What it really does


def test_a_page_is_sent_with_its_type_and_length(site: Site) -> None:
    site.page("/a", STORY)
    status, headers, body = heard(site)
    assert (status, body) == (200, PAGE)
    assert headers["Content-Length"] == str(len(PAGE))
    assert headers["Content-Type"] == "text/html; charset=utf-8"


def test_what_is_not_there_is_not_found_unless_a_page_is_everywhere(site: Site) -> None:
    assert heard(site)[0] == 404
    site.everywhere(STORY)
    assert heard(site)[2] == PAGE


def test_a_drip_is_a_byte_at_a_time_for_ever(site: Site) -> None:
    site.drip("/a", 0.001)
    with Call(site, "/a").socket as connection:
        pieces = [connection.recv(1) for _ in range(300)]
    assert b"".join(pieces).endswith(b"aaaaaaaaaa")


def test_a_drip_of_headers_never_comes_to_a_body(site: Site) -> None:
    site.drip("/a", 0.001, headers=True)
    call = Call(site, "/a")
    with call.socket:
        assert b"\r\n\r\n" not in call.until(300)


def test_a_silent_page_says_nothing_and_stays(site: Site) -> None:
    site.silent("/a")
    with Call(site, "/a", 0.2).socket as connection, pytest.raises(TimeoutError):
        connection.recv(1)


def test_a_page_that_stalls_is_told_whole_and_sent_by_half(site: Site) -> None:
    site.stall("/a", STORY)
    call = Call(site, "/a", 0.2)
    with call.socket, pytest.raises(TimeoutError):
        call.until(10**6)
    assert f"Content-Length: {len(PAGE)}\r\n".encode() in call.heard
    assert call.heard.endswith(PAGE[: len(PAGE) // 2])


def test_an_endless_page_goes_on(site: Site) -> None:
    site.endless("/a")
    call = Call(site, "/a")
    with call.socket:
        assert len(call.until(5_000_000)) >= 5_000_000


def test_a_large_page_has_the_size_that_was_said(site: Site) -> None:
    site.big("/a", 200_001, told=False)
    _, headers, body = heard(site)
    assert len(body) == 200_001
    assert "Content-Length" not in headers


def test_a_bomb_is_small_until_it_is_unpacked(site: Site) -> None:
    site.bomb("/a", 1_000_000)
    _, headers, body = heard(site)
    assert headers["Content-Encoding"] == "gzip"
    assert len(body) < 5_000
    assert len(gzip.decompress(body)) == 1_000_000


def test_a_loop_leads_back_to_where_it_began(site: Site) -> None:
    site.loop("/a")
    assert heard(site)[1]["Location"] == "/a-back"
    assert heard(site, "/a-back")[1]["Location"] == "/a"


def test_a_spiral_leads_to_an_address_that_was_never_seen(site: Site) -> None:
    site.spiral("/a")
    seen = ["/a"]
    for _ in range(20):
        seen.append(heard(site, seen[-1])[1]["Location"])
    assert len(set(seen)) == 21


def test_a_flood_is_so_many_headers_before_the_page(site: Site) -> None:
    site.flood("/a", STORY, 500)
    _, headers, body = heard(site)
    assert len([name for name in headers if name.startswith("X-Flood-")]) == 500
    assert body == PAGE


@pytest.mark.parametrize("length", [0, 5, 10_000])
def test_a_length_may_be_mistold(site: Site, length: int) -> None:
    site.mistold("/a", STORY, length)
    _, headers, body = heard(site)
    assert headers["Content-Length"] == str(length)
    assert body == PAGE


def test_a_type_may_be_mistold(site: Site) -> None:
    site.mistyped("/a", STORY, "image/png")
    _, headers, body = heard(site)
    assert (headers["Content-Type"], body) == ("image/png", PAGE)


def test_a_page_may_be_called_compressed_that_is_not(site: Site) -> None:
    site.mislabelled("/a", STORY, "br")
    _, headers, body = heard(site)
    assert (headers["Content-Encoding"], body) == ("br", PAGE)


def test_nothing_has_changed_though_nobody_asked(site: Site) -> None:
    site.unchanged("/a", '"7"')
    status, headers, body = heard(site)
    assert (status, headers["ETag"], body) == (304, '"7"', b"")


def test_a_restless_page_is_another_by_the_same_name(site: Site) -> None:
    site.restless("/a", '"7"')
    (_, first, one), (_, second, other) = heard(site), heard(site)
    assert first["ETag"] == second["ETag"] == '"7"'
    assert one != other


def test_a_page_fails_so_often_and_then_comes(site: Site) -> None:
    site.fails_then("/a", 2, 503, STORY)
    assert [heard(site)[0] for _ in range(4)] == [503, 503, 200, 200]


def test_a_connection_is_reset_before_an_answer_or_within_it(site: Site) -> None:
    site.reset("/a")
    with Call(site, "/a").socket as connection, pytest.raises(ConnectionResetError):
        connection.recv(1)
    site.reset_within("/b", STORY)
    call = Call(site, "/b")
    with call.socket, pytest.raises(ConnectionResetError):
        call.until(10**6)
    assert call.heard.endswith(PAGE[: len(PAGE) // 2])


def test_a_connection_is_closed_before_an_answer(site: Site) -> None:
    site.hang_up("/a")
    assert Call(site, "/a").until(1) == b""


def test_the_very_bytes_may_be_said(site: Site) -> None:
    site.raw("/a", b"220 mail.example ESMTP\r\n")
    assert Call(site, "/a").until(10**6) == b"220 mail.example ESMTP\r\n"


def test_a_site_that_slams_closes_at_the_first_word(site: Site) -> None:
    site.page("/a", STORY)
    site.slam()
    assert Call(site, "/a").until(1) == b""
    assert not site.hits


def test_a_site_that_ignores_us_takes_the_connection_and_says_nothing(site: Site) -> None:
    site.page("/a", STORY)
    site.ignore()
    with Call(site, "/a", 0.2).socket as connection, pytest.raises(TimeoutError):
        connection.recv(1)
    assert not site.hits


def test_an_encrypted_site_shows_its_certificate_and_nothing_to_those_who_speak_plainly(
    site: Site, certificate: Path
) -> None:
    encrypted(site, certificate)
    shown = ssl.get_server_certificate(("127.0.0.1", site.port))
    assert shown.strip() in certificate.read_text()
    with Call(site, "/a").socket as connection:
        assert not connection.recv(100).startswith(b"HTTP")


# What a fetch makes of it

Told = tuple[type[NewsloomError], str]
CONNECTION, CUT, TIMEOUT = (TransientError, "connection"), (TransientError, "cut"), (TransientError, "timeout")
TOO_BIG, NOT_TEXT = (PermanentError, "too-big"), (RefusedError, "not-text")

#: what the site does at /a -> what comes of it: the bytes of a page, or an error.
WAYS: dict[str, tuple[Callable[[Site], None], bytes | Told]] = {
    "a page": (lambda site: site.page("/a", STORY), PAGE),
    # slow bytes
    "a drip": (lambda site: site.drip("/a", 0.02), TIMEOUT),
    "a drip of headers": (lambda site: site.drip("/a", 0.02, headers=True), TIMEOUT),
    "silence": (lambda site: site.silent("/a"), TIMEOUT),
    "a page that stalls": (lambda site: site.stall("/a", STORY), TIMEOUT),
    "a site that takes connections and says nothing": (lambda site: site.ignore(), TIMEOUT),
    # floods
    "a page without an end": (lambda site: site.endless("/a"), TOO_BIG),
    "a page that is too large, and says so": (lambda site: site.big("/a", 10**9), TOO_BIG),
    "the same, untold": (lambda site: site.big("/a", 300_001, told=False), TOO_BIG),
    "a bomb": (lambda site: site.bomb("/a", 30_000_000), TOO_BIG),
    "50 headers more": (lambda site: site.flood("/a", STORY, 50), PAGE),
    "500 headers more": (lambda site: site.flood("/a", STORY, 500), TOO_BIG),
    # loops
    "a loop": (lambda site: site.loop("/a"), (PermanentError, "redirects")),
    "a spiral": (lambda site: site.spiral("/a"), (PermanentError, "redirects")),
    "a redirect to itself": (lambda site: site.redirect("/a", "/a"), (PermanentError, "redirects")),
    "a redirect to nowhere": (lambda site: site.redirect("/a", ""), (PermanentError, "redirects")),
    # wrong lengths
    "a length that is too long": (lambda site: site.mistold("/a", STORY, 10_000), CUT),
    "a length that is too short": (lambda site: site.mistold("/a", STORY, 20), PAGE[:20]),
    "a length of nothing": (lambda site: site.mistold("/a", STORY, 0), (TransientError, "empty")),
    # wrong types
    "a page that is called an image": (lambda site: site.mistyped("/a", STORY, "image/png"), NOT_TEXT),
    "an image that is called a page": (lambda site: site.page("/a", b"\x89PNG\r\n\x1a\n"), NOT_TEXT),
    "a page that is called bytes": (lambda site: site.mistyped("/a", STORY, "application/octet-stream"), PAGE),
    "a page that is called nothing": (lambda site: site.mistyped("/a", STORY, ""), PAGE),
    # lies
    "called gzip, and is not": (lambda site: site.mislabelled("/a", STORY, "gzip"), (PermanentError, "encoding")),
    "called brotli, and is not": (lambda site: site.mislabelled("/a", STORY, "br"), (PermanentError, "encoding")),
    "unchanged, though nobody asked": (lambda site: site.unchanged("/a", '"7"'), (PermanentError, "http-304")),
    "a failure, and then a page": (lambda site: site.fails_then("/a", 1, 503, STORY), (TransientError, "http-503")),
    "what is no HTTP": (lambda site: site.raw("/a", b"220 mail.example ESMTP\r\n"), CONNECTION),
    # resets
    "a reset": (lambda site: site.reset("/a"), CONNECTION),
    "a reset within the page": (lambda site: site.reset_within("/a", STORY), CUT),
    "a connection that is closed": (lambda site: site.hang_up("/a"), CONNECTION),
    "a door that is slammed": (lambda site: site.slam(), CONNECTION),
}  # fmt: skip


def outcome(client: Client, url: str, now: datetime) -> bytes | Told:
    """The bytes of a page, or class and reason of the error."""
    try:
        return client.get(url, now).body
    except NewsloomError as error:
        return type(error), error.reason


@pytest.mark.parametrize(("way", "stated"), WAYS.values(), ids=WAYS)
def test_what_a_fetch_makes_of_it_is_what_is_stated(
    site: Site, now: datetime, way: Callable[[Site], None], stated: bytes | Told
) -> None:
    way(site)
    client = Client(replace(CHOSEN, total_timeout=2 * SOON, read_timeout=SOON) if stated == TIMEOUT else CHOSEN)
    assert outcome(client, site.url("/a"), now) == stated


def to_news(host: str, port: int, *_: object) -> list[tuple[object, ...]]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]


#: what the site does -> whose certificates are trusted, the name that is asked for, what comes of it.
ENCRYPTED: dict[str, tuple[Callable[[Site, Path], None], bool, str, bytes | Told]] = {
    "a good certificate": (encrypted, True, "news.example", PAGE),
    "nobody's certificate": (encrypted, False, "news.example", (PermanentError, "tls")),
    "another's certificate": (encrypted, True, "b.example", (PermanentError, "tls")),
    "no encryption": (lambda site, _: None, True, "news.example", (TransientError, "tls")),
    "a handshake that is broken off": (lambda site, _: site.slam(), True, "news.example", (TransientError, "tls")),
    "a handshake without an answer": (lambda site, _: site.ignore(), True, "news.example", TIMEOUT),
}


@pytest.mark.parametrize(("way", "trusted", "host", "stated"), ENCRYPTED.values(), ids=ENCRYPTED)
def test_what_a_fetch_makes_of_its_encryption_is_what_is_stated(
    site: Site,
    certificate: Path,
    now: datetime,
    way: Callable[[Site, Path], None],
    trusted: bool,
    host: str,
    stated: bytes | Told,
) -> None:
    site.page("/a", STORY)
    way(site, certificate)
    context = ssl.create_default_context(cafile=f"{certificate}.crt" if trusted else None)
    chosen = replace(CHOSEN, connect_timeout=SOON) if stated == TIMEOUT else CHOSEN
    client = Client(chosen, to_news, context=context)
    assert outcome(client, f"https://{host}:{site.port}/a", now) == stated


def test_a_page_that_came_by_a_changed_name_is_what_came(site: Site, now: datetime) -> None:
    site.restless("/a", '"7"')
    client = Client(CHOSEN)
    bodies = [client.get(site.url("/a"), now, {"if-none-match": '"7"'}).body for _ in range(3)]
    assert all(one != other for one, other in itertools.pairwise(bodies))
