"""What a row of the corpus is: something hostile or sloppy, the door through which it comes, and its stated outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import EllipsisType
from typing import Literal

#: the user's password in every address that holds one. No ledger, log or output may ever have it.
PASSWORD = "s3kr1t-Pa55"
#: what every hostile title holds between signs that act: it may be printed, they may not.
WRITES = "PWNED"


class Door(StrEnum):
    """A way in, as the paper calls it."""

    ENQUEUE = "A url, by `enqueue`: a word of the command, or a line of its standard input"
    LINE = "A JSON line, by `import`"
    FILE = "A whole file, by `import`"
    FOLDER = "A page in a folder, by `import`"
    ARCHIVE = "A WARC file, by `import`"
    PAGE = "A page, as a site answers"
    FEED = "A feed, as a site answers"
    ADD = "A feed's url, by `feeds add`"
    OPML = "An OPML file, by `feeds import`"
    ASKED = "The words of a command that asks about stories, or corrects them"
    SETTINGS = "A file of settings, by `replay --compare`"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site sends."""

    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    #: these very bytes in place of an answer.
    raw: bytes | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A file that is imported."""

    name: str
    content: bytes


Sent = str | bytes | Answer | File


@dataclass(frozen=True, slots=True)
class Article:
    """It is accepted and becomes an article. What is not stated (...) may be anything that can be stored and printed."""

    title: str | EllipsisType | None = ...
    #: as it is printed: `2025-02-07`; None: undated.
    date: str | EllipsisType | None = ...
    url: str | EllipsisType = ...
    site: str | EllipsisType = ...
    #: what the text holds.
    text: str = "Ada Fenwick"

    def told(self) -> str:
        facts = [
            "" if self.title is ... else "without a title" if self.title is None else f"titled “{_short(self.title)}”",
            "" if self.date is ... else "undated" if self.date is None else f"dated {self.date}",
            "" if self.url is ... else f"at `{_short(self.url)}`",
            "" if self.site is ... else f"published by “{_short(self.site)}”",
            "" if self.text == "Ada Fenwick" else f"with the text “{_short(self.text)}”",
        ]
        return ", ".join(["an article", *filter(None, facts)])


@dataclass(frozen=True, slots=True)
class Refused:
    """It is refused at the door, in one line that says why, and nothing is stored; exit code 2 where all of it is wrong."""

    said: str
    code: int = 1

    def told(self) -> str:
        return f"refused at once: `{self.said}`"


@dataclass(frozen=True, slots=True)
class Partly:
    """What can be read of it is taken in, and a line says what cannot; exit code 1."""

    said: str

    def told(self) -> str:
        return f"what can be read is taken in, and a line says: `{self.said}`"


@dataclass(frozen=True, slots=True)
class Ends:
    """It is accepted, and its row says what became of it: refused, failed, or waiting for its next try."""

    state: Literal["refused", "failed", "pending"]
    reason: str
    said: str = ""

    def told(self) -> str:
        words = {"pending": "tried again later"}.get(self.state, self.state)
        return f"{words}, reason `{self.reason}`" + (f": {self.said}" if self.said else "")


@dataclass(frozen=True, slots=True)
class FeedFails:
    """The feed stays, nothing is taken in, and `feeds list` says why."""

    reason: str
    said: str = ""

    def told(self) -> str:
        return f"the feed has failed, reason `{self.reason}`" + (f": {self.said}" if self.said else "")


@dataclass(frozen=True, slots=True)
class Nothing:
    """The feed is read, and no url of it is taken in; the log has a line for each that is refused."""

    refused: int = 0

    def told(self) -> str:
        return "read; nothing is taken in" + (", and the log says why" if self.refused else "")


@dataclass(frozen=True, slots=True)
class Listed:
    """A feed that is polled from now on."""

    url: str
    title: str | None = None

    def told(self) -> str:
        return f"added as `{self.url}`" + (f", called “{_short(self.title)}”" if self.title else "")


@dataclass(frozen=True, slots=True)
class Told:
    """One line says why not, and nothing has changed. Exit code 2 where the words are wrong, 1 where it is not there."""

    code: Literal[1, 2]
    said: str

    def told(self) -> str:
        return f"exit code {self.code}: `{self.said}`"


Outcome = Article | Refused | Partly | Ends | FeedFails | Nothing | Listed | Told


@dataclass(frozen=True, slots=True)
class Row:
    #: what it is, as the paper says it; unique within its door.
    name: str
    door: Door
    #: makes what is sent: large things exist only while they are needed.
    sent: Callable[[], Sent]
    outcome: Outcome
    #: seconds, or hundreds of megabytes.
    slow: bool = False


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."
