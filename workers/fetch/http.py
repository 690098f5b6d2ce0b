"""url -> page, over HTTP. Does what it is told; what an answer means stands in decide.py.

- The address of every connection is checked when it is made, and the connection goes to that very address: a name that
  answers differently the second time (DNS rebinding) finds no second time. Redirects are followed by hand, each hop in
  the same way.
- Four limits on time: connecting, waiting for a byte, the whole with all its redirects, and none of it by trust: the
  deadline is looked at between pieces, and each wait is cut to what is left of it.
- Bytes are counted after decompression, piece by piece: a bomb is dropped when it passes the limit, not unpacked.
- No cookies, no credentials, no proxies from the environment, no retries: those are the ledger's business.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import certifi
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    DecodeError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)

from workers import urls
from workers.errors import NewsloomError, PermanentError, RefusedError, TransientError
from workers.fetch import decide, hosts
from workers.model import Kind, Page
from workers.settings import Fetch

Resolve = Callable[..., Sequence[tuple[Any, ...]]]

#: headers worth keeping with a page, and how much of each.
KEPT = (
    *("content-type", "content-language", "etag", "last-modified", "date", "expires", "age", "cache-control"),
    *("link", "retry-after", "x-robots-tag", "content-length", "content-encoding"),
)
_KEPT_LENGTH = 1000
#: bytes read at a time, and of the beginning that tell text from other things.
_PIECE, _HEAD = 65536, 64
_HEADERS = {
    "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
    "Accept-Encoding": "gzip, deflate, br",
}
_FEED_ACCEPT = "application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.5"


class Client:
    """Gets pages. Safe to share between threads: each fetch has connections of its own."""

    def __init__(self, chosen: Fetch, resolve: Resolve = socket.getaddrinfo) -> None:
        self._chosen = chosen
        self._resolve = resolve
        self._tls = ssl.create_default_context(cafile=certifi.where())

    def get(self, url: str, now: datetime, *, feed: bool = False) -> Page:
        """The page at this url, its body decompressed, or its feed.

        Raises TransientError, PermanentError or RefusedError, and nothing else.
        """
        deadline = time.monotonic() + self._chosen.total_timeout
        with _translated(url):
            at = urls.canonical(url)
            for _ in range(self._chosen.max_redirects + 1):
                with self._answer(at, deadline, feed=feed) as answer:
                    headers = _kept(answer.headers)
                    if answer.status not in decide.MOVED:
                        self._judge(answer.status, headers, now)
                        body = self._read(answer, headers, deadline, feed=feed)
                        return Page(url, at, answer.status, headers, body, Kind.HTML, now)
                    at = urls.canonical(urljoin(at, _location(answer)))
        raise PermanentError("redirects", f"more than {self._chosen.max_redirects} redirects, the last to {at[:200]}")

    def _judge(self, status: int, headers: Mapping[str, str], now: datetime) -> None:
        refusal = decide.refusal_of(status, headers, now)
        if refusal is not None:
            raise refusal

    @contextlib.contextmanager
    def _answer(self, url: str, deadline: float, *, feed: bool) -> Iterator[urllib3.BaseHTTPResponse]:
        """The answer to one request, its body not read yet; the connection is closed at the end."""
        parts = urlsplit(url)
        connection = self._connection(parts.scheme, parts.hostname or "", parts.port, deadline)
        try:
            headers = _HEADERS | {"User-Agent": self._chosen.user_agent} | ({"Accept": _FEED_ACCEPT} if feed else {})
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("GET", target, headers=headers, preload_content=False, decode_content=True)
            if connection.sock is not None:
                connection.sock.settimeout(self._patience(deadline))
            yield connection.getresponse()
        finally:
            connection.close()

    def _connection(self, scheme: str, host: str, port: int | None, deadline: float) -> HTTPConnection:
        patience = min(self._chosen.connect_timeout, self._patience(deadline))
        ways: dict[str, Any] = {"port": port, "timeout": patience, "blocksize": _PIECE}
        connect = self._checked_connect(host, port or (443 if scheme == "https" else 80), patience)
        made = (
            HTTPSConnection(host, ssl_context=self._tls, **ways) if scheme == "https" else HTTPConnection(host, **ways)
        )
        # The one step that urllib3 would take by name is taken by us, to the address that was checked.
        made._new_conn = connect  # type: ignore[method-assign]  # noqa: SLF001
        return made

    def _checked_connect(self, host: str, port: int, patience: float) -> Callable[[], socket.socket]:
        def connect() -> socket.socket:
            problem: OSError | None = None
            for family, kind, protocol, _, address in self._addresses(host, port):
                sock = socket.socket(family, kind, protocol)
                try:
                    sock.settimeout(patience)
                    sock.connect(address)
                except OSError as error:
                    sock.close()
                    problem = error
                else:
                    return sock
            raise problem or TransientError("dns", f"{host} has no address")

        return connect

    def _addresses(self, host: str, port: int) -> Sequence[tuple[Any, ...]]:
        """Where this name points to, all of it allowed. Raises RefusedError: one private address spoils the name."""
        try:
            found = self._resolve(host.strip("[]"), port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            raise TransientError("dns", f"{host} is not found") from error
        for *_, address in found:
            if not hosts.may_connect(str(address[0]), self._chosen.allow_networks):
                raise RefusedError(
                    "private-address",
                    f"{host} is {address[0]}, which is not a public address; allow its network in [fetch] allow_networks",
                )
        return found

    def _read(
        self, answer: urllib3.BaseHTTPResponse, headers: Mapping[str, str], deadline: float, *, feed: bool
    ) -> bytes:
        body = bytearray()
        for piece in answer.stream(_PIECE, decode_content=True):
            if not body:
                refusal = decide.refusal_of_type(headers.get("content-type", ""), piece[:_HEAD], feed=feed)
                if refusal is not None:
                    raise refusal
            body += piece
            if len(body) > self._chosen.max_bytes:
                raise PermanentError("too-big", f"more than {self._chosen.max_bytes} bytes")
            self._patience(deadline)
        return bytes(body)

    def _patience(self, deadline: float) -> float:
        """Seconds that the next wait may take. Raises TransientError when the whole has taken too long."""
        left = deadline - time.monotonic()
        if left <= 0:
            raise TransientError("timeout", f"not done within {self._chosen.total_timeout:g} s")
        return min(left, self._chosen.read_timeout)


def _location(answer: urllib3.BaseHTTPResponse) -> str:
    found = answer.headers.get("location", "").strip()
    if not found:
        raise PermanentError("redirects", f"the server answered {answer.status} without saying where to")
    return found


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: str(headers[name])[:_KEPT_LENGTH] for name in KEPT if name in headers}


#: foreign errors, the particular before the general -> reason, what it means to a person.
_MEANINGS: Sequence[tuple[type[BaseException] | tuple[type[BaseException], ...], str, str]] = (
    ((ConnectTimeoutError,), "timeout", "no connection in time"),
    ((ReadTimeoutError, TimeoutError), "timeout", "no answer in time"),
    (NameResolutionError, "dns", "the host is not found"),
    ((SSLError, ssl.SSLError), "tls", "no secure connection"),
    (NewConnectionError, "connection", "no connection"),
    (DecodeError, "encoding", "the compressed body is broken"),
    ((HTTPError, OSError), "connection", "the connection broke"),
)


@contextlib.contextmanager
def _translated(url: str) -> Iterator[None]:
    """Whatever goes wrong on the way, as one of ours."""
    try:
        yield
    except NewsloomError:
        raise
    except Exception as error:
        for kinds, reason, meaning in _MEANINGS:
            if isinstance(error, kinds):
                raise TransientError(reason, f"{urlsplit(url).netloc}: {meaning}") from error
        raise PermanentError("bad-answer", f"{urlsplit(url).netloc}: not HTTP: {type(error).__name__}") from error
