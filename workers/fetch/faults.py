"""Errors of sockets, TLS, HTTP and decompression -> ours. Pure.

The table is read from the top: the first row wins whose error is the one that came, or one that it was raised from. A
certificate that is not valid, and a body that is not compressed as it says, are the site's fault and seldom mended.
Before the table stands an error that only its very class tells. http.client's own, of which all its others are, is of
more than a hundred headers and, in newer Pythons (3.14.8), of more interim answers or trailers than that. Older ones
read those on until the bytes are used up that a connection may bring (`connect`), which is too big, too.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from http.client import HTTPException, IncompleteRead

from urllib3 import exceptions as urllib3
from urllib3.response import HTTPResponse

from workers.errors import NewsloomError, PermanentError, RefusedError, TransientError

_DECODERS = tuple(kind for kind in HTTPResponse.DECODER_ERROR_CLASSES if kind is not OSError)
#: what urllib3 makes of what fails while a body is read: the host has answered, and breaks off.
_BODY = (urllib3.SSLError, urllib3.ProtocolError, IncompleteRead)

#: foreign errors -> ours, the reason, what it means to a person (empty: the error's own words say it).
_MEANINGS: tuple[tuple[tuple[type[BaseException], ...], type[NewsloomError], str, str], ...] = (
    ((ssl.SSLCertVerificationError,), PermanentError, "tls", ""),
    ((socket.gaierror,), TransientError, "dns", ""),
    ((TimeoutError, urllib3.TimeoutError), TransientError, "timeout", "too slow"),
    (_BODY, TransientError, "cut", ""),
    ((ssl.SSLError,), TransientError, "tls", ""),
    ((urllib3.DecodeError, *_DECODERS), PermanentError, "encoding", "the body is not compressed as it says"),
    ((UnicodeError,), RefusedError, "bad-url", "not a host name"),
    ((OSError, HTTPException, urllib3.HTTPError), TransientError, "connection", ""),
    ((BaseException,), PermanentError, "bad-answer", "not an answer that HTTP knows"),
)
#: errors that say nothing to a person, by name.
_WORDS = {
    "RemoteDisconnected": "closed without an answer",
    "IncompleteRead": "cut short",
    "BadStatusLine": "the answer is not HTTP",
    "LineTooLong": "a header is too long",
    "SSLEOFError": "closed while agreeing on encryption",
}


def ours(error: Exception, host: str, slow: str) -> NewsloomError:
    """The error of ours that this one means. `slow`: what to say of a time-out."""
    causes = list(_causes(error))
    if any(type(cause) is HTTPException for cause in causes):
        return PermanentError("too-big", f"{host[:100]}: more headers, interim answers or trailers than any page has")
    for kinds, meant, reason, words in _MEANINGS:
        found = next((cause for cause in causes if isinstance(cause, kinds)), None)
        if found is not None:
            return meant(reason, f"{host[:100]}: {slow if reason == 'timeout' else words or _said(causes)}")
    raise AssertionError from error  # the last row holds every error


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it was raised from or holds, outermost first."""
    at: BaseException | None = error
    for _ in range(10):
        if at is None:
            return
        yield at
        at = at.__cause__ or next((arg for arg in at.args if isinstance(arg, BaseException)), None)


def _said(causes: list[BaseException]) -> str:
    """One line in words, of the innermost error that has any."""
    for cause in reversed(causes):
        name = type(cause).__name__
        if name in _WORDS:
            return _WORDS[name]
        if isinstance(cause, ssl.SSLError):  # OpenSSL's own words, where the error came from it
            words = getattr(cause, "verify_message", None) or getattr(cause, "reason", None) or "no encryption"
            return str(words).replace("_", " ").lower()
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror.lower()
    return "the connection broke"
