"""The demo's feeds: RSS 2.0 and Atom, newest first. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from html import escape

from workers.demo.articles import Piece


@dataclass(frozen=True, slots=True)
class Entry:
    """One article as a feed announces it: its link may be an old one."""

    link: str
    piece: Piece


def rss(name: str, home: str, charset: str, entries: Sequence[Entry]) -> str:
    items = "".join(
        f"<item><title>{_x(e.piece.title)}</title><link>{_x(e.link)}</link>"
        f'<guid isPermaLink="false">{e.piece.site}:{e.piece.slug}</guid>'
        f"<pubDate>{format_datetime(e.piece.published)}</pubDate>"
        f"<description>{_x(e.piece.summary)}</description></item>\n"
        for e in entries
    )
    return (
        f'<?xml version="1.0" encoding="{charset}"?>\n<rss version="2.0"><channel><title>{_x(name)}</title>'
        f"<link>{_x(home)}</link><description>All articles of {_x(name)}</description>\n{items}</channel></rss>\n"
    )


def atom(name: str, home: str, charset: str, entries: Sequence[Entry]) -> str:
    items = "".join(
        f'<entry><title>{_x(e.piece.title)}</title><link rel="alternate" href="{_x(e.link)}"/>'
        f"<id>tag:{e.piece.site}.example,2024:{e.piece.slug}</id><author><name>{_x(e.piece.byline)}</name></author>"
        f"<published>{e.piece.published.isoformat()}</published><updated>{e.piece.published.isoformat()}</updated>"
        f"<summary>{_x(e.piece.summary)}</summary></entry>\n"
        for e in entries
    )
    newest = max(entry.piece.published for entry in entries).isoformat()
    return (
        f'<?xml version="1.0" encoding="{charset}"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>{_x(name)}</title>'
        f'<link href="{_x(home)}"/><id>{_x(home)}</id><updated>{newest}</updated>\n{items}</feed>\n'
    )


#: form of a feed -> how it is written.
WRITERS: Mapping[str, Callable[[str, str, str, Sequence[Entry]], str]] = {"rss": rss, "atom": atom}


def _x(text: str) -> str:
    return escape(text)
