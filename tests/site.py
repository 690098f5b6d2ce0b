"""A web site on loopback for every test that fetches: what it does at each path is said in a few words.

    with Site() as site:
        site.page("/a", b"<p>Hello</p>")
        site.redirect("/b", "/a")
        ... site.url("/b") ... site.hits["/b"]

It drips, stalls, floods, lies, leads in circles, resets and slams its door when it is told to; tests/contract/test_site.py
holds that it does, and says what a fetch makes of it. It never sleeps: what is slow here waits for the end of the site or of the connection.
"""

from __future__ import annotations

import gzip
import socket
import ssl
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Answer = Callable[["_Handler"], None]
HTML = {"Content-Type": "text/html; charset=utf-8"}


class Site:
    """A threaded HTTP server on 127.0.0.1, on a free port, from `with` to the end of the block."""

    def __init__(self) -> None:
        #: how often each path (without its query) was asked for.
        self.hits: Counter[str] = Counter()
        #: the headers of the latest request for each path, lower-case names.
        self.asked: dict[str, dict[str, str]] = {}
        #: what was asked for, in order, with queries.
        self.targets: list[str] = []
        self.over = threading.Event()
        self._answers: dict[str, Answer] = {}
        self._elsewhere: Answer = lambda missing: missing.answer(404, HTML, b"not here")
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.site = self
        self._thread = threading.Thread(target=self._answer_all, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        # One more, for the thread to see it: the library's own way to stop looks now and then, 20 ms for each site.
        socket.create_connection(self._server.server_address).close()
        self._thread.join()
        self._server.server_close()

    def _answer_all(self) -> None:
        while not self.over.is_set():
            self._server.handle_request()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def encrypt(self, context: ssl.SSLContext) -> None:
        """Speak TLS from now on, each handshake in the thread of its request."""
        listening = self._server.socket
        self._server.socket = context.wrap_socket(listening, server_side=True, do_handshake_on_connect=False)

    # What is at a path; one that is said with its query is found by that query alone

    def page(self, path: str, body: bytes | str, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """This body, as HTML unless the headers say otherwise; a header that is empty is not sent."""
        self._answers[path] = lambda ask: ask.answer(status, HTML | dict(headers or {}), _bytes(body))

    def validated(self, path: str, body: bytes | str, headers: Mapping[str, str]) -> None:
        """This body with its ETag or Last-Modified, and 304 to whoever names the same, in any order and honest or not."""

        def answer(ask: _Handler) -> None:
            pairs = (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified"))
            same = any(theirs in headers and ask.headers.get(ours) == headers[theirs] for ours, theirs in pairs)
            ask.answer(304 if same else 200, HTML | dict(headers), b"" if same else _bytes(body))

        self._answers[path] = answer

    def everywhere(self, body: bytes | str) -> None:
        """This page at every path that has nothing of its own."""
        self._elsewhere = lambda ask: ask.answer(200, HTML, _bytes(body))

    def redirect(self, path: str, to: str, status: int = 302) -> None:
        """A redirect, as it is written: relative or absolute; an empty one has no Location."""
        self._answers[path] = lambda ask: ask.answer(status, {"Location": to}, b"")

    def loop(self, path: str) -> None:
        """Two redirects that lead to each other."""
        self.redirect(path, f"{path}-back")
        self.redirect(f"{path}-back", path)

    def fails_then(self, path: str, times: int, status: int, body: bytes | str) -> None:
        """This status so many times, then the page."""

        def answer(ask: _Handler) -> None:
            failing = self.hits[path] <= times
            ask.answer(status if failing else 200, HTML, b"not yet" if failing else _bytes(body))

        self._answers[path] = answer

    def drip(self, path: str, seconds: float, *, headers: bool = False) -> None:
        """One byte of body (or of headers) every so many seconds, for ever."""

        def answer(ask: _Handler) -> None:
            ask.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + (b"X-Slow: " if headers else b"\r\n"))
            while not self.over.wait(seconds):
                ask.wfile.write(b"a")

        self._answers[path] = answer

    def big(self, path: str, n_bytes: int, *, told: bool = True) -> None:
        """So many bytes; not told: without a Content-Length."""
        headers = HTML | ({"Content-Length": str(n_bytes)} if told else {})
        self._answers[path] = lambda ask: ask.stream(headers, _repeated(b"<p>news</p>\n", n_bytes))

    def bomb(self, path: str, n: int) -> None:
        """So many bytes after decompression, a thousandth of that on the wire."""
        body = gzip.compress(bytes(n).replace(b"\0", b"a"), 9)
        self.page(path, body, headers={"Content-Encoding": "gzip"})

    def reset(self, path: str) -> None:
        """The connection is reset before an answer."""
        self._answers[path] = lambda ask: ask.reset()

    def silent(self, path: str) -> None:
        """No answer at all."""
        self._answers[path] = lambda _: self.over.wait() and None

    def reset_within(self, path: str, body: bytes | str) -> None:
        """Half of the body, then the connection is reset."""

        def answer(ask: _Handler) -> None:
            ask.half(_bytes(body))
            ask.reset()

        self._answers[path] = answer

    def hang_up(self, path: str) -> None:
        """The connection is closed before an answer."""
        self._answers[path] = lambda _: None

    def stall(self, path: str, body: bytes | str) -> None:
        """Half of the body, and then nothing more."""

        def answer(ask: _Handler) -> None:
            ask.half(_bytes(body))
            self.over.wait()

        self._answers[path] = answer

    def endless(self, path: str) -> None:
        """A page without an end, as fast as it is taken."""
        self._answers[path] = lambda ask: ask.stream(HTML, iter(lambda: b"<p>news</p>\n" * 5000, b""))

    def spiral(self, path: str) -> None:
        """A redirect to the next, and so on for ever: no address comes twice."""

        def answer(ask: _Handler) -> None:
            number = int(ask.path.partition("?")[2] or 0) + 1
            ask.answer(302, {"Location": f"{path}?{number}"}, b"")

        self._answers[path] = answer

    def flood(self, path: str, body: bytes | str, headers: int) -> None:
        """The page behind so many headers."""
        self.page(path, body, headers={f"X-Flood-{number}": "news" for number in range(headers)})

    # Lies

    def mistold(self, path: str, body: bytes | str, length: int) -> None:
        """The page, said to have another length than it has."""
        self.page(path, body, headers={"Content-Length": str(length)})

    def mistyped(self, path: str, body: bytes | str, kind: str) -> None:
        """The page, said to be of this type."""
        self.page(path, body, headers={"Content-Type": kind})

    def mislabelled(self, path: str, body: bytes | str, encoding: str) -> None:
        """The page as it is, said to be compressed so."""
        self.page(path, body, headers={"Content-Encoding": encoding})

    def unchanged(self, path: str, etag: str) -> None:
        """Nothing has changed, whether that was asked or not."""
        self._answers[path] = lambda ask: ask.answer(304, {"ETag": etag, "Content-Length": ""}, b"")

    def restless(self, path: str, etag: str) -> None:
        """Another page each time, called by the same ETag."""
        self._answers[path] = lambda ask: ask.answer(
            200, HTML | {"ETag": etag}, f"<p>news of today, number {self.hits[path]}</p>".encode()
        )

    # Whatever is asked for

    def slam(self) -> None:
        """From now on a connection is closed as soon as the other side has spoken: no handshake, no answer."""
        self._server.meet = lambda connection: connection.recv(65_536) and None

    def ignore(self) -> None:
        """From now on a connection is taken, and nothing is ever said."""
        self._server.meet = lambda _: self.over.wait() and None

    def pour(self, path: str, head: bytes, piece: bytes) -> None:
        """These bytes, then this piece again and again until the client goes away."""

        def answer(ask: _Handler) -> None:
            ask.wfile.write(head)
            some = piece * (65536 // len(piece) + 1)
            while not self.over.is_set():
                ask.wfile.write(some)

        self._answers[path] = answer

    def raw(self, path: str, data: bytes) -> None:
        """These very bytes in place of an answer, then the end of the connection."""
        self._answers[path] = lambda ask: ask.wfile.write(data) and None

    def _serve(self, ask: _Handler) -> None:
        path = ask.path.partition("?")[0]
        with self._lock:
            self.hits[path] += 1
            self.targets.append(ask.path)
            self.asked[path] = {name.lower(): value for name, value in ask.headers.items()}
        (self._answers.get(ask.path) or self._answers.get(path, self._elsewhere))(ask)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    site: Site
    #: what is done with a connection in place of reading a request from it.
    meet: Callable[[socket.socket], None] | None = None

    def finish_request(self, request: Any, client_address: Any) -> None:
        if self.meet is None:
            super().finish_request(request, client_address)
        else:
            self.meet(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that go away in the middle are what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.site._serve(self)

    def answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.stream({"Content-Length": str(len(body))} | dict(headers), [body], status)

    def stream(self, headers: Mapping[str, str], pieces: Iterable[bytes], status: int = 200) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        for piece in pieces:
            self.wfile.write(piece)

    def half(self, body: bytes) -> None:
        """The headers of a page, and half of it."""
        self.stream(HTML | {"Content-Length": str(len(body))}, [body[: len(body) // 2]])

    def reset(self) -> None:
        # To linger for no time at all makes the kernel send RST where it would send FIN.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, *_: object) -> None:
        pass


def _bytes(body: bytes | str) -> bytes:
    return body.encode() if isinstance(body, str) else body


def _repeated(text: bytes, total: int) -> Iterable[bytes]:
    """Pieces of 64 KiB, so many bytes together."""
    piece = (text * (65536 // len(text) + 1))[:65536]
    for start in range(0, total, len(piece)):
        yield piece[: total - start]
