"""An answer -> a document: its text, and what it is. Pure.

Made once for each answer, so that whoever adds a feed, polls it, or reads the sitemaps that it lists cannot disagree.
"""

from __future__ import annotations

from typing import NamedTuple

from workers.feeds import gz
from workers.feeds.charset import text_of
from workers.feeds.kind import Kind, kind_of
from workers.model import Page


class Document(NamedTuple):
    """What came, as text."""

    kind: Kind
    text: str
    #: where it came from; relative links start there.
    url: str


def document(page: Page) -> Document:
    """The document that an answer holds. Raises RefusedError of a file of gzip: `feed-too-big`, `encoding`."""
    text = text_of(gz.opened(page.body), page.headers)
    return Document(kind_of(text), text, page.final_url)
