"""url -> page, over HTTP. Does what it is told: `decide` says what an answer means, `hosts` where we may connect.

- One connection a request, always closed: each host is asked once a second at most, so keeping connections would gain
  little and could leak. Redirects are followed by hand, each hop checked like the first.
- Four limits on time: connecting, waiting for a byte, the whole with all its redirects; see `connect`.
- Bytes are counted after decompression, piece by piece: a bomb is dropped when it passes the limit, not unpacked.
- No cookies, no credentials, no proxies from the environment, no retries: those are the ledger's business.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from urllib3.response import BaseHTTPResponse, HTTPResponse

from workers import urls
from workers.errors import NewsloomError, PermanentError
from workers.fetch import connect, decide, faults
from workers.fetch.connect import Connection, Resolve, SecureConnection, Way
from workers.fetch.whole import is_whole
from workers.model import Kind, Page
from workers.settings import Fetch

#: bytes that one read may give after decompression.
_PIECE = 16_384
_ACCEPT = {
    False: "text/html,application/xhtml+xml,application/xml;q=0.8,text/plain;q=0.7,*/*;q=0.1",
    True: "application/atom+xml,application/rss+xml,application/feed+json,"
    "application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.1",
}
#: what urllib3 can decompress a piece at a time; zstd comes with Python 3.14.
_ENCODINGS = ", ".join(name for name in ("gzip", "deflate", "br", "zstd") if name in HTTPResponse.CONTENT_DECODERS)


class _Onward(NamedTuple):
    """A redirect."""

    status: int
    to: str


class Client:
    """Gets pages as [fetch] says. Holds nothing that changes, so threads may share one.

    resolve: as socket.getaddrinfo. context: whom to trust in place of the system's list. clock: monotonic seconds.
    """

    def __init__(
        self,
        chosen: Fetch,
        resolve: Resolve = socket.getaddrinfo,
        *,
        context: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._chosen = chosen
        self._resolve = resolve
        self._context = connect.trusting(context) if context else None
        self._clock = clock

    def get(self, url: str, now: datetime, headers: Mapping[str, str] | None = None, *, feed: bool = False) -> Page:
        """The page at this url, its body decompressed, or its feed.

        headers: conditions (if-none-match, if-modified-since), told to the host of `url` alone. With them a page that
        has not changed comes as one of status 304 without a body.
        Raises TransientError, PermanentError or RefusedError, and nothing else.
        """
        way = self._way()
        at = urls.normal(url)
        seen, home = {at}, urls.host(at)
        lasting, permanent = True, None
        while True:
            conditions = headers if headers and urls.host(at) == home else {}
            found = self._ask(url, at, way, now, conditions, feed=feed)
            if isinstance(found, Page):
                return replace(found, permanent_url=permanent)
            at, lasting = found.to, lasting and found.status in decide.FOR_GOOD
            permanent = urls.canonical(at) if lasting else permanent
            if at in seen:
                raise PermanentError("redirects", f"the redirects go round in a circle, to {at[:200]}")
            seen.add(at)
            if len(seen) > self._chosen.max_redirects + 1:
                raise PermanentError("redirects", f"more than {self._chosen.max_redirects}, the last to {at[:200]}")

    def _way(self) -> Way:
        chosen = self._chosen
        return Way(
            resolve=self._resolve,
            allowed=chosen.allow_networks,
            tls=self._context or connect.tls(),
            connect=chosen.connect_timeout,
            read=chosen.read_timeout,
            deadline=self._clock() + chosen.total_timeout,
            clock=self._clock,
        )

    def _ask(
        self, url: str, at: str, way: Way, now: datetime, conditions: Mapping[str, str], *, feed: bool
    ) -> Page | _Onward:
        """One request: the page, or where it redirects to."""
        parts = urls.split(at)
        host = parts.host.strip("[]")
        made = SecureConnection if parts.scheme == "https" else Connection
        try:
            with closing(made(host, parts.port, way)) as asked:
                headers = self._headers(feed=feed) | dict(conditions)
                asked.request("GET", parts.target, headers=headers, preload_content=False)
                with closing(asked.getresponse()) as answer:
                    onward = decide.location(answer.status, answer.headers)
                    if onward:
                        return _Onward(answer.status, urls.join(at, onward))
                    same = bool(conditions) and answer.status == decide.UNCHANGED
                    body = b"" if same else self._good_body(answer, way, now, feed=feed)
                    kept = decide.kept_headers(answer.headers)
                    return Page(url, urls.canonical(at), answer.status, kept, body, Kind.HTML, now)
        except NewsloomError:
            raise
        except Exception as error:
            # The edge: whatever a stranger's server can cause ends here.
            raise faults.ours(error, host, self._slow(way)) from error

    def _good_body(self, answer: BaseHTTPResponse, way: Way, now: datetime, *, feed: bool) -> bytes:
        """The body of a page that may be kept. Raises the refusal of any other."""
        _heed(decide.refusal_of(answer.status, answer.headers, now))
        kind = answer.headers.get("content-type", "")
        _heed(decide.refusal_of_type(kind, b"", feed=feed))
        body = self._body(answer, kind, way, feed=feed)
        _heed(decide.refusal_of_body(body))
        return body

    def _body(self, answer: BaseHTTPResponse, kind: str, way: Way, *, feed: bool) -> bytes:
        """The body, decompressed. Never holds more than the largest page and a piece."""
        most = self._chosen.max_bytes
        _heed(decide.refusal_of_size(decide.length(answer.headers), most))
        body = bytearray()
        while piece := answer.read1(_PIECE, decode_content=True):
            body += piece
            _heed(decide.refusal_of_size(len(body), most))
            if len(body) - len(piece) < decide.JUDGED <= len(body):  # as soon as there is enough to tell
                _heed(decide.refusal_of_type(kind, bytes(body[: decide.JUDGED]), feed=feed))
            way.patience(way.read)
        _heed(decide.refusal_of_type(kind, bytes(body[: decide.JUDGED]), feed=feed))
        _heed(decide.refusal_of_end(bytes(body[-decide.LAST :]), whole=is_whole(answer)))
        return bytes(body)

    def _headers(self, *, feed: bool) -> dict[str, str]:
        # http.client writes Latin-1, in which these are the bytes of UTF-8, and refuses line breaks.
        agent = " ".join(self._chosen.user_agent.split()).encode().decode("latin-1")
        return {"User-Agent": agent, "Accept": _ACCEPT[feed], "Accept-Encoding": _ENCODINGS, "Connection": "close"}

    def _slow(self, way: Way) -> str:
        """What to say of a time-out: which of the limits it was."""
        if self._clock() >= way.deadline:
            return f"not done within {self._chosen.total_timeout:g} s"
        return f"no connection within {way.connect:g} s, or no byte for {way.read:g} s"


def _heed(refusal: NewsloomError | None) -> None:
    if refusal is not None:
        raise refusal
