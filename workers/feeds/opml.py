"""OPML 2.0 (opml.org/spec2.opml), the format in which readers exchange lists of feeds. Pure.

Law: read(write(x)) == x, for titles and folders on one line without empty parts. A folder whose own name holds a `/`
has a backslash before it, so that it does not become two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, NoReturn
from xml.parsers import expat  # declarations of entities are refused below
from xml.sax.saxutils import quoteattr

from workers.errors import RefusedError
from workers.feeds.references import strict

#: bytes of a file; 10,000 feeds have 2 MB.
LARGEST = 10_000_000
#: folders in folders; readers show two.
DEEPEST = 50
#: what a `\` stands before; and what stands between slashes of ours.
_OWN = re.compile(r"[/\\]")
_BETWEEN = re.compile(r"(?:\\[/\\]|[^/])+")
#: characters that XML 1.0 cannot hold.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Subscription(NamedTuple):
    """A line of an OPML file."""

    url: str
    title: str | None
    #: names joined with `/`, as `joined` does; None at the top.
    folder: str | None


def read(data: bytes) -> list[Subscription]:
    """The feeds of an OPML file, in its order. Raises RefusedError('bad-opml') with the line."""
    if len(data) > LARGEST:
        raise RefusedError("bad-opml", f"more than {LARGEST} bytes are not read")
    parser = expat.ParserCreate()
    reader = _Reader(parser)
    try:
        parser.Parse(_strict(data), True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        what = _said(error) if reader.root else f"this is no OPML: {_said(error)}"
        raise RefusedError("bad-opml", f"line {parser.CurrentLineNumber}: {what}") from error
    return reader.found


def _strict(data: bytes) -> bytes:
    """The same bytes, whatever letters they are, as `strict` makes them; not in UTF-16, which is half NUL."""
    return data if b"\0" in data else strict(data.decode("latin-1")).encode("latin-1")


def _said(error: Exception) -> str:
    return expat.errors.messages[error.code] if isinstance(error, expat.ExpatError) else str(error)


class _Reader:
    """Collects subscriptions while expat reads."""

    def __init__(self, parser: Any) -> None:
        self.found: list[Subscription] = []
        #: names of the outlines that are open; None for those that are no folders.
        self._open: list[str | None] = []
        #: the document's element, once it has begun.
        self.root = ""
        self._parser = parser
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.EntityDeclHandler = self._entity

    def _refuse(self, what: str) -> NoReturn:
        raise RefusedError("bad-opml", f"line {self._parser.CurrentLineNumber}: {what}")

    def _entity(self, *_: object) -> None:
        self._refuse("an entity is declared; subscription lists need none, and bombs are made of them")

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        name = name.lower()
        if not self.root:
            self.root = name
            if name != "opml":
                self._refuse(f"expected <opml>, not <{name[:40]}>")
        if name != "outline":
            return
        if len(self._open) >= DEEPEST:
            self._refuse(f"more than {DEEPEST} folders in folders")
        given = {key.lower(): value for key, value in attributes.items()}
        url = given.get("xmlurl", "").strip()
        label = _line(given.get("title")) or _line(given.get("text"))
        self._open.append(None if url else label)
        if url:
            title = _line(given.get("title")) or (label if label != url else None)
            folder = joined(part for part in self._open if part)
            self.found.append(Subscription(url, title, folder or None))

    def _end(self, name: str) -> None:
        if name.lower() == "outline":
            self._open.pop()


def joined(names: Iterable[str]) -> str:
    """Folders in each other as one text."""
    return "/".join(_OWN.sub(r"\\\g<0>", name) for name in names)


def parts(folder: str) -> list[str]:
    """The names of folders in each other, the outermost first."""
    return [re.sub(r"\\([/\\])", r"\1", part) for part in _BETWEEN.findall(folder) if part]


def _line(text: str | None) -> str | None:
    return " ".join((text or "").split()) or None


def write(subscriptions: Iterable[tuple[str, str | None, str | None]]) -> str:
    """An OPML file of these (url, title, folder), in their order."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">']
    lines += ["  <head><title>newsloom feeds</title></head>", "  <body>"]
    opened: list[str] = []
    for url, title, folder in subscriptions:
        wanted = [part for part in (_line(_clean(part)) for part in parts(folder or "")) if part]
        _move(lines, opened, wanted)
        lines.append(f'{_indent(opened)}<outline type="rss" {_attributes(_clean(url), title)}/>')
    _move(lines, opened, [])
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _attributes(url: str, title: str | None) -> str:
    label = _line(_clean(title or ""))
    named = f"text={quoteattr(label)} title={quoteattr(label)}" if label else f"text={quoteattr(url)}"
    return f"{named} xmlUrl={quoteattr(url)}"


def _move(lines: list[str], opened: list[str], wanted: list[str]) -> None:
    """Close and open folders until those wanted are open."""
    same = 0
    while same < min(len(opened), len(wanted)) and opened[same] == wanted[same]:
        same += 1
    while len(opened) > same:
        opened.pop()
        lines.append(f"{_indent(opened)}</outline>")
    for part in wanted[same:]:
        lines.append(f"{_indent(opened)}<outline text={quoteattr(part)}>")
        opened.append(part)


def _indent(opened: list[str]) -> str:
    return "  " * (len(opened) + 2)


def _clean(text: str) -> str:
    return _NO_XML.sub("", text)
