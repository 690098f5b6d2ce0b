"""The tree of errors, on one screen.

Everything foreign (a socket, a parser, a driver) becomes one of two at the edge, once, `from` its cause: trying
again can help (`TransientError`), or it cannot (`PermanentError`). The retry policy reads the class, never the text.
"""

from __future__ import annotations

#: reasons of errors that come without an answer of HTTP: no such name, no connection, no encryption, no word in time.
#: What was answered and broke off (`cut`) is none of them: who sends half a page is there.
UNREACHED = frozenset({"dns", "connection", "tls", "timeout"})


class NewsloomError(Exception):
    """Base of all errors that newsloom raises on purpose.

    reason: a short stable word for tables and filters, such as ``http-404``, ``timeout``, ``not-an-article``.
    detail: one line for a person: what, where, and what to do.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail or reason

    def __str__(self) -> str:
        return self.detail if self.detail == self.reason else f"{self.reason}: {self.detail}"


class TransientError(NewsloomError):
    """Trying again can help. after: seconds that the other side asked us to wait, when it said so."""

    def __init__(self, reason: str, detail: str = "", *, after: float | None = None) -> None:
        super().__init__(reason, detail)
        self.after = after

    def __reduce__(self) -> tuple[object, ...]:
        return (_transient, (type(self), self.reason, self.detail, self.after))


class OutageError(TransientError):
    """Something of our own is away (Redis, the ledger): no fault of the url's, so no attempt of it is used up."""


class HeldError(TransientError):
    """Its host is left alone for a while, and the url waits with it: no fault of its own, so no attempt is used up."""


class KilledError(TransientError):
    """A step ended without an outcome: its process was killed, crashed, or ran out of time."""


class PermanentError(NewsloomError):
    """Trying again cannot help: record it and go on."""


class RefusedError(PermanentError):
    """We will not take this in: a forbidden address, a scheme we do not speak, a page that is no article."""


class WordsError(PermanentError):
    """The words of a command or a setting were wrong (exit code 2)."""


def _transient(kind: type[TransientError], reason: str, detail: str, after: float | None) -> TransientError:
    """Unpickle a TransientError (prefork sends errors to its main process): its third argument is keyword-only."""
    return kind(reason, detail, after=after)
