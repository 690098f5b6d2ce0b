"""Connections to addresses that were checked, under a deadline. No decisions here: `hosts` has them.

The name is resolved once for each connection, every address is judged, and the socket goes to the very address that was
judged: a name that answers differently the second time (DNS rebinding) finds no second time. TLS still checks the
certificate against the host's name.

A socket's own time-out starts again with every byte, so a server that drips could hold a thread for days. These sockets
cut it, before each read, to what is left until the deadline: for headers, chunks and bodies alike, since http.client
reads through `recv_into` alone. Only the look-up of a name is left to the resolver's own limits.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from urllib3.connection import HTTPConnection

from workers.errors import PermanentError, RefusedError, TransientError
from workers.fetch.hosts import BAD_PORTS, may_connect

#: as socket.getaddrinfo: (host, port, family, kind) -> [(family, kind, protocol, name, address), ...].
Resolve = Callable[..., Sequence[tuple[Any, ...]]]
#: bytes that may come before the headers of an answer have ended.
_HEAD = 300_000
#: addresses of one host that are tried; each may take the whole time to connect.
_TRIED = 4


@dataclass(frozen=True, slots=True)
class Way:
    """How connections are made for one fetch, redirects included."""

    resolve: Resolve
    #: networks that a setting names.
    allowed: Sequence[str]
    #: whom to trust; a shared one, which nothing changes afterwards.
    tls: ssl.SSLContext
    #: seconds to connect to one address, or to agree on encryption.
    connect: float
    #: seconds without a byte.
    read: float
    #: bytes of a body that one connection may bring before decompression, with the lengths of its chunks.
    most: int
    #: when all must be done, on `clock`.
    deadline: float
    #: monotonic seconds.
    clock: Callable[[], float]

    def patience(self, most: float) -> float:
        """Seconds that the next wait may take. Raises TimeoutError when there are none left."""
        left = min(most, self.deadline - self.clock())
        if left <= 0:
            raise TimeoutError
        return left


class _Timed:
    """Every read waits no longer than the way allows, and all of them bring no more.

    A server may flood without a page: interim answers (100) without end, of which http.client tells nobody, or trailers
    behind the last chunk. The deadline alone would let them use up a processor until it comes.
    """

    way: Way | None = None
    #: bytes that may still come.
    left = _HEAD
    #: the other side has said its last.
    over = False

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        if self.way:
            self.settimeout(self.way.patience(self.way.read))  # type: ignore[attr-defined]
        got: int = super().recv_into(*args, **kwargs)  # type: ignore[misc]
        self.over = not got
        self.left -= got
        if self.left < 0:
            raise PermanentError("too-big", "more bytes on the wire than any page has")
        return got


class TimedSocket(_Timed, socket.socket):
    """A plain one."""


class TimedTls(_Timed, ssl.SSLSocket):
    """One with encryption."""


def trusting(context: ssl.SSLContext) -> ssl.SSLContext:
    """The same context, making timed sockets."""
    context.sslsocket_class = TimedTls
    context.set_alpn_protocols(["http/1.1"])
    return context


@cache
def tls() -> ssl.SSLContext:
    """Trusts whom the system trusts, and Mozilla's list: some images and the installers for macOS come without one."""
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return trusting(context)


class Connection(HTTPConnection):
    """One connection for one request, straight to the host: no proxy, no reuse."""

    def __init__(self, host: str, port: int, way: Way) -> None:
        super().__init__(host, port, timeout=way.read)
        self._way = way
        self._timed: _Timed | None = None

    def await_body(self) -> None:
        """The headers are there, and the body may come. The socket may be the answer's by now, not `self.sock`.

        Raises TransientError `cut` where they have no end: http.client reads on until it comes, and takes the end of
        the connection for it, so that half an answer would be a whole one without a body, or a redirect to nowhere.
        """
        if self._timed:
            if self._timed.over:
                raise TransientError("cut", f"{self.host[:100]}: the headers are cut short")
            self._timed.left = self._way.most

    def _new_conn(self) -> socket.socket:
        """A socket to the first address that is allowed and answers. Raises RefusedError, OSError."""
        if self.port in BAD_PORTS:
            raise RefusedError("bad-port", f"{self.host}:{self.port}: no pages are served at this port")
        found = self._way.resolve(self.host, self.port, socket.AF_UNSPEC, socket.SOCK_STREAM)
        good = [entry for entry in found if may_connect(str(entry[4][0]), self._way.allowed)]
        fault = _no_address(self.host, found)
        for family, kind, protocol, _, address in good[:_TRIED]:
            try:
                made = _connected(TimedSocket(family, kind, protocol), address, self._way)
            except OSError as error:
                fault = error
            else:
                self._timed = made
                return made
        raise fault


class SecureConnection(Connection):
    """The same with encryption, the certificate checked."""

    default_port: ClassVar[int] = 443  # type: ignore[misc]  # as urllib3's own HTTPSConnection

    def connect(self) -> None:
        # Not urllib3's own: it changes the context at each connection, and the context is shared by threads.
        super().connect()
        plain = self.sock
        try:
            plain.settimeout(self._way.patience(self._way.connect))  # the handshake as a whole ends by it
            encrypted = self._way.tls.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise
        assert isinstance(encrypted, TimedTls)
        encrypted.way = self._way
        self.sock = self._timed = encrypted


def _connected(made: TimedSocket, address: Any, way: Way) -> TimedSocket:
    try:
        made.settimeout(way.patience(way.connect))
        made.connect(address)
    except BaseException:
        made.close()
        raise
    made.way = way
    return made


def _no_address(host: str, found: Sequence[tuple[Any, ...]]) -> Exception:
    if not found:
        return socket.gaierror(socket.EAI_NONAME, "no address")
    shown = ", ".join(sorted({str(entry[4][0]) for entry in found})[:3])
    where = host if shown == host else f"{host} ({shown})"
    return RefusedError(
        "private-address", f"{where} is not on the public internet; [fetch] allow_networks can name its network"
    )
