"""What a document is, by its first element. Pure; no parser is let near it.

Servers call feeds by every name that there is, text/html among them, so the document is looked at, not its type. A page
whose script holds the word `<rss` is a page: what stands first decides, whoever asks. In a comment stands nothing.
"""

from __future__ import annotations

import re
from enum import StrEnum

#: characters in which a document must say what it is.
HEAD = 200_000
_FEED = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel)[\s>/]", re.IGNORECASE)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_SITEMAP = re.compile(r"<(?:[\w.-]+:)?(?:urlset|sitemapindex)[\s>/]", re.IGNORECASE)


class Kind(StrEnum):
    JSON = "json"  # perhaps a JSON Feed: its parser knows
    FEED = "feed"
    SITEMAP = "sitemap"
    PAGE = "page"
    OTHER = "other"


#: to its end, or to that of the document, so that many which nobody closes take no time.
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FORMS = {Kind.FEED: _FEED, Kind.SITEMAP: _SITEMAP, Kind.PAGE: _PAGE}


def kind_of(text: str) -> Kind:
    """What it is; text: as workers/feeds/charset.py gives it."""
    if text[:1] in ("{", "["):
        return Kind.JSON
    head = uncommented(text[:HEAD])
    found = {kind: match.start() for kind, form in _FORMS.items() if (match := form.search(head))}
    return min(found, key=lambda kind: found[kind], default=Kind.OTHER)


def uncommented(text: str) -> str:
    """The text without its comments; one that does not end hides nothing: lenient parsers read on behind it."""
    return _COMMENT.sub(lambda comment: "" if comment[0].endswith("-->") else comment[0], text)
