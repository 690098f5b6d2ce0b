"""What each path of a demo site answers, worked out once when the site starts. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workers.demo.articles import Piece, Trouble
from workers.demo.feeds import WRITERS, Entry
from workers.demo.sites import Style, front, number

ROBOTS = b"User-agent: *\nDisallow: /search\nDisallow: /signin\n"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a path answers."""

    status: int
    content_type: str
    body: bytes = b""
    location: str = ""
    #: fail with 500 once before this.
    flaky: bool = False


def replies(style: Style, base: str, listed: Sequence[Piece]) -> dict[str, Reply]:
    """Path -> answer, for all that a site serves. Pure.

    listed: its articles, oldest first, the withdrawn one among them.
    """
    kept = [piece for piece in listed if piece.trouble is not Trouble.GONE]
    home = Reply(200, style.content_type, _encoded(style, front(style, kept)))
    table = {"/": home, "/robots.txt": Reply(200, "text/plain", ROBOTS), style.feed_path: _feed(style, base, listed)}
    table |= {f"/{section.lower()}": home for section in style.sections}
    for piece in kept:
        page = style.render(piece, base, _others(kept, piece))
        flaky = piece.trouble is Trouble.FLAKY
        table[style.path(piece)] = Reply(200, style.content_type, _encoded(style, page), flaky=flaky)
        if piece.trouble is Trouble.MOVED:
            table[_old_path(piece)] = Reply(301, "text/html", b"Moved.", location=style.path(piece))
    return table


def _feed(style: Style, base: str, listed: Sequence[Piece]) -> Reply:
    entries = [Entry(base + _announced(style, piece), piece) for piece in reversed(listed)]
    text = WRITERS[style.feed](style.name, f"{base}/", style.charset, entries)
    return Reply(200, f"application/{style.feed}+xml", _encoded(style, text))


def _announced(style: Style, piece: Piece) -> str:
    return _old_path(piece) if piece.trouble is Trouble.MOVED else style.path(piece) + style.tracking


def _old_path(piece: Piece) -> str:
    return f"/index.php?article={number(piece)}"


def _others(listed: Sequence[Piece], piece: Piece) -> list[Piece]:
    """Other articles of the site, in an order that differs from page to page and not from run to run."""
    return sorted((other for other in listed if other is not piece), key=lambda other: number(other) ^ number(piece))


def _encoded(style: Style, text: str) -> bytes:
    return text.encode(style.charset, "xmlcharrefreplace")
