"""The demo's articles, as data: one readable file a story in workers/demo/stories. No HTML here, and no network.

The texts were written for newsloom; the events of five of the seven stories are on the public record, the people who
are quoted without a name are not. A file may name its `story` once for all its articles, or each article its own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any


class Trouble(StrEnum):
    """What a reader of the web meets on the way to a page."""

    NONE = ""
    MOVED = "moved"  # the feed has an old url, which redirects for good
    GONE = "gone"  # the feed still lists it; the page is a 404
    FLAKY = "flaky"  # 500 the first time that it is asked for, then the page


@dataclass(frozen=True, slots=True)
class Piece:
    """One article of the demo, as its newsroom wrote it."""

    #: label of the story that it belongs to: the answer a reader of the web should find.
    story: str
    #: key of a site in workers/demo/sites.py.
    site: str
    slug: str
    #: with the zone in which the site shows it.
    published: datetime
    title: str
    byline: str
    paragraphs: tuple[str, ...]
    #: slug of the article that this one copies; empty for an original.
    copy_of: str = ""
    #: what a copy's editor did to it.
    edit: str = ""
    trouble: Trouble = Trouble.NONE

    @property
    def summary(self) -> str:
        """The first sentence of a feed entry: the opening, cut at a word under 200 characters."""
        opening = self.paragraphs[0]
        return opening if len(opening) <= 200 else opening[:200].rsplit(" ", 1)[0] + " …"


@cache
def pieces() -> tuple[Piece, ...]:
    """Every article of the demo, oldest first, the withdrawn one among them."""
    folder = resources.files("workers.demo") / "stories"
    files = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    found = [piece for file in files for piece in read(file.read_text("utf-8"))]
    return tuple(sorted(found, key=lambda piece: (piece.published, piece.slug)))


def read(text: str) -> list[Piece]:
    """The articles of one story file. Pure."""
    document = tomllib.loads(text)
    return [_piece(fields, str(document.get("story", ""))) for fields in document["article"]]


def _piece(fields: Mapping[str, Any], story: str) -> Piece:
    rest = {name: value for name, value in fields.items() if name not in {"story", "text", "trouble"}}
    return Piece(
        story=fields.get("story", story),
        paragraphs=_paragraphs(fields["text"]),
        trouble=Trouble(fields.get("trouble", "")),
        **rest,
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    """Paragraphs stand apart by an empty line; line ends inside one are only for the reader of the file."""
    return tuple(" ".join(block.split()) for block in text.strip().split("\n\n"))
