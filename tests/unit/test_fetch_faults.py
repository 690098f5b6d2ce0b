"""Errors of others, as ours."""

from __future__ import annotations

import socket
import ssl
import zlib
from http import client

import pytest
from urllib3 import exceptions as urllib3

from workers.errors import NewsloomError, PermanentError, RefusedError, TransientError
from workers.fetch import faults


def _from(outer: Exception, cause: Exception) -> Exception:
    outer.__cause__ = cause
    return outer


FAULTS: list[tuple[Exception, type[NewsloomError], str]] = [
    (socket.gaierror(-2, "Name or service not known"), TransientError, "dns"),
    (TimeoutError("timed out"), TransientError, "timeout"),
    (_from(urllib3.ReadTimeoutError(None, "", "Read timed out."), TimeoutError()), TransientError, "timeout"),  # type: ignore[arg-type]
    (ConnectionRefusedError(111, "Connection refused"), TransientError, "connection"),
    (ConnectionResetError(104, "Connection reset by peer"), TransientError, "connection"),
    (client.RemoteDisconnected("Remote end closed"), TransientError, "connection"),
    (urllib3.ProtocolError("broken", client.IncompleteRead(b"")), TransientError, "cut"),
    (urllib3.IncompleteRead(1, 2), TransientError, "cut"),
    (urllib3.ProtocolError("broken", client.HTTPException("got more than 100 trailers")), PermanentError, "too-big"),
    (client.HTTPException("got more than 100 interim responses"), PermanentError, "too-big"),
    (client.LineTooLong("header line"), TransientError, "connection"),
    (
        _from(urllib3.ProtocolError("broken"), ConnectionResetError(104, "Connection reset by peer")),
        TransientError,
        "cut",
    ),
    (_from(urllib3.SSLError("x"), ssl.SSLEOFError(8, "EOF")), TransientError, "cut"),
    (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number"), TransientError, "tls"),
    (ssl.SSLEOFError(8, "EOF"), TransientError, "tls"),
    (ssl.SSLCertVerificationError(1, "certificate verify failed"), PermanentError, "tls"),
    (_from(urllib3.SSLError("x"), ssl.SSLCertVerificationError(1, "no")), PermanentError, "tls"),
    (urllib3.DecodeError("broken", zlib.error("x")), PermanentError, "encoding"),
    (zlib.error("x"), PermanentError, "encoding"),
    (UnicodeError("label too long"), RefusedError, "bad-url"),
    (AttributeError("x"), PermanentError, "bad-answer"),
]


@pytest.mark.parametrize(("error", "kind", "reason"), FAULTS, ids=lambda value: getattr(value, "__name__", None))
def test_every_fault_has_one_meaning(error: Exception, kind: type[NewsloomError], reason: str) -> None:
    found = faults.ours(error, "example.org", "too slow")
    assert (type(found), found.reason) == (kind, reason)


@pytest.mark.parametrize(("error", "kind", "reason"), FAULTS, ids=lambda value: getattr(value, "__name__", None))
def test_the_detail_is_one_line_for_a_person_and_names_the_host(
    error: Exception, kind: type[NewsloomError], reason: str
) -> None:
    detail = faults.ours(error, "example.org", "too slow").detail
    assert detail.startswith("example.org: ")
    assert not any(sign in detail for sign in ("\n", "0x", "<", "object at", "Error("))


def test_an_error_that_holds_itself_is_read_to_an_end() -> None:
    error = OSError("x")
    error.__cause__ = error
    assert faults.ours(error, "example.org", "").reason == "connection"
