"""The demo's news web on loopback: four sites, each on a port of its own. No decisions about news here.

    with NewsWeb() as web:
        web.feeds        the four feed urls
        web.expected()   page url -> the story it belongs to

Every answer is made when the web starts; the only thing that changes is the page that fails the first time it is asked
for. Asked twice it answers: a reader that tries again finds it.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from workers.demo.articles import Piece, Trouble, pieces
from workers.demo.replies import Reply, replies
from workers.demo.sites import STYLES


@dataclass(frozen=True, slots=True)
class Site:
    """One site of the web. base_url has no slash at its end."""

    name: str
    base_url: str


class NewsWeb:
    """Serves the demo's articles. A context manager; the same articles give the same web, but for the ports."""

    def __init__(self, articles: Sequence[Piece] | None = None) -> None:
        self._articles = tuple(pieces() if articles is None else articles)
        self._servers: dict[str, _Server] = {}

    def __enter__(self) -> Self:
        self._servers = {key: _Server() for key in STYLES}
        for key, server in self._servers.items():
            server.replies = replies(STYLES[key], server.base_url, self._of(key))
            threading.Thread(target=server.serve_forever, args=(0.1,), name=f"demo-{key}", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers.values():
            server.shutdown()
            server.server_close()
        self._servers = {}

    @property
    def sites(self) -> list[Site]:
        return [Site(STYLES[key].name, server.base_url) for key, server in self._servers.items()]

    @property
    def feeds(self) -> list[str]:
        return [server.base_url + STYLES[key].feed_path for key, server in self._servers.items()]

    def expected(self) -> Mapping[str, str]:
        """Final, canonical url of every article that can be had -> label of its story."""
        return {self.url_of(piece): piece.story for piece in self.articles()}

    def copies(self) -> Mapping[str, str]:
        """Url of each wire copy -> url of the article that it copies."""
        urls = {piece.slug: self.url_of(piece) for piece in self.articles()}
        return {urls[piece.slug]: urls[piece.copy_of] for piece in self.articles() if piece.copy_of}

    def articles(self) -> list[Piece]:
        """The articles that can be had, oldest first."""
        return [piece for piece in self._articles if piece.trouble is not Trouble.GONE]

    def url_of(self, piece: Piece) -> str:
        return self._servers[piece.site].base_url + STYLES[piece.site].path(piece)

    def _of(self, key: str) -> list[Piece]:
        return [piece for piece in self._articles if piece.site == key]


class _Server(ThreadingHTTPServer):
    """One site: answers from its table, and says nothing on stderr."""

    daemon_threads = True
    #: connections that may wait to be accepted: many readers come at once.
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies: dict[str, Reply] = {}
        self._failed: set[str] = set()
        self._lock = threading.Lock()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def answer(self, target: str) -> Reply:
        """The reply to a request target; what follows a known path as query is ignored, as most sites do."""
        path = target if target in self.replies else target.partition("?")[0]
        reply = self.replies.get(path, Reply(404, "text/html", b"<h1>Not found</h1>"))
        return Reply(500, "text/html", b"<h1>Please try again</h1>") if reply.flaky and self._first(path) else reply

    def _first(self, path: str) -> bool:
        with self._lock:
            seen = path in self._failed
            self._failed.add(path)
            return not seen

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader that hangs up is no news of ours."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "demo"
    sys_version = ""
    #: seconds that an idle connection is kept.
    timeout = 10
    server: _Server

    def do_GET(self) -> None:
        self._send(body=True)

    def do_HEAD(self) -> None:
        self._send(body=False)

    def _send(self, *, body: bool) -> None:
        reply = self.server.answer(self.path)
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        if reply.location:
            self.send_header("Location", reply.location)
        self.end_headers()
        if body:
            self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Quiet: the demo's own screen is what the reader should see."""
