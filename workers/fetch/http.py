"""url -> page, over HTTP. Does what it is told: `decide` says what an answer means, `hosts` where we may connect.

- One connection a request, always closed: each host is asked once a second at most, so keeping connections would gain
  little and could leak. Redirects are followed by hand, each hop checked like the first, its robots.txt too (`may`).
- Four limits on time: connecting, waiting for a byte, the whole with all its redirects; see `connect`.
- What is read of an answer is the business of `body`.
- No cookies, no credentials, no proxies from the environment, no retries: those are the ledger's business.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from functools import partial
from typing import NamedTuple, TypeVar

from urllib3.response import BaseHTTPResponse, HTTPResponse

from workers import urls
from workers.errors import NewsloomError, PermanentError
from workers.fetch import body, connect, decide, faults, robots
from workers.fetch.connect import Connection, Resolve, SecureConnection, Way
from workers.model import Kind, Page
from workers.pace import Heard
from workers.settings import Fetch

#: bytes on the wire that are no body: the lengths of chunks, and what stands behind the last.
_OVERHEAD = 300_000
_ACCEPT = {
    False: "text/html,application/xhtml+xml,application/xml;q=0.8,text/plain;q=0.7,*/*;q=0.1",
    True: "application/atom+xml,application/rss+xml,application/feed+json,"
    "application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.1",
}
#: what urllib3 can decompress a piece at a time.
_ENCODINGS = ", ".join(name for name in ("gzip", "deflate", "br", "zstd") if name in HTTPResponse.CONTENT_DECODERS)


_Answer = TypeVar("_Answer", Page, bytes)


class _Onward(NamedTuple):
    """A redirect."""

    status: int
    to: str


def _nobody(_: object) -> None:
    """Where nobody minds, and nobody listens."""


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

    def get(
        self,
        url: str,
        now: datetime,
        headers: Mapping[str, str] | None = None,
        *,
        feed: bool = False,
        may: Callable[[str], None] = _nobody,
        heard: Callable[[Heard], None] = _nobody,
    ) -> Page:
        """The page at this url, its body decompressed, or its feed.

        headers: conditions (if-none-match, if-modified-since), told to the host of `url` alone. With them a page that
        has not changed comes as one of status 304 without a body.
        may: is asked before each hop, and raises one of our errors where it must not be made. heard: is told of each.
        Raises TransientError, PermanentError or RefusedError, and what `may` raises.
        """
        at = urls.normal(url)
        home = urls.host(at)
        conditions = dict(headers or {})
        usual = self._headers(_ACCEPT[feed])

        def answered(at: str, permanent: str | None, answer: BaseHTTPResponse, way: Way) -> Page:
            same = bool(conditions) and urls.host(at) == home and answer.status == decide.UNCHANGED
            got = b"" if same else body.page(answer, way, now, self._chosen.max_bytes, feed=feed)
            kept = decide.kept_headers(answer.headers)
            return Page(url, urls.canonical(at), answer.status, kept, got, Kind.HTML, now, permanent)

        def said(at: str) -> Mapping[str, str]:
            return usual | conditions if urls.host(at) == home else usual

        return self._follow(at, self._chosen.max_redirects, said, answered, may, heard)

    def robots(self, url: str, now: datetime, heard: Callable[[Heard], None] = _nobody) -> bytes:
        """The text of a robots.txt, of any type, cut at the largest size that is read. Raises as `get` does."""
        usual = self._headers("text/plain,*/*;q=0.5")

        def answered(_: str, __: object, answer: BaseHTTPResponse, way: Way) -> bytes:
            return body.beginning(answer, way, now, robots.LARGEST + 1)  # whether there is more is told, too

        return self._follow(urls.normal(url), robots.REDIRECTS, lambda _: usual, answered, _nobody, heard)

    def _follow(
        self,
        at: str,
        most: int,
        said: Callable[[str], Mapping[str, str]],
        answered: Callable[[str, str | None, BaseHTTPResponse, Way], _Answer],
        may: Callable[[str], None],
        heard: Callable[[Heard], None],
    ) -> _Answer:
        """What is made of the answer at the end of all redirects, each hop asked with the headers that `said` names.

        answered: (where it was asked, where permanent redirects led, the answer, the time that is left).
        """
        may(at)
        way = self._way()  # the time for the page begins when robots.txt is known
        seen, lasting, permanent = {at}, True, None
        while True:
            with self._told(urls.host(at), heard):
                found = self._ask(at, way, said(at), partial(answered, at, permanent))
            if not isinstance(found, _Onward):
                return found
            at, lasting = found.to, lasting and found.status in decide.FOR_GOOD
            permanent = urls.canonical(at) if lasting else permanent
            if at in seen:
                raise PermanentError("redirects", f"the redirects go round in a circle, to {at[:200]}")
            seen.add(at)
            if len(seen) > most + 1:
                raise PermanentError("redirects", f"more than {most}, the last to {at[:200]}")
            may(at)

    @contextmanager
    def _told(self, host: str, heard: Callable[[Heard], None]) -> Iterator[None]:
        """Tell how long a request took, and how it ended.

        Not of one for which hosts before it, through whom it was reached, had left no time: it has shown nothing.
        """
        began = self._clock()
        chosen = self._chosen
        fair = min(chosen.connect_timeout, chosen.read_timeout, chosen.total_timeout)
        try:
            yield
        except NewsloomError as error:
            took = self._clock() - began
            if error.reason != "timeout" or took >= fair:
                heard(Heard(host, took, error))
            raise
        heard(Heard(host, self._clock() - began, None))

    def _way(self) -> Way:
        chosen = self._chosen
        return Way(
            resolve=self._resolve,
            allowed=chosen.allow_networks,
            tls=self._context or connect.tls(),
            connect=chosen.connect_timeout,
            read=chosen.read_timeout,
            most=2 * max(chosen.max_bytes, robots.LARGEST) + _OVERHEAD,
            deadline=self._clock() + chosen.total_timeout,
            clock=self._clock,
        )

    def _ask(
        self,
        at: str,
        way: Way,
        headers: Mapping[str, str],
        answered: Callable[[BaseHTTPResponse, Way], _Answer],
    ) -> _Answer | _Onward:
        """One request: what is made of its answer, or where it redirects to."""
        parts = urls.split(at)
        host = parts.host.strip("[]")
        made = SecureConnection if parts.scheme == "https" else Connection
        try:
            with closing(made(host, parts.port, way)) as asked:
                asked.request("GET", parts.target, headers=headers, preload_content=False)
                with closing(asked.getresponse()) as answer:
                    asked.await_body()
                    onward = decide.location(answer.status, answer.headers)
                    return _Onward(answer.status, urls.join(at, onward)) if onward else answered(answer, way)
        except NewsloomError:
            raise
        except Exception as error:
            # The edge: whatever a stranger's server can cause ends here.
            raise faults.ours(error, host, self._slow(way)) from error

    def _headers(self, accept: str) -> dict[str, str]:
        # http.client writes Latin-1, in which these are the bytes of UTF-8, and refuses line breaks.
        agent = " ".join(self._chosen.user_agent.split()).encode().decode("latin-1")
        return {"User-Agent": agent, "Accept": accept, "Accept-Encoding": _ENCODINGS, "Connection": "close"}

    def _slow(self, way: Way) -> str:
        """What to say of a time-out: which of the limits it was."""
        if self._clock() >= way.deadline:
            return f"not done within {self._chosen.total_timeout:g} s"
        return f"no connection within {way.connect:g} s, or no byte for {way.read:g} s"
